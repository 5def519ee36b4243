"""How fast a job goes, and how long it will still take, judged by itself and by the last one of its kind."""

from __future__ import annotations

from dataclasses import dataclass, field

_FADING = 0.7  # weight of what was measured before, at each new step


@dataclass(frozen=True, slots=True)
class Phase:
    """One activity of a job, such as painting: how long it took, and a step of it."""

    label: str
    seconds: float
    step: float
    steps: int


@dataclass
class Paces:
    """What earlier jobs of each kind took, phase by phase."""

    last: dict[str, tuple[Phase, ...]] = field(default_factory=dict)

    def phase(self, kind: str, label: str, place: int) -> tuple[Phase | None, float]:
        """That phase of the last such job, at `place` or later among its phases, and the seconds after it."""
        phases = self.last.get(kind, ())
        for number in range(place, len(phases)):
            if phases[number].label == label:
                return phases[number], sum(phase.seconds for phase in phases[number + 1 :])
        return None, 0.0

    def whole(self, kind: str) -> float | None:
        """Seconds that such a job took the last time."""
        return sum(phase.seconds for phase in self.last[kind]) if kind in self.last else None


class Pace:
    """Measures one job of `kind` as it goes, and knows from the last one what is still to come."""

    def __init__(self, paces: Paces, kind: str, now: float) -> None:
        self._paces, self._kind = paces, kind
        self._phases: list[Phase] = []
        self._began = self._phase_began = self._stepped = now
        self._label: str | None = None
        self._done = self._total = self._steps = 0
        self._step: float | None = None
        self._last: Phase | None = None
        self._after = 0.0

    def step(self, label: str, done: int, total: int, now: float) -> None:
        """`done` of `total` steps of `label` are done by now."""
        if label != self._label:
            self._close()
            self._open(label)
        gained = done - self._done
        if gained > 0:
            self._measure((now - self._stepped) / gained)
            self._steps += gained
        self._done, self._total, self._stepped = done, total, now

    def remaining(self, now: float) -> float | None:
        """Seconds to the end, never below 0; None before there is anything to tell it from."""
        if self._label is None:
            whole = self._paces.whole(self._kind)
            return None if whole is None else max(0.0, whole - (now - self._began))
        if self._step is None:
            return None
        here = self._step * (self._expected() - self._done) - (now - self._stepped)
        return max(0.0, here) + self._after

    def finish(self) -> None:
        """The job is done: the next of its kind will know."""
        self._close()
        if self._phases:
            self._paces.last[self._kind] = tuple(self._phases)

    def _measure(self, seconds: float) -> None:
        """A step took so long. The first has in it what came before it, so that an earlier job's is better."""
        if self._steps and self._step is not None:
            self._step = _FADING * self._step + (1 - _FADING) * seconds
        elif self._step is None:
            self._step = seconds

    def _expected(self) -> int:
        """How many steps the phase will have: sentences mostly end before they are as long as they may be."""
        if self._last is not None and self._last.steps > self._done:
            return min(self._total, self._last.steps)
        return max(self._total, self._done)

    def _open(self, label: str) -> None:
        self._label, self._done, self._steps, self._phase_began = label, 0, 0, self._stepped
        self._last, self._after = self._paces.phase(self._kind, label, len(self._phases))
        self._step = None if self._last is None else self._last.step

    def _close(self) -> None:
        """What comes after a phase's last step counts as the next one's."""
        if self._label is not None:
            seconds = self._stepped - self._phase_began
            self._phases.append(Phase(self._label, seconds, self._step or 0.0, self._steps))
