"""Measures against examples worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest

from engine.starter.evaluate.metrics import best_threshold, macro_f1, psnr, ranks

TRUTH = np.array([True, True, True, False, False])
ANSWERS = np.array([True, True, False, True, False])
# yes: 2 hits, 1 false, 1 missed: 2*2/(4+2) = 2/3. no: 1 hit, 1 false, 1 missed: 2/(2+2) = 1/2.
BY_HAND = (2 / 3 + 1 / 2) / 2


def test_ranks_count_what_is_better() -> None:
    scores = np.array([[0.9, 0.5, 0.1], [0.9, 0.5, 0.1], [0.9, 0.5, 0.1]])
    assert ranks(scores, [0, 1, 2]).tolist() == [0, 1, 2]


def test_ties_count_against_the_model() -> None:
    assert ranks(np.ones((2, 4)), [0, 3]).tolist() == [3, 3]


def test_macro_f1_by_hand() -> None:
    assert float(macro_f1(TRUTH, ANSWERS)) == pytest.approx(BY_HAND)
    assert float(macro_f1(TRUTH, TRUTH)) == 1.0
    assert float(macro_f1(TRUTH, ~TRUTH)) == 0.0
    assert float(macro_f1(TRUTH, np.ones(5, np.bool_))) == pytest.approx(2 * 3 / (2 * 3 + 2) / 2), "always yes"


def test_macro_f1_with_weights_is_that_of_repeated_examples() -> None:
    weights = np.array([[2.0, 0, 1, 3, 1], [1, 1, 1, 1, 1]])
    places = np.repeat(np.arange(5), [2, 0, 1, 3, 1])
    repeated = float(macro_f1(TRUTH[places], ANSWERS[places]))
    assert macro_f1(TRUTH, ANSWERS, weights) == pytest.approx([repeated, BY_HAND])


def test_the_best_threshold_lies_between_the_classes() -> None:
    cut = best_threshold(np.array([0.9, 0.2, 0.7, 0.4]), np.array([True, False, True, False]))
    assert cut == pytest.approx(0.55)


def test_the_best_threshold_may_leave_one_out() -> None:
    similarities = np.array([0.1, 0.2, 0.3, 0.8, 0.9, 0.05])
    truth = np.array([False, False, False, True, True, True])
    cut = best_threshold(similarities, truth)
    assert 0.3 < cut < 0.8


def test_psnr_by_hand() -> None:
    black = np.zeros((1, 2, 2, 3), np.uint8)
    grey = np.full((1, 2, 2, 3), 51, np.uint8)  # a fifth of 255: 10 log10(25) dB
    assert psnr(black, grey).tolist() == pytest.approx([13.9794], abs=1e-4)
    assert psnr(grey, black).tolist() == pytest.approx([13.9794], abs=1e-4), "8-bit differences do not wrap around"
    assert psnr(grey, grey).tolist() == [100.0]
    both = psnr(np.concatenate([black, grey]), np.concatenate([grey, grey]))
    assert both.tolist() == pytest.approx([13.9794, 100.0], abs=1e-4)
