"""One thing that was offered, to look at again: a picture on a tile, a sentence on a card."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QAbstractButton, QSizePolicy

from gill_studio.core.story.model import OfferedText, Take
from ui.proposals.cards import BADGE, FOOT, paint_picture
from ui.takes.why import Record, origin_words
from ui.theme.icons import paint_icon
from ui.theme.theme import Theme
from ui.thumbnails import Thumbnails, Wanted

_PAD = 12


class RecordTile(QAbstractButton):
    """What is common to both: it is checked while one looks at it, and says whether the panel shows it."""

    def __init__(self, theme: Theme, record: Record) -> None:
        super().__init__()
        self.theme, self.record, self.shown = theme, record, False
        self.setCheckable(True)
        self.setAutoExclusive(False)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        theme.changed.connect(self.update)

    def show_record(self, record: Record, *, shown: bool, checked: bool) -> None:
        """As it is now."""
        self.record, self.shown = record, shown
        self.setChecked(checked)
        words = record.text if isinstance(record, OfferedText) else origin_words(record)
        self.setAccessibleName(self.tr("{}, shown").format(words) if shown else words)
        self.update()

    def paint_edge(self, painter: QPainter, area: QRect, ground: str) -> None:
        """The accent where it has the focus or is looked at."""
        colours, radius = self.theme.colours, self.theme.tokens.radii.large
        strong = self.hasFocus() or self.isChecked()
        edge = colours.accent if strong else colours.outline if self.underMouse() else colours.line
        width = 2 if strong else 1
        painter.setPen(QPen(QColor(edge), width))
        painter.setBrush(QColor(ground) if ground else Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(QRectF(area).adjusted(width / 2, width / 2, -width / 2, -width / 2), radius, radius)

    def paint_check(self, painter: QPainter, place: QPoint) -> None:
        """A check on what the panel shows."""
        if not self.shown:
            return
        area = QRectF(place.x(), place.y(), BADGE, BADGE)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self.theme.colours.accent))
        painter.drawRoundedRect(area, 6, 6)
        paint_icon(painter, "check", self.theme.colours.on_accent, area.adjusted(4, 4, -4, -4))


class TakeTile(RecordTile):
    """A picture."""

    def __init__(self, theme: Theme, take: Take, thumbnails: Thumbnails) -> None:
        super().__init__(theme, take)
        self._thumbnails, self._picture = thumbnails, take.picture
        thumbnails.ready.connect(self._look)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt's: draw it."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        area = QRect(0, 0, self.width(), self.width())
        paint_picture(painter, self.theme, area, self._pixmap(area.width()), "image")
        self.paint_edge(painter, area, "")
        self.paint_check(painter, QPoint(8, 8))
        painter.setFont(self.theme.ui_font(self.theme.type.small))
        painter.setPen(QColor(self.theme.colours.quiet))
        line = QRect(2, area.bottom() + 3, self.width() - 4, FOOT - 4)
        words = painter.fontMetrics().elidedText(origin_words(self.record), Qt.TextElideMode.ElideRight, line.width())
        painter.drawText(line, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, words)
        painter.end()

    def _pixmap(self, edge: int) -> QPixmap | None:
        picture, ratio = self._picture, self.devicePixelRatioF()
        scale = edge * ratio / max(picture.width, picture.height)
        wanted = Wanted(picture.sha256, max(1, round(picture.width * scale)), max(1, round(picture.height * scale)))
        return self._thumbnails.get(wanted) or self._thumbnails.any_size(picture.sha256)

    def _look(self, sha256: str) -> None:
        if sha256 == self._picture.sha256:
            self.update()


class TextTile(RecordTile):
    """A sentence, in the type of captions."""

    def __init__(self, theme: Theme, text: OfferedText) -> None:
        super().__init__(theme, text)
        self._text = text.text
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def hasHeightForWidth(self) -> bool:
        """Qt's: lines break."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Qt's: so high that the sentence has room."""
        area = QRect(0, 0, max(40, self._text_width(width)), 1 << 16)
        words = QFontMetrics(self._font()).boundingRect(area, Qt.TextFlag.TextWordWrap, self._text)
        return max(BADGE, words.height()) + 2 * _PAD

    def sizeHint(self) -> QSize:
        """Qt's: some words wide."""
        return QSize(240, self.heightForWidth(240))

    def minimumSizeHint(self) -> QSize:
        """Qt's: a word wide."""
        return QSize(120, BADGE + 2 * _PAD)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt's: draw it."""
        colours, painter = self.theme.colours, QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.paint_edge(painter, self.rect(), colours.over if self.underMouse() else colours.sheet)
        self.paint_check(painter, QPoint(self.width() - _PAD - BADGE, _PAD))
        painter.setFont(self._font())
        painter.setPen(QColor(colours.ink))
        area = QRect(_PAD, _PAD, self._text_width(self.width()), self.height() - 2 * _PAD)
        painter.drawText(area, Qt.TextFlag.TextWordWrap, self._text)
        painter.end()

    def _font(self) -> QFont:
        return self.theme.text_font(self.theme.type.caption)

    def _text_width(self, width: int) -> int:
        return width - 3 * _PAD - BADGE
