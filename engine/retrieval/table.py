"""The vectors of an index by key, in slots that are used again."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from engine.retrieval.vectors import Vectors

Slots = NDArray[np.int64]


class VectorTable:
    """Unit vectors (n, p) in slots 0 … n - 1; a slot whose key was deleted is free, and keeps its vector until used.

    Free slots keep their vectors because the graph still finds its way through them.
    """

    def __init__(self, width: int) -> None:
        self.width = width
        self._fill([], np.empty((0, width), np.float32))

    @classmethod
    def restore(cls, keys: list[str | None], rows: Vectors) -> VectorTable:
        """A table as it was saved; ValueError when a key occurs twice."""
        table = cls(rows.shape[1])
        table._fill(keys, rows)
        if len(table._slots) + len(table._free) != len(keys):
            raise ValueError("a key occurs twice")
        return table

    def __len__(self) -> int:
        return len(self._slots)

    def __contains__(self, key: object) -> bool:
        return key in self._slots

    @property
    def vectors(self) -> Vectors:
        """(slots, p): those of free slots too."""
        return self._rows[: len(self.keys)]

    @property
    def live(self) -> NDArray[np.bool_]:
        """(slots,): which are not free."""
        return self._live[: len(self.keys)]

    @property
    def free(self) -> int:
        """How many slots are free."""
        return len(self._free)

    def slots_of(self, keys: Iterable[str]) -> Slots:
        """Slots of those keys that are there, in their order."""
        found = (self._slots.get(key) for key in keys)
        return np.array([slot for slot in found if slot is not None], np.int64)

    def put(self, keys: Sequence[str], rows: Vectors) -> Slots:
        """Store distinct keys, replacing what they had; returns the slots whose vector is another one now."""
        slots = np.fromiter((self._slot(key) for key in keys), np.int64, len(keys))
        if len(self.keys) > len(self._rows):
            self._grow(max(len(self.keys), len(self._rows) * 3 // 2))
        fresh = (self._rows[slots] != rows).any(axis=1)
        self._rows[slots] = rows
        self._live[slots] = True
        changed: Slots = slots[fresh]
        return changed

    def remove(self, keys: Collection[str]) -> int:
        """Free the slots of these keys, unknown ones ignored; returns how many were there."""
        slots = [slot for key in keys if (slot := self._slots.pop(key, None)) is not None]
        for slot in slots:
            self.keys[slot] = None
        self._live[slots] = False
        self._free += slots
        return len(slots)

    def compact(self) -> None:
        """Do away with free slots; the other vectors keep their order but not their slots."""
        if self._free:
            self._fill([key for key in self.keys if key is not None], self.vectors[self.live])

    def reserve(self, more: int) -> None:
        """Make room for `more` new keys at once."""
        self._grow(len(self.keys) + more - len(self._free))

    def _fill(self, keys: list[str | None], rows: Vectors) -> None:
        self.keys = keys
        """Of each slot; None where it is free."""
        self._rows = rows
        self._slots = dict(zip(keys, range(len(keys)), strict=True))
        self._slots.pop(None, None)
        self._free = [slot for slot, key in enumerate(keys) if key is None]
        self._live = np.ones(len(keys), bool)
        self._live[self._free] = False

    def _slot(self, key: str) -> int:
        slot = self._slots.get(key)
        if slot is None:
            slot = self._free.pop() if self._free else len(self.keys)
            if slot == len(self.keys):
                self.keys.append(key)
            self.keys[slot] = key
            self._slots[key] = slot
        return slot

    def _grow(self, capacity: int) -> None:
        if capacity <= len(self._rows):
            return
        rows, live = np.zeros((capacity, self.width), np.float32), np.zeros(capacity, bool)
        rows[: len(self._rows)], live[: len(self._live)] = self._rows, self._live
        self._rows, self._live = rows, live
