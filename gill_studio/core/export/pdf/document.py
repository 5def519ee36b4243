"""The PDF exporter: a story and options in, a PDF out; and a look at its first pages."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

from gill_studio.core.export.content import Book, book_of, warn_without_alt
from gill_studio.core.export.exporter import Exporter, ExportError, Job, Source
from gill_studio.core.export.pdf.beginning import beginning
from gill_studio.core.export.pdf.fonts import needs_system_fonts
from gill_studio.core.export.pdf.image_objects import image_object
from gill_studio.core.export.pdf.options import PdfOptions
from gill_studio.core.export.pdf.placeholders import StandIns
from gill_studio.core.export.pdf.press import Order, OwnPress, Printed
from gill_studio.core.export.pdf.splice import Found, Replacement, splice
from gill_studio.core.export.pdf.story_data import Data, Place, all_text, story_data
from gill_studio.core.export.pdf.typesetting import install_template
from gill_studio.core.export.pictures import JPEG, PNG, Form, PictureFiles, converted, opened, orientation
from gill_studio.core.export.provenance import packet_for
from gill_studio.core.export.writing import large_file
from gill_studio.core.sentences import Sentence
from gill_studio.core.story.model import Take

_POINTS = 72 / 25.4
_PREVIEW_EDGE = 700


def pdf_exporter() -> Exporter[PdfOptions]:
    """PDF."""
    return Exporter(
        "pdf",
        "PDF",
        "Typeset pages to print or to read: picture book, storyboard sheet, comic page, manuscript, contact sheet.",
        PdfOptions,
        lambda _: ".pdf",
        _write,
        _preview,
    )


@dataclass(frozen=True)
class Setting:
    """Pages that are ready to be set. Whoever sets them, the job hears of what could not be set as written."""

    order: Order
    job: Job

    def pdf(self, query: str = "") -> Printed:
        """As a PDF, with the values of the metadata that have the label `query`."""
        return self._printed(replace(self.order, query=query))

    def png(self, width: int) -> list[bytes]:
        """As PNG files about `width` pixels wide."""
        return self._printed(replace(self.order, width=width)).files

    def _printed(self, order: Order) -> Printed:
        printed = (self.job.press or OwnPress()).printed(order, self.job.check)
        for sentence in printed.warnings:
            self.job.warn(sentence)
        return printed


def setting(
    folder: Path,
    book: Book,
    options: PdfOptions,
    place: Place,
    job: Job,
    template: str = "",
    more: Callable[[Data], Data] = lambda data: data,
) -> Setting:
    """The story's pages in a folder made for them, with a template that comes along or the layout's.

    `more` may add to what the template is told.
    """
    own = Path(options.template).expanduser() if options.template else None
    template = install_template(folder, own, template or options.layout)
    data = more(story_data(book, options, place))
    system = needs_system_fonts(all_text(book), options.font)
    return Setting(Order(folder, template, data, options.font, system), job)


def _write(source: Source, place: Path, options: PdfOptions, job: Job) -> None:
    job.step("Setting the pages", 0, 1)
    book = book_of(source.board)
    with tempfile.TemporaryDirectory(prefix="gill-export-") as name:
        stand_ins = StandIns(Path(name))
        printed = setting(Path(name), book, options, stand_ins.place, job).pdf("picture" if options.dpi else "")
    job.step("Setting the pages", 1, 1)
    edges = _edges(printed, options.dpi) if options.dpi else {}
    pictures = _Pictures(source, job, options, stand_ins, edges)
    with large_file(place, flush=job.replaces) as output:
        splice(printed.files[0], output, pictures.all, bleed=options.bleed * _POINTS if options.crop_marks else 0.0)
    warn_without_alt(book, job.warn)


def _edges(printed: Printed, dpi: int) -> dict[str, int]:
    """By stand-in's file, how many pixels the longest edge needs where the picture is largest."""
    edges: dict[str, int] = {}
    for found in printed.found:
        pixels = round(max(found["width"], found["height"]) / 72 * dpi)
        edges[found["file"]] = max(edges.get(found["file"], 1), pixels)
    return edges


class _Pictures:
    """The pictures that take the places of stand-ins."""

    def __init__(
        self, source: Source, job: Job, options: PdfOptions, stand_ins: StandIns, edges: dict[str, int]
    ) -> None:
        self._files, self._job, self._recipe = PictureFiles(source, job, Form()), job, options.recipe
        self._stand_ins, self._edges = stand_ins, edges

    def all(self, numbers: Sequence[int]) -> Found:
        """The pictures of stand-ins; None, and a warning, for each that is not to be had.

        While one is being written, another thread has the next one read.
        """
        with ThreadPoolExecutor(1, "pictures") as reader:
            jobs = (reader.submit(self._find, number) for number in numbers)
            following = next(jobs, None)
            for done in range(len(numbers)):
                current, following = following, next(jobs, None)
                self._job.step("Adding pictures", done, len(numbers))
                yield None if current is None else current.result()

    def _find(self, number: int) -> Replacement | None:
        if number >= len(self._stand_ins.takes):
            raise ExportError(
                Sentence("The template shows a picture that is none of the story's."), Sentence("Correct the template.")
            )
        take, panel = self._stand_ins.takes[number]
        return self._files.made(take, panel, lambda data: self._replacement(data, take))

    def _replacement(self, data: bytes, take: Take) -> Replacement:
        media_type, packet = take.picture.media_type, packet_for(take, recipe=self._recipe) or b""
        edge = self._edges.get(self._stand_ins.names[take.picture.sha256], 0)
        if edge and max(take.picture.width, take.picture.height) > edge:
            smaller = converted(data, media_type, frozenset({PNG, JPEG}), edge)
            return Replacement(image_object(smaller.data, smaller.media_type), packet=packet)
        return Replacement(image_object(data, media_type), orientation(data, media_type), packet)


def _preview(source: Source, options: PdfOptions, count: int, width: int, job: Job) -> list[bytes]:
    """The first pages as PNG files; of long stories only their beginning is looked at."""
    book = book_of(source.board)
    shown = beginning(book, options, count)
    options = replace(options, credits=options.credits and shown.items == book.items)
    form = Form(frozenset({PNG, JPEG}), upright=True, mark=False, longest=_PREVIEW_EDGE)
    files = PictureFiles(source, job, form)
    with tempfile.TemporaryDirectory(prefix="gill-preview-") as name:

        def place(take: Take, panel: int) -> str | None:
            job.step("Drawing pages", panel - 1, len(book.items))
            return place_file(Path(name), files, take, panel)

        return setting(Path(name), shown, options, place, job).png(width)[:count]


def place_file(folder: Path, files: PictureFiles, take: Take, panel: int) -> str | None:
    """Put the picture itself into the typesetter's folder; its name there."""
    known = next(folder.glob(f"{take.picture.sha256}.*"), None)
    if known is not None:
        return known.name
    file = files.of(take, panel)
    if file is None or files.made(take, panel, lambda _: opened(file.data).load()) is None:  # damaged, and now told
        return None
    path = folder / f"{take.picture.sha256}{file.suffix}"
    path.write_bytes(file.data)
    return path.name
