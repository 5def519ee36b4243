"""True descriptions of scenes: what the painter's text encoder reads, and how to read facts back from one."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from engine.starter.story.model import Detail
from engine.starter.story.words import AT, a
from engine.starter.world.facts import Animal, Fact, Place, Prop, Scarf, Scene, Time

EVERYTHING: Final[frozenset[StrEnum]] = frozenset({*Fact, *Detail})
_AT: Final[Mapping[Place, str]] = {**AT, Place.DESERT: "in the desert"}
_WHEN: Final[Mapping[Time, str]] = {Time.DAY: "by day", Time.SUNSET: "at sunset", Time.NIGHT: "at night"}
_DOES: Final[Mapping[Prop, str]] = {
    Prop.BALLOON: "holds",
    Prop.KITE: "flies",
    Prop.LANTERN: "carries",
    Prop.BOAT: "holds",
    Prop.UMBRELLA: "holds",
    Prop.CAKE: "carries",
    Prop.PUMPKIN: "carries",
}


@dataclass(frozen=True, slots=True)
class _Parts:
    """The parts of a description in words; empty where nothing may be told."""

    who: str
    scarf: str
    prop: str
    does: str
    friend: str
    place: str
    time: str


def describe(scene: Scene, facts: Collection[StrEnum] = EVERYTHING, style: int = 0) -> str:
    """The scene in one phrase of at most 25 words that tells just these facts (`Fact`) and details (`Detail`).

    Style 0 is the canonical form, "a happy fox in a red scarf holding a kite beside a bear on the beach at
    night"; 1 to `STYLES` - 1 say the same in other words (`IndexError` beyond). Without the animal it is "an
    animal"; that there is no prop is told as "nothing", no friend not at all.
    """
    friend = scene.friend if Detail.FRIEND in facts else None
    animal = scene.animal.value if Fact.ANIMAL in facts else "animal"
    has_prop = Fact.PROP in facts
    parts = _Parts(
        who=f"{scene.feeling} {animal}" if Detail.FEELING in facts else animal,
        scarf=f"{scene.scarf} scarf" if Fact.SCARF in facts else "",
        prop=(a(scene.prop) if scene.prop else "nothing") if has_prop else "",
        does=(_DOES[scene.prop] if scene.prop else "holds") if has_prop else "",
        friend=a(friend.animal) if friend else "",
        place=_AT[scene.place] if Fact.PLACE in facts else "",
        time=_WHEN[scene.time] if Fact.TIME in facts else "",
    )
    return _STYLES[style](parts)


def facts_in(description: str) -> dict[Fact, StrEnum | None]:
    """The facts that a description tells, in any style; the first animal named is the hero's kind."""
    words = re.findall(r"[a-z]+", description.lower())
    found: dict[Fact, StrEnum | None] = {}
    kinds: dict[Fact, type[StrEnum]] = {
        Fact.ANIMAL: Animal,
        Fact.SCARF: Scarf,
        Fact.PLACE: Place,
        Fact.TIME: Time,
        Fact.PROP: Prop,
    }
    for fact, kind in kinds.items():
        values = {value.value: value for value in kind}
        named = [values[word] for word in words if word in values]
        if named:
            found[fact] = named[0]
    if Fact.PROP not in found and "nothing" in words:
        found[Fact.PROP] = None
    return found


def _joined(*parts: str, by: str = " ") -> str:
    return by.join(part for part in parts if part)


def _after(word: str, part: str) -> str:
    return f"{word} {part}" if part else ""


def _canonical(p: _Parts) -> str:
    scarf = _after("in a", p.scarf)
    return _joined(a(p.who), scarf, _after("holding", p.prop), _after("beside", p.friend), p.place, p.time)


def _acting(p: _Parts) -> str:
    scene = _joined(p.place, p.time)
    doing = _joined(p.does, p.prop) or "stands there"
    return _joined(a(p.who), _after("with a", p.scarf), doing, scene, _after("next to", p.friend))


def _place_first(p: _Parts) -> str:
    scene = _joined(p.place, p.time)
    who = _joined(a(p.who), _after("in a", p.scarf), _after("with", p.prop), _after("and", p.friend))
    return _joined(scene, who, by=", ")


def _time_first(p: _Parts) -> str:
    who = _joined(a(p.who), _after("wearing a", p.scarf))
    return _joined(p.time, who, _after("holding", p.prop), _after("together with", p.friend), p.place, by=", ")


def _having(p: _Parts) -> str:
    things = _joined(_after("a", p.scarf), p.prop, by=" and ")
    who = _joined(f"the {p.who}", _after("has", things) or "is here")
    return _joined(who, _joined(p.place, p.time), _after("and meets", p.friend), by=", ")


def _listing(p: _Parts) -> str:
    return _joined(p.who, p.scarf, p.prop, _after("with", p.friend), p.place, p.time, by=", ")


def _picture(p: _Parts) -> str:
    who = _joined(a(p.who), _after("wearing a", p.scarf), _after("and holding" if p.scarf else "holding", p.prop))
    return _joined("a picture of", who, p.place, p.time, _after("beside", p.friend))


def _telling(p: _Parts) -> str:
    there = _joined("there is", a(p.who), p.place, p.time)
    has = _joined(_after("with a", p.scarf), _after("and" if p.scarf else "with", p.prop))
    return _joined(there, has, _after("and", _after("also", p.friend)), by=", ")


_STYLES: Final[tuple[Callable[[_Parts], str], ...]] = (
    _canonical,
    _acting,
    _place_first,
    _time_first,
    _having,
    _listing,
    _picture,
    _telling,
)
STYLES: Final = len(_STYLES)
"""How many ways there are to say one description."""
