"""Held-out stories with their pictures, and how much of one the model is shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from PIL import Image

from engine.pictures import Picture
from engine.prompting.prompt import ContextPanel
from engine.starter.story.model import StoryPanel
from engine.starter.story.reveal import known_details, known_facts
from engine.starter.story.splits import Part, story_of
from engine.starter.world.facts import Scene
from engine.starter.world.picture import render

PARTS = (Part.NEW_STORIES, Part.NEW_COMBINATIONS)
"""The held-out parts, which are always reported apart."""


class Shown(StrEnum):
    """What the model is shown before it is asked for the last panel's picture."""

    LAST = "last caption"
    CAPTIONS = "all captions"
    FULL = "captions and pictures"


@dataclass(frozen=True)
class HeldOut:
    """One held-out story; each of its pictures is drawn when it is first asked for, `size` pixels wide."""

    part: Part
    number: int
    size: int
    _images: dict[int, Image.Image] = field(default_factory=dict, repr=False, compare=False)
    _pictures: dict[int, Picture] = field(default_factory=dict, repr=False, compare=False)

    @cached_property
    def panels(self) -> tuple[StoryPanel, ...]:
        """The panels in words and scenes."""
        return story_of(self.part, self.number).panels

    def image(self, panel: int) -> Image.Image:
        """A panel's true picture; -1 is the last panel's."""
        number = panel % len(self.panels)
        if number not in self._images:
            self._images[number] = render(self.panels[number].scene, self.size)
        return self._images[number]

    def picture(self, panel: int) -> Picture:
        """The same as the engine takes it."""
        number = panel % len(self.panels)
        if number not in self._pictures:
            self._pictures[number] = Picture.of(self.image(number))
        return self._pictures[number]

    @property
    def scene(self) -> Scene:
        """What the last panel shows."""
        return self.panels[-1].scene

    @property
    def caption(self) -> str:
        """The last panel's caption."""
        return self.panels[-1].caption

    def context(self, shown: Shown) -> list[ContextPanel]:
        """The panels up to the last one's caption, as far as they are shown."""
        before: list[ContextPanel] = []
        if shown is Shown.CAPTIONS:
            before = [ContextPanel(panel.caption) for panel in self.panels[:-1]]
        if shown is Shown.FULL:
            before = [ContextPanel(panel.caption, self.picture(i)) for i, panel in enumerate(self.panels[:-1])]
        return [*before, ContextPanel(self.caption)]

    def revealed(self, shown: Shown) -> frozenset[StrEnum]:
        """Which facts and details of the last panel such a context settles."""
        before = () if shown is Shown.LAST else self.panels[:-1]
        seen = [shown is Shown.FULL] * len(before)
        return frozenset({*known_facts(before, self.caption, seen), *known_details(before, self.caption, seen)})


def held_out(part: Part, count: int, size: int, *, first: int = 0) -> list[HeldOut]:
    """`count` stories of a part, from number `first`."""
    return [HeldOut(part, number, size) for number in range(first, first + count)]


def last_that_fit(captions: Sequence[str], lengths: Sequence[int], room: int) -> str:
    """As many of the last captions as have room together, at least the very last one; joined by spaces.

    `lengths` are in tokens, `room` is what the text window leaves beside its frame.
    """
    start, total = len(captions) - 1, lengths[-1]
    while start > 0 and total + lengths[start - 1] <= room:
        start -= 1
        total += lengths[start]
    return " ".join(captions[start:])
