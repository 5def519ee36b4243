"""Looks at the held-out part while a training runs: which state is the best, and when to end early."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from engine.context import RunContext
from engine.training.examples import Example
from engine.training.history import HISTORY, History
from engine.training.loop import Step
from engine.training.previews import Previews
from engine.training.task import AdapterTask
from gill_studio.core.training import TrainingPainted, TrainingStep

_SMOOTH = 0.1  # of a step's time in the mean that tells how long the rest takes


class Looks:
    """Writes down every update, and looks at the held-out part every so many; `keep` keeps the state that is best.

    `step` is the update after which a resumed training goes on. Without anything held out, the last state is the best.
    """

    def __init__(
        self,
        folder: Path,
        task: AdapterTask,
        held_out: Sequence[Example],
        step: int,
        keep: Callable[[int], None],
        context: RunContext,
        previews: Previews | None = None,
    ) -> None:
        self._task, self._held_out, self._keep, self._context = task, held_out, keep, context
        rank = task.team.rank  # each process has a record of its own: all look alike, and all have to end alike
        self._history = History(folder / (f".{rank}-{HISTORY}" if rank else HISTORY), step)
        self._seconds = self._learnt = 0.0
        self._previews = previews

    @property
    def over(self) -> bool:
        """Whether nothing has got better for so long that the training should end."""
        patience = self._task.recipe.patience
        return bool(patience) and self._history.since_best >= patience

    def begin(self) -> None:
        """Paint what the model paints before it learns, unless an earlier process has; before the first update."""
        if self._previews is not None:
            self._paint(self._previews.begin(self._history.begun))

    def after(self, step: Step) -> bool:
        """Take an update in; whether the training should end."""
        self._learnt += step.seconds
        self._seconds += (step.seconds - self._seconds) * (_SMOOTH if self._seconds else 1.0)
        left = (step.total - step.number) * self._seconds
        told = TrainingStep(step.number, step.total, step.losses, step.rate, left)
        self._context.emit(told)
        self._history.stepped(told)
        if step.number % self._task.recipe.measure_every and step.number != step.total:
            return False
        self._look(step.number)
        if self.over or step.number == step.total:  # what it paints in the end is painted with all care
            return self.over
        if self._previews is not None:
            self._paint(self._previews.after(step.number, self._learnt))
            self._learnt = 0.0
        return False

    def _paint(self, painted: TrainingPainted | None) -> None:
        if painted is not None:
            self._history.painted(painted)
            self._context.emit(painted)

    def _look(self, number: int) -> None:
        if not self._held_out:
            self._keep(number)
            return
        measured = self._history.looked(number, self._task.held_out_losses(self._held_out))
        self._context.emit(measured)
        if measured.best:
            self._keep(number)
