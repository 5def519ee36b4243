"""The prefix cache: what was read is not read again, and never changes an answer."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
import torch
from torch import Tensor

from engine.context import CancelledError, RunContext
from engine.models.gill import Gill
from engine.models.key_values import KeyValues
from engine.pictures import Picture
from engine.prompting.cache import PrefixCache
from engine.prompting.prompt import ContextPanel, Piece, Prompter

Red = Callable[..., Picture]


@pytest.fixture
def prompter(gill: Gill) -> Prompter:
    return Prompter(gill)


@pytest.fixture
def cache(prompter: Prompter) -> PrefixCache:
    return PrefixCache(prompter)


def words(seed: int, count: int) -> list[Piece]:
    return [int(i) for i in np.random.default_rng(seed).integers(4, 300, count)]


def close(found: Tensor, expected: Tensor) -> bool:
    return bool((found - expected).abs().max() < 1e-5)


def assert_as_cold(cache: PrefixCache, prompter: Prompter, pieces: list[Piece]) -> None:
    hidden, past = cache.read(pieces, [])
    cold, cold_past = PrefixCache(prompter).read(pieces, [])
    assert close(hidden, cold)
    assert past.length == cold_past.length == len(pieces)
    assert close(prompter.gill.image_states(past), prompter.gill.image_states(cold_past))


def test_only_what_changed_is_computed(cache: PrefixCache, prompter: Prompter) -> None:
    base = words(0, 40)
    computed = []
    for pieces in (
        base,
        base,
        [*base, 7, 8],
        [*base[:39], 9],
        [*base[:20], 9, *base[21:]],
        [9, *base[1:]],
        base[:10],
        base[:5],
        base,
    ):
        assert_as_cold(cache, prompter, pieces)
        computed.append(cache.computed)
    #            cold same grown end middle start cut cut back
    assert computed == [40, 1, 2, 1, 20, 40, 10, 1, 35]


def test_pictures_are_told_apart_by_content(cache: PrefixCache, prompter: Prompter, colour_picture: Red) -> None:
    red, blue = colour_picture("red"), colour_picture("blue")
    answers = []
    for picture in (red, blue, red):
        pieces = prompter.pieces([ContextPanel("a", picture), ContextPanel("b")])
        answers.append(cache.read(pieces, [picture])[0])
    assert not close(answers[0], answers[1])
    assert close(answers[0], answers[2])


def test_forgetting_costs_a_cold_read_and_nothing_else(cache: PrefixCache, prompter: Prompter) -> None:
    cache.read(words(0, 30), [])
    cache.forget()
    assert_as_cold(cache, prompter, words(0, 30))
    assert cache.computed == 30


def test_a_cancelled_read_keeps_what_it_has_read(cache: PrefixCache, prompter: Prompter) -> None:
    cache.read(words(1, 20), [])
    pieces = words(0, 500)
    with pytest.raises(CancelledError):
        cache.read(pieces, [], RunContext(cancelled=lambda: True))
    assert_as_cold(cache, prompter, pieces[:400])
    assert cache.computed == 400 - 256, "the first chunk had been read"
    assert_as_cold(cache, prompter, words(1, 20))


def test_a_read_that_fails_leaves_the_cache_as_it_was(cache: PrefixCache, prompter: Prompter) -> None:
    """As when memory runs out in the last layer: the layers before it have written their keys by then."""
    base = words(0, 40)
    cache.read(base, [])
    layer = prompter.gill.language.model.model.decoder.layers[-1]

    def out_of_memory(*args: object, **kwargs: object) -> None:
        raise MemoryError

    layer.__dict__["forward"] = out_of_memory
    try:
        with pytest.raises(MemoryError):
            cache.read([*base, 5, 6, 7], [])
    finally:
        del layer.__dict__["forward"]
    assert_as_cold(cache, prompter, [*base, 9, 8])
    assert cache.computed == 2


def test_many_edits_in_any_order_never_change_an_answer(cache: PrefixCache, prompter: Prompter) -> None:
    """Growing, cutting, editing and asking for pictures between: buffers are shared, answers are not."""
    rng = np.random.default_rng(5)
    pieces = words(0, 30)
    for _ in range(25):
        kind = rng.integers(4)
        place = int(rng.integers(1, len(pieces)))
        if kind == 0:
            pieces = [*pieces, *words(int(rng.integers(1000)), int(rng.integers(1, 90)))][-200:]
        elif kind == 1:
            pieces = pieces[:place]
        elif kind == 2:
            pieces = [*pieces[:place], int(rng.integers(4, 300)), *pieces[place + 1 :]]
        _, past = cache.read(pieces, [])
        if kind == 3:
            prompter.gill.image_states(past)
        assert_as_cold(cache, prompter, pieces)


def read_on(gill: Gill, past: KeyValues, ids: list[int]) -> tuple[Tensor, KeyValues]:
    with torch.no_grad():
        hidden, after = gill.read(gill.embed(gill.tokens([ids])), past)
    return hidden[0, -1], after


def test_one_prefix_serves_several_continuations(cache: PrefixCache, gill: Gill) -> None:
    """The first continuation is written in place; neither the others nor its own past may see it."""
    _, past = cache.read(words(0, 20), [])
    first, after_first = read_on(gill, past, [10, 11])
    second, after_second = read_on(gill, past, [20, 21])
    again, _ = read_on(gill, past, [10, 11])
    assert close(first, again)
    assert not close(first, second)
    expected, _ = read_on(gill, KeyValues(), [*map(int, words(0, 20)), 10, 11, 12])  # type: ignore[arg-type]
    assert close(read_on(gill, after_first, [12])[0], expected)
    other, _ = read_on(gill, KeyValues(), [*map(int, words(0, 20)), 20, 21, 12])  # type: ignore[arg-type]
    assert close(read_on(gill, after_second, [12])[0], other)


def test_rows_of_a_batch_are_the_rows(cache: PrefixCache, gill: Gill) -> None:
    _, past = cache.read(words(0, 20), [])
    assert past.repeated(1) is past
    batch = past.repeated(3)
    with torch.no_grad():
        together, after = gill.read(gill.embed(gill.tokens([[5], [6], [7]])), batch)
        kept, _ = gill.read(gill.embed(gill.tokens([[9], [9]])), after.rows(torch.tensor([2, 0])))
    for row, ids in enumerate(([5], [6], [7])):
        assert close(together[row, -1], read_on(gill, past, ids)[0])
    for row, ids in enumerate(([7, 9], [5, 9])):
        assert close(kept[row, -1], read_on(gill, past, ids)[0])
    assert past.length == 20
    assert past.first(0).length == 0
    assert close(read_on(gill, past.first(0), [5])[0], read_on(gill, KeyValues(), [5])[0])
