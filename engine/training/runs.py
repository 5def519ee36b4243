"""Trainings as they lie on disk: which have not ended, how they went, and forgetting them. Needs no torch."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

import msgspec

from engine.adapters import REPORT, adapter_folder, adapter_records, remove_adapter
from engine.training.history import HISTORY, painted_of, read_records
from gill_studio.core import locations
from gill_studio.core.errors import StudioError
from gill_studio.core.training import (
    AdapterList,
    TrainingCurve,
    TrainingError,
    TrainingMeasured,
    TrainingPainted,
    TrainingRun,
    TrainingStep,
    TrainRequest,
    Whole,
)

RUN, BEST = "run.json", "best"
_MOST_STEPS = 400  # of a curve: more than a window has room for
_Value = TypeVar("_Value")


class _Settled(msgspec.Struct):
    steps: Whole


class _Written(msgspec.Struct):
    """What is needed here of a run's record."""

    request: TrainRequest
    settled: _Settled


def runs_dir() -> Path:
    """The folder of all trainings."""
    return locations.data_dir() / "training"


def run_folder(name: str) -> Path:
    """Where the run that makes the adapter of that name is kept; ModelError for a name that none can have."""
    return runs_dir() / adapter_folder(name).name


def adapter_list() -> AdapterList:
    """All named adapters with how their trainings went, and all trainings that have not ended, by name."""
    adapters = tuple(replace(one, curve=_adapter_curve(one.name)) for one in adapter_records())
    return AdapterList(adapters, tuple(sorted(_unfinished(), key=lambda run: run.name.casefold())))


def forget_adapter(name: str) -> None:
    """Delete a named adapter, and what its training has left; ModelError when there is none.

    A training that is to take its place stays. TrainingError when one that has not ended began with the adapter.
    """
    unfinished = tuple(_unfinished())
    for run in unfinished:
        if run.request.adapter == name:
            raise TrainingError(
                f"{run.name} began with {name} and has not ended: without it, it can neither go on nor be kept.",
                f"Let {run.name} learn to its end, or discard it; then remove {name}.",
            )
    remove_adapter(name)
    if all(run.name != name for run in unfinished):
        shutil.rmtree(run_folder(name), ignore_errors=True)


def forget_run(name: str) -> None:
    """Delete a training that has not ended; TrainingError when there is none."""
    folder = run_folder(name)
    if not any(run.name == name for run in _unfinished()):
        raise TrainingError(f"There is no training of {name} that has not ended.", "Perhaps it has ended meanwhile.")
    try:
        shutil.rmtree(folder)
    except OSError as error:
        raise TrainingError(
            f"{folder} cannot be deleted: {error.strerror or error}.", "Check the rights of the folder, then try again."
        ) from error


def _unfinished() -> Iterator[TrainingRun]:
    folders = runs_dir().iterdir() if runs_dir().is_dir() else ()
    for folder in folders:
        written = None if folder.name.startswith(".") else _read(folder / RUN)
        if written is None or _has_ended(folder):
            continue
        curve = _curve(folder) or TrainingCurve()
        done = curve.steps[-1].step if curve.steps else 0
        steps = written.settled.steps
        yield TrainingRun(folder.name, written.request, done, steps, done > 0 or (folder / BEST).is_dir(), curve)


def _has_ended(folder: Path) -> bool:
    """Whether its adapter is in its place: the last thing that a training does."""
    try:
        return (folder / BEST / REPORT).is_file() and adapter_folder(folder.name).is_dir()
    except StudioError:
        return False


def _adapter_curve(name: str) -> TrainingCurve | None:
    """How an adapter's training went; None where what lies there is another one, which is to take its place."""
    folder = run_folder(name)
    return _curve(folder) if _has_ended(folder) else None


def _read(path: Path) -> _Written | None:
    try:
        return msgspec.json.decode(path.read_bytes(), type=_Written, dec_hook=lambda _, value: Path(value))
    except (OSError, ValueError, RecursionError):  # nothing that could be gone on with
        return None


def _curve(folder: Path) -> TrainingCurve | None:
    """As much of a training's record as a chart can show; None where there is none."""
    steps: list[TrainingStep] = []
    looks: list[TrainingMeasured] = []
    painted: list[TrainingPainted] = []
    try:
        for record in read_records(folder / HISTORY):
            with suppress(msgspec.ValidationError):  # a loss that was none
                if "samples" in record:
                    painted += [one for one in (painted_of(record),) if one is not None]
                elif "best" in record:
                    looks.append(msgspec.convert(record, TrainingMeasured))
                else:
                    steps.append(msgspec.convert(record, TrainingStep))
    except OSError:  # there is no chart, but a training
        return None
    return TrainingCurve(_thinned(steps), _thinned(looks), _thinned(painted)) if steps or looks or painted else None


def _thinned(values: list[_Value]) -> tuple[_Value, ...]:
    """As many as a chart can show, evenly spread, with the last of them: all go through one message."""
    every = -(-len(values) // _MOST_STEPS) or 1
    kept = values[::every]
    if values and kept[-1] is not values[-1]:
        kept.append(values[-1])
    return tuple(kept)
