"""What can be the case in the picture-book world; plain values, shared by the words and the pictures.

Five facts are measured everywhere (`Fact`): which animal is the hero, the colour of its scarf, the place, the
time of day and the prop. Feeling and friend are drawn and told, but not measured. The `RESERVED_*` parts are
learnt by the eyes, the text encoder and the painter only: they occur in no story and in no GILL pair.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import product


class Animal(StrEnum):
    """Who can be a hero or a friend; the value is the English noun."""

    FOX = "fox"
    RABBIT = "rabbit"
    BEAR = "bear"
    PENGUIN = "penguin"
    ELEPHANT = "elephant"
    OWL = "owl"
    PIG = "pig"
    DRAGON = "dragon"


class Scarf(StrEnum):
    """The colour of a scarf; the value is the English adjective."""

    RED = "red"
    YELLOW = "yellow"
    GREEN = "green"
    BLUE = "blue"
    PINK = "pink"


class Place(StrEnum):
    """Where a scene plays."""

    FOREST = "forest"
    BEACH = "beach"
    MEADOW = "meadow"
    VILLAGE = "village"
    MOUNTAIN = "mountain"
    SNOW = "snow"
    DESERT = "desert"


class Time(StrEnum):
    """The time of day."""

    DAY = "day"
    SUNSET = "sunset"
    NIGHT = "night"


class Prop(StrEnum):
    """The thing a hero has; a scene without one has `None`."""

    BALLOON = "balloon"
    KITE = "kite"
    LANTERN = "lantern"
    BOAT = "boat"
    UMBRELLA = "umbrella"
    CAKE = "cake"
    PUMPKIN = "pumpkin"


class Feeling(StrEnum):
    """What the hero's face shows."""

    CALM = "calm"
    HAPPY = "happy"
    SAD = "sad"
    SURPRISED = "surprised"
    SLEEPY = "sleepy"
    GRUMPY = "grumpy"


class Fact(StrEnum):
    """The five facts that classifiers read from a picture; the value names the field of `Scene`."""

    ANIMAL = "animal"
    SCARF = "scarf"
    PLACE = "place"
    TIME = "time"
    PROP = "prop"


RESERVED_ANIMALS = (Animal.PIG, Animal.DRAGON)
RESERVED_PLACE = Place.DESERT
RESERVED_PROP = Prop.PUMPKIN

ANIMALS = tuple(animal for animal in Animal if animal not in RESERVED_ANIMALS)
SCARVES = tuple(Scarf)
PLACES = tuple(place for place in Place if place is not RESERVED_PLACE)
TIMES = tuple(Time)
PROPS = tuple(prop for prop in Prop if prop is not RESERVED_PROP)
"""The ordinary props; "no prop" (`None`) is not among them."""
FEELINGS = tuple(Feeling)


@dataclass(frozen=True, slots=True)
class Friend:
    """A second character, drawn smaller on the other side; with a scarf of its own or none."""

    animal: Animal
    scarf: Scarf | None = None


@dataclass(frozen=True, slots=True)
class Scene:
    """Everything a picture shows; `seed` draws what no fact fixes (position, size, clouds, trees, houses).

    Raises `ValueError` when the friend is of the hero's kind, which would leave open who the hero is.
    """

    animal: Animal
    scarf: Scarf
    place: Place
    time: Time
    prop: Prop | None = None
    feeling: Feeling = Feeling.CALM
    friend: Friend | None = None
    seed: int = 0

    def __post_init__(self) -> None:
        if self.friend is not None and self.friend.animal is self.animal:
            raise ValueError(f"The hero's friend is another {self.animal}: it has to be another animal.")

    @property
    def combination(self) -> tuple[Animal, Scarf, Place, Time, Prop | None]:
        """The five measured facts, in the order of `Fact`: the key by which scenes are held out."""
        return (self.animal, self.scarf, self.place, self.time, self.prop)

    @property
    def is_reserved(self) -> bool:
        """Whether any part of the scene, the friend included, is one that no story may contain."""
        animals = {self.animal} | ({self.friend.animal} if self.friend else set())
        return bool(animals & set(RESERVED_ANIMALS)) or self.place is RESERVED_PLACE or self.prop is RESERVED_PROP


def values_of(fact: Fact, *, reserved: bool = False) -> tuple[StrEnum | None, ...]:
    """The values a fact can take, in a fixed order (class numbers); the prop's first value is `None`."""
    if fact is Fact.PROP:
        return (None, *(Prop if reserved else PROPS))
    ordinary: dict[Fact, tuple[StrEnum, ...]] = {
        Fact.ANIMAL: tuple(Animal) if reserved else ANIMALS,
        Fact.SCARF: SCARVES,
        Fact.PLACE: tuple(Place) if reserved else PLACES,
        Fact.TIME: TIMES,
    }
    return ordinary[fact]


def all_combinations(*, reserved: bool = False) -> Iterator[tuple[Animal, Scarf, Place, Time, Prop | None]]:
    """Every combination of the five facts, in a fixed order: 3,780, or 6,720 with reserved parts."""
    animals = tuple(Animal) if reserved else ANIMALS
    places = tuple(Place) if reserved else PLACES
    props = (None, *(Prop if reserved else PROPS))
    return product(animals, SCARVES, places, TIMES, props)
