"""Which examples a step learns from: a function of the step's number alone, so that a resumed run is the same run."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from engine.training.examples import Context, Example, Lesson, StoryPart

_WINDOW = 8  # batches that are sorted by length together: rows of one length waste no time on padding
_OF_STORIES = 0.35  # of what is learnt, where there are stories
_OF_CONTEXTS = 0.5  # of what is replayed, where there are any: stories are what the model is for
_ALONE = 0.15  # how often a story's panel is asked for without the panels before it
_SILENT = 0.15  # how often a panel's caption is left to its picture
_MOST_PANELS = 8


@dataclass(frozen=True)
class Draw:
    """One step's examples: rows of one or two captioned pictures, stories, and pictures to be told from.

    What is replayed stands apart: of that the model has to keep what it gives.
    """

    rows: tuple[tuple[Example, ...], ...]
    stories: tuple[Context, ...] = ()
    others: tuple[Example, ...] = ()
    replayed_rows: tuple[tuple[Example, ...], ...] = ()
    replayed_stories: tuple[Context, ...] = ()


@dataclass(frozen=True)
class Mixture:
    """What a batch consists of."""

    batch: int = 48
    packing: float = 0.3
    replay: float = 0.5
    distractors: int = 512
    seed: int = 0


class Sampler:
    """Draws a lesson's examples, each about as often as any other of its kind."""

    def __init__(self, lesson: Lesson, mixture: Mixture) -> None:
        self._mixture = mixture
        replayed = bool(lesson.replayed or lesson.replayed_contexts)
        own = bool(lesson.learnt or lesson.stories)
        again = round(mixture.batch * mixture.replay) if replayed and own else mixture.batch * replayed
        self._stories = [story for story in lesson.stories if any(part.picture for part in story)]
        self._contexts = lesson.replayed_contexts
        self._own = _Source(
            lesson.learnt, _OF_STORIES * bool(self._stories), mixture.batch - again, f"{mixture.seed} own"
        )
        self._again = _Source(lesson.replayed, _OF_CONTEXTS * bool(self._contexts), again, f"{mixture.seed} replayed")
        self._pool = (*lesson.learnt, *lesson.replayed)

    def draw(self, step: int) -> Draw:
        """The examples of step `step` (from 0)."""
        rng = random.Random(f"{self._mixture.seed} step {step}")  # noqa: S311 - examples, not secrets
        own, again = (
            tuple(_packed(source.examples(step), self._mixture.packing, rng)) for source in (self._own, self._again)
        )
        stories = tuple(_told(rng, self._stories) for _ in range(self._own.stories))
        contexts = tuple(rng.choices(self._contexts, k=self._again.stories)) if self._again.stories else ()
        others = tuple(rng.sample(self._pool, min(self._mixture.distractors, len(self._pool))))
        return Draw(own, stories, others, again, contexts)


def whole_stories(lesson: Lesson) -> tuple[Context, ...]:
    """The writer's stories as far as their last picture, which is asked for, with all pictures before it."""
    found = []
    for story in lesson.stories:
        end = max((i + 1 for i, part in enumerate(story) if part.picture), default=0)
        if panels := story[max(0, end - _MOST_PANELS) : end]:
            found.append(Context(panels, tuple(bool(part.picture) for part in panels)))
    return tuple(found)


class _Source:
    """Examples in epochs, and stories at random, so many of each a step: `told` is the stories' share."""

    def __init__(self, examples: Sequence[Example], told: float, count: int, seed: str) -> None:
        self.stories = 0 if not told else count if not examples else round(count * told)
        self._examples, self._seed = examples, seed
        self._count = min(count - self.stories, len(examples))
        self._lengths = tuple(len(example.caption) for example in examples)

    def examples(self, step: int) -> list[Example]:
        """Those of step `step`."""
        if not self._count:
            return []
        batches = -(-len(self._examples) // self._count)
        epoch, place = divmod(step, batches)
        return [self._examples[i] for i in _epoch(self._lengths, self._count, f"{self._seed} {epoch}")[place]]


@lru_cache(maxsize=8)
def _epoch(lengths: tuple[int, ...], count: int, seed: str) -> list[list[int]]:
    """All examples once in batches of `count` of similar length; the last batch is filled from the first."""
    rng = random.Random(seed)  # noqa: S311
    order = rng.sample(range(len(lengths)), len(lengths))
    order += order[: -len(order) % count]
    batches: list[list[int]] = []
    for start in range(0, len(order), _WINDOW * count):
        window = sorted(order[start : start + _WINDOW * count], key=lengths.__getitem__)
        batches += [window[at : at + count] for at in range(0, len(window), count)]
    rng.shuffle(batches)
    return batches


def _packed(examples: list[Example], packing: float, rng: random.Random) -> list[tuple[Example, ...]]:
    rows: list[tuple[Example, ...]] = []
    left = rng.sample(examples, len(examples))
    while left:
        size = 2 if len(left) > 1 and rng.random() < packing else 1
        rows.append(tuple(left[:size]))
        left = left[size:]
    return rows


def _told(rng: random.Random, stories: Sequence[tuple[StoryPart, ...]]) -> Context:
    """A context out of a story, as far as one of its pictures; sometimes without pictures, or some captions."""
    story = rng.choice(stories)
    pictured = [i for i, part in enumerate(story) if part.picture]
    target = rng.choice((pictured[-1], rng.choice(pictured)))
    start = target if rng.random() < _ALONE else max(0, target + 1 - _MOST_PANELS)
    odds = rng.choice((0.0, 1.0, 1.0, 0.5))
    panels = list(story[start : target + 1])
    shown = [bool(part.picture) and rng.random() < odds for part in panels]
    for i in range(len(panels) - 1):
        if shown[i] and rng.random() < _SILENT:
            panels[i] = StoryPart("", panels[i].picture, panels[i].painted)
    return Context(tuple(panels), tuple(shown))
