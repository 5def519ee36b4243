"""Checkpoints of a training run: whole or not there, and read without running anything."""

from __future__ import annotations

import os
import pickle
from contextlib import suppress
from pathlib import Path
from typing import Any

import torch

from gill_studio.core.errors import ModelError


def save_checkpoint(path: Path, state: dict[str, Any]) -> None:
    """Write tensors and plain values so that a crash leaves the old file: temporary file, fsync, rename."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(path.name + ".part")
    try:
        with temporary.open("wb") as file:
            torch.save(state, file)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except BaseException:
        with suppress(OSError):
            temporary.unlink()  # on a full disk, room to go on
        raise


def load_checkpoint(path: Path) -> dict[str, Any] | None:
    """What was saved, on the CPU; None where there is none; ModelError for a file that is not a checkpoint."""
    if not path.is_file():
        return None
    try:
        state: dict[str, Any] = torch.load(path, map_location="cpu", weights_only=True)
    except (OSError, RuntimeError, EOFError, ValueError, KeyError, pickle.UnpicklingError) as error:
        raise ModelError(
            f"The checkpoint {path} cannot be read: {error}", "Delete it to start this stage of the training anew."
        ) from error
    return state
