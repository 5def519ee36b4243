"""The published model's sizes, counted once and kept beside its configs, so that asking for them is instant."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

import msgspec

from engine.catalogue import ModelFolders
from engine.device.sizes import ModelSizes
from gill_studio.core import locations

SIZES = "sizes.json"
_CONFIGS = ("config.json", "open_clip_config.json", "adapter.json")


@dataclass(frozen=True)
class _Known:
    configs: str
    """Digest of the configs that were counted."""
    sizes: ModelSizes


def published_folders() -> ModelFolders:
    """The published model's configs, which come with the application; there are no weights in them."""
    folder = published_folder()
    return ModelFolders(folder.name, folder / "language", folder / "vision", folder / "painter", None)


def published_folder() -> Path:
    """Where those configs lie."""
    return locations.resources_dir() / "models" / "gill-opt-6.7b"


def published_sizes() -> ModelSizes:
    """Sizes of the published model: from sizes.json at once, or counted where that does not fit the configs."""
    known = known_sizes(published_folder())
    if known is not None:
        return known
    from engine.device.count import count_parameters

    return count_parameters(published_folders())


def known_sizes(folder: Path) -> ModelSizes | None:
    """What sizes.json says, or None where it is missing, damaged or older than the configs."""
    try:
        known = msgspec.json.decode((folder / SIZES).read_bytes(), type=_Known)
        fresh = known.configs == _digest(folder)
    except (OSError, msgspec.DecodeError, ValueError, RecursionError):
        return None
    return known.sizes if fresh else None


def save_sizes(folder: Path, sizes: ModelSizes) -> None:
    """Write sizes.json for the configs as they are now."""
    record = msgspec.json.encode(_Known(_digest(folder), sizes))
    (folder / SIZES).write_bytes(msgspec.json.format(record, indent=2) + b"\n")


def _digest(folder: Path) -> str:
    """SHA-256 over names and values of all configs below `folder`; spaces and line ends do not count."""
    digest = hashlib.sha256()
    for path in sorted(p for p in folder.rglob("*.json") if p.name in _CONFIGS):
        values = json.dumps(json.loads(path.read_text(encoding="utf-8")), sort_keys=True)
        digest.update(f"{path.relative_to(folder).as_posix()}\n{values}\n".encode())
    return digest.hexdigest()
