"""The two families that come with the application: a humanist sans for the window, a serif for what is told."""

from __future__ import annotations

import logging

from PySide6.QtGui import QFont, QFontDatabase

from gill_studio.core import locations
from ui.theme.tokens import Type

_LOG = logging.getLogger(__name__)


def load_fonts() -> None:
    """Make the bundled fonts known to Qt; a font that cannot be read is logged, and the system's stands in for it."""
    for path in sorted((locations.resources_dir() / "fonts").glob("*.ttf")):
        if QFontDatabase.addApplicationFont(str(path)) < 0:
            _LOG.warning("%s cannot be read as a font.", path)


def ui_font(scale: Type, size: int | None = None, *, strong: bool = False) -> QFont:
    """The window's font, `size` in pixels (the body size if not said)."""
    return _font(scale.sans, scale.body if size is None else size, strong=strong, fallback=QFont.StyleHint.SansSerif)


def text_font(scale: Type, size: int, *, strong: bool = False, italic: bool = False) -> QFont:
    """The serif of captions, `size` in pixels; large sizes take the cut that is drawn for display."""
    family = scale.display if strong and size >= scale.title else scale.serif
    font = _font(family, size, strong=strong, fallback=QFont.StyleHint.Serif)
    font.setItalic(italic)
    return font


def _font(family: str, size: int, *, strong: bool, fallback: QFont.StyleHint) -> QFont:
    font = QFont(family)
    font.setStyleHint(fallback)
    font.setPixelSize(size)
    font.setWeight(QFont.Weight.DemiBold if strong else QFont.Weight.Normal)
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)  # true widths, so that zoom reflows nothing
    return font
