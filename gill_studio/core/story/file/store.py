"""Writing a story file: what changed since the last time, in one transaction. Used by one thread."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from gill_studio.core.pictures import PictureRef
from gill_studio.core.story.delta import Delta, ListDelta, PanelDelta, changed_panels, diff
from gill_studio.core.story.document import Entry
from gill_studio.core.story.file import rows
from gill_studio.core.story.file.connection import transaction
from gill_studio.core.story.file.migrations import FORMAT
from gill_studio.core.story.file.places import places_for
from gill_studio.core.story.file.reading import Contexts, Loaded, Loader
from gill_studio.core.story.file.steps import delta_to_json, pictures_in, step_from_row
from gill_studio.core.story.history import Step
from gill_studio.core.story.model import OfferedText, Panel, SeenPanel, Storyboard, StoryError, Take
from gill_studio.core.story.panel_form import Context, PanelReader, PanelWriter, settings_json

_PASSING = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN)
_STEPS_TEXT = 16 << 20
_LOG = logging.getLogger(__name__)
_COLUMNS: dict[str, Callable[[Panel], object]] = {
    "caption": lambda panel: rows.whole_text(panel.caption),
    "notes": lambda panel: rows.whole_text(panel.notes),
    "alt_text": lambda panel: rows.whole_text(panel.alt_text),
    "authorship": lambda panel: str(panel.authorship),
    "tags": lambda panel: rows.to_json(panel.tags),
    "chosen": lambda panel: panel.chosen,
}


@dataclass
class Pending:
    """What is still to be saved: the storyboard as it is now, and the steps that changed."""

    board: Storyboard
    position: int
    last: int
    steps: dict[int, Step] = field(default_factory=dict)
    kept: int | None = None
    """Recorded steps after this one are gone, whatever came in their place since."""

    @classmethod
    def of(cls, entry: Entry) -> Pending:
        """What one change asks for."""
        return cls(entry.board, entry.position, entry.last, {step.number: step for step in entry.steps}, entry.last)

    def then(self, later: Pending) -> Pending:
        """This and what came after it, as one."""
        steps = {number: step for number, step in self.steps.items() if number <= later.last} | later.steps
        kept = [one.kept for one in (self, later) if one.kept is not None]
        return replace(later, steps=steps, kept=min(kept) if kept else None)


class Store:
    """The rows of one open story file, and how they become what the writer has."""

    def __init__(self, connection: sqlite3.Connection, path: Path, loaded: Loaded, version: int = FORMAT) -> None:
        self.connection, self.path, self.version = connection, path, version
        self.revision = loaded.revision
        self._board = loaded.board
        self._doubtful = False
        self._take_over(loaded)
        self._writer = PanelWriter(self._picture, self._context)

    @classmethod
    def empty(cls, connection: sqlite3.Connection, path: Path, board: Storyboard) -> Store:
        """A file that has tables and nothing in them: the story begins as `board` without panels."""
        header = replace(board, panels=())
        with transaction(connection):
            connection.execute(
                "INSERT INTO story (number, id, title, author, language, settings, position, revision) "
                "VALUES (1, ?, ?, ?, ?, ?, 0, 0)",
                _header_values(header),
            )
        return cls(connection, path, Loaded(header, 0, 1, 0, 0, {}, Contexts()))

    @property
    def board(self) -> Storyboard:
        """The storyboard as the file has it."""
        return self._board

    def save(self, pending: Pending) -> None:
        """One transaction. When it fails, nothing has changed."""
        with self.transaction():
            self._write(pending)
        self._board = pending.board
        self.revision += 1

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All that is written inside is on disk at the end, or nothing."""
        if self.version > FORMAT:
            raise StoryError(f"{self.path.name} is of a newer format; it can only be read.", "Update GILL Studio.")
        if self._doubtful:  # after a failure, numbers in memory may be of rows that are not there
            self._take_over(Loader(self.connection, self.path.name).load())
        try:
            with transaction(self.connection):
                yield
        except BaseException:
            self._doubtful = True
            raise

    def load_steps(self, numbers: range) -> list[Step]:
        """Recorded steps, in the order of `numbers`; those that cannot be read are left out, and what is too much."""
        found: list[Step] = []
        reader = PanelReader(self.picture, self._contexts.by_number.get, self._misread)
        room = _STEPS_TEXT
        for number in numbers:
            try:
                row = self.connection.execute(rows.STEP, (number,)).fetchone()
                record = rows.as_row(row or (), rows.StepRow, self.path.name)
                room -= len(record.delta)
                if room < 0 and found:
                    break
                found.append(step_from_row(record, reader, self.path.name))
            except (StoryError, sqlite3.Error) as error:
                if getattr(error, "sqlite_errorcode", 0) & 0xFF in _PASSING:
                    raise
                _LOG.warning("Step %d of a story's history cannot be read: %s", number, type(error).__name__)
        return found

    def picture_number(self, picture: PictureRef) -> int:
        """The row of a picture, which is made where there is none."""
        found = self._pictures.get(picture.sha256)
        if found is None:
            self.connection.execute(
                "INSERT OR IGNORE INTO picture (sha256, media_type, width, height) VALUES (?, ?, ?, ?)",
                (picture.sha256, picture.media_type, picture.width, picture.height),
            )
            query = "SELECT number FROM picture WHERE sha256 = ?"
            found = int(self.connection.execute(query, (picture.sha256,)).fetchone()[0])
            self._pictures[picture.sha256] = found
        return found

    def forget_picture(self, sha256: str) -> None:
        """The row of a picture is gone."""
        self._pictures.pop(sha256, None)

    def picture(self, sha256: str) -> PictureRef | None:
        """What is known of a picture."""
        row = self.connection.execute(rows.PICTURE, (sha256,)).fetchone()
        return None if row is None else rows.as_row(row, rows.PictureRow, self.path.name).ref

    def _misread(self, where: str, what: str) -> StoryError:
        return StoryError(f"{self.path.name}: {where}: {what}.")

    def _take_over(self, loaded: Loaded) -> None:
        self._places, self._contexts = loaded.places, loaded.contexts
        self._pictures: dict[str, int] = {}
        self._doubtful = False

    def _write(self, pending: Pending) -> None:
        delta = diff(self._board, pending.board)
        self._write_header(delta, pending)
        if delta.panels != ListDelta() or delta.changed:
            self._write_panels(delta, pending.board, changed_panels(self._board, pending.board))
        self._write_steps(pending)

    def _write_header(self, delta: Delta, pending: Pending) -> None:
        if delta.header is not None:
            self.connection.execute(
                "UPDATE story SET id = ?, title = ?, author = ?, language = ?, settings = ?",
                _header_values(pending.board),
            )
        self.connection.execute("UPDATE story SET position = ?, revision = revision + 1", (pending.position,))

    def _write_panels(self, delta: Delta, board: Storyboard, panels: Mapping[str, Panel]) -> None:
        rebuilt = [one for one in delta.changed if not _only_appends(one, panels[one.id])]
        for one in rebuilt:  # all that goes goes first: a take may come back in another panel
            self._clear(one)
        for placed in delta.panels.left:
            if placed.item is not None:
                self.connection.execute("DELETE FROM panel WHERE id = ?", (placed.id,))
                del self._places[placed.id]
        self._write_order(delta.panels, board)
        for one in delta.changed:
            self._change(one, panels[one.id])

    def _write_order(self, delta: ListDelta[Panel], board: Storyboard) -> None:
        if not delta.came:
            return
        coming = {placed.id for placed in delta.came}
        known = {one: place for one, (_, place) in self._places.items() if one not in coming}
        fresh = places_for([panel.id for panel in board.panels], known)
        for one, place in fresh.items():
            if one in self._places:
                number, _ = self._places[one]
                self.connection.execute("UPDATE panel SET place = ? WHERE number = ?", (place, number))
                self._places[one] = (number, place)
        for placed in delta.came:
            if placed.item is not None:
                self._insert(placed.item, fresh[placed.id])

    def _insert(self, panel: Panel, place: int) -> None:
        names = ", ".join(_COLUMNS)
        number = self.connection.execute(
            f"INSERT INTO panel (id, place, {names}) VALUES (?, ?, {', '.join('?' * len(_COLUMNS))})",  # noqa: S608
            (panel.id, place, *(value(panel) for value in _COLUMNS.values())),
        ).lastrowid
        self._places[panel.id] = (int(number or 0), place)
        self._insert_takes(panel.id, panel.takes, 0)
        self._insert_offered(panel.id, panel.offered, 0)

    def _clear(self, change: PanelDelta) -> None:
        number, _ = self._places[change.id]
        if change.takes is not None:
            self.connection.execute("DELETE FROM take WHERE panel = ?", (number,))
        if change.offered is not None:
            self.connection.execute("DELETE FROM offered WHERE panel = ?", (number,))

    def _change(self, change: PanelDelta, panel: Panel) -> None:
        number, _ = self._places[change.id]
        for name, value in _COLUMNS.items():
            if getattr(change, name) is not None:
                self.connection.execute(
                    f"UPDATE panel SET {name} = ? WHERE number = ?",  # noqa: S608
                    (value(panel), number),
                )
        rebuilt = not _only_appends(change, panel)
        if change.takes is not None:
            start = 0 if rebuilt else len(panel.takes) - len(change.takes.came)
            self._insert_takes(panel.id, panel.takes[start:], start)
        if change.offered is not None:
            start = 0 if rebuilt else len(panel.offered) - len(change.offered.came)
            self._insert_offered(panel.id, panel.offered[start:], start)

    def _insert_takes(self, panel: str, takes: Sequence[Take], start: int) -> None:
        number, _ = self._places[panel]
        for place, take in enumerate(takes, start):
            record = self._writer.take(take)
            self.connection.execute(
                "INSERT INTO take (id, panel, place, picture, origin, recipe, score, decision, collection, name) "
                "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    take.id,
                    number,
                    place,
                    self.picture_number(take.picture),
                    str(take.origin),
                    None if record.recipe is None else rows.to_json(record.recipe),
                    record.score,
                    record.decision,
                    None if take.collection is None else rows.whole_text(take.collection),
                    rows.whole_text(take.name),
                ),
            )

    def _insert_offered(self, panel: str, texts: Sequence[OfferedText], start: int) -> None:
        number, _ = self._places[panel]
        for place, text in enumerate(texts, start):
            record = self._writer.offered(text)
            recipe = None if record.recipe is None else rows.to_json(record.recipe)
            self.connection.execute(
                "INSERT INTO offered (id, panel, place, text, recipe, score) VALUES (?, ?, ?, ?, ?, ?)",
                (text.id, number, place, rows.whole_text(text.text), recipe, record.score),
            )

    def _write_steps(self, pending: Pending) -> None:
        if pending.kept is not None:
            self.connection.execute("DELETE FROM step WHERE number > ?", (pending.kept,))
        for step in pending.steps.values():
            self.connection.execute("DELETE FROM step WHERE number = ?", (step.number,))
            self.connection.execute(
                "INSERT INTO step (number, label, made_at, delta) VALUES (?, ?, ?, ?)",
                (step.number, rows.whole_text(step.label), step.made_at, delta_to_json(step.delta, self._writer)),
            )
            self._link_pictures(step.number, pictures_in(step.delta).values())

    def _link_pictures(self, step: int, pictures: Iterable[PictureRef]) -> None:
        self.connection.executemany(
            "INSERT OR IGNORE INTO step_picture (step, picture) VALUES (?, ?)",
            [(step, self.picture_number(picture)) for picture in pictures],
        )

    def _picture(self, picture: PictureRef) -> None:
        self.picture_number(picture)

    def _context(self, context: Context) -> int:
        """The number of a context, which is written where it is new."""
        number = self._contexts.numbers.get(context)
        if number is None:
            panels = [self._seen(panel) for panel in context]
            number = int(
                self.connection.execute("INSERT INTO context (panels) VALUES (?)", (rows.to_json(panels),)).lastrowid
                or 0
            )
            self._contexts.numbers[context] = number
            self._contexts.by_number[number] = context
        return number

    def _seen(self, panel: SeenPanel) -> int:
        number = self._contexts.seen.get(panel)
        if number is None:
            number = int(
                self.connection.execute(
                    "INSERT INTO seen (caption, picture) VALUES (?, ?)",
                    (rows.whole_text(panel.caption), panel.picture),
                ).lastrowid
                or 0
            )
            self._contexts.seen[panel] = number
        return number


def _header_values(board: Storyboard) -> tuple[str, ...]:
    texts = (board.title, board.author, board.language)
    return (board.id, *map(rows.whole_text, texts), rows.to_json(settings_json(board.settings)))


def _only_appends(change: PanelDelta, panel: Panel) -> bool:
    """Whether takes and offered texts only came, and at the end: then the rows of the others stay."""
    return _appended(change.takes, len(panel.takes)) and _appended(change.offered, len(panel.offered))


def _appended(change: ListDelta[Take] | ListDelta[OfferedText] | None, length: int) -> bool:
    if change is None:
        return True
    places = [placed.place for placed in change.came]
    return not change.left and places == list(range(length - len(places), length))
