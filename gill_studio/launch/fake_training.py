"""How the fake engine trains: losses that fall, figures that rise, and files that remember it, as the real one's do.

What it has begun and what it has finished lies in the data folder, so that another fake process knows of it.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import msgspec

from gill_studio.core import locations
from gill_studio.core.errors import StudioError
from gill_studio.core.training import (
    AdapterList,
    AdapterRecord,
    DecisionReport,
    DecisionRequest,
    ForgetRun,
    RemoveAdapter,
    TrainerPartial,
    TrainingCurve,
    TrainingError,
    TrainingFigures,
    TrainingMeasured,
    TrainingPainted,
    TrainingPlan,
    TrainingReport,
    TrainingRun,
    TrainingSample,
    TrainingStep,
    TrainRequest,
)
from gill_studio.core.training_remarks import DataRemark
from gill_studio.launch.fake_pictures import landscape, write
from gill_studio.launch.fake_script import Teach

REMARKS = (
    DataRemark("captions-missing", 32, 412),
    DataRemark("show-the-same", 12),
)
_STARTS = {  # each loss: where it begins, how much of it goes, how fast
    "captioning": (3.1, 0.55, 0.05),
    "picture_words": (0.42, 0.8, 0.09),
    "text_to_image": (4.3, 0.6, 0.04),
    "image_to_text": (4.2, 0.6, 0.04),
    "generation": (0.95, 0.45, 0.03),
}
_KEPT_LOSS = 0.12  # of what is replayed, at first; it is no part of the whole
_PAINTED = 2
_SAMPLES = ("The loch before sunrise", "A red kite", "Three sheep on the road to Ullapool", "Evening light")


@dataclass(frozen=True)
class _Kept:
    """A training as it is written down; `report` once it has ended."""

    request: TrainRequest
    done: int
    steps: int
    report: TrainingReport | None = None


class FakeTrainer:
    """Carries one request out. `wait` takes so many seconds, or raises when the job is not wanted any more."""

    def __init__(self, wait: Callable[[float], None], progress: Callable[[str, int, int], None],
                 emit: Callable[[TrainerPartial], None]) -> None:  # fmt: skip
        self._wait, self._progress, self._emit = wait, progress, emit

    def train(self, request: TrainRequest, act: Teach) -> TrainingPlan | TrainingReport:
        """Plan it, or do it, or go on with it."""
        place, kept = _place(request.name), _read(_place(request.name))
        if request.resume or request.finish:
            if kept is None:
                raise TrainingError(f"There is no training of {request.name} to go on with.")
        else:
            plan = plan_of(request, act.steps)
            for done in range(3):
                self._progress("loading", done, 3)
                self._wait(act.seconds)
            self._emit(plan)
            if request.plan_only:
                return plan
            if kept is not None and not request.replace:
                raise TrainingError(f"There is an adapter {request.name} already.", "Choose another name with --out.")
            kept = _Kept(request, 0, act.steps)
            _write(place, kept)
        return self._learn(place, kept, act, finish=request.finish)

    def _learn(self, place: Path, kept: _Kept, act: Teach, *, finish: bool) -> TrainingReport:
        done, request = kept.done, kept.request
        try:
            if not done and not finish:
                self._paint(request, 0)
            while done < kept.steps and not finish:
                self._progress("adapter", done, kept.steps)
                self._wait(act.seconds)
                done += 1
                self._emit(step_of(done, kept.steps, act.seconds))
                if done % act.look_every == 0 or done == kept.steps:
                    self._emit(look_of(done))
                    self._paint(request, done)
        finally:
            _write(place, replace(kept, done=done))
        self._progress("measuring", 1, 1)
        report = report_of(kept.request, done, "kept" if finish else "whole")
        _write(place, replace(kept, done=done, report=report))
        return report

    def _paint(self, request: TrainRequest, done: int) -> None:
        if request.previews:
            self._emit(painted_of(request, done))

    def decide(self, request: DecisionRequest) -> DecisionReport:
        """A decision module, and the adapter that it makes."""
        self._progress("reading prompts", 1, 1)
        asked = TrainRequest(request.name, model=request.model)
        figures = replace(report_of(asked, 1, "whole"), before=(), after=(), samples=(), request=None)
        _write(_place(request.name), _Kept(asked, 1, 1, figures))
        return DecisionReport(28, 14, 0.82, 0.71, 0.5, similarity=bool(request.collection))


def there_is(name: str) -> bool:
    """Whether there is an adapter of that name."""
    kept = _read(_place(name))
    return kept is not None and kept.report is not None


def answer_list(request: object) -> AdapterList:
    """What is kept, after what the request wants to be gone."""
    if isinstance(request, RemoveAdapter | ForgetRun):
        if _read(_place(request.name)) is None:
            raise StudioError(f"There is no adapter {request.name}.")
        _place(request.name).unlink()
    found = [(path.stem, kept) for path in sorted(_folder().glob("*.json")) if (kept := _read(path)) is not None]
    return AdapterList(
        tuple(
            AdapterRecord(name, _folder() / name, kept.request.model, 6_200_000, "", kept.report, _curve(kept))
            for name, kept in found
            if kept.report is not None
        ),
        tuple(
            TrainingRun(name, kept.request, kept.done, kept.steps, kept.done > 0, _curve(kept))
            for name, kept in found
            if kept.report is None
        ),
    )


def plan_of(request: TrainRequest, steps: int) -> TrainingPlan:
    """A plan that is always the same, but for what is asked."""
    count = request.recipe.steps or steps
    return TrainingPlan(
        request.name, "A model that pretends", 323, 57, len(request.stories), 1200, 380, count, request.recipe.batch,
        24, "float32", "cpu", 60 * request.recipe.minutes, 1_900_000_000, 11_000_000_000, 160_000_000,
        80_000_000_000, REMARKS,
    )  # fmt: skip


def step_of(step: int, steps: int, seconds: float = 0.0) -> TrainingStep:
    """An update: every loss falls, a little unevenly."""
    losses = {
        name: start * (1 - share * (1 - math.exp(-speed * step))) * (1 + 0.06 * math.sin(step * (7 + place)))
        for place, (name, (start, share, speed)) in enumerate(_STARTS.items())
    }
    told = {"loss": sum(losses.values()), **losses, "kept": _KEPT_LOSS * math.exp(-0.05 * step)}
    return TrainingStep(step, steps, told, 1e-3, (steps - step) * seconds)


def look_of(step: int) -> TrainingMeasured:
    """A look: a little worse than what is trained on."""
    losses = {
        name: start * (1 - 0.85 * share * (1 - math.exp(-speed * step))) * 1.04
        for name, (start, share, speed) in _STARTS.items()
    }
    return TrainingMeasured(step, {"loss": sum(losses.values()), **losses}, best=True)


def painted_of(request: TrainRequest, step: int) -> TrainingPainted:
    """Samples: landscapes that are others each time."""
    found = []
    for number, caption in enumerate(_SAMPLES[:_PAINTED]):
        before, now = (_painting(request.name, number, one) for one in (0, step))
        if not now.is_file():
            write(iter((landscape(70 + number + 9 * step),)), (now,))
        picture = _sample(request.name, number, caption).picture
        found.append(TrainingSample(caption, picture, before, now if step else None))
    return TrainingPainted(step, tuple(found))


def curve_of(done: int, steps: int = 0) -> TrainingCurve:
    """How it has gone so far."""
    updates = tuple(step_of(step, steps or done) for step in range(1, done + 1))
    return TrainingCurve(updates, tuple(look_of(step) for step in range(4, done + 1, 4)))


def report_of(request: TrainRequest, done: int, ended: str) -> TrainingReport:
    """Better on what was learnt, hardly worse on the general set; with pictures before and after."""
    before = (_figures("your pictures", 57, 380, (0.18, 0.42, 0.56), -3.02, 0.94),
              _figures("the general set", 200, 200, (0.71, 0.93, 0.97), -1.31, 0.38))  # fmt: skip
    after = (_figures("your pictures", 57, 380, (0.49, 0.79, 0.88), -1.88, 0.55),
             _figures("the general set", 200, 200, (0.70, 0.92, 0.97), -1.33, 0.39))  # fmt: skip
    samples = tuple(_sample(request.name, number, caption) for number, caption in enumerate(_SAMPLES))
    return TrainingReport(
        request.name, _folder() / request.name, done, done, 483.0, "kept" if ended == "kept" else "whole",
        before, after, samples, 323, request,
    )  # fmt: skip


def _curve(kept: _Kept) -> TrainingCurve:
    """How it has gone, with what was painted meanwhile."""
    steps = range(kept.done + 1)
    painted = [step for step in steps if _painting(kept.request.name, 0, step).is_file()]
    rounds = tuple(painted_of(kept.request, step) for step in painted)
    return replace(curve_of(kept.done, kept.steps), painted=rounds)


def _painting(name: str, number: int, step: int) -> Path:
    return _folder() / name / f"{number}-after-{step}.png"


def _figures(
    name: str, count: int, candidates: int, found: tuple[float, float, float], words: float, told: float
) -> TrainingFigures:
    at = dict(zip(("R@1", "R@5", "R@10"), found, strict=True))
    return TrainingFigures(name, count, candidates, at, words, told)


def _sample(name: str, number: int, caption: str) -> TrainingSample:
    paths = tuple(_folder() / name / f"{number}-{what}.png" for what in ("picture", "before", "after"))
    if not all(path.is_file() for path in paths):
        write((landscape(seed) for seed in (40 + number, 900 + number, 40 + number)), paths)
    return TrainingSample(caption, *paths)


def _folder() -> Path:
    return locations.data_dir() / "fake-training"


def _place(name: str) -> Path:
    return _folder() / f"{name}.json"


def _read(path: Path) -> _Kept | None:
    if not path.is_file():
        return None
    return msgspec.json.decode(path.read_bytes(), type=_Kept, dec_hook=lambda _, value: Path(value))


def _write(path: Path, kept: _Kept) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(".part")
    part.write_bytes(msgspec.json.encode(kept, enc_hook=str))
    part.replace(path)
