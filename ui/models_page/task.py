"""One request to a process of its own, which ends with it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from gill_studio.core.jobs import Failure
from gill_studio.core.messages import (
    Failed,
    Finished,
    Progress,
    Ready,
    Request,
    Shutdown,
    Submit,
    ToStudio,
)
from gill_studio.core.wire import encode
from ui.engine_link import EngineLink, EngineProcess
from ui.engine_sentences import Ending

_JOB = "models"


class ModelTask(QObject):
    """Tells its progress, then exactly one of `finished` and `failed`; nothing any more once it is stopped.

    Every signal names the task, so that whoever hears of several needs no closure for each.
    """

    progressed = Signal(object, str, object, object)
    """What is being done, and how much of how much: kilobytes may be more than a C integer holds."""
    finished = Signal(object, object)
    failed = Signal(object, object)
    over = Signal(object)
    """This task, whose process is gone; the last signal."""

    def __init__(self, spawn: Callable[[], EngineProcess], request: Request, parent: QObject) -> None:
        super().__init__(parent)
        self.request, self._over = request, False
        self._link = EngineLink(spawn, lambda: None, self)
        self._link.received.connect(self._received)
        self._link.ended.connect(self._ended)

    def start(self) -> None:
        """Start the process."""
        self._link.open()

    def stop(self) -> None:
        """End the process at once: all that it does can be gone on with."""
        self._over = True
        self._link.kill()

    def join(self, seconds: float) -> None:
        """Wait for the end of one that was stopped."""
        self._link.join(seconds)

    def _received(self, _link: EngineLink, message: ToStudio) -> None:
        if self._over:
            return
        if isinstance(message, Ready):
            self._link.send(encode(Submit(_JOB, self.request)))
        elif isinstance(message, Progress):
            self.progressed.emit(self, message.label, message.done, message.total)
        elif isinstance(message, Finished):
            self._leave()
            self.finished.emit(self, message.result)
        elif isinstance(message, Failed):
            self._leave()
            self.failed.emit(self, Failure(message.kind, message.message, message.hint, message.detail))

    def _leave(self) -> None:
        self._over = True
        self._link.send(encode(Shutdown()))

    def _ended(self, _link: EngineLink, ending: Ending) -> None:
        if not self._over:
            self._over = True
            self.failed.emit(self, Failure("died", str(ending), self.tr("Try again.")))
        self.over.emit(self)
        self.deleteLater()
