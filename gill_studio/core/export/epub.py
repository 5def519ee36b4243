"""EPUB 3: reflowable, or with fixed pages; with an accessible structure and the metadata that says so."""

from __future__ import annotations

import uuid
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from enum import StrEnum
from itertools import islice
from pathlib import Path

from gill_studio.core.export.content import Book, Item, book_of, warn_without_alt
from gill_studio.core.export.exporter import Exporter, Job, Source
from gill_studio.core.export.fixed_look import fixed_look
from gill_studio.core.export.fixed_pages import PAGE, Part, cover_box, fixed_parts
from gill_studio.core.export.markup import FONTS, environment, export_resource, recipe_lines
from gill_studio.core.export.options import option
from gill_studio.core.export.pdf.options import Extra, PdfOptions
from gill_studio.core.export.pictures import GIF, JPEG, PNG, Form, PictureFile, PictureFiles
from gill_studio.core.export.previews import Reading, placed_pages, reading_pages

_KINDS = frozenset({PNG, JPEG, GIF})
"""What every reading system shows."""
_READER = Reading("book", 600, 800, 44, 512, 19, 0.74, leading=0.85)
"""A reader of usual size."""
_LONG_AGO = (1980, 1, 1, 0, 0, 0)  # so that the same story gives the same file
_CONTAINER = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
    '<rootfile full-path="OEBPS/package.opf" media-type="application/oebps-package+xml"/></rootfiles></container>\n'
)


class Pages(StrEnum):
    """Whether the reading system sets the text, or each panel is a page as we set it."""

    REFLOWABLE = "reflowable"
    FIXED = "fixed"


@dataclass(frozen=True, slots=True)
class EpubOptions:
    """Options of the EPUB export."""

    pages: Pages = field(
        default=Pages.REFLOWABLE,
        metadata=option(
            "Pages",
            help="Flowing text suits phones and readers of large print; fixed pages look as they were made.",
            labels={"reflowable": "Flowing text", "fixed": "Fixed pages"},
        ),
    )
    notes: bool = field(default=False, metadata=option("Notes", when=(("pages", "reflowable"),)))
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
class _File:
    """A file of the book, as its manifest names it."""

    id: str
    href: str
    media_type: str = ""


def epub_exporter() -> Exporter[EpubOptions]:
    """EPUB 3."""
    return Exporter(
        "epub",
        "E-book (EPUB)",
        "A book for e-readers, phones and tablets, accessible to screen readers.",
        EpubOptions,
        lambda _: ".epub",
        _write,
        _preview,
    )


def _write(source: Source, place: Path, options: EpubOptions, job: Job) -> None:
    book = book_of(source.board)
    form = Form(_KINDS, upright=True, longest=options.longest_edge, recipe=options.recipe)
    with zipfile.ZipFile(place, "w") as archive:
        _Writer(archive, book, options, PictureFiles(source, job, form), job).write()
    warn_without_alt(book, job.warn)


def _preview(source: Source, options: EpubOptions, count: int, width: int, job: Job) -> list[bytes]:
    """The first pages: as they are made, or as a reader of usual size may set them."""
    book = book_of(source.board)
    if options.pages is Pages.FIXED:
        shown = replace(book, items=book.items[:count])
        whole = options.credits and len(shown.items) == len(book.items)
        pages = list(islice(fixed_look(shown, whole=whole, recipe=options.recipe), count))
        return placed_pages(source, shown, pages, PAGE, width, job)
    pdf = PdfOptions(notes=options.notes, credits=options.credits, cover=Extra.YES)
    return reading_pages(source, book, _READER, pdf, count, width, job)


class _Writer:
    """One book on its way into its archive."""

    def __init__(
        self, archive: zipfile.ZipFile, book: Book, options: EpubOptions, files: PictureFiles, job: Job
    ) -> None:
        self._archive, self._book, self._options, self._files, self._job = archive, book, options, files, job
        self._fixed = options.pages is Pages.FIXED
        self._pages: list[_File] = []
        self._entries: list[tuple[str, str]] = []
        self._pictures: dict[str, _File] = {}

    def write(self) -> None:
        """All of it: the type first, as readers of the format expect."""
        self._add("mimetype", b"application/epub+zip", compress=False)
        self._add("META-INF/container.xml", _CONTAINER)
        self._add("OEBPS/style.css", export_resource("epub", "style.css").read_bytes())
        for name in FONTS.values():
            self._add(f"OEBPS/fonts/{name}", export_resource("fonts", name).read_bytes(), compress=False)
        cover = self._cover()
        start = len(self._pages)
        self._panels()
        self._credits()
        names = [page.href for page in self._pages[start:]]
        self._render("OEBPS/nav.xhtml", "epub/nav.xhtml.jinja", start=names[0] if names else "", entries=self._toc())
        self._package(cover)

    def _cover(self) -> str:
        """The cover page; the id of the picture on it, if there is one."""
        item, picture, box = self._book.cover, None, None
        file = None if item is None else self._files.of(item.panel.take, item.number)
        if item is not None and file is not None:
            picture = self._picture(file, item.panel.take.picture.sha256 if item.panel.take else "")
            box = cover_box((file.width, file.height)) if self._fixed else None
        alt = "" if item is None else item.alt
        body = self._body("epub/cover.jinja", picture=picture and picture.href, alt=alt, box=box)
        self._page("cover", self._book.title, body, fixed=self._fixed)
        return "" if picture is None else picture.id

    def _panels(self) -> None:
        """Each panel is a document of its own: that is the one page break that all reading systems keep."""
        for part in (part for item in self._book.items for part in self._parts(item)):
            name = f"page-{len(self._pages):04}"
            if part.first:
                self._entries.append((f"{name}.xhtml#panel-{part.item.number}", part.item.title))
            self._page(name, part.item.title, self._body("epub/panel.jinja", part=part), fixed=self._fixed)

    def _parts(self, item: Item) -> Iterator[Part]:
        self._job.step("Writing panels", item.number - 1, len(self._book.items))
        take = item.panel.take
        file = self._files.of(take, item.number)
        href = None if file is None or take is None else self._picture(file, take.picture.sha256).href
        if self._fixed:
            yield from fixed_parts(item, href, (1, 1) if file is None else (file.width, file.height))
        else:
            yield Part(item, picture=href, caption=item.caption, notes=item.notes if self._options.notes else ())

    def _credits(self) -> None:
        if not self._options.credits or not self._book.credits:
            return
        sentences = [*self._book.credits, *(recipe_lines(self._book) if self._options.recipe else [])]
        body = self._body("epub/credits.jinja", sentences=sentences)
        self._entries.append(("credits.xhtml#credits", self._book.words["credits"]))
        self._page("credits", self._book.words["credits"], body, fixed=self._fixed)

    def _picture(self, file: PictureFile, digest: str) -> _File:
        """The picture's file, once for all panels that show it."""
        if digest not in self._pictures:
            name = f"picture-{len(self._pictures) + 1:04}"
            self._pictures[digest] = _File(name, f"pictures/{name}{file.suffix}", file.media_type)
            self._add(f"OEBPS/{self._pictures[digest].href}", file.data, compress=False)
        return self._pictures[digest]

    def _page(self, name: str, title: str, body: str, *, fixed: bool) -> None:
        self._pages.append(_File(name, f"{name}.xhtml"))
        size = PAGE if fixed else None
        self._render(f"OEBPS/{name}.xhtml", "epub/page.xhtml.jinja", title=title, body=body, size=size)

    def _toc(self) -> list[dict[str, str]]:
        entries = self._entries or [("cover.xhtml", self._book.title)]
        return [{"href": href, "title": title} for href, title in entries]

    def _package(self, cover: str) -> None:
        book = self._book
        pictures = list(self._pictures.values())
        described = not book.without_alt
        summary = "Every picture has an alternative text." if described else "Captions stand in for alternative texts."
        self._render(
            "OEBPS/package.opf",
            "epub/package.opf.jinja",
            identifier=f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, f'gill-studio:{book.id}')}",
            modified=datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            has_pictures=bool(pictures),
            all_described=described,
            moving=any(picture.media_type == GIF for picture in pictures),
            summary=summary if pictures else "There are no pictures.",
            fixed=self._fixed,
            cover_picture=cover,
            fonts=list(FONTS.values()),
            pages=self._pages,
            pictures=pictures,
        )

    def _body(self, template: str, **values: object) -> str:
        from markupsafe import Markup

        text = environment().get_template(template).render(book=self._book, words=self._book.words, **values)
        return Markup(text)  # noqa: S704 - what the template has escaped

    def _render(self, name: str, template: str, **values: object) -> None:
        self._add(name, environment().get_template(template).render(book=self._book, words=self._book.words, **values))

    def _add(self, name: str, data: bytes | str, *, compress: bool = True) -> None:
        entry = zipfile.ZipInfo(name, _LONG_AGO)
        entry.compress_type = zipfile.ZIP_DEFLATED if compress else zipfile.ZIP_STORED
        entry.external_attr = 0o644 << 16
        self._archive.writestr(entry, data)
