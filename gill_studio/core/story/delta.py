"""What an edit changed, small and reversible: undo keeps these instead of whole storyboards.

A delta names panels, takes and offered texts by id, so that it also applies to a storyboard that has gained candidates
since. DeltaError when it does not fit.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Generic, Protocol, TypeVar

from gill_studio.core.story.model import Authorship, OfferedText, Panel, Storyboard, StoryError, StorySettings, Take


class DeltaError(StoryError):
    """A recorded change that does not fit the storyboard it is to be applied to."""


class _WithId(Protocol):
    @property
    def id(self) -> str: ...


T = TypeVar("T")
Item = TypeVar("Item", bound=_WithId)


@dataclass(frozen=True, slots=True)
class Pair(Generic[T]):
    """A value before and after."""

    before: T
    after: T


@dataclass(frozen=True, slots=True)
class Splice:
    """One stretch of a text replaced by another, `start` counted in characters."""

    start: int
    removed: str
    inserted: str


@dataclass(frozen=True, slots=True)
class Placed(Generic[Item]):
    """An item of a list and its place, from 0; one that only moved is named by its id alone."""

    place: int
    id: str
    item: Item | None


@dataclass(frozen=True, slots=True)
class ListDelta(Generic[Item]):
    """What left a list, by its place before, and what came into it, by its place after; what moved is in both."""

    left: tuple[Placed[Item], ...] = ()
    came: tuple[Placed[Item], ...] = ()

    def inverse(self) -> ListDelta[Item]:
        """The change back."""
        return ListDelta(self.came, self.left)

    def apply(self, items: tuple[Item, ...]) -> tuple[Item, ...]:
        """The list after the change; what it does not name keeps its order."""
        known = {item.id: item for item in items}
        leaving = {placed.id for placed in self.left}
        if not leaving <= known.keys():
            raise misfit()
        order = [item for item in items if item.id not in leaving]
        for placed in self.came:
            item = known.get(placed.id) if placed.item is None else placed.item
            if item is None:
                raise misfit()
            order.insert(placed.place, item)
        if len({item.id for item in order}) != len(order):
            raise misfit()
        return tuple(order)


@dataclass(frozen=True, slots=True)
class PanelDelta:
    """What changed in one panel."""

    id: str
    caption: Splice | None = None
    notes: Splice | None = None
    alt_text: Splice | None = None
    authorship: Pair[Authorship] | None = None
    tags: Pair[tuple[str, ...]] | None = None
    chosen: Pair[str | None] | None = None
    takes: ListDelta[Take] | None = None
    offered: ListDelta[OfferedText] | None = None

    def inverse(self) -> PanelDelta:
        """The change back."""
        return PanelDelta(
            self.id,
            _back(self.caption),
            _back(self.notes),
            _back(self.alt_text),
            _swapped(self.authorship),
            _swapped(self.tags),
            _swapped(self.chosen),
            None if self.takes is None else self.takes.inverse(),
            None if self.offered is None else self.offered.inverse(),
        )

    def apply(self, panel: Panel) -> Panel:
        """The panel after the change."""
        try:
            return Panel(
                panel.id,
                _spliced(panel.caption, self.caption),
                panel.authorship if self.authorship is None else self.authorship.after,
                _spliced(panel.notes, self.notes),
                _spliced(panel.alt_text, self.alt_text),
                panel.tags if self.tags is None else self.tags.after,
                panel.takes if self.takes is None else self.takes.apply(panel.takes),
                panel.chosen if self.chosen is None else self.chosen.after,
                panel.offered if self.offered is None else self.offered.apply(panel.offered),
            )
        except ValueError as error:  # a take that is to be shown and is not there
            raise misfit() from error


@dataclass(frozen=True, slots=True)
class HeaderDelta:
    """What changed in the story itself, beside its panels."""

    id: Pair[str] | None = None
    title: Pair[str] | None = None
    author: Pair[str] | None = None
    language: Pair[str] | None = None
    settings: Pair[StorySettings] | None = None

    def inverse(self) -> HeaderDelta:
        """The change back."""
        return HeaderDelta(
            _swapped(self.id),
            _swapped(self.title),
            _swapped(self.author),
            _swapped(self.language),
            _swapped(self.settings),
        )

    def apply(self, board: Storyboard) -> Storyboard:
        """The storyboard after the change."""
        return replace(
            board,
            id=board.id if self.id is None else self.id.after,
            title=board.title if self.title is None else self.title.after,
            author=board.author if self.author is None else self.author.after,
            language=board.language if self.language is None else self.language.after,
            settings=board.settings if self.settings is None else self.settings.after,
        )


@dataclass(frozen=True, slots=True)
class Delta:
    """What an edit changed in a storyboard."""

    header: HeaderDelta | None = None
    panels: ListDelta[Panel] = ListDelta()
    changed: tuple[PanelDelta, ...] = ()
    """Of panels that are there before and after."""

    @property
    def empty(self) -> bool:
        """Whether nothing changed."""
        return self == _NOTHING

    @property
    def only_offers(self) -> bool:
        """Whether nothing but new takes and offered texts came, none of them shown."""
        quiet = all(
            one == PanelDelta(one.id, takes=one.takes, offered=one.offered)
            and not (one.takes and one.takes.left)
            and not (one.offered and one.offered.left)
            for one in self.changed
        )
        return quiet and self.header is None and self.panels == ListDelta()

    @property
    def touches_ids(self) -> bool:
        """Whether anything came or went that has an id."""
        return self.panels != ListDelta() or any(one.takes or one.offered for one in self.changed)

    def inverse(self) -> Delta:
        """The change back."""
        header = None if self.header is None else self.header.inverse()
        return Delta(header, self.panels.inverse(), tuple(one.inverse() for one in self.changed))

    def apply(self, board: Storyboard) -> Storyboard:
        """The storyboard after the change."""
        if self.header is not None:
            board = self.header.apply(board)
        panels = self.panels.apply(board.panels) if self.panels != ListDelta() else board.panels
        changes = {one.id: one for one in self.changed}
        if not changes.keys() <= {panel.id for panel in panels}:
            raise misfit()
        if changes:
            panels = tuple(changes[panel.id].apply(panel) if panel.id in changes else panel for panel in panels)
        return board if panels is board.panels else replace(board, panels=panels)


_NOTHING = Delta()


def diff(before: Storyboard, after: Storyboard) -> Delta:
    """What leads from one storyboard to the other. Parts that they share cost next to nothing."""
    header = HeaderDelta(
        _pair(before.id, after.id),
        _pair(before.title, after.title),
        _pair(before.author, after.author),
        _pair(before.language, after.language),
        _pair(before.settings, after.settings),
    )
    start, end = _shared(before.panels, after.panels)
    old, new = before.panels[start : len(before.panels) - end], after.panels[start : len(after.panels) - end]
    changed = tuple(_panel_delta(one, other) for one, other in _both(old, new) if one != other)
    moved = list_delta(old, new, lambda one, other: one.id == other.id, start)
    return Delta(None if header == HeaderDelta() else header, moved, changed)


def changed_panels(before: Storyboard, after: Storyboard) -> dict[str, Panel]:
    """The panels, as they are after, that are in both and not the same, and what lies between them, by id."""
    start, end = _shared(before.panels, after.panels)
    return {panel.id: panel for panel in after.panels[start : len(after.panels) - end]}


def list_delta(
    before: Sequence[Item], after: Sequence[Item], same: Callable[[Item, Item], bool], first: int = 0
) -> ListDelta[Item]:
    """What left and what came, places counted from `first`; an item is another one where `same` does not hold."""
    start, end = _common(before, after, same)
    old = {item.id: (place, item) for place, item in enumerate(before[start : len(before) - end], first + start)}
    new = {item.id: (place, item) for place, item in enumerate(after[start : len(after) - end], first + start)}
    kept = [one for one in new if one in old and same(old[one][1], new[one][1])]
    still = _longest_increasing(kept, [old[one][0] for one in kept])
    moved = set(kept) - still

    def placed(items: dict[str, tuple[int, Item]]) -> tuple[Placed[Item], ...]:
        return tuple(
            Placed(place, one, None if one in moved else item)
            for one, (place, item) in items.items()
            if one not in still
        )

    return ListDelta(placed(old), placed(new))


def _panel_delta(old: Panel, new: Panel) -> PanelDelta:
    return PanelDelta(
        old.id,
        _splice(old.caption, new.caption),
        _splice(old.notes, new.notes),
        _splice(old.alt_text, new.alt_text),
        _pair(old.authorship, new.authorship),
        _pair(old.tags, new.tags),
        _pair(old.chosen, new.chosen),
        None if old.takes == new.takes else list_delta(old.takes, new.takes, Take.__eq__),
        None if old.offered == new.offered else list_delta(old.offered, new.offered, OfferedText.__eq__),
    )


def _both(before: Sequence[Panel], after: Sequence[Panel]) -> Iterator[tuple[Panel, Panel]]:
    """The panels that are in both, as they were and as they are."""
    old = {panel.id: panel for panel in before}
    return ((old[panel.id], panel) for panel in after if panel.id in old)


def _shared(before: tuple[Panel, ...], after: tuple[Panel, ...]) -> tuple[int, int]:
    """How many panels at the beginning and at the end are equal; tuples compare what they share at once."""
    shorter = min(len(before), len(after))
    start = _longest(shorter, lambda length: before[:length] == after[:length])
    rest = shorter - start
    return start, _longest(rest, lambda length: length == 0 or before[-length:] == after[-length:])


def _common(before: Sequence[T], after: Sequence[T], same: Callable[[T, T], bool]) -> tuple[int, int]:
    """How many items at the beginning and at the end are the same."""
    shorter = min(len(before), len(after))
    start = 0
    while start < shorter and (before[start] is after[start] or same(before[start], after[start])):
        start += 1
    end = 0
    while end < shorter - start and (before[-1 - end] is after[-1 - end] or same(before[-1 - end], after[-1 - end])):
        end += 1
    return start, end


def _longest_increasing(items: Sequence[str], places: Sequence[int]) -> set[str]:
    """As many of the items as can stay where they are, the others moving."""
    tails: list[int] = []
    at: list[int] = []  # index of the item that ends the best run of each length
    before: list[int] = []
    for index, place in enumerate(places):
        length = bisect_left(tails, place)
        tails[length : length + 1] = [place]
        at[length : length + 1] = [index]
        before.append(at[length - 1] if length else -1)
    index, stay = (at[-1] if at else -1), set()
    while index >= 0:
        stay.add(items[index])
        index = before[index]
    return stay


def _splice(old: str, new: str) -> Splice | None:
    if old == new:
        return None
    start, end = _common_text(old, new)
    return Splice(start, old[start : len(old) - end], new[start : len(new) - end])


def _common_text(old: str, new: str) -> tuple[int, int]:
    """Like `_common`, but fast for long texts: halves are compared, not characters."""
    shorter = min(len(old), len(new))
    start = _longest(shorter, lambda length: old[:length] == new[:length])
    rest = shorter - start
    end = _longest(rest, lambda length: length == 0 or old[-length:] == new[-length:])
    return start, end


def _longest(most: int, holds: Callable[[int], bool]) -> int:
    """The largest length that `holds`, which does for all shorter ones."""
    low, high = 0, most
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if holds(middle) else (low, middle - 1)
    return low


def _spliced(text: str, splice: Splice | None) -> str:
    if splice is None:
        return text
    end = splice.start + len(splice.removed)
    if splice.start < 0 or text[splice.start : end] != splice.removed:
        raise misfit()
    return f"{text[: splice.start]}{splice.inserted}{text[end:]}"


def _back(splice: Splice | None) -> Splice | None:
    return None if splice is None else Splice(splice.start, splice.inserted, splice.removed)


def _pair(before: T, after: T) -> Pair[T] | None:
    return None if before == after else Pair(before, after)


def _swapped(pair: Pair[T] | None) -> Pair[T] | None:
    return None if pair is None else Pair(pair.after, pair.before)


def has_unique_ids(board: Storyboard) -> bool:
    """Whether no two panels, no two takes and no two offered texts have the same id."""
    takes = [take.id for panel in board.panels for take in panel.takes]
    offered = [text.id for panel in board.panels for text in panel.offered]
    panels = [panel.id for panel in board.panels]
    return all(len(set(ids)) == len(ids) for ids in (panels, takes, offered))


def misfit() -> DeltaError:
    """What is wrong when a record does not fit."""
    return DeltaError(
        "This step cannot be taken back or done again: its record does not fit the story.",
        "The story itself is whole. `gill-studio check` looks through its history.",
    )
