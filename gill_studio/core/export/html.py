"""HTML: one file that holds everything, or a folder with the pictures beside it. It asks nobody for anything."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path
from typing import Any

from gill_studio.core.export.content import Book, Item, book_of, warn_without_alt
from gill_studio.core.export.exporter import Exporter, Job, Source
from gill_studio.core.export.markup import environment, export_resource, font_faces, recipe_lines
from gill_studio.core.export.options import option
from gill_studio.core.export.pdf.options import Extra, PdfOptions
from gill_studio.core.export.pictures import Form, PictureFile, PictureFiles
from gill_studio.core.export.previews import Reading, reading_pages

_PICTURES = "pictures"
_WINDOW = Reading("screen", 1024, 768, 32, 576, 19, 0.82, leading=0.95, paper="#fbf8f3")
_DARK_WINDOW = replace(
    _WINDOW, paper="#171513", ink="#ece6dd", muted="#a89f94", line="#3a352f", accent="#f0a476"
)  # as in the style sheet


class Theme(StrEnum):
    """Light, dark, or as the reader's system has it."""

    AUTOMATIC = "automatic"
    LIGHT = "light"
    DARK = "dark"


@dataclass(frozen=True, slots=True)
class HtmlOptions:
    """Options of the HTML export."""

    single_file: bool = field(
        default=True,
        metadata=option("One file", help="Everything in one file, or a folder with the pictures beside the page."),
    )
    theme: Theme = field(
        default=Theme.AUTOMATIC,
        metadata=option("Colours", labels={"automatic": "As the reader's system", "light": "Light", "dark": "Dark"}),
    )
    slideshow: bool = field(default=True, metadata=option("Slideshow", help="A button that shows panels one by one."))
    notes: bool = field(default=False, metadata=option("Notes"))
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


@dataclass(frozen=True)
class _Picture:
    source: str
    width: int
    height: int


@dataclass(frozen=True)
class _Shown:
    """A panel as the template sees it: with the picture as the page calls it."""

    item: Item
    picture: _Picture | None

    def __getattr__(self, name: str) -> object:
        return getattr(self.item, name)


def html_exporter() -> Exporter[HtmlOptions]:
    """HTML."""
    return Exporter(
        "html",
        "Web page (HTML)",
        "A page to read in any browser, on a phone or a desktop, with a slideshow. Needs no network.",
        HtmlOptions,
        lambda options: ".html" if options.single_file else "",
        _write,
        _preview,
    )


def _write(source: Source, place: Path, options: HtmlOptions, job: Job) -> None:
    book = book_of(source.board)
    files = PictureFiles(source, job, Form(longest=options.longest_edge, recipe=options.recipe))
    if not options.single_file:
        (place / _PICTURES).mkdir()
    page = place if options.single_file else place / "index.html"
    values = _values(book, options)
    shown = _shown(book, files, options, page, job)
    with page.open("w", encoding="utf-8", newline="\n") as output:
        for part in environment().get_template("html/story.html.jinja").generate(items=shown, **values):
            output.write(part)
    warn_without_alt(book, job.warn)


def _values(book: Book, options: HtmlOptions) -> dict[str, Any]:
    from markupsafe import Markup

    style = Markup(f"{font_faces()}\n{export_resource('html', 'style.css').read_text('utf-8')}")  # noqa: S704 - ours
    script = Markup(export_resource("html", "slideshow.js").read_text("utf-8"))  # noqa: S704 - ours
    return {
        "book": book,
        "words": book.words,
        "style": style,
        "script": script,
        "policy": _policy(style, script, options),
        "theme": str(options.theme),
        "slideshow": options.slideshow,
        "notes": options.notes,
        "credits": options.credits,
        "recipes": list(recipe_lines(book)) if options.recipe else [],
        "items_count": len(book.items),
    }


def _policy(style: str, script: str, options: HtmlOptions) -> str:
    """What the page may do: show its own style and pictures, run its own script, and ask nobody for anything."""
    # A page that is opened from a disk is of no origin: to some browsers its own folder is "file:", not 'self'.
    pictures = "data:" if options.single_file else "'self' file:"
    scripts = f"'sha256-{_digest(script)}'" if options.slideshow else "'none'"
    return (
        f"default-src 'none'; style-src 'sha256-{_digest(style)}'; script-src {scripts}; img-src {pictures}; "
        "font-src data:; base-uri 'none'; form-action 'none'"
    )


def _digest(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode("ascii")


def _shown(book: Book, files: PictureFiles, options: HtmlOptions, page: Path, job: Job) -> Iterator[_Shown]:
    """Panels one after the other, so that only one picture is in memory at a time."""
    names: dict[str, str] = {}
    for item in book.items:
        job.step("Writing panels", item.number - 1, len(book.items))
        file = files.of(item.panel.take, item.number)
        picture = None if file is None else _Picture(_source(file, item, options, page, names), file.width, file.height)
        yield _Shown(item, picture)


def _source(file: PictureFile, item: Item, options: HtmlOptions, page: Path, names: dict[str, str]) -> str:
    """What the page calls the picture: its bytes, or a file beside the page, once for all panels that show it."""
    if options.single_file:
        return f"data:{file.media_type};base64,{base64.b64encode(file.data).decode('ascii')}"
    digest = hashlib.sha256(file.data).hexdigest()
    if digest not in names:
        names[digest] = f"{_PICTURES}/{item.number:04}{file.suffix}"
        (page.parent / names[digest]).write_bytes(file.data)
    return names[digest]


def _preview(source: Source, options: HtmlOptions, count: int, width: int, job: Job) -> list[bytes]:
    """Windows full of the page, one below the other, as far as they are looked at."""
    book = book_of(source.board)
    button = book.words["slideshow"] if options.slideshow and book.items else ""
    look = replace(_DARK_WINDOW if options.theme is Theme.DARK else _WINDOW, button=button)
    pdf = PdfOptions(notes=options.notes, credits=options.credits, cover=Extra.NO)
    return reading_pages(source, book, look, pdf, count, width, job)
