"""A memory plan in words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from engine.device.parts import PAINTER_PARTS, PartName
from engine.weights.sentences import amount
from gill_studio.core.memory import Remark

if TYPE_CHECKING:
    from engine.device.plan import MemoryPlan

_SLOW_BYTES = 1_000_000_000  # a part of this size is slow on a CPU
PRECISIONS = {
    "float32": "full precision (32 bits)",
    "bfloat16": "16 bits (bfloat16)",
    "float16": "16 bits (float16)",
    "int8": "8 bits",
    "int4": "4 bits",
}
_PLACES = {
    "resident": "stays on the device",
    "swapped": "waits in main memory until it is needed",
    "cpu": "runs on the CPU",
}
_WARNINGS: dict[Remark, str] = {
    "too-large": (
        "This does not fit: {missing} are missing. Close other programs, or expect loading or painting to fail."
    ),
    "bitsandbytes": (
        "With bitsandbytes the language model would fit in fewer bits: install GILL Studio with its extra “quantized”."
    ),
    "rounded": "The language model is rounded to 4 bits; its sentences may be a little worse than published.",
    "in-turns": (
        "Language model and painter take turns on the device: each picture moves {language} to main memory and back."
    ),
    "language-on-cpu": "The language model runs on the CPU: expect seconds a word.",
    "painter-on-cpu": "The painter runs on the CPU: expect minutes a picture.",
    "short-story": "There is room for the last {window} tokens of a story only.",
}


def describe(plan: MemoryPlan) -> str:
    """The plan for a reader who knows what memory is, and little more."""
    return "\n".join(_lines(plan))


def _lines(plan: MemoryPlan) -> Iterator[str]:
    memory = plan.memory
    yield f"{memory.name}: {amount(memory.free)} free."
    painter = sum(plan.part(name).bytes for name in PAINTER_PARTS)
    titles: tuple[tuple[str, PartName, int], ...] = (
        ("Language model", "language", plan.part("language").bytes),
        ("Vision encoder", "vision", plan.part("vision").bytes),
        ("Adapter", "adapter", plan.part("adapter").bytes),
        ("Painter", "unet", painter),
    )
    for title, name, size in titles:
        part = plan.part(name)
        place = "" if memory.kind == "cpu" else f"; {_PLACES[part.placement]}"
        if size:
            yield f"{title}: {PRECISIONS[part.precision]}, {amount(size)}{place}."
    yield f"At most {amount(plan.language_peak)} while writing and {amount(plan.painting_peak)} while painting."
    if not memory.unified and plan.host_peak:
        yield f"In main memory: up to {amount(plan.host_peak)}."
    yield f"Room for {_story(plan.window)} with {_many(plan.candidates, 'proposed text')} at once."
    if painter:
        yield f"Paints {_many(plan.pictures, 'picture')} at once."
    yield from _savings(plan)
    yield from plan.warnings


def _story(tokens: int) -> str:
    return f"a story of {tokens} tokens (some {tokens * 3 // 40 * 10} words)"  # English: 3 words in 4 tokens


def _many(count: int, thing: str) -> str:
    return f"one {thing}" if count == 1 else f"{count} {thing}s"


def _savings(plan: MemoryPlan) -> Iterator[str]:
    if plan.attention_slicing:
        yield "The painter computes attention in slices, which is slower."
    if plan.vae_tiling:
        yield "Pictures are decoded in tiles."


def remarks_of(plan: MemoryPlan, *, shortened: bool, quantization_would_help: bool) -> Iterator[Remark]:
    """What the user should know before loading."""
    language, memory = plan.part("language"), plan.memory
    if not plan.fits:
        yield "too-large"
    if quantization_would_help:
        yield "bitsandbytes"
    if plan.quantization == "int4":
        yield "rounded"
    if language.placement == "swapped":
        yield "in-turns"
    if language.placement == "cpu" and language.bytes > _SLOW_BYTES:
        yield "language-on-cpu"
    if memory.kind == "cpu" and plan.part("unet").bytes > _SLOW_BYTES:
        yield "painter-on-cpu"
    if shortened:
        yield "short-story"


def warning(remark: Remark, plan: MemoryPlan) -> str:
    """A remark on this plan as a sentence."""
    return _WARNINGS[remark].format(
        missing=amount(plan.missing), language=amount(plan.part("language").bytes), window=plan.window
    )
