"""Captions set in lines for the cards, each set once."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QTextLayout, QTextOption

LINES = 8
"""A card shows no more; the script shows all."""
_KEPT = 512


@dataclass(frozen=True, slots=True)
class Setting:
    """How captions are set: the font, the width in pixels, and the distance of two lines."""

    font: QFont
    width: int
    line: float


class CaptionSetter:
    """Sets captions, remembers how high they are, and keeps the last ones set to draw them again."""

    def __init__(self, setting: Setting) -> None:
        self._setting = setting
        self._metrics = QFontMetricsF(setting.font)
        self._heights: dict[str, int] = {}
        self._layouts: OrderedDict[str, QTextLayout] = OrderedDict()

    def height(self, caption: str) -> int:
        """How high the caption is, in pixels; an empty one has room for one line."""
        known = self._heights.get(caption)
        if known is None:
            known = round(max(1, self._layout(caption).lineCount()) * self._setting.line)
            self._heights[caption] = known
        return known

    def draw(self, painter: QPainter, caption: str, x: int, y: int) -> None:
        """Draw the caption with the painter's pen, its upper left corner there."""
        self._layout(caption).draw(painter, QPointF(x, y))

    def _layout(self, caption: str) -> QTextLayout:
        found = self._layouts.get(caption)
        if found is None:
            found = self._set(caption.replace("\n", "\u2028"))
            self._layouts[caption] = found
            if len(self._layouts) > _KEPT:
                self._layouts.popitem(last=False)
        else:
            self._layouts.move_to_end(caption)
        return found

    def _set(self, text: str) -> QTextLayout:
        layout, cut = self._lines(text)
        if cut is not None:
            rest = text[cut:].replace("\u2028", " ")
            short = self._metrics.elidedText(f"{rest[:400]} …", Qt.TextElideMode.ElideRight, self._setting.width)
            layout, _ = self._lines(f"{text[:cut]}{short}")
        return layout

    def _lines(self, text: str) -> tuple[QTextLayout, int | None]:
        """The text in lines; and where the last line begins that there is room for, if there are more."""
        layout = QTextLayout(text, self._setting.font)
        layout.setCacheEnabled(True)
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        layout.setTextOption(option)
        cut, last = None, 0
        layout.beginLayout()
        for number in range(LINES + 1):
            line = layout.createLine()
            if not line.isValid():
                break
            if number == LINES:
                cut = last
                break
            line.setLineWidth(self._setting.width)
            line.setPosition(QPointF(0, number * self._setting.line))
            last = line.textStart()
        layout.endLayout()
        return layout, cut
