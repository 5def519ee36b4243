"""How the engine is, as the window says it: a dot, a sentence, and what one can do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from ui.theme.theme import Theme
from ui.widgets.basics import button
from ui.widgets.elided_label import ElidedLabel
from ui.widgets.toast import announce

if TYPE_CHECKING:
    from ui.engine_client import EngineClient, EngineStatus

_TONES = {"ready": "accent", "busy": "accent", "stopped": "danger", "off": "outline"}


class Dot(QWidget):
    """A small disc in a colour of the theme; hollow while one waits."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme, self._tone, self._hollow = theme, "outline", True
        self.setFixedSize(QSize(10, 10))
        theme.changed.connect(self.update)

    def show_tone(self, tone: str, *, hollow: bool) -> None:
        """Another colour."""
        self._tone, self._hollow = tone, hollow
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw it."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colour = QColor(getattr(self._theme.colours, self._tone))
        painter.setPen(colour)
        painter.setBrush(QColor(0, 0, 0, 0) if self._hollow else colour)
        painter.drawEllipse(QRectF(1, 1, 8, 8))
        painter.end()


class EngineWords(QWidget):
    """Follows the engine; when it has given up, a button starts it again."""

    def __init__(self, theme: Theme, engine: EngineClient) -> None:
        super().__init__()
        self._engine, self._state = engine, ""
        self._dot = Dot(theme)
        self._words = ElidedLabel()
        self._words.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self._words.setProperty("scale", "small")
        self._words.setProperty("tone", "quiet")
        self._again = button(self.tr("Start again"), engine.restart, kind="link")
        box = QHBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(8)
        for widget in (self._dot, self._words, self._again):
            box.addWidget(widget)
        engine.state_changed.connect(self.show_status)
        self.show_status(engine.status)

    @property
    def text(self) -> str:
        """What it says."""
        return self._words.text()

    def show_status(self, status: EngineStatus) -> None:
        """Say how the engine is now; that it has stopped is also read aloud."""
        state = str(status.state.value)
        self._dot.show_tone(_TONES.get(state, "warning"), hollow=state not in {"ready", "stopped"})
        self._words.setText(status.text)
        self._again.setVisible(state == "stopped")
        if state != self._state and state in {"stopped", "restarting"} and self._state:
            announce(self, status.text, urgent=True)
        self._state = state
