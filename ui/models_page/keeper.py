"""What there is to know about models, and what is being done with them, for all windows together."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QObject, Signal

from gill_studio.core.jobs import Failure
from gill_studio.core.memory import PlannedMemory
from gill_studio.core.messages import (
    InstallModel,
    ListModels,
    ModelList,
    ModelRecord,
    MoveModel,
    PlanModel,
    RemoveModel,
    Request,
    Result,
)
from ui.engine_link import EngineProcess
from ui.models_page.task import ModelTask

_FAREWELL = 1.0  # seconds
_OFFLINE = False
Spawn = Callable[[bool], EngineProcess]
"""Starts a process that looks after models; whether it may reach the network is said to it."""


@dataclass(frozen=True, slots=True)
class Doing:
    """What is being done with a model: `done` of `total` kilobytes; `speed` in kilobytes a second, None at first."""

    request: Request
    label: str = ""
    done: int = 0
    total: int = 0
    speed: float | None = None
    paused: bool = False

    @property
    def remaining(self) -> float | None:
        """Seconds it will still take, as it goes now."""
        return None if not self.speed or self.total <= 0 else (self.total - self.done) / self.speed


class ModelKeeper(QObject):
    """Asks processes of their own, so that the engine goes on with the story meanwhile.

    `changed` whenever what is known is another; `failed` names the model; `done` gives a request and its result.
    """

    changed = Signal()
    failed = Signal(str, object)
    done = Signal(object, object)

    def __init__(self, spawn: Spawn, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._spawn = spawn
        self.records: tuple[ModelRecord, ...] = ()
        self.plans: dict[str, PlannedMemory | Failure] = {}
        self.doing: dict[str, Doing] = {}
        self.problem: Failure | None = None
        """Why the models could not be listed."""
        self._tasks: dict[str, ModelTask] = {}
        self._alive: set[ModelTask] = set()
        self._measured: dict[str, tuple[float, int]] = {}
        self._questions: deque[Request] = deque()
        self._question: ModelTask | None = None
        app = QCoreApplication.instance()
        if app is not None:
            app.aboutToQuit.connect(self.close)

    @property
    def known(self) -> bool:
        """Whether the models have been listed, or it is known why not."""
        return bool(self.records) or self.problem is not None

    def refresh(self) -> None:
        """Ask anew which models there are."""
        if ListModels() not in self._questions:
            self._questions.appendleft(ListModels())
            self._ask_next()

    def ask_plan(self, name: str) -> None:
        """Find out how a model would be loaded on this computer."""
        if name not in self.plans and PlanModel(name) not in self._questions:
            self._questions.append(PlanModel(name))
            self._ask_next()

    def install(self, name: str, folder: Path | None = None) -> None:
        """Install a model, or go on with that; from the hub where no folder is named."""
        self._begin(name, InstallModel(name, folder), network=folder is None)

    def move(self, name: str, folder: Path) -> None:
        """Put a model's files into another folder."""
        self._begin(name, MoveModel(name, folder))

    def remove(self, name: str) -> None:
        """Delete a model's files."""
        self._begin(name, RemoveModel(name))

    def pause(self, name: str) -> None:
        """Stop an installation; what has arrived is kept."""
        self._stop(name)
        if name in self.doing:
            self.doing[name] = replace(self.doing[name], paused=True, speed=None)
            self.changed.emit()

    def resume(self, name: str) -> None:
        """Go on with one that was paused."""
        doing = self.doing.get(name)
        if doing is not None and doing.paused and isinstance(doing.request, InstallModel):
            self.install(name, doing.request.folder)

    def cancel(self, name: str) -> None:
        """Leave it; what has arrived of an installation is kept until it is deleted."""
        self._stop(name)
        self.doing.pop(name, None)
        self.changed.emit()
        self.refresh()

    def close(self) -> None:
        """End all processes: what is under way can be gone on with."""
        self._questions.clear()
        for task in self._alive:
            task.stop()
        for task in self._alive:  # threads that still wait when the interpreter ends would wake up in ruins
            task.join(_FAREWELL)
        self._alive.clear()
        self._tasks.clear()
        self._question = None

    def _begin(self, name: str, request: Request, *, network: bool = False) -> None:
        if name in self._tasks:
            return
        before = self.doing.get(name)
        kept = replace(before, paused=False) if before is not None and before.request == request else Doing(request)
        self.doing[name] = kept
        self._measured.pop(name, None)
        task = ModelTask(partial(self._spawn, network), request, self)
        task.progressed.connect(self._progressed)
        task.finished.connect(self._ended)
        task.failed.connect(self._broke)
        self._tasks[name] = task
        self._start(task)
        self.changed.emit()

    def _start(self, task: ModelTask) -> None:
        self._alive.add(task)
        task.over.connect(self._forget)
        task.start()

    def _forget(self, task: ModelTask) -> None:
        self._alive.discard(task)

    def _stop(self, name: str) -> None:
        task = self._tasks.pop(name, None)
        if task is not None:
            task.stop()

    def _progressed(self, task: ModelTask, label: str, done: int, total: int) -> None:
        name = _name_of(task)
        doing = self.doing.get(name)
        if doing is None or self._tasks.get(name) is not task:
            return
        now = time.monotonic()
        began, first = self._measured.setdefault(name, (now, done))
        if label != doing.label:
            self._measured[name] = began, first = now, done
        speed = (done - first) / (now - began) if now - began > 1 and done > first else doing.speed
        self.doing[name] = replace(doing, label=label, done=done, total=total, speed=speed)
        self.changed.emit()

    def _ended(self, task: ModelTask, result: Result) -> None:
        name = _name_of(task)
        self._tasks.pop(name, None)
        self.doing.pop(name, None)
        self.plans.pop(name, None)
        self.changed.emit()
        self.done.emit(task.request, result)
        self.refresh()

    def _broke(self, task: ModelTask, failure: Failure) -> None:
        name = _name_of(task)
        self._tasks.pop(name, None)
        self.doing.pop(name, None)
        self.changed.emit()
        self.failed.emit(name, failure)
        self.refresh()

    def _ask_next(self) -> None:
        if self._question is not None or not self._questions:
            return
        request = self._questions.popleft()
        task = ModelTask(partial(self._spawn, _OFFLINE), request, self)
        task.finished.connect(self._answered)
        task.failed.connect(self._unanswered)
        self._question = task
        self._start(task)

    def _answered(self, _task: ModelTask, result: Result) -> None:
        self._question = None
        if isinstance(result, ModelList):
            self.records, self.problem = result.models, None
        elif isinstance(result, PlannedMemory):
            self.plans[result.name] = result
        self.changed.emit()
        self._ask_next()

    def _unanswered(self, task: ModelTask, failure: Failure) -> None:
        self._question, request = None, task.request
        if isinstance(request, ListModels):
            self.problem = failure
        elif isinstance(request, PlanModel):
            self.plans[request.name] = failure
        self.changed.emit()
        self._ask_next()


def _name_of(task: ModelTask) -> str:
    """The model that a task is about."""
    return str(getattr(task.request, "name", ""))
