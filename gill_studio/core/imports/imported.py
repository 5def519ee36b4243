"""What an import finds: a storyboard, its pictures, and what the writer has to know. Strangers' files are limited."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from gill_studio.core.errors import PictureError, StudioError
from gill_studio.core.export.exporter import ExportContext, Steps
from gill_studio.core.paths import is_safe_relative, stays_inside
from gill_studio.core.pictures import MAX_BYTES, PictureRef, identify
from gill_studio.core.sentences import Sentence
from gill_studio.core.story.model import Storyboard

MAX_TEXT = 16 << 20
"""Bytes of a text that is read at all."""
MAX_PANELS = 20_000
_AGAIN = "Import the story again."


class StoryImportError(StudioError):
    """Something that cannot be imported."""


@dataclass
class FoundPictures:
    """The pictures of an import, by their SHA-256; they are read when they are asked for."""

    _sources: dict[str, Callable[[], bytes]] = field(default_factory=dict)

    def add_file(self, path: Path) -> PictureRef:
        """A picture in a file. PictureError when it is none."""
        picture = identify(path)
        self._sources.setdefault(picture.sha256, partial(read_limited, path, MAX_BYTES))
        return picture

    def add(self, sha256: str, make: Callable[[], bytes]) -> None:
        """A picture that has to be made; `make` gives the same bytes each time."""
        self._sources.setdefault(sha256, make)

    def __contains__(self, sha256: str) -> bool:
        return sha256 in self._sources

    def data_of(self, sha256: str) -> bytes:
        """The picture's file. PictureError when it is not there or has changed since."""
        make = self._sources.get(sha256)
        if make is None:
            raise PictureError("The picture was not among what was imported.", "Add it again from where it came.")
        data = make()
        if hashlib.sha256(data).hexdigest() != sha256:
            raise PictureError("A picture changed while it was imported.", _AGAIN)
        return data


@dataclass(frozen=True)
class Imported:
    """A story that was found; `warnings` are sentences about what could not be taken over."""

    board: Storyboard
    pictures: FoundPictures
    warnings: tuple[str, ...] = ()


@dataclass
class ImportJob:
    """One import on its way: tells how far it is, keeps the pictures, collects what the writer has to know."""

    steps: Steps = field(default_factory=ExportContext)
    pictures: FoundPictures = field(default_factory=FoundPictures)
    warnings: list[str] = field(default_factory=list)

    def warn(self, sentence: str) -> None:
        """Something the writer has to know; each sentence once, and not thousands of them."""
        if sentence not in self.warnings and len(self.warnings) < 100:
            self.warnings.append(sentence)

    def picture_in(self, folder: Path, relative: str) -> PictureRef | None:
        """The picture at a path that a file of a stranger's names; None, and a warning, when it is not to be had."""
        path = folder / relative
        if not is_safe_relative(relative) or not stays_inside(folder, path):
            name = repr(relative[:200])
            self.warn(Sentence("The picture {name} is not in the folder and is left out.", name=name))
            return None
        try:
            return self.pictures.add_file(path)
        except PictureError as error:
            self.warn(Sentence("A picture is left out: {why}", why=error.message))
            return None

    def whole(self, board: Storyboard) -> Imported:
        """What was found. StoryImportError when it is more than a story."""
        if len(board.panels) > MAX_PANELS:
            raise StoryImportError(
                f"There are {len(board.panels)} panels, more than the limit of {MAX_PANELS}.", "Import it in parts."
            )
        return Imported(board, self.pictures, tuple(self.warnings))


def read_limited(path: Path, limit: int = MAX_TEXT) -> bytes:
    """The bytes of a file. StoryImportError when it is no file, cannot be read or is larger than the limit."""
    try:
        if not path.is_file():  # opening a pipe to which nobody writes would wait for ever
            raise StoryImportError(f"There is no file {path}.", "Check the name.")
        with path.open("rb") as file:
            data = file.read(limit + 1)
    except (OSError, ValueError) as error:  # a path with a NUL character is a ValueError
        what = f"{path} cannot be read: {getattr(error, 'strerror', None) or error}."
        raise StoryImportError(what, "Check that it is still there.") from error
    if len(data) > limit:
        raise StoryImportError(f"{path} is larger than {limit >> 20} MB.", "Split it.")
    return data


def read_text(path: Path, limit: int = MAX_TEXT) -> str:
    """A text file in UTF-8, or UTF-16 where it begins with its mark, or else in Windows' Western encoding."""
    return decoded(read_limited(path, limit)).replace("\r\n", "\n").replace("\r", "\n")


def decoded(data: bytes) -> str:
    """Text of which nobody says how it is encoded."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")
