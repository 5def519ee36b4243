"""The memory plan: which part in which precision, where, and what it needs at most."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, replace
from typing import Literal

from engine.device.layout import ON_CPU, Layout, layouts
from engine.device.memory import CONTEXT_BYTES, DeviceMemory
from engine.device.needs import Needs
from engine.device.parts import PartName, PartPlan, parts_of
from engine.device.sizes import ModelSizes
from engine.device.words import describe, remarks_of, warning
from engine.device.workspace import COMFORTABLE, LONGEST_WINDOW, MOST_CANDIDATES, MOST_PICTURES
from gill_studio.core.memory import Remark

_MARGIN, _MARGIN_SHARE = 256_000_000, 50


@dataclass(frozen=True)
class MemoryPlan:
    """How to load a model on a device; all sizes in bytes, peaks without the safety margin."""

    memory: DeviceMemory
    """The device it is for; the CPU where the GPU is of no use."""
    parts: tuple[PartPlan, ...]
    attention_slicing: bool
    """The UNet computes attention in slices."""
    vae_tiling: bool
    """The VAE decodes in tiles of `workspace.VAE_TILE` pixels."""
    window: int
    """Tokens of story that there is room for."""
    candidates: int
    """Texts that can be decoded at once with such a story."""
    pictures: int
    """Pictures that can be painted at once."""
    language_peak: int
    """Most device memory while pictures are read and text is decoded."""
    painting_peak: int
    """Most device memory while a picture is painted."""
    host_peak: int
    """Most main memory; where the device is the CPU or shares main memory, the larger of both peaks."""
    fits: bool = False
    remarks: tuple[Remark, ...] = ()

    def part(self, name: PartName) -> PartPlan:
        """The plan of one part."""
        return next(part for part in self.parts if part.part == name)

    def device_of(self, name: PartName) -> str:
        """The torch device on which that part computes."""
        return "cpu" if self.part(name).placement == "cpu" else self.memory.device

    @property
    def quantization(self) -> Literal["int8", "int4"] | None:
        """What bitsandbytes does to the language model."""
        precision = self.part("language").precision
        return precision if precision in ("int8", "int4") else None

    @property
    def swap(self) -> bool:
        """Whether parts move between main memory and the device."""
        return any(part.placement == "swapped" for part in self.parts)

    @property
    def peak(self) -> int:
        """Most device memory at any time."""
        return max(self.language_peak, self.painting_peak)

    @property
    def missing(self) -> int:
        """Bytes by which the plan exceeds what may be used; 0 or less when it fits."""
        device = self.peak - usable(self.memory.free)
        return max(device, self.host_peak - usable(self.memory.host_free))

    @property
    def warnings(self) -> tuple[str, ...]:
        """The remarks as sentences."""
        return tuple(warning(remark, self) for remark in self.remarks)

    def describe(self) -> str:
        """The plan in plain words, a few lines."""
        return describe(self)


def usable(free: int) -> int:
    """What a plan may take of `free` bytes: 256 MB and a fiftieth are left for the desktop and for surprises."""
    return free - _MARGIN - free // _MARGIN_SHARE


def plan(sizes: ModelSizes, memory: DeviceMemory) -> MemoryPlan:
    """The best plan that fits, or else the one that comes closest, with a warning: it never forbids."""
    made = _best(sizes, memory)
    would_help = not memory.quantization and _is_worse(made, replace(memory, quantization=True), sizes)
    shortened = made.window < min(sizes.language.context, COMFORTABLE.window)
    remarks = remarks_of(made, shortened=shortened, quantization_would_help=would_help)
    return replace(made, remarks=tuple(remarks))


def _best(sizes: ModelSizes, memory: DeviceMemory) -> MemoryPlan:
    tried: list[MemoryPlan] = []
    for layout in layouts(sizes, memory):
        made = _lay_out(layout, sizes, memory)
        if made.fits:
            return made
        tried.append(made)
    return min(tried, key=lambda made: made.missing)


def _is_worse(made: MemoryPlan, memory: DeviceMemory, sizes: ModelSizes) -> bool:
    """Whether on `memory` a plan fits that this one is a way around of."""
    around = not made.fits or (made.part("language").placement == "cpu" and memory.kind != "cpu")
    return around and _best(sizes, memory).quantization is not None


def _lay_out(layout: Layout, sizes: ModelSizes, memory: DeviceMemory) -> MemoryPlan:
    """The layout with its bytes, for as long a story and as many candidates as then fit."""
    if layout.places == ON_CPU and not memory.unified:
        memory = _main_memory(memory)
    parts = parts_of(layout, sizes)
    needs = Needs(layout, sizes, memory, parts)
    window, candidates = _room_for_text(needs)
    pictures = _room_for_pictures(needs, window, candidates)
    made = MemoryPlan(
        memory=memory,
        parts=parts,
        attention_slicing=layout.savings.attention_slicing,
        vae_tiling=layout.savings.vae_tiling,
        window=window,
        candidates=candidates,
        pictures=pictures,
        language_peak=needs.language(window, candidates),
        painting_peak=needs.painting(window, pictures),
        host_peak=needs.host(window, candidates, pictures),
    )
    return replace(made, fits=made.missing <= 0)


def _room_for_text(needs: Needs) -> tuple[int, int]:
    """Story length (tokens) and candidates that there is room for: first a comfortable story, then more texts."""
    longest = min(needs.sizes.language.context, LONGEST_WINDOW)
    least = needs.layout.work
    for candidates in range(MOST_CANDIDATES, least.candidates - 1, -1):
        window = _longest_window(needs, candidates, longest)
        if window >= min(COMFORTABLE.window, longest):
            return window, candidates
    return max(window, min(least.window, longest)), least.candidates


def _longest_window(needs: Needs, candidates: int, longest: int) -> int:
    def too_long(window: int) -> int:
        return not _fits(needs, window, candidates, pictures=1)

    return bisect_left(range(1, longest + 1), 1, key=too_long)


def _room_for_pictures(needs: Needs, window: int, candidates: int) -> int:
    for pictures in range(MOST_PICTURES, 1, -1):
        if _fits(needs, window, candidates, pictures):
            return pictures
    return 1


def _fits(needs: Needs, window: int, candidates: int, pictures: int) -> bool:
    memory = needs.memory
    on_device = max(needs.language(window, candidates), needs.painting(window, pictures))
    in_main_memory = needs.host(window, candidates, pictures)
    return on_device <= usable(memory.free) and in_main_memory <= usable(memory.host_free)


def _main_memory(memory: DeviceMemory) -> DeviceMemory:
    """The CPU of a computer whose GPU is left aside."""
    return DeviceMemory(
        kind="cpu",
        device="cpu",
        name="the CPU",
        total=memory.host_free,
        free=memory.host_free,
        host_free=memory.host_free,
        quantization=memory.quantization,
        context=CONTEXT_BYTES["cpu"] if memory.context else 0,
    )
