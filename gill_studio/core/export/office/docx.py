"""DOCX: a document for Word and its like, to be read from above to below or as a table with a row a panel."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from io import BytesIO
from pathlib import Path
from typing import Any

from gill_studio.core.export.content import Book, Item, Paragraphs, book_of, warn_without_alt
from gill_studio.core.export.exporter import Exporter, Job, Source
from gill_studio.core.export.markup import recipe_lines
from gill_studio.core.export.office.common import SANS, SERIF, OfficePictures, missing_package, property_text
from gill_studio.core.export.options import option
from gill_studio.core.export.pdf.options import Extra, PdfOptions
from gill_studio.core.export.pictures import PictureFile
from gill_studio.core.export.previews import Reading, reading_pages
from gill_studio.core.export.text import direction_of

_MUTED = "6B635A"
_MARGIN = 22.0  # mm
_MOST_HEIGHT = 0.44  # of the page, for a picture
_PADDING = {"top": 100, "left": 70, "bottom": 100, "right": 70}  # twentieths of a point
_TABLE = (0.06, 0.4, 0.54)  # shares of the number, the picture, the text


class DocxLayout(StrEnum):
    """How panels are set."""

    FLOWING = "flowing"
    TABLE = "table"


class DocxPaper(StrEnum):
    """Page sizes."""

    A4 = "a4"
    LETTER = "letter"


_PAPERS = {DocxPaper.A4: (210.0, 297.0), DocxPaper.LETTER: (215.9, 279.4)}


@dataclass(frozen=True, slots=True)
class DocxOptions:
    """Options of the DOCX export."""

    layout: DocxLayout = field(
        default=DocxLayout.FLOWING,
        metadata=option("Layout", labels={"flowing": "Pictures and text", "table": "Table, a row a panel"}),
    )
    paper: DocxPaper = field(default=DocxPaper.A4, metadata=option("Paper", labels={"a4": "A4", "letter": "Letter"}))
    notes: bool = field(default=True, metadata=option("Notes"))
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


def docx_exporter() -> Exporter[DocxOptions]:
    """DOCX."""
    return Exporter(
        "docx",
        "Word document (DOCX)",
        "A document to go on writing in, in Word, LibreOffice and others.",
        DocxOptions,
        lambda _: ".docx",
        _write,
        _preview,
        missing=lambda: missing_package("docx", "python-docx"),
    )


def _write(source: Source, place: Path, options: DocxOptions, job: Job) -> None:
    book = book_of(source.board)
    files = OfficePictures.to(source, job, options.longest_edge, recipe=options.recipe)
    document = _Document(book, options)
    for item in book.items:
        job.step("Writing panels", item.number - 1, len(book.items))
        document.add(item, files.of(item.panel.take, item.number))
    document.finish()
    document.save(place)
    warn_without_alt(book, job.warn)


def _preview(source: Source, options: DocxOptions, count: int, width: int, job: Job) -> list[bytes]:
    """The first pages as a word processor may set them, with the fonts that come along."""
    book = book_of(source.board)
    wide, tall = (side / 25.4 * 72 for side in _PAPERS[options.paper])
    margin = _MARGIN / 25.4 * 72
    columns = _column_names(book) if options.layout is DocxLayout.TABLE and book.items else ()
    look = Reading(
        "document", wide, tall, margin, wide - 2 * margin, 12, _MOST_HEIGHT, 0.72, enlarge=True, columns=columns
    )
    pdf = PdfOptions(notes=options.notes, credits=options.credits, cover=Extra.NO)
    return reading_pages(source, book, look, pdf, count, width, job)


def _column_names(book: Book) -> tuple[str, str, str]:
    return ("#", book.words["picture"].format(number="").strip(), book.words["story"])


class _Document:
    """One document on its way."""

    def __init__(self, book: Book, options: DocxOptions) -> None:
        import docx

        self._book, self._options = book, options
        self._document: Any = docx.Document()
        self._page()
        self._styles()
        properties = self._document.core_properties
        properties.title, properties.author = property_text(book.title), property_text(book.author)
        properties.language, properties.comments = property_text(book.language), ""
        self._paragraph(self._document, ((book.title,),), book.direction, style="Title")
        if book.author:
            self._paragraph(
                self._document, ((book.words["by"].format(author=book.author),),), book.direction, style="Subtitle"
            )
        self._table: Any = self._new_table() if options.layout is DocxLayout.TABLE and book.items else None

    def add(self, item: Item, file: PictureFile | None) -> None:
        """One panel."""
        if self._table is not None:
            self._row(item, file)
            return
        name = item.words["panel"].format(number=item.number)
        self._paragraph(self._document, ((name,),), self._book.direction, style="Heading 2")
        if file is not None:
            paragraph = self._document.add_paragraph(style="Picture")
            self._picture(paragraph, item, file, self._width, self._tall)
        centred = item.short and file is not None
        self._paragraph(self._document, item.caption, item.direction, style="Short caption" if centred else "Normal")
        if self._options.notes:
            self._paragraph(self._document, item.notes, direction_of("", item.panel.notes), style="Notes")

    def finish(self) -> None:
        """The credits."""
        if not (self._options.credits and self._book.credits):
            return
        words = self._book.words
        self._paragraph(self._document, ((words["credits"],),), self._book.direction, style="Heading 1")
        lines = [*self._book.credits, *(recipe_lines(self._book) if self._options.recipe else ())]
        self._paragraph(self._document, tuple((line,) for line in lines), self._book.direction, style="Notes")

    def save(self, place: Path) -> None:
        """Into a file."""
        with place.open("wb") as file:
            self._document.save(file)

    def _page(self) -> None:
        from docx.shared import Mm

        section = self._document.sections[0]
        width, height = _PAPERS[self._options.paper]
        section.page_width, section.page_height = Mm(width), Mm(height)
        for side in ("left_margin", "right_margin", "top_margin", "bottom_margin"):
            setattr(section, side, Mm(_MARGIN))
        self._width, self._tall = width - 2 * _MARGIN, height * _MOST_HEIGHT

    def _styles(self) -> None:
        from docx.enum.style import WD_STYLE_TYPE
        from docx.enum.text import WD_ALIGN_PARAGRAPH
        from docx.shared import Pt

        styles = self._document.styles
        _font(styles["Normal"], SERIF, 12)
        styles["Normal"].paragraph_format.space_after = Pt(8)
        styles["Normal"].paragraph_format.line_spacing = 1.25
        _language(styles, self._book.language)
        for name in ("Picture", "Notes", "Short caption"):
            styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH).base_style = styles["Normal"]
        for name in ("Picture", "Short caption"):
            styles[name].paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
        styles["Picture"].paragraph_format.keep_with_next = True
        styles["Picture"].paragraph_format.line_spacing = 1
        _font(styles["Notes"], SANS, 10, _MUTED)
        _font(styles["Title"], SERIF, 28)
        _border(styles["Title"])
        _font(styles["Subtitle"], SERIF, 14, _MUTED)
        _font(styles["Heading 1"], SERIF, 16)
        _font(styles["Heading 2"], SANS, 9, _MUTED)
        styles["Heading 2"].paragraph_format.space_before = Pt(22)
        styles["Heading 2"].paragraph_format.space_after = Pt(4)

    def _paragraph(self, where: Any, text: Paragraphs, direction: str = "ltr", style: str = "Normal") -> None:  # noqa: ANN401 - a document or a cell
        from docx.oxml import OxmlElement

        for lines in text:
            paragraph = where.add_paragraph(style=style)
            for place, line in enumerate(lines):
                run = paragraph.add_run(line)
                if place < len(lines) - 1:
                    run.add_break()
                if direction == "rtl":
                    run._r.get_or_add_rPr().append(OxmlElement("w:rtl"))  # noqa: SLF001 - python-docx has no other way
            if direction == "rtl":
                paragraph._p.get_or_add_pPr().insert_element_before(  # noqa: SLF001
                    OxmlElement("w:bidi"), "w:spacing", "w:ind", "w:jc", "w:rPr"
                )

    def _picture(self, paragraph: Any, item: Item, file: PictureFile, width: float, height: float) -> None:  # noqa: ANN401
        from docx.shared import Mm

        scale = min(width / file.width, height / file.height)
        shape = paragraph.add_run().add_picture(
            BytesIO(file.data), Mm(max(0.1, file.width * scale)), Mm(max(0.1, file.height * scale))
        )
        shape._inline.docPr.set("descr", item.alt)  # noqa: SLF001
        shape._inline.docPr.set("name", item.words["picture"].format(number=item.number))  # noqa: SLF001

    def _new_table(self) -> Any:  # noqa: ANN401
        from docx.oxml import OxmlElement
        from docx.shared import Mm

        table = self._document.add_table(rows=1, cols=len(_TABLE))
        table.autofit = False
        for column, share in zip(table.columns, _TABLE, strict=True):
            column.width = Mm(self._width * share)
        _ruled(table)
        for cell, text, share in zip(table.rows[0].cells, _column_names(self._book), _TABLE, strict=True):
            cell.width = Mm(self._width * share)
            cell.paragraphs[0].add_run(text).bold = True
        head = table.rows[0]._tr.get_or_add_trPr()  # noqa: SLF001
        head.append(OxmlElement("w:tblHeader"))
        if self._book.direction == "rtl":
            properties = table._tbl.tblPr  # noqa: SLF001
            properties.insert_element_before(OxmlElement("w:bidiVisual"), "w:tblStyleRowBandSize", "w:tblW", "w:jc")
        return table

    def _row(self, item: Item, file: PictureFile | None) -> None:
        from docx.shared import Mm

        cells = self._table.add_row().cells
        for cell, share in zip(cells, _TABLE, strict=True):
            cell.width = Mm(self._width * share)
        cells[0].paragraphs[0].add_run(str(item.number))
        if file is not None:
            paragraph = cells[1].paragraphs[0]
            paragraph.style = self._document.styles["Picture"]
            self._picture(paragraph, item, file, self._width * _TABLE[1] - 5, self._tall)
        self._paragraph(cells[2], item.caption, item.direction)
        if self._options.notes:
            self._paragraph(cells[2], item.notes, direction_of("", item.panel.notes), style="Notes")
        first = cells[2].paragraphs[0]
        if len(cells[2].paragraphs) > 1:  # a cell begins with an empty one
            first._p.getparent().remove(first._p)  # noqa: SLF001


def _ruled(table: Any) -> None:  # noqa: ANN401
    """A thin line below each row, and room around what is in a cell."""
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls

    line = 'w:val="single" w:sz="4" w:space="0" w:color="D8D1C6"'
    sides = "".join(f'<w:{side} w:w="{width}" w:type="dxa"/>' for side, width in _PADDING.items())
    borders = f"<w:tblBorders {nsdecls('w')}><w:bottom {line}/><w:insideH {line}/></w:tblBorders>"
    margins = f"<w:tblCellMar {nsdecls('w')}>{sides}</w:tblCellMar>"
    properties = table._tbl.tblPr  # noqa: SLF001
    properties.insert_element_before(parse_xml(borders), "w:shd", "w:tblLayout", "w:tblCellMar", "w:tblLook")
    properties.insert_element_before(parse_xml(margins), "w:tblLook")


def _font(style: Any, name: str, size: float, colour: str = "1F1C19") -> None:  # noqa: ANN401
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import Pt, RGBColor

    style.font.name, style.font.size, style.font.color.rgb = name, Pt(size), RGBColor.from_string(colour)
    style.font.italic = False
    properties = style.element.get_or_add_rPr()
    for old in properties.findall(qn("w:szCs")):
        properties.remove(old)
    complex_size = OxmlElement("w:szCs")  # of scripts that run from right to left
    complex_size.set(qn("w:val"), str(round(size * 2)))
    properties.find(qn("w:sz")).addnext(complex_size)
    fonts = properties.get_or_add_rFonts()
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{theme}"), None)


def _border(style: Any) -> None:  # noqa: ANN401
    """The template's title has a blue line below it."""
    from docx.oxml.ns import qn

    properties = style.element.get_or_add_pPr()
    for line in properties.findall(qn("w:pBdr")):
        properties.remove(line)


def _language(styles: Any, language: str) -> None:  # noqa: ANN401
    from docx.oxml.ns import qn

    for lang in styles.element.iter(qn("w:lang")):
        if language != "und":
            for kind in ("val", "eastAsia", "bidi"):
                lang.set(qn(f"w:{kind}"), language)
