"""The pictures of one story: kept in the story file by content, byte for byte. Any thread may use them."""

from __future__ import annotations

import hashlib
import io
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TypeVar

from gill_studio.core import locations
from gill_studio.core import picture_cache as cache
from gill_studio.core.errors import PictureError
from gill_studio.core.pictures import MAX_BYTES, PictureRef, identify
from gill_studio.core.story.file import picture_rows, rows
from gill_studio.core.story.file.connection import connect, reported
from gill_studio.core.story.file.picture_rows import Part
from gill_studio.core.story.file.store import Store
from gill_studio.core.story.file.writer import Writer
from gill_studio.core.story.model import StoryError
from gill_studio.core.thumbnails import make_thumbnail

_PATIENCE = 60.0
_IN_MEMORY = 32 << 20
KEPT_EDGE = 512
"""Pixels of the longer side of what is kept of pictures that were offered and not taken."""
T = TypeVar("T")
_AGAIN = "Add the picture again from where it came."


class PictureStore:
    """The pictures of one open story. Adding waits until the picture is on disk; reading fills the cache folder."""

    def __init__(self, path: Path, writer: Writer) -> None:
        self._writer = writer
        self._lock = threading.Lock()
        self._added: set[str] = set()
        self._damaged: set[str] = set()
        self._path = path
        self._connection = connect(path, "ro")

    def add_file(self, path: Path) -> PictureRef:
        """Keep the picture in a file, as it is. PictureError when it is none, StoryError when there is no room."""
        picture = identify(path)
        if not self._begin(picture):
            try:
                with path.open("rb") as file:
                    for parts, size in picture_rows.in_batches(picture, picture_rows.read_parts(file)):
                        self._do(partial(_write_parts, picture, parts, size))
            except OSError as error:
                what = f"{path} cannot be read: {error.strerror}."
                raise PictureError(what, "Check that the picture is still there.") from error
            with self._lock:
                self._damaged.discard(picture.sha256)
        return picture

    def add_bytes(self, data: bytes) -> PictureRef:
        """Keep a picture that has no file, as from the clipboard; errors as of `add_file`."""
        place = locations.cache_dir() / "arriving" / f"{hashlib.sha256(data).hexdigest()}-{threading.get_ident()}"
        try:
            cache.put(place, [data])
        except OSError as error:
            what = f"There is no room for a picture in {place.parent}: {error.strerror}."
            raise StoryError(what, "Free some space.") from error
        try:
            return self.add_file(place)
        except PictureError as error:
            raise PictureError(error.message.replace(str(place), "What was pasted"), error.hint) from error
        finally:
            with suppress(OSError):
                place.unlink(missing_ok=True)

    def add_reference(self, path: Path) -> PictureRef:
        """Keep a thumbnail alone, of a picture that was offered and not taken; errors as of `add_file`."""
        picture = identify(path)
        if not self._begin(picture, whole=False):
            data, _ = make_thumbnail(path, KEPT_EDGE)
            self._do(lambda store: picture_rows.write_thumbnail(store, picture, data))
        return picture

    def contains(self, sha256: str) -> bool:
        """Whether the picture itself is in the story, not only known or a thumbnail."""
        row = self._row(sha256)
        return row is not None and row.size is not None

    def data_of(self, sha256: str) -> bytes:
        """The picture's file, byte for byte. PictureError when it is not there or damaged."""
        buffer = io.BytesIO()
        buffer.writelines(self._parts(self._whole(sha256)))
        return buffer.getvalue()

    def path_of(self, sha256: str) -> Path:
        """A file with the picture, in the cache folder; it is to be read only. Errors as of `data_of`."""
        row = self._whole(sha256)
        place = cache.original(row.ref)
        if not cache.touch(place, row.size):
            try:
                cache.put(place, self._parts(row))
            except OSError as error:
                what = f"There is no room for pictures in {place.parent}: {error.strerror}."
                raise StoryError(what, "Free some space.") from error
        return place

    def thumbnail(self, sha256: str, edge: int) -> Path | bytes:
        """A small upright version as JPEG or PNG, its longer side at most `edge` pixels: a file in the cache folder.

        Its bytes where that has no room. Made once; call it from a worker thread. PictureError when it cannot be made.
        """
        for suffix in (".jpg", ".png"):
            place = cache.small(sha256, edge, suffix)
            if cache.touch(place):
                return place
        data, suffix = make_thumbnail(self._source(sha256), edge)
        place = cache.small(sha256, edge, suffix)
        try:
            cache.put(place, [data])
        except OSError:
            return data
        return place

    def added(self, sha256: str) -> bool:
        """Whether the picture was added since the story was opened: an edit that shows it may still be on its way."""
        with self._lock:
            return sha256 in self._added

    def switch(self, path: Path) -> None:
        """Read from another file from now on, which holds the same."""
        connection = connect(path, "ro")
        with self._lock:
            self._connection.close()
            self._path, self._connection = path, connection

    def parts_of(self, sha256: str) -> Iterator[bytes]:
        """The picture in pieces, for copying; the last has come when it is known to be whole. Errors as `data_of`."""
        return self._parts(self._whole(sha256))

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            self._connection.close()

    def _begin(self, picture: PictureRef, *, whole: bool = True) -> bool:
        """Whether it is there already. From now on it is not thrown away as something that nobody shows."""
        with self._lock:
            self._added.add(picture.sha256)
            damaged = picture.sha256 in self._damaged
        return self._do(lambda store: picture_rows.is_there(store, picture, whole=whole)) and not damaged

    def _do(self, work: Callable[[Store], T]) -> T:
        """Have something done by the one who writes."""
        if not self._writer.writable:
            raise StoryError(f"{self._path.name} is open read-only.", "Save the story under another name.")
        try:
            return self._writer.submit(work).result(_PATIENCE)
        except TimeoutError as error:
            raise StoryError(f"{self._path.name} takes too long to be written.", "Try again in a moment.") from error

    def _source(self, sha256: str) -> Path | bytes:
        """What a thumbnail is made from: the picture, or what is kept of one that was not taken."""
        row = self._row(sha256)
        if row is not None and row.size is not None:
            place = cache.original(row.ref)
            if cache.touch(place, row.size):
                return place
            return self.data_of(sha256) if row.size <= _IN_MEMORY else self.path_of(sha256)
        kept = self._ask(picture_rows.THUMBNAIL, (sha256,))
        if kept is None or not isinstance(kept[0], bytes):
            raise PictureError("A picture is known to the story, but not in it.", _AGAIN)
        return kept[0]

    def _whole(self, sha256: str) -> rows.PictureRow:
        row = self._row(sha256)
        if row is None or row.size is None:
            raise PictureError("A picture is known to the story, but not in it.", _AGAIN)
        if row.size > MAX_BYTES:
            raise PictureError(f"A picture of the story is larger than {MAX_BYTES >> 20} MB.", _AGAIN)
        return row

    def _row(self, sha256: str) -> rows.PictureRow | None:
        found = self._ask(rows.PICTURE, (sha256,))
        return None if found is None else rows.as_row(found, rows.PictureRow, self._path.name)

    def _parts(self, row: rows.PictureRow) -> Iterator[bytes]:
        """The picture piece by piece; it is what it should be when the last has come, or PictureError."""
        digest, size, number = hashlib.sha256(), 0, 0
        while size < (row.size or 0):
            found = self._ask(picture_rows.PART, (row.number, number))
            if found is None or not isinstance(found[0], bytes) or not found[0]:
                break
            digest.update(found[0])
            size += len(found[0])
            number += 1
            yield found[0]
        if size != row.size or digest.hexdigest() != row.sha256:
            with self._lock:
                self._damaged.add(row.sha256)
            raise PictureError(f"A picture in {self._path.name} is damaged.", _AGAIN)

    def _ask(self, query: str, values: tuple[object, ...]) -> tuple[object, ...] | None:
        with self._lock, reported(self._path):
            found: tuple[object, ...] | None = self._connection.execute(query, values).fetchone()
            return found


def _write_parts(picture: PictureRef, parts: list[Part], size: int | None, store: Store) -> None:
    picture_rows.write_parts(store, picture, parts, size)
