"""Part "pictures": what is painted for the last panel, told more or less of the story, and which facts it shows."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

import torch
from torch import Tensor

from engine.models.conditioning import condition
from engine.models.painter import PaintOptions
from engine.starter.evaluate.bench import Bench, EvaluationConfig
from engine.starter.evaluate.contexts import PARTS, HeldOut, Shown, last_that_fit
from engine.starter.evaluate.reader import FACTS, right
from engine.starter.evaluate.store import Columns, Results
from engine.starter.story.describe import describe
from engine.starter.story.splits import Part

if TYPE_CHECKING:
    from PIL import Image

    from engine.facade import Engine

Telling = Callable[["Engine", HeldOut], Tensor]
"""From a story to the text embeddings (L, width) that the painter is told."""

GILL = {shown: f"GILL, {shown}" for shown in Shown}
PAINTER_LAST, PAINTER_FITTING = "painter alone, last caption", "painter alone, last captions that fit"
PAINTER_TRUE = "painter alone, true description"
TRUE = "true pictures"
ALL = "all five"
GUIDANCES = (1.5, 2.0, 3.0, 4.0, 5.5, 7.5)
_APART = 1_000_003  # noise seeds of one story in two runs lie this far apart


def by_gill(shown: Shown) -> Telling:
    """GILL's own way, by the engine's conditioner."""

    def tell(engine: Engine, story: HeldOut) -> Tensor:
        states = engine.image_states(story.context(shown))
        return condition("gill", engine.gill, engine.prepare_painting(), story.caption, states).embeddings

    return tell


def by_text(text: Callable[[Engine, HeldOut], str]) -> Telling:
    """The painter's own text encoder."""

    def tell(engine: Engine, story: HeldOut) -> Tensor:
        encoded: Tensor = engine.prepare_painting().encode_texts([text(engine, story)])[0]
        return encoded

    return tell


def fitting_captions(engine: Engine, story: HeldOut) -> str:
    """As many of the last captions as the painter's text window has room for."""
    painter = engine.prepare_painting()
    tokenizer = painter.pipeline.tokenizer
    captions = [panel.caption for panel in story.panels]
    lengths = [len(tokenizer(f" {caption}", add_special_tokens=False).input_ids) for caption in captions]
    frame = len(tokenizer("").input_ids)
    return last_that_fit(captions, lengths, painter.tokens - frame)


TELLINGS: dict[str, Telling] = {
    **{name: by_gill(shown) for shown, name in GILL.items()},
    PAINTER_LAST: by_text(lambda _, story: story.caption),
    PAINTER_FITTING: by_text(fitting_captions),
    PAINTER_TRUE: by_text(lambda _, story: describe(story.scene)),
}
"""Contexts, baselines and ceiling, in the order of the table."""


def measure_pictures(bench: Bench) -> dict[str, Columns]:
    """Facts right (0 or 1) by story, for each held-out part and telling, the runs' means; true pictures beside them."""
    found: dict[str, Columns] = {}
    for part in PARTS:
        found[f"{part}/{TRUE}"] = _results(bench, TRUE).columns(f"pictures/{part}/{TRUE}", partial(_true, bench, part))
        for name, telling in TELLINGS.items():
            runs = [facts_painted(bench, part, name, telling, run) for run in range(bench.config.seeds)]
            found[f"{part}/{name}"] = mean_columns(runs)
    return found


def facts_painted(bench: Bench, part: Part, name: str, telling: Telling, run: int) -> Columns:
    """Facts right by story, of one picture each, with the noise of this run; kept."""
    config = bench.config
    return _results(bench, name).columns(
        f"pictures/{part}/{name}/{config.steps}/{config.guidance:g}/{run}",
        partial(_measured, bench, part, telling, run, f"{name}, {part}", config),
    )


def measure_guidance(bench: Bench) -> dict[str, Columns]:
    """The same for several guidances, on training stories: what to choose one by."""
    found: dict[str, Columns] = {}
    for name in (PAINTER_TRUE, GILL[Shown.FULL]):
        for guidance in GUIDANCES:
            label, config = f"{name}, guidance {guidance:g}", replace(bench.config, guidance=guidance)
            measure = partial(_measured, bench, Part.TRAIN, TELLINGS[name], 0, label, config)
            found[label] = _results(bench, name).columns(f"guidance/{name}/{config.steps}/{guidance:g}", measure)
    return found


def paint_all(
    engine: Engine, stories: Sequence[HeldOut], telling: Telling, run: int, config: EvaluationConfig
) -> Iterator[list[Image.Image]]:
    """One picture a story, in batches. The noise depends on story and run alone: tellings compete on equal terms."""
    painter = engine.prepare_painting()
    negative = painter.encode_texts([""])[0]
    options = PaintOptions(config.steps, config.guidance, scheduler="dpm++")
    for start in range(0, len(stories), config.batch):
        batch = stories[start : start + config.batch]
        told = torch.stack([telling(engine, story) for story in batch])
        seeds = [run * _APART + story.number for story in batch]
        yield engine.prepare_painting().paint(told, negative, seeds, options)


def columns_of(rights: Sequence[Sequence[float]]) -> Columns:
    """(n, 5) as columns by fact, and whether all five are right."""
    columns: Columns = {fact: [float(row[i]) for row in rights] for i, fact in enumerate(FACTS)}
    return {**columns, ALL: [float(min(row)) for row in rights]}


def mean_columns(runs: Sequence[Columns]) -> Columns:
    """Columns averaged over runs, story by story."""
    return {
        name: [sum(values) / len(runs) for values in zip(*(run[name] for run in runs), strict=True)] for name in runs[0]
    }


def _measured(bench: Bench, part: Part, telling: Telling, run: int, label: str, config: EvaluationConfig) -> Columns:
    stories, images = bench.stories(part), list[Any]()
    for batch in paint_all(bench.engine, stories, telling, run, config):
        images += batch
        bench.context.step(f"painting: {label}", len(images), len(stories))
    return columns_of(right(bench.reader, images, [story.scene for story in stories]))


def _true(bench: Bench, part: Part) -> Columns:
    stories = bench.stories(part)
    return columns_of(right(bench.reader, [story.image(-1) for story in stories], [story.scene for story in stories]))


def _results(bench: Bench, name: str) -> Results:
    """The painter alone does not depend on the rest of the model."""
    return bench.results() if name in GILL.values() else bench.results(("painter",))
