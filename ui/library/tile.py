"""How a picture of a collection is drawn: the picture whole, its caption below, and what is marked on it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen, QPixmap

from gill_studio.core.collections.model import CaptionSource, CollectedPicture
from ui.library.words import score_words, translate
from ui.theme.icons import paint_icon
from ui.theme.theme import Theme
from ui.thumbnails import Thumbnails, Wanted

_PAD = 6  # between the tile's edge and its picture
_MARK, _INSET = 22, 8  # height of a mark, and its distance from the picture's corner
_GLYPH = 14
_LINES = 2
_STEP = 8  # pictures grow in such steps: while a window is made wider, most stay as they are
_FADED = 0.35


@dataclass(frozen=True, slots=True)
class TileState:
    """How a tile is at the moment."""

    selected: bool = False
    current: bool = False
    hovered: bool = False
    score: float | None = None
    used: tuple[int, ...] = ()
    alike: int = 0


@dataclass(frozen=True, slots=True)
class _Mark:
    icon: str
    text: str
    tone: str


class TilePainter:
    """Draws tiles of one width in one theme."""

    def __init__(self, theme: Theme, thumbnails: Thumbnails, width: int, ratio: float) -> None:
        self._theme, self._thumbnails, self._ratio = theme, thumbnails, ratio
        self.width = width
        inner = (width - 2 * _PAD) // _STEP * _STEP
        self.box = QSize(inner, round(inner * 0.8))
        self._font = theme.ui_font(theme.type.small)
        self._small = theme.ui_font(theme.type.small, strong=True)
        metrics = QFontMetrics(self._font)
        self._line = metrics.lineSpacing()
        self.height = 2 * _PAD + self.box.height() + theme.space.hair + _LINES * self._line

    def picture_rect(self, tile: QRect, picture: CollectedPicture) -> QRect:
        """Where the picture itself is drawn: whole, in the middle of its box."""
        left = tile.left() + (tile.width() - self.box.width()) // 2
        box = QRect(left, tile.top() + _PAD, self.box.width(), self.box.height())
        size = QSize(max(1, picture.picture.width), max(1, picture.picture.height))
        size.scale(box.size(), Qt.AspectRatioMode.KeepAspectRatio)
        area = QRect(0, 0, max(24, size.width()), max(16, size.height()))
        area.moveCenter(box.center())
        return area

    def paint(self, painter: QPainter, tile: QRect, picture: CollectedPicture, state: TileState) -> None:
        """Draw one."""
        self._paint_ground(painter, tile, state)
        area = self.picture_rect(tile, picture)
        painter.setOpacity(_FADED if picture.excluded else 1.0)
        self._paint_picture(painter, area, picture)
        painter.setOpacity(1.0)
        self._paint_marks(painter, area, picture, state)
        self._paint_caption(painter, tile, picture)

    def _paint_ground(self, painter: QPainter, tile: QRect, state: TileState) -> None:
        colours, radius = self._theme.colours, self._theme.tokens.radii.large
        if not (state.selected or state.hovered or state.current):
            return
        ground = colours.tint if state.selected else colours.over if state.hovered else ""
        painter.setBrush(QColor(ground) if ground else Qt.BrushStyle.NoBrush)
        edge = QPen(QColor(colours.accent), 2) if state.current else QPen(Qt.PenStyle.NoPen)
        painter.setPen(edge)
        painter.drawRoundedRect(QRectF(tile).adjusted(1, 1, -1, -1), radius, radius)

    def _paint_picture(self, painter: QPainter, area: QRect, picture: CollectedPicture) -> None:
        pixmap = self._pixmap(area.size(), picture.picture.sha256)
        if pixmap is not None:
            painter.drawPixmap(area, pixmap)
            return
        colours = self._theme.colours
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours.sunken))
        painter.drawRoundedRect(area, self._theme.tokens.radii.medium, self._theme.tokens.radii.medium)
        if self._thumbnails.has_failed(picture.picture.sha256):
            glyph = QRectF(0, 0, 24, 24)
            glyph.moveCenter(QRectF(area).center())
            paint_icon(painter, "image-off", colours.quiet, glyph)

    def _pixmap(self, size: QSize, sha256: str) -> QPixmap | None:
        radius = round(self._theme.tokens.radii.medium * self._ratio)
        width, height = round(size.width() * self._ratio), round(size.height() * self._ratio)
        wanted = Wanted(sha256, width, height, radius, all_corners=True)
        return self._thumbnails.get(wanted) or self._thumbnails.any_size(sha256)

    def _paint_marks(self, painter: QPainter, area: QRect, picture: CollectedPicture, state: TileState) -> None:
        painter.setFont(self._small)
        metrics, right = QFontMetrics(self._small), area.right() - _INSET + 1
        for mark in _marks(picture, state):
            words = metrics.horizontalAdvance(mark.text) + 4 if mark.text else 0
            width = max(_MARK, 8 + (_GLYPH if mark.icon else 0) + words + (4 if words else 0))
            place = QRect(right - width + 1, area.bottom() - _INSET - _MARK + 1, width, _MARK)
            if place.left() < area.left() - _PAD:
                return
            self._paint_mark(painter, place, mark)
            right = place.left() - 4

    def _paint_mark(self, painter: QPainter, place: QRect, mark: _Mark) -> None:
        colours = self._theme.colours
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours.raised))
        painter.drawRoundedRect(place, self._theme.tokens.radii.medium, self._theme.tokens.radii.medium)
        colour, x = getattr(colours, mark.tone), place.left() + 4
        if mark.icon:
            paint_icon(painter, mark.icon, colour, QRectF(x, place.top() + 4, _GLYPH, _GLYPH))
            x += _GLYPH + 2
        if mark.text:
            painter.setPen(QColor(colour))
            left = x + 1 if mark.icon else place.left()
            flags = Qt.AlignmentFlag.AlignVCenter
            flags |= Qt.AlignmentFlag.AlignLeft if mark.icon else Qt.AlignmentFlag.AlignHCenter
            painter.drawText(QRect(left, place.top(), place.right() - left, place.height()), flags, mark.text)

    def _paint_caption(self, painter: QPainter, tile: QRect, picture: CollectedPicture) -> None:
        top = tile.top() + _PAD + self.box.height() + self._theme.space.hair
        area = QRect(tile.left() + _PAD, top, tile.width() - 2 * _PAD, _LINES * self._line)
        colours, source = self._theme.colours, picture.caption_source
        font = QFont(self._font)
        font.setItalic(source is None or source is CaptionSource.PROPOSED)
        painter.setFont(font)
        painter.setPen(QColor(colours.ink if source not in (None, CaptionSource.PROPOSED) else colours.quiet))
        text = picture.caption or translate("Library", "No caption")
        metrics = QFontMetrics(font)
        for number, line in enumerate(lines_of(text, metrics, area.width(), _LINES)):
            place = QRect(area.left(), area.top() + number * self._line, area.width(), self._line)
            painter.drawText(place, Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignVCenter, line)


def lines_of(text: str, metrics: QFontMetrics, width: int, most: int) -> Iterator[str]:
    """The text in so many lines at most, the last one shortened where there is more."""
    words = text.split()
    for _ in range(most - 1):
        line = ""
        while words and metrics.horizontalAdvance(f"{line} {words[0]}".strip()) <= width:
            line = f"{line} {words.pop(0)}".strip()
        if not line and words:
            line = metrics.elidedText(words.pop(0), Qt.TextElideMode.ElideRight, width)
        if not line:
            return
        yield line
    if words:
        yield metrics.elidedText(" ".join(words), Qt.TextElideMode.ElideRight, width)


def _marks(picture: CollectedPicture, state: TileState) -> Iterator[_Mark]:
    """From the right."""
    if state.score is not None:
        yield _Mark("", score_words(state.score), "accent")
    if picture.excluded:
        yield _Mark("eye-off", "", "danger")
    if state.used:
        yield _Mark("book-open", ", ".join(map(str, state.used[:3])), "accent")
    if state.alike > 1:
        yield _Mark("layers", str(state.alike), "quiet")
    if picture.caption_source is CaptionSource.PROPOSED:
        yield _Mark("sparkles", "", "accent")
