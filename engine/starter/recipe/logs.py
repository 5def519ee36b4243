"""What the stages' CSV logs tell: curves to look at, and the training's record for the model card."""

from __future__ import annotations

import csv
import itertools
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from engine.starter.card import TRAINING_FILE
from engine.starter.recipe.stages import STAGES
from gill_studio.core.errors import StudioError

PLOT_FILE = "training.png"
_NOT_LOSSES = frozenset({"step", "rate", "gradient_norm", "seconds", "tokens"})
_COLUMNS = 3


@dataclass(frozen=True)
class StageLog:
    """One stage's log: columns by name, one value for every ten steps; `seconds` is the mean of a step."""

    name: str
    columns: dict[str, list[float]]

    @property
    def steps(self) -> int:
        """Steps done so far."""
        return int(self.columns["step"][-1])

    @property
    def hours(self) -> float:
        """Time spent in steps."""
        numbers = [0.0, *self.columns["step"]]
        spans = [after - before for before, after in itertools.pairwise(numbers)]
        return sum(span * seconds for span, seconds in zip(spans, self.columns["seconds"], strict=True)) / 3600


def stage_logs(folder: Path) -> list[StageLog]:
    """The logs of the stages that have begun, in the recipe's order."""
    return [log for stage in STAGES if (log := _read(folder / f"{stage.name}.csv", stage.name)) is not None]


def write_record(folder: Path, device: str, remark: str = "") -> Path:
    """Write training.json: for each stage its steps and hours, the device, and a remark. Returns its path."""
    logs = stage_logs(folder)
    record: dict[str, object] = {"device": device, "hours of steps": f"{sum(log.hours for log in logs):.2f}"}
    record |= {log.name: f"{log.steps} steps, {log.hours * 60:.0f} min" for log in logs}
    if remark:
        record["remark"] = remark
    path = folder / TRAINING_FILE
    path.write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")
    return path


def plot(folder: Path) -> Path:
    """Draw every stage's losses over its steps into training.png; StudioError without logs or matplotlib."""
    logs = stage_logs(folder)
    if not logs:
        raise StudioError(f"There is no log in {folder}.", "Train first, or name the folder with --folder.")
    try:
        from matplotlib.figure import Figure
    except ImportError as error:
        raise StudioError("Plots need matplotlib.", "Install it: pip install matplotlib") from error
    rows = -(-len(logs) // _COLUMNS)
    figure = Figure(figsize=(5 * _COLUMNS, 3.4 * rows), layout="constrained")
    for log, axes in zip(logs, figure.subplots(rows, _COLUMNS, squeeze=False).flat, strict=False):
        for name, values in _losses(log):
            axes.plot(log.columns["step"], values, label=name, linewidth=1)
        axes.set(title=f"{log.name}, {log.steps} steps, {log.hours:.1f} h", xlabel="step", yscale="log")
        axes.grid(visible=True, which="both", alpha=0.2)
        axes.legend(frameon=False, fontsize="small")
    for axes in figure.axes[len(logs) :]:
        axes.remove()
    path = folder / PLOT_FILE
    figure.savefig(path, dpi=110)
    return path


def _losses(log: StageLog) -> Iterator[tuple[str, list[float]]]:
    return ((name, values) for name, values in log.columns.items() if name not in _NOT_LOSSES and min(values) > 0)


def _read(path: Path, name: str) -> StageLog | None:
    if not path.is_file():
        return None
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    if not rows:
        return None
    return StageLog(name, {column: [float(row[column]) for row in rows] for column in rows[0]})
