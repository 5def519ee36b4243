"""A line of a chart: as many points as can be seen, however many there are."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

_MOST = 512

Point = tuple[float, float]


@dataclass
class Series:
    """Values over steps. When there are too many, neighbours become one, their mean. What is no number is left out."""

    most: int = _MOST
    points: list[Point] = field(default_factory=list)
    latest: float | None = None
    _every: int = 1
    _waiting: list[Point] = field(default_factory=list)

    def add(self, step: float, value: float) -> None:
        """One more value; steps only grow."""
        if not math.isfinite(value):
            return
        self.latest = value
        self._waiting.append((step, value))
        if len(self._waiting) < self._every:
            return
        self.points.append(_mean(self._waiting))
        self._waiting = []
        if len(self.points) >= self.most:
            self.points = [_mean(self.points[place : place + 2]) for place in range(0, len(self.points), 2)]
            self._every *= 2

    def __bool__(self) -> bool:
        return bool(self.points)


def smooth(points: list[Point], weight: float = 0.8) -> list[Point]:
    """An exponential mean that does not lag at its beginning."""
    mean, whole, found = 0.0, 0.0, []
    for step, value in points:
        mean, whole = weight * mean + (1 - weight) * value, weight * whole + (1 - weight)
        found.append((step, mean / whole))
    return found


def _mean(points: list[Point]) -> Point:
    return sum(step for step, _ in points) / len(points), sum(value for _, value in points) / len(points)
