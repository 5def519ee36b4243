"""The rail at the left of the window: one button a page."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDragMoveEvent, QFontMetrics, QPaintEvent
from PySide6.QtWidgets import QFrame, QToolButton, QVBoxLayout

from ui.pages import RailPage
from ui.theme.theme import Theme

_ICON, _INSET = 22, 10
_REST_MS = 500  # that a pointer with something on it rests over a button until the page is shown


class Rail(QFrame):
    """Tells which page is wanted (`chosen`) and that the settings are; and once, that the window is painted."""

    chosen = Signal(str)
    settings_asked = Signal()
    painted = Signal()

    def __init__(self, theme: Theme, pages: Sequence[RailPage]) -> None:
        super().__init__()
        self.setObjectName("rail")
        self._theme, self._buttons, self._painted = theme, dict[str, QToolButton](), False
        space = theme.space
        box = QVBoxLayout(self)
        box.setContentsMargins(space.small, space.small, space.small, space.small)
        box.setSpacing(space.hair)
        for page in pages:
            if not page.low:
                box.addWidget(self._add(page))
        box.addStretch(1)
        for page in pages:
            if page.low:
                box.addWidget(self._add(page))
        settings = self._make(self.tr("Settings"), "settings")
        settings.clicked.connect(lambda _down=False: self.settings_asked.emit())
        box.addWidget(settings)
        self._over = ""
        self._rest = QTimer(self, singleShot=True, interval=_REST_MS)
        self._rest.timeout.connect(lambda: self.chosen.emit(self._over))
        self.setAcceptDrops(True)
        self._fit()
        theme.changed.connect(self._fit)

    @property
    def page(self) -> str:
        """The page one is on."""
        return next((key for key, one in self._buttons.items() if one.isChecked()), "")

    def show_page(self, key: str) -> None:
        """Mark the page one is on."""
        for name, one in self._buttons.items():
            one.setChecked(name == key)

    def set_possible(self, key: str, *, possible: bool) -> None:
        """Whether one can go to a page."""
        self._buttons[key].setEnabled(possible)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw; and tell, the first time."""
        super().paintEvent(event)
        if not self._painted:
            self._painted = True
            self.painted.emit()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Qt's: whoever carries something may go to another page with it."""
        event.accept()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        """Qt's: to the one over whose button the pointer rests."""
        point = event.position().toPoint()
        places = ((key, one) for key, one in self._buttons.items() if one.isEnabled() and not one.isChecked())
        over = next((key for key, one in places if one.geometry().contains(point)), "")
        if over != self._over:
            self._over = over
            self._rest.start() if over else self._rest.stop()
        event.ignore()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """Qt's: it has left."""
        self._over = ""
        self._rest.stop()
        super().dragLeaveEvent(event)

    def _fit(self) -> None:
        """As wide as usual, or as the longest name needs in this language and size of text."""
        metrics = QFontMetrics(self._theme.ui_font(self._theme.type.small, strong=True))
        buttons = self.findChildren(QToolButton)
        longest = max(metrics.horizontalAdvance(one.text()) for one in buttons) + _INSET
        width = max(longest, self._theme.space.rail - 2 * self._theme.space.small)
        for one in buttons:
            one.setFixedWidth(width)
        self.setFixedWidth(width + 2 * self._theme.space.small)

    def _add(self, page: RailPage) -> QToolButton:
        made = self._make(page.title, page.icon)
        made.setCheckable(True)
        made.clicked.connect(lambda _down=False: self.chosen.emit(page.key))
        self._buttons[page.key] = made
        return made

    def _make(self, title: str, icon: str) -> QToolButton:
        made = QToolButton()
        made.setText(title)
        made.setIcon(self._theme.icon(icon))
        made.setIconSize(QSize(_ICON, _ICON))
        made.setProperty("kind", "rail")
        made.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextUnderIcon)
        made.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        made.setAccessibleName(title)
        return made
