"""Intervals: against hand-made examples and the textbook."""

from __future__ import annotations

import numpy as np
import pytest

from engine.starter.evaluate.figures import Bootstrap, Figure


def test_the_mean_is_the_mean_and_its_interval_the_textbooks() -> None:
    values = np.tile([0.0, 1.0], 200)
    figure = Bootstrap(400).mean(values)
    assert figure.value == 0.5
    half = 1.96 * 0.5 / np.sqrt(400)  # the normal approximation, which is good here
    assert figure.low == pytest.approx(0.5 - half, abs=0.006)
    assert figure.high == pytest.approx(0.5 + half, abs=0.006)


def test_fewer_stories_give_wider_intervals() -> None:
    widths = [f.high - f.low for f in (Bootstrap(n).mean(np.tile([0.0, 1.0], n // 2)) for n in (20, 80, 320))]
    assert widths[0] > 1.6 * widths[1] > 2.5 * widths[2]


def test_stories_that_agree_leave_no_doubt() -> None:
    figure = Bootstrap(10).mean([0.75] * 10)
    assert (figure.value, figure.low, figure.high) == (0.75, pytest.approx(0.75), pytest.approx(0.75))


def test_figures_that_were_measured_alike_are_subtracted_story_by_story() -> None:
    rng = np.random.default_rng(0)
    easy, draws = rng.random(100), Bootstrap(100)
    paired = draws.mean(easy + rng.normal(0.1, 0.01, 100)).minus(draws.mean(easy))
    assert paired.value == pytest.approx(0.1, abs=0.005)
    assert paired.low < paired.value < paired.high
    assert paired.high - paired.low < 0.01
    assert Figure(0.5, 0.4, 0.6).minus(Figure(0.25, 0.2, 0.3)) == Figure(0.25, 0.25, 0.25)


def test_differences_are_paired() -> None:
    rng = np.random.default_rng(0)
    easy = rng.random(100)
    draws = Bootstrap(100)
    paired = draws.difference(easy + 0.1, easy)
    assert paired.value == pytest.approx(0.1)
    assert paired.high - paired.low < 1e-9, "what all stories share is certain, however different they are"
    alone = draws.mean(easy)
    assert alone.high - alone.low > 0.05


def test_ratios_weigh_stories_by_their_counts() -> None:
    figure = Bootstrap(3).ratio([3.0, 0.0, 1.0], [3.0, 3.0, 2.0])
    assert figure.value == 0.5
    assert figure.low == 0.0
    assert figure.high == 1.0


def test_any_statistic_sees_the_weights() -> None:
    seen: list[tuple[int, ...]] = []

    def count(weights: np.ndarray) -> np.ndarray:
        seen.append(weights.shape)
        return weights.sum(-1)

    assert Bootstrap(5, resamples=7).statistic(count) == Figure(5.0, 5.0, 5.0)
    assert seen == [(5,), (7, 5)]


def test_the_same_stories_give_the_same_interval() -> None:
    values = np.random.default_rng(1).random(50)
    assert Bootstrap(50).mean(values) == Bootstrap(50).mean(values)


def test_nothing_cannot_be_resampled() -> None:
    with pytest.raises(ValueError, match="nothing to resample"):
        Bootstrap(0)


def test_what_one_answer_changes() -> None:
    draws = Bootstrap(4)
    assert draws.mean([0.0, 1.0, 1.0, 0.0]).grain == pytest.approx(0.25)
    assert draws.mean([0.5, 1.0, 1.0, 0.0]).grain == pytest.approx(0.125), "one of two pictures of a story"
    assert draws.ratio([1.0, 0.0, 2.0, 3.0], [2.0, 2.0, 3.0, 3.0]).grain == pytest.approx(0.1)
    assert draws.ratio([5.0] * 4, [6.0] * 4).grain == pytest.approx(1 / 24), "sentences count, not stories"
    assert draws.mean([0.0] * 4).grain == pytest.approx(0.25)
    assert draws.statistic(lambda weights: weights.sum(-1)).grain == 0, "nothing is counted"
