"""What is asked of whoever sets pages, and what comes of it; and setting them in this process."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from gill_studio.core.export.pdf.typesetting import Typesetter


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be set: the arguments of a `Typesetter`, and what is wanted of it.

    `width` is that of PNG pages in pixels; 0 asks for a PDF. `query` is the label of metadata to go along with a PDF.
    """

    root: Path
    template: str
    data: dict[str, Any]
    family: str
    system_fonts: bool
    width: int = 0
    query: str = ""


@dataclass(frozen=True, slots=True)
class Printed:
    """The files (one PDF, or a PNG for each page), sentences for the writer, and the metadata that was asked for."""

    files: list[bytes]
    warnings: list[str] = field(default_factory=list)
    found: list[dict[str, Any]] = field(default_factory=list)


class Press(Protocol):
    """Sets pages."""

    def printed(self, order: Order, check: Callable[[], object]) -> Printed:
        """The pages. Raises ExportError, and what `check` raises when they are no longer wanted."""


class OwnPress:
    """In this process: nothing has to be started, and nothing ends it before it is through."""

    def printed(self, order: Order, check: Callable[[], object]) -> Printed:
        """The pages; `check` is asked once, before."""
        check()
        return printed(order)


def printed(order: Order) -> Printed:
    """Set the pages here and now. ExportError when they cannot be set."""
    pages = Typesetter(order.root, order.template, order.data, family=order.family, system_fonts=order.system_fonts)
    files = pages.png(order.width) if order.width else [pages.pdf()]
    return Printed(files, pages.warnings, pages.query(order.query) if order.query else [])
