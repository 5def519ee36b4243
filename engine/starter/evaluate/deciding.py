"""Part "decision": is retrieving advised just when the collection holds a picture that shows what is revealed?"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from enum import StrEnum
from functools import cached_property, partial

import torch
from torch import Tensor

from engine.pictures import Picture
from engine.starter.evaluate.bench import Bench
from engine.starter.evaluate.contexts import PARTS, HeldOut, Shown
from engine.starter.evaluate.store import Columns
from engine.starter.story.reveal import shows
from engine.starter.story.scenes import sample_scene
from engine.starter.story.splits import Part, may_be_collected
from engine.starter.world.facts import Fact, Scene
from engine.starter.world.picture import render

ASKED = (Shown.FULL, Shown.FULL, Shown.CAPTIONS, Shown.LAST)
"""The contexts of one story's examples, each with a sub-collection of its own."""
TRUTH, RETRIEVE, SIMILARITY, COIN = "truth", "retrieve", "similarity", "coin"
APART = "set apart"
_APART_FIRST = 50_000  # stories that a threshold may be chosen on, and nothing is measured with
_SMALLEST, _LARGEST = 20, 600
_PLANTED = 0.5


def measure_decision(bench: Bench) -> dict[str, Columns]:
    """Of each example the truth (1: retrieve), the module's P(retrieve), the best similarity, and a coin.

    Examples stand in the order of stories, `len(ASKED)` each; under "set apart" are those of other stories. Nothing
    where the model has no decision module.
    """
    if not bench.decides:
        return {}
    task = _Deciding(bench)
    wanted = [(part, part, 0) for part in PARTS] + [(f"{APART}/{part}", part, _APART_FIRST) for part in PARTS]
    return {
        name: bench.results().columns(f"decision/{name}/{bench.config.pool}", partial(task.examples, part, first))
        for name, part, first in wanted
    }


class Pool:
    """Pictures to collect from, none of which was in a collection the module was trained on."""

    def __init__(self, bench: Bench) -> None:
        rng = random.Random("pool of the evaluation")  # noqa: S311 - pictures, not secrets
        self.scenes = [sample_scene(rng, allowed=may_be_collected) for _ in range(bench.config.pool)]
        self._bench = bench
        self.vectors = self.vectors_of(self.scenes)

    def vectors_of(self, scenes: Sequence[Scene]) -> Tensor:
        """Retrieval vectors (n, p) of pictures of these scenes."""
        engine, found = self._bench.engine, []
        for number, scene in enumerate(scenes):
            picture = Picture.of(render(scene, self._bench.size))
            found.append(engine.gill.picture_vectors(engine.prompter.features([picture])).cpu()[0])
            if len(scenes) > 1:
                self._bench.context.step("drawing collections", number + 1, len(scenes))
        return torch.stack(found)

    def sub_collection(self, rng: random.Random, target: Scene, facts: Sequence[Fact]) -> tuple[list[Scene], Tensor]:
        """Some pictures of the pool, few or many; every other time a picture that fits is among them for certain."""
        size = min(len(self.scenes), round(_SMALLEST * (_LARGEST / _SMALLEST) ** rng.random()))
        chosen = rng.sample(range(len(self.scenes)), size)
        scenes, vectors = [self.scenes[i] for i in chosen], self.vectors[chosen]
        if rng.random() < _PLANTED and not any(shows(scene, target, facts) for scene in scenes):
            planted = fitting_scene(rng, target, facts)
            return [*scenes, planted], torch.cat([vectors, self.vectors_of([planted])])
        return scenes, vectors


def fitting_scene(rng: random.Random, target: Scene, facts: Sequence[Fact]) -> Scene:
    """Another scene that shows these facts of the target's, everything else by chance."""
    known: dict[str, StrEnum | None] = {fact.value: getattr(target, fact) for fact in facts}
    while True:
        scene = sample_scene(rng)
        if Fact.ANIMAL not in facts or scene.friend is None or scene.friend.animal is not target.animal:
            return replace(scene, **known)  # type: ignore[arg-type]


class _Deciding:
    """The measurement, with a pool that is drawn when it is first needed."""

    def __init__(self, bench: Bench) -> None:
        self._bench = bench

    @cached_property
    def pool(self) -> Pool:
        return Pool(self._bench)

    def examples(self, part: Part, first: int) -> Columns:
        columns: Columns = {name: [] for name in (TRUTH, RETRIEVE, SIMILARITY, COIN)}
        stories = self._bench.stories(part, first=first)
        for number, story in enumerate(stories):
            rng = random.Random(f"decision {part} {story.number}")  # noqa: S311 - collections, not secrets
            for shown in ASKED:
                for name, value in self._example(story, shown, rng).items():
                    columns[name].append(value)
            self._bench.context.step(f"deciding, {part}", number + 1, len(stories))
        return columns

    def _example(self, story: HeldOut, shown: Shown, rng: random.Random) -> dict[str, float]:
        gill = self._bench.engine.gill
        facts = [fact for fact in Fact if fact in story.revealed(shown)]
        scenes, vectors = self.pool.sub_collection(rng, story.scene, facts)
        states = self._bench.engine.image_states(story.context(shown))
        best = float((vectors @ gill.query_vector(states).cpu()).max())
        decided = gill.decide(states, best) or (1.0, 0.0)
        truth = any(shows(scene, story.scene, facts) for scene in scenes)
        return {TRUTH: float(truth), RETRIEVE: decided[1], SIMILARITY: best, COIN: float(rng.random() < 0.5)}
