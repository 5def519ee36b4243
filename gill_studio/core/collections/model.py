"""What a collection holds, as values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from gill_studio.core.errors import StudioError
from gill_studio.core.pictures import PictureRef


class CollectionError(StudioError):
    """A collection that cannot be read or written."""


class CaptionSource(StrEnum):
    """Where a caption comes from, the one that counts most first."""

    WRITER = "writer"
    SIDECAR = "sidecar"
    XMP = "xmp"
    IPTC = "iptc"
    EXIF = "exif"
    TAKEOUT = "takeout"
    DATASET = "dataset"
    PROPOSED = "proposed"


PRECEDENCE = {source: place for place, source in enumerate(CaptionSource)}
Captions = Mapping[CaptionSource, str]
"""What is said of one picture, by source."""


@dataclass(frozen=True, slots=True)
class FileRecord:
    """A picture file as it was when it was scanned; `path` is relative to its folder, with forward slashes."""

    path: str
    size: int
    mtime_ns: int
    picture: PictureRef
    beside: str = ""
    """Fingerprint of the files beside it that were read for its caption."""


@dataclass(frozen=True, slots=True)
class ScannedFile:
    """What a scan has found out of one picture file.

    `beside` are captions from other files: they belong to this file and not to its content. `inside` are those in the
    picture, and `look` what `duplicates` compares; both are None where the content was known before.
    """

    record: FileRecord
    beside: Captions = field(default_factory=dict)
    inside: Captions | None = None
    look: bytes | None = None


@dataclass(frozen=True, slots=True)
class Problem:
    """A file of a folder that cannot be used, and why.

    A `lasting` one is not looked at again before the file changes.
    """

    path: str
    reason: str
    hint: str = ""
    size: int = 0
    mtime_ns: int = 0
    lasting: bool = True


@dataclass(frozen=True, slots=True)
class CollectedPicture:
    """A picture of a collection: where it lies (one of its files), and what is said of it, by source."""

    picture: PictureRef
    path: Path
    captions: Captions = field(default_factory=dict)
    excluded: bool = False
    """Never to be offered."""

    @property
    def caption(self) -> str:
        """The caption that counts; empty where there is none."""
        source = self.caption_source
        return "" if source is None else self.captions[source]

    @property
    def caption_source(self) -> CaptionSource | None:
        """Where the caption that counts comes from."""
        return min(self.captions, key=PRECEDENCE.__getitem__, default=None)


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many pictures there are, each counted once; how many have a caption that somebody wrote; and so on."""

    pictures: int = 0
    captioned: int = 0
    proposed: int = 0
    """Have none, but one that the engine proposes."""
    excluded: int = 0
    problems: int = 0
    """Files that cannot be used."""
