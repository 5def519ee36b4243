"""The steps of undo: as many as there ever were, of which only those near the present are in memory."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field

from gill_studio.core.errors import StudioError
from gill_studio.core.story.delta import Delta, has_unique_ids, misfit
from gill_studio.core.story.model import Storyboard, StoryError

_NEAR = 16  # steps from the edge of what is loaded at which more are fetched
_BLOCK = 64
_PATIENCE = 10.0  # seconds


@dataclass(frozen=True, slots=True)
class Step:
    """One step of undo: its place in the history (from 1), its name in the menu, and what it changed."""

    number: int
    label: str
    made_at: float
    """Seconds since 1970."""
    delta: Delta


def replayed(board: Storyboard, step: Step, *, back: bool) -> Storyboard:
    """The storyboard on the other side of a step. DeltaError when the step does not fit it."""
    board = (step.delta.inverse() if back else step.delta).apply(board)
    if step.delta.touches_ids and not has_unique_ids(board):  # which could not be saved
        raise misfit()
    return board


Load = Callable[[range], "Future[Sequence[Step]]"]
"""Fetches recorded steps, in the order of the numbers; damaged ones are left out, and it may end early."""


@dataclass
class History:
    """Steps `first` to `last`; those up to `position` are done, the others were taken back.

    `load` fetches steps that are recorded and not in memory. Used by one thread.
    """

    position: int = 0
    first: int = 1
    last: int = 0
    load: Load | None = None
    _steps: dict[int, Step] = field(default_factory=dict)
    _coming: tuple[range, Future[Sequence[Step]]] | None = None

    def add(self, steps: Iterable[Step]) -> None:
        """Steps that were recorded earlier."""
        self._steps.update((step.number, step) for step in steps)

    def push(self, step: Step) -> None:
        """A new step after the present; what was taken back is gone."""
        self._forget_after(self.position)
        self._steps[step.number] = step
        self.position = self.last = step.number

    def replace(self, step: Step) -> None:
        """Another value of a step that is there."""
        self._steps[step.number] = step

    def drop_last_done(self) -> None:
        """The present's step is gone, and all that was taken back after it."""
        self.position -= 1
        self._forget_after(self.position)

    def forget_done(self) -> None:
        """Steps that are done cannot be taken back any more."""
        self.first = self.position + 1

    def forget_undone(self) -> None:
        """Steps that were taken back cannot be done again any more."""
        self._forget_after(self.position)

    def in_memory(self) -> list[Step]:
        """The steps around the present that need not be fetched, without a gap, in their order. Any thread may ask."""
        steps = dict(self._steps)
        start = self.position
        while start >= self.first and start in steps:
            start -= 1
        end = self.position + 1
        while end <= self.last and end in steps:
            end += 1
        return [steps[number] for number in range(start + 1, end)]

    @property
    def can_undo(self) -> bool:
        """Whether a step can be taken back."""
        return self.position >= self.first

    @property
    def can_redo(self) -> bool:
        """Whether a step can be done again."""
        return self.position < self.last

    def done(self) -> Step | None:
        """The step to take back next, None when its record is damaged; StoryError when it cannot be read now."""
        return self._at(self.position, back=True)

    def undone(self) -> Step | None:
        """The step to do again next, as `done`."""
        return self._at(self.position + 1, back=False)

    def done_label(self) -> str:
        """The name of the step to take back next; empty where there is none, or none that can be read."""
        return self._label(self.position, back=True) if self.can_undo else ""

    def undone_label(self) -> str:
        """The name of the step to do again next, as `done_label`."""
        return self._label(self.position + 1, back=False) if self.can_redo else ""

    def _label(self, number: int, *, back: bool) -> str:
        try:
            step = self._at(number, back=back)
        except StoryError:
            return ""
        return "" if step is None else step.label

    def _at(self, number: int, *, back: bool) -> Step | None:
        self._prefetch(number, back=back)
        if number not in self._steps:
            self._receive(number)
        return self._steps.get(number)

    def _prefetch(self, number: int, *, back: bool) -> None:
        """Have more steps fetched before they are needed."""
        self._receive(None)
        edge = number - _NEAR if back else number + _NEAR
        edge = min(max(edge, self.first), self.last)
        if self.load is None or self._coming is not None or edge in self._steps:
            return
        low, high = (edge - _BLOCK, number) if back else (number, edge + _BLOCK)
        missing = [one for one in range(max(low, self.first), min(high, self.last) + 1) if one not in self._steps]
        if missing:
            wanted = range(missing[-1], missing[0] - 1, -1) if back else range(missing[0], missing[-1] + 1)
            self._coming = (wanted, self.load(wanted))

    def _receive(self, needed: int | None) -> None:
        """Take over what has been fetched; wait for it when `needed`."""
        if self._coming is None:
            return
        wanted, future = self._coming
        if not future.done() and (needed is None or needed not in wanted):
            return
        self._coming = None
        try:
            steps = future.result(_PATIENCE)
        except (StudioError, TimeoutError) as error:
            if needed is not None:
                raise StoryError("The story's history cannot be read now.", "Try again in a moment.") from error
            return
        for step in steps:
            if self.first <= step.number <= self.last:
                self._steps.setdefault(step.number, step)

    def _forget_after(self, number: int) -> None:
        for one in [one for one in self._steps if one > number]:
            del self._steps[one]
        self._coming = None  # it may bring what was just forgotten
        self.last = number
