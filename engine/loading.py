"""Loading a model by its memory plan, and moving its parts between device and main memory while it is used."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import torch

from engine.context import RunContext
from engine.models.adapter import AdapterBundle
from engine.models.adapter_files import CONFIG, read_adapter
from engine.models.authors_format import CHECKPOINT, read_authors_adapter
from engine.models.gill import Gill
from engine.models.language import LanguageBackbone
from engine.models.painter import Painter
from engine.models.vision import load_vision
from gill_studio.core.errors import ModelError

if TYPE_CHECKING:
    from engine.catalogue import ModelFolders
    from engine.device.plan import MemoryPlan

Mover = Callable[[str], object]


@dataclass(frozen=True)
class Residency:
    """Which parts wait in main memory, and how they are moved; parts that stay where they are are not named."""

    device: str = "cpu"
    movers: tuple[tuple[str, Mover], ...] = ()

    def use(self, parts: Collection[str]) -> None:
        """Bring these parts onto the device; those that wait leave it first, so that both need not fit at once."""
        for name, move in self.movers:
            if name not in parts:
                move("cpu")
        for name, move in self.movers:
            if name in parts:
                move(self.device)


@dataclass(frozen=True)
class Limits:
    """What the device has room for at once: positions read, texts decoded, pictures painted."""

    window: int | None = None
    candidates: int = 16
    pictures: int = 8


@dataclass(frozen=True)
class LoadedModel:
    """A model in memory."""

    gill: Gill
    painter: Painter | None
    residency: Residency = Residency()
    limits: Limits = Limits()


def load_adapter(folder: Path | None) -> AdapterBundle:
    """An adapter in either format; ModelError when the folder holds none."""
    if folder is None:
        raise ModelError("This model has no adapter.", "Train one, or choose a model that has one.")
    if not (folder / CONFIG).is_file() and (folder / CHECKPOINT).is_file():
        return read_authors_adapter(folder)
    return read_adapter(folder)


def load_model(
    folders: ModelFolders, *, device: str = "cpu", dtype: torch.dtype = torch.float32, context: RunContext | None = None
) -> LoadedModel:
    """Everything on one device in one precision; ModelError names what is missing or does not fit together."""
    context = context or RunContext()
    bundle = load_adapter(folders.adapter)  # first: small, and tells early what does not fit
    context.step("loading", 1, 4)
    language = LanguageBackbone.load(folders.language, device=device, dtype=dtype)
    context.step("loading", 2, 4)
    gill = Gill(language, load_vision(folders.vision, device=device, dtype=dtype), bundle)
    context.step("loading", 3, 4)
    painter = None if folders.painter is None else Painter.deferred(folders.painter, device=device, dtype=dtype)
    context.step("loading", 4, 4)
    return LoadedModel(gill, painter)


def load_by_plan(folders: ModelFolders, plan: MemoryPlan, context: RunContext | None = None) -> LoadedModel:
    """Each part in the precision and place that the plan gives it; errors as in load_model."""
    from engine.device.quantize import quantization_config

    context = context or RunContext()
    bundle = load_adapter(folders.adapter)
    context.step("loading", 1, 4)
    part = plan.part("language")
    quantization = quantization_config(plan.quantization, part.dtype) if plan.quantization else None
    language = LanguageBackbone.load(
        folders.language,
        device=plan.device_of("language"),
        dtype=getattr(torch, part.dtype),
        quantization=quantization,
    )
    context.step("loading", 2, 4)
    vision_dtype = getattr(torch, plan.part("vision").dtype)
    gill = Gill(language, load_vision(folders.vision, device=_start(plan, "vision"), dtype=vision_dtype), bundle)
    context.step("loading", 3, 4)
    painter = None
    if folders.painter is not None:
        painter_dtype = getattr(torch, plan.part("unet").dtype)
        painter = Painter.deferred(folders.painter, device=_start(plan, "unet"), dtype=painter_dtype)
        painter.save_memory(attention_slicing=plan.attention_slicing, vae_tiling=plan.vae_tiling)
    context.step("loading", 4, 4)
    limits = Limits(plan.window, plan.candidates, plan.pictures)
    return LoadedModel(gill, painter, _residency(plan, gill, painter), limits)


def _start(plan: MemoryPlan, part: str) -> str:
    """Parts that wait are loaded where they wait."""
    planned = plan.part(part)  # type: ignore[arg-type]
    return "cpu" if planned.placement == "swapped" else plan.device_of(planned.part)


def _residency(plan: MemoryPlan, gill: Gill, painter: Painter | None) -> Residency:
    movers: list[tuple[str, Mover]] = []
    if plan.part("language").placement == "swapped":
        movers.append(("language", gill.to))
    if plan.part("vision").placement == "swapped":
        movers.append(("vision", gill.vision.to))
    if painter is not None and plan.part("unet").placement == "swapped":
        movers.append(("painter", painter.to))
    return Residency(plan.memory.device, tuple(movers))
