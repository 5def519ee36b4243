"""What `gill-studio doctor` finds out, as a value: looked at in one place, printed in another."""

from __future__ import annotations

import importlib
import platform
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any

import gill_studio
from gill_studio.core import locations
from gill_studio.core.errors import StudioError

if TYPE_CHECKING:
    from engine.device.memory import DeviceMemory
    from engine.device.plan import MemoryPlan
    from engine.device.probe import Computer

_NEEDED = ("torch", "torchvision", "transformers", "diffusers", "open_clip_torch", "huggingface_hub", "PySide6")
_OPTIONAL = ("bitsandbytes",)
_MODULES = ("torchvision", "transformers", "diffusers", "open_clip", "hnswlib", "PySide6.QtWidgets")
_REINSTALL = "Install GILL Studio again."


@dataclass(frozen=True)
class Folder:
    """A folder the application writes to; it may not be there yet."""

    use: str
    path: Path
    writable: bool


@dataclass(frozen=True)
class Model:
    """A model of the catalogue."""

    id: str
    title: str
    installed: bool
    bytes: int
    """On disk, or about to be fetched."""


@dataclass
class Report:
    """Everything the doctor knows; `problems` are sentences about what must be put right."""

    versions: dict[str, str | None] = field(default_factory=dict)
    devices: tuple[DeviceMemory, ...] = ()
    remarks: list[str] = field(default_factory=list)
    folders: list[Folder] = field(default_factory=list)
    models: list[Model] = field(default_factory=list)
    plan: MemoryPlan | None = None
    """For the published model, on the best device of this computer."""
    supposed: list[MemoryPlan] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    def as_dict(self) -> dict[str, Any]:
        """For JSON: paths as strings, plans with what follows from them."""
        return {
            "versions": self.versions,
            "devices": [asdict(device) for device in self.devices],
            "remarks": self.remarks,
            "folders": [asdict(folder) | {"path": str(folder.path)} for folder in self.folders],
            "models": [asdict(model) for model in self.models],
            "plan": None if self.plan is None else _plan_dict(self.plan),
            "supposed": [_plan_dict(plan) for plan in self.supposed],
            "problems": self.problems,
        }


def examine(supposed: Sequence[str] = (), ram: str | None = None, *, thorough: bool = False) -> Report:
    """Look at this computer; plan for it and for `supposed` memories ("8GB", "cpu:32GB").

    `thorough` also imports every library and tries 4-bit arithmetic. DeviceError for an amount that is none.
    """
    memories = list(_memories(supposed, ram))
    report = Report()
    _look_at_versions(report)
    _look_at_folders(report)
    _look_at_models(report)
    computer = _look_at_devices(report)
    _look_at_plans(report, computer, memories)
    if thorough and computer is not None:
        _try_everything(report, computer)
    return report


def _memories(supposed: Sequence[str], ram: str | None) -> Iterator[DeviceMemory]:
    from engine.device.memory import SUPPOSED_HOST, parse_size, supposed_cpu, supposed_gpu

    host = SUPPOSED_HOST if ram is None else parse_size(ram)
    for text in supposed:
        kind, _, size = text.rpartition(":")
        yield supposed_cpu(parse_size(size)) if kind == "cpu" else supposed_gpu(parse_size(text), host)


def _look_at_versions(report: Report) -> None:
    report.versions |= {"gill-studio": gill_studio.__version__, "Python": platform.python_version()}
    for name in (*_NEEDED, *_OPTIONAL):
        try:
            report.versions[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            report.versions[name] = None
            if name in _NEEDED:
                report.problems.append(f"The package {name} is missing. {_REINSTALL}")


def _look_at_folders(report: Report) -> None:
    uses = {
        "models and collections": locations.data_dir(),
        "cache": locations.cache_dir(),
        "settings": locations.config_dir(),
    }
    for use, path in uses.items():
        folder = Folder(use, path, _is_writable(path))
        report.folders.append(folder)
        if not folder.writable:
            report.problems.append(f"Nothing can be written to {path} ({use}). Check the disk and the permissions.")


def _is_writable(path: Path) -> bool:
    """Whether a file can be made in `path`, or in the first folder above it that is there."""
    there = next((p for p in (path, *path.parents) if p.exists()), path)
    try:
        with tempfile.TemporaryFile(dir=there):
            return True
    except OSError:
        return False


def _look_at_models(report: Report) -> None:
    from engine.catalogue import catalogue
    from engine.weights.find import is_installed

    try:
        for entry in catalogue():
            size = sum(part.bytes for part in entry.parts)
            installed = is_installed(entry, locations.models_dir())
            report.models.append(Model(entry.id, entry.title, installed, size))
    except StudioError as error:
        report.problems.append(str(error))


def _look_at_devices(report: Report) -> Computer | None:
    try:
        from engine.device.probe import probe

        computer = probe()
    except (ImportError, OSError) as error:
        report.problems.append(f"torch cannot be used: {error}. {_REINSTALL}")
        return None
    report.devices = computer.devices
    report.remarks += computer.remarks
    return computer


def _look_at_plans(report: Report, computer: Computer | None, memories: Sequence[DeviceMemory]) -> None:
    from engine.device.known import published_sizes
    from engine.device.plan import plan

    try:
        sizes = published_sizes()
    except (StudioError, ImportError, OSError) as error:
        report.problems.append(f"The published model's sizes are not known: {error}")
        return
    report.plan = None if computer is None else plan(sizes, computer.best)
    report.supposed = [plan(sizes, memory) for memory in memories]


def _try_everything(report: Report, computer: Computer) -> None:
    from engine.device.quantize import check_quantization
    from engine.device.quiet import quiet_bitsandbytes

    quiet_bitsandbytes()
    for module in _MODULES:
        try:
            importlib.import_module(module)
        except (ImportError, OSError, RuntimeError) as error:
            report.problems.append(f"{module} cannot be imported: {error}. {_REINSTALL}")
    if report.versions["bitsandbytes"] is not None:
        try:
            check_quantization(computer.best.device)
            report.remarks.append(f"4-bit arithmetic works on {computer.best.name}.")
        except StudioError as error:
            report.remarks.append(str(error))


def _plan_dict(plan: MemoryPlan) -> dict[str, Any]:
    derived: dict[str, Any] = {
        "quantization": plan.quantization,
        "swap": plan.swap,
        "peak": plan.peak,
        "missing": plan.missing,
    }
    derived["warnings"] = plan.warnings
    return asdict(plan) | derived
