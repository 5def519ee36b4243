"""The thread that saves a story: every change at once, several that come together in one transaction.

"Saved" is told only after a transaction is on disk. What cannot be saved stays in memory and is tried again.
"""

from __future__ import annotations

import logging
import sqlite3
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeVar

from gill_studio.core.errors import StudioError
from gill_studio.core.story.document import Entry
from gill_studio.core.story.file.connection import error_in_words
from gill_studio.core.story.file.presence import Presence
from gill_studio.core.story.file.state import SaveState, StateListener
from gill_studio.core.story.file.store import Pending, Store
from gill_studio.core.story.model import StoryError

_INTERVAL = 0.25  # seconds between the beginnings of two transactions: fast typing goes together
_FIRST_RETRY, _LAST_RETRY = 1.0, 15.0
_QUIET = 5.0  # seconds without a change, after which chores are done
_LOG = logging.getLogger(__name__)
T = TypeVar("T")
Chore = Iterator[None]
"""Work for quiet moments in small pieces: each `next` does one, on the writer's thread."""


@dataclass(frozen=True, slots=True)
class _Job:
    work: Callable[[], None]
    alone: bool
    """Not in the midst of other work."""


class Writer:
    """Saves the changes of one story on a thread of its own, and does other work on its connection there.

    `tell` hears of each new state, on that thread. Where the `state` it begins with is "read-only", changes stay in
    memory.
    """

    def __init__(self, store: Store, tell: StateListener, state: SaveState) -> None:
        self._store, self._listener, self._state = store, tell, state
        self._presence = Presence(store.path)
        self._wake = threading.Condition()
        self._pending: Pending | None = None
        self._saving = False
        self._attempts = 0
        self._due = 0.0
        self._last_start = 0.0
        self._retry = _FIRST_RETRY
        self._latest = time.monotonic()
        self._jobs: deque[_Job] = deque()
        self._chores: deque[Chore] = deque()
        self._stopping = False
        self._remark: StudioError | None = None
        self._thread = threading.Thread(target=self._run, name="story writer", daemon=True)
        self._thread.start()

    @property
    def store(self) -> Store:
        """What is written to. Only on the writer's thread."""
        return self._store

    @property
    def writable(self) -> bool:
        """Whether changes are saved at all."""
        return self._state.status != "read-only"

    @property
    def state(self) -> SaveState:
        """Whether all that was recorded is on disk."""
        with self._wake:
            if self._state.status == "saved" and not self._clear():
                return replace(self._state, status="saving")
            return self._state

    def record(self, entry: Entry) -> None:
        """Have a change saved. Returns at once."""
        change = Pending.of(entry)
        with self._wake:
            self._latest = time.monotonic()
            if self._pending is None:
                self._due = max(self._latest, self._last_start + _INTERVAL)
                self._pending = change
            else:
                self._pending = self._pending.then(change)
            self._wake.notify_all()

    def submit(self, work: Callable[[Store], T], *, alone: bool = False) -> Future[T]:
        """Have something done with the store on the writer's thread; what it raises becomes a StudioError.

        Work that needs to be `alone` is not done in the midst of other work.
        """
        future: Future[T] = Future()

        def done() -> None:
            if not future.set_running_or_notify_cancel():
                return
            try:
                future.set_result(work(self._store))
            except Exception as error:  # noqa: BLE001 - whoever waits for it gets it
                future.set_exception(self._in_words(error))

        with self._wake:
            if self._stopping:
                future.set_exception(StoryError("The story has been closed.", "Open it again."))
            else:
                self._jobs.append(_Job(done, alone))
                self._wake.notify_all()
        return future

    def add_chore(self, chore: Chore) -> None:
        """Have work done in quiet moments."""
        with self._wake:
            self._chores.append(chore)
            self._wake.notify_all()

    def flush(self, timeout: float) -> None:
        """Wait until all that was recorded is on disk; StoryError when that fails or takes longer."""
        end = time.monotonic() + timeout
        with self._wake:
            self._due = 0.0
            self._wake.notify_all()
            enough = self._attempts + (2 if self._saving else 1)  # an attempt that began before does not count
            while self.writable and not self._clear():
                left = end - time.monotonic()
                failed = self._attempts >= enough and self._state.status == "failed"
                if failed or left <= 0 or not self._thread.is_alive():
                    raise self._unsaved()
                self._wake.wait(left)

    def take_pending(self) -> Pending | None:
        """What is not on disk yet, which is the caller's to save from now on. Only on the writer's thread."""
        with self._wake:
            pending, self._pending = self._pending, None
            return pending

    def give_back(self, pending: Pending | None) -> None:
        """What `take_pending` took is still to be saved. Only on the writer's thread."""
        with self._wake:
            if pending is not None:
                self._pending = pending if self._pending is None else pending.then(self._pending)

    def replace_store(self, store: Store, state: SaveState) -> None:
        """Write elsewhere from now on, where all is saved already. Only on the writer's thread."""
        with self._wake:
            self._store, self._presence, self._state = store, Presence(store.path), state
            self._retry, self._due = _FIRST_RETRY, 0.0
            self._wake.notify_all()
        self._tell()

    def remark(self, error: StudioError) -> None:
        """Say something about the file that keeps nothing from being saved; it stays with the state."""
        with self._wake:
            self._remark = error
            self._state = replace(self._state, error=error)
        self._tell()

    def serve(self) -> bool:
        """Save and work that is due, in the midst of a long piece of work; False when that should end now."""
        while True:
            with self._wake:
                if self._stopping or (self._jobs and self._jobs[0].alone):
                    return False
                due = self._is_due(time.monotonic())
                job = self._jobs.popleft() if self._jobs and not due else None
            if due:
                self._save()
            elif job is not None:
                job.work()
            else:
                return True

    def close(self, timeout: float) -> Pending | None:
        """Save what there is and end the thread; what could not be saved is returned, `timeout` in seconds."""
        with self._wake:
            self._stopping = True
            self._due = 0.0
            self._wake.notify_all()
        self._thread.join(timeout)
        with self._wake:
            return self._pending if self.writable else None

    @property
    def ended(self) -> bool:
        """Whether nothing is written any more."""
        return not self._thread.is_alive()

    def _run(self) -> None:
        while (work := self._next()) is not None:
            try:
                work()
            except Exception:  # noqa: BLE001 - a bug; what was written must be saved all the same
                _LOG.exception("The story's writer goes on after")

    def _next(self) -> Callable[[], object] | None:
        """What to do next; waits for it. None when all is done and the thread should end."""
        with self._wake:
            while True:
                now = time.monotonic()
                if self._is_due(now):
                    return self._save
                if self._jobs:
                    return self._jobs.popleft().work
                if self._stopping:
                    return None
                if self._chores and self._pending is None and now >= self._latest + _QUIET:
                    return self._do_chore
                self._wake.wait(self._wait(now))

    def _wait(self, now: float) -> float | None:
        if self._pending is not None:
            return max(0.0, self._due - now) if self.writable else None
        return max(0.0, self._latest + _QUIET - now) if self._chores else None

    def _do_chore(self) -> None:
        chore = self._chores[0]
        try:
            next(chore)
        except StopIteration:
            self._chores.popleft()
        except Exception as error:  # noqa: BLE001 - it is only a chore
            self._chores.popleft()
            _LOG.warning("A chore of the story's writer failed: %s", self._in_words(error))

    def _save(self) -> bool:
        """One transaction with all that is recorded; whether it is on disk."""
        with self._wake:
            pending, self._pending, self._saving = self._pending, None, True
            self._last_start = time.monotonic()
        if pending is None:
            return True
        self._tell()
        error: Exception | None = None
        try:
            self._store.save(pending)
        except Exception as caught:  # noqa: BLE001 - told as the state
            error = caught
        try:
            self._presence.check()  # SQLite would write into a file that is gone, and says little of it when not
        except StoryError as gone:
            error = gone
        self._settle(pending, error)
        self._tell()
        return error is None

    def _settle(self, pending: Pending, error: Exception | None) -> None:
        """The state after an attempt to save."""
        words = None if error is None else self._in_words(error)
        with self._wake:
            self._saving = False
            self._attempts += 1
            if words is None:
                self._retry = _FIRST_RETRY
                # What came while this was written, before the end was asked for, must not wait: there is no later.
                self._due = 0.0 if self._stopping else self._last_start + _INTERVAL
                self._state = SaveState("saved", datetime.now().astimezone(), self._remark)
            else:
                self._pending = pending if self._pending is None else pending.then(self._pending)
                self._due = float("inf") if self._stopping else time.monotonic() + self._retry
                self._retry = min(_LAST_RETRY, self._retry * 2)
                self._state = SaveState("failed", self._state.saved_at, words)
            self._wake.notify_all()

    def _is_due(self, now: float) -> bool:
        return self._pending is not None and now >= self._due and self.writable

    def _clear(self) -> bool:
        return self._pending is None and not self._saving

    def _unsaved(self) -> StudioError:
        return self._state.error or StoryError(f"{self._store.path.name} is not saved yet.", "Try again in a moment.")

    def _in_words(self, error: Exception) -> StudioError:
        if isinstance(error, StudioError):
            return error
        if isinstance(error, sqlite3.Error | OSError | MemoryError | OverflowError | UnicodeError):
            return error_in_words(error, self._store.path)
        _LOG.error("Not expected by the story's writer", exc_info=error)
        return StoryError(
            f"{self._store.path.name} cannot be saved: an error of the application ({type(error).__name__}).",
            "Save the story under another name, and please send a report.",
        )

    def _tell(self) -> None:
        try:
            self._listener(self.state)
        except Exception:  # noqa: BLE001 - the writer must go on
            _LOG.exception("A listener to the state of a story failed")
