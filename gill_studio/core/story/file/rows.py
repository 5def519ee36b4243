"""The rows of a story file as they are read: types and limits are checked here, so that no stranger's value gets on."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, TypeVar

import msgspec
from msgspec import Meta, Struct

from gill_studio.core.pictures import PictureRef
from gill_studio.core.story.file.connection import RESCUE
from gill_studio.core.story.model import Authorship, Origin, StoryError
from gill_studio.core.story.schema import MediaType, Sha256, Side

Key = Annotated[str, Meta(min_length=1, max_length=200)]
_MOST_TEXT = 64 << 20  # characters of a whole story, pictures and history apart
_MOST_ROWS = 400_000
_MOST_SEEN = 4_000_000  # places in contexts


class StoryRow(Struct, array_like=True, frozen=True):
    """The one row of `story`."""

    id: Key
    title: str
    author: str
    language: str
    settings: str
    position: int
    revision: int


class PanelRow(Struct, array_like=True, frozen=True):
    """A row of `panel`."""

    number: int
    id: Key
    place: int
    caption: str
    authorship: Authorship
    notes: str
    alt_text: str
    tags: str
    chosen: str | None


class TakeRow(Struct, array_like=True, frozen=True):
    """A row of `take`, with what `picture` says of its picture."""

    panel: int
    id: Key
    sha256: Sha256
    media_type: MediaType
    width: Side
    height: Side
    origin: Origin
    recipe: str | None
    score: float | None
    decision: float | None
    collection: str | None
    name: str


class OfferedRow(Struct, array_like=True, frozen=True):
    """A row of `offered`."""

    panel: int
    id: Key
    text: str
    recipe: str | None
    score: float | None


class SeenRow(Struct, array_like=True, frozen=True):
    """A row of `seen`."""

    number: int
    caption: str
    picture: Sha256 | None


class ContextRow(Struct, array_like=True, frozen=True):
    """A row of `context`."""

    number: int
    panels: str


class PictureRow(Struct, array_like=True, frozen=True):
    """A row of `picture`; without a size the picture itself is not in the file."""

    number: int
    sha256: Sha256
    media_type: MediaType
    width: Side
    height: Side
    size: Annotated[int, Meta(ge=1)] | None

    @property
    def ref(self) -> PictureRef:
        """What others know of the picture."""
        return PictureRef(self.sha256, self.media_type, self.width, self.height)


class StepRow(Struct, array_like=True, frozen=True):
    """A row of `step`."""

    number: int
    label: str
    made_at: float
    delta: str


STORY = "SELECT id, title, author, language, settings, position, revision FROM story"
PANELS = (
    "SELECT number, id, place, caption, authorship, notes, alt_text, tags, chosen FROM panel ORDER BY place, number"
)
TAKES = (
    "SELECT panel, id, sha256, media_type, width, height, origin, recipe, score, decision, collection, name "
    "FROM take LEFT JOIN picture ON picture.number = take.picture ORDER BY panel, place, take.number"
)
OFFERED = "SELECT panel, id, text, recipe, score FROM offered ORDER BY panel, place, number"
SEEN = "SELECT number, caption, picture FROM seen"
CONTEXTS = "SELECT number, panels FROM context"
PICTURE = "SELECT number, sha256, media_type, width, height, size FROM picture WHERE sha256 = ?"
STEP = "SELECT number, label, made_at, delta FROM step WHERE number = ?"

_Row = TypeVar("_Row", bound=Struct)
_Value = TypeVar("_Value")


@dataclass
class Budget:
    """How much may still be read: a stranger's file may claim more than memory holds."""

    name: str
    """The file's, for people."""
    text: int = _MOST_TEXT
    rows: int = _MOST_ROWS
    seen: int = _MOST_SEEN

    def take(self, text: int = 0, rows: int = 0, seen: int = 0) -> None:
        """Account for something; StoryError when it is too much."""
        self.text, self.rows, self.seen = self.text - text, self.rows - rows, self.seen - seen
        if min(self.text, self.rows, self.seen) < 0:
            raise StoryError(f"{self.name} is too large for a story.", "Split the story into several.")


def read_rows(
    connection: sqlite3.Connection, query: str, kind: type[_Row], budget: Budget, values: tuple[object, ...] = ()
) -> Iterator[_Row]:
    """The rows of a query, one by one; StoryError where one is none of ours."""
    cursor = connection.execute(query, values)
    try:
        for row in cursor:
            budget.take(sum(len(value) for value in row if isinstance(value, str | bytes)), 1)
            yield as_row(row, kind, budget.name)
    finally:
        cursor.close()


def as_row(row: tuple[object, ...], kind: type[_Row], name: str) -> _Row:
    """A row with its types checked."""
    try:
        return msgspec.convert(row, kind)
    except (msgspec.ValidationError, UnicodeError) as error:
        table = kind.__name__.removesuffix("Row").lower()
        raise StoryError(f"{name} is damaged: a row of {table} does not hold what it should.", RESCUE) from error


def from_json(text: str, kind: type[_Value], where: str, name: str) -> _Value:
    """A value that is kept as JSON; StoryError naming `where` when it is not what it should be."""
    try:
        return msgspec.json.decode(text, type=kind)
    except (ValueError, RecursionError) as error:  # of which msgspec's errors are some
        raise StoryError(f"{name} is damaged: {where} does not hold what it should.", RESCUE) from error


def to_json(value: object) -> str:
    """A value as JSON; half a character, from a broken paste, becomes a question mark."""
    try:
        return msgspec.json.encode(value).decode()
    except UnicodeEncodeError:
        return msgspec.json.encode(_whole(msgspec.to_builtins(value))).decode()


def whole_text(text: str) -> str:
    """The text with half characters replaced: SQLite cannot hold them."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-8", "replace").decode()
    return text


def _whole(value: object) -> object:
    if isinstance(value, str):
        return whole_text(value)
    if isinstance(value, dict):
        return {whole_text(str(key)): _whole(inner) for key, inner in value.items()}
    return [_whole(inner) for inner in value] if isinstance(value, list | tuple) else value
