"""The studio's queue of jobs for the engine, as a state machine: no threads, no clock of its own, no Qt.

One job runs at a time. Each comes to exactly one end, whatever the engine does or fails to do.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from enum import StrEnum
from itertools import count

from gill_studio.core.messages import (
    Failed,
    FailureKind,
    Finished,
    Partial,
    PartialResult,
    Progress,
    Request,
    Result,
    ToStudio,
)
from gill_studio.core.pace import Pace, Paces
from gill_studio.core.protocol import TextGrew

_KEPT = 50  # jobs that have come to their end and can still be looked at


class JobState(StrEnum):
    """Where a job is on its way."""

    QUEUED = "queued"
    RUNNING = "running"
    CANCELLING = "cancelling"
    """Running, and told that it is not wanted."""
    FINISHED = "finished"
    CANCELLED = "cancelled"
    FAILED = "failed"

    @property
    def ended(self) -> bool:
        """Whether it stays so."""
        return self in {JobState.FINISHED, JobState.CANCELLED, JobState.FAILED}


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a job failed: a sentence, what to do about it, and for a bug the traceback in `detail`."""

    kind: FailureKind
    message: str
    hint: str = ""
    detail: str = ""

    def __str__(self) -> str:
        return f"{self.message} {self.hint}".rstrip()


@dataclass(frozen=True, slots=True)
class Job:
    """A snapshot of one job. Times are seconds of the queue's clock; `remaining` is an estimate, None without one.

    `partials` are the partial results so far, of each candidate text the newest; they outlive a cancel.
    """

    id: str
    title: str
    request: Request
    urgent: bool = False
    first: bool = False
    """Whether it goes before all others: without a model, there is nothing to ask."""
    state: JobState = JobState.QUEUED
    label: str = ""
    done: int = 0
    total: int = 0
    submitted: float = 0.0
    started: float | None = None
    ended: float | None = None
    remaining: float | None = None
    partials: tuple[PartialResult, ...] = ()
    result: Result | None = None
    failure: Failure | None = None

    @property
    def fraction(self) -> float | None:
        """How much of the present activity is done, from 0 to 1; None before anything is known."""
        return min(1.0, self.done / self.total) if self.total > 0 else None


@dataclass
class JobQueue:
    """Jobs that wait, the one that runs, and the last that have ended. `clock` gives seconds that only grow."""

    clock: Callable[[], float]
    kept: int = _KEPT
    _jobs: dict[str, Job] = field(default_factory=dict)
    _ended: list[str] = field(default_factory=list)
    _running: str | None = None
    _paces: Paces = field(default_factory=Paces)
    _pace: Pace | None = None
    _numbers: Iterator[int] = field(default_factory=lambda: count(1))

    @property
    def jobs(self) -> tuple[Job, ...]:
        """The one that runs, those that wait in the order of their turns, then those that ended, the last first."""
        ended = [self._jobs[job_id] for job_id in reversed(self._ended)]
        running = [self._jobs[self._running]] if self._running is not None else []
        return (*running, *self._waiting(), *ended)

    @property
    def running(self) -> Job | None:
        """The job that the engine has."""
        return None if self._running is None else self._jobs[self._running]

    def job(self, job_id: str) -> Job | None:
        """The job with that id, as long as it is kept."""
        return self._jobs.get(job_id)

    def add(self, title: str, request: Request, *, urgent: bool = False, first: bool = False) -> Job:
        """A new job at the end of the queue; an urgent one goes before all that are not, a `first` one before those."""
        made = Job(f"job-{next(self._numbers)}", title, request, urgent, first, submitted=self.clock())
        self._jobs[made.id] = made
        return made

    def replace_request(self, job_id: str, request: Request) -> Job:
        """Ask something else of a job that waits; KeyError when there is none."""
        return self._set(self._jobs[job_id], request=request)

    def start_next(self) -> Job | None:
        """Start the next job, unless one runs or none waits: the one to hand to the engine."""
        waiting = self._waiting()
        if self._running is not None or not waiting:
            return None
        now = self.clock()
        self._running = waiting[0].id
        self._pace = Pace(self._paces, type(waiting[0].request).__name__, now)
        return self._set(waiting[0], state=JobState.RUNNING, started=now)

    def cancel(self, job_id: str) -> Job | None:
        """It is not wanted: one that waits is cancelled at once, of one that runs the engine has to be told.

        The job where that changed something, None where it has ended or is being cancelled already.
        """
        job = self._jobs.get(job_id)
        if job is None or job.state.ended or job.state == JobState.CANCELLING:
            return None
        if job.state == JobState.QUEUED:
            return self._end(job, state=JobState.CANCELLED)
        return self._set(job, state=JobState.CANCELLING)

    def receive(self, message: ToStudio) -> Job | None:
        """Take in what the engine says; the job that it changed, None where it is about no running job."""
        job = self.running
        if job is None or getattr(message, "job", None) != job.id:
            return None
        match message:
            case Progress():
                return self._progressed(job, message)
            case Partial(value=value):
                return self._set(job, partials=_with(job.partials, value), remaining=self._remaining())
            case Finished(result=result):
                return self._end(job, state=JobState.FINISHED, result=result)
            case Failed(kind=kind, message=words, hint=hint, detail=detail):
                return self.fail(job.id, Failure(kind, words, hint, detail))
            case _:  # Cancelled: nothing else names a job
                return self._end(job, state=JobState.CANCELLED)

    def fail(self, job_id: str, failure: Failure) -> Job | None:
        """End a job that has not ended: the engine is gone, or the job could not be sent."""
        job = self._jobs.get(job_id)
        if job is None or job.state.ended:
            return None
        if job.state == JobState.CANCELLING:  # nobody wants to hear how it would have gone on
            return self._end(job, state=JobState.CANCELLED)
        return self._end(job, state=JobState.FAILED, failure=failure)

    def estimate(self) -> Job | None:
        """The running job with its remaining time as of now."""
        job = self.running
        return None if job is None else self._set(job, remaining=self._remaining())

    def forget_ended(self) -> None:
        """Forget the jobs that have ended."""
        for job_id in self._ended:
            del self._jobs[job_id]
        self._ended.clear()

    def _waiting(self) -> list[Job]:
        waiting = [job for job in self._jobs.values() if job.state == JobState.QUEUED]
        return sorted(waiting, key=lambda job: (not job.first, not job.urgent))

    def _progressed(self, job: Job, message: Progress) -> Job:
        if self._pace is not None:
            self._pace.step(message.label, message.done, message.total, self.clock())
        done = max(0, message.done)
        changed = {"label": message.label, "done": done, "total": max(done, message.total)}
        return self._set(job, **changed, remaining=self._remaining())

    def _remaining(self) -> float | None:
        return None if self._pace is None else self._pace.remaining(self.clock())

    def _end(self, job: Job, **changed: object) -> Job:
        now = self.clock()
        if job.id == self._running:
            self._running = None
            if self._pace is not None and changed["state"] == JobState.FINISHED:
                self._pace.finish()
            self._pace = None
        self._ended.append(job.id)
        while len(self._ended) > self.kept:
            del self._jobs[self._ended.pop(0)]
        return self._set(job, ended=now, remaining=None, **changed)

    def _set(self, job: Job, **changed: object) -> Job:
        self._jobs[job.id] = replace(job, **changed)  # type: ignore[arg-type]
        return self._jobs[job.id]


def _with(partials: tuple[PartialResult, ...], value: PartialResult) -> tuple[PartialResult, ...]:
    """The partial results with a newer one, which takes the place of those it makes old."""

    def is_older(one: PartialResult) -> bool:
        same_kind = type(one) is type(value)
        return same_kind and not (
            isinstance(value, TextGrew) and isinstance(one, TextGrew) and one.index != value.index
        )

    return (*(one for one in partials if not is_older(one)), value)
