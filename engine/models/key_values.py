"""Attention keys and values that grow in place and can still be shared as values."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import torch
from torch import Tensor
from transformers.cache_utils import Cache, DynamicLayer

_SPARE = 64  # positions of room beyond what is needed: enough for most proposals, little beside a story


class _Buffer:
    """Keys and values of one layer, (B, heads, capacity, head size) each, of which `filled` positions are used.

    `filled` is -1 for views that nothing may be written into.
    """

    def __init__(self, keys: Tensor, values: Tensor, filled: int) -> None:
        self.keys, self.values, self.filled = keys, values, filled

    @classmethod
    def grown(cls, keys: Tensor, values: Tensor, capacity: int) -> _Buffer:
        """A buffer of `capacity` positions that starts with these."""
        length = keys.shape[-2]
        shape = (*keys.shape[:-2], capacity)
        buffer = cls(keys.new_empty((*shape, keys.shape[-1])), values.new_empty((*shape, values.shape[-1])), length)
        buffer.keys[..., :length, :] = keys
        buffer.values[..., :length, :] = values
        return buffer

    @property
    def capacity(self) -> int:
        """Positions there is room for."""
        return self.keys.shape[-2]


@dataclass(frozen=True)
class KeyValues:
    """Keys and values of the first `length` positions, one buffer a layer.

    A value: cutting it, or repeating it over a batch, copies nothing, so one story prefix serves many
    continuations. The first continuation of a buffer's end is written in place, as into the spare room of a
    list; any other gets buffers of its own.
    """

    buffers: tuple[_Buffer, ...] = field(default=(), repr=False)
    length: int = 0

    def first(self, length: int) -> KeyValues:
        """The first `length` positions."""
        return KeyValues(self.buffers, length) if length else KeyValues()

    def repeated(self, batch: int) -> KeyValues:
        """The same positions for `batch` rows (from one row)."""
        if batch == 1:
            return self
        views = (
            _Buffer(b.keys.expand(batch, -1, -1, -1), b.values.expand(batch, -1, -1, -1), -1) for b in self.buffers
        )
        return KeyValues(tuple(views), self.length)

    def rows(self, indices: Tensor) -> KeyValues:
        """Only the rows `indices` (int64, (n,)) of the batch."""
        kept = (_Buffer(b.keys[indices], b.values[indices], self.length) for b in self.buffers)
        return KeyValues(tuple(kept), self.length)


class GrowingLayer(DynamicLayer):  # type: ignore[misc]
    """One layer of a transformers cache that writes new positions after the `length` first ones of a buffer."""

    def __init__(self, buffer: _Buffer | None = None, length: int = 0) -> None:
        super().__init__()
        self.buffer = buffer
        if buffer is not None:
            self.dtype, self.device = buffer.keys.dtype, buffer.keys.device
            self._show(buffer, length)

    def update(self, key_states: Tensor, value_states: Tensor, *args: Any, **kwargs: Any) -> tuple[Tensor, Tensor]:  # noqa: ANN401, ARG002
        """Append (B, heads, T, head size) and return all positions."""
        if self.buffer is None:
            self.lazy_initialization(key_states, value_states)
        length = self.get_seq_length()
        total = length + key_states.shape[-2]
        buffer = self.buffer
        if buffer is None:
            buffer = _Buffer.grown(key_states[..., :0, :], value_states[..., :0, :], total + _SPARE)
        elif buffer.filled != length or buffer.capacity < total:
            buffer = _Buffer.grown(self.keys, self.values, total + _SPARE)
        with torch.no_grad():
            buffer.keys[..., length:total, :] = key_states
            buffer.values[..., length:total, :] = value_states
        buffer.filled = total
        self.buffer = buffer
        self._show(buffer, total)
        return self.keys, self.values

    def _show(self, buffer: _Buffer, length: int) -> None:
        self.keys, self.values = buffer.keys[..., :length, :], buffer.values[..., :length, :]
        self.is_initialized = True


def growing_cache(past: KeyValues, layers: int) -> Cache:
    """A transformers cache that continues `past`."""
    buffers = past.buffers or (None,) * layers
    return Cache(layers=[GrowingLayer(buffer, past.length) for buffer in buffers])


def collected(cache: Cache) -> KeyValues:
    """What a cache holds after a pass."""
    buffers = tuple(layer.buffer for layer in cache.layers if layer.buffer is not None)
    return KeyValues(buffers, cache.get_seq_length())
