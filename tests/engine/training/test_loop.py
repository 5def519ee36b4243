"""The training loop: resumed runs are the same runs, divergence stops, schedules count steps."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest
import torch
from torch import Tensor, nn

from engine.context import CancelledError, RunContext
from engine.training.checkpoint import load_checkpoint, save_checkpoint
from engine.training.loop import DivergedError, LoopConfig, train
from engine.training.schedule import Schedule
from gill_studio.core.errors import ModelError


class Line:
    """Fits a small network to random numbers drawn by the step's number."""

    name = "line"

    def __init__(self, bad_step: int = -1) -> None:
        torch.manual_seed(3)
        self.module: nn.Module = nn.Sequential(nn.Linear(4, 8), nn.Tanh(), nn.Linear(8, 1))
        self.bad_step = bad_step

    def loss(self, step: int) -> tuple[Tensor, Mapping[str, Tensor]]:
        inputs = torch.randn(16, 4, generator=torch.Generator().manual_seed(step))
        loss = (self.module(inputs).float() - inputs.sum(1, keepdim=True)).square().mean()
        if step == self.bad_step:
            loss = loss * float("nan")
        return loss, {"twice": 2 * loss.detach()}

    def after_step(self, step: int) -> None:
        pass


def config(steps: int = 40, **options) -> LoopConfig:
    return LoopConfig(Schedule(1e-2, steps, 5), average=0.9, **options)


def weights(task: Line) -> list[Tensor]:
    return [p.detach().clone() for p in task.module.parameters()]


def finish(folder: Path, task: Line | None = None, **options) -> Line:
    task = task or Line()
    for _ in train(task, config(**options), folder):
        pass
    return task


def test_it_learns_and_logs(tmp_path: Path):
    steps = list(train(Line(), config(200), tmp_path))
    assert [s.number for s in steps] == list(range(1, 201))
    assert steps[-1].losses["loss"] < 0.2 * steps[0].losses["loss"]
    assert steps[5].losses["twice"] == pytest.approx(2 * steps[5].losses["loss"])


@pytest.mark.parametrize("muon", [0.0, 0.02])
@pytest.mark.parametrize("stop", [1, 7, 39])
def test_a_stopped_run_resumes_to_the_very_same_weights(tmp_path: Path, stop: int, muon: float):
    whole = finish(tmp_path / "whole", muon=muon)
    for step in train(Line(), config(muon=muon), tmp_path / "parts"):
        if step.number == stop:
            break
    resumed = finish(tmp_path / "parts", muon=muon)
    assert all(torch.equal(a, b) for a, b in zip(weights(whole), weights(resumed), strict=True))


def test_a_run_that_has_ended_gives_its_averaged_weights_again(tmp_path: Path):
    first, again = finish(tmp_path), finish(tmp_path)
    assert all(torch.equal(a, b) for a, b in zip(weights(first), weights(again), strict=True))
    state = load_checkpoint(tmp_path / "line.checkpoint.pt")
    assert state is not None
    assert not torch.equal(state["module"]["0.weight"], first.module.get_parameter("0.weight"))


def test_cancel_keeps_a_checkpoint(tmp_path: Path):
    asked = 0

    def cancelled() -> bool:
        nonlocal asked
        asked += 1
        return asked > 10

    with pytest.raises(CancelledError):
        list(train(Line(), config(), tmp_path, RunContext(cancelled=cancelled)))
    state = load_checkpoint(tmp_path / "line.checkpoint.pt")
    assert state is not None
    assert state["step"] == 10


def test_a_loss_that_is_no_number_stops_and_keeps_the_last_good_checkpoint(tmp_path: Path):
    with pytest.raises(DivergedError, match="step 21"):
        list(train(Line(bad_step=20), config(checkpoint_seconds=0.0), tmp_path))
    state = load_checkpoint(tmp_path / "line.checkpoint.pt")
    assert state is not None
    assert state["step"] == 20
    assert all(bool(t.isfinite().all()) for t in state["module"].values())


def test_a_damaged_checkpoint_is_named(tmp_path: Path):
    path = tmp_path / "line.checkpoint.pt"
    save_checkpoint(path, {"step": 1})
    path.write_bytes(path.read_bytes()[:-30])
    with pytest.raises(ModelError, match=r"line\.checkpoint\.pt"):
        load_checkpoint(path)


def test_schedules():
    cosine = Schedule(1.0, 100, 10, floor=0.1)
    assert cosine.rate(0) == pytest.approx(0.1)
    assert cosine.rate(9) == pytest.approx(1.0)
    assert cosine.rate(55) == pytest.approx(0.55)
    assert cosine.rate(100) == cosine.rate(500) == pytest.approx(0.1)
    authors = Schedule(1e-3, 20_000, 2000, "authors")
    assert authors.rate(0) == 0
    assert authors.rate(2000) == pytest.approx(1e-3)
    assert authors.rate(12_000) == pytest.approx(1e-4)
    assert Schedule(0.5, 10, 0, "constant").rate(9) == 0.5
