"""The ways to lay a model out, best first: precision and place of each part."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import product
from typing import NamedTuple

from engine.device.memory import DeviceMemory
from engine.device.sizes import DType, ModelSizes
from engine.device.workspace import COMFORTABLE, SMALLEST, Workload
from gill_studio.core.memory import Placement, Precision

SMALL_PARAMETERS = 250_000_000
"""Models up to this size (1 GB in float32) gain nothing from 16 bits."""


class Places(NamedTuple):
    """Where the parts are; the adapter goes with the language model."""

    language: Placement = "resident"
    vision: Placement = "resident"
    painter: Placement = "resident"


class Savings(NamedTuple):
    """What the painter does to need less workspace."""

    attention_slicing: bool = False
    vae_tiling: bool = False


RESIDENT = Places()
WAITING = Places("resident", "swapped", "swapped")
TURNS = Places("swapped", "swapped", "swapped")
SPLIT = Places("cpu", "resident", "resident")
ON_CPU = Places("cpu", "cpu", "cpu")
PLAIN = Savings()
TILED = Savings(vae_tiling=True)


@dataclass(frozen=True)
class Layout:
    """Precision and place of the parts, and the least that it must leave room for."""

    language: Precision
    dtype: DType
    """What the language model computes in, and keeps what is not quantised in."""
    vision_dtype: DType
    painter_dtype: DType
    places: Places = RESIDENT
    savings: Savings = PLAIN
    work: Workload = COMFORTABLE

    @property
    def quantized(self) -> bool:
        """Whether the language model needs bitsandbytes."""
        return self.language in ("int8", "int4")


def layouts(sizes: ModelSizes, memory: DeviceMemory) -> Iterator[Layout]:
    """Every layout that can run here, from the best to the smallest.

    On a GPU: 16 bits, then 8, then 4; within a precision everything resident, then vision encoder and painter
    waiting in main memory, then all taking turns, then the same with a tiled VAE. All that for a comfortable
    story before any of it for a short one; then the language model on the CPU; then everything there.

    The order is fixed and what each needs does not depend on the memory: more memory never means a worse plan.
    """
    if memory.kind != "cpu":
        on_device = list(_on_device(sizes, memory))
        yield from on_device
        yield from (replace(layout, work=SMALLEST) for layout in on_device)
        if not memory.unified:
            yield from _split(memory)
    yield from _on_cpu(memory)


def _on_device(sizes: ModelSizes, memory: DeviceMemory) -> Iterator[Layout]:
    if sizes.parameters <= SMALL_PARAMETERS:
        yield Layout("float32", "float32", "float32", "float32")
    # The painter stays in float16 where bfloat16 is native too: its weights are published so, its values keep
    # well within range, and three more bits of mantissa show in smooth skies.
    half = _half(memory)
    plain = Layout(half, half, half, "float16")
    precisions: tuple[Precision, ...] = (half, "int8", "int4") if memory.quantization else (half,)
    places = (RESIDENT,) if memory.unified else (RESIDENT, WAITING, TURNS)
    for precision, savings, place in product(precisions, _savings(memory), places):
        yield replace(plain, language=precision, savings=savings, places=place)


def _half(memory: DeviceMemory) -> DType:
    return "bfloat16" if memory.bfloat16 else "float16"


def _savings(memory: DeviceMemory) -> tuple[Savings, ...]:
    if memory.fused_attention:  # which needs less than slices do
        return (PLAIN, TILED)
    return (PLAIN, Savings(attention_slicing=True), Savings(attention_slicing=True, vae_tiling=True))


def _split(memory: DeviceMemory) -> Iterator[Layout]:
    base = Layout("bfloat16", "bfloat16", _half(memory), "float16", SPLIT, work=SMALLEST)
    precisions: tuple[Precision, ...] = ("bfloat16", "int4") if memory.quantization else ("bfloat16",)
    for precision, savings in product(precisions, _savings(memory)):
        yield replace(base, language=precision, savings=savings)


def _on_cpu(memory: DeviceMemory) -> Iterator[Layout]:
    full = Layout("float32", "float32", "float32", "float32", ON_CPU)
    half = Layout("bfloat16", "bfloat16", "float32", "float32", ON_CPU)
    steps = [full, half, replace(half, painter_dtype="bfloat16")]
    if memory.quantization:
        small = replace(half, language="int4")
        steps += [small, replace(small, painter_dtype="bfloat16", vision_dtype="bfloat16")]
    for step in steps:
        yield step
        yield replace(step, savings=TILED, work=SMALLEST)
