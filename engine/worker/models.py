"""Which models there are, how each would fit this computer, and by what a recipe knows them again."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from engine.catalogue import MODEL_FILE, Entry, ModelFolders, Part, catalogue
from engine.weights.find import is_installed, part_folder
from gill_studio.core import locations
from gill_studio.core.errors import ModelError
from gill_studio.core.memory import PlannedMemory, PlannedPart, Role
from gill_studio.core.messages import STARTER, ModelPart, ModelRecord

if TYPE_CHECKING:
    from engine.device.parts import PartPlan
    from engine.device.plan import MemoryPlan
    from engine.device.sizes import ModelSizes

_WEIGHTS = frozenset({".safetensors", ".bin", ".pt", ".tar"})
_CONFIGS = frozenset({".json", ".txt"})
_SAMPLE = 1 << 16  # bytes at each end of a file of weights; its header with all names and shapes is among them


def model_records() -> Iterator[ModelRecord]:
    """The bundled model, where it is there, then those of the catalogue. Raises ModelError for a damaged catalogue."""
    folder = locations.resources_dir() / STARTER
    if (folder / MODEL_FILE).is_file():
        yield _bundled(folder)
    for entry in catalogue():
        yield _record(entry)


def planned_memory(name: str) -> PlannedMemory:
    """How that model would be loaded here; ModelError when there is no such model, or it is not installed."""
    from engine.choice import choose_model
    from engine.device.known import published_folder, published_sizes
    from engine.device.plan import plan
    from engine.device.probe import probe

    sizes = published_sizes() if name == published_folder().name else _sizes(choose_model(name).folders)
    return _told(name, plan(sizes, probe().best))


def _told(name: str, plan: MemoryPlan) -> PlannedMemory:
    memory = plan.memory
    return PlannedMemory(
        name,
        device="" if memory.kind == "cpu" else memory.name,
        free=memory.free,
        parts=tuple(_planned_parts(plan)),
        writing=plan.language_peak,
        painting=plan.painting_peak,
        main_memory=0 if memory.unified else plan.host_peak,
        window=plan.window,
        candidates=plan.candidates,
        pictures=plan.pictures,
        missing=plan.missing,
        sliced=plan.attention_slicing,
        tiled=plan.vae_tiling,
        remarks=plan.remarks,
    )


def _planned_parts(plan: MemoryPlan) -> Iterator[PlannedPart]:
    """Those that the model has; what paints is one part to whoever looks at it."""
    from engine.device.parts import PAINTER_PARTS

    painter = sum(plan.part(name).bytes for name in PAINTER_PARTS)
    parts: tuple[tuple[Role, PartPlan, int], ...] = (
        ("language", plan.part("language"), plan.part("language").bytes),
        ("vision", plan.part("vision"), plan.part("vision").bytes),
        ("adapter", plan.part("adapter"), plan.part("adapter").bytes),
        ("painter", plan.part("unet"), painter),
    )
    for role, part, size in parts:
        if size:
            yield PlannedPart(role, part.precision, size, part.placement)


def fingerprint(folders: Sequence[Path]) -> str:
    """Of everything in these folders that changes what a model answers; of weights, samples that cost little."""
    digest = hashlib.sha256()
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            if path.suffix in _CONFIGS:
                digest.update(f"{path.relative_to(folder).as_posix()}\n".encode())
                digest.update(path.read_bytes())
            elif path.suffix in _WEIGHTS:
                digest.update(f"{path.relative_to(folder).as_posix()} {path.stat().st_size}\n".encode())
                digest.update(_both_ends(path))
    return digest.hexdigest()[:16]


def _both_ends(path: Path) -> bytes:
    with path.open("rb") as file:
        begin = file.read(_SAMPLE)
        file.seek(max(0, path.stat().st_size - _SAMPLE))
        return begin + file.read(_SAMPLE)


def _sizes(folders: ModelFolders) -> ModelSizes:
    from engine.device.count import count_parameters

    return count_parameters(folders)


def _bundled(folder: Path) -> ModelRecord:
    title = ModelFolders.of(folder).name
    return ModelRecord(
        id=STARTER,
        title=title,
        description="The small model that comes with GILL Studio. It knows one picture-book world.",
        licence="",
        installed=True,
        bytes=_bytes_in(folder),
        folder=folder,
    )


def _record(entry: Entry) -> ModelRecord:
    models = locations.models_dir()
    try:
        installed = is_installed(entry, models)
    except ModelError:  # a damaged manifest: installing again mends it
        installed = False
    parts = tuple(_part(part, models) for part in entry.parts)
    on_disk, expected = sum(part.bytes for part in parts), sum(part.bytes for part in entry.parts)
    return ModelRecord(
        id=entry.id,
        title=entry.title,
        description=entry.description,
        licence=entry.licence,
        installed=installed,
        bytes=on_disk if installed else expected,
        folder=part_folder(models, entry.parts[0].repo).resolve().parent if installed else None,
        parts=parts,
    )


def _part(part: Part, models: Path) -> ModelPart:
    folder = part_folder(models, part.repo)
    on_disk = _bytes_in(folder) if folder.is_dir() else 0
    return ModelPart(part.role, part.repo, part.does, part.licence.name, part.licence.link, on_disk)


def _bytes_in(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
