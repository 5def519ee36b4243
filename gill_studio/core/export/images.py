"""Images: a folder of numbered picture files, of the pictures alone or of whole panels with their captions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import islice
from pathlib import Path

from gill_studio.core.export.content import Item, book_of
from gill_studio.core.export.drawn_pages import Drawer, Look
from gill_studio.core.export.exporter import Exporter, Job, Source
from gill_studio.core.export.options import option
from gill_studio.core.export.pictures import ANY, JPEG, PNG, QUALITY, WEBP, Form, PictureFile, PictureFiles
from gill_studio.core.export.text import clean
from gill_studio.core.export.writing import write_text


class Content(StrEnum):
    """What of a panel is in its file."""

    PICTURES = "pictures"
    PANELS = "panels"


class FileKind(StrEnum):
    """Which kind of files."""

    AS_IS = "as-is"
    PNG = "png"
    JPEG = "jpeg"
    WEBP = "webp"


_MEDIA = {FileKind.PNG: PNG, FileKind.JPEG: JPEG, FileKind.WEBP: WEBP}


@dataclass(frozen=True, slots=True)
class ImagesOptions:
    """Options of the export of images."""

    content: Content = field(
        default=Content.PICTURES,
        metadata=option("Content", labels={"pictures": "Pictures alone", "panels": "Pictures with their captions"}),
    )
    kind: FileKind = field(
        default=FileKind.AS_IS,
        metadata=option(
            "Kind of files",
            help="As they are keeps every byte; whole panels are then PNG files.",
            labels={"as-is": "As they are", "png": "PNG", "jpeg": "JPEG", "webp": "WebP"},
        ),
    )
    quality: int = field(
        default=90, metadata=option("Quality", low=1, high=100, when=(("kind", "jpeg"), ("kind", "webp")))
    )
    longest_edge: int = field(
        default=0,
        metadata=option(
            "Longest edge of pictures",
            help="0 keeps pictures as they are; larger ones are made smaller otherwise.",
            low=0,
            high=20_000,
            step=100,
            unit="px",
            when=(("content", "pictures"),),
        ),
    )
    width: int = field(
        default=1200, metadata=option("Width", low=200, high=8000, step=100, unit="px", when=(("content", "panels"),))
    )
    text_scale: int = field(
        default=100, metadata=option("Text size", low=50, high=250, step=5, unit="%", when=(("content", "panels"),))
    )
    captions: bool = field(
        default=False,
        metadata=option("Captions in text files", help="Beside each picture, a .txt file of the same name."),
    )
    recipe: bool = field(
        default=False,
        metadata=option(
            "Recipes of generated pictures",
            help="Adds model, seed and settings to what is said inside each generated picture.",
            when=(("content", "pictures"),),
        ),
    )


def images_exporter() -> Exporter[ImagesOptions]:
    """Images."""
    return Exporter(
        "images",
        "Images",
        "A folder of numbered pictures, as they are or as PNG, JPEG or WebP, alone or with their captions.",
        ImagesOptions,
        lambda _: "",
        _write,
        _preview,
    )


def form_of(kind: FileKind, longest: int, quality: int, *, recipe: bool) -> Form:
    """What pictures have to be made into for files of that kind."""
    kinds = ANY if kind is FileKind.AS_IS else frozenset({_MEDIA[kind]})
    return Form(kinds, longest=longest, quality=QUALITY if kind is FileKind.AS_IS else quality, recipe=recipe)


def _write(source: Source, place: Path, options: ImagesOptions, job: Job) -> None:
    book = book_of(source.board)
    digits = max(3, len(str(len(book.items))))
    for item, file in _files(source, options, job):
        stem = f"{item.number:0{digits}}"
        (place / f"{stem}{file.suffix}").write_bytes(file.data)
        if options.captions and item.caption:
            write_text(place / f"{stem}.txt", clean(item.panel.caption).strip() + "\n")


def _files(source: Source, options: ImagesOptions, job: Job) -> Iterator[tuple[Item, PictureFile]]:
    book = book_of(source.board)
    media_type = _MEDIA.get(options.kind, PNG)
    drawer = Drawer(source, book, Look(options.width, options.text_scale, media_type, options.quality), job)
    form = form_of(options.kind, options.longest_edge, options.quality, recipe=options.recipe)
    files = PictureFiles(source, job, form)
    for item in _stepping(book.items, job):
        if options.content is Content.PANELS:
            yield item, drawer.card(item)
        elif (file := files.of(item.panel.take, item.number)) is not None:
            yield item, file


def _stepping(items: tuple[Item, ...], job: Job) -> Iterator[Item]:
    for done, item in enumerate(items):
        job.step("Writing pictures", done, len(items))
        yield item


def _preview(source: Source, options: ImagesOptions, count: int, width: int, job: Job) -> list[bytes]:
    """Panels with their captions, or the pictures, one a page."""
    book = book_of(source.board)
    drawer = Drawer(source, book, Look(width, options.text_scale), job)
    if options.content is Content.PANELS:
        return [drawer.card(item).data for item in _stepping(book.items[:count], job)]
    files = PictureFiles(source, job, Form(frozenset({PNG}), upright=True, longest=width))
    found = (files.of(item.panel.take, item.number) for item in _stepping(book.items, job))
    return [file.data for file in islice((file for file in found if file is not None), count)]
