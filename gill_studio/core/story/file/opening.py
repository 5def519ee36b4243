"""Opening what may be a stranger's file: checked from the outside in, before anything of it is believed."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from gill_studio.core.story.file.connection import (
    UPDATE,
    check_inside,
    connect,
    journal_of,
    limited,
    make_durable,
    reported,
)
from gill_studio.core.story.file.migrations import FORMAT, migrate
from gill_studio.core.story.file.reading import Loaded, Loader
from gill_studio.core.story.model import StoryError


@dataclass(frozen=True)
class Opened:
    """An open connection and what was read through it; `reason` says why it is read-only where nobody asked for it."""

    connection: sqlite3.Connection
    loaded: Loaded
    version: int
    read_only: bool
    reason: StoryError | None = None


def open_writable(path: Path, save_before: Callable[[sqlite3.Connection], object]) -> Opened:
    """Open what `inspect` let pass for writing; read-only, with a reason, where that cannot be.

    `save_before` keeps a copy before a migration.
    """
    with reported(path):
        connection = connect(path, "rw")
        try:
            with limited(connection):
                version = check_inside(connection, path)
            reason = _why_not_writable(connection, path)
            if version > FORMAT:
                reason = StoryError(f"{path.name} was written by a newer GILL Studio (format {version}).", UPDATE)
            elif version < FORMAT and reason is None:
                save_before(connection)
                migrate(connection)
            loaded = _loaded(connection, path, version, reason)
            if reason is None:
                make_durable(connection)
        except BaseException:
            connection.close()
            raise
    return Opened(connection, loaded, version, read_only=reason is not None, reason=reason)


def open_readable(path: Path, reason: StoryError | None = None) -> Opened:
    """Open what `inspect` let pass for reading."""
    with reported(path):
        connection = connect(path, "ro")
        try:
            _check_unfinished(connection, path)
            with limited(connection):
                version = check_inside(connection, path)
            loaded = _loaded(connection, path, version, reason)
        except BaseException:
            connection.close()
            raise
    return Opened(connection, loaded, version, read_only=True, reason=reason)


def _loaded(connection: sqlite3.Connection, path: Path, version: int, reason: StoryError | None) -> Loaded:
    """Read the story in one transaction: another program may be writing it."""
    if version < FORMAT and reason is not None:
        raise StoryError(f"{path.name} is of an older format, and cannot be brought up to date: {reason.message}")
    connection.execute("BEGIN")
    try:
        with limited(connection):
            return Loader(connection, path.name).load()
    except sqlite3.OperationalError as error:
        if version > FORMAT and "no such column" in str(error):
            raise StoryError(f"{path.name} was written by a newer GILL Studio (format {version}).", UPDATE) from error
        raise
    finally:
        if connection.in_transaction:
            connection.execute("COMMIT")


def _why_not_writable(connection: sqlite3.Connection, path: Path) -> StoryError | None:
    """Try to write, but nothing."""
    try:
        connection.execute("UPDATE story SET revision = revision WHERE 0")
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_READONLY:
            raise
        return StoryError(f"{path.name} cannot be written: it is protected.", "Save it under another name.")
    return None


def _check_unfinished(connection: sqlite3.Connection, path: Path) -> None:
    """What an interrupted program has left can only be put right where one may write."""
    try:
        connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode & 0xFF in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN):
            raise StoryError(
                f"{path.name} was not closed properly, and cannot be put right while it can only be read.",
                f"Copy it, and {journal_of(path).name} beside it, to a folder where you may write.",
            ) from error
        raise
