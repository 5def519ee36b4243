"""The parts of a model and what is planned for each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from engine.device.layout import Layout
from engine.device.sizes import ELEMENT, DType, ModelSizes
from gill_studio.core.memory import Placement, Precision

PartName = Literal["language", "vision", "adapter", "unet", "vae", "text_encoder"]

LANGUAGE_PARTS: tuple[PartName, ...] = ("language", "adapter")
"""In use while text is read and written."""
SEEING_PARTS: tuple[PartName, ...] = (*LANGUAGE_PARTS, "vision")
"""In use when a story's pictures are looked at, between two texts."""
PAINTER_PARTS: tuple[PartName, ...] = ("unet", "vae", "text_encoder")
"""In use while a picture is painted."""


@dataclass(frozen=True)
class PartPlan:
    """One part of the model."""

    part: PartName
    precision: Precision
    """How its weights are kept."""
    dtype: DType
    """What it computes in; differs from the precision only where that is int8 or int4."""
    placement: Placement
    bytes: int


def parts_of(layout: Layout, sizes: ModelSizes) -> tuple[PartPlan, ...]:
    """The parts of a model in this layout; the adapter stays in float32, in which it is trained."""
    painter = sizes.painter
    language = sizes.language.bytes(layout.language, layout.dtype)
    plain: list[tuple[PartName, DType, Placement, int]] = [
        ("vision", layout.vision_dtype, layout.places.vision, sizes.vision.parameters),
        ("adapter", "float32", layout.places.language, sizes.adapter),
        ("unet", layout.painter_dtype, layout.places.painter, painter.unet),
        ("vae", layout.painter_dtype, layout.places.painter, painter.vae),
        ("text_encoder", layout.painter_dtype, layout.places.painter, painter.text_encoder),
    ]
    return (
        PartPlan("language", layout.language, layout.dtype, layout.places.language, language),
        *(PartPlan(name, dtype, dtype, place, n * ELEMENT[dtype]) for name, dtype, place, n in plain),
    )
