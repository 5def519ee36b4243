"""A page that is one column of text and cards, and scrolls."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtWidgets import QFrame, QPushButton, QScrollArea, QWidget

from ui.widgets.basics import row

_DEEP = 12


class PageScroll(QScrollArea):
    """Shows a sheet in the middle, where it stays whether there is something to scroll or not."""

    def __init__(self) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.verticalScrollBar().rangeChanged.connect(self._keep_room)
        self._keep_room(0, 0)

    def show_sheet(self, sheet: QWidget) -> None:
        """Put a widget, which has a greatest width, in the middle."""
        holder = QWidget()
        line = row(None, sheet, None, spacing=0)
        line.setStretch(1, 100)
        holder.setLayout(line)
        self.setWidget(holder)

    def settle(self) -> None:
        """Give everything its room now, after something in it has changed.

        Qt takes a turn of its event loop for each layout that lies in another. On a busy computer, one would see what
        has not got its room yet squeezed into what was there.
        """
        if self.isVisible():
            for _ in range(_DEEP):
                QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)

    @contextmanager
    def kept_in_place(self, home: Callable[[], QWidget]) -> Iterator[None]:
        """While something in it changes, it is not scrolled; and the focus does not wander off.

        When a button that has the focus is hidden or disabled, Qt gives the focus to whatever follows, however far,
        and scrolls there. It goes to another button of the same card instead; where there is none, to the card itself,
        and where the card is gone, to the card that `home` tells.
        """
        place, before = self.verticalScrollBar().value(), self.focusWidget()
        card = None if before is None or not self.isAncestorOf(before) else _card_of(before)
        yield
        self.settle()
        if before is not None and card is not None and (_is_lost(before) or before is card):
            self.focus_in(card if card.isVisibleTo(self) else home())
        self.verticalScrollBar().setValue(place)

    @staticmethod
    def drop(card: QWidget) -> None:
        """Delete a card; hidden at once, so that the focus leaves it now, and not when nobody keeps it in place."""
        card.hide()
        card.deleteLater()

    @staticmethod
    def focus_in(card: QWidget) -> None:
        """Give the focus to the first button of a card; where there is none, to the card."""
        # Not to a box to tick: Space, pressed once more, would decide something.
        buttons = (one for one in card.findChildren(QPushButton) if one.isVisible() and one.isEnabled())
        (next(buttons, None) or card).setFocus()

    def _keep_room(self, least: int, most: int) -> None:
        """Where there is no scroll bar, the room that it would take stays free."""
        self.setViewportMargins(0, 0, 0 if most > least else self.verticalScrollBar().sizeHint().width(), 0)


def _card_of(widget: QWidget) -> QWidget | None:
    """The card that a widget lies in, or is."""
    found: QWidget | None = widget
    while found is not None and found.objectName() != "card":
        found = found.parentWidget()
    return found


def _is_lost(widget: QWidget) -> bool:
    return not widget.isVisible() or not widget.isEnabled()
