"""What lies in a folder: pictures, and files that may hold captions, with their sizes and times."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from gill_studio.core.collections.captions.beside import CAPTION_SUFFIXES
from gill_studio.core.pictures import PICTURE_SUFFIXES

_DEEPEST = 60  # folders in folders


@dataclass(frozen=True, slots=True)
class Stat:
    """Size in bytes and time of the last change in ns: where both are as before, so is the file."""

    size: int
    mtime_ns: int


@dataclass(slots=True)
class Listing:
    """One directory: its path relative to the collection's folder ("" for that itself), and its files by name."""

    path: str
    pictures: dict[str, Stat] = field(default_factory=dict)
    texts: dict[str, Stat] = field(default_factory=dict)
    error: str = ""
    """Why it cannot be looked into."""

    def relative(self, name: str) -> str:
        """The path of one of its files, relative to the collection's folder, with forward slashes."""
        return f"{self.path}/{name}" if self.path else name


def walk(folder: Path, skipped: frozenset[Path] = frozenset()) -> Iterator[Listing]:
    """Every directory in `folder`, in order of names, but hidden and `skipped` ones, and links to directories."""
    waiting = [""]
    while waiting:
        listing = Listing(waiting.pop())
        inner: list[str] = []
        try:
            with os.scandir(folder / listing.path) as entries:
                for entry in sorted(entries, key=lambda one: one.name):
                    _sort_in(entry, listing, inner)
        except OSError as error:
            listing.error = error.strerror or str(error)
        yield listing
        if listing.path.count("/") < _DEEPEST:
            places = [listing.relative(name) for name in reversed(inner)]
            waiting += [place for place in places if not skipped or folder / place not in skipped]


def _sort_in(entry: os.DirEntry[str], listing: Listing, inner: list[str]) -> None:
    if entry.name.startswith("."):
        return
    try:
        if entry.is_dir(follow_symlinks=False):
            inner.append(entry.name)
            return
        suffix = os.path.splitext(entry.name)[1].lower()  # noqa: PTH122 - a Path for each file takes too long
        files = listing.pictures if suffix in PICTURE_SUFFIXES else listing.texts
        if suffix not in PICTURE_SUFFIXES and suffix not in CAPTION_SUFFIXES:
            return
        status = entry.stat()
        if not stat.S_ISDIR(status.st_mode):
            files[entry.name] = Stat(status.st_size, status.st_mtime_ns)
    except OSError:  # gone since, or a link to nothing: as if it were not there
        return
