"""Descriptions tell what they may, nothing else, and can be read back."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.starter.story.describe import EVERYTHING, STYLES, describe, facts_in
from engine.starter.story.model import Detail
from engine.starter.story.scenes import sample_scene
from engine.starter.story.splits import may_be_trained_on
from engine.starter.world.facts import Animal, Fact, Feeling, Friend, Place, Prop, Scarf, Scene, Time, values_of

FULL = Scene(
    Animal.FOX, Scarf.RED, Place.BEACH, Time.NIGHT, Prop.KITE, Feeling.HAPPY, friend=Friend(Animal.BEAR, Scarf.BLUE)
)


def test_the_canonical_form():
    assert describe(FULL) == "a happy fox in a red scarf holding a kite beside a bear on the beach at night"
    assert describe(FULL, Fact) == "a fox in a red scarf holding a kite on the beach at night"
    assert describe(FULL, []) == "an animal"
    assert describe(FULL, [Fact.SCARF, Fact.TIME]) == "an animal in a red scarf at night"
    assert describe(Scene(Animal.OWL, Scarf.RED, Place.SNOW, Time.DAY), Fact) == (
        "an owl in a red scarf holding nothing in the snow by day"
    )


def test_reserved_parts_can_be_described():
    scene = Scene(Animal.DRAGON, Scarf.PINK, Place.DESERT, Time.SUNSET, Prop.PUMPKIN)
    assert describe(scene, Fact) == "a dragon in a pink scarf holding a pumpkin in the desert at sunset"


@given(st.integers(0, 10**6), st.sets(st.sampled_from(sorted(EVERYTHING))), st.integers(0, STYLES - 1))
@settings(max_examples=500, deadline=None)
def test_a_description_tells_exactly_the_facts_it_may(seed, facts, style):
    scene = sample_scene(random.Random(seed), reserved=True)
    text = describe(scene, facts, style)
    told = facts_in(text)
    if Fact.ANIMAL not in facts and Detail.FRIEND in facts and scene.friend:
        assert told.pop(Fact.ANIMAL) == scene.friend.animal
    assert told == {fact: getattr(scene, fact) for fact in Fact if fact in facts}
    assert (scene.feeling in text) == (Detail.FEELING in facts)
    assert len(text.split()) <= 25
    assert "  " not in text
    assert ", ," not in text
    assert text == text.strip(" ,")


def test_styles_differ_and_are_counted():
    assert len({describe(FULL, EVERYTHING, style) for style in range(STYLES)}) == STYLES >= 5
    with pytest.raises(IndexError):
        describe(FULL, EVERYTHING, STYLES)


def test_single_scenes_are_spread_evenly_and_keep_the_rules():
    rng = random.Random(3)
    scenes = [sample_scene(rng, reserved=True) for _ in range(4000)]
    for fact in Fact:
        assert {getattr(scene, fact) for scene in scenes} == set(values_of(fact, reserved=True))
    ordinary = [sample_scene(rng, allowed=may_be_trained_on) for _ in range(500)]
    assert not any(scene.is_reserved for scene in ordinary)
    assert all(may_be_trained_on(scene) for scene in ordinary)
