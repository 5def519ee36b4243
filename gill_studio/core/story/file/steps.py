"""Steps of undo as the story file keeps them: one JSON object a step. docs/story-file.md shows one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

from msgspec import Struct

from gill_studio.core.pictures import PictureRef
from gill_studio.core.story import schema
from gill_studio.core.story.delta import Delta, HeaderDelta, ListDelta, Pair, PanelDelta, Placed, Splice
from gill_studio.core.story.file.connection import RESCUE
from gill_studio.core.story.file.rows import StepRow, from_json, to_json
from gill_studio.core.story.history import Step
from gill_studio.core.story.model import Authorship, OfferedText, Panel, StoryError, Take
from gill_studio.core.story.panel_form import PanelReader, PanelWriter, read_settings, settings_json

T = TypeVar("T")
Item = TypeVar("Item", Panel, Take, OfferedText)
_MOST_VALUES = 400_000  # objects and arrays of one step


class SpliceJson(Struct, array_like=True, frozen=True):
    """In JSON: [where it starts, what was there, what is there now]."""

    start: int
    removed: str
    inserted: str


class PlacedJson(Struct, Generic[T], array_like=True, frozen=True):
    """In JSON: [place, id, the item, or null for one that moved]."""

    place: int
    id: str
    item: T | None = None


class ListJson(Struct, Generic[T], frozen=True, omit_defaults=True):
    """What left a list and what came into it."""

    left: tuple[PlacedJson[T], ...] = ()
    came: tuple[PlacedJson[T], ...] = ()


class PanelDeltaJson(Struct, frozen=True, omit_defaults=True):
    """What changed in one panel; pairs are [before, after]."""

    id: str
    caption: SpliceJson | None = None
    notes: SpliceJson | None = None
    alt_text: SpliceJson | None = None
    authorship: tuple[Authorship, Authorship] | None = None
    tags: tuple[tuple[str, ...], tuple[str, ...]] | None = None
    chosen: tuple[str | None, str | None] | None = None
    takes: ListJson[schema.TakeJson] | None = None
    offered: ListJson[schema.OfferedTextJson] | None = None


class HeaderDeltaJson(Struct, frozen=True, omit_defaults=True):
    """What changed in the story itself; pairs are [before, after]."""

    id: tuple[str, str] | None = None
    title: tuple[str, str] | None = None
    author: tuple[str, str] | None = None
    language: tuple[str, str] | None = None
    settings: tuple[schema.SettingsJson, schema.SettingsJson] | None = None


class DeltaJson(Struct, frozen=True, omit_defaults=True):
    """What one step changed."""

    story: HeaderDeltaJson | None = None
    panels: ListJson[schema.PanelJson] = ListJson()
    changed: tuple[PanelDeltaJson, ...] = ()


def delta_to_json(delta: Delta, writer: PanelWriter) -> str:
    """What is written for a step."""
    return to_json(
        DeltaJson(
            _header_json(delta.header),
            _list_json(delta.panels, writer.panel),
            tuple(_panel_json(one, writer) for one in delta.changed),
        )
    )


def step_from_row(row: StepRow, reader: PanelReader, name: str) -> Step:
    """A step from its row; StoryError when it does not hold what it should."""
    if row.delta.count("{") + row.delta.count("[") > _MOST_VALUES:
        raise StoryError(f"{name}: step {row.number} of its history is far too large.", RESCUE)
    record = from_json(row.delta, DeltaJson, f"step {row.number}", name)
    delta = Delta(
        _header(record.story),
        _listed(record.panels, lambda panel: reader.panel(panel, f"step {row.number}")),
        tuple(_panel(one, reader, f"step {row.number}") for one in record.changed),
    )
    return Step(row.number, row.label, row.made_at, delta)


def pictures_in(delta: Delta) -> dict[str, PictureRef]:
    """The pictures a step speaks of, which are kept as long as it is."""
    panels = (placed.item for placed in (*delta.panels.left, *delta.panels.came) if placed.item is not None)
    takes = [take for panel in panels for take in panel.takes]
    for one in delta.changed:
        if one.takes is not None:
            takes += [placed.item for placed in (*one.takes.left, *one.takes.came) if placed.item is not None]
    return {take.picture.sha256: take.picture for take in takes}


def _header_json(delta: HeaderDelta | None) -> HeaderDeltaJson | None:
    if delta is None:
        return None
    settings = delta.settings
    return HeaderDeltaJson(
        _both(delta.id),
        _both(delta.title),
        _both(delta.author),
        _both(delta.language),
        None if settings is None else (settings_json(settings.before), settings_json(settings.after)),
    )


def _header(record: HeaderDeltaJson | None) -> HeaderDelta | None:
    if record is None:
        return None
    settings = None if record.settings is None else Pair(*map(read_settings, record.settings))
    return HeaderDelta(_pair(record.id), _pair(record.title), _pair(record.author), _pair(record.language), settings)


def _panel_json(delta: PanelDelta, writer: PanelWriter) -> PanelDeltaJson:
    return PanelDeltaJson(
        delta.id,
        _splice_json(delta.caption),
        _splice_json(delta.notes),
        _splice_json(delta.alt_text),
        _both(delta.authorship),
        _both(delta.tags),
        _both(delta.chosen),
        None if delta.takes is None else _list_json(delta.takes, writer.take),
        None if delta.offered is None else _list_json(delta.offered, writer.offered),
    )


def _panel(record: PanelDeltaJson, reader: PanelReader, where: str) -> PanelDelta:
    return PanelDelta(
        record.id,
        _splice(record.caption),
        _splice(record.notes),
        _splice(record.alt_text),
        _pair(record.authorship),
        _pair(record.tags),
        _pair(record.chosen),
        None if record.takes is None else _listed(record.takes, lambda take: reader.take(take, where)),
        None if record.offered is None else _listed(record.offered, lambda text: reader.offered(text, where)),
    )


def _both(pair: Pair[T] | None) -> tuple[T, T] | None:
    return None if pair is None else (pair.before, pair.after)


def _pair(both: tuple[T, T] | None) -> Pair[T] | None:
    return None if both is None else Pair(*both)


def _splice_json(splice: Splice | None) -> SpliceJson | None:
    return None if splice is None else SpliceJson(splice.start, splice.removed, splice.inserted)


def _splice(record: SpliceJson | None) -> Splice | None:
    return None if record is None else Splice(record.start, record.removed, record.inserted)


def _list_json(delta: ListDelta[Item], write: Callable[[Item], T]) -> ListJson[T]:
    def placed(items: tuple[Placed[Item], ...]) -> tuple[PlacedJson[T], ...]:
        return tuple(PlacedJson(one.place, one.id, None if one.item is None else write(one.item)) for one in items)

    return ListJson(placed(delta.left), placed(delta.came))


def _listed(record: ListJson[T], read: Callable[[T], Item]) -> ListDelta[Item]:
    def placed(items: tuple[PlacedJson[T], ...]) -> tuple[Placed[Item], ...]:
        return tuple(Placed(one.place, one.id, None if one.item is None else read(one.item)) for one in items)

    return ListDelta(placed(record.left), placed(record.came))
