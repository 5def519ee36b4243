"""The bar with which one finds and replaces."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QToolButton

from ui.find.search import Match, Wanted, find_all, replace_all, replace_one
from ui.story_session import StorySession
from ui.theme.theme import Theme
from ui.widgets.basics import button, icon_button, label
from ui.widgets.search_field import SearchField
from ui.widgets.toast import announce

_PAUSE_MS = 120


class FindBar(QFrame):
    """Enter goes to the next place, Shift+Enter to the one before, Escape closes."""

    shown = Signal(object)
    """The Match to show, or None."""
    closed = Signal()

    def __init__(self, theme: Theme, session: StorySession) -> None:
        super().__init__()
        self.setObjectName("bar")
        self._session = session
        self._found: list[Match] = []
        self._place = -1
        self._field = SearchField(theme, self.tr("Find in the captions"))
        self._field.setMinimumWidth(200)
        self._case = self._toggle(theme, "case-sensitive", self.tr("Match case"))
        self._whole = self._toggle(theme, "whole-word", self.tr("Whole words"))
        self._count = label(size="small", tone="quiet")
        self._count.setMinimumWidth(96)
        self._other = QLineEdit()
        self._other.setPlaceholderText(self.tr("Replace with"))
        self._other.setAccessibleName(self.tr("Replace with"))
        self._one = button(self.tr("Replace"), self.replace)
        self._all = button(self.tr("Replace all"), self.replace_everywhere)
        box = QHBoxLayout(self)
        box.setContentsMargins(theme.space.medium, theme.space.small, theme.space.medium, theme.space.small)
        box.setSpacing(theme.space.small)
        for left in (self._field, self._case, self._whole, self._count):
            box.addWidget(left)
        box.addWidget(icon_button(theme, "chevron-up", self.tr("The place before"), lambda: self.go(-1)))
        box.addWidget(icon_button(theme, "chevron-down", self.tr("The next place"), lambda: self.go(1)))
        box.addSpacing(theme.space.medium)
        for right in (self._other, self._one, self._all):
            box.addWidget(right)
        box.addWidget(icon_button(theme, "x", self.tr("Close the bar"), self.close_bar))
        box.setStretch(0, 2)
        box.setStretch(7, 2)
        self._timer = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._timer.timeout.connect(self.search)
        self._field.textChanged.connect(lambda _: self._timer.start())
        self._field.left.connect(self.close_bar)
        session.changed.connect(self._follow)
        self._show_count()

    def open_bar(self, words: str = "", *, replacing: bool = False) -> None:
        """Show the bar, looking for what is selected where something is."""
        self.show()
        if words:
            self._field.setText(words)
        target = self._other if replacing and self._field.text() else self._field
        target.setFocus(Qt.FocusReason.ShortcutFocusReason)
        target.selectAll()
        self.search()

    def close_bar(self) -> None:
        """Hide it."""
        self.hide()
        self.closed.emit()

    @property
    def found(self) -> list[Match]:
        """All places."""
        return self._found

    def search(self) -> None:
        """Look anew, and go to the first place at or after the panel in focus."""
        self._timer.stop()
        self._look()
        order = {panel.id: place for place, panel in enumerate(self._session.board.panels)}
        here = order.get(self._session.focus, 0)
        after = [place for place, match in enumerate(self._found) if order[match.panel] >= here]
        self._place = (after[0] if after else 0) if self._found else -1
        self._tell()

    def go(self, by: int) -> None:
        """Some places on; after the last comes the first."""
        if self._timer.isActive():
            self.search()
        elif self._found:
            self._place = (self._place + by) % len(self._found)
            self._tell()

    def replace(self) -> None:
        """Put the other words in the place one looks at, and go on."""
        if not 0 <= self._place < len(self._found):
            return
        board = replace_one(self._session.board, self._found[self._place], self._other.text())
        self._session.apply(self.tr("Replace"), board)
        self._place = min(self._place, len(self._found) - 1)
        self._tell()

    def replace_everywhere(self) -> None:
        """Put them everywhere, as one step of undo."""
        count = len(self._found)
        board = replace_all(self._session.board, self._wanted(), self._other.text())
        self._session.apply(self.tr("Replace all"), board)
        self._count.setText(self.tr("%n replaced", "", count))
        announce(self, self._count.text())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter, Shift+Enter, Escape."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            back = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            if self._other.hasFocus() and not back:
                self.replace()
            else:
                self.go(-1 if back else 1)
        elif event.key() == Qt.Key.Key_Escape:
            self.close_bar()
        else:
            super().keyPressEvent(event)

    def _toggle(self, theme: Theme, icon: str, name: str) -> QToolButton:
        made = icon_button(theme, icon, name)
        made.setCheckable(True)
        made.toggled.connect(lambda _: self.search())
        return made

    def _wanted(self) -> Wanted:
        return Wanted(self._field.text(), self._case.isChecked(), self._whole.isChecked())

    def _look(self) -> None:
        self._found = find_all(self._session.board, self._wanted())
        self._show_count()

    def _follow(self) -> None:
        if self.isVisible():
            self._look()
            self._place = min(self._place, len(self._found) - 1)
            self._show_count()

    def _tell(self) -> None:
        self._show_count()
        match = self._found[self._place] if 0 <= self._place < len(self._found) else None
        if match is not None:
            self._session.set_focus(match.panel)
        self.shown.emit(match)
        announce(self, self._count.text())

    def _show_count(self) -> None:
        writable = bool(self._found) and not self._session.read_only
        self._one.setEnabled(writable)
        self._all.setEnabled(writable)
        if not self._field.text():
            self._count.setText("")
        elif not self._found:
            self._count.setText(self.tr("Nowhere"))
        else:
            self._count.setText(self.tr("{} of {}").format(self._place + 1, len(self._found)))
