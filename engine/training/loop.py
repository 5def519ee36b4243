"""The training loop: one page that yields steps. What is trained, and on what, is a task's affair."""

from __future__ import annotations

import math
import time
from collections.abc import Generator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol, runtime_checkable

import torch
from torch import Tensor, nn

from engine.context import RunContext
from engine.training.checkpoint import load_checkpoint, save_checkpoint
from engine.training.muon import Muon
from engine.training.schedule import Schedule
from gill_studio.core.errors import StudioError


@dataclass(frozen=True)
class LoopConfig:
    """How to optimise. `autocast` is the precision of the passes; weights and moments stay in float32.

    A task's batch depends on the step's number alone, so nothing but weights, moments and averages has to be
    kept to resume exactly.
    """

    schedule: Schedule = field(default_factory=Schedule)
    betas: tuple[float, float] = (0.9, 0.95)
    weight_decay: float = 0.01
    muon: float = 0.0
    """Peak rate of Muon for the weights of linear and convolutional layers; 0 leaves everything to AdamW. Its rate
    follows the schedule's shape, whose own peak is then AdamW's, for embeddings, norms and biases."""
    clip: float = 1.0
    average: float = 0.0
    """Decay of an exponential moving average of the weights; 0 keeps none."""
    autocast: bool = True
    checkpoint_seconds: float = 120.0
    checkpoint_steps: int = 0
    """After so many updates a checkpoint is written, too; 0: only by the clock."""
    saves: bool = True
    """Whether this process writes checkpoints: of several that train together, one does."""


class Task(Protocol):
    """What is trained: a module, and its loss at a step."""

    name: str
    module: nn.Module
    """Its parameters that require gradients are trained."""

    def loss(self, step: int) -> tuple[Tensor, Mapping[str, Tensor]]:
        """The loss of step `step`, and its parts to be logged (detached scalars). A function of the step alone."""

    def after_step(self, step: int) -> None:
        """Called after each update, for constraints on the weights."""


@runtime_checkable
class DividedTask(Protocol):
    """A task that computes a step's gradients itself, in as many passes and on as many processes as it likes."""

    def backward(self, step: int) -> tuple[Tensor, Mapping[str, Tensor]]:
        """Leave the gradients of step `step` in the parameters; the loss and its parts, detached."""


class DivergedError(StudioError):
    """The loss is not a number any more."""


@dataclass(frozen=True)
class Step:
    """One step that has been done, for logs: its number (from 1), losses, rate, gradient norm and seconds."""

    number: int
    total: int
    losses: dict[str, float]
    rate: float
    gradient_norm: float
    seconds: float


def train(
    task: Task, config: LoopConfig, folder: Path, context: RunContext | None = None
) -> Generator[Step, None, None]:
    """Train `task` to the end of its schedule, resuming from `folder` where there is a checkpoint.

    Yields each step. A checkpoint is written every few minutes, at the end, and when the caller stops asking
    or cancels. Raises DivergedError, keeping the last checkpoint, when the loss is not a number. In the end
    the module holds the averaged weights, if an average is kept.
    """
    context = context or RunContext()
    run = _Run(task, config, folder / f"{task.name}.checkpoint.pt")
    total = config.schedule.steps
    saved = time.monotonic()
    try:
        while run.step < total:
            context.step(task.name, run.step, total)
            yield run.advance()
            due = config.checkpoint_steps and run.step % config.checkpoint_steps == 0
            if due or time.monotonic() - saved > config.checkpoint_seconds:
                run.save()
                saved = time.monotonic()
    finally:
        run.save()
    run.use_average()


class _Run:
    """The moving parts of a run: optimizer, average, step number."""

    def __init__(self, task: Task, config: LoopConfig, path: Path) -> None:
        self.task, self.config, self.path = task, config, path
        self.parameters = {n: p for n, p in task.module.named_parameters() if p.requires_grad}
        self.optimizers = _optimizers(task.module, self.parameters, config)
        self.average = {n: p.detach().clone() for n, p in self.parameters.items()} if config.average else {}
        self.step = 0
        self._sound = True
        state = load_checkpoint(path)
        if state is not None:
            self._restore(state)

    def advance(self) -> Step:
        start = time.perf_counter()
        device = next(iter(self.parameters.values())).device.type
        rate = self.config.schedule.rate(self.step)
        for optimizer, scale in self.optimizers:
            for group in optimizer.param_groups:
                group["lr"] = rate * scale
        loss, parts = self._gradients(device)
        norm = float(nn.utils.clip_grad_norm_(self.parameters.values(), self.config.clip))
        if not math.isfinite(norm) or not math.isfinite(float(loss.detach())):
            self._sound = False
            raise DivergedError(
                f"The loss of {self.task.name} is not a number at step {self.step + 1}.",
                "The last good checkpoint is kept; train again with a smaller learning rate.",
            )
        for optimizer, _ in self.optimizers:
            optimizer.step()
        self.task.after_step(self.step)
        self._update_average()
        self.step += 1
        losses = {"loss": float(loss.detach())} | {n: float(v) for n, v in parts.items()}
        return Step(self.step, self.config.schedule.steps, losses, rate, norm, time.perf_counter() - start)

    def _gradients(self, device: str) -> tuple[Tensor, Mapping[str, Tensor]]:
        if isinstance(self.task, DividedTask):
            return self.task.backward(self.step)
        with torch.autocast(device, torch.bfloat16, enabled=self.config.autocast):
            loss, parts = self.task.loss(self.step)
        for parameter in self.parameters.values():
            parameter.grad = None
        loss.backward()
        return loss, parts

    def save(self) -> None:
        if not self._sound or not self.config.saves:
            return
        module = {n: t for n, t in self.task.module.state_dict().items() if n in self.parameters}
        states = [optimizer.state_dict() for optimizer, _ in self.optimizers]
        state = {"step": self.step, "module": module, "optimizers": states, "average": self.average}
        save_checkpoint(self.path, state)

    def use_average(self) -> None:
        with torch.no_grad():
            for name, value in self.average.items():
                self.parameters[name].copy_(value)

    def _update_average(self) -> None:
        if not self.average:
            return
        # Early weights are noise: the average forgets faster while it is young.
        decay = min(self.config.average, (1 + self.step) / (10 + self.step))
        torch._foreach_lerp_(list(self.average.values()), [p.detach() for p in self.parameters.values()], 1 - decay)

    def _restore(self, state: dict[str, Any]) -> None:
        with torch.no_grad():
            for name, parameter in self.parameters.items():
                parameter.copy_(state["module"][name])
                if self.average:
                    self.average[name].copy_(state["average"][name])
        for (optimizer, _), kept in zip(self.optimizers, state["optimizers"], strict=True):
            optimizer.load_state_dict(kept)
        self.step = int(state["step"])


def _optimizers(
    module: nn.Module, parameters: dict[str, nn.Parameter], config: LoopConfig
) -> list[tuple[torch.optim.Optimizer, float]]:
    """Who steps what, and at which multiple of the schedule's rate."""
    embeddings = {id(m.weight) for m in module.modules() if isinstance(m, nn.Embedding)}
    layers = {n: p for n, p in parameters.items() if n.endswith("weight") and p.ndim > 1}
    matrices = [p for p in layers.values() if config.muon and id(p) not in embeddings]
    orthogonal = {id(p) for p in matrices}
    others = [p for p in parameters.values() if id(p) not in orthogonal]
    adam = torch.optim.AdamW(others, lr=0.0, betas=config.betas, weight_decay=config.weight_decay, fused=True)
    if not matrices:
        return [(adam, 1.0)]
    return [(adam, 1.0), (Muon(matrices, lr=0.0), config.muon / config.schedule.peak)]
