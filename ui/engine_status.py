"""How the engine is, in a word for the window and in a sentence for people."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from PySide6.QtCore import QCoreApplication

from gill_studio.core.jobs import Job
from gill_studio.core.messages import CollectionSummary, LoadModel, ModelSummary
from ui.engine_sentences import Ending, activity_words


class EngineState(StrEnum):
    """How the engine is."""

    OFF = "off"
    STARTING = "starting"
    READY = "ready"
    BUSY = "busy"
    WITHOUT_MODEL = "without model"
    RESTARTING = "restarting"
    STOPPED = "stopped"
    """Given up; the text says why."""


@dataclass(frozen=True, slots=True)
class EngineStatus:
    """How the engine is, in a sentence for people, and with what it works."""

    state: EngineState
    text: str
    model: ModelSummary | None = None
    collection: CollectionSummary | None = None
    log: Path | None = None


@dataclass
class Situation:
    """What the status follows from."""

    running: bool = False
    """There is a process, or is about to be."""
    listening: bool = False
    """It has said that it is ready for jobs."""
    answered: bool = False
    """It has brought a job to its end since it was started."""
    gave_up: bool = False
    last_ending: Ending | None = None
    """How the process before this one ended."""
    model: ModelSummary | None = None
    collection: CollectionSummary | None = None
    no_model_words: str = ""
    log: Path | None = None

    def status(self, job: Job | None) -> EngineStatus:
        """The status while this job runs, or none."""
        state = self._state(job)
        return EngineStatus(state, self._text(state, job), self.model, self.collection, self.log)

    def _state(self, job: Job | None) -> EngineState:
        if not self.running:
            return EngineState.STOPPED if self.gave_up else EngineState.OFF
        if not self.listening or (job is not None and isinstance(job.request, LoadModel)):
            again = self.last_ending is not None and not self.answered
            return EngineState.RESTARTING if again else EngineState.STARTING
        if job is not None:
            return EngineState.BUSY
        return EngineState.WITHOUT_MODEL if self.model is None else EngineState.READY

    def _text(self, state: EngineState, job: Job | None) -> str:
        translate = QCoreApplication.translate
        doing = "" if job is None else activity_words(job.label) if job.label else job.title
        texts = {
            EngineState.OFF: translate("EngineStatus", "The engine is off."),
            EngineState.STARTING: (doing if job is not None and job.label else "")
            or translate("EngineStatus", "The engine is starting …"),
            EngineState.READY: translate("EngineStatus", "Ready: {}").format(self.model.title if self.model else ""),
            EngineState.BUSY: doing,
            EngineState.WITHOUT_MODEL: self.no_model_words or translate("EngineStatus", "No model is loaded."),
            EngineState.RESTARTING: f"{self.last_ending} " + translate("EngineStatus", "It is being started again."),
            EngineState.STOPPED: f"{self.last_ending} "
            + translate("EngineStatus", "It was started again in vain, and is left alone now. Its log says more."),
        }
        return texts[state]
