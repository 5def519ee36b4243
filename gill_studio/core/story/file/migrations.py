"""The tables of a story file, as numbered steps from one version of the format to the next.

A new file takes all steps, an older one those it lacks. A step that has been released is never changed.
docs/story-file.md describes the tables.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable

Migration = Callable[[sqlite3.Connection], None]


def to_version_1(connection: sqlite3.Connection) -> None:
    """The first version of the format."""
    for statement in _VERSION_1.split(";\n"):
        if statement.strip():
            connection.execute(statement)


_VERSION_1 = """
CREATE TABLE story (
    number INTEGER PRIMARY KEY CHECK (number = 1),
    id TEXT NOT NULL,
    title TEXT NOT NULL,
    author TEXT NOT NULL,
    language TEXT NOT NULL,
    settings TEXT NOT NULL,
    position INTEGER NOT NULL,
    revision INTEGER NOT NULL
);
CREATE TABLE panel (
    number INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    place INTEGER NOT NULL,
    caption TEXT NOT NULL,
    authorship TEXT NOT NULL,
    notes TEXT NOT NULL,
    alt_text TEXT NOT NULL,
    tags TEXT NOT NULL,
    chosen TEXT
);
CREATE TABLE take (
    number INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    panel INTEGER NOT NULL REFERENCES panel ON DELETE CASCADE,
    place INTEGER NOT NULL,
    picture INTEGER NOT NULL REFERENCES picture,
    origin TEXT NOT NULL,
    recipe TEXT,
    score REAL,
    decision REAL,
    collection TEXT,
    name TEXT NOT NULL
);
CREATE INDEX take_of_panel ON take (panel, place);
CREATE INDEX take_by_picture ON take (picture);
CREATE TABLE offered (
    number INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    panel INTEGER NOT NULL REFERENCES panel ON DELETE CASCADE,
    place INTEGER NOT NULL,
    text TEXT NOT NULL,
    recipe TEXT,
    score REAL
);
CREATE INDEX offered_of_panel ON offered (panel, place);
CREATE TABLE seen (
    number INTEGER PRIMARY KEY,
    caption TEXT NOT NULL,
    picture TEXT
);
CREATE INDEX seen_picture ON seen (picture);
CREATE TABLE context (
    number INTEGER PRIMARY KEY,
    panels TEXT NOT NULL
);
CREATE TABLE picture (
    number INTEGER PRIMARY KEY,
    sha256 TEXT NOT NULL UNIQUE,
    media_type TEXT NOT NULL,
    width INTEGER NOT NULL,
    height INTEGER NOT NULL,
    size INTEGER
);
CREATE TABLE picture_part (
    picture INTEGER NOT NULL REFERENCES picture ON DELETE CASCADE,
    part INTEGER NOT NULL,
    data BLOB NOT NULL,
    PRIMARY KEY (picture, part)
);
CREATE TABLE thumbnail (
    picture INTEGER PRIMARY KEY REFERENCES picture ON DELETE CASCADE,
    data BLOB NOT NULL
);
CREATE TABLE step (
    number INTEGER PRIMARY KEY,
    label TEXT NOT NULL,
    made_at REAL NOT NULL,
    delta TEXT NOT NULL
);
CREATE TABLE step_picture (
    step INTEGER NOT NULL REFERENCES step ON DELETE CASCADE,
    picture INTEGER NOT NULL REFERENCES picture,
    PRIMARY KEY (step, picture)
) WITHOUT ROWID;
CREATE INDEX step_by_picture ON step_picture (picture);
"""

MIGRATIONS: tuple[Migration, ...] = (to_version_1,)
"""The step to version n is at n - 1."""
FORMAT = len(MIGRATIONS)
"""The version that is written."""


def version_of(connection: sqlite3.Connection) -> int:
    """The version of an open file, 0 for one without tables."""
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def migrate(connection: sqlite3.Connection, migrations: tuple[Migration, ...] = MIGRATIONS) -> None:
    """Take the steps that the file lacks, each one a transaction."""
    for number in range(version_of(connection), len(migrations)):
        connection.execute("BEGIN IMMEDIATE")
        try:
            migrations[number](connection)
            connection.execute(f"PRAGMA user_version = {number + 1}")
            connection.execute("COMMIT")
        except BaseException:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise
