"""Repairing a story file: the damaged one is kept under another name, and what can be had of it becomes a new one."""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from gill_studio.core.story.file import backups, rows
from gill_studio.core.story.file.check import Progress, first_misfit, is_whole
from gill_studio.core.story.file.connection import connect, reported
from gill_studio.core.story.file.copies import sync, write_new
from gill_studio.core.story.file.lock import StoryLock
from gill_studio.core.story.file.picture_rows import PART, from_cache, write_picture, write_thumbnail
from gill_studio.core.story.file.reading import Loaded
from gill_studio.core.story.file.salvage import Salvage, salvage, working_copy
from gill_studio.core.story.file.store import Pending, Store
from gill_studio.core.story.history import Step
from gill_studio.core.story.model import Storyboard, StoryError


@dataclass(frozen=True)
class Repair:
    """What a repair did: where the damaged file is kept now, and in sentences what could not be saved."""

    kept: Path
    lost: tuple[str, ...]
    board: Storyboard


def repair_story(path: Path, progress: Progress = lambda *_: None) -> Repair:
    """Save what can be saved of a damaged story file.

    Pictures that are damaged are looked for in the cache folder and in backups. StoryLockedError when the story is
    open, StoryError when nothing can be had of it, or nothing can be written: then all is as before.
    """
    path = path.absolute()
    with reported(path):
        if not path.is_file():
            raise StoryError(f"There is no file {path}.", "Was it moved or renamed?")
        lock = StoryLock(path)
        try:
            return _repaired(path, progress)
        finally:
            lock.release()


def _repaired(path: Path, progress: Progress) -> Repair:
    with tempfile.TemporaryDirectory(prefix="gill-repair-", dir=path.parent) as folder:
        copy = working_copy(path, Path(folder))
        connection = connect(copy, "rw")
        try:
            found = salvage(connection, path.stem)
            if not found.board.panels and found.lost:
                raise StoryError(f"Nothing of {path.name} can be saved.", f"Look in {backups.backups_dir()} for it.")
            history = _history(connection, copy, found, progress)
            pictures = _Pictures(connection, found, progress)
            kept = _keep(path)
            write_new(path, history, replace=True, fill=pictures.fill)
        finally:
            connection.close()
    return Repair(kept, tuple(_counted([*found.lost, *pictures.lost])), found.board)


def _keep(path: Path) -> Path:
    """The damaged file, under another name beside it."""
    date = f"{datetime.now().astimezone():%Y-%m-%d %H-%M-%S}"
    kept = path.with_name(f"{path.stem} (damaged {date}){path.suffix}")
    shutil.copy2(path, kept)
    sync(kept)
    return kept


def _history(connection: sqlite3.Connection, copy: Path, found: Salvage, progress: Progress) -> Pending:
    """The steps around the present that still fit the story."""
    places = {panel.id: (0, 0) for panel in found.board.panels}
    try:
        first, last = connection.execute("SELECT min(number), max(number) FROM step").fetchone()
    except sqlite3.Error:
        first = last = None
    if first is None or not first - 1 <= found.position <= last:
        if first is not None or found.position:
            found.lost.append("The history is lost: what was done so far cannot be taken back.")
        return Pending(found.board, 0, 0)
    loaded = Loaded(found.board, found.position, first, last, 0, places, found.contexts)
    store = Store(connection, copy, loaded)
    back = range(found.position, first - 1, -1)
    forth = range(found.position + 1, last + 1)
    low = first_misfit(store, found.board, back, progress, back=True)
    high = first_misfit(store, found.board, forth, progress, back=False)
    if low is not None or high is not None:
        found.lost.append("A part of the history is lost.")
    numbers = range(first if low is None else low + 1, (last if high is None else high - 1) + 1)
    steps = {step.number: step for step in _all_steps(store, numbers)}
    return Pending(found.board, found.position if steps else 0, max(steps, default=0), steps)


def _all_steps(store: Store, numbers: range) -> Iterator[Step]:
    while numbers:
        steps = store.load_steps(numbers[:64])
        if not steps:
            return
        yield from steps
        numbers = numbers[len(steps) :]


class _Pictures:
    """The pictures of a damaged file, and where to look for those that are damaged."""

    def __init__(self, connection: sqlite3.Connection, found: Salvage, progress: Progress) -> None:
        self._connection, self._found, self._progress = connection, found, progress
        self.lost: list[str] = []

    def fill(self, store: Store) -> None:
        """Put all that can be had into the new file."""
        whole = [row for row in self._found.pictures.values() if row.size is not None]
        for done, row in enumerate(whole):
            self._progress("pictures", done, len(whole))
            if is_whole(self._connection, row):
                write_picture(store, row.ref, self._parts(self._connection, row))
            elif not from_cache(store, row.ref) and not self._from_backups(store, row):
                self.lost.append("A picture is lost.")
        self._thumbnails(store)

    def _from_backups(self, store: Store, row: rows.PictureRow) -> bool:
        return any(self._from_backup(store, row, one.path) for one in backups.backups_of(self._found.board.id))

    def _from_backup(self, store: Store, row: rows.PictureRow, path: Path) -> bool:
        try:
            connection = connect(path, "ro")
            try:
                found = connection.execute(rows.PICTURE, (row.sha256,)).fetchone()
                other = rows.as_row(found or (), rows.PictureRow, path.name)
                if not is_whole(connection, other):
                    return False
                write_picture(store, row.ref, self._parts(connection, other))
            finally:
                connection.close()
        except (sqlite3.Error, StoryError):
            return False
        return True

    def _parts(self, connection: sqlite3.Connection, row: rows.PictureRow) -> Iterator[bytes]:
        size, number = 0, 0
        while size < (row.size or 0):
            part: bytes = connection.execute(PART, (row.number, number)).fetchone()[0]
            size, number = size + len(part), number + 1
            yield part

    def _thumbnails(self, store: Store) -> None:
        for row in self._found.pictures.values():
            if row.size is None:
                try:
                    kept = self._connection.execute(
                        "SELECT data FROM thumbnail WHERE picture = ?", (row.number,)
                    ).fetchone()
                except sqlite3.Error:
                    return
                if kept is not None and isinstance(kept[0], bytes):
                    write_thumbnail(store, row.ref, kept[0])


def _counted(sentences: list[str]) -> Iterator[str]:
    for sentence, count in Counter(sentences).items():
        yield sentence if count == 1 else f"{count} times: {sentence}"
