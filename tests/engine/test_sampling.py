"""From scores to one token: each option alone, exactly; and at its extremes."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection
from typing import Any

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import Tensor

from engine.decoding import sampling
from engine.decoding.options import DecodeOptions
from gill_studio.core.errors import ModelError, StudioError

IMAGE_IDS = (6, 7)
"""[IMG1] and [IMG2] of a vocabulary of eight."""
SCORES = torch.tensor([2.0, 1.0, 0.5, 0.0, -1.0, -2.0, 0.3, 9.0])


def draw(
    scores: Tensor = SCORES,
    seed: int = 0,
    banned: Collection[int] = (),
    seen: Collection[int] = (),
    **options: Any,
) -> int:
    return choose(scores, DecodeOptions(**options), banned, seen, torch.Generator().manual_seed(seed))


def choose(
    scores: Tensor, options: DecodeOptions, banned: Collection[int], seen: Collection[int], generator: torch.Generator
) -> int:
    """The next token."""
    weighed = sampling.weigh(scores, options, image_ids=IMAGE_IDS, banned=banned, seen=seen)
    return sampling.draw(weighed, options, generator)


def shares(count: int = 2000, **options: Any) -> dict[int, float]:
    """How often each token is drawn."""
    generator = torch.Generator().manual_seed(1)
    settings = DecodeOptions(**{"temperature": 1.0, **options})
    drawn = Counter(choose(SCORES, settings, (), (), generator) for _ in range(count))
    return {token: n / count for token, n in drawn.items()}


def expected(scores: Tensor) -> list[float]:
    """Probabilities where only [IMG1] of the pictures' tokens may be chosen."""
    scores = scores.clone()
    scores[7] = -math.inf
    return [float(p) for p in scores.softmax(-1)]


def assert_close(found: dict[int, float], wanted: list[float], count: int = 2000) -> None:
    for token, share in enumerate(wanted):
        sigma = math.sqrt(share * (1 - share) / count)
        assert abs(found.get(token, 0.0) - share) <= 4 * sigma + 1e-9, (token, found.get(token), share)


def test_greedy_takes_the_likeliest_word() -> None:
    assert draw() == 0
    assert draw(banned=[0]) == 1
    assert draw(picture_bias=10.0) == 6, "ln 10 = 2.3 lifts [IMG1] from 0.3 over 2.0"
    assert draw(picture_bias=5.0) == 0


def test_the_later_image_tokens_are_never_chosen() -> None:
    assert draw() != 7
    assert 7 not in shares(500, temperature=100.0)


def test_sampling_follows_the_softmax() -> None:
    for temperature in (0.5, 1.0, 3.0):
        assert_close(shares(temperature=temperature), expected(SCORES / temperature))


@pytest.mark.parametrize("temperature", [0.5, 1.0, 2.0])
@pytest.mark.parametrize("bias", [0.2, 3.0, 50.0])
def test_picture_bias_multiplies_the_odds_of_a_picture(temperature: float, bias: float) -> None:
    plain = expected(SCORES / temperature)
    odds = bias * plain[6] / (1 - plain[6])
    wanted = [p * (1 - odds / (1 + odds)) / (1 - plain[6]) for p in plain]
    wanted[6] = odds / (1 + odds)
    assert_close(shares(temperature=temperature, picture_bias=bias), wanted)


@pytest.mark.parametrize("temperature", [0.0, 1e-300, 0.01, 1.0, 50.0, 1e30, 1e308])
@pytest.mark.parametrize("bias", [0.0, 5e-324, 1e-30, 1.0, 1e30, 1e308, math.inf])
def test_any_bias_at_any_temperature(temperature: float, bias: float) -> None:
    for seed in range(5):
        token = draw(seed=seed, temperature=temperature, picture_bias=bias)
        assert 0 <= token <= 6
        assert bias != 0 or token != 6, "a picture is forbidden"
        assert bias != math.inf or token == 6, "a picture is demanded"
    assert draw(temperature=temperature, picture_bias=bias, banned=[6]) != 6


def test_the_authors_factor_is_on_the_absolute_score() -> None:
    scores = SCORES.clone()
    scores[6] = -1.5
    assert draw(scores) == 0
    assert draw(scores, authors_factor=1.4) == 6, "|-1.5| x 1.4 = 2.1"
    assert draw(scores, authors_factor=1.3) == 0, "|-1.5| x 1.3 = 1.95"
    assert draw(scores, authors_factor=1.4, banned=[6]) == 0


@pytest.mark.parametrize("score", [0.0, -3.0, 1e20, -1e38])
@pytest.mark.parametrize("factor", [0.0, 1e5, 1e38, 1e308])
def test_any_authors_factor(score: float, factor: float) -> None:
    scores = SCORES.clone()
    scores[6] = score
    for temperature in (0.0, 1.0):
        assert 0 <= draw(scores, temperature=temperature, authors_factor=factor) <= 6


@pytest.mark.parametrize("k", [1, 2, 3, 100])
def test_top_k_keeps_exactly_k(k: int) -> None:
    kept = SCORES.clone()
    ranked = expected(SCORES)
    allowed = sorted(range(8), key=lambda token: -ranked[token])[:k]
    for token in range(8):
        if token not in allowed:
            kept[token] = -math.inf
    assert_close(shares(top_k=k), expected(kept))


@pytest.mark.parametrize("p", [1e-30, 0.3, 0.5, 0.75, 0.8, 0.95, 1.0])
def test_top_p_keeps_the_smallest_set_that_reaches_p(p: float) -> None:
    ranked = sorted(enumerate(expected(SCORES)), key=lambda pair: -pair[1])
    total, kept = 0.0, torch.full_like(SCORES, -math.inf)
    for token, share in ranked:
        if total >= p:
            break
        kept[token] = SCORES[token]
        total += share
    assert_close(shares(top_p=p), expected(kept))


def test_top_p_of_a_large_flat_vocabulary() -> None:
    """A nucleus that is larger than the likeliest thousand is still found."""
    flat = torch.zeros(5000)
    generator = torch.Generator().manual_seed(0)
    options = DecodeOptions(temperature=1.0, top_p=0.9)
    drawn = [choose(flat, options, (), (), generator) for _ in range(2500)]
    assert len(set(drawn)) > 1500
    assert len(set(drawn)) <= 4500


def test_repetition_penalty_holds_seen_words_back() -> None:
    assert draw(seen=[0], repetition_penalty=1.9) == 0, "2.0 / 1.9 is still the largest"
    assert draw(seen=[0], repetition_penalty=2.1) == 1
    negative = torch.tensor([-1.0, -1.5, -9, -9, -9, -9, -9, -9])
    assert draw(negative, seen=[0], repetition_penalty=1.4) == 0
    assert draw(negative, seen=[0], repetition_penalty=1.6) == 1


def test_scores_are_left_as_they_were() -> None:
    scores = SCORES.clone()
    draw(scores, temperature=0.7, top_p=0.9, top_k=3, picture_bias=3.0, seen=[0], repetition_penalty=1.3, banned=[1])
    assert torch.equal(scores, SCORES)


@pytest.mark.parametrize("bad", [math.nan, math.inf])
@pytest.mark.parametrize("temperature", [0.0, 1.0])
def test_scores_that_are_not_numbers_are_reported(bad: float, temperature: float) -> None:
    scores = SCORES.clone()
    scores[3] = bad
    with pytest.raises(ModelError, match="not numbers") as caught:
        draw(scores, temperature=temperature)
    assert "bfloat16" in caught.value.hint
    with pytest.raises(ModelError, match="not numbers"):
        draw(torch.full((8,), -math.inf), temperature=temperature)


@pytest.mark.parametrize(
    ("field", "values"),
    {
        "max_tokens": [0, -1],
        "temperature": [-0.1, math.nan, math.inf],
        "top_p": [0.0, 1.1, -1, math.nan],
        "top_k": [-1],
        "repetition_penalty": [0.0, -1, math.nan, math.inf, 1e308, 1e-308],
        "min_words": [-1],
        "picture_bias": [-1e-9, math.nan, -math.inf],
        "authors_factor": [-1, math.nan, math.inf],
    }.items(),
)
def test_options_out_of_range_are_refused_by_name(field: str, values: list[float]) -> None:
    for value in values:
        with pytest.raises(StudioError, match=f"{field} = ") as caught:
            DecodeOptions(**{field: value})
        assert caught.value.hint


@given(
    scores=st.lists(st.floats(-1e30, 1e30) | st.just(-math.inf), min_size=8, max_size=8).filter(
        lambda scores: max(scores[:6]) > -math.inf
    ),
    temperature=st.floats(0, allow_infinity=False),
    top_p=st.floats(0, 1, exclude_min=True),
    top_k=st.integers(0, 10),
    penalty=st.floats(0.01, 100),
    bias=st.floats(0),
    factor=st.floats(0, allow_infinity=False),
    seen=st.sets(st.integers(0, 7)),
)
def test_no_options_crash_it(
    scores: list[float],
    temperature: float,
    top_p: float,
    top_k: int,
    penalty: float,
    bias: float,
    factor: float,
    seen: set[int],
) -> None:
    scores[6] = max(scores[6], -1e30)  # [IMG1] is a row of the matrix: it always has a score
    token = draw(
        torch.tensor(scores),
        seen=seen,
        temperature=temperature,
        top_p=top_p,
        top_k=top_k,
        repetition_penalty=penalty,
        picture_bias=bias,
        authors_factor=factor,
    )
    assert 0 <= token <= 6
