"""What a context reveals, against a reader who keeps every possible world in mind."""

from dataclasses import replace
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.starter.story.model import Begin, Deed, Detail, Move, StoryPanel
from engine.starter.story.reading import read_caption
from engine.starter.story.reveal import known_details, known_facts, shows
from engine.starter.story.splits import Part, chain_of, story_of
from engine.starter.world.facts import ANIMALS, PLACES, PROPS, SCARVES, TIMES, Fact, Place, Prop, Scene

ALL = frozenset(Fact)


class Worlds:
    """Every world that the context leaves possible: one set of alternatives for each thing that can vary alone.

    Written without any of the reader's cleverness: whatever a caption or a picture rules out is thrown away.
    """

    def __init__(self):
        self.heroes = set(product(ANIMALS, SCARVES))
        self.times = set(TIMES)
        self.places = set(product(PLACES, PLACES, PLACES))  # here, home, where the thing was found
        self.things = set(product(PROPS, (True, False)))  # which thing, and whether it is there

    def hear(self, caption):
        if not caption:
            self.times = set(TIMES)
            homes = {home for _, home, _ in self.places}
            self.places = set(product(PLACES, homes, PLACES))
            self.things = set(product(PROPS, (True, False)))
            return
        said = read_caption(caption)
        self.heroes = {hero for hero in self.heroes if said.animal in {None, hero[0]}}
        self.times = {said.time or time for time in self.times}
        self.places = {new for old in self.places for new in self.moved(old, said)}
        self.things = {new for old in self.things for new in self.handled(old, said)}

    def moved(self, old, said):
        here, home, found = old
        if said.begin is Begin.STORY:
            return {(said.place, said.place, other) for other in PLACES}
        if said.begin is Begin.ADVENTURE:
            return {(home, home, other) for other in PLACES}
        here = {Move.STAY: here, Move.TO: said.place, Move.HOME: home, Move.FOUND: found}[said.move]
        if said.place not in {None, here}:
            return set()
        return {(here, home, here if said.deed in {Deed.NEW, Deed.SWAP} else found)}

    def handled(self, old, said):
        thing, there = old
        if said.begin is not Begin.NOTHING:
            return {(other, False) for other in PROPS}
        if said.deed in {Deed.NEW, Deed.SWAP}:
            return {(said.prop, True)}
        if said.prop not in {None, thing}:
            return set()
        return {(thing, {Deed.KEEP: there, Deed.LOST: False}.get(said.deed, True))}

    def see(self, scene):
        self.heroes &= {(scene.animal, scene.scarf)}
        self.times &= {scene.time}
        self.places = {world for world in self.places if world[0] == scene.place}
        self.things = {world for world in self.things if (world[0] if world[1] else None) == scene.prop}

    def values(self):
        return {
            Fact.ANIMAL: {animal for animal, _ in self.heroes},
            Fact.SCARF: {scarf for _, scarf in self.heroes},
            Fact.PLACE: {here for here, _, _ in self.places},
            Fact.TIME: self.times,
            Fact.PROP: {thing if there else None for thing, there in self.things},
        }


def possible(before, caption, shown):
    worlds = Worlds()
    for panel, is_shown in zip(before, shown, strict=True):
        worlds.hear(panel.caption)
        if is_shown:
            worlds.see(panel.scene)
    worlds.hear(caption)
    return worlds.values()


def check(panels, shown):
    """The facts are known exactly where one value is possible, and that value is the true one."""
    *before, target = panels
    values = possible(before, target.caption, shown)
    assert all(getattr(target.scene, fact) in values[fact] for fact in Fact)
    assert known_facts(before, target.caption, shown) == {fact for fact in Fact if len(values[fact]) == 1}


@given(st.data())
@settings(max_examples=600, deadline=None)
def test_exactly_what_has_one_possible_value_is_known(data):
    long = data.draw(st.booleans())
    number = data.draw(st.integers(0, 5000))
    panels = (chain_of(number % 40) if long else story_of(Part.TRAIN, number)).panels
    target = data.draw(st.integers(0, len(panels) - 1))
    first = data.draw(st.integers(0, target))
    chosen = list(panels[first : target + 1])
    shown = data.draw(st.lists(st.booleans(), min_size=len(chosen) - 1, max_size=len(chosen) - 1))
    silent = data.draw(st.lists(st.integers(0, 5), min_size=len(chosen) - 1, max_size=len(chosen) - 1))
    chosen[:-1] = [replace(p, caption="") if s == 0 else p for p, s in zip(chosen[:-1], silent, strict=True)]
    check(chosen, shown)


def test_every_window_of_many_stories_with_pictures_at_random():
    for number in range(150):
        panels = story_of(Part.TRAIN, number).panels
        for first in range(len(panels)):
            for target in range(first, len(panels)):
                count = target - first
                check(panels[first : target + 1], [(number >> i) % 2 == 0 for i in range(count)])


def test_same_context_means_same_known_facts_and_unknown_ones_do_vary():
    """Two real stories with the same context agree in what is known; what is not known differs in some pair."""
    stories = [story_of(Part.TRAIN, number) for number in range(6000)]
    groups = {}
    for story in stories:
        groups.setdefault(story.captions[-1], []).append(story.panels[-1].scene)
    varied = dict.fromkeys(Fact, 0)
    large = {caption: scenes for caption, scenes in groups.items() if len(scenes) >= 12}
    assert len(large) > 50
    for caption, scenes in large.items():
        known = known_facts([], caption, [])
        for fact in Fact:
            values = {getattr(scene, fact) for scene in scenes}
            if fact in known:
                assert len(values) == 1, (caption, fact)
            else:
                assert len(values) > 1, (caption, fact)
                varied[fact] += 1
    assert min(varied.values()) > 0


def test_full_contexts_reveal_all_but_the_scarf_and_pictures_that_too():
    for number in range(500):
        *before, last = story_of(Part.TRAIN, number).panels
        none, every = [False] * len(before), [True] * len(before)
        assert known_facts(before, last.caption, none) == ALL - {Fact.SCARF}
        assert known_facts(before, last.caption, every) == ALL
        assert known_facts([], last.caption, []) <= {Fact.TIME}


def panel(caption, place=Place.FOREST, prop=None, **more):
    scene = Scene(ANIMALS[0], SCARVES[0], place, more.pop("time", TIMES[0]), prop, **more)
    assert caption == "" or read_caption(caption).known, caption
    return StoryPanel(caption, scene)


def test_one_picture_shows_what_home_is_for_later():
    home = panel("Home at last! She set it down and gave a long, happy sigh.", Place.SNOW, Prop.KITE)
    away = panel("She carried it to the beach.", Place.BEACH, Prop.KITE)
    back = "Tired and happy, she brought it home."
    assert Fact.PLACE in known_facts([home, away], back, [True, False])
    assert Fact.PLACE not in known_facts([home, away], back, [False, True])


def test_a_found_thing_is_where_it_was_found_even_if_only_a_picture_says_where():
    found = panel("Behind a big stone she found a kite.", Place.SNOW, Prop.KITE)
    away = panel("She carried it to the beach.", Place.BEACH, Prop.KITE)
    back = "She took it back to the spot where she had found it, just in case somebody missed it."
    assert known_facts([found, away], back, [True, False]) == ALL
    assert known_facts([found, away], back, [False, False]) == {Fact.PROP}


def test_a_lost_thing_is_known_to_be_lost_and_to_be_the_same_when_it_returns():
    have = panel("She carried it to the beach.", Place.BEACH, Prop.CAKE)
    lost = panel("She looked away for one moment. When she looked back, it was gone.", Place.BEACH)
    assert Fact.PROP in known_facts([have], lost.caption, [False])
    back = '"Are you looking for this?" asked Otto the owl, and he gave it back.'
    assert Fact.PROP in known_facts([have, lost], back, [True, False])
    assert Fact.PROP not in known_facts([have, lost], back, [False, True])


def test_a_swap_makes_an_earlier_picture_worthless_for_the_thing():
    have = panel("She carried it to the beach.", Place.BEACH, Prop.CAKE)
    swap = panel("So they swapped. Now Mia had a boat, and Otto had a big grin.", Place.BEACH, Prop.BOAT)
    end = "She gave it a little pat. What an adventure it had been!"
    assert Fact.PROP in known_facts([have, swap], end, [False, False])


def test_the_friend_is_known_from_words_or_from_a_picture():
    meet = panel('"You look bored," said a fox called Otto. "So am I."')
    later = '"We did that well," said Otto, and they both looked at it proudly.'
    assert known_details([meet], later, [False]) == set(Detail)
    assert known_details([], later, []) == {Detail.FEELING}
    assert known_details([], "She carried it to the beach.", []) == set(Detail)


def test_the_words_of_a_strange_sentence_count():
    assert known_facts([], "the fox and his kite, one night at the beach", []) == ALL - {Fact.SCARF}
    assert known_facts([], "A wonderful thing happened.", []) == frozenset()
    assert known_facts([], "", []) == frozenset()


def test_the_number_of_pictures_has_to_fit():
    with pytest.raises(ValueError):
        known_facts([panel("She carried it to the beach.")], "", [])


def test_a_picture_shows_a_target_by_the_facts_that_count():
    one = Scene(ANIMALS[0], SCARVES[0], PLACES[0], TIMES[0], None)
    other = replace(one, scarf=SCARVES[1], seed=9)
    assert shows(other, one, ALL - {Fact.SCARF})
    assert not shows(other, one, ALL)
