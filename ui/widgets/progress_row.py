"""A line for something that takes a while."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.theme.theme import Theme
from ui.widgets.basics import icon_button, label, row
from ui.widgets.elided_label import ElidedLabel
from ui.widgets.progress_bar import ProgressBar


class ProgressRow(QWidget):
    """What is being done, how far it is, and a button to stop it (`cancelled`)."""

    cancelled = Signal()

    def __init__(self, theme: Theme, title: str, *, cancellable: bool = True) -> None:
        super().__init__()
        self._title = ElidedLabel(title)
        self._bar = ProgressBar(title)
        self._note = label(size="small", tone="quiet")
        self._stop = icon_button(theme, "x", self.tr("Cancel “{}”").format(title), self.cancelled.emit, size=16)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, theme.space.small, 0, theme.space.small)
        box.setSpacing(theme.space.hair)
        head = row(self._title, self._stop)
        head.setStretch(0, 1)
        box.addLayout(head)
        box.addWidget(self._bar)
        box.addWidget(self._note)
        self._stop.setVisible(cancellable)  # not before it is in here: it would be a window of its own
        self.set_progress(0, 0)

    def set_progress(self, done: int, total: int, note: str = "") -> None:
        """How far it is; without a total, that it goes on."""
        self._bar.show_progress(done, total)
        self._note.setText(note)
        self._note.setVisible(bool(note))

    def set_cancelling(self) -> None:
        """It has been asked to stop."""
        self._stop.setEnabled(False)
        self._note.setText(self.tr("Stopping …"))
        self._note.show()
