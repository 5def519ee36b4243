"""Pictures in the tables of a story file: written in parts, collected when nothing speaks of them any more."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import BinaryIO, NamedTuple

from gill_studio.core import picture_cache as cache
from gill_studio.core.errors import PictureError
from gill_studio.core.pictures import PictureRef
from gill_studio.core.story.file.store import Store

PART = "SELECT data FROM picture_part WHERE picture = ? AND part = ?"
THUMBNAIL = "SELECT data FROM thumbnail JOIN picture ON picture.number = thumbnail.picture WHERE sha256 = ?"
_UNUSED = """
NOT EXISTS (SELECT 1 FROM take WHERE take.picture = picture.number)
AND NOT EXISTS (SELECT 1 FROM step_picture WHERE step_picture.picture = picture.number)
AND NOT EXISTS (SELECT 1 FROM seen WHERE seen.picture = picture.sha256)
"""
_PART = 1 << 20  # bytes of a picture in one row
_PARTS_AT_ONCE = 4  # in one transaction, so that no edit waits for a large picture
_PAGES = 256  # given back to the disk at once


class Part(NamedTuple):
    """A piece of a picture's file, and which one it is, from 0."""

    number: int
    data: bytes


def in_batches(picture: PictureRef, data: Iterable[bytes]) -> Iterator[tuple[list[Part], int | None]]:
    """What `write_parts` takes, transaction by transaction; PictureError when the data is not the picture's."""
    digest, size = hashlib.sha256(), 0
    waiting: list[Part] = []
    for number, part in enumerate(data):
        if len(waiting) == _PARTS_AT_ONCE:
            yield waiting, None
            waiting = []
        digest.update(part)
        size += len(part)
        waiting.append(Part(number, part))
    if digest.hexdigest() != picture.sha256:
        raise PictureError("A picture changed while it was read.", "Add it again.")
    yield waiting, size


def read_parts(file: BinaryIO) -> Iterator[bytes]:
    """A file in pieces of the size that a row takes."""
    return iter(lambda: file.read(_PART), b"")


def is_there(store: Store, picture: PictureRef, *, whole: bool) -> bool:
    """Whether the picture is in the file; without `whole`, a thumbnail is enough."""
    query = "SELECT size, EXISTS (SELECT 1 FROM thumbnail WHERE picture = number) FROM picture WHERE sha256 = ?"
    row = store.connection.execute(query, (picture.sha256,)).fetchone()
    return row is not None and (row[0] is not None or (not whole and bool(row[1])))


def write_parts(store: Store, picture: PictureRef, parts: Sequence[Part], size: int | None) -> None:
    """One transaction: some parts; with the last ones comes the `size` of the whole, which makes it count."""
    with store.transaction():
        number = store.picture_number(picture)
        if parts and parts[0].number == 0:  # what an interrupted attempt has left
            store.connection.execute("UPDATE picture SET size = NULL WHERE number = ?", (number,))
            store.connection.execute("DELETE FROM picture_part WHERE picture = ?", (number,))
        store.connection.executemany(
            "INSERT INTO picture_part (picture, part, data) VALUES (?, ?, ?)", [(number, *part) for part in parts]
        )
        if size is not None:
            store.connection.execute("UPDATE picture SET size = ? WHERE number = ?", (size, number))
            store.connection.execute("DELETE FROM thumbnail WHERE picture = ?", (number,))


def write_picture(store: Store, picture: PictureRef, data: Iterable[bytes]) -> None:
    """A whole picture, in several transactions; PictureError when the data is not the picture's."""
    for parts, size in in_batches(picture, data):
        write_parts(store, picture, parts, size)


def from_cache(store: Store, picture: PictureRef) -> bool:
    """Write a picture that the cache folder has; whether it has."""
    try:
        with cache.original(picture).open("rb") as file:
            write_picture(store, picture, read_parts(file))
    except (OSError, PictureError):
        return False
    return True


def write_thumbnail(store: Store, picture: PictureRef, data: bytes) -> None:
    """One transaction: a picture that is not in the file itself, with a thumbnail."""
    with store.transaction():
        number = store.picture_number(picture)
        store.connection.execute("INSERT OR REPLACE INTO thumbnail (picture, data) VALUES (?, ?)", (number, data))


def collect(current: Callable[[], Store], keep: Callable[[str], bool]) -> Iterator[None]:
    """Throw away pictures that no take, no step of undo and no context speaks of, and give back their room.

    In small pieces, for quiet moments. `keep` spares pictures that an edit may be about to show.
    """
    found = current().connection.execute(f"SELECT number, sha256 FROM picture WHERE {_UNUSED}").fetchall()  # noqa: S608
    yield
    for number, sha256 in found:
        store = current()
        if not keep(sha256):
            with store.transaction():
                store.connection.execute(f"DELETE FROM picture WHERE number = ? AND {_UNUSED}", (number,))  # noqa: S608
            store.forget_picture(sha256)
        yield
    free = _free_pages(current())
    while free > _PAGES:
        # `execute` would stop after one page: the rows that this answers with have no columns
        current().connection.executescript(f"PRAGMA incremental_vacuum({_PAGES})")
        before, free = free, _free_pages(current())
        if free >= before:  # another program has taken the means for it from the file
            return
        yield


def _free_pages(store: Store) -> int:
    return int(store.connection.execute("PRAGMA freelist_count").fetchone()[0])
