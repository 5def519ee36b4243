"""The charts of a training: one for each loss, on what is learnt and on what is held out."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QHelpEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QSizePolicy, QToolTip, QWidget

from ui.theme.theme import Theme
from ui.training.course import LOSSES, Course, Curves
from ui.training.series import Point, smooth
from ui.training.words import loss_names, number_words
from ui.widgets.basics import label, row

_HEIGHT, _WIDTH = 168, 200
_LEFT, _RIGHT, _TOP, _BOTTOM = 44, 10, 34, 22
_DOT, _LINE, _THIN = 2.5, 2.0, 1.0
_ROOM = 0.08  # above and below the lines, of what lies between them
_COLUMNS = 3


class LossChart(QWidget):
    """One loss over the updates. A screen reader is told its latest figures; a pointer, those it rests on."""

    def __init__(self, theme: Theme, name: str) -> None:
        super().__init__()
        self._theme, self._name = theme, name
        self._curves, self._steps, self._best = Curves(), 1, 0
        self.setMinimumSize(QSize(_WIDTH, _HEIGHT))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(name)
        theme.changed.connect(self._dress)
        self._dress()

    def show_curves(self, curves: Curves, steps: int, best: int) -> None:
        """Draw these over so many updates; the look at `best` is marked."""
        self._curves, self._steps, self._best = curves, max(1, steps), best
        self.setAccessibleDescription(self._words())
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt's: draw it."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_head(painter)
        low, high = self._bounds()
        self._paint_scale(painter, low, high)
        trained, held_out = self._curves.trained.points, self._curves.held_out.points
        colours = self._theme.colours
        faint = QColor(colours.quiet)
        faint.setAlphaF(0.28)
        self._paint_line(painter, trained, (low, high), faint, _THIN)
        self._paint_line(painter, smooth(trained), (low, high), QColor(colours.quiet), _LINE)
        self._paint_line(painter, held_out, (low, high), QColor(colours.accent), _LINE)
        self._paint_dots(painter, held_out, (low, high))
        painter.end()

    def event(self, event: QEvent) -> bool:
        """Qt's: say what lies under the pointer."""
        if isinstance(event, QHelpEvent):
            words = self._words_at(event.pos().x())
            QToolTip.showText(event.globalPos(), words, self) if words else QToolTip.hideText()
            return True
        return super().event(event)

    # Drawing

    def _dress(self) -> None:
        self._small = self._theme.ui_font(self._theme.type.small)
        self._strong = self._theme.ui_font(self._theme.type.small, strong=True)
        self.update()

    def _area(self) -> QRectF:
        return QRectF(self.rect()).adjusted(_LEFT, _TOP, -_RIGHT, -_BOTTOM)

    def _bounds(self) -> tuple[float, float]:
        """Between which values it is drawn: what single updates do does not count."""
        values = [value for _, value in (*smooth(self._curves.trained.points), *self._curves.held_out.points)]
        low, high = min(values, default=0.0), max(values, default=1.0)
        room = (high - low) * _ROOM or abs(high) * _ROOM or 1.0
        return low - room, high + room

    def _place(self, point: Point, bounds: tuple[float, float]) -> QPointF:
        area, (low, high) = self._area(), bounds
        share = min(1.0, max(0.0, (point[1] - low) / (high - low)))
        return QPointF(
            area.left() + area.width() * min(1.0, point[0] / self._steps), area.bottom() - area.height() * share
        )

    def _paint_head(self, painter: QPainter) -> None:
        colours, area = self._theme.colours, self._area()
        head = QRectF(area.left(), 4, area.width(), _TOP - 10)
        held_out, trained = self._curves.held_out.latest, self._curves.trained.latest
        latest = held_out if held_out is not None else trained
        figure = "" if latest is None else number_words(latest)
        painter.setFont(self._strong)
        painter.setPen(QColor(colours.accent if held_out is not None else colours.quiet))
        painter.drawText(head, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, figure)
        room = head.width() - painter.fontMetrics().horizontalAdvance(figure) - 8
        painter.setPen(QColor(colours.ink))
        name = painter.fontMetrics().elidedText(self._name, Qt.TextElideMode.ElideRight, int(room))
        painter.drawText(head, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, name)

    def _paint_scale(self, painter: QPainter, low: float, high: float) -> None:
        colours, area = self._theme.colours, self._area()
        painter.setFont(self._small)
        height = painter.fontMetrics().height()
        values, digits = _ticks(low, high)
        for value in values if self._curves.trained or self._curves.held_out else ():
            y = round(self._place((0, value), (low, high)).y()) + 0.5
            painter.setPen(QPen(QColor(colours.line), 1))
            painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))
            painter.setPen(QColor(colours.quiet))
            place = QRectF(0, y - height / 2, area.left() - 6, height)
            painter.drawText(
                place, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, number_words(value, digits)
            )
        painter.setPen(QPen(QColor(colours.outline), 1))
        painter.drawLine(QPointF(area.left(), area.bottom() + 0.5), QPointF(area.right(), area.bottom() + 0.5))
        below = QRectF(area.left(), area.bottom() + 2, area.width(), _BOTTOM - 2)
        painter.setPen(QColor(colours.quiet))
        painter.drawText(below, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, "0")
        painter.drawText(
            below, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, number_words(self._steps, 0)
        )

    def _paint_line(
        self, painter: QPainter, points: Sequence[Point], bounds: tuple[float, float], colour: QColor, width: float
    ) -> None:
        pen = QPen(colour, width)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPolyline(QPolygonF([self._place(point, bounds) for point in points]))

    def _paint_dots(self, painter: QPainter, points: Sequence[Point], bounds: tuple[float, float]) -> None:
        """Each look; the best one is a ring."""
        colours = self._theme.colours
        for point in points:
            best = point[0] == self._best
            painter.setPen(QPen(QColor(colours.accent), _LINE))
            painter.setBrush(QColor(colours.sheet if best else colours.accent))
            size = _DOT * 2 if best else _DOT
            painter.drawEllipse(self._place(point, bounds), size, size)

    # Saying

    def _words(self) -> str:
        curves = self._curves
        lines = ((self.tr("on what is learnt"), curves.trained), (self.tr("on what is held out"), curves.held_out))
        told = [
            self.tr("{}: {}, at first {}").format(words, number_words(line.latest), number_words(line.points[0][1]))
            for words, line in lines
            if line and line.latest is not None
        ]
        return "; ".join(told) or self.tr("No figures yet")

    def _words_at(self, x: int) -> str:
        area = self._area()
        step = (x - area.left()) / max(1.0, area.width()) * self._steps
        told = []
        for words, points in (
            (self.tr("on what is learnt"), smooth(self._curves.trained.points)),
            (self.tr("on what is held out"), self._curves.held_out.points),
        ):
            if points:
                near = _nearest(points, step)
                told.append(
                    self.tr("{} after {} steps: {}").format(words, number_words(near[0], 0), number_words(near[1]))
                )
        return "\n".join(told)


class LossCharts(QWidget):
    """A chart for each loss, and what their lines mean."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.charts = {name: LossChart(theme, words) for name, words in loss_names().items()}
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(theme.space.medium)
        grid.addLayout(_legend(theme, self.tr("on what is learnt"), self.tr("on what is held out")), 0, 0, 1, _COLUMNS)
        for place, name in enumerate(LOSSES):
            grid.addWidget(self.charts[name], 1 + place // _COLUMNS, place % _COLUMNS)
        for column in range(_COLUMNS):
            grid.setColumnStretch(column, 1)

    def show_course(self, course: Course) -> None:
        """Draw how a training has gone so far; a loss that there is none of is left out."""
        for name, chart in self.charts.items():
            curves = course.curves.get(name)
            chart.setVisible(curves is not None or not course.curves)
            chart.show_curves(curves or Curves(), course.steps, course.best_step)


class _Mark(QWidget):
    """A bit of a line, as in the charts."""

    def __init__(self, theme: Theme, tone: str, *, dot: bool) -> None:
        super().__init__()
        self._theme, self._tone, self._dot = theme, tone, dot
        self.setFixedSize(QSize(22, 12))
        theme.changed.connect(self.update)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colour = QColor(getattr(self._theme.colours, self._tone))
        painter.setPen(QPen(colour, _LINE))
        painter.drawLine(QPointF(1, 6), QPointF(21, 6))
        if self._dot:
            painter.setBrush(colour)
            painter.drawEllipse(QPointF(11, 6), _DOT, _DOT)
        painter.end()


def _legend(theme: Theme, trained: str, held_out: str) -> QHBoxLayout:
    return row(
        _Mark(theme, "quiet", dot=False),
        label(trained, size="small", tone="quiet"),
        theme.space.medium,
        _Mark(theme, "accent", dot=True),
        label(held_out, size="small", tone="quiet"),
        None,
        spacing=theme.space.small,
    )


def _ticks(low: float, high: float) -> tuple[list[float], int]:
    """Two to five round values between the bounds, and how many decimals they need."""
    rough = (high - low) / 3.5
    power = math.floor(math.log10(rough))
    step = max(one * 10**power for one in (1, 2, 5) if one * 10**power <= rough)
    return [step * place for place in range(math.ceil(low / step), math.floor(high / step) + 1)], max(0, -power)


def _nearest(points: Sequence[Point], step: float) -> Point:
    place = bisect_left([one for one, _ in points], step)
    return min(points[max(0, place - 1) : place + 1], key=lambda point: abs(point[0] - step))
