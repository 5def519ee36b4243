"""One job of the engine for the library, followed from its asking to its end."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from gill_studio.core.jobs import Failure, Job
from gill_studio.core.messages import Request
from ui.engine_client import EngineClient


class EngineJob(QObject):
    """At most one at a time: what is asked next takes the place of what was asked before."""

    changed = Signal()
    """How far it is, or that there is none any more."""
    finished = Signal(object)
    """Its result."""
    failed = Signal(object)
    """The Failure."""

    def __init__(self, engine: EngineClient, parent: QObject) -> None:
        super().__init__(parent)
        self._engine, self._id = engine, ""
        self._request: Request | None = None
        engine.job_changed.connect(self._hear)
        engine.finished.connect(self._finish)
        engine.failed.connect(self._fail)
        engine.cancelled.connect(self._leave)

    @property
    def job(self) -> Job | None:
        """The job as it is now; None where there is none, or where it has ended."""
        job = self._engine.job(self._id) if self._id else None
        return None if job is None or job.state.ended else job

    def ask(self, title: str, request: Request, *, urgent: bool = False) -> None:
        """Ask this now, and not what was asked before."""
        self.cancel()
        self._request = request
        self._id = self._engine.submit(title, request, urgent=urgent)
        self.changed.emit()

    def cancel(self) -> None:
        """It is not wanted any more; nothing more is heard of it."""
        asked, self._id = self._id, ""
        if asked:
            self._engine.cancel(asked)
            self.changed.emit()

    def _hear(self, job: Job) -> None:
        if job.id == self._id:
            self.changed.emit()

    def _finish(self, job: str, result: object) -> None:
        if job == self._id:
            self._id = ""
            self.changed.emit()
            self.finished.emit(result)

    def _fail(self, job: str, failure: Failure) -> None:
        if job == self._id:
            self._id = ""
            self.changed.emit()
            self.failed.emit(failure)

    def _leave(self, job: str) -> None:
        """Cancelled by somebody else; one that gave way to something urgent goes on as another job."""
        if job == self._id:
            again = (one.id for one in self._engine.jobs if one.request == self._request and not one.state.ended)
            self._id = next(again, "")
            self.changed.emit()
