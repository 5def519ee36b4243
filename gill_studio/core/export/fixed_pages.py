"""Fixed pages for EPUB: how large pictures and letters may be so that all of a panel's text is on its pages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from gill_studio.core.export.content import Item, Paragraphs
from gill_studio.core.export.text_room import Column

PAGE = (1200, 1600)
"""Pixels of a page; the style sheet has the same."""
_MARGIN = 80
_WIDTH, _HEIGHT = PAGE[0] - 2 * _MARGIN, PAGE[1] - 2 * _MARGIN
_SIZES = (44, 40, 36, 32)
GAP = 48
"""Pixels between a picture and its text."""
_LEAST_PICTURE = 700
_COLUMN = Column(_WIDTH, leading=1.42, between=0.6)
_COVER = (1040, 1000)

INSIDE = (_MARGIN, _MARGIN, _WIDTH, _HEIGHT)
"""Left, top, width and height of what is inside the margins."""

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
    gap = GAP if picture and item.caption else 0
    letters = next((s for s in _SIZES if _COLUMN.height(item.caption, s) + gap + least <= _HEIGHT), None)
    if letters is not None:
        box = _within(size, _WIDTH, _HEIGHT - gap - _COLUMN.height(item.caption, letters)) if picture else None
        yield Part(item, picture=picture, box=box, caption=item.caption, size=letters)
        return
    letters = _SIZES[2]
    head, rest = _COLUMN.cut(item.caption, letters, _HEIGHT - gap - least)
    yield Part(item, picture=picture, box=_within(size, _WIDTH, least) if picture else None, caption=head, size=letters)
    while rest:
        head, rest = _COLUMN.cut(rest, letters, _HEIGHT)
        yield Part(item, first=False, caption=head, size=letters)


def text_height(part: Part) -> float:
    """Pixels that a part's text is high."""
    return _COLUMN.height(part.caption, part.size) if part.caption else 0.0


def cover_box(size: Box) -> Box:
    """The size of the picture on the cover."""
    return _within(size, *_COVER)


def _within(size: Box, width: int, height: int) -> Box:
    scale = min(width / size[0], height / size[1])
    return (max(1, int(size[0] * scale)), max(1, int(size[1] * scale)))
