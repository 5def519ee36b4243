"""How much of a story may be on its first pages: of a long one, a look at a page sets no more than that."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from gill_studio.core.export.content import Book, Item, Paragraphs
from gill_studio.core.export.pdf.options import Layout, PdfOptions, page_size
from gill_studio.core.export.text_room import Column

_POINTS = 72 / 25.4
_SIZES = {
    Layout.PICTURE_BOOK: 16.0,
    Layout.SHEET: 6.8,
    Layout.COMIC: 9.2,
    Layout.MANUSCRIPT: 11.5,
    Layout.CONTACT_SHEET: 6.4,
}
"""The smallest letters, in points, of captions on A4 that are too long for one place and flow."""
_A4 = 210 * 297
_SPARE = 1.2  # times as much as is reckoned: rather too much text than too little


def beginning(book: Book, options: PdfOptions, count: int) -> Book:
    """The book with the panels that may be on `count` pages, the last one's text only as far."""
    return replace(book, items=tuple(_items(book, options, count)))


def _items(book: Book, options: PdfOptions, count: int) -> Iterator[Item]:
    pictured, bare = _panels_a_page(options)
    taken = 0.0
    for item in book.items:
        if taken >= count:
            return
        if item.picture is not None or item.caption:  # a panel of nothing may be on no page
            taken += 1 / (bare if item.picture is None else pictured)
        shown = _cut(item, options, count)
        yield shown
        if shown is not item:
            return


def _panels_a_page(options: PdfOptions) -> tuple[int, int]:
    """Panels that a page may hold, rather too many than too few: those with pictures, and those of words alone."""
    match options.layout:
        case Layout.PICTURE_BOOK:
            return 1, 1
        case Layout.SHEET:
            return options.columns * options.rows, options.columns * options.rows
        case Layout.COMIC:
            return options.panels, options.panels
        case Layout.MANUSCRIPT:
            return 12, 100
        case _:
            return options.contact_columns * 12, options.contact_columns * 30


def _cut(item: Item, options: PdfOptions, count: int) -> Item:
    """The panel, or what is on so many pages of one with more text than they hold."""
    width, height = page_size(options)
    letters = _SIZES[options.layout] * options.text_scale / 100 * min(1.25, max(0.68, (width * height / _A4) ** 0.5))
    column, free = Column(width * _POINTS, leading=1, between=0), (count + 0.5) * height * _POINTS * _SPARE
    caption, rest = column.cut(item.caption, letters, free)
    left = max(letters, free - column.height(caption, letters))
    notes, more = column.cut(item.notes if options.notes else (), letters, left)
    if not rest and not more:
        return item
    return replace(item, panel=replace(item.panel, caption=_joined(caption), notes=_joined(notes)))


def _joined(text: Paragraphs) -> str:
    return "\n\n".join(map("\n".join, text))
