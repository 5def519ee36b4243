"""A page that is one column of text and cards, and scrolls."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

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

    def _keep_room(self, least: int, most: int) -> None:
        """Where there is no scroll bar, the room that it would take stays free."""
        self.setViewportMargins(0, 0, 0 if most > least else self.verticalScrollBar().sizeHint().width(), 0)
