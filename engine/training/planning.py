"""What a training will do and cost, found out by trying a few steps of it."""

from __future__ import annotations

import math
import shutil
import statistics
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from engine.context import RunContext
from engine.training.examples import Lesson
from engine.training.features import Features, compute_features, open_shards, text_key
from engine.training.layout import Layout
from engine.training.memory import free_memory, needs_of
from engine.training.model import TrainingModel
from engine.training.sampler import Mixture, Sampler
from engine.training.task import AdapterTask
from gill_studio.core import locations
from gill_studio.core.training import (
    PassPrecision,
    TrainingError,
    TrainingPlan,
    TrainingRecipe,
    TrainRequest,
)
from gill_studio.core.training_remarks import DataRemark

_TRIED, _TRIED_SECONDS = 6, 6.0  # steps of each precision, after one that finds everything cold
_SLOWER = 1.2  # times as slow as another precision, after two steps, is not tried further
_LOOKS = 12
_FEWEST = 20
_COPIES = 8  # of the adapter on disk: weights and two moments, twice while they are replaced, and the best
_LOOK_SHARE = 0.35  # of a step's time, for each held-out example, against one that is trained on
_MEASURING = 4  # times all measured pictures are read, before and after


@dataclass(frozen=True)
class Settled:
    """The numbers that a run keeps to, once it has begun."""

    steps: int
    measure_every: int
    micro_batch: int
    precision: PassPrecision
    seconds: float = 0.0
    """How long its updates take, as far as was known."""
    memory: int = 0
    """Bytes that it needs at the peak."""

    def recipe(self, asked: TrainingRecipe) -> TrainingRecipe:
        """The recipe with these numbers."""
        return replace(
            asked,
            steps=self.steps,
            measure_every=self.measure_every,
            micro_batch=self.micro_batch,
            precision=self.precision,
        )


def settle(
    request: TrainRequest,
    model: TrainingModel,
    lesson: Lesson,
    remarks: Sequence[DataRemark],
    processes: int,
    context: RunContext,
) -> tuple[TrainingPlan, Settled]:
    """The plan for a lesson, and the numbers to keep to. A few features are computed, and kept, to find them out."""
    recipe = request.recipe
    missing = _missing(model, lesson)
    few = _some(lesson, recipe.batch)
    features, each = _some_features(model, few, context)
    few = few.restricted(features.__contains__)
    if not few.learnt and not few.stories:
        raise unreadable(features)
    lengths = sorted(len(features.ids(one.caption)) for one in (*lesson.learnt, *lesson.replayed)) or [16]
    positions = 2 * Layout(model.gill).length([[0] * lengths[-1 - len(lengths) // 20]])
    needs, free = needs_of(model.gill, positions), free_memory(model.device)
    share = -(-recipe.batch // processes)
    micro = recipe.micro_batch or needs.at_once(free, share)
    precision, seconds, micro = _tried(model, few, features, replace(recipe, micro_batch=micro))
    seconds /= processes
    look = _LOOK_SHARE * seconds * len(lesson.held_out) / recipe.batch
    steps = recipe.steps or max(_FEWEST, int((recipe.minutes * 60 - _LOOKS * look) / seconds))
    every = recipe.measure_every or max(1, -(-steps // _LOOKS))
    measured = _MEASURING * _LOOK_SHARE * seconds * (len(lesson.held_out) + len(lesson.general)) / recipe.batch
    plan = TrainingPlan(
        name=request.name,
        model=model.folders.name,
        examples=len(lesson.learnt),
        held_out=len(lesson.held_out),
        stories=len(lesson.stories),
        replayed=len(lesson.replayed),
        new_features=missing,
        steps=steps,
        batch=recipe.batch,
        micro_batch=micro,
        precision=precision,
        device=model.device,
        seconds=missing * each / processes + steps * seconds + (steps // every) * look + measured,
        memory=needs.fixed + micro * needs.each,
        memory_free=free,
        disk=_disk(model, missing),
        disk_free=_disk_free(),
        remarks=tuple(remarks),
    )
    return plan, Settled(steps, every, micro, precision, steps * seconds, plan.memory)


def unreadable(features: Features) -> TrainingError:
    """What is said where no picture can be read."""
    reason = next(iter(features.skipped.values()), "There is no file of them.")
    return TrainingError(
        f"Nothing can be learnt: none of the pictures can be read. {reason}",
        "Connect the disk they are on, or bring the collection up to date: gill-studio collection scan.",
    )


def _missing(model: TrainingModel, lesson: Lesson) -> int:
    """Pictures and texts that have no features yet."""
    pictures, texts = open_shards(model.folders)
    count = len(pictures.missing(lesson.pictures))
    return count + (0 if texts is None else len(texts.missing([text_key(text) for text in lesson.painted])))


def _some(lesson: Lesson, count: int) -> Lesson:
    """A batch's worth of a lesson."""
    return Lesson(
        lesson.learnt[:count],
        (),
        lesson.stories[:4],
        lesson.replayed[:count],
        lesson.replayed_contexts[:count],
        (),
        lesson.files,
    )


def _some_features(model: TrainingModel, lesson: Lesson, context: RunContext) -> tuple[Features, float]:
    """Features of a lesson, and seconds for each that was computed."""
    count = _missing(model, lesson)
    start = time.perf_counter()
    features = compute_features(model.gill, model.folders, lesson, context)
    return features, (time.perf_counter() - start) / count if count else 0.02


def _tried(
    model: TrainingModel, lesson: Lesson, features: Features, recipe: TrainingRecipe
) -> tuple[PassPrecision, float, int]:
    """(precision, seconds of a step, examples at once): where nothing is said, what is fastest on this processor.

    Where the memory that an estimate found does not suffice, fewer examples are computed at once.
    """
    micro = recipe.micro_batch
    mixture = Mixture(recipe.batch, recipe.packing, recipe.replay, min(recipe.distractors, recipe.batch), recipe.seed)
    wanted: list[PassPrecision] = [recipe.precision] if recipe.precision != "auto" else ["float32", "bfloat16"]
    if recipe.precision == "auto" and model.device.startswith("cuda"):
        wanted = ["bfloat16"]
    found: dict[PassPrecision, float] = {}
    for precision in wanted:
        tried = replace(recipe, precision=precision)
        before = model.gill if lesson.replayed else None
        task = AdapterTask(model.gill, features, Sampler(lesson, mixture), tried, before=before)
        found[precision] = _pace(task, min(found.values(), default=math.inf))
        micro = min(micro, task.micro_batch)
    model.gill.adapter.zero_grad()
    best = min(found, key=found.__getitem__)
    return best, found[best], micro


def _pace(task: AdapterTask, best: float) -> float:
    """Seconds of a step, the median of a few; `best` are those of another precision."""
    _timed(task, 0)
    times: list[float] = []
    while len(times) < _TRIED and sum(times) < _TRIED_SECONDS:
        times.append(_timed(task, len(times) + 1))
        if len(times) > 1 and min(times) > _SLOWER * best:
            break
    return statistics.median(times)


def _timed(task: AdapterTask, step: int) -> float:
    start = time.perf_counter()
    float(task.backward(step)[0])
    return time.perf_counter() - start


def _disk(model: TrainingModel, missing: int) -> int:
    adapter = model.gill.adapter
    mapper = adapter.config.mapper
    text = mapper.queries * mapper.output * 2 if model.folders.painter is not None else 0
    trained = sum(parameter.numel() for parameter in adapter.parameters()) * 4
    return missing * (text + adapter.config.vision_width * 4) + _COPIES * trained


def _disk_free() -> int:
    """Bytes free where runs are kept, and where features are: the smaller."""
    return min(shutil.disk_usage(_existing(place)).free for place in (locations.data_dir(), locations.cache_dir()))


def _existing(place: Path) -> Path:
    return next((one for one in (place, *place.parents) if one.exists()), place)
