"""The words that fill the slots of the sentence patterns, and what each of them tells.

A filling is a text with what it settles: `{"place": "beach"}`. Within one sentence all fillings must agree, so
"he" cannot stand for Mia and "the kite" not for a cake. Colours of scarves occur nowhere: only pictures show them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Literal

from engine.starter.world.facts import ANIMALS, PROPS, Place, Prop, Time

Variable = Literal["hero", "gender", "animal", "friend", "fgender", "fanimal", "place", "time", "new_day", "prop"]
Values = Mapping[Variable, str]

HIS_NAMES: Final = ("Pip", "Finn", "Otto", "Milo", "Hugo", "Bruno", "Theo", "Ned", "Toby", "Oscar")
HER_NAMES: Final = ("Mia", "Luna", "Nora", "Ida", "Ella", "Tilly", "Greta", "Lottie", "Juno", "Maya")
NAMES: Final[Mapping[str, tuple[str, ...]]] = {"he": HIS_NAMES, "she": HER_NAMES}

AT: Final[Mapping[Place, str]] = {
    Place.FOREST: "in the forest",
    Place.BEACH: "on the beach",
    Place.MEADOW: "in the meadow",
    Place.VILLAGE: "in the village",
    Place.MOUNTAIN: "on the mountain",
    Place.SNOW: "in the snow",
}
TO: Final[Mapping[Place, tuple[str, ...]]] = {
    Place.FOREST: ("into the forest", "to the forest"),
    Place.BEACH: ("down to the beach", "to the beach"),
    Place.MEADOW: ("out to the meadow", "to the meadow"),
    Place.VILLAGE: ("into the village", "to the village"),
    Place.MOUNTAIN: ("up the mountain", "to the mountain"),
    Place.SNOW: ("out into the snow", "into the snow"),
}
DETAILS: Final[Mapping[Place, tuple[str, ...]]] = {
    Place.FOREST: ("The tall trees whispered.", "It smelled of moss and pine."),
    Place.BEACH: ("The waves went hush, hush, hush.", "The air tasted of salt."),
    Place.MEADOW: ("Flowers nodded on every side.", "The long grass tickled."),
    Place.VILLAGE: ("The little houses stood close together.", "It smelled of fresh bread."),
    Place.MOUNTAIN: ("The whole world lay far below.", "The air was thin and clear."),
    Place.SNOW: ("Everything was white and still.", "Crunch, crunch, went every step."),
}
LATER: Final[Mapping[Time, tuple[str, ...]]] = {
    Time.SUNSET: ("as the sun went down", "when evening came", "at sunset"),
    Time.NIGHT: ("when the moon came up", "that night", "after dark", "when the stars came out"),
}
MORROW: Final = ("the next morning", "early the next morning", "when a new day began")
ONCE: Final[Mapping[Time, tuple[str, ...]]] = {
    Time.DAY: ("sunny morning", "bright morning", "fine day"),
    Time.SUNSET: ("golden evening", "evening at sunset"),
    Time.NIGHT: ("starry night", "moonlit night"),
}
NEXT: Final[Mapping[Time, tuple[str, ...]]] = {
    Time.DAY: ("the next morning", "one bright morning soon after"),
    Time.SUNSET: ("one evening soon after", "a few evenings later"),
    Time.NIGHT: ("one night soon after", "a few nights later"),
}
PLAY: Final[Mapping[Prop, tuple[str, ...]]] = {
    Prop.BALLOON: ("tossed the balloon up and caught it again", "let the balloon bob along behind"),
    Prop.KITE: ("flew the kite as high as it would go", "ran in circles with the kite"),
    Prop.LANTERN: ("swung the lantern to and fro", "made funny shadows with the lantern"),
    Prop.BOAT: ("rocked the boat over make-believe waves", "played pirates with the boat"),
    Prop.UMBRELLA: ("twirled the umbrella round and round", "danced under the umbrella"),
    Prop.CAKE: ("walked round and round the cake", "tasted just one crumb of the cake"),
}
CHARM: Final[Mapping[Prop, tuple[str, ...]]] = {
    Prop.BALLOON: ("The balloon bobbed and bounced.", "The balloon went up, and down, and up."),
    Prop.KITE: ("The kite danced on the breeze.", "The kite's tail went flip and flap."),
    Prop.LANTERN: ("The lantern glowed, warm and golden.", "The lantern's flame gave a little dance."),
    Prop.BOAT: ("The boat rocked as if it were at sea.", "The boat seemed to dream of faraway islands."),
    Prop.UMBRELLA: ("The umbrella opened with a whoosh.", "The umbrella opened like a giant flower."),
    Prop.CAKE: ("The cake smelled of honey and cream.", "The cake wobbled a tiny bit."),
}
GONE: Final[Mapping[Prop, tuple[str, ...]]] = {
    Prop.BALLOON: ("the string slipped, and the balloon sailed away",),
    Prop.KITE: ("a naughty gust of wind blew the kite away",),
    Prop.LANTERN: ("the lantern rolled away and out of sight",),
    Prop.BOAT: ("the boat slid away and out of sight",),
    Prop.UMBRELLA: ("a gust of wind carried the umbrella away",),
    Prop.CAKE: ("a cheeky mouse ran off with the cake",),
}


@dataclass(frozen=True, slots=True)
class Filling:
    """A text for a slot, what it settles, and how often it is chosen beside the others."""

    text: str
    tells: tuple[tuple[Variable, str], ...] = ()
    weight: int = 1

    @property
    def new_day(self) -> bool:
        """Whether it says that a night has passed."""
        return any(variable == "new_day" for variable, _ in self.tells)

    def agrees(self, values: Values) -> bool:
        """Whether nothing it tells is against what is already settled."""
        return all(values.get(variable, value) == value for variable, value in self.tells)


def a(noun: str) -> str:
    """The noun behind its article: "a fox", "an owl"."""
    return f"{'an' if noun[0].lower() in 'aeiou' else 'a'} {noun}"


def capitalised(text: str) -> str:
    """The text with its first letter, behind an opening quotation mark if there is one, as a capital."""
    start = 1 if text.startswith('"') else 0
    return text[:start] + text[start : start + 1].upper() + text[start + 1 :]


def _fillings(variable: Variable, phrases: Iterable[tuple[str, str | tuple[str, ...]]]) -> tuple[Filling, ...]:
    pairs = [(v, (p,) if isinstance(p, str) else p) for v, p in phrases]
    return tuple(Filling(text, ((variable, str(value)),)) for value, texts in pairs for text in texts)


def _names(hero: Variable, gender: Variable) -> tuple[Filling, ...]:
    return tuple(Filling(n, ((hero, n), (gender, g))) for g, names in NAMES.items() for n in names)


def _pronouns(variable: Variable, he: str, she: str) -> tuple[Filling, ...]:
    return (Filling(he, ((variable, "he"),)), Filling(she, ((variable, "she"),)))


def _reference() -> tuple[Filling, ...]:
    """How a hero who is known is called: by pronoun mostly, by name, now and then "the little fox"."""
    named = [Filling(f.text, f.tells, 3) for f in _names("hero", "gender")]
    called = [Filling(f.text, f.tells, 5) for f in _pronouns("gender", "he", "she")]
    kinds = [Filling(f"the little {animal}", (("animal", animal.value),), 2) for animal in ANIMALS]
    return (*named, *called, *kinds)


def _clock() -> tuple[Filling, ...]:
    later = [Filling(f"{p}, ", (("time", t.value),)) for t, phrases in LATER.items() for p in phrases]
    morrow = [Filling(f"{p}, ", (("time", Time.DAY.value), ("new_day", "yes"))) for p in MORROW]
    return (*later, *morrow)


def _begins(phrases: Mapping[Time, tuple[str, ...]], article: Callable[[str], str] = str) -> tuple[Filling, ...]:
    pairs = [(time, article(text)) for time, texts in phrases.items() for text in texts]
    return tuple(Filling(text, (("time", time.value), ("new_day", "yes"))) for time, text in pairs)


def _characters() -> dict[str, tuple[Filling, ...]]:
    return {
        "N": _names("hero", "gender"),
        "A": _fillings("animal", ((k, k.value) for k in ANIMALS)),
        "a_A": _fillings("animal", ((k, a(k)) for k in ANIMALS)),
        "h": _reference(),
        "he": _pronouns("gender", "he", "she"),
        "him": _pronouns("gender", "him", "her"),
        "his": _pronouns("gender", "his", "her"),
        "F": _names("friend", "fgender"),
        "B": _fillings("fanimal", ((k, k.value) for k in ANIMALS)),
        "a_B": _fillings("fanimal", ((k, a(k)) for k in ANIMALS)),
        "fhe": _pronouns("fgender", "he", "she"),
        "fhim": _pronouns("fgender", "him", "her"),
        "fhis": _pronouns("fgender", "his", "her"),
    }


def _things() -> dict[str, tuple[Filling, ...]]:
    return {
        "a_prop": _fillings("prop", ((p, a(p)) for p in PROPS)),
        "the_prop": _fillings("prop", ((p, f"the {p}") for p in PROPS)),
        "play": _fillings("prop", PLAY.items()),
        "charm": _fillings("prop", CHARM.items()),
        "gone": _fillings("prop", GONE.items()),
        "home": _fillings("place", AT.items()),
        "here": _fillings("place", AT.items()),
        "to": _fillings("place", TO.items()),
        "detail": _fillings("place", DETAILS.items()),
    }


def _with_capitals(slots: Mapping[str, tuple[Filling, ...]]) -> Iterable[tuple[str, tuple[Filling, ...]]]:
    for name, fillings in slots.items():
        yield name, fillings
        if name[0].islower():
            yield (
                capitalised(name),
                tuple(Filling(capitalised(f.text), f.tells, f.weight) for f in fillings),
            )


@lru_cache(maxsize=1)
def slots() -> Mapping[str, tuple[Filling, ...]]:
    """All fillings of every slot; a slot whose name begins with a capital begins with a capital."""
    times = {"T": _clock(), "once": _begins(ONCE, "one {}".format), "a_time": _begins(ONCE, a), "next": _begins(NEXT)}
    return dict(_with_capitals({**_characters(), **_things(), **times}))
