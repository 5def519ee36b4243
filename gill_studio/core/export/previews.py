"""Looks at formats that are laid out by other programs: the same text and pictures, in the same order and places."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from itertools import chain, islice
from pathlib import Path

from gill_studio.core.export.content import Book, Item, Paragraphs
from gill_studio.core.export.exporter import Job, Source
from gill_studio.core.export.pdf.document import place_file, setting
from gill_studio.core.export.pdf.options import Extra, PdfOptions
from gill_studio.core.export.pdf.story_data import Data, Place
from gill_studio.core.export.pictures import JPEG, PNG, Form, PictureFiles, encoded, opened
from gill_studio.core.export.text import breakable, clean
from gill_studio.core.export.text_room import Column
from gill_studio.core.story.model import Take

_MILLIMETRES = 25.4 / 72
_EDGE = 700
_LINES = 56
_LONGEST_LINE = 4000
_LONGEST_WORD, _LONGEST_ROW = 60, 100
_SPARE = 4
"""How many times as tall as it is a text is reckoned at most, so that what is looked at is never too little."""
_LEAST = 1.5  # sizes of letters that the smallest panel is high
_WINDOWS = 18
"""Windows on a sheet. Memory grows with a sheet's pixels, so that a long page is on several."""
_AHEAD = 2  # windows beyond those looked at: what does not fit at a sheet's end is on the next
_SOURCE = {"width": 500, "height": 645, "margin": 26, "size": 8.5}

Box = tuple[float, float, float, float]
"""Left, top, width and height in points."""


@dataclass(frozen=True)
class Reading:
    """How a window, a reader or a sheet looks, in points: `kind` is "screen", "book" or "document"."""

    kind: str
    width: float
    height: float
    margin: float
    measure: float
    size: float
    tallest: float
    """The share of the height that a picture may have."""
    leading: float = 0.9
    paper: str = "#ffffff"
    ink: str = "#23201c"
    muted: str = "#655d54"
    line: str = "#d8d1c6"
    accent: str = "#9a4a1f"
    button: str = ""
    enlarge: bool = False
    """Whether small pictures become as wide as their place."""
    columns: tuple[str, ...] = ()
    """The heads of the columns where panels are rows of a table."""


@dataclass(frozen=True)
class PlacedPicture:
    """A picture in its place."""

    take: Take
    panel: int
    box: Box


@dataclass(frozen=True)
class PlacedText:
    """A text in its place; `font` is "text", "display" or "label"."""

    text: Paragraphs
    box: Box
    size: float
    direction: str
    font: str = "text"
    colour: str = "#23201c"
    centred: bool = False
    top: bool = False
    leading: float = 0.7
    between: float = 0.5


PlacedPage = Sequence[PlacedPicture | PlacedText]


Build = Callable[[Data, Place], Data]
"""Adds what a template needs to what all are told."""


def reading_pages(
    source: Source, book: Book, look: Reading, options: PdfOptions, count: int, width: int, job: Job
) -> list[bytes]:
    """The first `count` pages or windows as a program may lay them out, as PNG files.

    `options` say whether notes, credits and a cover are in. Of the story only as much is set as may be seen.
    """
    shown = replace(book, items=tuple(_beginning(book, look, count, notes=options.notes)))
    options = replace(options, credits=options.credits and shown.items == book.items)
    screen = look.kind == "screen"
    sheet = look.height * (min(count + _AHEAD, _WINDOWS) if screen else 1)

    def build(data: Data, _: Place) -> Data:
        items = [
            {**told, "short": item.short, "name": item.words["panel"].format(number=item.number)}
            for told, item in zip(data["items"], shown.items, strict=True)
        ]
        return {**data, "items": items, "look": {**asdict(look), "table": bool(look.columns), "sheet": sheet}}

    pages = _drawn(source, shown, options, "reading", (look.width, sheet), build, width, job)
    if screen:
        return list(islice(chain.from_iterable(_windows(page, look, last=page is pages[-1]) for page in pages), count))
    return pages[:count]


def _beginning(book: Book, look: Reading, count: int, *, notes: bool) -> Iterator[Item]:
    """The panels that may be on `count` pages, the last one's text only as far: rather too many than too few."""
    free = (count + 1) * look.height
    column = Column(look.measure, leading=1, between=0)
    for item in book.items:
        if free <= 0:
            return
        caption, rest = column.cut(item.caption, look.size, free * _SPARE)
        taken = column.height(caption, look.size) / _SPARE
        noted, more = column.cut(item.notes if notes else (), look.size, max(0.0, free - taken) * _SPARE)
        taken += column.height(noted, look.size) / _SPARE + _picture_height(item, look)
        free -= look.height if look.kind == "book" and taken < look.height else max(taken, _LEAST * look.size)
        if rest or more:
            panel = replace(item.panel, caption=_joined(caption), notes=_joined(noted))
            yield replace(item, panel=panel)
            return
        yield item


def _picture_height(item: Item, look: Reading) -> float:
    """Points that the picture is high, if it is to be had."""
    if item.picture is None or look.columns:  # in a table it is beside the text
        return 0.0
    wide, tall = item.picture.width, item.picture.height
    scale = min((look.width - 2 * look.margin) / wide, look.height * look.tallest / tall)
    return tall * (scale if look.enlarge else min(1.0, scale))


def _joined(text: Paragraphs) -> str:
    return "\n\n".join(map("\n".join, text))


def placed_pages(
    source: Source, book: Book, pages: Sequence[PlacedPage], size: tuple[float, float], width: int, job: Job
) -> list[bytes]:
    """Pages with pictures and texts in given places, as PNG files; `size` is that of a page in points."""

    def build(data: Data, place: Place) -> Data:
        told = [[part for one in page if (part := _part(one, place)) is not None] for page in pages]
        return {**data, "look": {"pages": told, "width": size[0], "height": size[1]}}

    options = PdfOptions(cover=Extra.NO, credits=False, notes=False)
    return _drawn(source, book, options, "placed", size, build, width, job)


def source_pages(source: Source, book: Book, text: str, language: str, count: int, width: int, job: Job) -> list[bytes]:
    """The first `count` pages of a text file, as PNG files, coloured as editors do it ("json", "markdown")."""
    shown = "\n".join(_first_lines(clean(text), count * _LINES))
    options = PdfOptions(cover=Extra.NO, credits=False, notes=False)
    size = (_SOURCE["width"], _SOURCE["height"])

    def build(data: Data, _: Place) -> Data:
        return {**data, "look": {**_SOURCE, "text": shown, "lang": language}}

    # The items are for the fonts: all that is in the text is in them, but they are not shown.
    return _drawn(source, book, options, "source", size, build, width, job, pictures=False)[:count]


def _first_lines(text: str, rows: int) -> Iterator[str]:
    """Lines that fill so many rows, and not many more."""
    for line in text.split("\n"):
        if rows <= 0:
            return
        rows -= max(1, min(len(line), _LONGEST_LINE) // _LONGEST_ROW)
        yield breakable(line[:_LONGEST_LINE], _LONGEST_WORD)


def _drawn(
    source: Source,
    book: Book,
    options: PdfOptions,
    template: str,
    size: tuple[float, float],
    build: Build,
    width: int,
    job: Job,
    *,
    pictures: bool = True,
) -> list[bytes]:
    files = PictureFiles(source, job, Form(frozenset({PNG, JPEG}), upright=True, mark=False, longest=_EDGE))
    with tempfile.TemporaryDirectory(prefix="gill-look-") as name:

        def place(take: Take, panel: int) -> str | None:
            job.step("Drawing pages", panel - 1, len(source.board.panels))
            return place_file(Path(name), files, take, panel) if pictures else None

        def more(data: Data) -> Data:
            page = {"width": size[0] * _MILLIMETRES, "height": size[1] * _MILLIMETRES, "bleed": 0, "crop_marks": False}
            return build({**data, "options": {**data["options"], **page}}, place)

        return setting(Path(name), book, options, place, job, template, more).png(width)


def _windows(page: bytes, look: Reading, *, last: bool) -> Iterator[bytes]:
    """What a window shows of a sheet while one scrolls; of the last sheet only as far as there is anything."""
    from PIL import Image, ImageChops

    image = opened(page).convert("RGB")
    tall = max(1, round(image.width * look.height / look.width))
    end = image.height - tall // 2  # a sheet is some windows high, to a pixel or two
    if last:
        found = ImageChops.difference(image, Image.new("RGB", image.size, look.paper)).getbbox()
        end = found[3] if found else 1
    for top in range(0, end, tall):
        window = Image.new("RGB", (image.width, tall), look.paper)
        window.paste(image.crop((0, top, image.width, min(top + tall, image.height))), (0, 0))
        yield encoded(window, PNG).data


def _part(one: PlacedPicture | PlacedText, place: Place) -> Data | None:
    if isinstance(one, PlacedText):
        longest = max(6, int(one.box[2] / (one.size * 0.5)))
        text = [[breakable(line, longest) for line in lines] for lines in one.text]
        return {**asdict(one), "text": text, "dir": one.direction}
    file = place(one.take, one.panel)
    return None if file is None else {"file": file, "box": one.box}
