"""What a collection holds, read at once for the page. For worker threads."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

from gill_studio.core.collections.duplicates import near_duplicates
from gill_studio.core.collections.library import open_collection
from gill_studio.core.collections.model import CaptionSource, CollectedPicture, Coverage, Problem
from gill_studio.core.collections.store import CollectionStore
from gill_studio.core.collections.usage import used_in
from gill_studio.core.story.model import Storyboard


@dataclass(frozen=True)
class Contents:
    """A collection as it is: its pictures in the order of folders and names, and the files that cannot be used."""

    id: str
    name: str
    folders: tuple[Path, ...] = ()
    coverage: Coverage = field(default_factory=Coverage)
    pictures: tuple[CollectedPicture, ...] = ()
    problems: tuple[tuple[Path, Problem], ...] = ()
    """With the folder each lies in."""
    missing: tuple[Path, ...] = ()
    """Folders that are not there now."""

    @cached_property
    def without_caption(self) -> tuple[str, ...]:
        """The pictures that nothing is said of, by SHA-256."""
        return tuple(one.picture.sha256 for one in self.pictures if not one.captions)

    @cached_property
    def proposed(self) -> tuple[str, ...]:
        """Those whose caption is proposed, and not accepted yet."""
        lone = {CaptionSource.PROPOSED}  # it counts where there is no other
        return tuple(one.picture.sha256 for one in self.pictures if one.captions.keys() == lone)


def read_contents(collection: str, before: Contents | None = None) -> Contents:
    """All of it; CollectionError when it cannot be read.

    What is as it was `before` is the same object again, so that nobody has to compare thousands of pictures.
    """
    with open_collection(collection) as store:
        folders = store.folders()
        problems = tuple((folder, one) for folder in folders for one in store.problems(folder).values())
        missing = tuple(folder for folder in folders if not folder.is_dir())
        pictures = tuple(store.pictures())
        now = Contents(collection, store.name, folders, store.coverage(), pictures, problems, missing)
    if before is None or before.id != collection:
        return now
    known = {one.picture.sha256: one for one in before.pictures}
    shared = tuple(
        old if (old := known.get(one.picture.sha256)) == one and old is not None else one for one in pictures
    )
    now = replace(now, pictures=shared)
    return before if now == before else now


def read_groups(collection: str) -> list[tuple[str, ...]]:
    """The pictures that show the same, by SHA-256, the largest of each group first."""
    with open_collection(collection) as store:
        return near_duplicates(store)


def read_used(collection: str, board: Storyboard) -> dict[str, tuple[int, ...]]:
    """By SHA-256 the panels of a story that show a picture, or another version of it."""
    with open_collection(collection) as store:
        return used_in(store, board)


def write_captions(collection: str, texts: Mapping[str, str]) -> list[CollectedPicture]:
    """The writer's own words, in the place of proposed ones; empty ones take them back. The pictures as they are."""

    def write(store: CollectionStore) -> None:
        store.set_captions(texts, CaptionSource.WRITER)
        store.set_captions({digest: "" for digest, text in texts.items() if text}, CaptionSource.PROPOSED)

    return _changed(collection, texts, write)


def accept_captions(collection: str, digests: Iterable[str]) -> list[CollectedPicture]:
    """Make what is proposed the writer's own."""
    chosen = list(digests)
    return _changed(collection, chosen, lambda store: store.accept_proposed(chosen))


def reject_captions(collection: str, digests: Iterable[str]) -> list[CollectedPicture]:
    """Throw away what is proposed."""
    chosen = dict.fromkeys(digests, "")
    return _changed(collection, chosen, lambda store: store.set_captions(chosen, CaptionSource.PROPOSED))


def exclude_pictures(collection: str, digests: Iterable[str], *, excluded: bool) -> list[CollectedPicture]:
    """Never offer these, or offer them again."""
    chosen = list(digests)
    return _changed(collection, chosen, lambda store: store.exclude(chosen, excluded=excluded))


def _changed(
    collection: str, digests: Iterable[str], change: Callable[[CollectionStore], object]
) -> list[CollectedPicture]:
    with open_collection(collection) as store:
        change(store)
        found = [store.picture(digest) for digest in digests]
    return [picture for picture in found if picture is not None]
