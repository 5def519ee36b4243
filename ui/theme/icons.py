"""Icons: Lucide's drawings, tinted at run time with the theme's colours."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import cache

from PySide6.QtCore import QByteArray, QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QIconEngine, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from gill_studio.core import locations
from ui.theme.tokens import Colours

_LOG = logging.getLogger(__name__)
_STROKE = 'stroke-width="2"'
_THINNER = 'stroke-width="1.75"'
_FAINT = 0.38
_ON_ACCENT = "on_accent"

Tone = str
"""The name of a colour of the theme, such as "quiet"."""


def tinted_svg(name: str, colour: str) -> bytes:
    """The drawing of an icon in a colour; an empty drawing, and a line in the log, where there is none."""
    return _drawing(name).replace("currentColor", colour).encode()


@cache
def _drawing(name: str) -> str:
    path = locations.resources_dir() / "icons" / f"{name}.svg"
    try:
        return path.read_text(encoding="utf-8").replace(_STROKE, _THINNER)
    except OSError:
        _LOG.warning("There is no icon %s.", path)
        return '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"/>'


@cache
def _renderer(name: str, colour: str) -> QSvgRenderer:
    return QSvgRenderer(QByteArray(tinted_svg(name, colour)))


def paint_icon(painter: QPainter, name: str, colour: str, rect: QRectF) -> None:
    """Draw an icon into `rect`."""
    _renderer(name, colour).render(painter, rect)


class _TintedEngine(QIconEngine):
    """Draws in the colour that the theme has at that moment, so that a change of theme needs no new icons."""

    def __init__(self, name: str, colours: Callable[[], Colours], tone: Tone, checked: Tone) -> None:
        super().__init__()
        self._name, self._colours, self._tone, self._checked = name, colours, tone, checked

    def clone(self) -> QIconEngine:
        return _TintedEngine(self._name, self._colours, self._tone, self._checked)

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        tone = self._checked if state == QIcon.State.On else self._tone
        painter.save()
        if mode == QIcon.Mode.Disabled:
            tone = "quiet" if tone == _ON_ACCENT else tone  # what cannot be clicked is not filled with the accent
            painter.setOpacity(_FAINT)
        paint_icon(painter, self._name, getattr(self._colours(), tone), QRectF(rect))
        painter.restore()

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        return self.scaledPixmap(size, mode, state, 1.0)

    def scaledPixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State, scale: float) -> QPixmap:
        whole = size * scale
        pixmap = QPixmap(whole)
        if pixmap.isNull():  # a style asks for one of no size, where there is no room yet
            return pixmap
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        self.paint(painter, QRect(QPoint(0, 0), whole), mode, state)
        painter.end()
        pixmap.setDevicePixelRatio(scale)
        return pixmap


def make_icon(name: str, colours: Callable[[], Colours], tone: Tone = "quiet", checked: Tone = "accent") -> QIcon:
    """An icon that follows the theme; `checked` is its tone while its button is down."""
    return QIcon(_TintedEngine(name, colours, tone, checked))
