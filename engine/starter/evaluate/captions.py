"""Part "captions": descriptions of held-out pictures, decoded greedily, held against what the pictures show."""

from __future__ import annotations

import random
from collections.abc import Mapping
from enum import StrEnum
from functools import partial

from engine.starter.evaluate.bench import Bench
from engine.starter.evaluate.contexts import PARTS, HeldOut
from engine.starter.evaluate.generation import columns_of
from engine.starter.evaluate.reader import FACTS
from engine.starter.evaluate.store import Columns
from engine.starter.story.describe import facts_in
from engine.starter.story.splits import Part
from engine.starter.world.facts import Fact, Scene


def measure_captions(bench: Bench) -> dict[str, Columns]:
    """Facts told right (0 or 1) of one picture a story, for each held-out part."""
    return {part: bench.results().columns(f"captions/{part}", partial(_told, bench, part)) for part in PARTS}


def told_right(caption: str, scene: Scene) -> dict[Fact, float]:
    """Whether a caption tells each fact, and rightly; that there is no prop has to be told, too."""
    told: Mapping[Fact, StrEnum | None] = facts_in(caption)
    return {fact: float(fact in told and told[fact] == getattr(scene, fact)) for fact in FACTS}


def panel_of(story: HeldOut) -> int:
    """Which panel's picture is looked at: the last one shows a new combination, elsewhere it is one at random."""
    if story.part is Part.NEW_COMBINATIONS:
        return len(story.panels) - 1
    return random.Random(f"panel {story.number}").randrange(len(story.panels))  # noqa: S311 - a choice, no secret


def _told(bench: Bench, part: Part) -> Columns:
    rows: list[list[float]] = []
    stories = bench.stories(part)
    for number, story in enumerate(stories):
        panel = panel_of(story)
        (path,) = bench.files([story.image(panel)])
        found = bench.engine.caption([], path)
        rights = told_right(found[0].text if found else "", story.panels[panel].scene)
        rows.append([rights[fact] for fact in FACTS])
        bench.context.step(f"captioning, {part}", number + 1, len(stories))
    return columns_of(rows)
