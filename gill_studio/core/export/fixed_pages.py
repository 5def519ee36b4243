"""Fixed pages for EPUB: how large pictures and letters may be so that all of a panel's text is on its pages.

Reading systems set the text with whatever font they have, so room is reckoned with care rather than to the pixel.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from gill_studio.core.export.content import Item, Paragraphs

PAGE = (1200, 1600)
"""Pixels of a page; the style sheet has the same."""
_MARGIN = 80
_WIDTH, _HEIGHT = PAGE[0] - 2 * _MARGIN, PAGE[1] - 2 * _MARGIN
_SIZES = (44, 40, 36, 32)
_LEADING, _BETWEEN, _GAP = 1.42, 0.6, 48
_LEAST_PICTURE = 700
_NARROW, _WIDE = 0.54, 1.05  # of the letters' size, with some to spare
_COVER = (1040, 1000)

Box = tuple[int, int]


@dataclass(frozen=True)
class Part:
    """What of a panel is on one page. `box` is the picture's size in pixels, `size` that of the letters."""

    item: Item
    first: bool = True
    picture: str | None = None
    box: Box | None = None
    caption: Paragraphs = ()
    notes: Paragraphs = ()
    size: int = 0


def fixed_parts(item: Item, picture: str | None, size: Box) -> Iterator[Part]:
    """The pages of a panel whose picture, if it has one, is of this size in pixels."""
    natural = _within(size, _WIDTH, _HEIGHT) if picture else (0, 0)
    least = min(natural[1], _LEAST_PICTURE)
    gap = _GAP if picture and item.caption else 0
    letters = next((s for s in _SIZES if _height(item.caption, s) + gap + least <= _HEIGHT), None)
    if letters is not None:
        box = _within(size, _WIDTH, _HEIGHT - gap - _height(item.caption, letters)) if picture else None
        yield Part(item, picture=picture, box=box, caption=item.caption, size=letters)
        return
    letters = _SIZES[2]
    head, rest = _cut(item.caption, letters, _HEIGHT - gap - least)
    yield Part(item, picture=picture, box=_within(size, _WIDTH, least) if picture else None, caption=head, size=letters)
    while rest:
        head, rest = _cut(rest, letters, _HEIGHT)
        yield Part(item, first=False, caption=head, size=letters)


def cover_box(size: Box) -> Box:
    """The size of the picture on the cover."""
    return _within(size, *_COVER)


def _within(size: Box, width: int, height: int) -> Box:
    scale = min(width / size[0], height / size[1])
    return (max(1, int(size[0] * scale)), max(1, int(size[1] * scale)))


def _ems(line: str) -> float:
    wide = sum(unicodedata.east_asian_width(c) in "WF" for c in line)
    return wide * _WIDE + (len(line) - wide) * _NARROW


def _rows(line: str, letters: int) -> int:
    return max(1, -int(-_ems(line) * letters // _WIDTH))


def _height(text: Paragraphs, letters: int) -> int:
    rows = sum(_rows(line, letters) for lines in text for line in lines)
    return int(rows * letters * _LEADING + max(0, len(text) - 1) * letters * _BETWEEN) + 1


def _cut(text: Paragraphs, letters: int, height: int) -> tuple[Paragraphs, Paragraphs]:
    """What fits, and the rest; something always fits."""
    head: list[tuple[str, ...]] = []
    free = int(height / (letters * _LEADING))
    for place, lines in enumerate(text):
        taken: list[str] = []
        for at, line in enumerate(lines):
            rows = _rows(line, letters)
            if rows <= free:
                taken.append(line)
                free -= rows
                continue
            begin, end = _cut_line(line, letters, free if free > 0 or head or taken else 1)
            left = (end, *lines[at + 1 :])
            kept = (*taken, begin) if begin else tuple(taken)
            return (*head, kept) if kept else tuple(head), (left, *text[place + 1 :])
        head.append(tuple(taken))
        free -= 1
    return tuple(head), ()


def _cut_line(line: str, letters: int, rows: int) -> tuple[str, str]:
    """The beginning of a line that fills so many rows, cut between words where it has any; and the rest."""
    room, used, at = rows * _WIDTH / letters, 0.0, 0
    while at < len(line) and used + _WIDE <= room:
        used += _ems(line[at])
        at += 1
    space = line.rfind(" ", at // 2, at)
    at = space if space > 0 else at
    return line[:at].rstrip(), line[at:].lstrip()
