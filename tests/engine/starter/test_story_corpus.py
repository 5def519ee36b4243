"""The language model's texts: what stands where, and that they split alike however they are cut."""

import random
import re

import pytest

from engine.starter.story.corpus import (
    ASKED_CLOSE,
    ASKED_OPEN,
    COLUMNS,
    IMG_WORDS,
    SEEN_CLOSE,
    SEEN_OPEN,
    SEPARATOR,
    SINGLE_TOKENS,
    UNKNOWN,
    asked,
    captioned,
    corpus,
    echoed,
    renamed,
    stand_in,
    told,
    understood,
)
from engine.starter.story.describe import describe
from engine.starter.story.model import Detail
from engine.starter.story.splits import Part, chain_of, story_of
from engine.starter.story.words import NAMES
from engine.starter.world.facts import (
    RESERVED_ANIMALS,
    RESERVED_PLACE,
    RESERVED_PROP,
    Animal,
    Fact,
    Place,
    Prop,
    Scarf,
    Scene,
    Time,
)

SCENE = Scene(Animal.FOX, Scarf.RED, Place.BEACH, Time.NIGHT, Prop.KITE)


@pytest.fixture(scope="module")
def texts():
    return list(corpus(0, 1500))


def test_a_stand_in_has_seven_words_in_fixed_columns():
    assert "".join(stand_in(SCENE)) == " fox red beach night kite nobody calm"
    assert "".join(stand_in(SCENE, [Fact.PLACE, Detail.FEELING])) == " ? ? beach ? ? ? calm"
    for word, (_, words) in zip(stand_in(SCENE), COLUMNS, strict=True):
        assert word in words
    assert len(IMG_WORDS) == 8


def test_a_story_with_and_without_its_pictures():
    panels = story_of(Part.TRAIN, 0).panels
    plain = told(panels, [False] * len(panels))
    assert plain.whole == "\n".join(panel.caption for panel in panels)
    assert plain.ended
    assert all(plain.learnt)
    full = told(panels, [True] * len(panels))
    lines = full.whole.split(SEPARATOR)
    assert len(lines) == len(panels)
    for line, panel in zip(lines, panels, strict=True):
        assert line == panel.caption + SEEN_OPEN + "".join(stand_in(panel.scene)) + SEEN_CLOSE
    given = [piece for piece, learnt in zip(full.pieces, full.learnt, strict=True) if not learnt]
    assert len(given) == 9 * len(panels)


def test_what_is_asked_for_stands_behind_the_last_caption_and_hides_the_unknown():
    panels = story_of(Part.TRAIN, 1).panels
    scene = panels[-1].scene
    blind = asked(panels, [False] * len(panels))
    assert blind.whole.endswith(ASKED_OPEN + "".join(stand_in(scene)).replace(scene.scarf, "?") + ASKED_CLOSE)
    assert not blind.ended
    seeing = asked(panels, [True] * len(panels), style=0)
    assert seeing.whole.endswith("".join(stand_in(scene)) + ASKED_CLOSE + describe(scene))
    assert seeing.whole.count(SEEN_OPEN) == len(panels) - 1
    assert seeing.ended
    alone = asked(panels[-1:], [False])
    assert alone.whole.startswith(panels[-1].caption + ASKED_OPEN + UNKNOWN + UNKNOWN)


def test_a_picture_is_followed_by_its_caption_and_a_description_asks_for_one():
    assert captioned([SCENE], [0]).whole == (
        " ( fox red beach night kite nobody calm )a calm fox in a red scarf holding a kite on the beach at night"
    )
    text = understood(SCENE, {Fact.ANIMAL, Detail.FRIEND}, 0)
    assert text.whole == "a fox [ fox ? ? ? ? nobody ? ]"


def test_half_of_the_heroes_have_invented_names_the_same_throughout(texts):
    panels = story_of(Part.TRAIN, 0).panels
    text = told(panels, [True] * len(panels))
    changed = renamed(random.Random(1), text)
    assert changed.learnt == text.learnt
    heroes = {name for names in NAMES.values() for name in names if name in text.whole}
    assert heroes
    for name in heroes:
        places = [i for i, word in enumerate(re.findall(r"\w+", text.whole)) if word == name]
        assert len({re.findall(r"\w+", changed.whole)[i] for i in places} - {name}) == 1
    known = [any(name in t.whole for names in NAMES.values() for name in names) for t in texts]
    assert 0.25 < sum(known) / len(known) < 0.5


def test_an_echo_says_the_same_twice_and_only_the_second_time_counts():
    text = max((echoed(random.Random(seed)) for seed in range(9)), key=lambda text: len(text.pieces))
    again = [piece.strip() for piece, learnt in zip(text.pieces, text.learnt, strict=True) if learnt]
    first = [piece.strip() for piece, learnt in zip(text.pieces, text.learnt, strict=True) if not learnt]
    assert first == [*again, ""]
    assert text.pieces[: len(again)] != text.pieces[len(again) + 1 :], "names begin lines, or do not"
    assert set(again) & {name for names in NAMES.values() for name in names}


def test_some_stories_leave_captions_to_their_pictures(texts):
    stories = [text.whole for text in texts if text.ended and f"{SEEN_CLOSE}{SEPARATOR}" in text.whole]
    bare = [f"{SEPARATOR}{SEEN_OPEN}" in story or story.startswith(SEEN_OPEN) for story in stories]
    assert 0.03 < sum(bare) / len(bare) < 0.2


def test_texts_are_the_same_for_the_same_seed(texts):
    assert list(corpus(0, 50)) == texts[:50]
    assert list(corpus(1, 50)) != texts[:50]


def test_the_corpus_has_all_kinds_and_no_reserved_part(texts):
    forbidden = {*RESERVED_ANIMALS, RESERVED_PLACE, RESERVED_PROP}
    assert not any(word in text.whole for text in texts for word in forbidden)
    assert any(text.whole.count(SEPARATOR) >= 23 for text in texts)
    assert any(text.whole.startswith(SEEN_OPEN) and SEPARATOR not in text.whole for text in texts)
    assert any(ASKED_OPEN in text.whole and not text.ended for text in texts)
    assert any(SEEN_OPEN not in text.whole and ASKED_OPEN not in text.whole for text in texts)
    assert all(len(text.pieces) == len(text.learnt) for text in texts)


def test_colours_are_never_asked_of_words_alone(texts):
    """Behind a context without any picture the scarf is "?"."""
    for text in texts:
        before, bracket, answer = text.whole.partition(ASKED_OPEN)
        if bracket and SEEN_OPEN not in before and " scarf" not in before.replace("at his scarf", ""):
            scarf = answer.split()[1]
            assert scarf == "?" or scarf in before, text.whole


def test_whole_and_pieces_split_alike(texts):
    from tokenizers import pre_tokenizers

    split = pre_tokenizers.ByteLevel(add_prefix_space=False)

    def words(text):
        return [word for word, _ in split.pre_tokenize_str(text)]

    for text in texts[:400]:
        assert words(text.whole) == [word for piece in text.pieces for word in words(piece)]
    for piece in SINGLE_TOKENS:
        assert len(words(piece)) == 1


def test_long_chains_reach_24_panels():
    chain = chain_of(5).panels
    text = asked(chain, [True] * len(chain), style=0)
    assert text.whole.count(SEPARATOR) == len(chain) - 1 >= 23
    assert "?" not in text.whole.rpartition(ASKED_OPEN)[2]
