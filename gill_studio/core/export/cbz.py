"""CBZ: a comic archive, a page a picture, with a ComicInfo.xml that readers and libraries understand."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import islice
from pathlib import Path
from typing import Any

from gill_studio.core.export.content import Book, Item, book_of
from gill_studio.core.export.drawn_pages import Drawer, Look
from gill_studio.core.export.exporter import Exporter, Job, Source
from gill_studio.core.export.markup import environment
from gill_studio.core.export.options import option
from gill_studio.core.export.pdf.beginning import beginning
from gill_studio.core.export.pdf.options import Layout, PdfOptions
from gill_studio.core.export.pictures import GIF, JPEG, PNG, WEBP, Form, PictureFile, PictureFiles, converted

_LONG_AGO = (1980, 1, 1, 0, 0, 0)  # so that the same story gives the same file
_KINDS = frozenset({PNG, JPEG, WEBP, GIF})
"""What every comic reader shows."""
_TOGETHER = 24  # panels whose pictures are in memory at once


class CbzPages(StrEnum):
    """What is on a page."""

    COMIC = "comic"
    PANELS = "panels"
    PICTURES = "pictures"


@dataclass(frozen=True, slots=True)
class CbzOptions:
    """Options of the CBZ export."""

    pages: CbzPages = field(
        default=CbzPages.COMIC,
        metadata=option(
            "Pages",
            labels={
                "comic": "Several panels a page",
                "panels": "A panel a page, with its caption",
                "pictures": "Pictures alone, as they are",
            },
        ),
    )
    panels: int = field(default=4, metadata=option("Panels a page", low=2, high=6, when=(("pages", "comic"),)))
    cover: bool = field(default=True, metadata=option("Cover page"))
    width: int = field(
        default=1600,
        metadata=option(
            "Width", low=400, high=6000, step=100, unit="px", when=(("pages", "comic"), ("pages", "panels"))
        ),
    )
    text_scale: int = field(
        default=100,
        metadata=option(
            "Text size", low=50, high=250, step=5, unit="%", when=(("pages", "comic"), ("pages", "panels"))
        ),
    )
    quality: int = field(
        default=92,
        metadata=option("JPEG quality", low=1, high=100, when=(("pages", "comic"), ("pages", "panels"))),
    )
    recipe: bool = field(
        default=False,
        metadata=option(
            "Recipes of generated pictures",
            help="Adds model, seed and settings to what is said inside each generated picture.",
            when=(("pages", "pictures"),),
        ),
    )


def cbz_exporter() -> Exporter[CbzOptions]:
    """CBZ."""
    return Exporter(
        "cbz",
        "Comic archive (CBZ)",
        "Pages as pictures, for comic readers on phones, tablets and desktops.",
        CbzOptions,
        lambda _: ".cbz",
        _write,
        _preview,
    )


def _write(source: Source, place: Path, options: CbzOptions, job: Job) -> None:
    book = book_of(source.board)
    drawer = Drawer(source, book, Look(options.width, options.text_scale, JPEG, options.quality), job)
    pages: list[dict[str, Any]] = []
    with zipfile.ZipFile(place, "w") as archive:
        for kind, file in _pages(source, book, options, drawer, job):
            name = f"{len(pages) + 1:05}{file.suffix}"
            _add(archive, name, file.data, zipfile.ZIP_STORED)
            pages.append({"kind": kind, "bytes": len(file.data), "width": file.width, "height": file.height})
        info = environment().get_template("cbz/ComicInfo.xml.jinja").render(book=book, pages=pages)
        _add(archive, "ComicInfo.xml", info.encode(), zipfile.ZIP_DEFLATED)


def _add(archive: zipfile.ZipFile, name: str, data: bytes, how: int) -> None:
    entry = zipfile.ZipInfo(name, _LONG_AGO)
    entry.compress_type, entry.external_attr = how, 0o644 << 16
    archive.writestr(entry, data)


def _pages(
    source: Source, book: Book, options: CbzOptions, drawer: Drawer, job: Job
) -> Iterator[tuple[str, PictureFile]]:
    """The pages, each with what ComicInfo calls it."""
    cover = drawer.cover() if options.cover else None
    if cover is not None:
        yield "FrontCover", cover
    match options.pages:
        case CbzPages.COMIC:
            found = _comic(book, options, drawer, job)
        case CbzPages.PANELS:
            found = (drawer.card(item) for item in _stepping(book, job))
        case CbzPages.PICTURES:
            files = PictureFiles(source, job, Form(_KINDS, upright=True, recipe=options.recipe))
            made = (files.of(item.panel.take, item.number) for item in _stepping(book, job))
            found = (file for file in made if file is not None)
    for file in found:
        yield "Story", file


def _comic(book: Book, options: CbzOptions, drawer: Drawer, job: Job) -> Iterator[PictureFile]:
    together = _TOGETHER // options.panels * options.panels
    for start in range(0, len(book.items), together):
        job.step("Drawing pages", start, len(book.items))
        yield from drawer.comic(book.items[start : start + together], options.panels)


def _stepping(book: Book, job: Job) -> Iterator[Item]:
    for item in book.items:
        job.step("Drawing pages", item.number - 1, len(book.items))
        yield item


def _preview(source: Source, options: CbzOptions, count: int, width: int, job: Job) -> list[bytes]:
    """The first pages; comic pages are drawn only as far as they are looked at."""
    book = book_of(source.board)
    if options.pages is CbzPages.COMIC:
        book = beginning(book, PdfOptions(Layout.COMIC, panels=options.panels, text_scale=options.text_scale), count)
    drawer = Drawer(source, book, Look(width, options.text_scale), job)
    found = islice(_pages(source, book, options, drawer, job), count)
    return [converted(file.data, file.media_type, frozenset({PNG}), width).data for _, file in found]
