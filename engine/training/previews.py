"""What the model would paint for held-out captions while it is trained, for a small part of the training's time."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import torch
from PIL import Image

from engine.context import CancelledError, RunContext
from engine.training.examples import Example
from gill_studio.core.errors import StudioError
from gill_studio.core.training import TrainingPainted, TrainingSample

_SHARE = 0.025  # of the time of learning
_SPARED = 0.8  # of what a round may take: pictures do not all take equally long
_LATE = 0.5  # of what all rounds together may take, after which the first pictures are given up
_COLD = 20  # times as long as the first picture all may take, where it is painted once more
_LEAST = 0.2  # seconds for all of them, under which no painter is loaded
_LARGE = 1_000_000_000  # bytes of a painter that a processor does not paint with in passing
_QUALITY = 92

_LOG = logging.getLogger(__name__)


class Easel(Protocol):
    """What paints: the model in training, and its painter."""

    def prepare(self) -> None:
        """Load what is not loaded yet."""

    def paint(self, example: Example, seed: int, context: RunContext) -> Image.Image:
        """A picture for the example's caption; steps the context, which may end it."""


class _TooSlowError(StudioError):
    """A picture has taken longer than all of them may."""


@dataclass
class Purse:
    """Seconds that may be spent on painting, out of those that learning takes.

    `planned` seconds of learning are divided by so many `looks`; one round, at the start, is paid in advance.
    """

    planned: float
    looks: int

    def __post_init__(self) -> None:
        self.round = _SHARE * self.planned / (self.looks + 1)
        self.left = self.round

    @property
    def whole(self) -> float:
        """What all rounds together may take."""
        return _SHARE * self.planned

    def earn(self, seconds: float) -> None:
        """So long it has learnt."""
        self.left += _SHARE * seconds

    def spend(self, seconds: float) -> None:
        """So long it has painted."""
        self.left -= seconds

    def pictures(self, seconds: float, most: int) -> int:
        """How many pictures of so many seconds a round has; 0 where even single ones, at some looks, are too many."""
        if 2 * seconds > self.whole:
            return 0
        return max(1, min(most, int(_SPARED * self.round / max(seconds, 1e-6))))


class Previews:
    """Paints some of `examples` at the start and at looks, as often as the purse allows.

    Painting never ends a training: where it fails or takes too long, there is none from then on.
    """

    def __init__(
        self,
        easel: Easel,
        examples: Sequence[Example],
        files: Mapping[str, Path],
        purse: Purse,
        folder: Path,
        context: RunContext,
    ) -> None:
        self._easel, self._examples, self._files = easel, examples, files
        self._purse, self._folder, self._context = purse, folder, context
        self._begun: TrainingPainted | None = None
        self._each = 0.0
        self._failed = False

    def begin(self, begun: TrainingPainted | None = None) -> TrainingPainted | None:
        """Paint what the model paints before it learns; None where that was done before, and is `begun`."""
        self._begun = begun
        if begun is not None:
            if begun.samples and self._tried(self._prepared) is None:
                self._begun = None
            return None
        pictures = self._tried(self._first) or []
        told = zip(self._examples, pictures, strict=False)
        samples = tuple(TrainingSample(one.caption, self._files[one.key], path) for one, path in told)
        self._begun = TrainingPainted(0, samples, self._failed)
        return self._begun

    def after(self, step: int, seconds: float) -> TrainingPainted | None:
        """Paint what it paints after `step` updates, the latest of which took `seconds`; None where it is too early."""
        self._purse.earn(seconds)
        begun = self._begun
        if begun is None or not begun.samples or self._purse.left < self._each * len(begun.samples):
            return None
        count = len(begun.samples)
        pictures = self._tried(lambda: self._round(step, count))
        if pictures is None:
            self._begun = None
            return None
        samples = (
            TrainingSample(one.caption, one.picture, one.before, path)
            for one, path in zip(begun.samples, pictures, strict=True)
        )
        return TrainingPainted(step, tuple(samples))

    # Inside

    def _first(self) -> list[Path]:
        """The round before anything is learnt: its first picture tells how many there can be."""
        if not self._examples or self._purse.whole < _LEAST:
            return []
        self._context.step("painting samples before", 0, len(self._examples))
        self._prepared()
        if self._purse.left < -self._purse.whole:
            return []
        start = time.perf_counter()
        until = _Until(self._context, time.monotonic() + _LATE * self._purse.whole)
        path = self._one(0, 0, until)
        self._spend(start)
        if _COLD * self._each < self._purse.whole:
            start = time.perf_counter()  # once more: the first one finds everything cold
            self._one(0, 0, until)
            self._spend(start)
        count = self._purse.pictures(self._each, len(self._examples))
        return [path, *self._round(0, count, 1)] if count else []

    def _prepared(self) -> list[Path]:
        """Loading is paid for, too; it comes before learning, where ending it costs nothing that was learnt."""
        start = time.perf_counter()
        self._easel.prepare()
        self._purse.spend(time.perf_counter() - start)
        return []

    def _round(self, step: int, count: int, first: int = 0) -> list[Path]:
        paths = []
        for number in range(first, count):
            start = time.perf_counter()
            paths.append(self._one(number, step, _Until(self._context)))
            self._spend(start)
        return paths

    def _spend(self, start: float) -> None:
        self._each = time.perf_counter() - start
        self._purse.spend(self._each)

    def _one(self, number: int, step: int, context: RunContext) -> Path:
        self._folder.mkdir(parents=True, exist_ok=True)
        path = self._folder / f"{number + 1}-after-{step}.jpg"
        image = self._easel.paint(self._examples[number], number, context)
        image.save(path, quality=_QUALITY, subsampling=0)
        return path

    def _tried(self, act: Callable[[], list[Path]]) -> list[Path] | None:
        try:
            return act()
        except CancelledError:
            raise
        except _TooSlowError:
            _LOG.info("nothing is painted while it learns: a picture takes too long")
            return None
        except (StudioError, OSError, RuntimeError, MemoryError, ValueError) as error:
            _LOG.warning("nothing is painted while it learns: %s", error)
            self._failed = True
            if torch.cuda.is_available():
                torch.cuda.empty_cache()
            return None


class _Until(RunContext):
    """Ends what is painted when the training is to end, or when it is late; says nothing of single steps."""

    def __init__(self, context: RunContext, late: float | None = None) -> None:
        super().__init__()
        self._outer, self._late = context, late

    def step(self, label: str, done: int, total: int) -> None:
        """See RunContext."""
        del label, done, total
        self._outer.check()
        if self._late is not None and time.monotonic() > self._late:
            raise _TooSlowError("A picture takes too long.")


def can_paint_meanwhile(painter: Path, device: str, memory: int) -> bool:
    """Whether the painter in that folder can paint beside a training that needs so much memory."""
    size = sum(path.stat().st_size for path in painter.rglob("*") if path.suffix in {".safetensors", ".bin"})
    if device.startswith("cuda"):
        return int(torch.cuda.mem_get_info(device)[0]) > memory + 2 * size
    return size < _LARGE
