"""One candidate each: a sentence on a card, a picture on a tile, with its number."""

from __future__ import annotations

from math import ceil

from PySide6.QtCore import QEvent, QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QEnterEvent,
    QFont,
    QFontMetrics,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QPixmap,
)
from PySide6.QtWidgets import QAbstractButton, QApplication, QMenu, QSizePolicy

from ui.picture_loader import PictureLoader
from ui.proposals.aim import MOST
from ui.proposals.offer import Candidate, Kind
from ui.theme.icons import paint_icon
from ui.theme.theme import Theme

BADGE, FOOT = 22, 24
"""Pixels of the square with the number, and of the line below a picture."""
_PAD, _LEAST = 12, 128


class CandidateCard(QAbstractButton):
    """What is common to both: a click accepts, with Shift it keeps as another take; both tell the number."""

    accept_asked = Signal(int)
    keep_asked = Signal(int)

    def __init__(self, theme: Theme, candidate: Candidate) -> None:
        super().__init__()
        self.theme, self.candidate, self._note = theme, candidate, ""
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.clicked.connect(self._take)
        theme.changed.connect(self.update)

    @property
    def note(self) -> str:
        """The small words on the card."""
        return self._note

    def show_candidate(self, candidate: Candidate, note: str) -> None:
        """Show how it is now; `note` says in a word what can be said about it."""
        self.candidate, self._note = candidate, note
        self.setCursor(Qt.CursorShape.PointingHandCursor if candidate.ready else Qt.CursorShape.ArrowCursor)
        self.setAccessibleName(self._name())
        self.setAccessibleDescription(note)
        tip = self.tr("Click to accept, Shift+click to keep as another take")
        self.setToolTip(f"{candidate.name}\n{tip}".strip() if candidate.ready else "")
        self.updateGeometry()
        self.update()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Qt's: both ways to take it."""
        if not self.candidate.ready:
            return
        menu, number = QMenu(self), self.candidate.number
        menu.addAction(self.theme.icon("check"), self.tr("Accept"), lambda: self.accept_asked.emit(number))
        menu.addAction(self.theme.icon("layers"), self.tr("Keep as another take"), lambda: self.keep_asked.emit(number))
        menu.exec(event.globalPos())
        menu.deleteLater()

    def enterEvent(self, event: QEnterEvent) -> None:
        """Qt's: draw it as pointed at."""
        super().enterEvent(event)
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        """Qt's: draw it plainly."""
        super().leaveEvent(event)
        self.update()

    def _take(self) -> None:
        shifted = bool(QApplication.keyboardModifiers() & Qt.KeyboardModifier.ShiftModifier)
        (self.keep_asked if shifted else self.accept_asked).emit(self.candidate.number)

    def _name(self) -> str:
        kinds = {
            Kind.TEXT: self.candidate.text or self.tr("A sentence that is being written"),
            Kind.RETRIEVED: self.tr("Picture from your collections"),
            Kind.GENERATED: self.tr("Generated picture"),
        }
        return self.tr("Proposal {}: {}").format(self.candidate.number, kinds[self.candidate.kind])

    def paint_edge(self, painter: QPainter, area: QRect, ground: str) -> None:
        """The card's ground, and its edge: the accent where it has the focus, is accepted or is the favourite."""
        colours, radius = self.theme.colours, self.theme.tokens.radii.large
        strong = self.hasFocus() or self.candidate.accepted
        lit = self.underMouse() and self.candidate.ready
        edge = colours.accent if strong or self.candidate.favourite else colours.outline if lit else colours.line
        width = 2 if strong else 1
        painter.setPen(QPen(QColor(edge), width))
        painter.setBrush(QColor(ground) if ground else Qt.BrushStyle.NoBrush)
        inset = width / 2
        painter.drawRoundedRect(QRectF(area).adjusted(inset, inset, -inset, -inset), radius, radius)

    def paint_badge(self, painter: QPainter, place: QPoint) -> None:
        """The number that is its key; a check where the story has it."""
        colours, candidate = self.theme.colours, self.candidate
        area = QRect(place, QSize(BADGE, BADGE))
        painter.setPen(Qt.PenStyle.NoPen)
        ground = colours.sunken if candidate.kind is Kind.TEXT else colours.raised
        painter.setBrush(QColor(colours.accent if candidate.accepted else ground))
        painter.drawRoundedRect(area, 6, 6)
        if candidate.accepted:
            paint_icon(painter, "check", colours.on_accent, QRectF(area).adjusted(4, 4, -4, -4))
        elif candidate.number <= MOST:
            painter.setFont(self.theme.ui_font(self.theme.type.small, strong=True))
            painter.setPen(QColor(colours.ink if candidate.ready else colours.quiet))
            painter.drawText(area, Qt.AlignmentFlag.AlignCenter, str(candidate.number))


class TextCard(CandidateCard):
    """A sentence, in the type of captions."""

    def __init__(self, theme: Theme, candidate: Candidate) -> None:
        super().__init__(theme, candidate)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def hasHeightForWidth(self) -> bool:
        """Qt's: lines break."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Qt's: so high that the sentence has room."""
        note = FOOT - 4 if self._note else 0
        return max(BADGE + 2 * _PAD, 2 * _PAD + self._text_height(self._text_width(width)) + note)

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
        self.paint_badge(painter, QPoint(_PAD, _PAD))
        area = QRect(_PAD + BADGE + _PAD, _PAD, self._text_width(self.width()), self.height() - 2 * _PAD)
        painter.setFont(self._font())
        painter.setPen(QColor(colours.ink if self.candidate.ready else colours.quiet))
        painter.drawText(area, Qt.TextFlag.TextWordWrap, self._words())
        if self._note:
            painter.setFont(self.theme.ui_font(self.theme.type.small))
            painter.setPen(QColor(colours.accent if self.candidate.favourite else colours.quiet))
            painter.drawText(area, Qt.AlignmentFlag.AlignBottom | Qt.AlignmentFlag.AlignLeft, self._note)
        painter.end()

    def _words(self) -> str:
        return self.candidate.text if self.candidate.ready else f"{self.candidate.text} …".strip()

    def _font(self) -> QFont:
        return self.theme.text_font(self.theme.type.caption)

    def _text_width(self, width: int) -> int:
        return max(40, width - BADGE - 3 * _PAD)

    def _text_height(self, width: int) -> int:
        metrics = QFontMetrics(self._font())
        return metrics.boundingRect(0, 0, width, 1 << 16, Qt.TextFlag.TextWordWrap, self._words()).height()


class PictureCard(CandidateCard):
    """A picture, as large as its place allows, with a line below."""

    def __init__(self, theme: Theme, candidate: Candidate, loader: PictureLoader) -> None:
        super().__init__(theme, candidate)
        self._loader = loader
        self._seen: QPixmap | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        loader.loaded.connect(self._look)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt's: draw it."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        area = QRect(0, 0, self.width(), self.width())
        icon = "wand-sparkles" if self.candidate.kind is Kind.GENERATED else "images"
        paint_picture(painter, self.theme, area, self._pixmap(area.width()), icon)
        self.paint_edge(painter, area, "")
        self.paint_badge(painter, QPoint(8, 8))
        self._paint_note(painter, QRect(2, area.bottom() + 3, self.width() - 4, FOOT - 4))
        painter.end()

    def _pixmap(self, edge: int) -> QPixmap | None:
        """The newest that has been read: the preview before it stays until the next is there."""
        if self.candidate.path is not None:
            edge = max(_LEAST, ceil(edge * self.devicePixelRatioF() / 64) * 64)
            self._seen = self._loader.get(self.candidate.path, edge) or self._seen
        return self._seen

    def _paint_note(self, painter: QPainter, area: QRect) -> None:
        colours, favourite = self.theme.colours, self.candidate.favourite
        painter.setFont(self.theme.ui_font(self.theme.type.small, strong=favourite))
        painter.setPen(QColor(colours.accent if favourite else colours.quiet))
        if favourite:
            paint_icon(painter, "star", colours.accent, QRectF(area.left(), area.center().y() - 6, 14, 14))
            area = area.adjusted(20, 0, 0, 0)
        words = painter.fontMetrics().elidedText(self._note, Qt.TextElideMode.ElideRight, area.width())
        painter.drawText(area, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, words)

    def _look(self, path: object) -> None:
        if path == self.candidate.path:
            self.update()


def paint_picture(painter: QPainter, theme: Theme, area: QRect, pixmap: QPixmap | None, icon: str) -> None:
    """The whole picture, as large as a tile allows; while there is none, an icon."""
    radius = theme.tokens.radii.large
    path = QPainterPath()
    path.addRoundedRect(QRectF(area), radius, radius)
    painter.fillPath(path, QColor(theme.colours.sunken))
    if pixmap is None:
        middle = QRectF(area.center().x() - 12, area.center().y() - 12, 24, 24)
        paint_icon(painter, icon, theme.colours.quiet, middle)
        return
    place = QRect(QPoint(), pixmap.size().scaled(area.size(), Qt.AspectRatioMode.KeepAspectRatio))
    place.moveCenter(area.center())
    painter.save()
    painter.setClipPath(path)
    painter.drawPixmap(place, pixmap)
    painter.restore()
