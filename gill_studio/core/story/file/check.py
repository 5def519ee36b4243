"""Looking a story file through, all of it: structure, story, pictures, history."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

from gill_studio.core.story.delta import DeltaError
from gill_studio.core.story.file import rows
from gill_studio.core.story.file.connection import connect, expected_schema, inspect, reported, schema_of
from gill_studio.core.story.file.lock import StoryLock
from gill_studio.core.story.file.migrations import FORMAT, version_of
from gill_studio.core.story.file.picture_rows import PART
from gill_studio.core.story.file.reading import Loaded, Loader
from gill_studio.core.story.file.store import Store
from gill_studio.core.story.history import replayed
from gill_studio.core.story.model import Storyboard, StoryError

Progress = Callable[[str, int, int], object]
"""Told what is being done, and how much of it (done, total)."""
_MOST = 100
_BLOCK = 64


def check_story(path: Path, progress: Progress = lambda *_: None) -> list[str]:
    """What is wrong with a story file, in sentences; nothing when it is whole. The file is not changed.

    StoryLockedError when it is open elsewhere, StoryError when it cannot be read at all.
    """
    path = path.absolute()
    if not path.exists():
        inspect(path)  # says so
    lock = None
    with suppress(OSError):  # where no lock can be kept, nobody can write either
        lock = StoryLock(path)
    try:
        return list(_problems(path, progress))
    finally:
        if lock is not None:
            lock.release()


def _problems(path: Path, progress: Progress) -> Iterator[str]:
    try:
        inspect(path)
        with reported(path):
            connection = connect(path, "ro")
            try:
                yield from _inside(connection, path, progress)
            finally:
                connection.close()
    except StoryError as error:
        yield error.message


def _inside(connection: sqlite3.Connection, path: Path, progress: Progress) -> Iterator[str]:
    progress("structure", 0, 3)
    version = version_of(connection)
    if version > FORMAT:
        raise StoryError(f"{path.name} was written by a newer GILL Studio (format {version}).", "Update GILL Studio.")
    if schema_of(connection) != expected_schema(version):
        yield "The tables are not those of a story."
    for (found,) in connection.execute(f"PRAGMA integrity_check({_MOST})").fetchall():
        if found != "ok":
            yield f"The structure is damaged: {' '.join(str(found).replace('*', ' ').split())}."
    progress("structure", 1, 3)
    strays = connection.execute("PRAGMA foreign_key_check").fetchall()
    if strays:
        tables = ", ".join(sorted({str(row[0]) for row in strays}))
        yield f"{len(strays)} rows of {tables} belong to nothing."
    progress("structure", 2, 3)
    loaded = Loader(connection, path.name).load()
    progress("structure", 3, 3)
    yield from _lacking(connection, loaded)
    yield from _damaged_pictures(connection, path, progress)
    yield from _history(Store(connection, path, loaded), loaded, progress)


def _lacking(connection: sqlite3.Connection, loaded: Loaded) -> Iterator[str]:
    for number, panel in enumerate(loaded.board.panels, start=1):
        if panel.picture is not None:
            found = connection.execute(rows.PICTURE, (panel.picture.sha256,)).fetchone()
            if found is None or found[-1] is None:
                yield f"The picture of panel {number} is not in the file."


def _damaged_pictures(connection: sqlite3.Connection, path: Path, progress: Progress) -> Iterator[str]:
    found = connection.execute("SELECT sha256 FROM picture WHERE size IS NOT NULL").fetchall()
    for done, (sha256,) in enumerate(found):
        progress("pictures", done, len(found))
        row = rows.as_row(connection.execute(rows.PICTURE, (sha256,)).fetchone(), rows.PictureRow, path.name)
        if not is_whole(connection, row):
            yield f"A picture is damaged ({row.sha256[:12]}, {row.width} × {row.height} pixels)."


def is_whole(connection: sqlite3.Connection, row: rows.PictureRow) -> bool:
    """Whether a picture's parts are those that its hash and size speak of."""
    digest, size, number = hashlib.sha256(), 0, 0
    try:
        while size < (row.size or 0):
            found = connection.execute(PART, (row.number, number)).fetchone()
            if found is None or not isinstance(found[0], bytes) or not found[0]:
                return False
            digest.update(found[0])
            size, number = size + len(found[0]), number + 1
    except sqlite3.Error:
        return False
    return size == row.size and digest.hexdigest() == row.sha256


def _history(store: Store, loaded: Loaded, progress: Progress) -> Iterator[str]:
    done = range(loaded.position, loaded.first - 1, -1)
    misfit = first_misfit(store, loaded.board, done, progress, back=True)
    if misfit is not None:
        yield f"Step {misfit} of the history cannot be taken back."
    undone = range(loaded.position + 1, loaded.last + 1)
    misfit = first_misfit(store, loaded.board, undone, progress, back=False)
    if misfit is not None:
        yield f"Step {misfit} of the history cannot be done again."


def first_misfit(store: Store, board: Storyboard, numbers: range, progress: Progress, *, back: bool) -> int | None:
    """The first of these steps, one after the other from `board`, that is missing or does not fit."""
    total = len(numbers)
    while numbers:
        progress("history", total - len(numbers), total)
        steps = store.load_steps(numbers[:_BLOCK])
        if not steps or steps[0].number != numbers[0]:
            return numbers[0]
        for step in steps:
            if step.number != numbers[0]:
                break  # one is missing; the next round says so
            try:
                board = replayed(board, step, back=back)
            except DeltaError:
                return step.number
            numbers = numbers[1:]
    return None
