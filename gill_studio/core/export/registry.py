"""Every format that stories are exported to, by name; and a look at a page before it is exported."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from gill_studio.core.export.exporter import AnyExporter, ExportContext, ExportError, Job, Pictures, Source, Steps
from gill_studio.core.export.options import option_fields
from gill_studio.core.story.model import Storyboard

if TYPE_CHECKING:
    from gill_studio.core.export.pdf.press import Press

_NAME = re.compile(r"[a-z][a-z0-9-]{0,30}\Z")
PREVIEW_WIDTH = 900


class NoPreviewError(ExportError):
    """A page that cannot be shown beforehand: the format has no previews, or the story no such page."""


@dataclass
class Registry:
    """Exporters by name, in the order in which they are offered."""

    _exporters: dict[str, AnyExporter] = field(default_factory=dict)

    def register(self, exporter: AnyExporter) -> None:
        """Add a format. ValueError when the name is no name or taken, TypeError when its options say too little."""
        if not _NAME.match(exporter.name):
            raise ValueError(f"{exporter.name!r} is no name for a format.")
        if exporter.name in self._exporters:
            raise ValueError(f"There is a format {exporter.name!r} already.")
        option_fields(exporter.options)
        self._exporters[exporter.name] = exporter

    def __iter__(self) -> Iterator[AnyExporter]:
        return iter(self._exporters.values())

    def named(self, name: str) -> AnyExporter:
        """The format of that name; ExportError lists those there are."""
        if name not in self._exporters:
            raise ExportError(f"There is no format {name!r}.", f"There are: {', '.join(self._exporters)}.")
        return self._exporters[name]

    def for_target(self, target: Path) -> AnyExporter:
        """The format that a file name's ending asks for; ExportError when it asks for none."""
        ending = target.suffix.casefold()
        for exporter in self:
            if ending and exporter.suffix(exporter.options()) == ending:
                return exporter
        endings = (exporter.suffix(exporter.options()) for exporter in self)
        raise ExportError(
            f"The name {target.name} does not say which format it should be.",
            f"Let it end in {', '.join(ending for ending in endings if ending)}, or name the format.",
        )


@cache
def standard_exporters() -> Registry:
    """The formats that come along."""
    from gill_studio.core.export.cbz import cbz_exporter
    from gill_studio.core.export.epub import epub_exporter
    from gill_studio.core.export.html import html_exporter
    from gill_studio.core.export.images import images_exporter
    from gill_studio.core.export.json_folder import json_exporter
    from gill_studio.core.export.markdown import markdown_exporter
    from gill_studio.core.export.office.docx import docx_exporter
    from gill_studio.core.export.office.pptx import pptx_exporter
    from gill_studio.core.export.pdf.document import pdf_exporter

    registry = Registry()
    for make in (
        pdf_exporter,
        html_exporter,
        epub_exporter,
        docx_exporter,
        pptx_exporter,
        cbz_exporter,
        images_exporter,
        markdown_exporter,
        json_exporter,
    ):
        registry.register(make())
    return registry


def preview(
    storyboard: Storyboard,
    pictures: Pictures,
    exporter: AnyExporter,
    options: object,
    page: int = 1,
    *,
    width: int = PREVIEW_WIDTH,
    context: Steps | None = None,
    press: Press | None = None,
) -> bytes:
    """Page `page` (from 1) as the export would have it, as a PNG file about `width` pixels wide.

    It takes a tenth of a second and more, so it is for a worker thread. NoPreviewError when there is none to show,
    ExportError when the page cannot be set, and whatever `context` raises to cancel.
    """
    if exporter.preview is None:
        raise NoPreviewError(f"There is no preview of {exporter.label}.", "Export it and open it.")
    job = Job(context or ExportContext(), press=press)
    pages = exporter.preview(Source(storyboard, pictures), options, page, width, job) if page >= 1 else []
    if len(pages) < page or page < 1:
        raise NoPreviewError(f"There is no page {page}.", "Look at an earlier one.")
    return pages[page - 1]
