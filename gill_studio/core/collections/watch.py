"""Watching a collection's folders: what changes there is in the collection a moment later."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from gill_studio.core.collections.captions.beside import CAPTION_SUFFIXES
from gill_studio.core.collections.scan import ScanResult, scan
from gill_studio.core.collections.store import CollectionStore
from gill_studio.core.errors import StudioError
from gill_studio.core.pictures import PICTURE_SUFFIXES

if TYPE_CHECKING:
    from watchdog.events import FileSystemEvent
    from watchdog.observers.api import BaseObserver, ObservedWatch

_QUIET, _LONGEST = 0.3, 1.0  # seconds without an event before a scan, and after the first one at the latest
_ROUND = 10.0  # seconds between two looks whether folders are there
_UNWATCHED = 60.0  # seconds between two scans of folders that the system does not watch for us
_LOG = logging.getLogger(__name__)
_SUFFIXES = tuple(PICTURE_SUFFIXES | CAPTION_SUFFIXES)


class CollectionWatch:
    """Scans a collection at the start, and then whenever something changes in its folders, until it is stopped.

    `on_scan` hears of each scan that found something, `on_error` of each that failed, `on_rest` whenever nothing is
    left to do for now; all on the watch's thread.
    """

    def __init__(
        self,
        collection: Path,
        on_scan: Callable[[ScanResult], object],
        on_error: Callable[[StudioError], object] = lambda _: None,
        progress: Callable[[str, int, int], object] = lambda *_: None,
        on_rest: Callable[[], object] = lambda: None,
    ) -> None:
        self._collection, self._on_scan, self._on_error, self._progress = collection, on_scan, on_error, progress
        self._on_rest = on_rest
        self._wake = threading.Condition()
        self._stopping = False
        self._dirty: set[Path] = set()
        self._first = self._latest = 0.0
        self._watched: dict[Path, ObservedWatch | None] = {}
        """None for a folder that is there, but cannot be watched."""
        self._next_round = self._next_full = 0.0
        self._thread = threading.Thread(target=self._run, name="collection watch", daemon=True)
        self._thread.start()

    def stop(self, timeout: float = 10.0) -> None:
        """End it; a scan that is going on ends where it is. Waits so many seconds for that."""
        with self._wake:
            self._stopping = True
            self._wake.notify_all()
        self._thread.join(timeout)

    def _run(self) -> None:
        from watchdog.observers import Observer

        observer = Observer()
        observer.start()
        try:
            with CollectionStore.open(self._collection) as store:
                while not self._stopping:
                    self._look_round(observer, store.folders())
                    self._scan(store)
        except StudioError as error:
            self._on_error(error)
        except Exception:
            _LOG.exception("A collection is not watched any more")
            raise
        finally:
            observer.stop()
            observer.join()

    def _look_round(self, observer: BaseObserver, folders: Iterable[Path]) -> None:
        """Watch the folders that are there; those that have come back, or are not watched, are to be scanned."""
        now = time.monotonic()
        if now < self._next_round:
            return
        self._next_round = now + _ROUND
        all_of_it = now >= self._next_full
        for folder in folders:
            there = folder.is_dir()
            if there and folder not in self._watched:
                self._watched[folder] = self._watch(observer, folder)
                self._touch(folder)
            elif not there and folder in self._watched:
                self._unwatch(observer, folder)
            elif there and all_of_it and self._watched[folder] is None:
                self._touch(folder)
        if all_of_it:
            self._next_full = now + _UNWATCHED

    def _watch(self, observer: BaseObserver, folder: Path) -> ObservedWatch | None:
        from watchdog import events

        kinds: list[type[FileSystemEvent]] = [
            *(events.FileCreatedEvent, events.FileModifiedEvent, events.FileMovedEvent, events.FileDeletedEvent),
            *(events.FileClosedEvent, events.DirCreatedEvent, events.DirMovedEvent, events.DirDeletedEvent),
        ]
        handler = events.FileSystemEventHandler()
        handler.on_any_event = lambda event: self._hear(folder, event)  # type: ignore[method-assign]
        try:
            return observer.schedule(handler, str(folder), recursive=True, event_filter=kinds)
        except OSError as error:  # too many directories for the system, or a share that tells nothing
            _LOG.warning("A folder is looked through every minute, for it cannot be watched: %s", error.strerror)
            return None

    def _unwatch(self, observer: BaseObserver, folder: Path) -> None:
        watch = self._watched.pop(folder)
        if watch is not None:
            try:
                observer.unschedule(watch)
            except (KeyError, OSError):  # it has gone with the folder
                _LOG.info("A watched folder is gone.")

    def _hear(self, folder: Path, event: FileSystemEvent) -> None:
        """On the observer's thread."""
        names = (str(event.src_path), str(event.dest_path))
        if event.is_directory or any(name.lower().endswith(_SUFFIXES) for name in names):
            self._touch(folder)

    def _touch(self, folder: Path) -> None:
        with self._wake:
            self._latest = time.monotonic()
            if not self._dirty:
                self._first = self._latest
            self._dirty.add(folder)
            self._wake.notify_all()

    def _scan(self, store: CollectionStore) -> None:
        """Wait until something has changed and it is quiet, or it is time to look round; scan what has changed."""
        folders = self._wait()
        if not folders or self._stopping:
            return
        try:
            result = scan(store, self._step, folders=sorted(folders))
        except _StoppedError:
            return
        except StudioError as error:  # another process scans, or the disk is full: it is tried again
            self._next_round = time.monotonic() + _ROUND
            with self._wake:
                self._dirty |= folders
                self._first = self._latest = time.monotonic() + _ROUND
            self._on_error(error)
            return
        if not result.is_empty:
            self._on_scan(result)
        self._on_rest()

    def _wait(self) -> set[Path]:
        with self._wake:
            while not self._stopping:
                now = time.monotonic()
                due = min(self._latest + _QUIET, self._first + _LONGEST) if self._dirty else self._next_round
                if now >= due:
                    break
                self._wake.wait(due - now)
            folders, self._dirty = self._dirty, set()
            return folders

    def _step(self, label: str, done: int, total: int) -> None:
        if self._stopping:
            raise _StoppedError
        self._progress(label, done, total)


class _StoppedError(Exception):
    """The watch is to end in the midst of a scan."""
