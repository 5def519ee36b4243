"""Panels and comic pages drawn as pictures, by the typesetter that sets PDFs."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from gill_studio.core.export.content import Book, Item
from gill_studio.core.export.exporter import ExportError, Job, Source
from gill_studio.core.export.pdf.document import Setting, place_file, setting
from gill_studio.core.export.pdf.options import Extra, Layout, PdfOptions
from gill_studio.core.export.pictures import JPEG, PNG, Form, PictureFile, PictureFiles, encoded, opened
from gill_studio.core.export.provenance import SourceType, marked_as, source_type
from gill_studio.core.sentences import Sentence
from gill_studio.core.story.model import Take

_CARD = "card"


@dataclass(frozen=True)
class Look:
    """How drawn pages look: their width in pixels, the size of text in percent, and the kind of file."""

    width: int
    text_scale: int = 100
    media_type: str = PNG
    quality: int = 90


@dataclass
class Drawer:
    """Draws the pages of one book. Each page says in its file when pictures on it were generated."""

    source: Source
    book: Book
    look: Look
    job: Job

    def card(self, item: Item) -> PictureFile:
        """A panel's picture with its caption below it."""
        options = PdfOptions(text_scale=self.look.text_scale, cover=Extra.NO, credits=False, notes=False)
        with self._setting([item], options, _CARD) as pages:
            return self._finished(pages.png(self.look.width)[0], [item])

    def cover(self) -> PictureFile | None:
        """The title page; None for a story without panels."""
        item = self.book.cover or next(iter(self.book.items), None)
        if item is None:
            return None
        options = PdfOptions(text_scale=self.look.text_scale, cover=Extra.YES, credits=False)
        with self._setting([item], options) as pages:
            return self._finished(pages.png(self.look.width)[0], [item])

    def comic(self, items: Sequence[Item], panels: int) -> Iterator[PictureFile]:
        """Comic pages of these panels, at most `panels` on each."""
        options = PdfOptions(
            Layout.COMIC,
            text_scale=self.look.text_scale,
            cover=Extra.NO,
            credits=False,
            page_numbers=False,
            panels=panels,
        )
        with self._setting(items, options) as pages:
            for data in pages.png(self.look.width):
                yield self._finished(data, items)

    @contextmanager
    def _setting(self, items: Sequence[Item], options: PdfOptions, template: str = "") -> Iterator[Setting]:
        form = Form(frozenset({PNG, JPEG}), upright=True, mark=False, longest=2 * self.look.width)
        files = PictureFiles(self.source, self.job, form)
        with tempfile.TemporaryDirectory(prefix="gill-pages-") as name:

            def place(take: Take, panel: int) -> str | None:
                return place_file(Path(name), files, take, panel)

            book = replace(self.book, items=tuple(items))
            yield setting(Path(name), book, options, place, self.job, template)

    def _finished(self, png: bytes, items: Sequence[Item]) -> PictureFile:
        from PIL.Image import DecompressionBombError

        try:
            image = opened(png)
        except (ValueError, DecompressionBombError) as error:
            raise ExportError(
                Sentence("The caption of a panel is too long to be drawn at this width."),
                Sentence("Choose a smaller width, or divide the caption between panels."),
            ) from error
        file = PictureFile(png, PNG, *image.size)
        if self.look.media_type != PNG:
            file = encoded(image.convert("RGB"), self.look.media_type, self.look.quality)
        takes = [item.panel.take for item in items]
        if any(take is not None and source_type(take) is not None for take in takes):
            return replace(file, data=marked_as(file.data, file.media_type, SourceType.EDITED))
        return file
