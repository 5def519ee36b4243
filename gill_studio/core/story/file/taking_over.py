"""Story folders taken over into story files, and story files read as if they were folders."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from gill_studio.core.errors import PictureError
from gill_studio.core.pictures import PictureRef
from gill_studio.core.story.file.backups import KEPT
from gill_studio.core.story.file.picture_rows import read_parts, write_picture
from gill_studio.core.story.file.store import Store
from gill_studio.core.story.file.story_file import StoryFile
from gill_studio.core.story.folder import StoryFolder, read_story
from gill_studio.core.story.model import StoryError


def import_folder(folder: Path, target: Path, *, backups: int = KEPT) -> StoryFile:
    """A story folder as a new story file, with its pictures. StoryError when it cannot be read or written."""
    story = read_story(folder)
    pictures = story.board.pictures

    def fill(store: Store) -> None:
        for digest, path in story.files.items():
            if digest in pictures:
                try:
                    with path.open("rb") as file:
                        write_picture(store, pictures[digest], read_parts(file))
                except (OSError, PictureError) as error:
                    what = f"{path} cannot be taken over: {getattr(error, 'strerror', None) or error}."
                    raise StoryError(what, "Check the story's folder.") from error

    return StoryFile.create(target, story.board, fill=fill, backups=backups)


@dataclass(frozen=True)
class StorySnapshot(StoryFolder):
    """A story file as it was when it was read; `folder` is the file, `files` are the pictures that are shown."""

    def _file(self, number: int, picture: PictureRef) -> Path:
        if picture.sha256 not in self.files:
            raise StoryError(
                f"{self.folder}: the picture of panel {number} is not in the file, or damaged.",
                "Choose another take, or add the picture again.",
            )
        return self.files[picture.sha256]


def read_story_file(path: Path) -> StorySnapshot:
    """The story in a story file, also one that is open elsewhere; its pictures are put into the cache folder.

    StoryError when it cannot be read.
    """
    story = StoryFile.open(path, read_only=True)
    try:
        files: dict[str, Path] = {}
        for panel in story.document.board.panels:
            if panel.picture is not None and panel.picture.sha256 not in files:
                with suppress(PictureError):
                    files[panel.picture.sha256] = story.pictures.path_of(panel.picture.sha256)
        return StorySnapshot(path, story.document.board, files)
    finally:
        story.close()
