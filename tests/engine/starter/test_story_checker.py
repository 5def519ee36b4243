"""The checker accepts the world's sentences and refuses spoilt ones."""

import random

import pytest

from engine.starter.story.checker import contradictions, fact_swapped, in_language, shuffled
from engine.starter.story.model import StoryPanel
from engine.starter.story.splits import Part, chain_of, stories_of
from engine.starter.world.facts import Animal, Place, Prop, Scarf, Scene, Time


@pytest.fixture(scope="module")
def panels():
    """(story so far, caption) of unseen stories, without the openings."""
    stories = stories_of(Part.NEW_STORIES, 400)
    return [(s.panels[:i], s.panels[i].caption) for s in stories for i in range(1, len(s.panels))]


def test_all_of_2000_generated_sentences_are_accepted(panels):
    assert len(panels) >= 2000
    assert [caption for _, caption in panels[:2000] if not in_language(caption)] == []


def test_no_sentence_contradicts_its_own_story(panels):
    assert [(c, found) for before, c in panels if (found := contradictions(before, c))] == []
    for number in range(15):
        chain = chain_of(number).panels
        for i in range(len(chain)):
            assert contradictions(chain[:i], chain[i].caption) == []


def test_shuffled_sentences_are_refused(panels):
    rng = random.Random(0)
    spoilt = [shuffled(caption, rng) for _, caption in rng.sample(panels, 200)]
    assert sum(not in_language(sentence) for sentence in spoilt) >= 190


def test_fact_swapped_sentences_are_refused_in_their_context(panels):
    rng = random.Random(1)
    swapped = [(b, c, s) for b, c in rng.sample(panels, 600) if (s := fact_swapped(b, c, rng)) is not None][:200]
    assert len(swapped) == 200
    assert all(sentence != caption for _, caption, sentence in swapped)
    refused = [not in_language(s) or bool(contradictions(before, s)) for before, _, s in swapped]
    assert sum(refused) >= 190


def test_many_swaps_are_found_by_the_story_and_not_by_the_grammar_alone(panels):
    rng = random.Random(2)
    swapped = [(b, s) for b, c in rng.sample(panels, 600) if (s := fact_swapped(b, c, rng)) is not None]
    by_story = [in_language(s) and bool(contradictions(b, s)) for b, s in swapped]
    assert sum(by_story) > 0.3 * len(swapped)


@pytest.mark.parametrize(
    "sentence",
    [
        "",
        "pip had a kite, and he took it everywhere.",
        "Pip had a umbrella, and he took it everywhere.",
        "Pip had a kite, and she took it everywhere.",
        "Pip had a kite, and he took it everywhere",
        "Pip had a pumpkin, and he took it everywhere.",
        "Pip had a kite, and he took it everywhere. Pip had a kite.",
        "Pip wandered to the beach. The tall trees whispered.",
        "After dark, Pip wandered to the beach. the waves went hush, hush, hush.",
        'Otto the owl came to play. "You count, and I will hide," she said.',
        "Pip the fox lived in the desert. One fine day, he set out to see what he could see.",
    ],
)
def test_what_is_nearly_right_is_not_of_the_language(sentence):
    assert not in_language(sentence)


def test_a_clock_changes_the_capitals():
    assert in_language("After dark, the little fox carried it to the beach.")
    assert in_language("The little fox carried it to the beach.")
    assert not in_language("After dark, The little fox carried it to the beach.")
    assert in_language("They walked to the beach, side by side.")
    assert in_language("At sunset, they walked to the beach, side by side.")


STORY = (
    StoryPanel(
        "Pip the fox lived in the forest. One fine day, he set out to see what he could see.",
        Scene(Animal.FOX, Scarf.RED, Place.FOREST, Time.DAY),
    ),
    StoryPanel(
        "After dark, he wandered to the beach. The waves went hush, hush, hush.",
        Scene(Animal.FOX, Scarf.RED, Place.BEACH, Time.NIGHT),
    ),
    StoryPanel("Behind a big stone he found a kite.", Scene(Animal.FOX, Scarf.RED, Place.BEACH, Time.NIGHT, Prop.KITE)),
)


@pytest.mark.parametrize(
    ("sentence", "part"),
    [
        ("Otto carried it to the meadow.", "The hero is Pip"),
        ("She carried it to the meadow.", "The hero is a he"),
        ("The little owl carried it to the meadow.", "The hero is the fox"),
        ("He carried it to the beach.", "on the beach already"),
        ("What was that, all alone in the snow? It was a cake!", "nobody has moved"),
        ("As the sun went down, he carried it to the meadow.", "no new day"),
        ("He danced under the umbrella.", "The thing is the kite"),
        ("Behind a big stone he found a boat.", "has its kite already"),
        ('"We did that well," said Mia, and they both looked at it proudly.', "Nobody has met"),
        ("Then he saw something move. It was the kite, safe and sound!", "never away"),
        ("Pip the fox lived in the forest. One fine day, he set out to see what he could see.", "all over again"),
        ('"You found it!" said a fox called Mia. "I left it for somebody kind."', "The fox is the hero"),
        ("Pip and Otto swim across the lake.", "Nobody in the story is called Otto"),
        ("A bear ran off with everything.", "no bear in the story"),
    ],
)
def test_contradictions_are_named(sentence, part):
    found = contradictions(STORY, sentence)
    assert any(part in reason for reason in found), found


@pytest.mark.parametrize(
    "sentence",
    [
        "He carried it to the meadow.",
        "The next morning, Pip carried it home, and the way back did not seem long at all.",
        '"You found it!" said an owl called Mia. "I left it for somebody kind."',
        "Pip flew the kite as high as it would go.",
        "Once Pip sneezed, and the kite sneezed as well.",
    ],
)
def test_what_a_story_is_free_to_say_contradicts_nothing(sentence):
    assert contradictions(STORY, sentence) == []


def test_a_story_that_has_not_begun_cannot_be_contradicted():
    assert contradictions((), "She carried it to the meadow.") == []


def test_home_needs_a_way():
    assert contradictions(STORY[:1], "Pip slammed the door of his home.") == []
    assert contradictions(STORY[:2], "Home at last! He set it down and gave a long, happy sigh.") == [
        "It speaks of a thing, but there is none."
    ]
    at_home = [*STORY, StoryPanel("Tired and happy, he brought it home.", STORY[0].scene)]
    assert "The hero is at home already." in contradictions(at_home, "Tired and happy, he brought it home.")
