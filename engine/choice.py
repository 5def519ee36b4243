"""Which model is used: the bundled starter, a model folder, or an installed model by its name."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from engine.catalogue import MODEL_FILE, ModelFolders, catalogue, entry_named
from engine.context import RunContext
from engine.weights.find import find
from gill_studio.core import locations
from gill_studio.core.errors import ModelError

if TYPE_CHECKING:
    from engine.facade import Engine

STARTER = "starter"
_SMALL = 1_000_000_000  # bytes of weights: below, a model is loaded whole and in float32 wherever it runs
_LARGEST_FILE = 1_000_000


@dataclass(frozen=True)
class PaintDefaults:
    """With how many steps, and which guidance, a model paints best."""

    steps: int = 25
    guidance: float = 7.5


@dataclass(frozen=True)
class ChosenModel:
    """A model that is there, and how it paints best."""

    folders: ModelFolders
    painting: PaintDefaults = PaintDefaults()


@dataclass(frozen=True)
class _Painting:
    painting: PaintDefaults = PaintDefaults()


def choose_model(which: str | None = None, adapter: str | None = None) -> ChosenModel:
    """The bundled starter (None or "starter"), the model folder at that path, or the installed model of that name.

    With `adapter`, the adapter of that name that was trained here takes the place of the model's own. Raises
    ModelError when one of them is not there or not whole.
    """
    chosen = _chosen(which)
    if not adapter:
        return chosen
    from engine.adapters import with_adapter

    return with_adapter(chosen, adapter)


def _chosen(which: str | None) -> ChosenModel:
    if which is None or which == STARTER:
        folder = locations.resources_dir() / STARTER
        if not (folder / MODEL_FILE).is_file():
            raise ModelError(
                f"The starter model is not in {folder}.",
                "Install GILL Studio again, or choose another model with --model.",
            )
        return _in_folder(folder)
    if Path(which).is_dir():
        return _in_folder(Path(which))
    return ChosenModel(find(entry_named(catalogue(), which), locations.models_dir()))


def load_chosen(chosen: ChosenModel, context: RunContext | None = None) -> Engine:
    """Load it on the best device: a small model whole, a large one by its memory plan."""
    from engine.device.count import count_parameters
    from engine.device.plan import plan
    from engine.device.probe import probe
    from engine.facade import Engine

    best = probe().best
    if _weight_bytes(chosen.folders) < _SMALL:
        return Engine.load(chosen.folders, device=best.device, context=context)
    return Engine.load(chosen.folders, plan=plan(count_parameters(chosen.folders), best), context=context)


def _in_folder(folder: Path) -> ChosenModel:
    folders = ModelFolders.of(folder)
    path = folder / MODEL_FILE
    try:
        with path.open("rb") as file:
            painting = msgspec.json.decode(file.read(_LARGEST_FILE), type=_Painting).painting
    except (OSError, ValueError) as error:
        raise ModelError(f"{path}: painting cannot be read: {error}.", "Correct it, or take it out.") from error
    return ChosenModel(folders, painting)


def _weight_bytes(folders: ModelFolders) -> int:
    parts = (folders.language, folders.vision, folders.painter)
    endings = (".safetensors", ".bin")
    return sum(
        path.stat().st_size for part in parts if part is not None for path in part.rglob("*") if path.suffix in endings
    )
