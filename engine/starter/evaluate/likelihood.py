"""Part "likelihood": do the true pictures make a story's words likelier than other pictures do?"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from engine.evaluation.likelihood import log_likelihood
from engine.pictures import Picture
from engine.prompting.prompt import ContextPanel
from engine.starter.evaluate.bench import Bench
from engine.starter.evaluate.contexts import PARTS, HeldOut
from engine.starter.evaluate.store import Columns
from engine.starter.story.splits import Part

TRUE, OTHERS, TURNED, NONE = "true pictures", "another story's pictures", "own pictures shuffled", "no pictures"


def measure_likelihood(bench: Bench) -> dict[str, Columns]:
    """Mean log-probability of each story's words with its own, with wrong and without pictures, for each part."""
    return {part: bench.results().columns(f"likelihood/{part}", partial(_measured, bench, part)) for part in PARTS}


def _measured(bench: Bench, part: Part) -> Columns:
    stories = bench.stories(part)
    columns: Columns = {name: [] for name in (TRUE, OTHERS, TURNED, NONE)}
    for number, story in enumerate(stories):
        own = [story.picture(i) for i in range(len(story.panels))]
        other = stories[(number + 1) % len(stories)]
        columns[TRUE].append(_likelihood(bench, story, own))
        columns[OTHERS].append(_likelihood(bench, story, [other.picture(i) for i in range(len(own))]))
        columns[TURNED].append(_likelihood(bench, story, [*own[1:], own[0]]))  # no panel keeps its own
        columns[NONE].append(_likelihood(bench, story, [None] * len(own)))
        bench.context.step(f"weighing words, {part}", number + 1, len(stories))
    return columns


def _likelihood(bench: Bench, story: HeldOut, pictures: Sequence[Picture | None]) -> float:
    panels = [ContextPanel(panel.caption, picture) for panel, picture in zip(story.panels, pictures, strict=True)]
    bench.engine.prepare_text(panels)
    return log_likelihood(bench.engine.prompter, panels) or 0.0
