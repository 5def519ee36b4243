"""Story folders: `story.json` with its pictures beside it. Reading never writes, so they may be read-only."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from gill_studio.core.errors import PictureError
from gill_studio.core.paths import stays_inside
from gill_studio.core.pictures import PictureRef, identify, suffix_of
from gill_studio.core.protocol import StoryPanel
from gill_studio.core.story.json_form import LARGEST, Look, decode_story, encode_story
from gill_studio.core.story.model import Storyboard, StoryError

STORY_FILE = "story.json"
PICTURES = "pictures"
_NEEDED = f"A story folder holds a {STORY_FILE}; docs/story-format.md shows one."


@dataclass(frozen=True)
class StoryFolder:
    """A story read from a folder; `files` are its pictures' absolute paths by SHA-256, of those that are there."""

    folder: Path
    board: Storyboard
    files: Mapping[str, Path]

    def engine_panels(self) -> tuple[StoryPanel, ...]:
        """What the engine reads of the story: captions and the files of the pictures shown.

        Raises StoryError when a picture that is shown has no file.
        """
        return tuple(
            StoryPanel(panel.caption, None if panel.picture is None else self._file(number, panel.picture))
            for number, panel in enumerate(self.board.panels, start=1)
        )

    def _file(self, number: int, picture: PictureRef) -> Path:
        if picture.sha256 not in self.files:
            raise StoryError(
                f"{self.folder / STORY_FILE}: the picture of panel {number} is not in the folder.",
                "Put it there and name it under pictures, or choose another take.",
            )
        return self.files[picture.sha256]


def read_story(path: Path) -> StoryFolder:
    """The story in a folder (or of the `story.json` itself).

    Raises StoryError naming the file and the field: also where a picture leads out of the folder, is missing, or
    is not the one that was recorded.
    """
    file = path if path.is_file() else path / STORY_FILE
    folder = file.parent
    look = cache(lambda relative: identify(_inside(folder, relative)))  # each file is read once
    document = decode_story(_read(file), str(file), look)
    for digest, relative in document.files.items():
        _check_recorded(document.board.pictures.get(digest), digest, relative, look, file)
    return StoryFolder(folder, document.board, {d: folder / relative for d, relative in document.files.items()})


def write_story(folder: Path, board: Storyboard, files: Mapping[str, Path]) -> None:
    """Write a story folder: copies of those pictures that `files` (by SHA-256) has, then `story.json`.

    Pictures are named by their content, so that no picture ever takes the place of another; `story.json` changes
    last and at once. Raises StoryError when that fails; what was there before stays valid.
    """
    relative = {
        picture.sha256: f"{PICTURES}/{picture.sha256[:20]}{suffix_of(picture)}"
        for picture in board.pictures.values()
        if picture.sha256 in files
    }
    try:
        (folder / PICTURES).mkdir(parents=True, exist_ok=True)
        for digest, place in relative.items():
            _copy(files[digest], folder / place)
        temporary = folder / f"{STORY_FILE}.part"
        temporary.write_bytes(encode_story(board, relative))
        temporary.replace(folder / STORY_FILE)
    except OSError as error:
        raise StoryError(
            f"The story cannot be written to {folder}: {error.strerror or error}.",
            "Free some space or choose another folder.",
        ) from error


def _copy(source: Path, target: Path) -> None:
    if target.exists() and (source.samefile(target) or source.stat().st_size == target.stat().st_size):
        return
    temporary = target.with_name(target.name + ".part")
    shutil.copyfile(source, temporary)
    temporary.replace(target)


def _read(file: Path) -> bytes:
    try:
        if not file.is_file():  # opening a pipe to which nobody writes would wait for ever
            raise StoryError(f"There is no {STORY_FILE} in {file.parent}.", _NEEDED)
        with file.open("rb") as stream:
            return stream.read(LARGEST + 1)
    except (OSError, ValueError) as error:  # a path with a NUL character is a ValueError
        raise StoryError(f"{file} cannot be read: {getattr(error, 'strerror', None) or error}.", _NEEDED) from error


def _inside(folder: Path, relative: str) -> Path:
    path = folder / relative
    if not stays_inside(folder, path):
        raise PictureError(f"{relative!r} leads out of the story's folder.", "Copy the picture into the folder.")
    return path


def _check_recorded(recorded: PictureRef | None, digest: str, relative: str, look: Look, file: Path) -> None:
    """A picture recorded by its hash has to be what was recorded."""
    try:
        found = look(relative)
    except PictureError as error:
        raise StoryError(f"{file}: {error.message}", error.hint) from error
    if found.sha256 != digest or recorded not in (None, found):
        raise StoryError(
            f"{file}: {relative} is not the picture that was recorded; it has changed since.",
            "Put the old one back, or name the new one as the panel's picture.",
        )
