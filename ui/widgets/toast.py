"""Short messages over the window's lower edge, which screen readers say aloud."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEasingCurve, QEvent, QObject, QPoint, QPropertyAnimation, Qt, QTimer
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from ui.theme.theme import Theme
from ui.widgets.basics import button, icon_button, label

_WIDEST = 520
_SHOWN_MS, _SHOWN_WITH_ACTION_MS, _MOVE_MS = 5000, 10000, 160


def announce(widget: QWidget, text: str, *, urgent: bool = False) -> None:
    """Have a screen reader say `text`; an urgent one at once."""
    event = QAccessibleAnnouncementEvent(widget, text)
    politeness = QAccessible.AnnouncementPoliteness
    event.setPoliteness(politeness.Assertive if urgent else politeness.Polite)
    QAccessible.updateAccessibility(event)


class Toast(QFrame):
    """One message at a time; it goes by itself, later when there is something to do about it."""

    def __init__(self, theme: Theme, window: QWidget) -> None:
        super().__init__(window)
        self.setObjectName("toast")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._theme, self._window = theme, window
        self._act: Callable[[], object] | None = None
        self._text = label(wrap=True)
        self._text.setMaximumWidth(_WIDEST)
        self._action = button("", self._take_action)
        self._action.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        close = icon_button(theme, "x", self.tr("Close this message"), self.hide, size=16)
        close.setIcon(theme.icon("x", "paper"))
        box = QHBoxLayout(self)
        box.setContentsMargins(theme.space.medium, theme.space.small, theme.space.small, theme.space.small)
        box.setSpacing(theme.space.medium)
        box.addWidget(self._text)
        box.addWidget(self._action)
        box.addWidget(close)
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self.hide)
        self._motion = QPropertyAnimation(self, b"pos", self)
        self._motion.setDuration(_MOVE_MS)
        self._motion.setEasingCurve(QEasingCurve.Type.OutCubic)
        window.installEventFilter(self)
        self.hide()

    def say(
        self, text: str, action: str = "", act: Callable[[], object] | None = None, *, urgent: bool = False
    ) -> None:
        """Show and announce `text`, with a button `action` where there is something to do."""
        self._act = act
        self._text.setText(text)
        self._text.setMinimumWidth(self._width_of(text))
        self._action.setText(action)
        self._action.setVisible(bool(action))
        self.adjustSize()
        place = self._place()
        self.raise_()
        self.show()
        if self._theme.keeps_still:
            self.move(place)
        else:
            self._motion.setStartValue(place + QPoint(0, self._theme.space.medium))
            self._motion.setEndValue(place)
            self._motion.start()
        self._timer.start(_SHOWN_WITH_ACTION_MS if action else _SHOWN_MS)
        announce(self._window, text, urgent=urgent)

    @property
    def text(self) -> str:
        """What was said last."""
        return self._text.text()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay in place when the window grows."""
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self._motion.stop()
            self.move(self._place())
        return super().eventFilter(watched, event)

    def _width_of(self, text: str) -> int:
        """As wide as the text in one line, where there is room for that: Qt would rather have it in a square."""
        self._text.ensurePolished()
        return min(_WIDEST, self._text.fontMetrics().boundingRect(text).width() + self._theme.space.small)

    def _place(self) -> QPoint:
        area = self._window.rect()
        return QPoint((area.width() - self.width()) // 2, area.height() - self.height() - self._theme.space.huge)

    def _take_action(self) -> None:
        act = self._act
        self.hide()
        if act is not None:
            act()
