"""Which of a collection's pictures are shown, and in what order."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from gill_studio.core.collections.model import CaptionSource, CollectedPicture
from ui.library.contents import Contents

_NO_SCORES: Mapping[str, float] = {}


class Sieve(StrEnum):
    """Which pictures one wants to see."""

    ALL = "all"
    SILENT = "silent"
    """Nothing is said of them."""
    PROPOSED = "proposed"
    """What is said of them is proposed, and not accepted yet."""
    ALIKE = "alike"
    """There are several versions of them."""
    USED = "used"
    """The story shows them."""
    EXCLUDED = "excluded"
    PROBLEMS = "problems"
    """Files that cannot be used: no pictures at all."""


@dataclass(frozen=True)
class Found:
    """What the engine has found: scores by SHA-256, the best first, and what was asked for, in words.

    `words` are those that were looked for; empty where it was a picture, or a place in the story.
    """

    title: str
    scores: Mapping[str, float]
    words: str = ""


@dataclass(frozen=True)
class Marks:
    """What is known of pictures beside what the collection says: panels that show them, groups that look alike."""

    used: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    groups: tuple[tuple[str, ...], ...] = ()

    @cached_property
    def alike(self) -> dict[str, int]:
        """How many versions there are of each picture that has several."""
        return {digest: len(group) for group in self.groups for digest in group}


@dataclass(frozen=True)
class Sifted:
    """Pictures in their order, with their scores, and the rows before which a group begins."""

    pictures: tuple[CollectedPicture, ...] = ()
    scores: Mapping[str, float] = field(default_factory=lambda: _NO_SCORES)
    breaks: tuple[int, ...] = ()


def sift(contents: Contents, sieve: Sieve, words: str, found: Found | None, marks: Marks) -> Sifted:
    """The pictures to show: of what was found, or of all, those that pass the sieve and hold the words."""
    if found is not None:
        by_key = {one.picture.sha256: one for one in contents.pictures}
        listed = [by_key[key] for key in found.scores if key in by_key]
    else:
        listed = list(contents.pictures)
    passing = [one for one in listed if _passes(one, sieve, marks) and _holds(one, words)]
    scores = _NO_SCORES if found is None else found.scores
    if sieve is Sieve.ALIKE and found is None:
        ordered, breaks = _grouped(passing, marks.groups)
        return Sifted(tuple(ordered), scores, tuple(breaks))
    return Sifted(tuple(passing), scores)


def counts(contents: Contents, marks: Marks) -> dict[Sieve, int]:
    """How many pictures pass each sieve."""
    keys = {one.picture.sha256 for one in contents.pictures}
    return {
        Sieve.ALL: len(contents.pictures),
        Sieve.SILENT: len(contents.without_caption),
        Sieve.PROPOSED: len(contents.proposed),
        Sieve.ALIKE: len(keys & marks.alike.keys()),
        Sieve.USED: len(keys & marks.used.keys()),
        Sieve.EXCLUDED: sum(one.excluded for one in contents.pictures),
        Sieve.PROBLEMS: len(contents.problems),
    }


def _passes(picture: CollectedPicture, sieve: Sieve, marks: Marks) -> bool:
    match sieve:
        case Sieve.SILENT:
            return not picture.captions
        case Sieve.PROPOSED:
            return picture.caption_source is CaptionSource.PROPOSED
        case Sieve.USED:
            return picture.picture.sha256 in marks.used
        case Sieve.EXCLUDED:
            return picture.excluded
        case _:
            return True


def _holds(picture: CollectedPicture, words: str) -> bool:
    """Whether the caption or the file's name has every word, or the beginning of one."""
    wanted = words.casefold().split()
    if not wanted:
        return True
    text = f"{picture.caption} {picture.path.name}".casefold()
    return all(word in text for word in wanted)


def _grouped(
    pictures: Sequence[CollectedPicture], groups: Collection[Sequence[str]]
) -> tuple[list[CollectedPicture], list[int]]:
    """Group after group, each from its own row on, the largest version first."""
    there = {one.picture.sha256: one for one in pictures}
    ordered: list[CollectedPicture] = []
    breaks = []
    for group in groups:
        members = [there[digest] for digest in group if digest in there]
        if len(members) > 1:
            breaks.append(len(ordered))
            ordered += members
    return ordered, breaks
