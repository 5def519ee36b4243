"""One sentence pattern: fill it, and recognise what was filled in."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

from engine.starter.story.model import Begin, Deed, Gender, Move, Presence, Reading
from engine.starter.story.words import Filling, Values, Variable, capitalised, slots
from engine.starter.world.facts import Animal, Feeling, Place, Prop, Time

_PARTS = re.compile(r"(\{\w+\})")
_CLOCK = "T"
_VARIED = frozenset({_CLOCK, "detail", "charm", "play"})
"""Slots whose phrases should not come twice in a story."""
_REFERENCES = frozenset({"h", "H"})
"""Slots that may say "the little fox"."""


@dataclass(frozen=True)
class Pattern:
    """A sentence with slots and what it does to the story; two patterns never share a text."""

    text: str
    begin: Begin = Begin.NOTHING
    move: Move = Move.STAY
    deed: Deed = Deed.KEEP
    presence: Presence = Presence.UNSAID
    feeling: Feeling = Feeling.CALM
    night: bool = False
    nightfall: bool = False
    evening: bool = False
    morrow: bool = False
    solo: bool = False
    sets_out: bool = False
    not_with: frozenset[Prop] = frozenset()
    slot_names: frozenset[str] = field(default=frozenset())

    @property
    def introduces(self) -> bool:
        """Whether it tells for the first time who the friend is."""
        return bool(self.slot_names & {"B", "a_B"})

    @property
    def has_clock(self) -> bool:
        """Whether it can tell that time has passed."""
        return _CLOCK in self.slot_names

    def fill(
        self, values: Values, rng: random.Random, avoid: Sequence[str] = (), *, hide_animal: bool = False
    ) -> tuple[str, Reading]:
        """The sentence with every slot filled so as to agree with `values`, and what it tells.

        The clock stays silent unless `values` names a "time"; phrases that occur in `avoid` are taken last, and
        `hide_animal` keeps "the little fox" out. Raises `ValueError` where nothing agrees.
        """
        parts: list[str] = []
        told: dict[Variable, str] = {}
        for slot, part in self._parts:
            if slot is None:
                parts.append(part)
            elif slot != _CLOCK or "time" in values:
                filling = _one_of(slot, values, rng, avoid, hide_animal=hide_animal)
                parts.append(filling.text)
                told.update(filling.tells)
        return capitalised("".join(parts)), self.reading(told)

    def read(self, sentence: str) -> Reading | None:
        """What the sentence tells, `None` if it is not one of this pattern.

        Everything in it has to agree: names with pronouns, the friend's pronoun differing from the hero's.
        """
        if self._longest not in sentence:
            return None
        match = self._regex.fullmatch(sentence)
        if match is None:
            return None
        filled = self._fillings(match)
        if filled is None or not self._written_so(filled, sentence):
            return None
        values = _agreed(filled)
        return None if values is None else self.reading(values)

    def reading(self, values: Values) -> Reading:
        """What the sentence says when filled with just these values."""
        gender, other = values.get("gender"), values.get("fgender")
        animal, kind = values.get("animal"), values.get("fanimal")
        place, time, prop = values.get("place"), values.get("time"), values.get("prop")
        return Reading(
            hero=values.get("hero"),
            gender=Gender(gender) if gender else None,
            animal=Animal(animal) if animal else None,
            friend=values.get("friend"),
            friend_gender=Gender(other) if other else None,
            friend_animal=Animal(kind) if kind else None,
            presence=self.presence,
            place=Place(place) if place else None,
            move=self.move,
            time=Time.NIGHT if self.night or self.nightfall else Time(time) if time else None,
            new_day="new_day" in values,
            prop=Prop(prop) if prop else None,
            deed=self.deed,
            feeling=self.feeling,
            begin=self.begin,
        )

    @cached_property
    def _parts(self) -> tuple[tuple[str | None, str], ...]:
        pieces = [piece for piece in _PARTS.split(self.text) if piece]
        return tuple((p[1:-1], p) if _PARTS.fullmatch(p) else (None, p) for p in pieces)

    @cached_property
    def _longest(self) -> str:
        """The longest fixed piece less its first letter, to rule most sentences out without the expression."""
        return max((part[1:] for slot, part in self._parts if slot is None), key=len, default="")

    @cached_property
    def _regex(self) -> re.Pattern[str]:
        pieces: list[str] = []
        for slot, part in self._parts:
            if slot is None:
                first = part[0]
                if len(pieces) == 1 and self.has_clock and first.isalpha():
                    pieces.append(f"[{first.lower()}{first.upper()}]{re.escape(part[1:])}")
                else:
                    pieces.append(re.escape(part))
                continue
            texts = {text for f in slots()[slot] for text in (f.text, capitalised(f.text))}
            alternatives = "|".join(re.escape(text) for text in sorted(texts, key=len, reverse=True))
            pieces.append(f"({alternatives}){'?' if slot == _CLOCK else ''}")
        return re.compile("".join(pieces))

    def _fillings(self, match: re.Match[str]) -> list[Filling] | None:
        """The filling behind every group, in the spelling of its slot."""
        names = [slot for slot, _ in self._parts if slot is not None]
        filled = []
        for slot, text in zip(names, match.groups(), strict=True):
            filling = Filling("") if text is None else _lookup(slot, text)
            if filling is None:
                return None
            filled.append(filling)
        return filled

    def _written_so(self, filled: Sequence[Filling], sentence: str) -> bool:
        """Whether the capitals stand where `fill` puts them."""
        texts = iter(filled)
        parts = [part if slot is None else next(texts).text for slot, part in self._parts]
        return capitalised("".join(parts)) == sentence


def _one_of(slot: str, values: Values, rng: random.Random, avoid: Sequence[str], *, hide_animal: bool) -> Filling:
    fitting = [f for f in slots()[slot] if f.agrees(values) and ("new_day" in values or not f.new_day)]
    if hide_animal or any("little" in text for text in avoid[-2:]):
        fitting = [f for f in fitting if slot not in _REFERENCES or f.tells[0][0] != "animal"]
    if not fitting:
        raise ValueError(f"Nothing fits into the slot {slot!r} of a sentence about {dict(values)}.")
    if slot in _VARIED:
        so_far = "\n".join(avoid).lower()
        fitting = [f for f in fitting if f.text.strip(", ").lower() not in so_far] or fitting
    return rng.choices(fitting, [f.weight for f in fitting])[0]


def _lookup(slot: str, text: str) -> Filling | None:
    for filling in slots()[slot]:
        if text in {filling.text, capitalised(filling.text)}:
            return filling
    return None


def _agreed(filled: Sequence[Filling]) -> Values | None:
    values: dict[Variable, str] = {}
    for filling in filled:
        for variable, value in filling.tells:
            if values.setdefault(variable, value) != value:
                return None
    both: tuple[tuple[Variable, Variable], ...] = (("gender", "fgender"), ("animal", "fanimal"))
    for one, other in both:
        if one in values and values[one] == values.get(other):
            return None
    return values
