"""Sizes to plan with, and a counter of the bytes that are alive during a computation."""

from __future__ import annotations

import weakref
from collections.abc import Callable
from typing import Any

import pytest
import torch
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils._pytree import tree_leaves

from engine.device.known import published_sizes
from engine.device.sizes import ModelSizes


@pytest.fixture(scope="session")
def published() -> ModelSizes:
    """The published model's sizes; test_count.py compares them with what the meta device says."""
    return published_sizes()


class _AliveBytes(TorchDispatchMode):
    """Adds up the storages of all tensors that are made while it is on, and takes them off as they go."""

    def __init__(self, model: torch.nn.Module) -> None:
        super().__init__()
        self.now = self.peak = 0
        self._sizes = {p.untyped_storage()._cdata: 0 for p in model.parameters()}  # weights are counted elsewhere

    def __torch_dispatch__(self, function, types, args=(), kwargs=None):
        result = function(*args, **(kwargs or {}))
        for tensor in tree_leaves(result):
            if isinstance(tensor, torch.Tensor):
                self._add(tensor.untyped_storage())
        return result

    def _add(self, storage: torch.UntypedStorage) -> None:
        if storage._cdata not in self._sizes:
            self._sizes[storage._cdata] = storage.nbytes()
            self.now += storage.nbytes()
            self.peak = max(self.peak, self.now)
            weakref.finalize(storage, self._drop, storage._cdata)

    def _drop(self, key: int) -> None:
        self.now -= self._sizes.pop(key)


@pytest.fixture
def alive_bytes() -> Callable[[torch.nn.Module, Callable[[], Any]], int]:
    """The most bytes alive at once, beside the weights of a model on the meta device, while it computes."""

    def count(model: torch.nn.Module, compute: Callable[[], Any]) -> int:
        counter = _AliveBytes(model)
        with torch.no_grad(), torch.device("meta"), counter:
            kept = compute()
        del kept
        return counter.peak

    return count
