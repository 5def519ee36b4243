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


@dataclass(frozen=True, slots=True)
class FileRecord:
    """A picture file as it was when it was scanned; `path` is relative to its folder, with forward slashes."""

    path: str
    size: int
    mtime_ns: int
    picture: PictureRef


@dataclass(frozen=True, slots=True)
class CollectedPicture:
    """A picture of a collection: where it lies (one of its files), and what is said of it, by source."""

    picture: PictureRef
    path: Path
    captions: Mapping[CaptionSource, str] = field(default_factory=dict)

    @property
    def caption(self) -> str:
        """The caption that counts; empty where there is none."""
        source = self.caption_source
        return "" if source is None else self.captions[source]

    @property
    def caption_source(self) -> CaptionSource | None:
        """Where the caption that counts comes from."""
        return min(self.captions, key=PRECEDENCE.__getitem__, default=None)
