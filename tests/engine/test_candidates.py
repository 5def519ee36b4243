"""The candidates of a proposal: different ones, each to be had again by its seed."""

from __future__ import annotations

from dataclasses import replace

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


def test_each_is_had_again_by_its_seed(gill: Gill) -> None:
    found = writer(gill).write(settings(8), RunContext())
    assert any(text.seed >= 8 for text in found)
    for text in found:
        assert writer(gill).write(settings(1, text.seed), RunContext())[0].text == text.text


def test_what_the_model_always_says_is_said_once(gill: Gill) -> None:
    drawn: list[int] = []
    context = RunContext(on_partial=lambda part: drawn.append(part.index) if isinstance(part, TextGrew) else None)
    always = TextSettings(count=4, max_tokens=12, temperature=0.0)
    (only,) = writer(gill).write(always, context)
    assert only.text
    assert sorted(set(drawn)) == [0, 1, 2, 3]
    assert len(writer(gill).write(replace(always, temperature=1e-4), RunContext())) == 1
