"""Part "sentences": are proposed next sentences of the world's language, true to the story, new, and different?"""

from __future__ import annotations

import random
from collections.abc import Sequence
from functools import partial

from engine.starter.evaluate.bench import Bench
from engine.starter.evaluate.contexts import PARTS, HeldOut
from engine.starter.evaluate.store import Columns
from engine.starter.story.checker import contradictions, fact_swapped, in_language, shuffled
from engine.starter.story.model import StoryPanel as ToldPanel
from engine.starter.story.splits import Part
from gill_studio.core.protocol import PaintSettings, ProposeRequest, StoryPanel, TextSettings

COUNT = "sentences"
LANGUAGE, FAITHFUL, COPIED = "in the world's language", "no contradiction", "copies"
DIFFERENT = "three differ"
REJECTED = "rejected"
CHECKER = "checker"
_CANDIDATES = 3


def measure_sentences(bench: Bench) -> dict[str, Columns]:
    """Counts by story: sentences, those in the language, without contradiction, and copied; and whether three differ.

    Beside them, under "checker", whether it rejects sentences that were shuffled, or had a settled fact swapped.
    """
    found = {CHECKER: bench.results().columns("sentences/checker", partial(_checker, bench))}
    for part in PARTS:
        found[part] = bench.results().columns(f"sentences/{part}", partial(_proposed, bench, part))
    return found


def judged(before: Sequence[ToldPanel], sentences: Sequence[str]) -> dict[str, float]:
    """The counts for the candidates of one story."""
    told = {panel.caption for panel in before}
    return {
        COUNT: float(len(sentences)),
        LANGUAGE: float(sum(in_language(sentence) for sentence in sentences)),
        FAITHFUL: float(sum(not contradictions(before, sentence) for sentence in sentences)),
        COPIED: float(sum(sentence in told for sentence in sentences)),
        DIFFERENT: float(len(set(sentences)) >= _CANDIDATES),
    }


def _proposed(bench: Bench, part: Part) -> Columns:
    stories = bench.stories(part)
    columns: Columns = {name: [] for name in (COUNT, LANGUAGE, FAITHFUL, COPIED, DIFFERENT)}
    for number, story in enumerate(stories):
        before = story.panels[: _length(story)]
        for name, value in judged(before, propose(bench, story, len(before))).items():
            columns[name].append(value)
        bench.context.step(f"proposing sentences, {part}", number + 1, len(stories))
    return columns


def propose(bench: Bench, story: HeldOut, length: int) -> list[str]:
    """Next sentences after the story's first panels and their pictures, by the studio's own settings."""
    paths = bench.files([story.image(i) for i in range(length)])
    panels = tuple(StoryPanel(p.caption, path) for p, path in zip(story.panels, paths, strict=False))
    request = ProposeRequest(
        panels,
        text=TextSettings(count=_CANDIDATES, seed=_CANDIDATES * story.number),
        retrieve=0,
        paint=PaintSettings(count=0),
    )
    return [proposal.text for proposal in bench.engine.propose(request).texts]


def _length(story: HeldOut) -> int:
    """How much of the story is told: any beginning, but not all of it."""
    return random.Random(f"beginning {story.number}").randrange(1, len(story.panels))  # noqa: S311 - no secret


def _checker(bench: Bench) -> Columns:
    """Of each story one sentence with its words shuffled, and one with a settled fact swapped."""
    rejected: list[float] = []
    for part in PARTS:
        for story in bench.stories(part):
            rng = random.Random(f"checker {part} {story.number}")  # noqa: S311 - no secret
            rejected += [float(_rejects(before, wrong)) for before, wrong in _wrong(story.panels, rng)]
    return {REJECTED: rejected}


def _wrong(panels: Sequence[ToldPanel], rng: random.Random) -> list[tuple[Sequence[ToldPanel], str]]:
    chosen = rng.randrange(1, len(panels))
    found = [(panels[:chosen], shuffled(panels[chosen].caption, rng))]
    for length in rng.sample(range(1, len(panels)), len(panels) - 1):
        swapped = fact_swapped(panels[:length], panels[length].caption, rng)
        if swapped is not None:
            return [*found, (panels[:length], swapped)]
    return found


def _rejects(before: Sequence[ToldPanel], sentence: str) -> bool:
    return not in_language(sentence) or bool(contradictions(before, sentence))
