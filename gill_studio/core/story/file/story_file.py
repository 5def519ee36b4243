"""One open story file: its document, its pictures, and that both are on disk."""

from __future__ import annotations

import atexit
import logging
import sqlite3
import weakref
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import replace as with_values
from datetime import datetime
from functools import partial
from pathlib import Path

from gill_studio.core import picture_cache as cache
from gill_studio.core.errors import StudioError
from gill_studio.core.story import edits
from gill_studio.core.story.document import Document
from gill_studio.core.story.file import backups as backup_files
from gill_studio.core.story.file import moving, picture_rows
from gill_studio.core.story.file.connection import inspect, reported
from gill_studio.core.story.file.copies import Fill, UnfinishedError, write_new
from gill_studio.core.story.file.lock import StoryLock
from gill_studio.core.story.file.opening import Opened, open_readable, open_writable
from gill_studio.core.story.file.pictures import PictureStore
from gill_studio.core.story.file.state import Announcer, SaveState, StateListener
from gill_studio.core.story.file.store import Pending, Store
from gill_studio.core.story.file.writer import Writer
from gill_studio.core.story.history import History, Step
from gill_studio.core.story.model import Storyboard, StoryError, new_id

_NEAR = 64  # steps of undo in memory from the beginning
_PATIENCE = 30.0
_ELSEWHERE = "Save the story under another name."
_LOG = logging.getLogger(__name__)


class StoryFile:
    """One open story file. It is used on one thread, but for `pictures`, which any thread may use.

    Every change of `document` is on disk within a second. Close it when done.
    """

    def __init__(self, path: Path, lock: StoryLock | None, opened: Opened, backups: int) -> None:
        self.path = path
        self._lock, self._backups, self._closed = lock, backups, False
        self._states = Announcer()
        store, loaded = _store(opened, path), opened.loaded
        self._history = History(loaded.position, loaded.first, loaded.last, self._load_steps)
        self._history.add(_near_steps(store, opened))
        self._writer = Writer(store, self._states.tell, _state(opened, path))
        self.pictures = PictureStore(path, self._writer)
        self.document = Document(loaded.board, self._history, self._writer.record)
        self._at_exit = partial(_close_forgotten, weakref.ref(self))
        atexit.register(self._at_exit)
        if self._writer.writable:
            self._add_chores()

    @classmethod
    def create(
        cls,
        path: Path,
        board: Storyboard | None = None,
        *,
        replace: bool = False,
        fill: Fill = lambda _: None,
        backups: int = backup_files.KEPT,
    ) -> StoryFile:
        """A new story file; `fill` may put pictures in.

        StoryError when there is one already and it is not to be replaced, or when it cannot be written.
        """
        path = path.absolute()
        lock = _lock(path)
        try:
            write_new(path, Pending(board or Storyboard(new_id()), 0, 0), replace=replace, fill=fill)
            return cls._open(path, lock, backups)
        except BaseException:
            lock.release()
            raise

    @classmethod
    def open(cls, path: Path, *, read_only: bool = False, backups: int = backup_files.KEPT) -> StoryFile:
        """Open a story file, to be read only where it cannot be written; `state` then says why.

        StoryLockedError when it is open elsewhere and not only to be read, StoryError when it is damaged or no story
        file. Opening does not change the file, unless its format is an older one. So many `backups` are kept of it.
        """
        path = path.absolute()
        inspect(path)
        if read_only:
            return cls(path, None, open_readable(path), 0)
        try:
            lock = StoryLock(path)
        except OSError as error:
            what = f"{path.name} cannot be written: {error.strerror or error}."
            return cls(path, None, open_readable(path, StoryError(what, _ELSEWHERE)), 0)
        try:
            return cls._open(path, lock, backups)
        except BaseException:
            lock.release()
            raise

    @classmethod
    def _open(cls, path: Path, lock: StoryLock, backups: int) -> StoryFile:
        opened = _open_writable(path)
        if opened.reason is None:
            return cls(path, lock, opened, backups)
        lock.release()
        return cls(path, None, opened, 0)

    @property
    def read_only(self) -> bool:
        """Whether changes stay in memory."""
        return not self._writer.writable

    @property
    def state(self) -> SaveState:
        """Whether all that was done is on disk."""
        return self._writer.state

    def on_state(self, listener: StateListener) -> Callable[[], None]:
        """Have `listener` told of each new state, on the writer's thread; what is returned ends that."""
        return self._states.subscribe(listener)

    def flush(self, timeout: float = 10.0) -> None:
        """Wait until all that was done is on disk; StoryError when that fails, or takes longer than `timeout` s."""
        self._writer.flush(timeout)

    def save_as(self, path: Path, *, replace: bool = True) -> None:
        """Go on in another file, which gets all of this one: history, candidates, pictures. It waits for that.

        Where this file is gone, the other is made from memory; what could not be brought along, `state` says.
        StoryLockedError when the other is open elsewhere, StoryError when it cannot be written: nothing changes then.
        """
        path = path.absolute()
        if path == self.path and not self.read_only and path.exists():
            self.flush(_PATIENCE)
            return
        lock = self._lock if path == self.path and self._lock is not None else _lock(path)
        try:
            remark = self._writer.submit(partial(self._move, path, replace, self._in_memory()), alone=True).result()
        except BaseException:
            if lock is not self._lock:
                lock.release()
            raise
        before, self._lock, self.path = self._lock, lock, path
        if before is not None and before is not lock:
            before.release()
        if self.read_only:  # a copy of a newer format is no more to be written than what it was made from
            lock.release()
            self._lock = None
        self.pictures.switch(path)
        if remark is not None:
            self._writer.remark(remark)

    def save_copy_without_history(self, path: Path, *, replace: bool = True) -> None:
        """A copy for giving away: the story as it is, its pictures, and nothing that was deleted or not taken.

        Errors as of `save_as`; and PictureError when a picture that is shown is damaged.
        """
        path = path.absolute()
        if path == self.path:
            raise StoryError("A copy needs a name of its own.", "Choose another name.")
        board = with_values(edits.without_history(self.document.board), id=new_id())

        def fill(store: Store) -> None:
            for picture in board.pictures.values():
                if self.pictures.contains(picture.sha256):
                    picture_rows.write_picture(store, picture, self.pictures.parts_of(picture.sha256))

        lock = _lock(path)
        try:
            write_new(path, Pending(board, 0, 0), replace=replace, fill=fill)
        finally:
            lock.release()

    def close(self) -> None:
        """Wait until all is on disk, and let go of the file.

        StoryError when it could not be saved; it says where a copy of it lies, or that there is none.
        """
        if self._closed:
            return
        self._closed = True
        atexit.unregister(self._at_exit)
        error = self._end()
        self.pictures.close()
        if self._lock is not None:
            self._lock.release()
        if error is not None:
            raise error

    def _end(self) -> StoryError | None:
        """End the writer; what it could not save is put with the backups."""
        unsaved = self._writer.close(_PATIENCE)
        if not self._writer.ended:
            return StoryError(f"{self.path.name} takes too long to be saved.", "Look at it again before you go on.")
        error = None if unsaved is None else self._rescue(unsaved)
        _close(self._writer.store.connection)
        return error

    def _rescue(self, unsaved: Pending) -> StoryError:
        why = self._writer.state.error
        message = f"{self.path.name} could not be saved. {'' if why is None else why.message}".rstrip()
        memory = self._in_memory()
        try:
            place = backup_files.place_for_rescue(memory.board.id, self.path.stem)
            moving.take_elsewhere(self._writer.store, place, memory, unsaved, self.pictures, replace=False)
        except (StudioError, sqlite3.Error, OSError):
            return StoryError(message, "The last changes are lost.")
        return StoryError(message, f"All of it is in {place}.")

    def _move(self, path: Path, replace: bool, memory: Pending, store: Store) -> StoryError | None:  # noqa: FBT001
        """Have what there is in another file, and go on there; the answer says what is missing. For the writer."""
        unsaved = self._writer.take_pending()
        try:
            remark = moving.take_elsewhere(store, path, memory, unsaved, self.pictures, replace=replace)
            opened = _open_writable(path)
        except BaseException:
            self._writer.give_back(unsaved)
            raise
        self._writer.replace_store(_store(opened, path), _state(opened, path))
        _close(store.connection)
        return remark

    def _in_memory(self) -> Pending:
        """All of the story that needs no file: how it is now, and the steps around that have been read."""
        steps = self._history.in_memory()
        last = steps[-1].number if steps else self._history.position
        return Pending(self.document.board, self._history.position, last, {step.number: step for step in steps})

    def _load_steps(self, numbers: range) -> Future[Sequence[Step]]:
        return self._writer.submit(lambda store: store.load_steps(numbers))

    def _add_chores(self) -> None:
        """What is done in quiet moments: a backup, and throwing away what nobody needs."""
        self._writer.add_chore(self._back_up())
        self._writer.add_chore(picture_rows.collect(lambda: self._writer.store, self.pictures.added))
        self._writer.add_chore(cache.trim())

    def _back_up(self) -> Iterator[None]:
        writer = self._writer
        try:
            backup_files.take_backup(writer.store.connection, self.path.stem, self._backups, writer.serve)
        except UnfinishedError:
            _LOG.info("A backup was not finished; it is taken the next time.")
        except StoryError as error:
            _LOG.warning("There is no new backup of a story.")
            writer.remark(error)
        yield


def _open_writable(path: Path) -> Opened:
    return open_writable(path, lambda source: backup_files.keep_copy(source, path.stem, "before an update"))


def _store(opened: Opened, path: Path) -> Store:
    return Store(opened.connection, path, opened.loaded, opened.version)


def _near_steps(store: Store, opened: Opened) -> Iterator[Step]:
    """The steps that are likely to be asked for; all others are read when they are."""
    loaded = opened.loaded
    try:
        with reported(store.path):
            yield from store.load_steps(range(loaded.position, max(loaded.position - _NEAR, loaded.first - 1), -1))
            yield from store.load_steps(range(loaded.position + 1, min(loaded.position + _NEAR, loaded.last) + 1))
    except StoryError as error:  # they may be read later
        _LOG.warning("The history of a story cannot be read now: %s", error.message)


def _state(opened: Opened, path: Path) -> SaveState:
    if opened.read_only:
        return SaveState("read-only", None, opened.reason)
    try:
        return SaveState("saved", datetime.fromtimestamp(path.stat().st_mtime).astimezone())
    except (OSError, ValueError, OverflowError):
        return SaveState("saved")


def _lock(path: Path) -> StoryLock:
    try:
        return StoryLock(path)
    except (OSError, ValueError) as error:  # a path with a NUL character is a ValueError
        what = f"Nothing can be written to {path.parent}: {getattr(error, 'strerror', None) or error}."
        raise StoryError(what, "Choose another folder.") from error


def _close(connection: sqlite3.Connection) -> None:
    """Close it; the journal, which is empty, goes."""
    with suppress(sqlite3.Error):
        connection.execute("PRAGMA journal_mode = DELETE").fetchall()
    connection.close()


def _close_forgotten(file: weakref.ref[StoryFile]) -> None:
    """When the process ends."""
    open_file = file()
    if open_file is not None:
        with suppress(StudioError):
            open_file.close()
