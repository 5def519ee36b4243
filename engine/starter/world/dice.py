"""Chance, reproducible: every part of a picture has a stream of its own, so that none disturbs another."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Variation:
    """How pictures of one and the same scene may differ.

    `spread` multiplies every range that positions, sizes, angles and shapes are drawn from; `cast` is the largest
    share of a random colour mixed into the picture; `blur` the largest Gaussian radius in hundredths of the
    picture's side; `noise` the largest standard deviation of grey noise (0 to 255). `stream` names another
    sequence of chance: the same seed then draws other positions, trees and clouds.
    """

    spread: float = 1.0
    cast: float = 0.0
    blur: float = 0.0
    noise: float = 0.0
    stream: str = ""


USUAL = Variation()
"""What the model is trained on and the sample collection shows."""

UNUSUAL = Variation(spread=1.4, cast=0.08, blur=0.9, noise=14.0, stream="unusual")
"""For classifiers that judge pictures: other jitter than `USUAL`, and softness and noise that painters produce."""


class Dice:
    """One stream of chance, from a seed, a part's name and a variation."""

    def __init__(self, seed: int, part: str, variation: Variation = USUAL) -> None:
        self._random = random.Random(f"{variation.stream}/{part}/{seed}")  # noqa: S311 - pictures, not secrets
        self._spread = variation.spread

    def between(self, low: float, high: float) -> float:
        """A number around the middle of the range, as far from it as range and spread allow."""
        return (low + high) / 2 + (self._random.random() - 0.5) * (high - low) * self._spread

    def share(self) -> float:
        """A number from 0 to 1 that no spread widens."""
        return self._random.random()

    def chance(self, probability: float) -> bool:
        """True with this probability."""
        return self._random.random() < probability

    def pick(self, items: Sequence[Item]) -> Item:
        """One of the items, all alike likely."""
        return items[int(self._random.random() * len(items))]
