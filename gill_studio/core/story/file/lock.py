"""One story, one writer: a lock file beside the story, held by the system, so that a crash cannot leave it locked."""

from __future__ import annotations

import errno
import getpass
import json
import os
import platform
import time
import warnings
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from filelock import BaseFileLock, FileLock, SoftFileLock, Timeout

from gill_studio.core.story.model import StoryError

_OFFSET = 1  # Windows lets nobody read the byte that is locked, which is the first
_LONGEST = 1000


class StoryLockedError(StoryError):
    """A story that is open elsewhere. `holder` says where and since when, as far as that is known."""

    def __init__(self, message: str, hint: str = "", holder: str = "") -> None:
        super().__init__(message, hint)
        self.holder = holder


class StoryLock:
    """The right to write a story, until it is released or the process ends. OSError where no lock can be kept."""

    def __init__(self, story: Path) -> None:
        self.path = lock_of(story)
        if not story.parent.is_dir():  # which the lock would make
            raise FileNotFoundError(errno.ENOENT, "there is no such folder", str(story.parent))
        self._lock: BaseFileLock = FileLock(self.path, thread_local=False)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # that a share knows only the weaker kind of locks
            self._acquire(story)
        self._soft = isinstance(self._lock, SoftFileLock)  # which keeps a record of its own in the file
        if not self._soft:
            _write_holder(self.path)

    def release(self) -> None:
        """Let others write."""
        with suppress(OSError):  # on Windows the lock removes its file itself
            if os.name != "nt" and not self._soft:
                self.path.unlink(missing_ok=True)
        self._lock.release()

    def _acquire(self, story: Path) -> None:
        holder = _read_holder(self.path)
        try:
            self._lock.acquire(blocking=False)
        except Timeout:
            where = f" by {holder}" if holder else " elsewhere"
            raise StoryLockedError(
                f"{story.name} is open{where}.", "Open it read-only, or open a copy of it.", holder
            ) from None


def lock_of(story: Path) -> Path:
    """The lock file of a story, the same for all links to it; synchronising programs leave such names alone."""
    story = story.resolve()
    return story.with_name(f".~lock.{story.name}#")


def _write_holder(path: Path) -> None:
    record = {"user": _user(), "computer": platform.node(), "process": os.getpid(), "since": time.time()}
    with suppress(OSError), path.open("r+b") as file:
        file.write(b" ")
        file.seek(_OFFSET)
        file.write(json.dumps(record).encode())
        file.truncate()


def _read_holder(path: Path) -> str:
    """Who holds it, in words; empty when that is not known."""
    try:
        with path.open("rb") as file:
            file.seek(_OFFSET)
            record = json.loads(file.read(_LONGEST))
        since = datetime.fromtimestamp(float(record["since"])).astimezone()
        user, computer = str(record["user"]), str(record["computer"])
    except (OSError, ValueError, TypeError, KeyError, OverflowError):
        return ""
    who = "".join(one for one in f"{user} on {computer}" if one.isprintable())[:120]
    return f"{who} since {since:%Y-%m-%d %H:%M}"


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):  # nobody has told the system
        return "somebody"
