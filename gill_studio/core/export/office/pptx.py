"""PPTX: slides for PowerPoint and its like, a slide a panel, with notes as speaker's notes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from io import BytesIO
from itertools import islice
from pathlib import Path
from typing import Any

from gill_studio.core.export.content import Book, Item, Paragraphs, book_of, warn_without_alt
from gill_studio.core.export.exporter import Exporter, Job, Source
from gill_studio.core.export.markup import recipe_lines
from gill_studio.core.export.office.common import SANS, SERIF, OfficePictures, missing_package, property_text
from gill_studio.core.export.options import option
from gill_studio.core.export.pictures import PictureFile
from gill_studio.core.export.previews import PlacedPage, PlacedPicture, PlacedText, placed_pages
from gill_studio.core.export.text_room import Column

_WIDE, _HIGH = 960.0, 540.0  # points of a slide
_MARGIN, _HEAD, _GAP = 36.0, 26.0, 14.0
_COLUMN = Column(_WIDE - 2 * _MARGIN - 60, leading=1.25, between=0.5)
_BESIDE = Column(_WIDE * 0.42 - _MARGIN, leading=1.25, between=0.5)
_SIZES = (26.0, 24.0, 22.0, 20.0, 18.0, 16.0)
_LEAST_PICTURE = 250.0
_HEADING = (_MARGIN, 8.0, _WIDE - 2 * _MARGIN, _HEAD)
_CREDITS_HEAD = (_MARGIN, 60.0, _WIDE - 2 * _MARGIN, 60.0)
_CREDITS = (_MARGIN, 130.0, _WIDE - 2 * _MARGIN, 360.0)
_MUTED, _INK = "6B635A", "1F1C19"
_TITLE_SLIDE, _TITLE_ONLY = 0, 5  # layouts of python-pptx's own template

Box = tuple[float, float, float, float]
"""Left, top, width, height in points."""


@dataclass(frozen=True, slots=True)
class PptxOptions:
    """Options of the PPTX export."""

    notes: bool = field(default=True, metadata=option("Notes", help="As the speaker's notes."))
    credits: bool = field(default=True, metadata=option("Credits", help="Says who or what made the pictures."))
    longest_edge: int = field(
        default=0,
        metadata=option(
            "Longest edge of pictures",
            help="0 keeps pictures as they are; larger ones are made smaller otherwise.",
            low=0,
            high=20_000,
            step=100,
            unit="px",
        ),
    )
    recipe: bool = field(
        default=False,
        metadata=option("Recipes of generated pictures", help="Model, seed and settings, in the credits and inside."),
    )


def pptx_exporter() -> Exporter[PptxOptions]:
    """PPTX."""
    return Exporter(
        "pptx",
        "Slides (PPTX)",
        "A slide a panel, to show and to talk about, for PowerPoint, LibreOffice and others.",
        PptxOptions,
        lambda _: ".pptx",
        _write,
        _preview,
        missing=lambda: missing_package("pptx", "python-pptx"),
    )


def _write(source: Source, place: Path, options: PptxOptions, job: Job) -> None:
    book = book_of(source.board)
    files = OfficePictures.to(source, job, options.longest_edge, recipe=options.recipe)
    slides = _Slides(book, options)
    for item in book.items:
        job.step("Writing panels", item.number - 1, len(book.items))
        slides.add(item, files.of(item.panel.take, item.number))
    slides.finish()
    slides.save(place)
    warn_without_alt(book, job.warn)


def _preview(source: Source, options: PptxOptions, count: int, width: int, job: Job) -> list[bytes]:
    """The first slides, with the fonts that come along."""
    book = book_of(source.board)
    shown = replace(book, items=book.items[:count])
    whole = options.credits and len(shown.items) == len(book.items)
    slides = list(islice(_placed_slides(shown, whole=whole, recipe=options.recipe), count))
    return placed_pages(source, shown, slides, (_WIDE, _HIGH), width, job)


def _placed_slides(book: Book, *, whole: bool, recipe: bool) -> Iterator[PlacedPage]:
    """What is on each slide, and where."""
    title, by = _titles(book)
    yield [one for one in (title, by) if one.text]
    muted = f"#{_MUTED}"
    for item in book.items:
        take = item.panel.take
        size = None if take is None else PictureFile(b"", "", take.picture.width, take.picture.height)
        for part in _parts(item, size):
            name = ((item.words["panel"].format(number=item.number),),)
            placed: list[PlacedPicture | PlacedText] = [
                PlacedText(name, _HEADING, 11, book.direction, "label", muted, leading=0.6)
            ]
            if part.picture is not None and take is not None:
                placed.append(PlacedPicture(take, item.number, part.picture))
            if part.text:
                centred = item.short
                placed.append(PlacedText(part.text, part.room, part.size, item.direction, centred=centred))
            yield placed
    for head in _credit_slides(book, recipe=recipe) if whole else ():
        label = ((book.words["credits"],),)
        yield [
            PlacedText(label, _CREDITS_HEAD, 28, book.direction),
            PlacedText(head, _CREDITS, 16, book.direction, "label", muted, top=True),
        ]


def _titles(book: Book) -> tuple[PlacedText, PlacedText]:
    """The title and the author on the first slide."""
    size = next(s for s in (54, 44, 36, 28, 20, 14) if s == 14 or _COLUMN.height(((book.title,),), s) < 220)
    title = PlacedText(((book.title,),), (_MARGIN, 120, _WIDE - 2 * _MARGIN, 200), size, book.direction, centred=True)
    by = ((book.words["by"].format(author=book.author),),) if book.author else ()
    under = (_MARGIN, 330, _WIDE - 2 * _MARGIN, 60)
    return title, PlacedText(by, under, 20, book.direction, colour=f"#{_MUTED}", centred=True)


def _credit_slides(book: Book, *, recipe: bool) -> Iterator[Paragraphs]:
    """The credits, as much of them as a slide holds."""
    lines = [*book.credits, *(recipe_lines(book) if recipe else ())]
    rest: Paragraphs = tuple((line,) for line in lines) if book.credits else ()
    while rest:
        head, rest = _COLUMN.cut(rest, 16, 330)
        yield head


@dataclass(frozen=True)
class _Part:
    """What of a panel is on one slide."""

    text: Paragraphs
    size: float
    picture: Box | None
    room: Box


class _Slides:
    """One presentation on its way."""

    def __init__(self, book: Book, options: PptxOptions) -> None:
        import pptx
        from pptx.util import Pt

        self._book, self._options = book, options
        self._show: Any = pptx.Presentation()
        self._show.slide_width, self._show.slide_height = Pt(_WIDE), Pt(_HIGH)
        properties = self._show.core_properties
        properties.title, properties.author = property_text(book.title), property_text(book.author)
        properties.language = property_text(book.language)
        slide = self._slide(_TITLE_SLIDE)
        title, author = slide.shapes.title, slide.placeholders[1]
        for shape, placed in zip((title, author), _titles(book), strict=True):
            colour = placed.colour.removeprefix("#").upper() if shape is author else _INK
            self._text(shape, placed.box, placed.text, placed.size, SERIF, book.direction, colour=colour)

    def add(self, item: Item, file: PictureFile | None) -> None:
        """One panel; where its caption is long, more than one slide."""
        for place, part in enumerate(_parts(item, file)):
            slide = self._slide(_TITLE_ONLY)
            name = item.words["panel"].format(number=item.number)
            self._text(
                slide.shapes.title, _HEADING, ((name,),), 11, SANS, self._book.direction, colour=_MUTED, centred=False
            )
            if part.picture is not None and file is not None:
                self._picture(slide, item, file, part.picture)
            if part.text:
                box = slide.shapes.add_textbox(0, 0, 0, 0)
                self._text(box, part.room, part.text, part.size, SERIF, item.direction, centred=item.short)
            if place == 0 and self._options.notes and item.notes:
                text = "\n\n".join("\n".join(lines) for lines in item.notes)
                slide.notes_slide.notes_text_frame.text = text

    def finish(self) -> None:
        """The credits."""
        book = self._book
        for head in _credit_slides(book, recipe=self._options.recipe) if self._options.credits else ():
            slide = self._slide(_TITLE_ONLY)
            label = ((book.words["credits"],),)
            self._text(slide.shapes.title, _CREDITS_HEAD, label, 28, SERIF, book.direction, centred=False)
            box = slide.shapes.add_textbox(0, 0, 0, 0)
            self._text(box, _CREDITS, head, 16, SANS, book.direction, colour=_MUTED, centred=False, top=True)

    def save(self, place: Path) -> None:
        """Into a file."""
        with place.open("wb") as file:
            self._show.save(file)

    def _slide(self, layout: int) -> Any:  # noqa: ANN401 - python-pptx is not annotated
        return self._show.slides.add_slide(self._show.slide_layouts[layout])

    def _picture(self, slide: Any, item: Item, file: PictureFile, box: Box) -> None:  # noqa: ANN401
        from pptx.util import Pt

        picture = slide.shapes.add_picture(BytesIO(file.data), *(Pt(side) for side in box))
        about = picture._element.nvPicPr.cNvPr  # noqa: SLF001 - python-pptx has no other way
        about.set("descr", item.alt)
        about.set("name", item.words["picture"].format(number=item.number))

    def _text(
        self,
        shape: Any,  # noqa: ANN401
        box: Box,
        text: Paragraphs,
        size: float,
        font: str,
        direction: str,
        *,
        colour: str = _INK,
        centred: bool = True,
        top: bool = False,
    ) -> None:
        from pptx.dml.color import RGBColor
        from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
        from pptx.util import Pt

        shape.left, shape.top, shape.width, shape.height = (Pt(side) for side in box)
        frame = shape.text_frame
        frame.word_wrap, frame.vertical_anchor = True, MSO_ANCHOR.TOP if top else MSO_ANCHOR.MIDDLE
        frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
        for place, lines in enumerate(text):
            paragraph = frame.paragraphs[0] if place == 0 else frame.add_paragraph()
            paragraph.text = "\v".join(lines)
            right = direction == "rtl"
            paragraph.alignment = PP_ALIGN.CENTER if centred else PP_ALIGN.RIGHT if right else PP_ALIGN.LEFT
            paragraph.space_after, paragraph.line_spacing = Pt(size * 0.4), 1.1
            if right:
                paragraph._p.get_or_add_pPr().set("rtl", "1")  # noqa: SLF001
            for run in paragraph.runs:
                run.font.size, run.font.name, run.font.color.rgb = Pt(size), font, RGBColor(*bytes.fromhex(colour))
                if self._book.language != "und":
                    run._r.get_or_add_rPr().set("lang", self._book.language)  # noqa: SLF001


def _parts(item: Item, file: PictureFile | None) -> Iterator[_Part]:
    """The slides of a panel: the picture above its text; a long text beside it, and on slides that follow."""
    whole = (_MARGIN, _MARGIN, _WIDE - 2 * _MARGIN, _HIGH - 2 * _MARGIN)
    if file is None:
        yield from _texts(item.caption, whole)
        return
    if not item.caption:
        yield _Part((), 0, _fitting(file, whole), whole)
        return
    for size in _SIZES[:4]:
        tall = _COLUMN.height(item.caption, size)
        if whole[3] - tall - _GAP >= _LEAST_PICTURE:
            above = (whole[0], whole[1], whole[2], whole[3] - tall - _GAP)
            below = (_MARGIN + 30, _HIGH - _MARGIN - tall, _WIDE - 2 * _MARGIN - 60, tall)
            yield _Part(item.caption, size, _fitting(file, above), below)
            return
    beside = (_MARGIN, _MARGIN, _WIDE * 0.5 - _MARGIN, whole[3])
    room = (_WIDE * 0.54, _MARGIN, _WIDE * 0.46 - _MARGIN, whole[3])
    size = next((s for s in _SIZES if _BESIDE.height(item.caption, s) <= room[3]), _SIZES[-1])
    head, rest = _BESIDE.cut(item.caption, size, room[3])
    yield _Part(head, size, _fitting(file, beside), room)
    if rest:
        yield from _texts(rest, whole, size)


def _texts(text: Paragraphs, room: Box, size: float = 0.0) -> Iterator[_Part]:
    letters = size or next((s for s in _SIZES if _COLUMN.height(text, s) <= room[3]), _SIZES[-1])
    rest = text
    inside = (room[0] + 30, room[1], room[2] - 60, room[3])
    while True:
        head, rest = _COLUMN.cut(rest, letters, room[3])
        yield _Part(head, letters, None, inside)
        if not rest:
            return


def _fitting(file: PictureFile, box: Box) -> Box:
    """The picture in the middle of the box, as large as it can be."""
    left, top, width, height = box
    scale = min(width / file.width, height / file.height)
    w, h = max(0.5, file.width * scale), max(0.5, file.height * scale)
    return (left + (width - w) / 2, top + (height - h) / 2, w, h)
