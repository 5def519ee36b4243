"""Conditioners: what the painter is told, from a caption and the [IMG] states (DESIGN: Pictures)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor

from engine.models.gill import Gill
from engine.models.painter import Painter
from gill_studio.core.errors import ModelError, StudioError


@dataclass(frozen=True)
class Conditioning:
    """Text embeddings (L, width) for the painter, and the ones of nothing to steer away from, equally long.

    Stable Diffusion's pipeline takes no mask, so both must have one length.
    """

    embeddings: Tensor
    negative: Tensor


Conditioner = Callable[[Gill, Painter, str, Tensor], Conditioning]
"""(model, painter, caption, [IMG] states (r, e)) to what the painter is told."""

CONDITIONERS: dict[str, Conditioner] = {}


def register(name: str, conditioner: Conditioner) -> None:
    """Add a conditioner under a new name."""
    if name in CONDITIONERS:
        raise StudioError(f'There is a conditioner "{name}" already.', "Choose another name.")
    CONDITIONERS[name] = conditioner


def condition(name: str, gill: Gill, painter: Painter, caption: str, states: Tensor) -> Conditioning:
    """Run the conditioner of that name; StudioError lists them when there is none."""
    if name not in CONDITIONERS:
        raise StudioError(f'There is no conditioner "{name}".', f"Choose one of {', '.join(sorted(CONDITIONERS))}.")
    return CONDITIONERS[name](gill, painter, caption, states)


def by_caption(gill: Gill, painter: Painter, caption: str, states: Tensor) -> Conditioning:
    """The caption alone through the painter's own text encoder: plain Stable Diffusion, the baseline."""
    del gill, states
    told, nothing = painter.encode_texts([caption, ""])
    return Conditioning(told, nothing)


def by_gill_mapper(gill: Gill, painter: Painter, caption: str, states: Tensor) -> Conditioning:
    """The whole context, as GILLMapper reads it from the [IMG] states; the negative is the encoding of ""."""
    del caption
    mapped = gill.painter_embeddings(states)
    if mapped.shape[-1] != painter.width:
        raise ModelError(
            f"The adapter speaks to a painter of text width {mapped.shape[-1]}; this one's is {painter.width}.",
            "Choose the painter the adapter was trained for.",
        )
    return Conditioning(mapped, _fit_length(painter.encode_texts([""])[0], len(mapped)))


def by_both(gill: Gill, painter: Painter, caption: str, states: Tensor) -> Conditioning:
    """The caption's encoding followed by GILLMapper's."""
    first = by_caption(gill, painter, caption, states)
    second = by_gill_mapper(gill, painter, caption, states)
    return Conditioning(
        torch.cat([first.embeddings, second.embeddings.to(first.embeddings)]),
        torch.cat([first.negative, second.negative]),
    )


def _fit_length(negative: Tensor, length: int) -> Tensor:
    """Repeat or cut the encoding of "" where the mapper's length is not the text encoder's."""
    times = -(-length // len(negative))
    return negative.repeat(times, 1)[:length]


register("caption", by_caption)
register("gill", by_gill_mapper)
register("both", by_both)
