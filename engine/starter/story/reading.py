"""What a caption says, for captions of the world and for any other text."""

from __future__ import annotations

import re
from functools import lru_cache

from engine.starter.story.book import load_book
from engine.starter.story.model import Deed, Gender, Move, Reading
from engine.starter.story.words import NAMES
from engine.starter.world.facts import ANIMALS, PLACES, PROPS, Time

_TIME_WORDS = {
    Time.DAY: ("morning", "noon", "daylight", "sunshine", "day"),
    Time.SUNSET: ("evening", "sunset", "dusk"),
    Time.NIGHT: ("night", "moon", "stars", "dark", "midnight"),
}


@lru_cache(maxsize=1 << 16)
def read_caption(caption: str) -> Reading:
    """What a caption tells by itself.

    A sentence of the world's language is understood whole. Of any other text only single words are: the first
    animal is taken for the hero, a place for where he is, and `known` is false.
    """
    for pattern in load_book().patterns.values():
        reading = pattern.read(caption)
        if reading is not None:
            return reading
    return _scan(caption)


def _scan(caption: str) -> Reading:
    words = re.findall(r"[a-z]+", caption.lower())
    named = re.findall(r"[A-Z][a-z]+", caption)
    place = next((p for p in PLACES if p.value in words), None)
    prop = next((p for p in PROPS if p.value in words), None)
    hero = next((n for n in named if any(n in names for names in NAMES.values())), None)
    move = Move.TO if place else Move.HOME if "home" in words else Move.STAY
    return Reading(
        hero=hero,
        gender=next((Gender(g) for g, names in NAMES.items() if hero in names), None),
        animal=next((a for a in ANIMALS if a.value in words), None),
        place=place,
        move=move,
        time=next((t for t, told in _TIME_WORDS.items() if set(told) & set(words)), None),
        prop=prop,
        deed=Deed.NEW if prop else Deed.HAVE if "it" in words else Deed.KEEP,
        known=False,
    )
