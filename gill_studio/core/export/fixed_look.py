"""What the fixed pages of an EPUB look like: pictures and texts where the style sheet puts them."""

from __future__ import annotations

from collections.abc import Iterator

from gill_studio.core.export.content import Book
from gill_studio.core.export.fixed_pages import GAP, INSIDE, Part, cover_box, fixed_parts, text_height
from gill_studio.core.export.markup import recipe_lines
from gill_studio.core.export.previews import PlacedPage, PlacedPicture, PlacedText
from gill_studio.core.story.model import Take


def fixed_look(book: Book, *, whole: bool, recipe: bool) -> Iterator[PlacedPage]:
    """The fixed pages as the style sheet places them."""
    yield _fixed_cover(book)
    for item in book.items:
        take = item.panel.take
        size = (1, 1) if take is None else (take.picture.width, take.picture.height)
        for part in fixed_parts(item, None if take is None else "picture", size):
            yield _fixed_page(part, take)
    if whole and book.credits:
        sentences = tuple((line,) for line in (*book.credits, *(recipe_lines(book) if recipe else ())))
        yield [PlacedText(((book.words["credits"],), *sentences), INSIDE, 32, book.direction, colour="#23201c")]


def _fixed_cover(book: Book) -> PlacedPage:
    item = book.cover
    left, top, width, height = map(float, INSIDE)
    titles: list[PlacedPicture | PlacedText] = []
    if item is not None and item.panel.take is not None:
        box = cover_box((item.panel.take.picture.width, item.panel.take.picture.height))
        above = top + (height - box[1] - 320) / 2
        titles.append(PlacedPicture(item.panel.take, item.number, (left + (width - box[0]) / 2, above, *box)))
        top = above + box[1] + 60
    else:
        top += height * 0.35
    titles.append(
        PlacedText(
            ((book.title,),), (left, top, width, 150.0), 92, book.direction, "display", centred=True, leading=0.3
        )
    )
    if book.author:
        by = ((book.words["by"].format(author=book.author),),)
        titles.append(PlacedText(by, (left, top + 170, width, 70), 44, book.direction, centred=True))
    return titles


def _fixed_page(part: Part, take: Take | None) -> PlacedPage:
    """Picture and text one above the other, in the middle of the page."""
    left, top, width, height = INSIDE
    tall = text_height(part)
    gap = GAP if part.box and part.caption else 0
    free = (height - tall - gap - (part.box[1] if part.box else 0)) / 2
    placed: list[PlacedPicture | PlacedText] = []
    if part.box is not None and take is not None:
        placed.append(PlacedPicture(take, part.item.number, (left + (width - part.box[0]) / 2, top + free, *part.box)))
    if part.caption:
        below = (left, top + height - free - tall, width, tall)
        centred = part.item.short
        placed.append(PlacedText(part.caption, below, part.size, part.item.direction, centred=centred, top=not centred))
    return placed
