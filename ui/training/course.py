"""One training as the page knows it: fed by what the engine says, shown by views. No Qt."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from gill_studio.core.jobs import Failure, Job, JobState
from gill_studio.core.training import (
    TrainingCurve,
    TrainingMeasured,
    TrainingPainted,
    TrainingPlan,
    TrainingReport,
    TrainingRun,
    TrainingStep,
    TrainRequest,
)
from gill_studio.core.training_remarks import DataRemark
from ui.training.series import Series

LOSSES = ("loss", "captioning", "picture_words", "text_to_image", "image_to_text", "generation", "kept")
"""The losses by the engine's names, in the order in which they are shown; the first is all of what is learnt."""


class Stage(StrEnum):
    """How far a training is."""

    PLANNING = "planning"
    PLANNED = "planned"
    """It is known what it will do; nothing is done before the writer begins it."""
    LEARNING = "learning"
    STOPPING = "stopping"
    KEEPING = "keeping"
    """What it has learnt is being measured and kept."""
    PAUSED = "paused"
    FINISHED = "finished"
    FAILED = "failed"

    @property
    def busy(self) -> bool:
        """Whether the engine is at it, or is to be."""
        return self in {Stage.PLANNING, Stage.LEARNING, Stage.STOPPING, Stage.KEEPING}


class Wish(StrEnum):
    """What is to follow when the engine has stopped."""

    NONE = "none"
    PAUSE = "pause"
    DISCARD = "discard"


@dataclass
class Curves:
    """One loss: on what is trained on, and on what is held out."""

    trained: Series = field(default_factory=Series)
    held_out: Series = field(default_factory=Series)


@dataclass
class Course:
    """A training on its way, from its plan to its report."""

    request: TrainRequest
    stage: Stage = Stage.PLANNING
    wish: Wish = Wish.NONE
    begun: bool = False
    """Whether it is more than a plan."""
    plan: TrainingPlan | None = None
    report: TrainingReport | None = None
    failure: Failure | None = None
    curves: dict[str, Curves] = field(default_factory=dict)
    step: int = 0
    steps: int = 0
    best_step: int = 0
    """The look that was best so far; 0 before there was one."""
    painted: TrainingPainted | None = None
    """The samples that were painted last; None before there were any."""
    remark: DataRemark | None = None
    """What is wrong with the data, where that keeps it from being begun."""
    seconds_left: float | None = None
    job: Job | None = None
    """The engine's job, as it was last told of."""

    @classmethod
    def of_run(cls, run: TrainingRun) -> Course:
        """A training that was begun before, and has stopped."""
        course = cls(run.request, Stage.PAUSED, begun=True, steps=run.steps)
        course.recall(run.curve)
        course.step = run.done
        return course

    @property
    def name(self) -> str:
        """What the adapter will be called."""
        return self.request.name

    @property
    def can_keep(self) -> bool:
        """Whether there is anything to keep yet."""
        return self.stage in {Stage.LEARNING, Stage.PAUSED, Stage.FAILED} and self.step > 0

    @property
    def waiting(self) -> bool:
        """Whether its turn has not come yet."""
        return self.job is not None and self.job.state is JobState.QUEUED

    def recall(self, curve: TrainingCurve) -> None:
        """Take in how it has gone before."""
        for step in curve.steps:
            self.hear(step)
        for value in (*curve.looks, *curve.painted):
            self.hear(value)

    def hear(self, value: object) -> None:
        """Take in what the engine says; what it does again after an interruption is not drawn twice."""
        match value:
            case TrainingPlan():
                self.plan, self.steps = value, value.steps
            case TrainingStep():
                self._step(value)
            case TrainingMeasured():
                self._look(value)
            case TrainingPainted() if self.painted is None or value.step >= self.painted.step:
                self.painted = value
            case DataRemark():
                self.remark = value
            case TrainingReport():
                self.report = value

    def _step(self, value: TrainingStep) -> None:
        again = value.step <= self.step
        self.step, self.steps, self.seconds_left = max(value.step, self.step), value.steps, value.seconds_left
        if not again:
            for name, loss in value.losses.items():
                self.curves.setdefault(name, Curves()).trained.add(value.step, loss)

    def _look(self, value: TrainingMeasured) -> None:
        if value.best:
            self.best_step = value.step
        for name, loss in value.losses.items():
            line = self.curves.setdefault(name, Curves()).held_out
            if not line or line.points[-1][0] < value.step:
                line.add(value.step, loss)
