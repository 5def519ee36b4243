"""The one bar that shows how far something is."""

from __future__ import annotations

from PySide6.QtWidgets import QProgressBar

_PARTS = 1000


class ProgressBar(QProgressBar):
    """A bar without words on it.

    It counts in thousandths, whatever is counted: kilobytes, or what a process gone wrong sends, may be more than the
    32 bits that Qt counts in.
    """

    def __init__(self, name: str = "") -> None:
        super().__init__()
        self.setTextVisible(False)
        self.setAccessibleName(name)
        self.show_progress(0, 0)

    def show_progress(self, done: int, total: int) -> None:
        """How much of how much; without a total, that it goes on."""
        known = total > 0
        self.setRange(0, _PARTS if known else 0)
        self.setValue(_PARTS * min(max(done, 0), total) // total if known else 0)
