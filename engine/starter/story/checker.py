"""Whether a sentence belongs to the world's language, and whether it contradicts the story before it."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from engine.starter.story.model import Begin, Deed, Gender, Move, Presence, Reading, StoryPanel
from engine.starter.story.reading import read_caption
from engine.starter.story.words import AT, NAMES
from engine.starter.world.facts import ANIMALS, PLACES, PROPS, TIMES, Animal, Place, Prop, Scene

_ALL_NAMES = frozenset(name for names in NAMES.values() for name in names)
_SWITCHED = {
    "he": "she", "him": "her", "his": "her", "she": "he", "her": "his",
    "He": "She", "His": "Her", "She": "He", "Her": "His",
}  # fmt: skip


def in_language(sentence: str) -> bool:
    """Whether a caption is one that the world's stories can contain, down to its capitals.

    Names have to go with their pronouns, "an" with its noun, a place with what is said of it.
    """
    return read_caption(sentence).known


def contradictions(before: Sequence[StoryPanel], sentence: str) -> list[str]:
    """What a sentence says against the story so far, in words; empty where it fits.

    Captions tell names, homes and what was found; the scenes of `before` tell what is the case. What a story may
    freely decide next (where to go, whom to meet) contradicts nothing. Sentences outside the language are only
    held to the names, animals and things of the story.
    """
    if not before:
        return []
    story = _Known()
    for panel in before:
        story.add(panel)
    said = read_caption(sentence)
    found = _in_sentence(story, said) if said.known else _in_words(story, sentence)
    return list(found)


@dataclass(slots=True)
class _Known:
    """What the panels so far have settled."""

    hero: str | None = None
    gender: Gender | None = None
    home: Place | None = None
    found: Place | None = None
    thing: Prop | None = None
    friend: str | None = None
    friend_gender: Gender | None = None
    met: dict[str, Animal] = field(default_factory=dict)
    scene: Scene | None = None

    def add(self, panel: StoryPanel) -> None:
        """Take in the next panel."""
        said, self.scene = read_caption(panel.caption), panel.scene
        self.hero, self.gender = self.hero or said.hero, self.gender or said.gender
        if said.begin is not Begin.NOTHING:
            self.found = self.thing = self.friend = self.friend_gender = None
        if said.begin is Begin.STORY or said.move is Move.HOME:
            self.home = panel.scene.place
        if said.deed in {Deed.NEW, Deed.SWAP}:
            self.found = panel.scene.place
        self.thing = panel.scene.prop or self.thing
        self.friend, self.friend_gender = said.friend or self.friend, said.friend_gender or self.friend_gender
        if said.friend is not None and said.friend_animal is not None:
            self.met[said.friend] = said.friend_animal


def _in_sentence(story: _Known, said: Reading) -> Iterator[str]:
    if said.begin is Begin.STORY:
        yield "It begins the story all over again."
    yield from _about_hero(story, said)
    if said.begin is Begin.NOTHING and story.scene is not None:
        yield from _about_friend(story, said)
        yield from _about_place(story, said, story.scene)
        yield from _about_time(said, story.scene)
        yield from _about_thing(story, said, story.scene)


def _about_hero(story: _Known, said: Reading) -> Iterator[str]:
    if said.hero and story.hero and said.hero != story.hero:
        yield f"The hero is {story.hero}, not {said.hero}."
    if said.gender and story.gender and said.gender is not story.gender:
        yield f"The hero is a {story.gender}, not a {said.gender}."
    if said.animal and story.scene and said.animal is not story.scene.animal:
        yield f"The hero is the {story.scene.animal}, not the {said.animal}."


def _about_friend(story: _Known, said: Reading) -> Iterator[str]:
    if said.friend_animal is not None:
        if said.friend and story.met.get(said.friend, said.friend_animal) is not said.friend_animal:
            yield f"{said.friend} is the {story.met[said.friend]}, not the {said.friend_animal}."
        if story.scene and said.friend_animal is story.scene.animal:
            yield f"The {said.friend_animal} is the hero."
        return
    if said.presence is Presence.UNSAID:
        return
    if story.friend is None:
        yield "Nobody has met a friend yet."
    elif said.friend and said.friend != story.friend:
        yield f"The friend is {story.friend}, not {said.friend}."
    elif said.friend_gender and story.friend_gender and said.friend_gender is not story.friend_gender:
        yield f"The friend is a {story.friend_gender}, not a {said.friend_gender}."


def _about_place(story: _Known, said: Reading, scene: Scene) -> Iterator[str]:
    if said.move is Move.STAY and said.place not in {None, scene.place}:
        yield f"The story is {AT.get(scene.place, scene.place)}, and nobody has moved."
    if said.move is Move.TO and said.place is scene.place:
        yield f"The hero is {AT.get(scene.place, scene.place)} already."
    if said.move is Move.HOME and story.home is scene.place:
        yield "The hero is at home already."
    if said.move is Move.FOUND and story.found in {None, scene.place}:
        yield "Nothing was found anywhere else."


def _about_time(said: Reading, scene: Scene) -> Iterator[str]:
    if said.time and not said.new_day and TIMES.index(said.time) < TIMES.index(scene.time):
        yield f"It is {scene.time} already, and no new day has begun."


def _about_thing(story: _Known, said: Reading, scene: Scene) -> Iterator[str]:
    here = scene.prop is not None
    if said.deed is Deed.NEW:
        if story.thing is not None:
            yield f"The story has its {story.thing} already."
        return
    if said.deed is Deed.SWAP:
        if not here or said.prop is scene.prop:
            yield "There is nothing to swap for it."
        return
    if said.deed is not Deed.KEEP and story.thing is None:
        yield "It speaks of a thing, but there is none."
    elif said.deed is Deed.HAVE and not here:
        yield f"The {story.thing} is not there."
    elif said.deed is Deed.BACK and here:
        yield f"The {story.thing} was never away."
    if said.prop and story.thing and said.prop is not story.thing:
        yield f"The thing is the {story.thing}, not the {said.prop}."


def _in_words(story: _Known, sentence: str) -> Iterator[str]:
    words = set(re.findall(r"[A-Za-z]+", sentence))
    names = {story.hero, *story.met} - {None}
    animals = {*story.met.values(), *([story.scene.animal] if story.scene else [])}
    if story.hero and (strangers := (words & _ALL_NAMES) - names):
        yield f"Nobody in the story is called {min(strangers)}."
    if strange := [animal for animal in ANIMALS if animal.value in words and animal not in animals]:
        yield f"There is no {strange[0]} in the story."
    if story.thing and (other := [p for p in PROPS if p.value in words and p is not story.thing]):
        yield f"The thing is the {story.thing}, not the {other[0]}."


def shuffled(sentence: str, rng: random.Random) -> str:
    """The words of a sentence in another order; equal only to a sentence that has no other."""
    words = sentence.split(" ")
    for _ in range(20):
        mixed = rng.sample(words, len(words))
        if mixed != words:
            return " ".join(mixed)
    return sentence


def fact_swapped(before: Sequence[StoryPanel], sentence: str, rng: random.Random) -> str | None:
    """The sentence with one fact that the story has settled exchanged for another one of its kind.

    Exchanged are names, the hero's kind, pronouns, the thing and the place where the story is; `None` when the
    sentence tells no settled fact. What the sentence itself decides (a new place, a new friend) stays.
    """
    said = read_caption(sentence)
    if not said.known or said.begin is Begin.STORY or not before:
        return None
    ways = [way for way in _ways(said, sentence, rng) if way != sentence]
    return rng.choice(ways) if ways else None


def _ways(said: Reading, sentence: str, rng: random.Random) -> Iterator[str]:
    strangers = sorted(_ALL_NAMES - {said.hero, said.friend})
    if said.hero:
        yield _with(sentence, said.hero, rng.choice(strangers))
    if said.friend and said.friend_animal is None:
        yield _with(sentence, said.friend, rng.choice(strangers))
    if said.animal:
        yield _with(sentence, said.animal, rng.choice([a for a in ANIMALS if a is not said.animal]))
    if said.prop and said.deed not in {Deed.NEW, Deed.SWAP}:
        yield _with(sentence, said.prop, rng.choice([p for p in PROPS if p is not said.prop]))
    if said.place and said.move is Move.STAY:
        yield _with(sentence, AT[said.place], AT[rng.choice([p for p in PLACES if p is not said.place])])
    if said.gender:
        yield re.sub(r"\b(he|him|his|she|her|He|His|She|Her)\b", lambda m: _SWITCHED[m[0]], sentence)


def _with(sentence: str, old: str, new: str) -> str:
    return re.sub(rf"\b{re.escape(old)}\b", new, sentence)
