"""What stands where there is nothing yet: it says what will be here, and how to begin."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui.theme.icons import paint_icon
from ui.theme.theme import Theme
from ui.widgets.basics import button, label

_DISC = 88


class Emblem(QWidget):
    """A large icon on a disc."""

    def __init__(self, theme: Theme, icon: str, size: int = _DISC) -> None:
        super().__init__()
        self._theme, self._icon = theme, icon
        self.setFixedSize(QSize(size, size))
        theme.changed.connect(self.update)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw disc and icon."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colours = self._theme.colours
        painter.setPen(QPen(Qt.PenStyle.NoPen))
        painter.setBrush(QColor(colours.tint))
        painter.drawEllipse(self.rect())
        inset = self.width() * 0.3
        paint_icon(painter, self._icon, colours.accent, QRectF(self.rect()).adjusted(inset, inset, -inset, -inset))
        painter.end()


class EmptyState(QWidget):
    """An emblem, a title, a sentence, and up to a few things to do; the first is the main one."""

    def __init__(
        self,
        theme: Theme,
        icon: str,
        title: str,
        text: str,
        actions: tuple[tuple[str, str, Callable[[], object]], ...] = (),
    ) -> None:
        super().__init__()
        space = theme.space
        box = QVBoxLayout(self)
        box.setContentsMargins(space.large, space.wide, space.large, space.wide)
        box.setSpacing(space.small)
        box.addStretch(2)
        box.addWidget(Emblem(theme, icon), 0, Qt.AlignmentFlag.AlignHCenter)
        box.addSpacing(space.medium)
        for made in (label(title, size="title", wrap=True), label(text, tone="quiet", wrap=True)):
            made.setAlignment(Qt.AlignmentFlag.AlignCenter)
            made.setMaximumWidth(440)
            made.setMinimumWidth(min(440, 240))
            line = QHBoxLayout()
            line.addStretch(1)
            line.addWidget(made, 8)
            line.addStretch(1)
            box.addLayout(line)
        box.addSpacing(space.medium)
        line = QHBoxLayout()
        line.addStretch(1)
        for place, (name, sign, act) in enumerate(actions):
            line.addWidget(button(name, act, kind="primary" if place == 0 else "", theme=theme, icon=sign))
        line.addStretch(1)
        box.addLayout(line)
        box.addStretch(3)
