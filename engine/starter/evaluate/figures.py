"""Figures with their 95 % intervals: a paired bootstrap over stories."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import numpy.typing as npt

Values = npt.NDArray[np.float64]
_RESAMPLES, _SEED = 2000, 20261121
_TAILS = (2.5, 97.5)


@dataclass(frozen=True)
class Figure:
    """One measured number, the ends of its 95 % interval, and what it is in each resample, where it is kept."""

    value: float
    low: float
    high: float
    draws: Values | None = field(default=None, repr=False, compare=False)
    grain: float = field(default=0.0, compare=False)
    """The least by which a single answer changes it, where answers are counted: .005 where 200 are right or wrong."""

    @classmethod
    def exactly(cls, value: float) -> Figure:
        """A number that no chance is in."""
        return cls(value, value, value)

    def minus(self, other: Figure) -> Figure:
        """The paired difference: both were measured on the same stories, and resampled alike."""
        value = self.value - other.value
        if self.draws is None or other.draws is None:
            return Figure.exactly(value)
        return _with_interval(value, self.draws - other.draws)

    def as_dict(self) -> dict[str, float]:
        """For JSON."""
        return {"value": self.value, "low": self.low, "high": self.high}


class Bootstrap:
    """Resamples `stories` stories, the same draws for whatever is measured on them: so differences are paired.

    A percentile bootstrap (Efron 1979): each draw takes as many stories as there are, with replacement.
    """

    def __init__(self, stories: int, resamples: int = _RESAMPLES, seed: int = _SEED) -> None:
        if stories < 1:
            raise ValueError("There is nothing to resample.")
        rng = np.random.default_rng([seed, stories])
        self._weights: Values = rng.multinomial(stories, np.full(stories, 1 / stories), resamples).astype(np.float64)

    def mean(self, values: Sequence[float] | Values) -> Figure:
        """The mean of one value a story."""
        return self.ratio(values, np.ones(len(values)))

    def difference(self, first: Sequence[float] | Values, second: Sequence[float] | Values) -> Figure:
        """The mean of first - second, story by story."""
        return self.mean(np.asarray(first, np.float64) - np.asarray(second, np.float64))

    def ratio(self, sums: Sequence[float] | Values, counts: Sequence[float] | Values) -> Figure:
        """Sum over sum, for stories that weigh differently: say, good sentences over sentences."""
        found, asked = np.asarray(sums, np.float64), np.asarray(counts, np.float64)

        def share(weights: Values) -> Any:  # noqa: ANN401 - a number, or one a resample
            return (weights @ found) / np.maximum(weights @ asked, 1e-12)

        counted = bool(np.all(found == np.round(found)))
        least = 1.0 if counted else np.abs(found[found != 0]).min()
        return replace(self.statistic(share), grain=float(least / max(asked.sum(), 1e-12)))

    def statistic(self, function: Callable[[Values], Any]) -> Figure:
        """Any statistic: a function from the stories' weights, (..., stories), to values (...)."""
        return _with_interval(float(function(np.ones(self._weights.shape[1]))), np.asarray(function(self._weights)))


def _with_interval(value: float, draws: Values) -> Figure:
    low, high = np.percentile(draws, _TAILS)
    # A resample can round to the other side of a value that all stories share.
    return Figure(value, min(float(low), value), max(float(high), value), draws)
