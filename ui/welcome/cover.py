"""A story as one sees it on a shelf: its cover, its title, and a word about it."""

from __future__ import annotations

import logging
from pathlib import Path

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QEnterEvent, QPainter, QPainterPath, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QAbstractButton

from gill_studio.core.errors import PictureError
from ui.decoding import filling_image
from ui.theme.icons import paint_icon
from ui.theme.theme import Theme

_WIDTH, _PICTURE, _TEXT = 216, 162, 72
_LOG = logging.getLogger(__name__)


class Cover(QAbstractButton):
    """A button in the shape of a book; `add_menu` may give it a menu."""

    def __init__(self, theme: Theme, title: str, note: str, picture: Path | None) -> None:
        super().__init__()
        self._theme, self._title, self._note = theme, title, note
        self._file = picture
        self._picture: QPixmap | None = None
        self.setText(title)
        self.setAccessibleName(title)
        self.setAccessibleDescription(note)
        self.setFixedSize(QSize(_WIDTH, _PICTURE + _TEXT))
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        theme.changed.connect(self.update)

    def enterEvent(self, event: QEnterEvent) -> None:
        """Qt's: draw it as pointed at."""
        super().enterEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the cover."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        colours, radius = self._theme.colours, self._theme.tokens.radii.large
        card = QRectF(self.rect()).adjusted(1.5, 1.5, -1.5, -1.5)
        edge = colours.outline if self.underMouse() else colours.line
        painter.setPen(QPen(QColor(colours.accent), 3) if self.hasFocus() else QPen(QColor(edge), 1))
        painter.setBrush(QColor(colours.sheet))
        painter.drawRoundedRect(card, radius, radius)
        self._paint_picture(painter, QRect(2, 2, _WIDTH - 4, _PICTURE), radius)
        self._paint_words(painter, QRect(14, _PICTURE + 10, _WIDTH - 28, _TEXT - 16))
        painter.end()

    def _paint_picture(self, painter: QPainter, area: QRect, radius: int) -> None:
        path = QPainterPath()
        path.addRoundedRect(QRectF(area).adjusted(0, 0, 0, radius), radius - 1, radius - 1)
        painter.save()
        painter.setClipRect(area)
        painter.setClipPath(path, Qt.ClipOperation.IntersectClip)
        picture = self._pixmap(area.size())
        if picture is None:
            painter.fillRect(area, QColor(self._theme.colours.sunken))
            sign = QRect(0, 0, 32, 32)
            sign.moveCenter(area.center())
            paint_icon(painter, "feather", self._theme.colours.quiet, QRectF(sign))
        else:
            painter.drawPixmap(area, picture)
        painter.restore()

    def _paint_words(self, painter: QPainter, area: QRect) -> None:
        scale, colours = self._theme.type, self._theme.colours
        painter.setFont(self._theme.text_font(scale.strong, strong=True))
        painter.setPen(QColor(colours.ink))
        metrics = painter.fontMetrics()
        title = metrics.elidedText(self._title, Qt.TextElideMode.ElideRight, area.width())
        painter.drawText(area.topLeft() + QPoint(0, metrics.ascent()), title)
        top = area.top() + metrics.height() + 4
        painter.setFont(self._theme.ui_font(scale.small))
        painter.setPen(QColor(colours.quiet))
        metrics = painter.fontMetrics()
        note = metrics.elidedText(self._note, Qt.TextElideMode.ElideMiddle, area.width())
        painter.drawText(QPoint(area.left(), top + metrics.ascent()), note)

    def _pixmap(self, size: QSize) -> QPixmap | None:
        """The middle of the picture, as large as the cover; read once."""
        if self._picture is None and self._file is not None:
            self._picture = _read(self._file, size * self.devicePixelRatioF())
        return None if self._picture is None or self._picture.isNull() else self._picture


def _read(file: Path, size: QSize) -> QPixmap:
    try:
        return QPixmap.fromImage(filling_image(file, size))
    except PictureError as error:
        _LOG.warning("A cover cannot be shown: %s", error)
        return QPixmap()
