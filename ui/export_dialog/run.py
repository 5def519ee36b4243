"""An export on its way, on a thread: its progress as signals, and a way to stop it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from gill_studio.core.errors import StudioError
from gill_studio.core.export.exporter import ExportCancelledError, ExportContext

if TYPE_CHECKING:
    from ui.background import Background


class Run(QObject):
    """One piece of work that takes a context. Exactly one of `finished`, `failed` and `cancelled` ends it."""

    progressed = Signal(str, int, int)
    finished = Signal(object)
    failed = Signal(object)
    cancelled = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._unwanted = threading.Event()

    def start(self, background: Background, work: Callable[[ExportContext], object]) -> None:
        """Do it on one of the threads."""
        context = ExportContext(self.progressed.emit, self._unwanted.is_set)
        background.run(lambda: work(context), self.finished.emit, self._fail)

    def cancel(self) -> None:
        """It is not wanted any more; it ends at its next step."""
        self._unwanted.set()

    def leave(self) -> None:
        """It is not wanted any more, and nobody wants to hear of it."""
        self._unwanted.set()
        self.blockSignals(True)  # noqa: FBT003 - Qt's

    def _fail(self, error: StudioError) -> None:
        if isinstance(error, ExportCancelledError):
            self.cancelled.emit()
        else:
            self.failed.emit(error)
