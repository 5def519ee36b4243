"""What a writer can choose for a PDF."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from gill_studio.core.export.options import option

SERIF, SANS = "Source Serif 4", "Source Sans 3"


class Layout(StrEnum):
    """How panels are set; each has a Typst template of that name."""

    PICTURE_BOOK = "picture-book"
    SHEET = "sheet"
    COMIC = "comic"
    MANUSCRIPT = "manuscript"
    CONTACT_SHEET = "contact-sheet"


class Paper(StrEnum):
    """Page sizes; sizes in millimetres are in PAPERS."""

    A4 = "a4"
    A5 = "a5"
    LETTER = "letter"
    SQUARE = "square"
    WIDESCREEN = "widescreen"


PAPERS = {
    Paper.A4: (210.0, 297.0),
    Paper.A5: (148.0, 210.0),
    Paper.LETTER: (215.9, 279.4),
    Paper.SQUARE: (210.0, 210.0),
    Paper.WIDESCREEN: (190.5, 338.667),
}
"""Upright widths and heights in millimetres."""


class Orientation(StrEnum):
    """Which side is up."""

    AUTOMATIC = "automatic"
    PORTRAIT = "portrait"
    LANDSCAPE = "landscape"


class TextPlace(StrEnum):
    """Where a picture book has its text."""

    BELOW = "below"
    FACING = "facing"


class Extra(StrEnum):
    """Whether there is a page beside the panels'."""

    AUTOMATIC = "automatic"
    YES = "yes"
    NO = "no"


_PAGE, _TEXT, _BOOK, _SHEET, _PICTURES = "Page", "Text", "Book", "Layout", "Pictures"


@dataclass(frozen=True, slots=True)
class PdfOptions:
    """Options of the PDF export."""

    layout: Layout = field(
        default=Layout.PICTURE_BOOK,
        metadata=option(
            "Layout",
            labels={
                "picture-book": "Picture book",
                "sheet": "Storyboard sheet",
                "comic": "Comic page",
                "manuscript": "Manuscript",
                "contact-sheet": "Contact sheet",
            },
        ),
    )
    paper: Paper = field(
        default=Paper.A4,
        metadata=option(
            "Paper",
            group=_PAGE,
            labels={
                "a4": "A4",
                "a5": "A5",
                "letter": "Letter",
                "square": "Square (21 cm)",
                "widescreen": "Widescreen (16:9)",
            },
        ),
    )
    orientation: Orientation = field(
        default=Orientation.AUTOMATIC,
        metadata=option(
            "Orientation",
            group=_PAGE,
            labels={"automatic": "As suits the layout", "portrait": "Portrait", "landscape": "Landscape"},
        ),
    )
    margin: float = field(
        default=0.0,
        metadata=option("Margin", help="0 is what suits the layout.", group=_PAGE, low=0, high=60, step=1, unit="mm"),
    )
    bleed: float = field(
        default=0.0,
        metadata=option(
            "Bleed",
            help="How far the page reaches beyond the cut, for a print shop.",
            group=_PAGE,
            low=0,
            high=20,
            step=0.5,
            unit="mm",
        ),
    )
    crop_marks: bool = field(default=False, metadata=option("Crop marks", group=_PAGE))
    text_place: TextPlace = field(
        default=TextPlace.BELOW,
        metadata=option(
            "Text",
            group=_SHEET,
            labels={"below": "Below the picture", "facing": "On the facing page"},
            when=(("layout", "picture-book"),),
        ),
    )
    to_edges: bool = field(
        default=False,
        metadata=option("Pictures to the edges of the page", group=_SHEET, when=(("layout", "picture-book"),)),
    )
    columns: int = field(
        default=2, metadata=option("Columns", group=_SHEET, low=1, high=4, when=(("layout", "sheet"),))
    )
    rows: int = field(default=3, metadata=option("Rows", group=_SHEET, low=1, high=6, when=(("layout", "sheet"),)))
    panels: int = field(
        default=4, metadata=option("Panels a page", group=_SHEET, low=2, high=6, when=(("layout", "comic"),))
    )
    contact_columns: int = field(
        default=5, metadata=option("Columns", group=_SHEET, low=2, high=10, when=(("layout", "contact-sheet"),))
    )
    captions: bool = field(default=True, metadata=option("Captions", group=_SHEET, when=(("layout", "contact-sheet"),)))
    notes: bool = field(
        default=True, metadata=option("Notes", group=_SHEET, when=(("layout", "sheet"), ("layout", "manuscript")))
    )
    takes: bool = field(
        default=False,
        metadata=option(
            "Other takes",
            group=_SHEET,
            when=(("layout", "sheet"), ("layout", "manuscript"), ("layout", "contact-sheet")),
        ),
    )
    font: str = field(
        default=SERIF,
        metadata=option(
            "Font", help="Any font of this computer; two come along.", group=_TEXT, suggestions=(SERIF, SANS)
        ),
    )
    text_scale: int = field(default=100, metadata=option("Text size", group=_TEXT, low=50, high=250, step=5, unit="%"))
    running_head: bool = field(default=True, metadata=option("Title at the head of pages", group=_TEXT))
    page_numbers: bool = field(default=True, metadata=option("Page numbers", group=_TEXT))
    cover: Extra = field(
        default=Extra.AUTOMATIC,
        metadata=option(
            "Cover page", group=_BOOK, labels={"automatic": "As suits the layout", "yes": "Yes", "no": "No"}
        ),
    )
    credits: bool = field(
        default=True,
        metadata=option(
            "Credits page",
            help="Says which pictures are your own, which were found, and which were generated.",
            group=_BOOK,
        ),
    )
    dpi: int = field(
        default=0,
        metadata=option(
            "Picture resolution",
            help="0 keeps every pixel; otherwise pictures with more are made smaller.",
            group=_PICTURES,
            low=0,
            high=1200,
            step=50,
            unit="dpi",
        ),
    )
    recipe: bool = field(
        default=False,
        metadata=option(
            "Recipes of generated pictures",
            help="Adds model, seed and settings to what is said inside each generated picture.",
            group=_PICTURES,
        ),
    )
    template: str = field(
        default="",
        metadata=option(
            "Own template", help="A Typst file to set the pages with, instead of the layout's own.", group=_BOOK
        ),
    )


def page_size(options: PdfOptions) -> tuple[float, float]:
    """Width and height of the cut page in millimetres."""
    width, height = PAPERS[options.paper]
    landscape = options.orientation is Orientation.LANDSCAPE
    if options.orientation is Orientation.AUTOMATIC:
        sheets = options.layout is Layout.SHEET and options.columns > options.rows
        landscape = options.paper is Paper.WIDESCREEN or sheets
    return (height, width) if landscape else (width, height)


def has_cover(options: PdfOptions) -> bool:
    """Whether there is a cover page: sheets to work with have none unless it is asked for."""
    if options.cover is Extra.AUTOMATIC:
        return options.layout not in {Layout.SHEET, Layout.CONTACT_SHEET}
    return options.cover is Extra.YES
