"""Samples painted while a training runs: without a trace in it, in a small part of its time, and never its end."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from PIL import Image

from engine.context import CancelledError, RunContext
from engine.models.adapter_files import read_adapter
from engine.training.examples import Example
from engine.training.previews import Previews, Purse, can_paint_meanwhile
from engine.training.run import train_adapter
from engine.training.runs import adapter_list, run_folder
from engine.training.samples import ModelEasel
from gill_studio.core.errors import ModelError
from gill_studio.core.training import (
    TrainingCurve,
    TrainingMeasured,
    TrainingPainted,
    TrainingReport,
    TrainingStep,
    TrainRequest,
)

Request = Callable[..., TrainRequest]
EXAMPLES = tuple(Example(f"k{number}", f"a fox {number}") for number in range(4))
FILES = {one.key: Path(f"{one.key}.png") for one in EXAMPLES}


class Clock:
    """Time that passes when somebody works."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = 0.0
        for name in ("monotonic", "perf_counter"):
            monkeypatch.setattr(f"engine.training.previews.time.{name}", lambda: self.now)


class Easel:
    """Paints a grey square, in as many seconds as it is told."""

    def __init__(self, clock: Clock, seconds: float, steps: int = 4) -> None:
        self.clock, self.seconds, self.steps = clock, seconds, steps
        self.prepared = 0
        self.painted: list[tuple[str, int]] = []
        self.error: Exception | None = None

    def prepare(self) -> None:
        self.prepared += 1

    def paint(self, example: Example, seed: int, context: RunContext) -> Image.Image:
        for step in range(self.steps):
            self.clock.now += self.seconds / self.steps
            context.step("painting", step, self.steps)
        if self.error is not None:
            raise self.error
        self.painted.append((example.caption, seed))
        return Image.new("RGB", (8, 8), "gray")


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    return Clock(monkeypatch)


def previews_of(easel: Easel, folder: Path, planned: float = 480.0, context: RunContext | None = None) -> Previews:
    return Previews(easel, EXAMPLES, FILES, Purse(planned, 12), folder, context or RunContext())


@pytest.mark.parametrize(("seconds", "count"), [(0.02, 4), (0.2, 3), (0.7, 1), (4.0, 1)])
def test_painting_takes_a_small_part_of_the_time_however_slow_it_is(
    clock: Clock, tmp_path: Path, seconds: float, count: int
) -> None:
    previews = previews_of(Easel(clock, seconds), tmp_path)
    rounds = [previews.begin(), *(previews.after(10 * look, 40.0) for look in range(1, 13))]
    assert clock.now <= 0.03 * 480
    made = [one for one in rounds if one is not None]
    assert len(made) >= 2, "before and now"
    assert {len(one.samples) for one in made} == {count}, "always the same captions"
    assert len(made) == 13 or seconds * count > 0.5
    last = made[-1].samples[0]
    assert (last.caption, last.picture, last.before) == ("a fox 0", Path("k0.png"), made[0].samples[0].before)
    assert last.after is not None
    assert last.after.is_file()


def test_what_is_too_slow_is_not_painted_at_all(clock: Clock, tmp_path: Path) -> None:
    easel = Easel(clock, 90.0)
    previews = previews_of(easel, tmp_path)
    assert previews.begin() == TrainingPainted(0)
    assert clock.now < 0.05 * 480 + 90 / 4, "given up within one denoising step"
    assert easel.painted == []
    assert previews.after(10, 40.0) is None
    short = Easel(clock, 0.1)
    assert previews_of(short, tmp_path, planned=5.0).begin() == TrainingPainted(0)
    assert short.prepared == 0, "no painter is loaded for so short a training"


@pytest.mark.parametrize("error", [RuntimeError("CUDA out of memory"), ModelError("damaged"), OSError(28, "full")])
def test_a_painter_that_fails_ends_the_painting_and_nothing_else(
    clock: Clock, tmp_path: Path, error: Exception
) -> None:
    easel = Easel(clock, 0.2)
    previews = previews_of(easel, tmp_path)
    begun = previews.begin()
    assert begun is not None
    assert len(begun.samples) == 3
    easel.error = error
    assert previews.after(10, 40.0) is None
    easel.error = None
    assert previews.after(20, 40.0) is None, "it is not tried again"
    at_once = Easel(clock, 0.2)
    at_once.error = error
    assert previews_of(at_once, tmp_path).begin() == TrainingPainted(0, failed=True)


def test_a_stopped_training_does_not_wait_for_a_picture(clock: Clock, tmp_path: Path) -> None:
    easel = Easel(clock, 1.0, steps=100)
    context = RunContext(lambda: clock.now > 0.3)
    with pytest.raises(CancelledError):
        previews_of(easel, tmp_path, context=context).begin()
    assert clock.now < 0.35


def test_a_resumed_training_paints_for_the_same_captions(clock: Clock, tmp_path: Path) -> None:
    begun = previews_of(Easel(clock, 0.2), tmp_path).begin()
    easel = Easel(clock, 0.2)
    again = previews_of(easel, tmp_path)
    assert again.begin(begun) is None
    assert easel.painted == []
    painted = again.after(10, 40.0)
    assert painted is not None
    assert [one.before for one in painted.samples] == [one.before for one in begun.samples]  # type: ignore[union-attr]


def test_a_large_painter_does_not_paint_beside_a_training_on_a_processor(tmp_path: Path) -> None:
    path = tmp_path / "unet" / "model.safetensors"
    path.parent.mkdir()
    with path.open("wb") as file:
        file.truncate(10_000)
    assert can_paint_meanwhile(tmp_path, "cpu", 0)
    with path.open("wb") as file:
        file.truncate(1_700_000_000)  # a hole: it takes no room
    assert not can_paint_meanwhile(tmp_path, "cpu", 0)


# In a training ------------------------------------------------------------------------------------------------------


@pytest.fixture
def generous(monkeypatch: pytest.MonkeyPatch) -> None:
    """A training of a few milliseconds may be painted through."""
    monkeypatch.setattr("engine.training.previews._SHARE", 1e6)


def carried_out(request: TrainRequest) -> tuple[TrainingReport, list[object]]:
    told: list[object] = []
    report = train_adapter(request, RunContext(on_partial=told.append))
    assert isinstance(report, TrainingReport)
    return report, told


def weights(folder: Path) -> dict[str, torch.Tensor]:
    return dict(read_adapter(folder).adapter.state_dict())


@pytest.mark.usefixtures("generous")
def test_painting_leaves_no_trace_in_what_is_learnt(request_of: Request) -> None:
    torch.manual_seed(7)
    without, quiet = carried_out(replace(request_of("without", samples=2), previews=False))
    drawn = torch.rand(3)
    torch.manual_seed(7)
    painted, told = carried_out(request_of("with", samples=2))
    assert torch.equal(torch.rand(3), drawn), "nor in the random numbers"
    first, second = weights(without.folder), weights(painted.folder)
    assert all(torch.equal(first[name], second[name]) for name in first)
    assert painted.after == without.after
    assert not [one for one in quiet if isinstance(one, TrainingPainted)]
    rounds = [one for one in told if isinstance(one, TrainingPainted)]
    assert [one.step for one in rounds] == [0, 2, 4], "the last state is painted with all care in the end"
    for one in rounds:
        assert [sample.caption for sample in one.samples] == [sample.caption for sample in painted.samples]
        for sample in one.samples:
            assert sample.picture.is_file()
            assert sample.before is not None
            assert sample.before.is_file()
            assert (sample.after is not None and sample.after.is_file()) is (one.step > 0)
    before, after = rounds[0].samples[0].before, rounds[-1].samples[0].after
    assert before is not None
    assert after is not None
    assert Image.open(before).tobytes() != Image.open(after).tobytes(), "it is what the model paints by then"


@pytest.mark.slow
@pytest.mark.usefixtures("generous")
def test_samples_are_remembered_in_order_and_once(request_of: Request) -> None:
    told: list[object] = []

    def cancelled() -> bool:
        return sum(isinstance(one, TrainingStep) for one in told) >= 3

    request = request_of("parts", samples=2)
    with pytest.raises(CancelledError):
        train_adapter(request, RunContext(cancelled, on_partial=told.append))
    (run,) = adapter_list().runs
    assert [one.step for one in run.curve.painted] == [0, 2]
    report, more = carried_out(replace(request, resume=True))
    assert [one.step for one in more if isinstance(one, TrainingPainted)] == [4]
    (record,) = adapter_list().adapters
    assert isinstance(record.curve, TrainingCurve)
    assert [one.step for one in record.curve.painted] == [0, 2, 4]
    assert [one.step for one in record.curve.looks] == [2, 4, 6]
    assert len(record.curve.steps) == 6
    assert all(sample.after is not None and sample.after.is_file() for sample in record.curve.painted[-1].samples)
    whole, _ = carried_out(request_of("whole", samples=2))
    first, second = weights(whole.folder), weights(report.folder)
    assert all(torch.equal(first[name], second[name]) for name in first), "resumed bit for bit, painted or not"


@pytest.mark.usefixtures("generous")
def test_a_painter_that_breaks_does_not_end_a_training(request_of: Request, monkeypatch: pytest.MonkeyPatch) -> None:
    plain, calls = ModelEasel.paint, []

    def broken(easel: ModelEasel, *arguments: object) -> Image.Image:
        calls.append(arguments)
        if len(calls) > 4:
            raise RuntimeError("CUDA error: out of memory")
        return plain(easel, *arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(ModelEasel, "paint", broken)
    report, told = carried_out(request_of("broken", samples=2))
    assert report.steps == 6
    assert [one.step for one in told if isinstance(one, TrainingPainted)] == [0]
    assert [one.step for one in told if isinstance(one, TrainingMeasured)] == [2, 4, 6]


@pytest.mark.slow
@pytest.mark.usefixtures("generous")
def test_one_that_is_replaced_paints_into_files_of_other_names(request_of: Request) -> None:
    """A window that remembers pictures by their names must not show those of the training before."""
    request = request_of("again", samples=1)
    first, _ = carried_out(request)
    second, _ = carried_out(replace(request, replace=True))
    assert first.samples[0].after != second.samples[0].after
    assert not (run_folder("again") / str(first.samples[0].after)).exists()
