"""The cache folder's pictures: originals by content, for the engine and for dragging out, and small ones for display.

All of it can be made again, so nothing is synced; a file appears whole or not at all.
"""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

from gill_studio.core import locations
from gill_studio.core.pictures import PictureRef, suffix_of

LIMIT = 2 << 30
"""Bytes that may stay in the cache."""
_IN_USE = 24 * 3600.0  # seconds since it was last asked for in which nothing is thrown away
_LATELY = 3600.0


def original(picture: PictureRef) -> Path:
    """Where a picture lies, or would."""
    return _folder("pictures") / picture.sha256[:2] / f"{picture.sha256}{suffix_of(picture)}"


def small(sha256: str, edge: int, suffix: str) -> Path:
    """Where a small version of a picture lies, or would."""
    return _folder("thumbnails") / str(edge) / sha256[:2] / f"{sha256}{suffix}"


def touch(path: Path, size: int | None = None) -> bool:
    """Whether the file is there (and of that size); it counts as used now."""
    try:
        status = path.stat()
        if status.st_size == 0 or (size is not None and status.st_size != size):
            return False  # what a power cut left
        if time.time() - status.st_mtime > _LATELY:
            os.utime(path)
    except OSError:
        return False
    return True


def put(path: Path, parts: Iterable[bytes]) -> None:
    """Write a file of the cache, whole or not at all; OSError when there is no room."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".part")
    try:
        with os.fdopen(handle, "wb") as file:
            file.writelines(parts)
        Path(name).replace(path)
    except PermissionError:  # on Windows, while somebody reads what another thread has put there meanwhile
        Path(name).unlink(missing_ok=True)
        if not path.is_file():
            raise
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def trim(limit: int = LIMIT) -> Iterator[None]:
    """Throw away what was not used for longest until the limit holds; in small pieces, for quiet moments."""
    files: list[tuple[float, int, Path]] = []
    for folder in (_folder("pictures"), _folder("thumbnails")):
        for path in folder.rglob("*"):
            with suppress(OSError):
                status = path.stat()
                if path.is_file():
                    files.append((status.st_mtime, status.st_size, path))
            if len(files) % 256 == 0:
                yield
    total = sum(size for _, size, _ in files)
    for used, size, path in sorted(files):
        if total <= limit or time.time() - used < _IN_USE:
            return
        with suppress(OSError):
            path.unlink()
            total -= size
        yield


def _folder(name: str) -> Path:
    return locations.cache_dir() / name
