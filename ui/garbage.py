"""Collects Python's garbage on the window's thread alone.

Python collects on whichever thread happens to make objects. A widget among what it finds would be destroyed there, and
Qt allows that on the window's thread only.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer

_INTERVAL_MS = 1000


class GarbageCollector(QObject):
    """Looks every second whether a generation is due by Python's own thresholds, until `stop`."""

    def __init__(self, parent: QObject, *, interval: int = _INTERVAL_MS) -> None:
        super().__init__(parent)
        self._before = gc.isenabled()
        gc.disable()
        self._timer = QTimer(self, interval=interval)
        self._timer.timeout.connect(self._collect)
        self._timer.start()

    def stop(self) -> None:
        """Leave it to whom it was left before, when there is nothing to collect."""
        self._timer.stop()
        gc.collect()
        if self._before:
            gc.enable()

    def _collect(self) -> None:
        """The oldest generation that is due, and with it those that are younger."""
        due = [count > limit for count, limit in zip(gc.get_count(), gc.get_threshold(), strict=True)]
        if due[0]:
            gc.collect(max(generation for generation, full in enumerate(due) if full))
