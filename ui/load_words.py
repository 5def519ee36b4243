"""What is said when a model could not be loaded: nobody looks at a list of jobs for that."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from gill_studio.core.errors import StudioError
from gill_studio.core.jobs import Failure
from gill_studio.core.messages import LoadModel

if TYPE_CHECKING:
    from ui.engine_client import EngineClient
    from ui.main_window import MainWindow

_ENGINE_SAYS_SO = "died"  # the line below the story tells how the engine is


class LoadWords(QObject):
    """Says in one window why a model was not loaded, and what there is instead."""

    def __init__(self, window: MainWindow, engine: EngineClient) -> None:
        super().__init__(window)
        self._window, self._engine = window, engine
        engine.failed.connect(self._hear)

    def _hear(self, job_id: str, failure: Failure) -> None:
        job = self._engine.job(job_id)
        if job is None or not isinstance(job.request, LoadModel) or failure.kind == _ENGINE_SAYS_SO:
            return
        if not self._window.isVisible():
            return
        hint = failure.hint
        if failure.kind == "adapter" and job.request.adapter:  # another choice goes on with the one before
            given_up = self._engine.wanted_model == LoadModel(job.request.name)
            hint = self.tr("The model goes on with its own adapter.") if given_up else ""
        self._window.say_error(StudioError(failure.message, hint))
