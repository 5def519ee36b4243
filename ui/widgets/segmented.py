"""A segmented control: a few choices side by side, of which one holds."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics
from PySide6.QtWidgets import QTabBar, QWidget

from ui.theme.theme import Theme


class Segmented(QTabBar):
    """A row of named choices. It is a tab bar, so arrow keys and screen readers know it. `chosen` tells the key.

    A dense one has less room around its words: for places that are narrow in some language.
    """

    chosen = Signal(str)

    def __init__(self, theme: Theme, name: str, parent: QWidget | None = None, *, dense: bool = False) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setAccessibleName(name)
        self.setProperty("kind", "segmented")
        self.setProperty("dense", dense)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setDrawBase(False)
        self.setExpanding(False)
        self.setUsesScrollButtons(False)
        self.setElideMode(Qt.TextElideMode.ElideRight)
        self.setIconSize(QSize(16, 16))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.currentChanged.connect(lambda place: self.chosen.emit(self.key_at(place)))

    def tabSizeHint(self, index: int) -> QSize:
        """Qt's: wide enough for the heavier letters of the choice that holds, so that nothing moves when it does."""
        strong = QFont(self.font())
        strong.setWeight(QFont.Weight.DemiBold)
        text = self.tabText(index)
        more = QFontMetrics(strong).horizontalAdvance(text) - self.fontMetrics().horizontalAdvance(text)
        return super().tabSizeHint(index) + QSize(max(0, more), 0)

    def add(self, key: str, text: str, icon: str = "", tip: str = "") -> None:
        """One more choice, at the end."""
        place = self.addTab(self._theme.icon(icon), text) if icon else self.addTab(text)
        self.setTabData(place, key)
        self.setTabToolTip(place, tip)

    def key_at(self, place: int) -> str:
        """The key of the choice at a place; empty where there is none."""
        return str(self.tabData(place) or "")

    @property
    def key(self) -> str:
        """The choice that holds."""
        return self.key_at(self.currentIndex())

    def choose(self, key: str) -> None:
        """Make that choice; one that is not there changes nothing."""
        for place in range(self.count()):
            if self.key_at(place) == key:
                self.setCurrentIndex(place)
