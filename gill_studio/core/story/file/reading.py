"""Reading a story file: the storyboard as a value. Pictures and history stay where they are until they are wanted."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, field

from gill_studio.core.pictures import PictureRef
from gill_studio.core.story import schema
from gill_studio.core.story.delta import has_unique_ids
from gill_studio.core.story.file import rows
from gill_studio.core.story.file.connection import RESCUE
from gill_studio.core.story.model import OfferedText, Panel, Recipe, SeenPanel, Storyboard, StoryError, Take
from gill_studio.core.story.panel_form import Context, PanelReader, read_settings

_LAST_STEP = 2**53
Places = dict[str, tuple[int, int]]
"""Of each panel by id: the number of its row, and its place."""


@dataclass
class Contexts:
    """What models saw, by number. Contexts share panels, as those of one story mostly do."""

    seen: dict[SeenPanel, int] = field(default_factory=dict)
    numbers: dict[Context, int] = field(default_factory=dict)
    by_number: dict[int, Context] = field(default_factory=dict)


@dataclass
class Loaded:
    """A story as it was read."""

    board: Storyboard
    position: int
    first: int
    last: int
    revision: int
    places: Places
    contexts: Contexts


class Loader:
    """Reads the storyboard of one connection; StoryError when it does not hold together."""

    def __init__(self, connection: sqlite3.Connection, name: str) -> None:
        self._connection = connection
        self._name = name
        self._budget = rows.Budget(name)
        self._contexts = load_contexts(connection, self._budget)
        self._form = PanelReader(lambda _: None, self._contexts.by_number.get, self._fail)

    def load(self) -> Loaded:
        """The whole story but for its pictures and its history."""
        header = next(rows.read_rows(self._connection, rows.STORY, rows.StoryRow, self._budget), None)
        if header is None:
            raise StoryError(f"{self._name} is damaged: there is no story in it.", RESCUE)
        self._budget.take(rows=header.settings.count(","))
        settings = rows.from_json(header.settings, schema.SettingsJson, "the story's settings", self._name)
        takes, offered = self._takes(), self._offered()
        places: Places = {}
        panels = tuple(self._panels(takes, offered, places))
        if takes or offered:
            raise self._fail("a take", "it belongs to no panel")
        board = Storyboard(header.id, header.title, header.author, header.language, panels, read_settings(settings))
        if not has_unique_ids(board):
            raise self._fail("the story", "ids are there twice")
        first, last = _history(self._connection, self._name)
        position = min(max(header.position, first - 1), last)
        return Loaded(board, position, first, last, header.revision, places, self._contexts)

    def _panels(
        self, takes: dict[int, list[Take]], offered: dict[int, list[OfferedText]], places: Places
    ) -> Iterator[Panel]:
        for number, row in enumerate(
            rows.read_rows(self._connection, rows.PANELS, rows.PanelRow, self._budget), start=1
        ):
            self._budget.take(rows=row.tags.count(","))
            tags = rows.from_json(row.tags, tuple[str, ...], f"panel {number}", self._name)
            places[row.id] = (row.number, row.place)
            try:
                yield Panel(
                    row.id,
                    row.caption,
                    row.authorship,
                    row.notes,
                    row.alt_text,
                    tags,
                    tuple(takes.pop(row.number, ())),
                    row.chosen,
                    tuple(offered.pop(row.number, ())),
                )
            except ValueError as error:
                raise self._fail(f"panel {number}", "its takes do not hold together") from error

    def _takes(self) -> dict[int, list[Take]]:
        takes: dict[int, list[Take]] = {}
        for row in rows.read_rows(self._connection, rows.TAKES, rows.TakeRow, self._budget):
            picture = PictureRef(row.sha256, row.media_type, row.width, row.height)
            recipe = self._recipe(row.recipe)
            take = Take(row.id, picture, row.origin, recipe, row.score, row.decision, row.collection, row.name)
            takes.setdefault(row.panel, []).append(take)
        return takes

    def _offered(self) -> dict[int, list[OfferedText]]:
        offered: dict[int, list[OfferedText]] = {}
        for row in rows.read_rows(self._connection, rows.OFFERED, rows.OfferedRow, self._budget):
            text = OfferedText(row.id, row.text, self._recipe(row.recipe), row.score)
            offered.setdefault(row.panel, []).append(text)
        return offered

    def _recipe(self, text: str | None) -> Recipe | None:
        if text is None:
            return None
        return self._form.recipe(rows.from_json(text, schema.RecipeJson, "a recipe", self._name), "a recipe")

    def _fail(self, where: str, what: str) -> StoryError:
        return StoryError(f"{self._name} is damaged: {where}: {what}.", RESCUE)


def load_contexts(connection: sqlite3.Connection, budget: rows.Budget) -> Contexts:
    """All contexts of a file."""
    contexts = Contexts()
    by_number: dict[int, SeenPanel] = {}
    for row in rows.read_rows(connection, rows.SEEN, rows.SeenRow, budget):
        by_number[row.number] = panel = SeenPanel(row.caption, row.picture)
        contexts.seen.setdefault(panel, row.number)
    for context in rows.read_rows(connection, rows.CONTEXTS, rows.ContextRow, budget):
        budget.take(seen=context.panels.count(",") + 1)
        numbers = rows.from_json(context.panels, tuple[int, ...], "a context", budget.name)
        try:
            panels = tuple(by_number[number] for number in numbers)
        except KeyError as error:
            raise StoryError(f"{budget.name} is damaged: a context lacks a panel.", RESCUE) from error
        contexts.by_number[context.number] = panels
        contexts.numbers.setdefault(panels, context.number)
    return contexts


def _history(connection: sqlite3.Connection, name: str) -> tuple[int, int]:
    first, last = connection.execute("SELECT min(number), max(number) FROM step").fetchone()
    if first is None:
        return 1, 0
    if not 1 <= first <= last <= _LAST_STEP:
        raise StoryError(f"{name} is damaged: the steps of its history are misnumbered.", RESCUE)
    return int(first), int(last)
