"""What can still be had of a damaged story file, row by row. Nothing here expects that anything holds."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

import msgspec
from msgspec import Struct

from gill_studio.core.pictures import PictureRef
from gill_studio.core.story import schema
from gill_studio.core.story.file import rows
from gill_studio.core.story.file.connection import APPLICATION_ID, connect, journal_of, schema_of
from gill_studio.core.story.file.reading import Contexts
from gill_studio.core.story.model import (
    Authorship,
    OfferedText,
    Panel,
    Recipe,
    SeenPanel,
    Storyboard,
    StoryError,
    StorySettings,
    Take,
    new_id,
)
from gill_studio.core.story.panel_form import PanelReader, read_settings

_MOST_LOOKUPS = 100_000  # single rows looked for where reading in order fails
_PAGE_SIZES = (4096, 1024, 2048, 8192, 16384, 32768, 65536, 512)
_COLUMNS = {
    "story": "id, title, author, language, settings, position, revision",
    "panel": "number, id, place, caption, authorship, notes, alt_text, tags, chosen",
    "take": "panel, id, picture, origin, recipe, score, decision, collection, name, place",
    "offered": "panel, id, text, recipe, score, place",
    "seen": "number, caption, picture",
    "context": "number, panels",
    "picture": "number, sha256, media_type, width, height, size",
    "step": "number, label, made_at, delta",
}
_PAGE_SIZES_BY_MARK = {1 if size == 65536 else size: size for size in _PAGE_SIZES}
_MOST_MISSING = 1 << 30
_FOUND = "Found again by a repair."
_Row = TypeVar("_Row", bound=Struct)


@dataclass
class Salvage:
    """What was found: the storyboard, where in the history it stands, and what had to be left out, in sentences."""

    board: Storyboard
    position: int
    contexts: Contexts
    pictures: dict[str, rows.PictureRow]
    lost: list[str] = field(default_factory=list)


def working_copy(path: Path, folder: Path) -> Path:
    """A copy to read from, with what an interrupted program has left beside the story; its head is mended."""
    copy = folder / "story.gill"
    shutil.copyfile(path, copy)
    for suffix in ("-journal", "-wal"):
        with suppress(OSError):
            shutil.copyfile(path.with_name(path.name + suffix), folder / f"story.gill{suffix}")
    _lengthen(copy)
    if not _opens(copy):
        with suppress(OSError):
            journal_of(copy).unlink()
        _mend_head(copy)
    return copy


def _lengthen(path: Path) -> None:
    """Of a file that was cut off SQLite reads nothing at all, of one that ends in zeros what is there."""
    with path.open("r+b") as file:
        head = file.read(100)
        size = _PAGE_SIZES_BY_MARK.get(int.from_bytes(head[16:18], "big"), 0)
        expected = size * int.from_bytes(head[28:32], "big")
        found = file.seek(0, os.SEEK_END)
        if found < expected <= found + _MOST_MISSING:
            file.truncate(expected)


def _opens(path: Path) -> bool:
    try:
        connection = connect(path, "rw")
        try:
            return bool(connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0])
        finally:
            connection.close()
    except (sqlite3.Error, OSError):
        return False


def _mend_head(path: Path) -> None:
    """The first bytes are the same in every story file, but for a few that can be guessed."""
    for size in _PAGE_SIZES:
        head = b"SQLite format 3\x00" + (1 if size == 65536 else size).to_bytes(2, "big") + bytes([1, 1, 0, 64, 32, 32])
        with path.open("r+b") as file:
            file.write(head)
            file.seek(28)
            file.write(
                (path.stat().st_size // size).to_bytes(4, "big") + bytes(8)
            )  # pages; the free ones are forgotten
            file.seek(44)
            file.write((4).to_bytes(4, "big"))
            file.seek(56)
            file.write((1).to_bytes(4, "big"))  # UTF-8
            file.seek(68)
            file.write(APPLICATION_ID.to_bytes(4, "big"))
        if _opens(path):
            return


def salvage(connection: sqlite3.Connection, name: str) -> Salvage:
    """Everything that can be read through a connection to a working copy; `name` is the story's, for people."""
    connection.text_factory = lambda data: data.decode("utf-8", "replace")
    return _Salvager(connection, name).salvage()


class _Salvager:
    def __init__(self, connection: sqlite3.Connection, name: str) -> None:
        self._connection, self._name = connection, name
        self._lost: list[str] = []
        self._ids: set[str] = set()
        self._tables = _plain_tables(connection)
        self._pictures = {row.number: row for row in self._typed("picture", rows.PictureRow)}
        self._contexts = self._read_contexts()
        fail = StoryError("A recipe cannot be read.")
        self._form = PanelReader(lambda _: None, self._contexts.by_number.get, lambda *_: fail)

    def salvage(self) -> Salvage:
        header = next(iter(self._rows("story")), None)
        if header is None:
            self._lost.append("The story's title, author and settings are lost.")
            header = (new_id(), self._name, "", "", "{}", 0)
        given, title, author, language, options, position, *_ = header
        try:
            settings = read_settings(msgspec.json.decode(_text(options), type=schema.SettingsJson))
        except ValueError:
            self._lost.append("The story's settings are lost.")
            settings = StorySettings()
        panels = tuple(self._panels())
        board = Storyboard(_text(given) or new_id(), _text(title), _text(author), _text(language), panels, settings)
        pictures = {row.sha256: row for row in self._pictures.values()}
        return Salvage(board, max(0, _whole(position)), self._contexts, pictures, self._lost)

    def _panels(self) -> Iterator[Panel]:
        takes, offered = self._takes(), self._offered()
        rows_found = sorted(self._rows("panel"), key=lambda row: (_whole(row[2]), _whole(row[0])))
        for row in rows_found:
            number = _whole(row[0])
            yield self._panel(row, tuple(takes.pop(number, ())), tuple(offered.pop(number, ())))
        for found in takes.values():
            self._lost.append("A panel is lost; its pictures are at the end of the story.")
            yield Panel(self._own_id(None), notes=_FOUND, takes=tuple(found), chosen=found[-1].id)

    def _panel(self, row: tuple[object, ...], takes: tuple[Take, ...], offered: tuple[OfferedText, ...]) -> Panel:
        _, given, _, caption, authorship, notes, alt_text, tags, chosen, _ = row
        known = {take.id for take in takes}
        if chosen is not None and chosen not in known:
            self._lost.append("A panel has lost the picture that it showed.")
        try:
            labels = msgspec.json.decode(_text(tags), type=tuple[str, ...])
        except ValueError:
            self._lost.append("A panel has lost its tags.")
            labels = ()
        return Panel(
            self._own_id(given),
            _text(caption),
            next((one for one in Authorship if one == authorship), Authorship.WRITER),
            _text(notes),
            _text(alt_text),
            labels,
            takes,
            str(chosen) if chosen in known else None,
            offered,
        )

    def _takes(self) -> dict[int, list[Take]]:
        found: dict[int, list[tuple[int, Take]]] = {}
        for row in self._rows("take"):
            panel, given, number, *rest, place, _ = row
            picture = self._pictures.get(_whole(number))
            about = (None,) * 4 if picture is None else _fields(picture.ref)
            try:
                record = rows.as_row((_whole(panel), given, *about, *rest), rows.TakeRow, self._name)
            except StoryError:
                self._lost.append("A take is lost.")
                continue
            take = Take(
                self._own_id(record.id),
                PictureRef(record.sha256, record.media_type, record.width, record.height),
                record.origin,
                self._recipe(record.recipe),
                record.score,
                record.decision,
                record.collection,
                record.name,
            )
            found.setdefault(record.panel, []).append((_whole(place), take))
        return {panel: [take for _, take in sorted(takes, key=lambda one: one[0])] for panel, takes in found.items()}

    def _offered(self) -> dict[int, list[OfferedText]]:
        found: dict[int, list[OfferedText]] = {}
        for *row, _, _ in self._rows("offered"):
            try:
                record = rows.as_row(tuple(row), rows.OfferedRow, self._name)
            except StoryError:
                self._lost.append("A text that was offered is lost.")
                continue
            text = OfferedText(self._own_id(record.id), record.text, self._recipe(record.recipe), record.score)
            found.setdefault(record.panel, []).append(text)
        return found

    def _recipe(self, text: str | None) -> Recipe | None:
        if text is None:
            return None
        try:
            return self._form.recipe(rows.from_json(text, schema.RecipeJson, "a recipe", self._name), "a recipe")
        except StoryError:
            self._lost.append("A recipe is lost.")
            return None

    def _read_contexts(self) -> Contexts:
        contexts = Contexts()
        seen = {row.number: SeenPanel(row.caption, row.picture) for row in self._typed("seen", rows.SeenRow)}
        for row in self._typed("context", rows.ContextRow):
            with suppress(StoryError, KeyError):
                numbers = rows.from_json(row.panels, tuple[int, ...], "a context", self._name)
                contexts.by_number[row.number] = tuple(seen[number] for number in numbers)
        return contexts

    def _typed(self, table: str, kind: type[_Row]) -> Iterator[_Row]:
        for row in self._rows(table):
            try:
                yield rows.as_row(row[:-1], kind, self._name)
            except StoryError:
                self._lost.append(f"A row of {table} is lost.")

    def _rows(self, table: str) -> Iterator[tuple[object, ...]]:
        """All rows that can be read, the row's number last: in order, then backwards, then one by one in between."""
        if table not in self._tables:
            self._lost.append(f"The table {table} is lost.")
            return
        query = f"SELECT {_COLUMNS[table]}, rowid FROM {table}"  # noqa: S608
        low, high = 0, 0
        try:
            for row in self._connection.execute(f"{query} ORDER BY rowid"):
                low = row[-1]
                yield row
        except (sqlite3.Error, OverflowError):
            self._lost.append(f"The table {table} is damaged.")
        else:
            return
        try:
            for row in self._connection.execute(f"{query} WHERE rowid > ? ORDER BY rowid DESC", (low,)):
                high = row[-1]
                yield row
        except (sqlite3.Error, OverflowError):
            for number in range(low + 1, min(high, low + _MOST_LOOKUPS)):
                with suppress(sqlite3.Error, OverflowError):
                    yield from self._connection.execute(f"{query} WHERE rowid = ?", (number,)).fetchall()

    def _own_id(self, given: object) -> str:
        chosen = given if isinstance(given, str) and given and given not in self._ids else new_id()
        self._ids.add(chosen)
        return chosen


def _plain_tables(connection: sqlite3.Connection) -> set[str]:
    """Names behind which a table lies, and nothing that somebody else has put there."""
    try:
        return {
            name for kind, name, _, sql in schema_of(connection) if kind == "table" and sql.startswith("CREATE TABLE")
        }
    except sqlite3.Error:
        return set()


def _fields(picture: PictureRef) -> tuple[object, ...]:
    return picture.sha256, picture.media_type, picture.width, picture.height


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _whole(value: object) -> int:
    return value if isinstance(value, int) else 0
