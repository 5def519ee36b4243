"""Part "likelihood": do the true pictures make a story's words likelier than other pictures do?

In this world captions tell nearly everything but the scarf, so that the pictures of a wholly captioned story hardly
matter to its words. They do where a writer leaves captions out and lets pictures tell: both tellings are measured.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from enum import StrEnum
from functools import partial

from engine.evaluation.likelihood import log_likelihood
from engine.pictures import Picture
from engine.prompting.prompt import ContextPanel
from engine.starter.evaluate.bench import Bench
from engine.starter.evaluate.contexts import PARTS, HeldOut
from engine.starter.evaluate.store import Columns
from engine.starter.story.splits import Part


class Telling(StrEnum):
    """How many captions the story keeps; it keeps all its pictures."""

    WHOLE = "every caption"
    SPARSE = "every other caption"


TRUE, SHUFFLED, OTHERS = "true pictures", "all stories' pictures shuffled", "another story's pictures"
TURNED, NONE = "own pictures in another order", "no pictures"
KINDS = (TRUE, SHUFFLED, OTHERS, TURNED, NONE)


def column(telling: Telling, kind: str) -> str:
    """The name of a column of results."""
    return f"{telling}; {kind}"


def measure_likelihood(bench: Bench) -> dict[str, Columns]:
    """Mean log-probability of each story's words with its own, with wrong and without pictures, for each part."""
    return {part: bench.results().columns(f"likelihood/{part}", partial(_measured, bench, part)) for part in PARTS}


def _measured(bench: Bench, part: Part) -> Columns:
    stories = bench.stories(part)
    rng = random.Random(f"shuffled pictures, {part}")  # noqa: S311 - a measurement, not a secret
    deck = [(story, i) for story in stories for i in range(len(story.panels))]
    rng.shuffle(deck)
    columns: Columns = {column(telling, kind): [] for telling in Telling for kind in KINDS}
    for number, story in enumerate(stories):
        own = [story.picture(i) for i in range(len(story.panels))]
        other = stories[(number + 1) % len(stories)]
        pictures: dict[str, Sequence[Picture | None]] = {
            TRUE: own,
            SHUFFLED: [dealt.picture(i) for dealt, i in (deck.pop() for _ in own)],
            OTHERS: [other.picture(i) for i in range(len(own))],
            TURNED: [*own[1:], own[0]],  # no panel keeps its own
            NONE: [None] * len(own),
        }
        for telling in Telling:
            for kind in KINDS:
                columns[column(telling, kind)].append(_likelihood(bench, story, telling, pictures[kind]))
        bench.context.step(f"weighing words, {part}", number + 1, len(stories))
    return columns


def _likelihood(bench: Bench, story: HeldOut, telling: Telling, pictures: Sequence[Picture | None]) -> float:
    panels = [
        ContextPanel("" if telling is Telling.SPARSE and i % 2 == 0 else panel.caption, picture)
        for i, (panel, picture) in enumerate(zip(story.panels, pictures, strict=True))
    ]
    bench.engine.prepare_text(panels)
    return log_likelihood(bench.engine.prompter, panels) or 0.0
