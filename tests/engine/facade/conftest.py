"""Stories, pictures and collections for the engine's verbs."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from engine.facade import Engine
from engine.retrieval.index import RetrievalIndex
from gill_studio.core.protocol import Proposals, StoryPanel

MakeCollection = Callable[[Engine, list[Path]], RetrievalIndex]
MakePanels = Callable[[list[str], Path], tuple[StoryPanel, ...]]
Alike = Callable[[Proposals, Proposals], bool]


@pytest.fixture
def pictures(picture_file: Callable[..., Path]) -> list[Path]:
    return [picture_file(colour) for colour in ("red", "blue", "lime", "black", "white")]


@pytest.fixture(scope="session")
def collection() -> MakeCollection:
    """An index of these pictures by the engine's own vectors."""
    return _collection


@pytest.fixture(scope="session")
def panels_of() -> MakePanels:
    """`panels_of(["The fox.#"], picture)`: panels with these captions, and with the picture where `#` ends them."""
    return _panels_of


@pytest.fixture(scope="session")
def long_story() -> list[str]:
    """Two hundred captions, a picture with each third: more than any model reads."""
    return [f"The fox walks to place {i}." + "#" * (i % 3 == 0) for i in range(200)]


@pytest.fixture(scope="session")
def alike() -> Alike:
    """Whether two answers are equal but for the last bits, which depend on what the prefix cache could keep."""
    return _alike


def _collection(engine: Engine, paths: list[Path]) -> RetrievalIndex:
    index = RetrievalIndex(engine.gill.config.retrieval_width)
    if paths:
        vectors = engine.picture_vectors(paths)
        index.add(list(vectors), np.stack([vector.numpy() for vector in vectors.values()]))
    return index


def _panels_of(story: list[str], path: Path) -> tuple[StoryPanel, ...]:
    return tuple(StoryPanel(text.rstrip("#"), path if text.endswith("#") else None) for text in story)


def _alike(one: Proposals, other: Proposals) -> bool:
    numbers = [
        [text.score for text in found.texts] + ([found.decision.generate] if found.decision is not None else [])
        for found in (one, other)
    ]
    words = [[(text.text, text.seed) for text in found.texts] for found in (one, other)]
    same = words[0] == words[1] and numbers[0] == pytest.approx(numbers[1], abs=1e-4)
    return same and one.dropped_panels == other.dropped_panels
