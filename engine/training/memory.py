"""How much memory a training needs, and how many examples are computed at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import psutil
import torch
from torch import nn

from engine.models.gill import Gill

_WORDS = ("out of memory", "not enough memory", "can't allocate memory", "cannot allocate memory", "bad_alloc")
_SPARED = 0.7  # of what is free: the rest is for the system and for what an estimate does not see
_VECTORS = 30  # of the model's width that a layer keeps of each position for the way back
_COPIES = 5  # of each trained number: itself, as it was before, its gradient, two moments


@dataclass(frozen=True)
class Needs:
    """Bytes: what is there all the time, and what one example adds while it is computed."""

    fixed: int
    each: int

    def at_once(self, free: int, most: int) -> int:
        """How many examples fit, from 1 to `most`."""
        room = int(free * _SPARED) - self.fixed
        return max(1, min(most, room // max(1, self.each)))


def needs_of(gill: Gill, positions: int) -> Needs:
    """What training needs, with examples of so many positions (of both kinds of row)."""
    trained = sum(parameter.numel() for parameter in gill.adapter.parameters())
    size = torch.finfo(gill.language.dtype).bits // 8
    config: Any = gill.language.config.get_text_config(decoder=True)
    heads = int(getattr(config, "num_attention_heads", 8))
    kept = int(config.num_hidden_layers) * (_VECTORS * gill.language.width + heads * positions) * size
    mapper = gill.config.mapper
    mapped = (mapper.encoder_layers + mapper.decoder_layers) * _VECTORS * mapper.width * mapper.queries * 4
    scores = gill.vocabulary * 4 * 3
    return Needs(_COPIES * 4 * trained + _weights(gill), positions * (kept + scores // 2) + mapped)


def free_memory(device: str) -> int:
    """Bytes that are free on the device."""
    if device.startswith("cuda"):
        return int(torch.cuda.mem_get_info(device)[0])
    return int(psutil.virtual_memory().available)


def is_out_of_memory(error: BaseException) -> bool:
    """Whether the device or the computer had not enough memory for it."""
    if isinstance(error, MemoryError | torch.OutOfMemoryError):
        return True
    text = str(error).lower()
    return isinstance(error, RuntimeError) and any(word in text for word in _WORDS)


def _weights(gill: Gill) -> int:
    module: nn.Module = gill.language.model
    return sum(parameter.numel() * parameter.element_size() for parameter in module.parameters())
