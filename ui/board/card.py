"""How one card of the board is measured and drawn."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

from gill_studio.core.pictures import PictureRef
from gill_studio.core.story.model import Authorship, Origin, Panel
from ui.board.captions import CaptionSetter, Setting
from ui.theme.icons import paint_icon
from ui.theme.theme import Theme
from ui.thumbnails import Thumbnails, Wanted

WIDTH = 280
"""Of a card at 100 %, in pixels."""
_TALLEST, _WIDEST, _EMPTY = 0.66, 4.0, 16 / 9  # width to height of pictures; what is beyond gets margins
_PAD, _FOOT, _MARK = 16, 32, 14
_RING = 3


@dataclass(frozen=True, slots=True)
class CardState:
    """How a card stands at the moment."""

    selected: bool = False
    current: bool = False
    hovered: bool = False
    dropping: bool = False
    editing: bool = False
    writable: bool = True


class CardPainter:
    """Measures and draws cards at one zoom; made anew when the zoom, the theme or the screen changes."""

    def __init__(
        self, theme: Theme, thumbnails: Thumbnails, zoom: float, ratio: float, *, authorship: bool = True
    ) -> None:
        self._theme, self._thumbnails, self._ratio, self._authorship = theme, thumbnails, ratio, authorship
        self.width = round(WIDTH * zoom / 8) * 8
        scale = theme.type
        self.font = theme.text_font(round(scale.caption * min(max(zoom, 0.85), 1.4)))
        self.line = round(self.font.pixelSize() * scale.leading)
        self.captions = CaptionSetter(Setting(self.font, self.width - 2 * _PAD, self.line))
        self._small = theme.ui_font(scale.small)
        self._radius = theme.tokens.radii.large

    def height(self, panel: Panel, caption: int = 0) -> int:
        """How high the card of a panel is; at least so that `caption` pixels of text have room."""
        caption = max(caption, self.captions.height(panel.caption))
        return self._picture_height(panel.picture) + _PAD + caption + 4 + _FOOT

    def new_height(self) -> int:
        """How high the card of the new panel is."""
        return self._picture_height(None) + _PAD + _FOOT

    def picture_rect(self, card: QRect, panel: Panel) -> QRect:
        """Where the card has its picture."""
        return QRect(card.left(), card.top(), card.width(), self._picture_height(panel.picture))

    def caption_rect(self, card: QRect, panel: Panel) -> QRect:
        """Where the card has its caption."""
        top = card.top() + self._picture_height(panel.picture) + _PAD
        return QRect(card.left() + _PAD, top, card.width() - 2 * _PAD, card.bottom() - 3 - _FOOT - top)

    def marks_rect(self, card: QRect) -> QRect:
        """Where the card says who made it."""
        return QRect(card.right() - 3 * _PAD - _MARK, card.bottom() - _FOOT, 3 * _PAD + _MARK, _FOOT)

    def paint(self, painter: QPainter, card: QRect, panel: Panel, number: int, state: CardState) -> None:
        """Draw the card of a panel."""
        self._paint_ground(painter, card, state)
        self._paint_picture(painter, self.picture_rect(card, panel), panel.picture, state)
        if not state.editing:
            self._paint_caption(painter, self.caption_rect(card, panel), panel.caption, state)
        self._paint_foot(painter, card, panel, number)
        self._paint_ring(painter, card, state)

    def paint_new(self, painter: QPainter, card: QRect, *, hovered: bool) -> None:
        """Draw the place where the next panel will be."""
        colours = self._theme.colours
        painter.setPen(QPen(QColor(colours.accent if hovered else colours.outline), 1, Qt.PenStyle.DashLine))
        painter.setBrush(QColor(colours.tint) if hovered else Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(QRectF(card).adjusted(0.5, 0.5, -0.5, -0.5), self._radius, self._radius)
        tone = colours.accent if hovered else colours.quiet
        words = QCoreApplication.translate("Board", "New panel")
        self._paint_hint(painter, card, "plus", words, tone)

    def _picture_height(self, picture: PictureRef | None) -> int:
        ratio = _EMPTY if picture is None else min(max(picture.width / picture.height, _TALLEST), _WIDEST)
        return round(self.width / ratio)

    def _paint_ground(self, painter: QPainter, card: QRect, state: CardState) -> None:
        colours = self._theme.colours
        shade = QColor(colours.shade)
        shade.setAlphaF(0.35 if colours.dark else 0.10)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(shade)
        painter.drawRoundedRect(QRectF(card).translated(0, 2), self._radius, self._radius)
        painter.setPen(QPen(QColor(colours.outline if state.hovered else colours.line), 1))
        painter.setBrush(QColor(colours.sheet))
        painter.drawRoundedRect(QRectF(card).adjusted(0.5, 0.5, -0.5, -0.5), self._radius, self._radius)

    def _paint_picture(self, painter: QPainter, area: QRect, picture: PictureRef | None, state: CardState) -> None:
        if picture is None:
            self._paint_empty(painter, area, state)
        else:
            self._paint_thumbnail(painter, area, picture)
        if state.dropping:
            cover = QColor(self._theme.colours.accent)
            cover.setAlphaF(0.82)
            painter.fillPath(self._upper(area), cover)
            words = QCoreApplication.translate("Board", "Replace the picture")
            self._paint_hint(painter, area, "image-plus", words, self._theme.colours.on_accent)

    def _paint_thumbnail(self, painter: QPainter, area: QRect, picture: PictureRef) -> None:
        place = self._fitted(area, picture)
        whole = place == area
        if not whole:
            painter.fillPath(self._upper(area), QColor(self._theme.colours.sunken))
        radius = round(self._radius * self._ratio) if whole else 0
        width, height = round(place.width() * self._ratio), round(place.height() * self._ratio)
        pixmap = self._thumbnails.get(Wanted(picture.sha256, width, height, radius))
        pixmap = self._thumbnails.any_size(picture.sha256) if pixmap is None else pixmap
        if pixmap is not None:
            painter.drawPixmap(place, pixmap)
            return
        painter.fillPath(self._upper(area), QColor(self._theme.colours.sunken))
        if self._thumbnails.has_failed(picture.sha256):
            words = QCoreApplication.translate("Board", "This picture cannot be shown")
            self._paint_hint(painter, area, "image-off", words, self._theme.colours.quiet)

    def _paint_empty(self, painter: QPainter, area: QRect, state: CardState) -> None:
        colours = self._theme.colours
        painter.fillPath(self._upper(area), QColor(colours.sunken))
        if state.writable:
            words = QCoreApplication.translate("Board", "Drop a picture here") if state.hovered else ""
            self._paint_hint(painter, area, "image-plus", words, colours.quiet)

    def _paint_hint(self, painter: QPainter, area: QRect, icon: str, words: str, colour: str) -> None:
        size = 24
        middle = area.center() - QPoint(0, 12 if words else 0)
        paint_icon(painter, icon, colour, QRectF(middle.x() - size / 2, middle.y() - size / 2, size, size))
        if words:
            painter.setFont(self._small)
            painter.setPen(QColor(colour))
            under = QRect(area.left() + 4, middle.y() + size // 2 + 4, area.width() - 8, 24)
            painter.drawText(under, Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop, words)

    def _paint_caption(self, painter: QPainter, area: QRect, caption: str, state: CardState) -> None:
        colours = self._theme.colours
        if caption:
            painter.setPen(QColor(colours.ink))
            self.captions.draw(painter, caption, area.left(), area.top())
        elif state.writable:
            painter.setPen(QColor(colours.quiet))
            self.captions.draw(painter, QCoreApplication.translate("Board", "Write a caption"), area.left(), area.top())

    def _paint_foot(self, painter: QPainter, card: QRect, panel: Panel, number: int) -> None:
        area = QRect(card.left() + _PAD, card.bottom() - _FOOT, card.width() - 2 * _PAD, _FOOT - 4)
        painter.setFont(self._small)
        painter.setPen(QColor(self._theme.colours.quiet))
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        painter.drawText(area, flags, str(number))
        x = area.right() + 1
        for icon in reversed(self.marks(panel)):
            x -= _MARK
            place = QRectF(x, area.center().y() - _MARK / 2 + 1, _MARK, _MARK)
            paint_icon(painter, icon, self._theme.colours.quiet, place)
            x -= 6
        if panel.tags:
            room = QRect(area.left() + 40, area.top(), x - area.left() - 40, area.height())
            words = " ".join(f"#{tag}" for tag in panel.tags)
            painter.drawText(
                room,
                Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight,
                painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, room.width()),
            )

    def marks(self, panel: Panel) -> list[str]:
        """The icons in the foot of a card: notes, and who made what is not the writer's."""
        marks = ["sticky-note"] if panel.notes else []
        if self._authorship:
            take = panel.take
            marks += {Authorship.PROPOSED: ["sparkles"], Authorship.EDITED: ["pen-line"]}.get(panel.authorship, [])
            if take is not None:
                marks += {Origin.GENERATED: ["wand-sparkles"], Origin.RETRIEVED: ["images"]}.get(take.origin, [])
        return marks

    def _paint_ring(self, painter: QPainter, card: QRect, state: CardState) -> None:
        if not (state.selected or state.current or state.dropping):
            return
        colour = QColor(self._theme.colours.accent if state.selected or state.dropping else self._theme.colours.outline)
        painter.setPen(QPen(colour, _RING if state.current or state.dropping else 2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(QRectF(card).adjusted(-2, -2, 2, 2), self._radius + 2, self._radius + 2)

    def _upper(self, area: QRect) -> QPainterPath:
        """An area whose upper corners are round."""
        path = QPainterPath()
        path.addRoundedRect(QRectF(area).adjusted(0, 0, 0, self._radius), self._radius, self._radius)
        below = QPainterPath()
        below.addRect(QRectF(area.left(), area.bottom() + 1, area.width(), self._radius + 1))
        return path.subtracted(below)

    def _fitted(self, area: QRect, picture: PictureRef) -> QRect:
        """The whole picture, as large as the area allows."""
        ratio = picture.width / picture.height
        if _TALLEST <= ratio <= _WIDEST:
            return area
        width, height = area.width(), max(1, round(area.width() / ratio))
        if height > area.height():
            width, height = max(1, round(area.height() * ratio)), area.height()
        return QRect(
            area.left() + (area.width() - width) // 2, area.top() + (area.height() - height) // 2, width, height
        )
