"""Which combinations of facts are held out, and which stories belong to which part of the data.

A combination is (animal, scarf, place, time, prop). A tenth of them occurs in no training story; those and a
fifth of the others are in no sample collection, so that there sometimes nothing fits. Seeds decide the rest:
training stories have seeds from 0, those that measure begin far away.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from enum import StrEnum
from typing import Final

from engine.starter.story.generate import generate_chain, generate_story
from engine.starter.story.model import Story
from engine.starter.world.facts import Scene

NEW_COMBINATIONS: Final = 10
"""Per cent of the combinations that no training story contains."""
NOT_COLLECTED: Final = 20
"""Per cent of the combinations, beside those, that no sample collection contains."""
FIRST_HELD_OUT_SEED: Final = 1_000_000_000


class Part(StrEnum):
    """A part of the stories."""

    TRAIN = "train"
    NEW_STORIES = "new stories"
    """Unseen stories of combinations that training stories do contain."""
    NEW_COMBINATIONS = "new combinations"
    """Unseen stories whose last panel shows a combination that no training story contains."""


def is_new_combination(scene: Scene) -> bool:
    """Whether the scene's combination is kept from all training stories."""
    return _percentile("story", scene) < NEW_COMBINATIONS


def may_be_trained_on(scene: Scene) -> bool:
    """Whether a training story may contain the scene's combination."""
    return not is_new_combination(scene)


def may_be_collected(scene: Scene) -> bool:
    """Whether a sample collection may contain a picture of the scene's combination."""
    return may_be_trained_on(scene) and _percentile("collection", scene) >= NOT_COLLECTED


def _percentile(purpose: str, scene: Scene) -> int:
    key = "|".join([purpose, *(str(value) for value in scene.combination)])
    return int.from_bytes(hashlib.blake2b(key.encode(), digest_size=8).digest(), "big") % 100


def story_of(part: Part, number: int) -> Story:
    """The story with this number (from 0) in a part: always the same, and in no other part.

    Raises `ValueError` for a negative number.
    """
    if number < 0:
        raise ValueError(f"Stories are counted from 0, so there is none with number {number}.")
    if part is Part.TRAIN:
        return generate_story(number, allowed=may_be_trained_on)
    if part is Part.NEW_STORIES:
        return generate_story(FIRST_HELD_OUT_SEED + 2 * number, allowed=may_be_trained_on)
    return generate_story(FIRST_HELD_OUT_SEED + 2 * number + 1, last=is_new_combination)


def stories_of(part: Part, count: int, *, first: int = 0) -> Iterator[Story]:
    """`count` stories of a part, from number `first`."""
    return (story_of(part, number) for number in range(first, first + count))


def chain_of(number: int, *, panels: int = 24) -> Story:
    """A long training story: several adventures of one hero, at least `panels` panels."""
    return generate_chain(number, panels=panels, allowed=may_be_trained_on)
