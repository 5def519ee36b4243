"""Stages of the recipe: how each is built, how long it trains, and what it leaves behind."""

from __future__ import annotations

import csv
import json
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Self

import torch

from engine.context import RunContext
from engine.starter.recipe.config import Optimisation, Recipe
from engine.training.loop import LoopConfig, Step, Task, train
from engine.training.schedule import Schedule

_MEASURED_STEPS = 6
_LOG_EVERY = 10


@dataclass(frozen=True)
class Workshop:
    """Where a recipe is being carried out: its numbers, its folder, the device."""

    recipe: Recipe
    folder: Path
    device: torch.device
    hours: float
    context: RunContext
    checkpoint_seconds: float = 120.0

    @property
    def model(self) -> Path:
        """The model folder that grows as stages end."""
        return self.folder / "model"


@dataclass(frozen=True)
class Stage:
    """One stage: `build` makes its task, `finish` writes what it trained into the model folder."""

    name: str
    optimisation: Callable[[Recipe], Optimisation]
    build: Callable[[Workshop], Task]
    finish: Callable[[Workshop, Task], None]


def run_stage(stage: Stage, shop: Workshop) -> None:
    """Carry a stage out from where it stands to its end; nothing is done when it has ended before."""
    done = shop.folder / f"{stage.name}.done"
    if done.exists():
        return
    steps = planned_steps(stage, shop)
    config = replace(_loop_config(stage.optimisation(shop.recipe), steps), checkpoint_seconds=shop.checkpoint_seconds)
    torch.manual_seed(shop.recipe.world.seed)
    task = stage.build(shop)
    with CsvLog(shop.folder / f"{stage.name}.csv") as log:
        for step in train(task, config, shop.folder, shop.context):
            log.write(step)
    stage.finish(shop, task)
    done.write_text(f"{steps} steps\n", encoding="utf-8")


def planned_steps(stage: Stage, shop: Workshop) -> int:
    """The stage's steps: fixed in the recipe, or its share of the hours at the speed measured when it first starts.

    Written down at once: schedules count steps, and a resumed run must have the same ones.
    """
    path = shop.folder / "plan.json"
    plan: dict[str, int] = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    if stage.name not in plan:
        optimisation = stage.optimisation(shop.recipe)
        plan[stage.name] = optimisation.steps or _affordable_steps(stage, shop, optimisation)
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary = path.with_name(f"{path.name}.{stage.name}")
        temporary.write_text(json.dumps(plan, indent=1), encoding="utf-8")
        temporary.replace(path)
    return plan[stage.name]


def _affordable_steps(stage: Stage, shop: Workshop, optimisation: Optimisation) -> int:
    torch.manual_seed(shop.recipe.world.seed)
    task = stage.build(shop)
    config = replace(_loop_config(optimisation, _MEASURED_STEPS), checkpoint_seconds=float("inf"))
    trial = shop.folder / "trial"
    times = [step.seconds for step in train(task, config, trial, shop.context)]
    (trial / f"{task.name}.checkpoint.pt").unlink()
    seconds = sorted(times[2:])[len(times[2:]) // 2]
    return max(20, int(shop.hours * 3600 * optimisation.share / seconds))


def _loop_config(optimisation: Optimisation, steps: int) -> LoopConfig:
    warmup = min(optimisation.warmup, steps // 5)
    return LoopConfig(
        Schedule(optimisation.peak, steps, warmup),
        average=optimisation.average,
        weight_decay=optimisation.weight_decay,
        muon=optimisation.muon,
    )


class CsvLog:
    """Means of losses over every ten steps, one row each; rows a resumed run will write again are cut off."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._sums: dict[str, float] = {}
        self._count = 0
        self._start = time.monotonic()

    def __enter__(self) -> Self:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        self._rows = self._path.read_text(encoding="utf-8").splitlines() if self._path.is_file() else []
        self._file = self._path.open("a", newline="", encoding="utf-8")
        self._first = True
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def write(self, step: Step) -> None:
        """Take a step in; every tenth is written."""
        if self._first:
            self._cut(step)
        for name, value in (step.losses | {"gradient_norm": step.gradient_norm, "seconds": step.seconds}).items():
            self._sums[name] = self._sums.get(name, 0.0) + value
        self._count += 1
        if step.number % _LOG_EVERY == 0 or step.number == step.total:
            means = {name: f"{total / self._count:.5g}" for name, total in self._sums.items()}
            csv.writer(self._file).writerow([step.number, f"{step.rate:.4g}", *means.values()])
            self._file.flush()
            self._sums, self._count = {}, 0

    def _cut(self, step: Step) -> None:
        """Start the file, or drop rows from this step on."""
        self._first = False
        header = ["step", "rate", *step.losses, "gradient_norm", "seconds"]
        kept = [row for row in self._rows[1:] if row and int(row.split(",")[0]) < step.number]
        self._file.seek(0)
        self._file.truncate()
        self._file.write("\n".join([",".join(header), *kept, ""]))
