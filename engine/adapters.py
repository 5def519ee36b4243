"""Adapters that were trained here, by name, in the data folder. The models they come from stay as they are."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from gill_studio.core import locations
from gill_studio.core.errors import AdapterError, ModelError, StudioError
from gill_studio.core.paths import is_safe_relative
from gill_studio.core.training import AdapterRecord, TrainingReport

if TYPE_CHECKING:
    from engine.catalogue import ModelFolders
    from engine.choice import ChosenModel
    from engine.models.adapter import BackboneRecord

WEIGHTS, CONFIG, REPORT = "adapter.safetensors", "adapter.json", "report.json"
_HINT = "gill-studio train makes one; gill-studio models list shows those there are."


def adapters_dir() -> Path:
    """The folder of all named adapters."""
    return locations.data_dir() / "adapters"


def adapter_folder(name: str) -> Path:
    """Where the adapter of that name lies, or would; AdapterError for a name that none can have."""
    if not name.strip() or name.startswith(".") or "/" in name or not is_safe_relative(name):
        raise AdapterError(f"{name!r} cannot be an adapter's name.", "Use letters, digits and hyphens.")
    return adapters_dir() / name


def adapter_records() -> tuple[AdapterRecord, ...]:
    """Every named adapter, by name; also those that cannot be read."""
    return tuple(sorted(_entries(), key=lambda entry: entry.name.casefold()))


def with_adapter(chosen: ChosenModel, name: str) -> ChosenModel:
    """The model with the named adapter in the place of its own.

    Raises AdapterError when there is no such adapter, or it was trained for other frozen parts.
    """
    from engine.models.adapter_files import read_config

    folder = adapter_folder(name)
    if not (folder / CONFIG).is_file():
        known = ", ".join(entry.name for entry in adapter_records())
        raise AdapterError(f"There is no adapter {name}.", f"There are: {known}." if known else _HINT)
    here = backbone_records(chosen.folders)
    for role, record in read_config(folder).backbones.items():
        if role in here and record.fingerprint != here[role].fingerprint:
            raise AdapterError(
                f"The adapter {name} was trained for another {role} model ({record.id}).",
                f"Choose the model {record.id} with --model, or train the adapter anew.",
            )
    return replace(chosen, folders=replace(chosen.folders, adapter=folder))


def backbone_records(folders: ModelFolders) -> dict[str, BackboneRecord]:
    """By what an adapter knows the frozen parts it was trained for."""
    from engine.models.adapter import BackboneRecord
    from engine.worker.models import fingerprint

    parts = {"language": folders.language, "vision": folders.vision, "painter": folders.painter}
    return {
        role: BackboneRecord(folders.name, fingerprint([folder]))
        for role, folder in parts.items()
        if folder is not None
    }


def check_free(name: str, *, may_replace: bool) -> None:
    """ModelError when there is an adapter of that name which must not be replaced, or none can be called so."""
    if adapter_folder(name).exists() and not may_replace:
        raise ModelError(
            f"There is an adapter {name} already.", "Choose another name with --out, or replace it with --replace."
        )


def install_adapter(source: Path, name: str, *, may_replace: bool = False) -> Path:
    """Copy an adapter's folder under a name; it appears whole or not at all. Returns where it lies.

    Raises ModelError when the name is taken, StudioError when it cannot be written.
    """
    place = adapter_folder(name)
    check_free(name, may_replace=may_replace)
    fresh, old = place.with_name(f".{name}.{os.getpid()}.part"), place.with_name(f".{name}.{os.getpid()}.old")
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copytree(source, fresh)
        if place.exists():
            place.rename(old)
        fresh.rename(place)
    except OSError as error:
        if old.exists() and not place.exists():
            with suppress(OSError):
                old.rename(place)
        raise StudioError(
            f"The adapter cannot be written to {place}: {error.strerror or error}.", "Free some space, then try again."
        ) from error
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
        if place.exists():
            shutil.rmtree(old, ignore_errors=True)
    return place


def remove_adapter(name: str) -> None:
    """Delete a named adapter; ModelError when there is none."""
    folder = adapter_folder(name)
    if not folder.is_dir():
        raise AdapterError(f"There is no adapter {name}.", _HINT)
    shutil.rmtree(folder)


class _Backbone(msgspec.Struct):
    id: str = ""


class _Config(msgspec.Struct):
    backbones: dict[str, _Backbone] = {}


class _AdapterFile(msgspec.Struct):
    """What a list needs of an adapter's file. All of it is read, and checked, when it is loaded."""

    adapter: _Config


def _entries() -> Iterator[AdapterRecord]:
    if not adapters_dir().is_dir():
        return
    for folder in adapters_dir().iterdir():
        if folder.name.startswith(".") or not (folder / CONFIG).is_file():
            continue
        size = 0
        try:
            size = sum(path.stat().st_size for path in folder.iterdir() if path.is_file())
            found = msgspec.json.decode((folder / CONFIG).read_bytes(), type=_AdapterFile)
            model = found.adapter.backbones.get("language", _Backbone()).id
            yield AdapterRecord(folder.name, folder, model, size, report=_report(folder))
        except (OSError, ValueError, RecursionError) as error:
            yield AdapterRecord(folder.name, folder, "", size, f"{folder / CONFIG} cannot be read: {error}")


def _report(folder: Path) -> TrainingReport | None:
    try:
        data = (folder / REPORT).read_bytes()
        return msgspec.json.decode(data, type=TrainingReport, dec_hook=lambda _, value: Path(value))
    except (OSError, ValueError, RecursionError):  # none was written, or it was damaged: the adapter works without
        return None
