"""Vectors, and the answer that an index must give."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

from engine.retrieval.index import RetrievalIndex
from engine.retrieval.options import IndexOptions

EXACT = IndexOptions(exact_below=10**6)
GRAPH = IndexOptions(links=8, ef_construction=32, ef_search=24, exact_below=600)
WIDTH = 16


def drawn(count: int, seed: int = 0, width: int = WIDTH) -> np.ndarray:
    """Vectors of any length, in clusters."""
    random = np.random.default_rng(seed)
    centres = random.standard_normal((20, width))
    return (centres[random.integers(20, size=count)] + 0.5 * random.standard_normal((count, width))).astype(np.float32)


def named(count: int, start: int = 0) -> list[str]:
    return [f"k{i:06d}" for i in range(start, start + count)]


def filled(options: IndexOptions, count: int = 1200, seed: int = 0, threads: int = 1, **more) -> RetrievalIndex:
    """By one thread: linked by several, so sparse a graph misses another one now and then."""
    index = RetrievalIndex(WIDTH, options=options, threads=threads, **more)
    index.add(named(count), drawn(count, seed))
    return index


def right(vectors: dict[str, np.ndarray], query: np.ndarray, k: int, exclude=()) -> list[tuple[str, float]]:
    """The best keys and scores, computed one by one in float64."""
    query = np.asarray(query, np.float64) / np.linalg.norm(np.asarray(query, np.float64))
    scored = []
    for key, vector in vectors.items():
        if key not in exclude:
            length = np.linalg.norm(vector.astype(np.float64))
            scored.append((-round(float(vector.astype(np.float64) @ query / length), 6), key))
    return [(key, -score) for score, key in sorted(scored)[:k]]


@pytest.fixture
def helpers() -> SimpleNamespace:
    return SimpleNamespace(drawn=drawn, named=named, filled=filled, right=right, exact=EXACT, graph=GRAPH, width=WIDTH)


@pytest.fixture(params=[EXACT, GRAPH], ids=["exact", "graph"])
def options(request) -> IndexOptions:
    """Both ways of searching."""
    return request.param
