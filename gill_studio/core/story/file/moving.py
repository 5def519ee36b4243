"""Taking a story elsewhere, whole: copied from its file, or, where that is gone, made anew from memory."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Sequence
from pathlib import Path

from gill_studio.core.errors import StudioError
from gill_studio.core.pictures import PictureRef
from gill_studio.core.story.file import picture_rows
from gill_studio.core.story.file.copies import write_copy, write_new
from gill_studio.core.story.file.migrations import FORMAT
from gill_studio.core.story.file.pictures import PictureStore
from gill_studio.core.story.file.reading import Loader
from gill_studio.core.story.file.steps import pictures_in
from gill_studio.core.story.file.store import Pending, Store
from gill_studio.core.story.model import StoryError

_LOG = logging.getLogger(__name__)


def take_elsewhere(
    store: Store, target: Path, memory: Pending, unsaved: Pending | None, pictures: PictureStore, *, replace: bool
) -> StoryError | None:
    """A copy with what is not saved yet; or, if the source cannot be read any more, what there is in `memory`.

    The answer says what is missing then. StoryError when neither can be written.
    """
    try:
        _copy_with(store, target, unsaved, replace=replace)
    except (StudioError, sqlite3.Error, OSError) as error:
        if (not replace and target.exists()) or store.version > FORMAT:
            raise
        _LOG.warning("A story is made anew from memory, for it cannot be copied: %s", type(error).__name__)
        return _made_anew(target, memory, pictures, replace=replace)
    return None


def _copy_with(store: Store, target: Path, unsaved: Pending | None, *, replace: bool) -> None:
    def change(connection: sqlite3.Connection, place: Path) -> None:
        if unsaved is not None:
            Store(connection, place, Loader(connection, place.name).load(), store.version).save(unsaved)

    write_copy(store.connection, target, change, replace=replace)


def _made_anew(target: Path, memory: Pending, pictures: PictureStore, *, replace: bool) -> StoryError | None:
    wanted = dict(memory.board.pictures)
    for step in memory.steps.values():
        wanted |= pictures_in(step.delta)
    missing: list[PictureRef] = []

    def fill(store: Store) -> None:
        missing.extend(put_pictures(store, list(wanted.values()), pictures))

    write_new(target, memory, replace=replace, fill=fill)
    lost = {take.picture.sha256 for panel in memory.board.panels for take in panel.takes if take.id == panel.chosen}
    count = sum(picture.sha256 in lost for picture in missing)
    if count:
        return StoryError(f"{count} of the story's pictures could not be brought along.", "Look for them in a backup.")
    return None


def put_pictures(store: Store, wanted: Sequence[PictureRef], pictures: PictureStore) -> list[PictureRef]:
    """Put pictures of another story into a new file; those that cannot be had are the answer."""
    return [
        picture
        for picture in wanted
        if not _from_story(store, picture, pictures) and not picture_rows.from_cache(store, picture)
    ]


def _from_story(store: Store, picture: PictureRef, pictures: PictureStore) -> bool:
    try:
        picture_rows.write_picture(store, picture, pictures.parts_of(picture.sha256))
    except StudioError:
        return False
    return True
