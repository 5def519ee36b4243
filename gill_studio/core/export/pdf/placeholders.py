"""Stand-ins for pictures: tiny JPEG files, which Typst takes over as they are: they are found again in the PDF."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from io import BytesIO
from pathlib import Path

from gill_studio.core.export.picture_bytes import jpeg_segment
from gill_studio.core.story.model import Take

_MARK = b"gill-studio picture "
_NUMBER = re.compile(rb"gill-studio picture (\d{1,9});")
_COMMENT = 0xFE


@dataclass
class StandIns:
    """The stand-ins in a folder, one a picture, and for whose take of which panel each stands."""

    folder: Path
    takes: list[tuple[Take, int]] = field(default_factory=list)
    names: dict[str, str] = field(default_factory=dict)

    def place(self, take: Take, panel: int) -> str:
        """The name of the file that stands for a take's picture."""
        digest = take.picture.sha256
        if digest not in self.names:
            name = f"{len(self.takes)}.jpg"
            (self.folder / name).write_bytes(placeholder(len(self.takes)))
            self.takes.append((take, panel))
            self.names[digest] = name
        return self.names[digest]


def placeholder(number: int) -> bytes:
    """A picture of one pixel that says its number."""
    blank = _blank()
    return blank[:2] + jpeg_segment(_COMMENT, _MARK + b"%d;" % number) + blank[2:]


def number_in(data: bytes) -> int | None:
    """The number of a stand-in, None for any other picture."""
    found = _NUMBER.search(data, 0, 100)
    return None if found is None else int(found.group(1))


@cache
def _blank() -> bytes:
    from PIL import Image

    buffer = BytesIO()
    Image.new("RGB", (1, 1), "white").save(buffer, "JPEG")
    return buffer.getvalue()
