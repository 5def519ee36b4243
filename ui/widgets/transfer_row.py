"""A line for files that are on their way: how far they are, and buttons to pause and to leave it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.theme.theme import Theme
from ui.widgets.basics import icon_button, label, row
from ui.widgets.progress_bar import ProgressBar


class TransferRow(QWidget):
    """Tells `paused`, `resumed` and `cancelled`."""

    paused = Signal()
    resumed = Signal()
    cancelled = Signal()

    def __init__(self, theme: Theme, name: str) -> None:
        super().__init__()
        self._title, self._note = label(), label(size="small", tone="quiet")
        self._bar = ProgressBar(name)
        self._pause = icon_button(theme, "pause", self.tr("Pause “{}”").format(name), self.paused.emit, size=16)
        self._resume = icon_button(theme, "play", self.tr("Go on with “{}”").format(name), self.resumed.emit, size=16)
        stop = icon_button(theme, "x", self.tr("Cancel “{}”").format(name), self.cancelled.emit, size=16)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, theme.space.small, 0, theme.space.small)
        box.setSpacing(theme.space.hair)
        box.addLayout(row(self._title, None, self._pause, self._resume, stop))
        box.addWidget(self._bar)
        box.addWidget(self._note)

    @property
    def words(self) -> str:
        """What it says."""
        return f"{self._title.text()} {self._note.text()}".strip()

    def show_progress(self, title: str, note: str, done: int, total: int, *, paused: bool, can_pause: bool) -> None:
        """How far it is; without a total, that it goes on."""
        self._title.setText(title)
        self._note.setText(note)
        self._note.setVisible(bool(note))
        self._bar.show_progress(done, max(total, 1) if paused else total)  # nothing moves while it is paused
        focus = self._pause if self._pause.hasFocus() else self._resume if self._resume.hasFocus() else None
        self._pause.setVisible(can_pause and not paused)
        self._resume.setVisible(can_pause and paused)
        if focus is not None:  # the one takes the other's place, and the focus with it
            (self._resume if paused else self._pause).setFocus()
