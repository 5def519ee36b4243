"""When an engine that says nothing is to be ended: judged by what it was doing, and by how long that took before."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

EVEN = frozenset({"reading", "writing", "painting"})
"""Activities whose steps are alike: one step tells of the next. How long a picture takes to open tells nothing."""


class Verdict(StrEnum):
    """Why an engine is to be ended."""

    HUNG = "hung"
    """A step takes far longer than any before it."""
    WILL_NOT_CANCEL = "will not cancel"
    HALTED = "halted"
    """Somebody has stopped the process from outside."""
    NOT_STARTED = "not started"


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds of silence that are allowed."""

    grace: float = 3.0
    """Beyond the longest step seen, where steps are alike or the job is cancelled."""
    unmeasured_cancel: float = 10.0
    """Of a cancelled job whose next step cannot be known."""
    idle: float = 60.0
    """Of other activities, while the process computes nothing."""
    busy: float = 900.0
    """The same, however busy it is."""
    loading_idle: float = 600.0
    """While a model is loaded: disks and networks can be slow."""
    loading_busy: float = 1800.0
    starting: float = 120.0
    """From the start of the process to its first word."""


@dataclass
class Watchdog:
    """Watches one process. Time comes in ticks, so that a computer that slept was not silent."""

    limits: Limits = field(default_factory=Limits)
    _longest: dict[str, float] = field(default_factory=dict)
    _activity: str | None = None
    _between: bool = False
    _loading: bool = False
    _cancelling: bool = False
    _silent: float = 0.0
    _able: float = 0.0
    """The same, without the time in which other programs had the processors."""
    _idle: float = 0.0
    _halted: float = 0.0
    _cpu: float | None = None

    @property
    def watching(self) -> bool:
        """Whether a sign of life is due."""
        return self._activity is not None

    @property
    def silent(self) -> float:
        """Seconds since the last sign of life, as far as one was due."""
        return self._silent if self._activity is not None else 0.0

    def process_started(self) -> None:
        """A new process: its first word is due."""
        self._begin("starting")

    def job_started(self, *, loading: bool) -> None:
        """A job was handed over: signs of life are due."""
        self._begin("loading" if loading else "beginning")
        self._loading = loading

    def rest(self) -> None:
        """Nothing is due: no job runs."""
        self._activity = None

    def forget_pace(self) -> None:
        """Another model: what steps took before tells nothing."""
        self._longest.clear()

    def progressed(self, label: str, *, between: bool) -> None:
        """A step of `label` is done; `between`: it was the last, and nobody knows what comes next."""
        self._see()
        self._activity = self._activity if self._loading else label
        self._between = between

    def heard(self, *, between: bool) -> None:
        """A sign of life that is no step."""
        self._see()
        self._between = self._between or between

    def cancelling(self) -> None:
        """The job is not wanted: its end is due."""
        if not self._cancelling:
            self._cancelling, self._silent, self._able, self._idle = True, 0.0, 0.0, 0.0

    def tick(self, seconds: float, *, cpu: float | None, halted: bool, eager: bool = False) -> Verdict | None:
        """So much time has gone by; `cpu` is what the process has computed in all, in seconds, None: not known.

        `eager`: it would compute if it were let. On a computer that has much else to do, that is no hung engine.
        """
        if self._activity is None:
            return None
        gained = None if cpu is None or self._cpu is None else cpu - self._cpu
        self._silent += seconds
        self._able += min(seconds, gained) if eager and gained is not None else seconds
        self._idle = 0.0 if gained is not None and gained > 0.05 * seconds else self._idle + seconds
        self._halted = self._halted + seconds if halted else 0.0
        self._cpu = cpu
        return self._judge()

    def _judge(self) -> Verdict | None:
        if self._halted > self.limits.grace:
            return Verdict.HALTED
        if self._activity == "starting":
            return Verdict.NOT_STARTED if self._silent > self.limits.starting else None
        longest = self._longest.get(self._activity or "")
        if self._cancelling:
            return Verdict.WILL_NOT_CANCEL if self._able > self._allowed_to_cancel(longest) else None
        if longest is not None and self._activity in EVEN and not self._between:
            hung = self._able > longest + self.limits.grace or self._silent > self.limits.busy
            return Verdict.HUNG if hung else None
        idle = self.limits.loading_idle if self._loading else self.limits.idle
        busy = self.limits.loading_busy if self._loading else self.limits.busy
        return Verdict.HUNG if self._idle > idle or self._silent > busy else None

    def _allowed_to_cancel(self, longest: float | None) -> float:
        """Ending a process costs loading its model again: where steps are not alike, it gets some time more."""
        measured = self.limits.grace + (longest or 0.0)
        even = longest is not None and self._activity in EVEN and not self._between
        return measured if even else max(measured, self.limits.unmeasured_cancel)

    def _begin(self, activity: str) -> None:
        self._activity, self._between, self._loading, self._cancelling = activity, False, False, False
        self._silent = self._able = self._idle = self._halted = 0.0
        self._cpu = None

    def _see(self) -> None:
        if self._activity is not None and not self._between:
            self._longest[self._activity] = max(self._silent, self._longest.get(self._activity, 0.0))
        self._silent = self._able = self._idle = self._halted = 0.0
