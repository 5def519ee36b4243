"""Search by comparing with every vector, and the order of what is found, which both ways of searching share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.retrieval.table import Slots, VectorTable
from engine.retrieval.vectors import Vectors, blocks

ROUNDING = 1e-5
"""More than the products of float32 rows of length one err, however a library adds them up."""

_SCORES = 2**24  # scores held at once: 64 MiB
_GROUP = 64


@dataclass(frozen=True, slots=True)
class Hit:
    """One picture that was found."""

    key: str
    score: float
    """Cosine similarity, -1 to 1."""


def search_exactly(table: VectorTable, queries: Vectors, k: int, hidden: Slots) -> list[list[Hit]]:
    """The `k` best keys for each unit query (b, p), without `hidden` slots; at least `k` others must be there."""
    found: list[list[Hit]] = []
    for block in blocks(len(queries), max(1, _SCORES // len(table.keys))):
        scores = _scores(table.vectors, queries[block])
        if table.free:
            scores[:, ~table.live] = -np.inf
        scores[:, hidden] = -np.inf
        for query, row in zip(queries[block], scores, strict=True):
            slots = np.flatnonzero(row >= _bound(row, k) - 2 * ROUNDING)
            found.append(best(table, query, slots, row[slots], k, ROUNDING))
    return found


def best(
    table: VectorTable, query: NDArray[np.float32], slots: Slots, scores: Vectors, k: int, error: float
) -> list[Hit]:
    """The best `k` of `slots`, whose `scores` may be off by `error`; equal scores are in the order of their keys.

    Scores are computed anew, in float64 and row by row: the same vectors get the same score whichever way, in
    whichever batch and beside whichever neighbours they were found.
    """
    if len(slots) > k:
        slots = slots[scores >= np.partition(scores, len(scores) - k)[len(scores) - k] - 2 * error]
    exact: list[float] = []
    for block in blocks(len(slots)):
        products = table.vectors[slots[block]] * query.astype(np.float64)
        exact += products.sum(axis=1).clip(-1, 1).tolist()
    order = sorted(zip((-score for score in exact), _keys(table, slots), strict=True))
    return [Hit(key, -score) for score, key in order[:k]]


def _keys(table: VectorTable, slots: Slots) -> Sequence[str]:
    return [key for slot in slots.tolist() if (key := table.keys[slot]) is not None]


def _scores(rows: Vectors, queries: Vectors) -> Vectors:
    if len(queries) == 1:
        one: Vectors = (rows @ queries[0])[None]  # faster than as a product of matrices
        return one
    many: Vectors = queries @ rows.T
    return many


def _bound(scores: NDArray[np.float32], k: int) -> float:
    """A lower bound of the k-th best score: the k-th best of the groups' best. Much faster than sorting all scores."""
    groups = len(scores) // _GROUP
    if groups < 2 * k:
        return float(np.partition(scores, len(scores) - k)[len(scores) - k])
    peaks = scores[: groups * _GROUP].reshape(groups, _GROUP).max(axis=1)
    return float(np.partition(peaks, groups - k)[groups - k])
