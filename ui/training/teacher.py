"""All about teaching that windows share: the training on its way, those that have stopped, and the named adapters."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from PySide6.QtCore import QCoreApplication, QObject, Signal

from gill_studio.core.jobs import Failure, Job, JobState
from gill_studio.core.messages import Request, Result
from gill_studio.core.training import (
    AdapterList,
    AdapterRecord,
    DecisionReport,
    DecisionRequest,
    ForgetRun,
    ListAdapters,
    RemoveAdapter,
    TrainingPlan,
    TrainingRun,
    TrainRequest,
)
from ui.engine_client import EngineClient
from ui.models_page.task import ModelTask
from ui.training.course import Course, Stage, Wish

_FAREWELL = 1.0  # seconds
_OFFLINE = False
_OPEN = {Stage.LEARNING, Stage.PAUSED, Stage.FAILED}


class Teacher(QObject):
    """One for each engine. `course` is what is planned, or on its way, or has just ended; None where nothing is."""

    changed = Signal()
    """There is something else to show."""
    progressed = Signal()
    """The training that is on its way has gone on."""
    ended = Signal(object)
    """A Course that has come to its end, well or not."""
    decided = Signal(str, object)
    """The name of an adapter with a new decision module, and its DecisionReport."""
    failed = Signal(object)
    """The Failure of something else that was asked for."""

    def __init__(self, engine: EngineClient) -> None:
        super().__init__(engine)
        self._engine, self._job, self._deciding = engine, "", ""
        self.course: Course | None = None
        self.adapters: tuple[AdapterRecord, ...] = ()
        self.runs: tuple[TrainingRun, ...] = ()
        self.listed = False
        self.problem: Failure | None = None
        """Why they could not be listed."""
        self._asking: ModelTask | None = None
        self._waiting: list[Request] = []
        self._unwanted: set[str] = set()
        self._closed = False
        engine.job_changed.connect(self._hear_job)
        engine.partial.connect(self._hear_partial)
        engine.finished.connect(self._hear_finished)
        engine.failed.connect(self._hear_failed)
        engine.cancelled.connect(self._hear_cancelled)
        app = QCoreApplication.instance()
        if app is not None:
            app.aboutToQuit.connect(self.close)

    # What there is

    def adapter(self, name: str) -> AdapterRecord | None:
        """A named adapter."""
        return next((one for one in self.adapters if one.name == name), None)

    def run_of(self, name: str) -> TrainingRun | None:
        """A training of that name that has not ended."""
        return next((one for one in self.runs if one.name == name and name not in self._unwanted), None)

    def is_taken(self, name: str) -> bool:
        """Whether an adapter or such a training is called so; many disks do not tell capital letters from small."""
        names = [one.name for one in self.adapters]
        names += [one.name for one in self.runs if one.name not in self._unwanted]
        return name.casefold() in {one.casefold() for one in names}

    @property
    def stopped(self) -> tuple[TrainingRun, ...]:
        """The trainings that have not ended, but the one that is shown anyway."""
        shown = self.course.name if self.course is not None and self.course.begun else ""
        return tuple(run for run in self.runs if run.name not in {shown, *self._unwanted})

    @property
    def busy(self) -> bool:
        """Whether a training, or its plan, is on its way."""
        return self.course is not None and self.course.stage.busy

    @property
    def deciding(self) -> bool:
        """Whether a decision module is being trained."""
        return bool(self._deciding)

    def refresh(self) -> None:
        """Ask anew which adapters and which unfinished trainings there are."""
        if not any(isinstance(one, ListAdapters) for one in self._waiting):
            self._ask(ListAdapters())

    # What one does

    def plan(self, request: TrainRequest) -> None:
        """Find out what a training will do, before it is begun."""
        if not self.busy:
            self._start(Course(request), replace(request, plan_only=True), self.tr("Plan what {} will learn"))

    def begin(self, *, replacing: bool) -> None:
        """Begin what was planned; with `replacing`, in the place of what there is of that name."""
        course = self.course
        if course is not None and course.stage is Stage.PLANNED:
            discarded = course.name in self._unwanted  # and perhaps not deleted yet
            course.request = replace(course.request, replace=replacing or discarded)
            self._want(course.name)
            course.stage = Stage.LEARNING
            self._start(course, course.request, self.tr("Teach {}"))

    def leave_plan(self) -> None:
        """Something else is to be learnt than was planned."""
        if self.course is not None and not self.course.begun:
            job, self._job, self.course = self._job, "", None
            self._engine.cancel(job)
            self.changed.emit()

    def dismiss(self) -> None:
        """What has ended need not be shown any more."""
        if self.course is not None and not self.course.stage.busy:
            self.course = None
            self.changed.emit()

    def pause(self) -> None:
        """Stop for now."""
        self._stop(Wish.PAUSE)

    def resume(self, name: str) -> None:
        """Go on with a training that was stopped."""
        if not self.busy and (course := self._taken_up(name)) is not None:
            course.stage = Stage.LEARNING
            self._start(course, replace(course.request, resume=True, replace=True), self.tr("Teach {}"))

    def keep(self, name: str) -> None:
        """End a training, and keep the best that it has learnt."""
        course = self._taken_up(name)
        if course is None or not course.can_keep or (self.busy and course is not self.course):
            return
        before, course.stage = self._job, Stage.KEEPING
        self._start(course, replace(course.request, finish=True, replace=True), self.tr("Keep what {} has learnt"))
        self._engine.cancel(before)  # not before the other waits: the engine need not load a model between them

    def discard(self, name: str) -> None:
        """End a training, and forget what it has learnt."""
        course = self.course
        if course is not None and course.name == name and course.stage.busy:
            self._stop(Wish.DISCARD)
            return
        if course is not None and course.name == name:
            self.course = None
        self._unwanted.add(name)
        self.refresh()
        self.changed.emit()

    def remove(self, name: str) -> None:
        """Delete a named adapter."""
        self._ask(RemoveAdapter(name))

    def decide(self, request: DecisionRequest) -> None:
        """Train a decision module."""
        if not self._deciding:
            self._deciding = self._engine.submit(self.tr("Teach {} to decide").format(request.name), request)
            self.changed.emit()

    def close(self) -> None:
        """The application ends: a process that is asked ends, too."""
        self._closed = True
        self._waiting.clear()
        if self._asking is not None:
            self._asking.stop()
            self._asking.join(_FAREWELL)
            self._asking = None

    # The training

    def _start(self, course: Course, request: TrainRequest, title: str) -> None:
        course.wish, course.failure, course.job, course.begun = Wish.NONE, None, None, not request.plan_only
        self.course = course
        self._job = ""
        self._job = self._engine.submit(title.format(course.name), request)
        course.job = self._engine.job(self._job)
        self.changed.emit()

    def _want(self, name: str) -> None:
        """A training of that name is begun: what was discarded before is no reason to delete this one."""
        self._unwanted.discard(name)
        self._waiting = [one for one in self._waiting if one != ForgetRun(name)]

    def _taken_up(self, name: str) -> Course | None:
        """The training of that name that has not ended; None where there is none."""
        course, run = self.course, self.run_of(name)
        if course is not None and course.name == name and course.stage in _OPEN:
            return course
        return None if run is None else Course.of_run(run)

    def _stop(self, wish: Wish) -> None:
        course = self.course
        if course is not None and course.stage in {Stage.LEARNING, Stage.KEEPING}:
            course.stage, course.wish = Stage.STOPPING, wish
            self.changed.emit()
            self._engine.cancel(self._job)

    def _hear_job(self, job: Job) -> None:
        if self.course is None or job.id != self._job:
            return
        before, self.course.job = self.course.job, job
        if job.state is JobState.CANCELLING and self.course.wish is Wish.NONE and self.course.stage is Stage.LEARNING:
            self.course.stage, self.course.wish = Stage.STOPPING, Wish.PAUSE  # from the list of jobs
            self.changed.emit()
        elif before is not None and before.state is not job.state:
            self.changed.emit()
        else:
            self.progressed.emit()

    def _hear_partial(self, job: str, value: object) -> None:
        if self.course is not None and job == self._job:
            self.course.hear(value)
            self.progressed.emit()

    def _hear_finished(self, job: str, result: object) -> None:
        if job == self._deciding and isinstance(result, DecisionReport):
            name = self._decided()
            self.decided.emit(name, result)
        elif self.course is not None and job == self._job:
            self.course.hear(result)
            self._end(Stage.PLANNED if isinstance(result, TrainingPlan) else Stage.FINISHED)

    def _hear_failed(self, job: str, failure: Failure) -> None:
        if job == self._deciding:
            self._decided()
            self.failed.emit(failure)
        elif self.course is not None and job == self._job:
            self.course.failure = failure
            self._end(Stage.FAILED)

    def _hear_cancelled(self, job: str) -> None:
        if job == self._deciding:
            self._decided()
        elif self.course is not None and job == self._job:
            self._cancelled(self.course)

    def _decided(self) -> str:
        job, self._deciding = self._engine.job(self._deciding), ""
        self.refresh()
        self.changed.emit()
        return job.request.name if job is not None and isinstance(job.request, DecisionRequest) else ""

    def _cancelled(self, course: Course) -> None:
        """The engine has stopped; what was the wish?"""
        if course.stage is Stage.PLANNING:
            self.course, self._job = None, ""
            self.changed.emit()
            return
        wish = course.wish
        self._end(Stage.PAUSED)
        if wish is Wish.DISCARD:
            self.discard(course.name)

    def _end(self, stage: Stage) -> None:
        if self.course is None:
            return
        course, self._job = self.course, ""
        course.stage, course.wish, course.job = stage, Wish.NONE, None
        if stage is not Stage.PLANNED:
            self.refresh()
        self.changed.emit()
        if stage in {Stage.FINISHED, Stage.FAILED}:
            self.ended.emit(course)

    # Adapters

    def _ask(self, request: Request) -> None:
        if not self._closed:
            self._waiting.append(request)
            self._ask_next()

    def _ask_next(self) -> None:
        if self._asking is not None or not self._waiting:
            return
        task = ModelTask(partial(self._engine.spawn_installer, _OFFLINE), self._waiting.pop(0), self)
        task.finished.connect(self._answered)
        task.failed.connect(self._unanswered)
        task.over.connect(self._forget)
        self._asking = task
        task.start()

    def _answered(self, _task: ModelTask, result: Result) -> None:
        if isinstance(result, AdapterList):
            self.adapters, self.runs, self.listed, self.problem = result.adapters, result.runs, True, None
            there = {run.name for run in self.runs} & self._unwanted
            self._unwanted = there
            for name in there - {one.name for one in self._waiting if isinstance(one, ForgetRun)}:
                self._ask(ForgetRun(name))
            self.changed.emit()

    def _unanswered(self, task: ModelTask, failure: Failure) -> None:
        if isinstance(task.request, ListAdapters):
            self.problem = failure
            self.changed.emit()
        else:
            self._unwanted.clear()
            self.failed.emit(failure)
            self.refresh()

    def _forget(self, task: ModelTask) -> None:
        if self._asking is task:
            self._asking = None
            self._ask_next()


def teacher_of(engine: EngineClient) -> Teacher:
    """The teacher that all windows share: a training goes on when the window that began it is closed."""
    found = engine.findChild(Teacher)
    return found if isinstance(found, Teacher) else Teacher(engine)
