"""The one bar that shows how far something is."""

from __future__ import annotations

from PySide6.QtCore import QElapsedTimer, QRectF, Qt, QTimerEvent
from PySide6.QtGui import QHideEvent, QPainter, QPaintEvent, QPalette, QShowEvent
from PySide6.QtWidgets import QApplication, QProgressBar

from ui.theme.theme import KEEPS_STILL

_PARTS = 1000
_SLIDER = 0.28  # of its length, what slides
_ROUND_TRIP, _FRAME = 2400, 40  # ms


class ProgressBar(QProgressBar):
    """A bar without words on it.

    It counts in thousandths, whatever is counted: kilobytes, or what a process gone wrong sends, may be more than the
    32 bits that Qt counts in. While it is not known how much there is to do, a piece of it slides to and fro; Qt's own,
    in a style sheet, is a full bar that stands.
    """

    def __init__(self, name: str = "") -> None:
        super().__init__()
        self.setTextVisible(False)
        self.setAccessibleName(name)
        self._clock, self._timer = QElapsedTimer(), 0
        self._clock.start()
        self.show_progress(0, 0)

    @property
    def slides(self) -> bool:
        """Whether it is not known how much there is to do."""
        return self.maximum() == 0

    def show_progress(self, done: int, total: int) -> None:
        """How much of how much; without a total, that it goes on."""
        known = total > 0
        self.setRange(0, _PARTS if known else 0)
        self.setValue(_PARTS * min(max(done, 0), total) // total if known else 0)
        self._keep_sliding()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt's."""
        if not self.slides:
            super().paintEvent(event)
            return
        palette, width = QApplication.palette(), self.width()
        phase = self._clock.elapsed() % _ROUND_TRIP / _ROUND_TRIP
        way = 0.5 if _keeps_still() else 1 - abs(2 * phase - 1)
        slider = QRectF(width * (1 - _SLIDER) * way * way * (3 - 2 * way), 0, width * _SLIDER, self.height())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        radius = self.height() / 2
        for role, place in ((QPalette.ColorRole.Mid, QRectF(self.rect())), (QPalette.ColorRole.Highlight, slider)):
            painter.setBrush(palette.color(role))
            painter.drawRoundedRect(place, radius, radius)
        painter.end()

    def timerEvent(self, event: QTimerEvent) -> None:
        """Qt's: the next picture of what slides."""
        if event.timerId() == self._timer:
            self.update()
        else:
            super().timerEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        """Qt's."""
        super().showEvent(event)
        self._keep_sliding()

    def hideEvent(self, event: QHideEvent) -> None:
        """Qt's."""
        super().hideEvent(event)
        self._keep_sliding()

    def _keep_sliding(self) -> None:
        wanted = self.slides and self.isVisible() and not _keeps_still()
        if wanted and not self._timer:
            self._timer = self.startTimer(_FRAME)
        elif not wanted and self._timer:
            self.killTimer(self._timer)
            self._timer = 0


def _keeps_still() -> bool:
    app = QApplication.instance()
    return app is not None and bool(app.property(KEEPS_STILL))
