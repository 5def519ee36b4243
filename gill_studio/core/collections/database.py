"""The SQLite file of a collection: its tables as numbered steps, and what SQLite says in sentences."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from gill_studio.core.collections.model import CollectionError

_APPLICATION = 0x47494C43  # "GILC"
_BUSY = 20.0  # seconds to wait for another process that writes
_AGAIN = "Remove the collection and add its folders again; your pictures are not touched."
_VERSION_1 = """
CREATE TABLE collection (id TEXT NOT NULL, name TEXT NOT NULL);
CREATE TABLE folder (id INTEGER PRIMARY KEY, path TEXT NOT NULL UNIQUE);
CREATE TABLE picture (
    sha256 TEXT PRIMARY KEY, media_type TEXT NOT NULL, width INTEGER NOT NULL, height INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE file (
    folder INTEGER NOT NULL REFERENCES folder ON DELETE CASCADE, path TEXT NOT NULL,
    size INTEGER NOT NULL, mtime_ns INTEGER NOT NULL, sha256 TEXT NOT NULL REFERENCES picture,
    PRIMARY KEY (folder, path)
) WITHOUT ROWID;
CREATE INDEX file_by_content ON file (sha256);
CREATE TABLE caption (
    sha256 TEXT NOT NULL REFERENCES picture, source TEXT NOT NULL, text TEXT NOT NULL, PRIMARY KEY (sha256, source)
) WITHOUT ROWID
"""
_VERSION_2 = """
ALTER TABLE picture ADD COLUMN look BLOB;
ALTER TABLE picture ADD COLUMN excluded INTEGER NOT NULL DEFAULT 0;
ALTER TABLE file ADD COLUMN beside TEXT NOT NULL DEFAULT '';
CREATE TABLE said (
    folder INTEGER NOT NULL, path TEXT NOT NULL, source TEXT NOT NULL, text TEXT NOT NULL,
    PRIMARY KEY (folder, path, source), FOREIGN KEY (folder, path) REFERENCES file ON DELETE CASCADE
) WITHOUT ROWID;
CREATE TABLE problem (
    folder INTEGER NOT NULL REFERENCES folder ON DELETE CASCADE, path TEXT NOT NULL, reason TEXT NOT NULL,
    hint TEXT NOT NULL, size INTEGER NOT NULL, mtime_ns INTEGER NOT NULL, lasting INTEGER NOT NULL,
    PRIMARY KEY (folder, path)
) WITHOUT ROWID;
CREATE TABLE dataset (
    folder INTEGER NOT NULL REFERENCES folder ON DELETE CASCADE, path TEXT NOT NULL, size INTEGER NOT NULL,
    mtime_ns INTEGER NOT NULL, PRIMARY KEY (folder, path)
) WITHOUT ROWID
"""
_STEPS = (_VERSION_1, _VERSION_2)
"""The step to version n is at n - 1; one that has been released is never changed."""


def create_database(path: Path, collection: str, name: str) -> sqlite3.Connection:
    """A new file with all tables, open; sqlite3.Error when it cannot be made."""
    connection = _connect(path)
    try:
        connection.execute(f"PRAGMA application_id = {_APPLICATION}")
        _migrate(connection)
        connection.execute("INSERT INTO collection VALUES (?, ?)", (collection, name))
    except BaseException:
        connection.close()
        raise
    return connection


def open_database(path: Path) -> sqlite3.Connection:
    """An existing file, brought up to date; CollectionError when it is none of ours, or newer; or sqlite3.Error."""
    connection = _connect(path)
    try:
        _check(connection, path)
        _migrate(connection)
    except BaseException:
        connection.close()
        raise
    return connection


@contextmanager
def transaction(connection: sqlite3.Connection, path: Path) -> Iterator[None]:
    """All of it on disk at the end, or none."""
    with reported(path), connection:
        connection.execute("BEGIN IMMEDIATE")
        yield


@contextmanager
def reported(path: Path) -> Iterator[None]:
    """What SQLite says, and values that are none of ours, as sentences."""
    try:
        yield
    except (sqlite3.Error, TypeError, ValueError) as error:
        if getattr(error, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_FULL:
            raise CollectionError(f"The disk is full: {path} cannot be written.", "Free some space.") from error
        raise CollectionError(f"The collection in {path} cannot be used: {error}.", _AGAIN) from error


def _connect(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, isolation_level=None, timeout=_BUSY)
    try:
        # With a log beside it, what is shown can be read while a scan writes. Where that cannot be, it waits.
        for pragma in ("trusted_schema = OFF", "foreign_keys = ON", "journal_mode = WAL", "synchronous = FULL"):
            connection.execute(f"PRAGMA {pragma}").fetchall()
    except sqlite3.Error:
        connection.close()
        raise
    return connection


def _check(connection: sqlite3.Connection, path: Path) -> None:
    application, version = connection.execute("PRAGMA application_id").fetchone()[0], _version(connection)
    if application != _APPLICATION:
        raise CollectionError(f"{path} is not a collection of GILL Studio.", _AGAIN)
    if version > len(_STEPS):
        raise CollectionError(f"{path} was written by a newer GILL Studio (format {version}).", "Update GILL Studio.")


def _version(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def _migrate(connection: sqlite3.Connection) -> None:
    """Take the steps that the file lacks, in one transaction."""
    if _version(connection) == len(_STEPS):
        return
    with connection:
        connection.execute("BEGIN IMMEDIATE")
        for step in _STEPS[_version(connection) :]:  # asked again: another process may have been quicker
            for statement in step.split(";\n"):
                connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {len(_STEPS)}")
