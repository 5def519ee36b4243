"""The book of patterns and plots, read from `book.toml`."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Any

from engine.starter.story.model import Begin, Deed, Move, Presence
from engine.starter.story.pattern import Pattern
from engine.starter.story.words import slots
from engine.starter.world.facts import PROPS, TIMES, Feeling, Prop, Time

_FEELINGS = {feeling.value: feeling for feeling in Feeling}
_MOVES = {"home": Move.HOME, "found": Move.FOUND}
_DEEDS = {"it": Deed.HAVE, "back": Deed.BACK, "lost": Deed.LOST, "swap": Deed.SWAP}
_FLAGS = frozenset({"night", "nightfall", "eve", "morrow", "solo", "go", "they", "away"})
_TAGS = frozenset(_FEELINGS) | set(_MOVES) | set(_DEEDS) | _FLAGS | {f"-{prop.value}" for prop in Prop}
_FRIEND_SLOTS = frozenset({"F", "B", "a_B", "fhe", "Fhe", "fhim", "fhis"})


@dataclass(frozen=True, slots=True)
class Beat:
    """One step of a plot: the sentences that can tell it, and how often it is told at all."""

    name: str
    lines: tuple[Pattern, ...]
    chance: float = 1.0
    until: Time = Time.NIGHT


@dataclass(frozen=True, slots=True)
class Plot:
    """One kind of adventure. `exchanges` says that the thing of the end is not the thing of the start."""

    name: str
    titles: tuple[str, ...]
    starts: tuple[Time, ...]
    props: tuple[Prop, ...]
    exchanges: bool
    openings: tuple[Pattern, ...]
    connectors: tuple[Pattern, ...]
    beats: tuple[Beat, ...]
    endings: tuple[Pattern, ...]


@dataclass(frozen=True, slots=True)
class Book:
    """All plots, and all patterns once each, by their text."""

    plots: tuple[Plot, ...]
    patterns: Mapping[str, Pattern]


def pattern_of(line: str, begin: Begin = Begin.NOTHING) -> Pattern:
    """The pattern that a line of the book describes ("text | tags"; the book's head explains them).

    Raises `ValueError` for an unknown slot or tag.
    """
    text, _, tail = (part.strip() for part in line.partition(" | "))
    tags, names = set(tail.split()), frozenset(re.findall(r"\{(\w+)\}", text))
    if unknown := (names - set(slots())) | (tags - _TAGS):
        raise ValueError(f"The sentence pattern {text!r} uses {sorted(unknown)}, which nobody defined.")
    return Pattern(
        text=text,
        slot_names=names,
        begin=begin,
        move=_move(tags, names, begin),
        deed=_deed(tags, names, begin),
        presence=_presence(tags, names),
        feeling=next((_FEELINGS[tag] for tag in sorted(tags & set(_FEELINGS))), Feeling.CALM),
        night=bool(tags & {"night", "nightfall"}),
        nightfall="nightfall" in tags,
        evening="eve" in tags,
        morrow="morrow" in tags,
        solo="solo" in tags,
        sets_out="go" in tags,
        not_with=frozenset(prop for prop in Prop if f"-{prop.value}" in tags),
    )


def _move(tags: set[str], names: frozenset[str], begin: Begin) -> Move:
    if begin is Begin.ADVENTURE:
        return Move.HOME
    told = next((_MOVES[tag] for tag in sorted(tags & set(_MOVES))), None)
    return told or (Move.TO if "to" in names else Move.STAY)


def _deed(tags: set[str], names: frozenset[str], begin: Begin) -> Deed:
    if begin is not Begin.NOTHING:
        return Deed.LOST
    told = next((_DEEDS[tag] for tag in sorted(tags & set(_DEEDS))), None)
    return told or (Deed.NEW if "a_prop" in names else Deed.KEEP)


def _presence(tags: set[str], names: frozenset[str]) -> Presence:
    if "away" in tags:
        return Presence.AWAY
    return Presence.HERE if "they" in tags or names & _FRIEND_SLOTS else Presence.UNSAID


class _Shelf:
    """Makes each pattern once, however many beats use it."""

    def __init__(self) -> None:
        self.patterns: dict[str, Pattern] = {}

    def lines(self, block: str, begin: Begin = Begin.NOTHING) -> tuple[Pattern, ...]:
        """The patterns of a block of lines; the same text has to carry the same tags everywhere."""
        found = [pattern_of(line, begin) for line in block.splitlines() if line.strip()]
        for pattern in found:
            if self.patterns.setdefault(pattern.text, pattern) != pattern:
                raise ValueError(f"The sentence pattern {pattern.text!r} stands in the book with different tags.")
        return tuple(self.patterns[pattern.text] for pattern in found)


def _props(rule: str) -> tuple[Prop, ...]:
    return tuple(prop for prop in PROPS if f"-{prop.value}" not in rule.split())


def _plot(entry: Mapping[str, Any], common: Mapping[str, Any], shelf: _Shelf) -> Plot:
    openings = shelf.lines(entry.get("openings", common["openings"]), Begin.STORY)
    endings = [line for group in entry["end"] for line in shelf.lines(common["endings"][group])]
    return Plot(
        name=entry["name"],
        titles=tuple(entry["titles"]),
        starts=tuple(Time(time) for time in entry.get("start", TIMES)),
        props=_props(entry.get("props", "")),
        exchanges=entry.get("two", False),
        openings=tuple(line for line in openings if entry.get("roam") or not line.sets_out),
        connectors=shelf.lines(entry.get("connectors", common["connectors"]), Begin.ADVENTURE),
        beats=tuple(_beats(entry["beats"], shelf)),
        endings=(*endings, *shelf.lines(entry.get("ending", ""))),
    )


def _beats(entries: Iterable[Mapping[str, Any]], shelf: _Shelf) -> Iterable[Beat]:
    for entry in entries:
        until = Time(entry.get("until", Time.NIGHT.value))
        yield Beat(entry["name"], shelf.lines(entry["lines"]), entry.get("chance", 1.0), until)


@lru_cache(maxsize=1)
def load_book() -> Book:
    """The book of the world, read and checked once. Raises `ValueError` where it contradicts itself."""
    text = resources.files("engine.starter.story").joinpath("book.toml").read_text(encoding="utf-8")
    raw = tomllib.loads(text)
    shelf = _Shelf()
    plots = tuple(_plot(entry, raw, shelf) for entry in raw["plot"])
    return Book(plots, shelf.patterns)
