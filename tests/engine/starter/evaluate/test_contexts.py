"""What of a held-out story is shown, and what that reveals."""

from __future__ import annotations

import numpy as np
import pytest

from engine.starter.evaluate.contexts import PARTS, HeldOut, Shown, held_out, last_that_fit
from engine.starter.story.splits import Part, is_new_combination, story_of
from engine.starter.world.facts import Fact


@pytest.fixture(scope="module")
def story() -> HeldOut:
    return HeldOut(Part.NEW_STORIES, 3, 32)


def test_the_last_caption_stands_alone(story: HeldOut) -> None:
    (panel,) = story.context(Shown.LAST)
    assert panel.caption == story_of(Part.NEW_STORIES, 3).captions[-1]
    assert panel.picture is None


def test_captions_come_without_pictures(story: HeldOut) -> None:
    panels = story.context(Shown.CAPTIONS)
    assert [panel.caption for panel in panels] == list(story_of(Part.NEW_STORIES, 3).captions)
    assert not any(panel.picture for panel in panels)


def test_the_full_context_shows_every_picture_but_the_last(story: HeldOut) -> None:
    *before, last = story.context(Shown.FULL)
    assert last.picture is None
    assert len(before) == len(story.panels) - 1
    for i, panel in enumerate(before):
        assert panel.caption == story.panels[i].caption
        assert panel.picture is not None
        assert np.array_equal(np.asarray(panel.picture.decode()), np.asarray(story.image(i)))


def test_what_is_revealed_grows_with_what_is_shown() -> None:
    for part in PARTS:
        for story in held_out(part, 5, 32):
            last, captions, full = (story.revealed(shown) & set(Fact) for shown in Shown)
            assert last <= captions
            assert captions == set(Fact) - {Fact.SCARF}, "only pictures tell the scarf"
            assert full == set(Fact)


def test_parts_are_what_they_say() -> None:
    for story in held_out(Part.NEW_STORIES, 5, 32):
        assert not any(is_new_combination(panel.scene) for panel in story.panels)
    for story in held_out(Part.NEW_COMBINATIONS, 5, 32):
        assert is_new_combination(story.scene)


def test_pictures_are_counted_from_the_end_too(story: HeldOut) -> None:
    assert story.image(-1) is story.image(len(story.panels) - 1)
    assert story.image(0).size == (32, 32)


def test_as_many_of_the_last_captions_as_fit() -> None:
    captions, lengths = ["one", "two", "three", "four"], [5, 4, 3, 2]
    assert last_that_fit(captions, lengths, 9) == "two three four"
    assert last_that_fit(captions, lengths, 8) == "three four"
    assert last_that_fit(captions, lengths, 100) == "one two three four"
    assert last_that_fit(captions, lengths, 1) == "four", "the very last one is told even where it is cut"
