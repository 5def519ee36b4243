"""Connections to story files: durable when written, and wary of what others have written."""

from __future__ import annotations

import errno
import os
import sqlite3
import stat
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Literal
from urllib.parse import quote

from gill_studio.core.story.file.migrations import FORMAT, migrate, version_of
from gill_studio.core.story.model import StoryError

APPLICATION_ID = 0x47494C4C  # "GILL", at offset 68 of the file
_MAGIC = b"SQLite format 3\x00"
_ROLLBACK_JOURNAL = 1  # bytes 18 and 19; 2 is a write-ahead log, which needs files beside the story
_SUPER_JOURNAL = bytes.fromhex("d9d505f920a163d7")  # ends a journal that names another file, which SQLite may delete
_LONGEST_VALUE = 64 << 20
_SMALL = 16 << 20
_TABLES_OF_TEXT = ("sqlite_schema", "story", "panel", "take", "offered", "seen", "context", "picture")
_PATIENCE = 2.0  # seconds of processor time
_OPERATIONS = 20_000  # of SQLite's machine, between two looks at the clock
_BUSY = 10.0

Mode = Literal["ro", "rw", "rwc"]
RESCUE = "`gill-studio check STORY.gill --repair` saves what can be saved; backups are in the settings, under Files."


def connect(path: Path, mode: Mode) -> sqlite3.Connection:
    """A connection that any thread may use, one at a time. Nothing has been read of the file."""
    connection = sqlite3.connect(
        f"{_uri(path)}?mode={mode}", uri=True, isolation_level=None, timeout=_BUSY, check_same_thread=False
    )
    connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _LONGEST_VALUE)
    connection.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 0)
    for pragma in ("trusted_schema = OFF", "cell_size_check = ON", "mmap_size = 0", "foreign_keys = ON"):
        connection.execute(f"PRAGMA {pragma}")
    if mode == "ro":
        connection.execute("PRAGMA query_only = ON")
    return connection


def _uri(path: Path) -> str:
    """The path as SQLite wants it: with an empty authority, also for a network share of Windows."""
    plain = path.absolute().as_posix()
    return "file://" + quote(os.fsencode(plain if plain.startswith("/") else f"/{plain}"))


def make_durable(connection: sqlite3.Connection) -> None:
    """What is committed from now on is on disk.

    The journal is cut to nothing and synced: with one that is deleted, a power cut could bring it back.
    """
    for pragma in ("journal_mode = TRUNCATE", "synchronous = FULL", "fullfsync = ON", "secure_delete = FAST"):
        connection.execute(f"PRAGMA {pragma}")


def make_tables(connection: sqlite3.Connection) -> None:
    """Turn a new, empty file into a story file without a story."""
    connection.execute("PRAGMA auto_vacuum = INCREMENTAL")
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    migrate(connection)


def inspect(path: Path) -> None:
    """Look at a file's outside before SQLite does; StoryError when it is no story file that may be opened."""
    try:
        status = path.stat()
        if stat.S_ISDIR(status.st_mode):
            raise StoryError(f"{path} is a folder, no story file.", "A story folder can be imported.")
        if not stat.S_ISREG(status.st_mode):
            raise StoryError(f"{path} is no file.", "Choose a story file.")
        with path.open("rb") as file:
            head = file.read(100)
    except FileNotFoundError as error:
        raise StoryError(f"There is no file {path}.", "Was it moved or renamed?") from error
    except (OSError, ValueError) as error:  # a path with a NUL character is a ValueError
        reason = getattr(error, "strerror", None) or error
        raise StoryError(f"{path} cannot be read: {reason}.", "Check the disk and the rights of the file.") from error
    _check_head(path, head)
    _check_journal(path)


def _check_head(path: Path, head: bytes) -> None:
    if len(head) < 100 or not head.startswith(_MAGIC):
        raise StoryError(f"{path.name} is not a story file, or its beginning is damaged.", RESCUE)
    if int.from_bytes(head[68:72], "big") != APPLICATION_ID:
        raise StoryError(f"{path.name} is a database, but not a story of GILL Studio.", "Choose a story file.")
    if head[18:20] != bytes([_ROLLBACK_JOURNAL, _ROLLBACK_JOURNAL]):
        raise StoryError(f"{path.name} was altered by another program.", RESCUE)


def _check_journal(path: Path) -> None:
    journal = journal_of(path)
    try:
        with journal.open("rb") as file:
            file.seek(0, os.SEEK_END)
            file.seek(max(0, file.tell() - len(_SUPER_JOURNAL)))
            end = file.read()
    except FileNotFoundError:
        return
    except OSError as error:
        raise StoryError(
            f"{journal.name} cannot be read: {error.strerror}.", "Check the rights of the file."
        ) from error
    if end == _SUPER_JOURNAL:
        raise StoryError(
            f"{journal.name}, beside the story, is not GILL Studio's.", "Move it elsewhere, then try again."
        )


def journal_of(path: Path) -> Path:
    """Where SQLite keeps what it needs to take back an interrupted transaction."""
    return path.with_name(f"{path.name}-journal")


def check_inside(connection: sqlite3.Connection, path: Path) -> int:
    """Check version, tables and, within a second or so, the structure; the version. StoryError says what is wrong."""
    version = version_of(connection)
    if version < 1:
        raise StoryError(f"{path.name} has no version of the story format.", RESCUE)
    if version > FORMAT:
        _check_newer(connection, path)
        return version
    if schema_of(connection) != expected_schema(version):
        raise StoryError(f"{path.name} was altered: its tables are not those of a story.", RESCUE)
    _check_structure(connection, path)
    return version


def _check_newer(connection: sqlite3.Connection, path: Path) -> None:
    """Newer versions add tables and columns; nothing else may lie behind the names that are read."""
    plain = {name for kind, name, _, sql in schema_of(connection) if kind == "table" and sql.startswith("CREATE TABLE")}
    if not plain >= {name for kind, name, *_ in expected_schema(FORMAT) if kind == "table"}:
        raise StoryError(f"{path.name} was written by a newer GILL Studio that keeps stories otherwise.", UPDATE)


UPDATE = "Update GILL Studio."


def _check_structure(connection: sqlite3.Connection, path: Path) -> None:
    """All of a small file; of a large one the tables of text, so that opening it does not read every picture."""
    pages = connection.execute("PRAGMA page_count").fetchone()[0]
    size = connection.execute("PRAGMA page_size").fetchone()[0]
    tables = [""] if pages * size <= _SMALL else [f"({table})" for table in _TABLES_OF_TEXT]
    for table in tables:
        found = connection.execute(f"PRAGMA quick_check{table}").fetchone()
        if found is None or found[0] != "ok":
            raise StoryError(f"{path.name} is damaged: {_short(found)}.", RESCUE)


def _short(found: tuple[object, ...] | None) -> str:
    text = " ".join(str(found[0] if found else "no answer").replace("*", " ").split())
    return text[:200].rstrip(".")


def schema_of(connection: sqlite3.Connection) -> frozenset[tuple[str, str, str, str]]:
    """Everything that is declared in a file; SQLite's own indexes have no text."""
    rows = connection.execute("SELECT type, name, tbl_name, coalesce(sql, '') FROM sqlite_schema").fetchall()
    return frozenset((str(kind), str(name), str(table), str(sql)) for kind, name, table, sql in rows)


@cache
def expected_schema(version: int) -> frozenset[tuple[str, str, str, str]]:
    """What a file of that version declares."""
    from gill_studio.core.story.file.migrations import MIGRATIONS

    connection = sqlite3.connect(":memory:", isolation_level=None)
    try:
        migrate(connection, MIGRATIONS[:version])
        return schema_of(connection)
    finally:
        connection.close()


@contextmanager
def limited(connection: sqlite3.Connection, seconds: float = _PATIENCE) -> Iterator[None]:
    """Statements inside may take so much processor time, then SQLite says they were interrupted."""
    end = time.thread_time() + seconds
    connection.set_progress_handler(lambda: time.thread_time() > end, _OPERATIONS)
    try:
        yield
    finally:
        connection.set_progress_handler(None, 0)


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """All of it on disk at the end, or nothing."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:  # a full disk has taken it back already
            connection.execute("ROLLBACK")
        raise


_AGAIN = "It is tried again by itself."
_ELSEWHERE = "Save the story under another name."
_SENTENCES = {
    sqlite3.SQLITE_FULL: ("The disk is full: {name} cannot be saved.", f"Free some space. {_AGAIN}"),
    sqlite3.SQLITE_READONLY: ("{name} cannot be written: {text}.", _ELSEWHERE),
    sqlite3.SQLITE_PERM: ("{name} cannot be written: {text}.", _ELSEWHERE),
    sqlite3.SQLITE_BUSY: ("Another program is using {name}.", f"Close it there. {_AGAIN}"),
    sqlite3.SQLITE_LOCKED: ("Another program is using {name}.", f"Close it there. {_AGAIN}"),
    sqlite3.SQLITE_CORRUPT: ("{name} is damaged: {text}.", RESCUE),
    sqlite3.SQLITE_NOTADB: ("{name} is damaged: {text}.", RESCUE),
    sqlite3.SQLITE_INTERRUPT: ("{name} takes far too long to read for a story.", RESCUE),
    sqlite3.SQLITE_TOOBIG: ("{name} holds something that is far too large for a story.", RESCUE),
}


def error_in_words(error: Exception, path: Path) -> StoryError:
    """What SQLite or the system says, as a sentence with a remedy, and nothing of the story in it."""
    if isinstance(error, StoryError):
        return error
    text = str(getattr(error, "strerror", None) or error).rstrip(".")
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if getattr(error, "errno", 0) == errno.ENOSPC:
        code = sqlite3.SQLITE_FULL
    if isinstance(error, MemoryError | OverflowError | sqlite3.DataError):
        code = sqlite3.SQLITE_TOOBIG
    if isinstance(error, UnicodeError) or text.startswith("Could not decode"):  # SQLite's words quote the text
        return StoryError(f"{path.name} is damaged: it holds text that cannot be read.", RESCUE)
    message, hint = _SENTENCES.get(code, ("{name} cannot be used: {text}.", f"Check the disk. {_ELSEWHERE}"))
    return StoryError(message.format(name=path.name, text=text), hint)


@contextmanager
def reported(path: Path) -> Iterator[None]:
    """What SQLite and the system say inside, as sentences about the file at `path`."""
    try:
        yield
    except (sqlite3.Error, sqlite3.Warning, OSError, MemoryError, OverflowError, UnicodeError) as error:
        raise error_in_words(error, path) from error
