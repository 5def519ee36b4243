"""The watch over one collection's folders, as Qt signals."""

from __future__ import annotations

import time
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from gill_studio.core.collections.watch import CollectionWatch

_OFTEN = 0.1  # seconds between two words about how far a scan is


class Watcher(QObject):
    """Tells of scans on the thread it lives on. It ends with `halt`, `join`; only then may it be deleted."""

    scanned = Signal(object)
    """A ScanResult that found something."""
    failed = Signal(object)
    """A StudioError: a scan is tried again by itself."""
    progressed = Signal(str, int, int)
    """What a scan does, and how much of how much is done."""
    rested = Signal()
    """Nothing is left to do for now."""

    def __init__(self, folder: Path, parent: QObject) -> None:
        super().__init__(parent)
        self._told = 0.0
        self._watch = CollectionWatch(
            folder, self.scanned.emit, self.failed.emit, progress=self._progress, on_rest=self.rested.emit
        )

    def halt(self) -> None:
        """Have it end soon, in the midst of a scan too; what it has seen is recorded."""
        self._watch.stop(0)

    def join(self, seconds: float = 10.0) -> None:
        """Wait until it has ended."""
        self._watch.stop(seconds)

    def _progress(self, label: str, done: int, total: int) -> None:
        """On the watch's thread, at each picture."""
        now = time.monotonic()
        if now - self._told >= _OFTEN or done >= total:
            self._told = now
            self.progressed.emit(label, done, total)
