"""Backups: whole copies of a story, dated, in a folder beside the settings. Any of them opens like a story."""

from __future__ import annotations

import hashlib
import logging
import re
import shutil
import sqlite3
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from gill_studio.core import locations
from gill_studio.core.story.file.connection import connect, reported
from gill_studio.core.story.file.copies import write_copy
from gill_studio.core.story.model import StoryError

KEPT = 10
"""How many backups of a story are kept where nothing else is said."""
_ROOM = 256 << 20  # bytes that a backup must leave free on the disk
_SMALL = 64 << 20  # bytes up to which a backup is checked whole before an older one goes
_DATE = "%Y-%m-%d %H-%M-%S"
_NAME = re.compile(r"^(?P<story>.+) (?P<date>\d{4}-\d\d-\d\d \d\d-\d\d-\d\d)( \(.*\))?\.gill$")
_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Backup:
    """One backup: its file, the name that the story's file had, when it was taken (local time), and its bytes."""

    path: Path
    story: str
    taken_at: datetime
    size: int


def backups_dir() -> Path:
    """The folder of all backups."""
    return locations.config_dir() / "backups"


def backups_of(story: str) -> tuple[Backup, ...]:
    """The backups of the story with that id, the latest first."""
    return tuple(
        sorted(_in_folder(_folder(story)), key=lambda backup: (backup.taken_at, backup.path.name), reverse=True)
    )


def total_size() -> int:
    """Bytes of all backups of all stories."""
    return sum(backup.size for folder in _folders() for backup in _in_folder(folder))


def all_backups() -> tuple[Backup, ...]:
    """Every backup of every story, the latest first."""
    found = [backup for folder in _folders() for backup in _in_folder(folder)]
    return tuple(sorted(found, key=lambda backup: backup.taken_at, reverse=True))


def take_backup(
    source: sqlite3.Connection, name: str, keep: int, between: Callable[[], bool] = lambda: True
) -> Path | None:
    """Copy an open story, unless nothing changed since the last backup, and drop what is more than `keep`.

    `name` is that of the story's file, without its ending. `between` is called now and then; answering False, it
    ends the copying. Returns the backup's path, None where none was needed. StoryError when it cannot be written.
    """
    if keep < 1:
        return None
    story, state = _state_of(source)
    known = [backup for backup in backups_of(story) if backup.story == name]
    if known and _state_at(known[0].path) == state:
        return None
    target = _target(story, name, "")
    _require_room(source, target.parent)
    write_copy(source, target, _check_copy, between)
    for old in superfluous([backup for backup in backups_of(story) if backup.story == name], keep):
        with suppress(OSError):
            old.path.unlink()
    return target


def keep_copy(source: sqlite3.Connection, name: str, why: str, change: Callable[..., object] = lambda *_: None) -> Path:
    """A backup that is taken for a reason, such as a migration, with `why` in its name; it is never dropped."""
    story, _ = _state_of(source)
    target = _target(story, name, f" ({why})")
    write_copy(source, target, change)
    return target


def place_for_rescue(story: str, name: str) -> Path:
    """Where a story that could not be saved is put."""
    return _target(story, name, " (not saved)")


def superfluous(backups: Sequence[Backup], keep: int) -> list[Backup]:
    """Which of a story's backups, latest first, go: half of those kept are the latest, the others of days before."""
    plain = [backup for backup in backups if not backup.path.stem.endswith(")")]
    kept = plain[: (keep + 1) // 2]
    days = {backup.taken_at.date() for backup in kept}
    for backup in plain[len(kept) :]:
        if len(kept) < keep and backup.taken_at.date() not in days:
            days.add(backup.taken_at.date())
            kept.append(backup)
    for backup in plain:  # a story of one day has its latest
        if len(kept) < keep and backup not in kept:
            kept.append(backup)
    return [backup for backup in plain if backup not in kept]


def _target(story: str, name: str, why: str) -> Path:
    folder = _folder(story)
    with reported(folder):
        folder.mkdir(parents=True, exist_ok=True)
    while True:
        target = folder / f"{name} {datetime.now().astimezone():{_DATE}}{why}.gill"
        if not target.exists():
            return target
        time.sleep(0.1)


def _folder(story: str) -> Path:
    """Ids may be anything, so they are no names of folders."""
    return backups_dir() / hashlib.sha256(story.encode(errors="replace")).hexdigest()[:24]


def _folders() -> list[Path]:
    try:
        return [folder for folder in backups_dir().iterdir() if folder.is_dir()]
    except OSError:
        return []


def _in_folder(folder: Path) -> list[Backup]:
    found = []
    with suppress(OSError):
        for path in folder.iterdir():
            match = _NAME.match(path.name)
            with suppress(OSError, ValueError):  # another program's file, or one that has just gone
                if match is not None:
                    taken_at = datetime.strptime(match["date"], _DATE).astimezone()
                    found.append(Backup(path, match["story"], taken_at, path.stat().st_size))
    return found


def _state_of(connection: sqlite3.Connection) -> tuple[str, tuple[object, ...]]:
    """A story's id, and what is different whenever anything in it is."""
    query = "SELECT id, revision, position, (SELECT max(made_at) FROM step) FROM story"
    story, *state = connection.execute(query).fetchone()
    return str(story), tuple(state)


def _state_at(path: Path) -> tuple[object, ...] | None:
    try:
        connection = connect(path, "ro")
        try:
            return _state_of(connection)[1]
        finally:
            connection.close()
    except (sqlite3.Error, TypeError, UnicodeError):
        return None


def _require_room(source: sqlite3.Connection, folder: Path) -> None:
    size = source.execute("SELECT page_count * page_size FROM pragma_page_count, pragma_page_size").fetchone()[0]
    with reported(folder):
        free = shutil.disk_usage(folder).free
    if free < size + _ROOM:
        raise StoryError(f"There is no room for a backup in {folder}.", "Free some space.")


def _check_copy(copy: sqlite3.Connection, place: Path) -> None:
    """A damaged copy must not make whole ones go."""
    if place.stat().st_size > _SMALL:
        return
    found = copy.execute("PRAGMA quick_check(1)").fetchone()[0]
    if found != "ok":
        raise StoryError("A backup of the story was not taken, for the story's file is damaged.", _CHECK)


_CHECK = "Save a copy without history, or run `gill-studio check STORY.gill`."
