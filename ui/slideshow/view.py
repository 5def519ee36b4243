"""The slideshow: one panel fills the window."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QColor,
    QFont,
    QFontMetrics,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import QWidget

from gill_studio.core.story.model import Panel
from ui.board.model import StoryboardModel
from ui.theme.theme import Theme
from ui.thumbnails import Thumbnails, Wanted

_MARGIN, _TEXT_WIDTH, _FOOT = 48, 900, 40
_TEXT_SHARE = 0.34
_STEP = 4  # pixels by which letters become smaller where words are many
_CENTRED = Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignHCenter
_FORWARD = {
    Qt.Key.Key_Right,
    Qt.Key.Key_Down,
    Qt.Key.Key_Space,
    Qt.Key.Key_PageDown,
    Qt.Key.Key_Return,
    Qt.Key.Key_Enter,
}
_BACK = {Qt.Key.Key_Left, Qt.Key.Key_Up, Qt.Key.Key_Backspace, Qt.Key.Key_PageUp}


class Slideshow(QWidget):
    """Arrow keys, space and clicks go on and back; Escape leaves (`left`). Screen readers are told of each slide."""

    left = Signal()

    def __init__(self, theme: Theme, model: StoryboardModel, thumbnails: Thumbnails) -> None:
        super().__init__()
        self._theme, self._model, self._thumbnails = theme, model, thumbnails
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.ArrowCursor)
        model.session.changed.connect(self.refresh)
        model.session.focus_changed.connect(self.refresh)
        thumbnails.ready.connect(self._follow)
        theme.changed.connect(self.update)
        self.refresh()

    @property
    def row(self) -> int:
        """The panel that is shown: that in focus, or the first."""
        return max(0, self._model.row_of(self._model.session.focus))

    def go(self, by: int) -> None:
        """Some panels further, as far as there are any."""
        panel = self._model.panel_at(min(max(self.row + by, 0), len(self._model.panels) - 1))
        if panel is not None:
            self._model.session.set_focus(panel.id)

    def refresh(self) -> None:
        """Show what is in focus now."""
        words = self._model.in_words(self.row) if self._model.panels else self.tr("The story has no panels yet")
        if words != self.accessibleDescription():
            self.setAccessibleName(self.tr("Slideshow"))
            self.setAccessibleDescription(words)
            QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.DescriptionChanged))
        self.update()

    def _follow(self, _digest: str) -> None:
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go on, back, to the ends, or leave."""
        key, last = event.key(), len(self._model.panels)
        if key in _FORWARD or key in _BACK:
            self.go(1 if key in _FORWARD else -1)
        elif key in {Qt.Key.Key_Home, Qt.Key.Key_End}:
            self.go(-last if key == Qt.Key.Key_Home else last)
        elif key == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """The left third goes back, the rest on."""
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        if event.button() == Qt.MouseButton.LeftButton:
            self.go(-1 if event.position().x() < self.width() / 3 else 1)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the slide."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.fillRect(self.rect(), QColor(self._theme.colours.paper))
        panel = self._model.panel_at(self.row)
        if panel is None:
            self._paint_words(painter, self.rect(), self.tr("The story has no panels yet"), middle=True)
        else:
            self._paint_slide(painter, panel)
            self._paint_foot(painter)
        painter.end()

    def _paint_slide(self, painter: QPainter, panel: Panel) -> None:
        area = self.rect().adjusted(_MARGIN, _MARGIN, -_MARGIN, -_FOOT)
        if panel.picture is None:
            self._paint_words(painter, area, panel.caption, middle=True)
            return
        room = QRect(area)
        if panel.caption:
            most = round(area.height() * _TEXT_SHARE)
            height = self._fitted(panel.caption, area.width(), most)[2]
            room.setHeight(area.height() - height - self._theme.space.large)
            below = QRect(area.left(), room.bottom() + self._theme.space.large, area.width(), height)
            self._paint_words(painter, below, panel.caption, middle=False)
        scale = min(room.width() / panel.picture.width, room.height() / panel.picture.height)
        size = QSize(round(panel.picture.width * scale), round(panel.picture.height * scale))
        place = QRect(
            room.left() + (room.width() - size.width()) // 2,
            room.top() + (room.height() - size.height()) // 2,
            max(1, size.width()),
            max(1, size.height()),
        )
        self._paint_picture(painter, place, panel.picture.sha256)

    def _paint_picture(self, painter: QPainter, place: QRect, sha256: str) -> None:
        ratio, radius = self.devicePixelRatioF(), self._theme.tokens.radii.large
        wanted = Wanted(
            sha256, round(place.width() * ratio), round(place.height() * ratio), round(radius * ratio), all_corners=True
        )
        pixmap = self._thumbnails.get(wanted) or self._thumbnails.any_size(sha256)
        if pixmap is None:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(self._theme.colours.sunken))
            painter.drawRoundedRect(QRectF(place), radius, radius)
        else:
            painter.drawPixmap(place, pixmap)

    def _fitted(self, words: str, width: int, most: int) -> tuple[QFont, str, int]:
        """The largest letters in which the words are no higher than `most`, the words, and their height.

        Of words that are too many even for the smallest, the beginning.
        """
        largest, smallest = self._theme.type.slide, self._theme.type.caption
        for size in (largest, *range(largest - _STEP, smallest, -_STEP), smallest):
            font = self._theme.text_font(size)
            height = _height(font, words, width)
            if height <= most:
                return font, words, height
        short = words
        while short and height > most:
            short = short[: int(len(short) * 0.95)].rstrip()
            height = _height(font, f"{short} …", width)
        return font, f"{short} …", height

    def _paint_words(self, painter: QPainter, area: QRect, words: str, *, middle: bool) -> None:
        font, shown, _ = self._fitted(words, area.width(), area.height())
        painter.setFont(font)
        painter.setPen(QColor(self._theme.colours.ink))
        narrow = max(0, (area.width() - _TEXT_WIDTH) // 2)
        vertical = Qt.AlignmentFlag.AlignVCenter if middle else Qt.AlignmentFlag.AlignTop
        painter.drawText(area.adjusted(narrow, 0, -narrow, 0), int(_CENTRED | vertical), shown)

    def _paint_foot(self, painter: QPainter) -> None:
        painter.setFont(self._theme.ui_font(self._theme.type.small))
        painter.setPen(QColor(self._theme.colours.quiet))
        area = QRect(0, self.height() - _FOOT, self.width(), _FOOT)
        where = self.tr("{} of {}").format(self.row + 1, len(self._model.panels))
        painter.drawText(area, Qt.AlignmentFlag.AlignCenter, where)


def _height(font: QFont, words: str, width: int) -> int:
    area = QRect(0, 0, min(width, _TEXT_WIDTH), 40_000)
    return QFontMetrics(font).boundingRect(area, int(_CENTRED), words).height()
