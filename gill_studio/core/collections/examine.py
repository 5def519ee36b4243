"""Looking at one file of a collection: its content, how it looks, and what is said of it. On any thread."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from gill_studio.core import picture_cache
from gill_studio.core.collections.captions.beside import Beside, read_beside
from gill_studio.core.collections.captions.inside import captions_inside
from gill_studio.core.collections.look import look_of
from gill_studio.core.collections.model import Captions, FileRecord, Problem, ScannedFile
from gill_studio.core.collections.store import is_recordable
from gill_studio.core.collections.walk import Stat
from gill_studio.core.errors import PictureError
from gill_studio.core.pictures import PictureRef, identify, openable_formats
from gill_studio.core.thumbnails import encoded, opened, shrunk

THUMBNAIL_EDGE = 320
"""Pixels of the longer side of the small pictures that a scan leaves in the cache."""
_HEIC = (".heic", ".heif", ".hif")
_HEIC_HINT = 'Install it: pip install "gill-studio[heic]".'


@dataclass(frozen=True, slots=True)
class Task:
    """One picture file to look at; `content` is what it holds where only files beside it have changed."""

    folder: Path
    path: str
    stat: Stat
    beside: tuple[str, ...] = ()
    fingerprint: str = ""
    content: PictureRef | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """What came of a task; nothing at all where the file has vanished or is just being written."""

    task: Task
    file: ScannedFile | None = None
    problems: tuple[Problem, ...] = ()


def fingerprint_of(names: tuple[str, ...], stats: Callable[[str], Stat]) -> str:
    """What changes whenever one of these files does; empty where there are none."""
    if not names:
        return ""
    told = "\n".join(f"{name} {stats(name).size} {stats(name).mtime_ns}" for name in names)
    return hashlib.blake2b(told.encode("utf-8", "surrogateescape"), digest_size=12).hexdigest()


def examine(task: Task, is_known: Callable[[str], bool]) -> Finding:
    """Look at a file; its content is decoded only where it `is_known` not yet. Whatever is wrong becomes a Problem."""
    path = task.folder / task.path
    if not is_recordable(task.path):
        reason = "Its name does not work on every system."
        return Finding(task, None, (Problem(task.path, reason, "Rename the file.", lasting=False),))
    try:
        picture = task.content or identify(path)
        inside, look = (None, None) if is_known(picture.sha256) else _decoded(path, picture)
    except PictureError as error:
        return Finding(task, None, _problems(task, path, error))
    if not _is_unchanged(path, task.stat):
        return Finding(task)
    beside = read_beside(path.parent, task.beside)
    record = FileRecord(task.path, task.stat.size, task.stat.mtime_ns, picture, task.fingerprint)
    return Finding(task, ScannedFile(record, beside.captions, inside, look), _beside_problems(task, beside))


def _decoded(path: Path, picture: PictureRef) -> tuple[Captions, bytes]:
    """What a picture says of itself, and how it looks; its small version goes into the cache."""
    with opened(path) as image:
        small = shrunk(image, THUMBNAIL_EDGE, quickly=True)
        inside, look = captions_inside(image), look_of(small)
        data, suffix = encoded(small, exact=False)
    place = picture_cache.small(picture.sha256, THUMBNAIL_EDGE, suffix)
    with suppress(OSError):  # no room: it is made when it is to be shown
        if not picture_cache.touch(place):
            picture_cache.put(place, [data])
    return inside, look


def _is_unchanged(path: Path, before: Stat) -> bool:
    try:
        status = path.stat()
    except OSError:
        return False
    return (status.st_size, status.st_mtime_ns) == (before.size, before.mtime_ns)


def _problems(task: Task, path: Path, error: PictureError) -> tuple[Problem, ...]:
    cause = error.__cause__
    if isinstance(cause, FileNotFoundError):
        return ()
    if path.suffix.lower() in _HEIC and "HEIF" not in openable_formats():
        return (Problem(task.path, "HEIC pictures need an extra library.", _HEIC_HINT, lasting=False),)
    passing = isinstance(cause, MemoryError) or (isinstance(cause, OSError) and cause.errno is not None)
    reason = error.message.replace(str(path), path.name)
    return (Problem(task.path, reason, error.hint, task.stat.size, task.stat.mtime_ns, not passing),)


def _beside_problems(task: Task, beside: Beside) -> tuple[Problem, ...]:
    folder = task.path.rpartition("/")[0]
    return tuple(
        Problem(f"{folder}/{name}" if folder else name, error.message, error.hint)
        for name, error in beside.problems.items()
    )
