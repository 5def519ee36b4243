"""Puts pictures into a PDF in the place of stand-ins, one at a time, so that it does not matter how many there are."""

from __future__ import annotations

import re
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from typing import BinaryIO

from gill_studio.core.export.pdf.image_objects import ImageObject
from gill_studio.core.export.pdf.placeholders import number_in

_OBJECT = re.compile(rb"(\d+) 0 obj\n")
_LENGTH = re.compile(rb"/Length (\d+)")
_SPACE = re.compile(rb"/ColorSpace (\d+ 0 R|/DeviceRGB)")
_TRIM = re.compile(rb"/TrimBox\[([\d.]+) ([\d.]+) ([\d.]+) ([\d.]+)\]")
_TRAILER = re.compile(rb"trailer\n<</Size \d+(.*?)>>\nstartxref\n(\d+)\n", re.DOTALL)
_IMAGE = b"/Type/XObject/Subtype/Image"
_ROW = re.compile(rb"(\d{10}) (\d{5}) ([nf])")

_TURNS = {
    2: b"-1 0 0 1 1 0",
    3: b"-1 0 0 -1 1 1",
    4: b"1 0 0 -1 0 1",
    5: b"0 -1 -1 0 1 1",
    6: b"0 -1 1 0 0 1",
    7: b"0 1 1 0 0 0",
    8: b"0 1 -1 0 1 0",
}
"""How a picture of each EXIF orientation is turned upright in the square that it fills."""


@dataclass(frozen=True)
class Replacement:
    """A picture for a stand-in: the image, its EXIF orientation, and the XMP packet about it, if there is one."""

    image: ImageObject
    orientation: int = 1
    packet: bytes = b""


Found = Generator[Replacement | None, None, None]
Find = Callable[[Sequence[int]], Found]
"""The pictures of these numbers, one after the other; None leaves the place blank."""


class SpliceError(ValueError):
    """A PDF that is not as Typst writes it."""


@dataclass
class _Output:
    """Objects as they are written, and where each begins."""

    stream: BinaryIO
    offsets: dict[int, int] = field(default_factory=dict)
    at: int = 0
    following: int = 0

    def write(self, *parts: bytes | memoryview) -> None:
        self.stream.writelines(parts)
        self.at += sum(map(len, parts))

    def begin(self, number: int) -> None:
        self.offsets[number] = self.at
        self.write(b"%d 0 obj\n" % number)

    def add(self, dictionary: bytes, *data: bytes | memoryview) -> int:
        """One more object, a stream; its number."""
        number, self.following = self.following, self.following + 1
        self.begin(number)
        self.put(dictionary, *data)
        return number

    def put(self, dictionary: bytes, *data: bytes | memoryview) -> None:
        length = sum(len(part) for part in data)
        self.write(b"<</Length %d" % length, dictionary, b">>\nstream\n", *data, b"\nendstream\nendobj\n")


def splice(pdf: bytes, output: BinaryIO, find: Find, *, bleed: float = 0.0) -> None:
    """Write the PDF with each stand-in replaced; `bleed` (points) is what is printed beyond the cut.

    SpliceError when the PDF is not as Typst writes it.
    """
    trailer = _TRAILER.search(pdf, pdf.rfind(b"trailer"))
    if trailer is None:
        raise SpliceError("no trailer")
    objects = _objects(pdf, int(trailer.group(2)))
    target = _Output(output, following=max(number for number, _, _ in objects) + 1)
    target.write(pdf[: objects[0][1]])
    stand_ins = {number: _stand_in(pdf, start, end) for number, start, end in objects}
    spaces: dict[bytes, int] = {}
    with closing(find([picture for picture in stand_ins.values() if picture is not None])) as pictures:
        for number, start, end in objects:
            found = None if stand_ins[number] is None else next(pictures)
            if found is None:
                target.offsets[number] = target.at
                target.write(_with_bleed(pdf[start:end], bleed))
            else:
                _write_picture(target, number, _space(pdf[start:end]), found, spaces)
    _write_table(target, trailer.group(1))


def _objects(pdf: bytes, table: int) -> list[tuple[int, int, int]]:
    """Number, start and end of each object in the order of the file."""
    starts = sorted(_offsets(pdf, table))
    ends = [*(start for start, _ in starts[1:]), table]
    for start, number in starts:
        found = _OBJECT.match(pdf, start)
        if found is None or int(found.group(1)) != number:
            raise SpliceError(f"object {number} is not where it should be")
    return [(number, start, end) for (start, number), end in zip(starts, ends, strict=True)]


def _offsets(pdf: bytes, table: int) -> Iterator[tuple[int, int]]:
    lines = pdf[table : pdf.find(b"trailer", table)].split(b"\n")
    if lines[0].strip() != b"xref":
        raise SpliceError("no table of objects")
    number = 0
    for line in lines[1:]:
        if (row := _ROW.match(line)) is not None:
            if row.group(3) == b"n":
                yield int(row.group(1)), number
            number += 1
        elif line.strip():
            number = int(line.split()[0])


def _stand_in(pdf: bytes, start: int, end: int) -> int | None:
    """The number of the picture that the object stands for."""
    head = pdf[start : min(end, start + 300)]
    if b"/Subtype/Image" not in head or b"/DCTDecode" not in head:
        return None
    at = pdf.find(b"stream\n", start, end)
    return None if at < 0 else number_in(pdf[at + 7 : end])


def _space(stand_in: bytes) -> bytes:
    found = _SPACE.search(stand_in)
    if found is None:
        raise SpliceError("an image without a colour space")
    return found.group(1)


def _with_bleed(data: bytes, bleed: float) -> bytes:
    """A page says where its bleed ends, which is further in than the sheet where crop marks stand around it."""
    if not bleed or b"/TrimBox[" not in data or not data.partition(b"\n")[2].startswith(b"<</Type/Page/"):
        return data

    def boxes(found: re.Match[bytes]) -> bytes:
        left, low, right, top = (float(side) for side in found.groups())
        outer = (left - bleed, low - bleed, right + bleed, top + bleed)
        return b"/BleedBox[%.4f %.4f %.4f %.4f]" % outer + found.group(0)

    return _TRIM.sub(boxes, data, count=1)


def _write_picture(target: _Output, number: int, srgb: bytes, found: Replacement, spaces: dict[bytes, int]) -> None:
    """The image under the stand-in's number; where it lies on its side, a form that draws it upright."""
    space = _space_of(target, found.image, srgb, spaces)
    dictionary = b"%s/ColorSpace %s%s" % (_IMAGE, space, found.image.entries)
    if (mask := found.image.mask) is not None:
        dictionary += b"/SMask %d 0 R" % target.add(_IMAGE + b"/ColorSpace/DeviceGray" + mask.entries, *mask.data)
    if found.packet:
        dictionary += b"/Metadata %d 0 R" % target.add(b"/Type/Metadata/Subtype/XML", found.packet)
    data, turn = found.image.data, _TURNS.get(found.orientation)
    if turn is not None:
        image = target.add(dictionary, *found.image.data)
        resources = b"/Resources<</XObject<</Picture %d 0 R>>>>" % image
        dictionary, data = b"/Type/XObject/Subtype/Form/BBox[0 0 1 1]" + resources, (turn + b" cm /Picture Do",)
    target.begin(number)
    target.put(dictionary, *data)


def _space_of(target: _Output, image: ImageObject, srgb: bytes, spaces: dict[bytes, int]) -> bytes:
    space = b"/DeviceGray" if image.channels == 1 else srgb
    if image.profile:
        if image.profile not in spaces:
            spaces[image.profile] = target.add(b"/N %d" % image.channels, image.profile)
        space = b"[/ICCBased %d 0 R]" % spaces[image.profile]
    if image.palette:
        space = b"[/Indexed %s %d<%s>]" % (space, len(image.palette) // 3 - 1, image.palette.hex().encode())
    return space


def _write_table(target: _Output, rest: bytes) -> None:
    start, size = target.at, target.following
    free = [number for number in range(1, size) if number not in target.offsets]
    chain = dict(zip([0, *free], [*free, 0], strict=True))
    rows = [
        b"%010d 00000 n \n" % target.offsets[number]
        if number in target.offsets
        else b"%010d %05d f \n" % (chain[number], 65535 if number == 0 else 0)
        for number in range(size)
    ]
    target.write(b"xref\n0 %d\n" % size, *rows)
    target.write(b"trailer\n<</Size %d%s>>\nstartxref\n%d\n%%%%EOF\n" % (size, rest, start))
