"""A story as a value, and what one of its sentences says."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from engine.starter.world.facts import Animal, Feeling, Place, Prop, Scene, Time


class Gender(StrEnum):
    """The pronoun of a character; a hero and the friend of an adventure never share it."""

    HE = "he"
    SHE = "she"

    @property
    def other(self) -> Gender:
        """The pronoun that this one cannot be mixed up with."""
        return Gender.SHE if self is Gender.HE else Gender.HE


class Detail(StrEnum):
    """What a description may tell beside the five measured facts; the value names the field of `Scene`."""

    FEELING = "feeling"
    FRIEND = "friend"


class Begin(StrEnum):
    """Whether a sentence begins something, after which nothing earlier but the hero and his home counts."""

    NOTHING = "nothing"
    STORY = "story"
    ADVENTURE = "adventure"


class Move(StrEnum):
    """Where a sentence takes the hero."""

    STAY = "stay"
    TO = "to"
    HOME = "home"
    FOUND = "found"


class Deed(StrEnum):
    """What a sentence does with the thing the adventure turns on."""

    KEEP = "keep"
    """Says nothing of it: all stays as it was."""
    HAVE = "have"
    """Says that it is there."""
    BACK = "back"
    """Says that it is there again."""
    NEW = "new"
    """Brings it into the story."""
    SWAP = "swap"
    """Brings another one in its place."""
    LOST = "lost"
    """Says that it is not there."""


class Presence(StrEnum):
    """What a sentence says of the friend."""

    UNSAID = "unsaid"
    HERE = "here"
    AWAY = "away"


@dataclass(frozen=True, slots=True)
class Reading:
    """What one caption tells by itself; `None` for everything it leaves to the sentences before it.

    `place` is where the hero is at the end of the sentence, and `moved` says whether he has just come there.
    A caption outside the world's language is read word by word: `known` is then false.
    """

    hero: str | None = None
    gender: Gender | None = None
    animal: Animal | None = None
    friend: str | None = None
    friend_gender: Gender | None = None
    friend_animal: Animal | None = None
    presence: Presence = Presence.UNSAID
    place: Place | None = None
    move: Move = Move.STAY
    time: Time | None = None
    new_day: bool = False
    prop: Prop | None = None
    deed: Deed = Deed.KEEP
    feeling: Feeling = Feeling.CALM
    begin: Begin = Begin.NOTHING
    known: bool = True


@dataclass(frozen=True, slots=True)
class StoryPanel:
    """One panel: its caption (empty where it has none) and what its picture shows."""

    caption: str
    scene: Scene


@dataclass(frozen=True, slots=True)
class Story:
    """One story. The title is for people: no model reads it."""

    title: str
    hero: str
    gender: Gender
    panels: tuple[StoryPanel, ...]
    plots: tuple[str, ...]
    seed: int

    @property
    def captions(self) -> tuple[str, ...]:
        """The captions in order."""
        return tuple(panel.caption for panel in self.panels)
