"""A story as one sees it on a shelf: its cover, its title, and a word about it."""

from __future__ import annotations

from math import ceil
from pathlib import Path

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, QSize, QSizeF, Qt
from PySide6.QtGui import QColor, QEnterEvent, QPainter, QPainterPath, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QAbstractButton

from ui.picture_loader import PictureLoader
from ui.theme.icons import paint_icon
from ui.theme.theme import Theme

_WIDTH, _PICTURE, _TEXT = 216, 162, 72
_SPARE = 1.5  # longer sides of a cover that a picture has, so that its middle is sharp


class Cover(QAbstractButton):
    """A button in the shape of a book."""

    def __init__(self, theme: Theme, pictures: PictureLoader, title: str, note: str, picture: Path | None) -> None:
        super().__init__()
        self._theme, self._title, self._note = theme, title, note
        self._pictures, self._file = pictures, picture
        pictures.loaded.connect(self._arrived)
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
            painter.drawPixmap(QRectF(area), picture, _middle(picture, area.size()))
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
        if self._file is None:
            return None
        longest = max(size.width(), size.height()) * self.devicePixelRatioF()
        return self._pictures.get(self._file, ceil(_SPARE * longest))

    def _arrived(self, file: Path) -> None:
        if file == self._file:
            self.update()


def _middle(picture: QPixmap, size: QSize) -> QRectF:
    """As much of the middle of a picture as fills a place of that size."""
    shown = QSizeF(size).scaled(QSizeF(picture.size()), Qt.AspectRatioMode.KeepAspectRatio)
    middle = QRectF(QPointF(0, 0), shown)
    middle.moveCenter(QRectF(picture.rect()).center())
    return middle
