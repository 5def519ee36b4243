"""Stories from a seed: one adventure, or several of the same hero in a row."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from engine.starter.story.book import Beat, Plot, load_book
from engine.starter.story.model import Begin, Deed, Gender, Move, Story, StoryPanel
from engine.starter.story.pattern import Pattern
from engine.starter.story.state import State, makes_sense
from engine.starter.story.words import NAMES, Variable, a, capitalised
from engine.starter.world.facts import ANIMALS, PLACES, SCARVES, TIMES, Animal, Place, Prop, Scene, Time

Rule = Callable[[Scene], bool]

_TRIES = 2000
_START_WEIGHTS = {Time.DAY: 6, Time.SUNSET: 2, Time.NIGHT: 1}
_END_WEIGHTS = {Move.HOME: 4, Move.STAY: 4, Move.FOUND: 2}
_CLOCK_IN_BODY, _CLOCK_AT_END = 0.3, 0.25


class _NotAllowedError(Exception):
    """A scene turned out that the caller's rule forbids: this attempt is given up."""


@dataclass(frozen=True, slots=True)
class _Adventure:
    """What is settled before an adventure is told."""

    plot: Plot
    start: Time
    props: tuple[Prop, ...]
    friend: str
    friend_animal: Animal


def generate_story(seed: int, *, allowed: Rule | None = None, last: Rule | None = None) -> Story:
    """One story of 5 to 8 panels, always the same for the same seed and rules.

    `allowed` has to hold for every scene, `last` for the scene of the last panel. Its last caption names neither
    animal nor prop nor place; with all captions every fact but the scarf is known, with pictures that one, too.
    Raises `ValueError` if no story satisfies the rules.
    """
    return _first_allowed(f"story {seed}", seed, 1, allowed, last)


def generate_chain(seed: int, *, panels: int = 24, allowed: Rule | None = None, last: Rule | None = None) -> Story:
    """One hero's adventures in a row, at least `panels` panels, with a sentence that leads from each to the next.

    Rules and errors as in `generate_story`.
    """
    return _first_allowed(f"chain {seed}", seed, panels, allowed, last)


def _first_allowed(name: str, seed: int, panels: int, allowed: Rule | None, last: Rule | None) -> Story:
    rng = random.Random(name)  # noqa: S311 - stories, not secrets
    for _ in range(_TRIES):
        story = _Teller(rng, allowed).tell(seed, panels)
        if story is not None and (last is None or last(story.panels[-1].scene)):
            return story
    raise ValueError(f"No story of seed {seed} satisfies the rules after {_TRIES} attempts.")


class _Teller:
    """Tells one story with one hero."""

    def __init__(self, rng: random.Random, allowed: Rule | None) -> None:
        self._rng = rng
        self._allowed = allowed or (lambda _: True)
        self._gender = rng.choice(list(Gender))
        self._hero = rng.choice(NAMES[self._gender])
        self._animal = rng.choice(ANIMALS)
        self._scarf = rng.choice(SCARVES)
        self._home = rng.choice(PLACES)
        self._friends = rng.sample(NAMES[self._gender.other], len(NAMES[self._gender.other]))
        self._panels: list[StoryPanel] = []
        self._used: set[str] = set()
        self._met: list[_Adventure] = []
        self._visited: set[Place] = set()

    def tell(self, seed: int, panels: int) -> Story | None:
        """The whole story, `None` when the rule forbids one of its scenes every time it is tried."""
        state = State(self._hero, self._gender, self._animal, self._scarf, self._home, self._home, Time.DAY)
        while len(self._panels) < panels:
            advanced = self._some_adventure(state)
            if advanced is None:
                return None
            state = advanced
        plots = tuple(adventure.plot.name for adventure in self._met)
        return Story(self._title(), self._hero, self._gender, tuple(self._panels), plots, seed)

    def _some_adventure(self, state: State) -> State | None:
        """The state after one more adventure; several are tried, so that long stories are found at all."""
        panels, used = len(self._panels), set(self._used)
        for _ in range(1 if not panels else 30):
            adventure = self._settle()
            try:
                after = self._tell_adventure(adventure, state)
            except _NotAllowedError:
                del self._panels[panels:]
                self._used = set(used)
                continue
            self._met.append(adventure)
            return after
        return None

    def _settle(self) -> _Adventure:
        told = {adventure.plot.name for adventure in self._met}
        plots = [plot for plot in load_book().plots if plot.name not in told] or list(load_book().plots)
        plot = self._rng.choice(plots)
        start = self._rng.choices(plot.starts, [_START_WEIGHTS[time] for time in plot.starts])[0]
        other = [prop for prop in Prop if prop in plot.props]
        props = self._rng.sample(other, 2) if plot.exchanges else [self._rng.choice(other)]
        kinds = [animal for animal in ANIMALS if animal is not self._animal]
        friend = self._friends[len(self._met) % len(self._friends)]
        return _Adventure(plot, start, tuple(props), friend, self._rng.choice(kinds))

    def _tell_adventure(self, adventure: _Adventure, state: State) -> State:
        begins = adventure.plot.connectors if self._panels else adventure.plot.openings
        self._visited = {self._home}
        state = self._say(self._pick(begins), adventure, state, adventure.start, is_last=False)
        for beat in adventure.plot.beats:
            if self._rng.random() < beat.chance:
                state = self._tell_beat(beat, adventure, state)
        return self._tell_end(adventure, state)

    def _tell_beat(self, beat: Beat, adventure: _Adventure, state: State) -> State:
        fitting = [
            line for line in beat.lines if makes_sense(line, state) and not set(adventure.props[:1]) & line.not_with
        ]
        if not fitting:
            raise _NotAllowedError
        line = self._pick(fitting)
        return self._say(line, adventure, state, self._clock(line, state, beat.until, _CLOCK_IN_BODY), is_last=False)

    def _tell_end(self, adventure: _Adventure, state: State) -> State:
        fitting = [line for line in adventure.plot.endings if makes_sense(line, state)]
        moves = sorted({line.move for line in fitting})
        move = self._rng.choices(moves, [_END_WEIGHTS[move] for move in moves])[0]
        line = self._pick([line for line in fitting if line.move is move])
        return self._say(line, adventure, state, self._clock(line, state, Time.NIGHT, _CLOCK_AT_END), is_last=True)

    def _pick(self, lines: Sequence[Pattern]) -> Pattern:
        """One of the lines, if possible one that this story has not used."""
        fresh = [line for line in lines if line.text not in self._used]
        line = self._rng.choice(fresh or list(lines))
        self._used.add(line.text)
        return line

    def _clock(self, line: Pattern, state: State, until: Time, chance: float) -> Time | None:
        """The time that the sentence tells at its beginning, `None` to leave it unsaid."""
        later = [time for time in TIMES if TIMES.index(state.time) < TIMES.index(time) <= TIMES.index(until)]
        if line.morrow and state.time is not Time.DAY:
            later.append(Time.DAY)
        if not line.has_clock or not later:
            return None
        must = line.evening and state.time is Time.DAY
        return self._rng.choice(later) if must or self._rng.random() < chance else None

    def _say(self, line: Pattern, adventure: _Adventure, state: State, time: Time | None, *, is_last: bool) -> State:
        values: dict[Variable, str] = {
            "hero": self._hero,
            "gender": self._gender.value,
            "animal": self._animal.value,
            "friend": adventure.friend,
            "fgender": self._gender.other.value,
            "fanimal": adventure.friend_animal.value,
            "place": self._place(line, state).value,
            "prop": self._prop(line, adventure, state).value,
        }
        if time is not None:
            values["time"] = time.value
            if time is Time.DAY or line.begin is not Begin.NOTHING:
                values["new_day"] = "yes"
        told = [panel.caption for panel in self._panels]
        caption, said = line.fill(values, self._rng, told, hide_animal=is_last)
        state = state.after(said)
        scene = state.scene(self._rng.getrandbits(31))
        if not self._allowed(scene):
            raise _NotAllowedError
        self._panels.append(StoryPanel(caption, scene))
        return state

    def _place(self, line: Pattern, state: State) -> Place:
        if line.move is not Move.TO:
            return state.place
        new = [place for place in PLACES if place not in self._visited]
        near = [place for place in PLACES if place not in {state.place, self._home}]
        place = self._rng.choice(new or near)
        self._visited.add(place)
        return place

    @staticmethod
    def _prop(line: Pattern, adventure: _Adventure, state: State) -> Prop:
        if line.deed is Deed.SWAP or state.thing is None:
            return adventure.props[-1 if line.deed is Deed.SWAP else 0]
        return state.thing

    def _title(self) -> str:
        if len(self._met) > 1:
            return f"The Adventures of {self._hero}"
        adventure = self._met[0]
        prop = adventure.props[-1].value.capitalize()
        words = {"N": self._hero, "F": adventure.friend, "Prop": prop, "a_Prop": a(prop)}
        return capitalised(self._rng.choice(adventure.plot.titles).format_map(words))
