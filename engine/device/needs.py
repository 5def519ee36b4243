"""What a layout needs while reading, writing and painting, as functions of the story's length."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from engine.device import workspace
from engine.device.layout import Layout
from engine.device.memory import DeviceMemory
from engine.device.parts import LANGUAGE_PARTS, PAINTER_PARTS, SEEING_PARTS, PartName, PartPlan
from engine.device.sizes import ModelSizes


@dataclass(frozen=True)
class Needs:
    """Bytes of one layout. On a CPU, and on a GPU that shares main memory, everything is on the device."""

    layout: Layout
    sizes: ModelSizes
    memory: DeviceMemory
    parts: tuple[PartPlan, ...]

    def language(self, window: int, candidates: int) -> int:
        """Device memory while pictures are read and text is decoded."""
        seeing = workspace.seeing_bytes(self.sizes.vision, self.layout.vision_dtype)
        seeing = round(seeing * workspace.TEXT_SCRATCH) + self._kept(window)
        writing = self._writing(window, candidates) if self._language_here else 0
        return max(self._held(SEEING_PARTS) + seeing, self._held(LANGUAGE_PARTS) + writing)

    def painting(self, window: int, pictures: int) -> int:
        """Device memory while pictures are painted; the story's keys and values stay where they are."""
        layout, painter = self.layout, self.sizes.painter
        dtype = layout.painter_dtype
        fused, sliced = self.memory.fused_attention, layout.savings.attention_slicing
        unet = workspace.unet_bytes(painter, dtype, pictures, fused=fused, sliced=sliced)
        vae = workspace.vae_bytes(painter, dtype, pictures, tiled=layout.savings.vae_tiling)
        working = round(max(unet, vae) * workspace.painting_scratch(self.memory.kind))
        return self._held(PAINTER_PARTS) + self._kept(window) + working

    def host(self, window: int, candidates: int, pictures: int) -> int:
        """Main memory for what waits or computes there."""
        if self.memory.unified:
            return max(self.language(window, candidates), self.painting(window, pictures))
        there = sum(part.bytes for part in self.parts if part.placement != "resident")
        return there if self._language_here else there + self._writing(window, candidates)

    @property
    def _language_here(self) -> bool:
        return self.memory.unified or self.layout.places.language != "cpu"

    def _held(self, used: Collection[PartName]) -> int:
        """The runtime, the resident parts, and of the swapped ones those in use."""
        return self.memory.context + sum(
            part.bytes
            for part in self.parts
            if self.memory.unified
            or part.placement == "resident"
            or (part.placement == "swapped" and part.part in used)
        )

    def _kept(self, window: int) -> int:
        """The story's keys and values between proposals, if they lie on the device."""
        each = self.sizes.language.cache_bytes(self.layout.dtype) if self._language_here else 0
        return each * (window + workspace.SPARE_POSITIONS)

    def _writing(self, window: int, candidates: int) -> int:
        """Keys and values of story and candidates, and what reading the one and scoring the others takes."""
        language, dtype = self.sizes.language, self.layout.dtype
        cache = workspace.cached_positions(window, candidates) * language.cache_bytes(dtype)
        reading = min(window, workspace.READ_AT_ONCE) * workspace.reading_bytes(language, dtype)
        reading += workspace.unpacking_bytes(language, dtype, quantized=self.layout.quantized)
        working = reading + workspace.scoring_bytes(language, candidates)
        return cache + round(working * workspace.TEXT_SCRATCH)
