"""New story files and copies: written under another name, synced, and put in their place at once."""

from __future__ import annotations

import os
import secrets
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path

from gill_studio.core.story.file.connection import connect, journal_of, make_tables, reported
from gill_studio.core.story.file.store import Pending, Store
from gill_studio.core.story.model import StoryError

_PAGES = 1024  # copied at once
Fill = Callable[[Store], object]
"""Puts more into a new file than the storyboard."""


class UnfinishedError(StoryError):
    """A copy that was ended before it was whole."""


def write_new(target: Path, content: Pending, *, replace: bool = False, fill: Fill = lambda _: None) -> None:
    """A new story file; what was there before stays until the new one is whole.

    StoryError when there is a file already and it is not to be replaced, or when it cannot be written.
    """
    with _being_made(target, replace=replace) as place:
        connection = connect(place, "rwc")
        try:
            _make_fast(connection)
            make_tables(connection)
            store = Store.empty(connection, place, content.board)
            fill(store)
            store.save(content)
        finally:
            connection.close()


def write_copy(
    source: sqlite3.Connection,
    target: Path,
    change: Callable[[sqlite3.Connection, Path], object] = lambda *_: None,
    between: Callable[[], bool] = lambda: True,
    *,
    replace: bool = False,
) -> None:
    """A copy of an open story file, as it is at the end of copying, to which `change` may do something first.

    `between` is called now and then, and ends it by answering False. Errors as of `write_new`.
    """
    with _being_made(target, replace=replace) as place:
        connection = connect(place, "rwc")
        try:
            _make_fast(connection)
            copy_pages(source, connection, partial(_synced, place, between))
            change(connection, place)
        finally:
            connection.close()


def copy_pages(source: sqlite3.Connection, target: sqlite3.Connection, between: Callable[[], bool]) -> None:
    """All pages, some at a time. UnfinishedError when `between` ends it."""

    def progress(_status: int, _remaining: int, _total: int) -> None:
        if not between():
            raise UnfinishedError("The copy was not finished.", "Try again.")

    source.backup(target, pages=_PAGES, progress=progress)


def _synced(place: Path, between: Callable[[], bool]) -> bool:
    """Little by little, so that the sync at the end is short: saving the story may be waiting for it."""
    sync(place)
    return between()


def sync(path: Path) -> None:
    """Have a file, or on POSIX a folder, on disk."""
    if path.is_dir() and os.name == "nt":
        return  # Windows knows no such thing; NTFS keeps names in its own journal
    handle = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    try:
        os.fsync(handle)
    except OSError:
        if not path.is_dir():  # some network shares cannot sync folders
            raise
    finally:
        os.close(handle)


@contextmanager
def _being_made(target: Path, *, replace: bool) -> Iterator[Path]:
    """A path beside the target to write to, which takes its place at the end."""
    target = target.resolve()  # a link stays one
    place = target.with_name(f".{target.name}.{secrets.token_hex(4)}.part")
    try:
        with reported(target):
            if target.exists() and not replace:
                raise _is_there(target)
            yield place
            sync(place)
            _put(place, target, replace=replace)
            sync(target.parent)
    finally:
        for leftover in (place, journal_of(place)):
            with suppress(OSError):
                leftover.unlink(missing_ok=True)


def _put(place: Path, target: Path, *, replace: bool) -> None:
    # A journal that an earlier file of that name has left would be taken for one of the new file, and spoil it.
    journal_of(target).unlink(missing_ok=True)
    if replace:
        place.replace(target)
        return
    try:
        os.link(place, target)  # unlike a rename on POSIX, this never takes the place of a file
    except FileExistsError as error:
        raise _is_there(target) from error
    except (OSError, NotImplementedError, AttributeError) as error:  # no hard links here
        if target.exists():
            raise _is_there(target) from error
        place.rename(target)


def _is_there(target: Path) -> StoryError:
    return StoryError(f"There is a file {target} already.", "Choose another name.")


def _make_fast(connection: sqlite3.Connection) -> None:
    """For a file that nobody knows yet: it is synced once, at the end."""
    connection.execute("PRAGMA synchronous = OFF")
    connection.execute("PRAGMA journal_mode = MEMORY")
