"""The candidates of a proposal: different ones, each to be had again by its seed and beginning."""

from __future__ import annotations

from dataclasses import replace

import pytest

from engine.context import RunContext
from engine.decoding.candidates import Writer
from engine.models.gill import Gill
from engine.prompting.cache import PrefixCache
from engine.prompting.prompt import Prompter
from gill_studio.core.protocol import TextGrew, TextSettings

PROMPT = [2, 45]


def writer(gill: Gill, most: int = 3) -> Writer:
    hidden, past = PrefixCache(Prompter(gill)).read(PROMPT, [])
    return Writer(gill, hidden, past, PROMPT, most)


def settings(count: int, seed: int = 0, temperature: float = 1.0) -> TextSettings:
    """Three tokens, each one of two, so that repetitions are the rule."""
    return TextSettings(count=count, max_tokens=3, min_words=3, top_k=2, temperature=temperature, seed=seed)


def test_a_candidate_that_repeats_another_is_drawn_again(gill: Gill) -> None:
    once = [writer(gill).write(settings(1, seed), RunContext())[0].text for seed in range(8)]
    assert len(set(once)) < 8, "eight of eight texts repeat some"
    found = writer(gill).write(settings(8), RunContext())
    assert len({text.text for text in found}) == len(found) > len(set(once))
    assert [text.score for text in found] == sorted((text.score for text in found), reverse=True)


def test_each_is_had_again_by_its_seed_and_beginning(gill: Gill) -> None:
    found = writer(gill).write(settings(6), RunContext())
    assert any(text.beginning for text in found), "some were drawn again"
    for text in found:
        again = replace(settings(1, text.seed), beginning=text.beginning)
        (alone,) = writer(gill).write(again, RunContext())
        assert alone.score == pytest.approx(text.score, abs=1e-5), "batches of other sizes are summed in another order"
        assert replace(alone, score=text.score) == text


def test_all_begin_as_they_are_told_to(gill: Gill) -> None:
    beginning = gill.language.decode([50, 51])
    free = TextSettings(count=4, max_tokens=8, min_words=8)
    found = writer(gill).write(replace(free, beginning=beginning), RunContext())
    assert len(found) == 4
    assert all(text.text.startswith(beginning.strip()) and len(text.text) > len(beginning) for text in found)


def test_what_the_model_always_says_is_said_once(gill: Gill) -> None:
    drawn: list[int] = []
    context = RunContext(on_partial=lambda part: drawn.append(part.index) if isinstance(part, TextGrew) else None)
    always = TextSettings(count=4, max_tokens=12, temperature=0.0)
    (only,) = writer(gill).write(always, context)
    assert only.text
    assert sorted(set(drawn)) == [0, 1, 2, 3]


def test_a_model_that_is_sure_of_itself_offers_its_other_words(gill: Gill) -> None:
    sure = TextSettings(count=4, max_tokens=12, temperature=1e-4)
    found = writer(gill).write(sure, RunContext())
    assert len({text.text for text in found}) == 4
    assert sorted(text.beginning == "" for text in found) == [False, False, False, True]
