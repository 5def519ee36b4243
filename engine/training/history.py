"""A run's record: every update's losses, every look at the held-out part, and samples; one JSON object a line."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import msgspec

from gill_studio.core.training import TrainingMeasured, TrainingPainted, TrainingStep

HISTORY = "history.jsonl"


@dataclass(frozen=True)
class Look:
    """The held-out loss after so many updates."""

    step: int
    loss: float


class History:
    """The record in a file. What a resumed run does again is cut off, so that no step stands in it twice."""

    def __init__(self, path: Path, step: int) -> None:
        self._path = path
        self.looks: list[Look] = []
        self.begun: TrainingPainted | None = None
        """What was painted before the first update."""
        kept = [record for record in read_records(path) if int(record["step"]) <= step]
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary = path.with_name(path.name + ".part")
        temporary.write_text("".join(json.dumps(record) + "\n" for record in kept), encoding="utf-8")
        temporary.replace(path)
        for record in kept:
            if "best" in record:
                self.looks.append(Look(int(record["step"]), _number(record["losses"])))
            elif "samples" in record and record["step"] == 0:
                self.begun = painted_of(record)

    @property
    def best(self) -> Look | None:
        """The look with the smallest loss, the first of equal ones."""
        return min(self.looks, key=lambda look: look.loss, default=None)

    @property
    def since_best(self) -> int:
        """Looks after the best."""
        best = self.best
        return 0 if best is None else sum(look.step > best.step for look in self.looks)

    def stepped(self, step: TrainingStep) -> None:
        """Write an update down."""
        self._write(asdict(step))

    def looked(self, step: int, losses: dict[str, float]) -> TrainingMeasured:
        """Write a look down, and say whether it is the best so far."""
        best, loss = self.best, losses["loss"]
        better = math.isfinite(loss) and (best is None or loss < best.loss)
        measured = TrainingMeasured(step, losses, better)
        self.looks.append(Look(step, loss if math.isfinite(loss) else math.inf))
        self._write(asdict(measured))
        return measured

    def painted(self, painted: TrainingPainted) -> None:
        """Write samples down."""
        self._write(msgspec.to_builtins(painted, enc_hook=str))

    def _write(self, record: dict[str, object]) -> None:
        with self._path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(record) + "\n")


def read_records(path: Path) -> Iterator[dict[str, Any]]:
    """The updates and looks in a record, as they were written down; nothing where there is none."""
    if not path.is_file():
        return
    for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
        try:
            record = json.loads(line)
        except (ValueError, RecursionError):  # a line that a kill cut off
            return
        if isinstance(record, dict) and isinstance(record.get("step"), int):
            yield record


def painted_of(record: dict[str, Any]) -> TrainingPainted | None:
    """The samples in a record; None where they cannot be read."""
    try:
        return msgspec.convert(record, TrainingPainted, dec_hook=lambda _, value: Path(value))
    except (msgspec.ValidationError, TypeError):
        return None


def _number(losses: object) -> float:
    value = losses.get("loss") if isinstance(losses, dict) else None
    return float(value) if isinstance(value, int | float) and math.isfinite(value) else math.inf
