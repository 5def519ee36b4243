"""What the Typst templates are told: the story as data, so that no text of a writer's is ever read as Typst."""

from __future__ import annotations

import statistics
from collections.abc import Callable
from typing import Any

from gill_studio.core.export.content import Book, Item, Paragraphs
from gill_studio.core.export.pdf.options import Layout, PdfOptions, has_cover, page_size
from gill_studio.core.export.text import breakable, direction_of, one_line
from gill_studio.core.story.model import Take

Data = dict[str, Any]
Place = Callable[[Take, int], str | None]
"""The file that stands for a take's picture (of the panel of that number) in the typesetter's folder."""


def story_data(book: Book, options: PdfOptions, place: Place) -> Data:
    """The content of `story.json`; `place` hears of every picture that is on a page."""
    longest = _longest_word(options)
    items = [_item(item, options, place, longest) for item in book.items]
    language, region = language_parts(book.language)
    return {
        "title": breakable(book.title, 30),
        "author": book.author,
        "by": book.words["by"].format(author=book.author) if book.author else "",
        "description": None,
        "lang": language,
        "region": region,
        "dir": book.direction,
        "words": dict(book.words),
        "options": _options(options),
        "items": items,
        "ratio": _usual_ratio(book),
        "cover": _cover(book, options, place),
        "credits": list(book.credits) if options.credits else [],
    }


def language_parts(tag: str) -> tuple[str, str | None]:
    """Language and region as Typst wants them."""
    parts = tag.split("-")
    region = next((part.upper() for part in parts[1:] if len(part) == 2 and part.isalpha()), None)
    return parts[0].lower(), region


def _options(options: PdfOptions) -> Data:
    names = (name for name in options.__slots__ if name not in {"template", "dpi", "recipe", "font", "paper"})
    width, height = page_size(options)
    chosen = {name: getattr(options, name) for name in names}
    cover = has_cover(options)
    return {**chosen, "width": width, "height": height, "cover": cover, "first_page": 2 if cover else 1}


def _item(item: Item, options: PdfOptions, place: Place, longest: int) -> Data:
    return {
        "number": item.number,
        "title": item.title,
        "caption": _fitting(item.caption, longest),
        "notes": _fitting(item.notes, longest) if options.notes else [],
        "dir": item.direction,
        "notes_dir": direction_of("", item.panel.notes),
        "picture": _picture(item.panel.take, item, place),
        "takes": [_picture(take, item, place) for take in item.other_takes] if options.takes else [],
    }


def _fitting(text: Paragraphs, longest: int) -> list[list[str]]:
    return [[breakable(line, longest) for line in lines] for lines in text]


def _longest_word(options: PdfOptions) -> int:
    """Characters that stand side by side in a column for certain; longer words have to be broken."""
    columns = {Layout.SHEET: options.columns, Layout.CONTACT_SHEET: options.contact_columns, Layout.COMIC: 3}
    points = {Layout.PICTURE_BOOK: 20, Layout.SHEET: 10, Layout.CONTACT_SHEET: 7.5}.get(options.layout, 12)
    column = page_size(options)[0] * 0.75 / columns.get(options.layout, 1)
    return max(6, int(column / (points * options.text_scale / 100 * 0.25)))


def _picture(take: Take | None, item: Item, place: Place) -> Data | None:
    file = None if take is None else place(take, item.number)
    if take is None or file is None:
        return None
    return {"file": file, "alt": item.alt, "width": take.picture.width, "height": take.picture.height}


def _cover(book: Book, options: PdfOptions, place: Place) -> Data | None:
    item = book.cover
    return _picture(item.panel.take, item, place) if has_cover(options) and item is not None else None


def _usual_ratio(book: Book) -> float:
    """Width by height of the frames in a grid: what most pictures have, within reason."""
    ratios = [item.picture.width / item.picture.height for item in book.items if item.picture is not None]
    return min(2.4, max(0.75, statistics.median(ratios))) if ratios else 1.5


def all_text(book: Book) -> str:
    """Every character that may be on a page, and some that are on none."""
    parts = [book.title, book.author, *book.credits, *book.words.values()]
    for item in book.items:
        parts += [item.panel.caption, item.panel.notes]
    return one_line(" ".join(parts))
