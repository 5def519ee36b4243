"""What a training learns from: captioned pictures of collections, and stories; what is held out; what is wrong."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from gill_studio.core.collections.duplicates import near_duplicates
from gill_studio.core.collections.model import CaptionSource, CollectedPicture
from gill_studio.core.collections.store import CollectionStore
from gill_studio.core.training_remarks import DataRemark

_FEW, _LEAST = 20, 2
_NAMED = 60  # letters of a caption that a remark names
_LEAST_HELD_OUT, _MOST_HELD_OUT = 2, 500


@dataclass(frozen=True)
class Example:
    """A captioned picture: its key (SHA-256), the caption, and the group it must not be parted from."""

    key: str
    caption: str
    group: str = ""


@dataclass(frozen=True)
class StoryPart:
    """One panel of a story: its caption, the key of its picture, and what is to be painted for it.

    What is to be painted is the panel's alt text where it has one: that tells what the picture shows, and the
    caption may not.
    """

    caption: str = ""
    picture: str = ""
    painted: str = ""

    @property
    def target(self) -> str:
        """What the painter is to be told."""
        return self.painted or self.caption


@dataclass(frozen=True)
class Context:
    """A story as far as one panel, whose picture is asked for; and which pictures of the others are shown."""

    panels: tuple[StoryPart, ...]
    shown: tuple[bool, ...]


@dataclass(frozen=True)
class Lesson:
    """All that a training is about: what is learnt, what is held out, what is replayed; files of pictures by key."""

    learnt: tuple[Example, ...]
    held_out: tuple[Example, ...]
    stories: tuple[tuple[StoryPart, ...], ...] = ()
    replayed: tuple[Example, ...] = ()
    replayed_contexts: tuple[Context, ...] = ()
    general: tuple[Example, ...] = ()
    """Never trained on: measured before and after."""
    files: Mapping[str, Path] = field(default_factory=dict)

    @property
    def examples(self) -> tuple[Example, ...]:
        """Every captioned picture."""
        return (*self.learnt, *self.held_out, *self.replayed, *self.general)

    @property
    def pictures(self) -> list[str]:
        """The keys of all pictures, each once."""
        shown = (part.picture for panels in self.told for part in panels if part.picture)
        return list(dict.fromkeys([*(example.key for example in self.examples), *shown]))

    @property
    def told(self) -> tuple[tuple[StoryPart, ...], ...]:
        """The panels of every story and context."""
        return (*self.stories, *(context.panels for context in self.replayed_contexts))

    @property
    def painted(self) -> Iterator[str]:
        """Every text that may be painted."""
        yield from (example.caption for example in self.examples)
        yield from (part.target for story in self.stories for part in story if part.picture and part.target)
        yield from (context.panels[-1].target for context in self.replayed_contexts)

    def restricted(self, has: Callable[[str], bool]) -> Lesson:
        """The lesson without the pictures that could not be read."""

        def usable(examples: tuple[Example, ...]) -> tuple[Example, ...]:
            return tuple(example for example in examples if has(example.key))

        def without(panels: tuple[StoryPart, ...]) -> tuple[StoryPart, ...]:
            return tuple(p if not p.picture or has(p.picture) else replace(p, picture="") for p in panels)

        return Lesson(
            usable(self.learnt),
            usable(self.held_out),
            tuple(story for story in map(without, self.stories) if any(part.picture for part in story)),
            usable(self.replayed),
            tuple(one for one in self.replayed_contexts if all(has(p.picture) for p in one.panels if p.picture)),
            usable(self.general),
            self.files,
        )


def examples_of(store: CollectionStore) -> list[Example]:
    """The collection's captioned pictures, but those that are never to be offered.

    Captions that the engine proposed and nobody accepted are not learnt: a model must not teach itself.
    """
    groups = {key: min(group) for group in near_duplicates(store) for key in group}
    return [
        Example(one.picture.sha256, caption, groups.get(one.picture.sha256, one.picture.sha256))
        for one in store.pictures()
        if not one.excluded and (caption := _own_caption(one))
    ]


def files_of(store: CollectionStore) -> dict[str, Path]:
    """A file of each picture, by its key."""
    return {one.picture.sha256: one.path for one in store.pictures()}


def split(examples: Sequence[Example], share: float) -> tuple[tuple[Example, ...], tuple[Example, ...]]:
    """(learnt, held out): whole groups, chosen by their hash, so that a growing collection keeps its split.

    Nothing is held out of a collection too small to be measured on, and of a large one no more than tells.
    """
    if share <= 0 or len(examples) < 2 * _LEAST_HELD_OUT:
        return tuple(examples), ()
    wanted = max(_LEAST_HELD_OUT, min(_MOST_HELD_OUT, round(share * len(examples))))
    sizes = Counter(example.group for example in examples)
    chosen: set[str] = set()
    count = 0
    for group in sorted(sizes, key=_order):
        if count >= wanted:
            break
        if count + sizes[group] <= max(wanted, _LEAST_HELD_OUT) and count + sizes[group] < len(examples):
            chosen.add(group)
            count += sizes[group]
    return (
        tuple(example for example in examples if example.group not in chosen),
        tuple(example for example in examples if example.group in chosen),
    )


def remarks_on(stores: Iterable[CollectionStore], examples: Sequence[Example], stories: int) -> list[DataRemark]:
    """What the writer should know of the data before a training begins."""
    found: list[DataRemark] = []
    pictures = captioned = problems = proposed = unwanted = 0
    for store in stores:
        unwanted += sum(one.excluded and bool(_own_caption(one)) for one in store.pictures())
        coverage = store.coverage()
        pictures, captioned = pictures + coverage.pictures, captioned + coverage.captioned
        problems, proposed = problems + coverage.problems, proposed + coverage.proposed
        gone = [str(folder) for folder in store.folders() if not folder.is_dir()]
        found += [DataRemark("folder-gone", name=folder) for folder in gone]
    if pictures == 0 and not stories:
        return [*found, DataRemark("no-pictures")]
    if captioned == 0 and not stories:
        return [*found, DataRemark("no-captions", pictures, pictures)]
    if captioned < pictures:
        found.append(DataRemark("captions-missing", pictures - captioned, pictures))
    if proposed:
        found.append(DataRemark("captions-proposed", proposed))
    if unwanted:
        found.append(DataRemark("never-offered", unwanted))
    if problems:
        found.append(DataRemark("unusable-files", problems))
    return found + _remarks_on_examples(examples, stories)


def _remarks_on_examples(examples: Sequence[Example], stories: int) -> list[DataRemark]:
    found: list[DataRemark] = []
    if len(examples) < _LEAST and not stories:
        found.append(DataRemark("too-few", len(examples)))
    elif 0 < len(examples) < _FEW:
        found.append(DataRemark("by-heart", len(examples)))
    groups = Counter(example.group for example in examples)
    alike = sum(count for count in groups.values() if count > 1)
    if alike:
        found.append(DataRemark("show-the-same", alike))
    captions = Counter(example.caption.casefold() for example in examples)
    text, count = max(captions.items(), key=lambda item: item[1], default=("", 0))
    if count > max(3, len(examples) // 5):
        found.append(DataRemark("same-caption", count, len(examples), text[:_NAMED]))
    return found


def _own_caption(one: CollectedPicture) -> str:
    return "" if one.caption_source is CaptionSource.PROPOSED else " ".join(one.caption.split())


def _order(group: str) -> str:
    return hashlib.sha256(f"split {group}".encode()).hexdigest()
