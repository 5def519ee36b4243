"""What is asked before the last window goes: a training that is on its way is put aside first, and is not lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from gill_studio.core.jobs import Job, JobState
from gill_studio.core.training import TrainRequest
from ui.widgets.message import ask

if TYPE_CHECKING:
    from ui.engine_client import EngineClient
    from ui.main_window import MainWindow


class Leaving(QObject):
    """Shared by all windows. Stories are always saved: this is the one question there is."""

    def __init__(self, engine: EngineClient) -> None:
        super().__init__(engine)
        self._engine = engine
        self._window: MainWindow | None = None
        """The window that closes as soon as the training has stopped."""
        engine.job_changed.connect(self._follow)

    def may_leave(self, window: MainWindow) -> bool:
        """Whether the last window may go now. If not, it either stays, or goes by itself in a moment."""
        job = self._training()
        if job is None:
            return True
        if self._window is None and self._is_agreed_to(window, job):
            job = self._training()
            if job is None:  # it has ended while one was asked
                return True
            self._window = window
            window.say(self.tr("The training is being put aside. Then the window closes."))
            self._engine.cancel(job.id)
        return False

    def _is_agreed_to(self, window: MainWindow, job: Job) -> bool:
        leave, stay = self.tr("Pause it and quit"), self.tr("Stay")
        name = job.request.name if isinstance(job.request, TrainRequest) else ""
        kept = self.tr("What it has learnt so far is kept. You can go on at any time, on the page “Teach”.")
        return ask(window, self.tr("“{}” is still learning").format(name), kept, (leave,), cancel=stay) == leave

    def _training(self) -> Job | None:
        """The training that the engine is at; one that waits for its turn has nothing to lose."""
        job = next((job for job in self._engine.jobs if job.state in {JobState.RUNNING, JobState.CANCELLING}), None)
        learns = job is not None and isinstance(job.request, TrainRequest) and not job.request.plan_only
        return job if learns else None

    def _follow(self, job: Job) -> None:
        if self._window is not None and isinstance(job.request, TrainRequest) and job.state.ended:
            window, self._window = self._window, None
            window.close()
