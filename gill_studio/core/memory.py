"""How a model would be put into a computer's memory, told in figures: each side words them in its own language."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Role = Literal["language", "vision", "adapter", "painter"]
Precision = Literal["float32", "bfloat16", "float16", "int8", "int4"]
Placement = Literal["resident", "swapped", "cpu"]
"""On the device all the time; in main memory until it is needed; on the CPU."""
Remark = Literal[
    "too-large",
    "bitsandbytes",
    "rounded",
    "in-turns",
    "language-on-cpu",
    "painter-on-cpu",
    "short-story",
]
"""What one should know before loading: it does not fit; the extra “quantized” would help; the language model is
rounded to 4 bits; it and the painter take turns on the device; one of them is slow on the CPU; only the last part of
a long story is read."""


@dataclass(frozen=True)
class PlannedPart:
    """A part of a model in memory, and its bytes there."""

    role: Role
    precision: Precision
    bytes: int
    placement: Placement


@dataclass(frozen=True)
class PlannedMemory:
    """How a model would be loaded on this computer; all sizes in bytes, `window` in tokens of story.

    `device` is the name of the GPU, empty where the CPU is used; `writing`, `painting` and `main_memory` are peaks, the
    last of them 0 where it is no other memory than the device's. `missing` is 0 or less when it fits.
    """

    name: str
    device: str
    free: int
    parts: tuple[PlannedPart, ...]
    writing: int
    painting: int
    main_memory: int
    window: int
    candidates: int
    pictures: int
    missing: int
    sliced: bool = False
    tiled: bool = False
    remarks: tuple[Remark, ...] = ()
