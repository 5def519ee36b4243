"""Where a story stands after a sentence: the one place that knows what sentences do."""

from __future__ import annotations

from dataclasses import dataclass, replace

from engine.starter.story.model import Begin, Deed, Gender, Move, Presence, Reading
from engine.starter.story.pattern import Pattern
from engine.starter.world.facts import Animal, Feeling, Friend, Place, Prop, Scarf, Scene, Time


@dataclass(frozen=True, slots=True)
class State:
    """What is the case. `thing` is what the adventure turns on, also while it is `held` by nobody."""

    hero: str
    gender: Gender
    animal: Animal
    scarf: Scarf
    home: Place
    place: Place
    time: Time
    found: Place | None = None
    thing: Prop | None = None
    held: bool = False
    friend: str | None = None
    friend_animal: Animal | None = None
    friend_here: bool = False
    feeling: Feeling = Feeling.CALM

    def after(self, said: Reading) -> State:
        """The state that a sentence leaves behind."""
        new = replace(self, feeling=said.feeling, time=said.time or self.time)
        if said.begin is not Begin.NOTHING:
            new = replace(new, thing=None, held=False, found=None, friend=None, friend_animal=None)
        new = replace(new, place=_place_after(new, said))
        return _with_friend(_with_thing(new, said), said)

    def scene(self, seed: int) -> Scene:
        """What a picture of this moment shows. Friends of the stories wear no scarf: the hero's is the one."""
        here = self.friend_animal is not None and self.friend_here
        return Scene(
            animal=self.animal,
            scarf=self.scarf,
            place=self.place,
            time=self.time,
            prop=self.thing if self.held else None,
            feeling=self.feeling,
            friend=Friend(self.friend_animal) if here and self.friend_animal else None,
            seed=seed,
        )


def _place_after(state: State, said: Reading) -> Place:
    if said.move is Move.HOME:
        return state.home
    if said.move is Move.FOUND and state.found is not None:
        return state.found
    return said.place or state.place


def _with_thing(state: State, said: Reading) -> State:
    if said.deed in {Deed.NEW, Deed.SWAP}:
        return replace(state, thing=said.prop, held=True, found=state.place)
    if said.deed in {Deed.HAVE, Deed.BACK}:
        return replace(state, held=True)
    return replace(state, held=False) if said.deed is Deed.LOST else state


def _with_friend(state: State, said: Reading) -> State:
    here = said.presence is Presence.HERE
    if said.friend_animal is None:
        return replace(state, friend_here=here)
    return replace(state, friend=said.friend, friend_animal=said.friend_animal, friend_here=here)


def makes_sense(pattern: Pattern, state: State) -> bool:
    """Whether the pattern can be the next sentence, whatever fills its slots."""
    return (
        _thing_fits(pattern, state)
        and _place_fits(pattern, state)
        and _time_fits(pattern, state)
        and _friend_fits(pattern, state)
    )


def _thing_fits(pattern: Pattern, state: State) -> bool:
    needs = {
        Deed.KEEP: True,
        Deed.HAVE: state.held,
        Deed.BACK: state.thing is not None and not state.held,
        Deed.NEW: state.thing is None,
        Deed.SWAP: state.held,
        Deed.LOST: state.thing is not None,
    }
    return needs[pattern.deed] and state.thing not in pattern.not_with


def _place_fits(pattern: Pattern, state: State) -> bool:
    if pattern.move is Move.HOME:
        return state.place is not state.home
    if pattern.move is Move.FOUND:
        return state.found is not None and state.found is not state.place
    return True


def _time_fits(pattern: Pattern, state: State) -> bool:
    if pattern.nightfall:
        return state.time is not Time.NIGHT
    if pattern.night or (pattern.evening and not pattern.has_clock):
        return state.time is not Time.DAY
    return True


def _friend_fits(pattern: Pattern, state: State) -> bool:
    if pattern.introduces or pattern.solo:
        return state.friend is None
    return state.friend is not None or pattern.presence is Presence.UNSAID
