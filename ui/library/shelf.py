"""All collections of this computer, as the windows share them: what there is, and what is being scanned."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QCoreApplication, QObject, Qt, QTimer, Signal, Slot

from gill_studio.core.collections import library
from gill_studio.core.collections.library import CollectionEntry
from gill_studio.core.collections.model import CollectionError
from gill_studio.core.collections.store import CollectionStore
from gill_studio.core.errors import StudioError
from gill_studio.core.messages import SAMPLE
from ui.background import Background
from ui.library.watcher import Watcher

_Answer = TypeVar("_Answer")
_GLANCE_MS = 1500  # between two looks at what a scan has found so far
_THREADS = 2


@dataclass(frozen=True, slots=True)
class Activity:
    """What is being done with a collection's folders: how much of how much; or stopped; or what went wrong."""

    label: str = ""
    done: int = 0
    total: int = 0
    paused: bool = False
    error: StudioError | None = None

    @property
    def scanning(self) -> bool:
        """Whether a scan is going on."""
        return bool(self.label) and not self.paused


class Shelf(QObject):
    """Knows the collections, keeps watch over their folders, and does to them what is asked, on other threads."""

    changed = Signal()
    """There are other collections, or other numbers of pictures in them."""
    touched = Signal(str)
    """The id of a collection in which something has changed."""
    settled = Signal(str)
    """The id of a collection in which a scan has found something, and has come to its end."""
    progressed = Signal(str)
    """The id of a collection whose `activity` has changed."""
    failed = Signal(object)
    """A StudioError: something that was asked for could not be done."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.entries: tuple[CollectionEntry, ...] = ()
        self.listed = False
        """Whether it is known which there are."""
        self._background = Background(_THREADS, self)
        self._watchers: dict[str, Watcher] = {}
        self._activities: dict[str, Activity] = {}
        self._touched: set[str] = set()
        self._asked = self._answered = 0
        self._open = True
        self._glance = QTimer(self, singleShot=True, interval=_GLANCE_MS)
        self._glance.timeout.connect(self._look)
        app = QCoreApplication.instance()
        if app is not None:
            app.aboutToQuit.connect(self.close, Qt.ConnectionType.UniqueConnection)
        self.refresh()

    # What one asks

    def entry(self, collection: str) -> CollectionEntry | None:
        """A collection in short."""
        return next((one for one in self.entries if one.id == collection), None)

    def activity(self, collection: str) -> Activity:
        """What is being done with its folders."""
        return self._activities.get(collection, Activity())

    def run(
        self,
        work: Callable[[], _Answer],
        done: Callable[[_Answer], object],
        failed: Callable[[StudioError], object] | None = None,
    ) -> None:
        """Do something with a collection on another thread; see Background.run. Errors are told by `failed`."""
        if self._open:
            self._background.run(work, done, failed or self.failed.emit)

    def refresh(self) -> None:
        """Look which collections there are; those that are new are scanned, and watched."""
        self._asked += 1
        self.run(_list, partial(self._answer, self._asked))

    # What one does

    def create(self, folders: Sequence[Path], done: Callable[[str], object]) -> None:
        """A collection of these folders, named after the first; the one that has that folder already, if one has."""
        self.run(partial(_create, tuple(folders)), partial(self._arrive, done))

    def add_folders(self, collection: str, folders: Sequence[Path]) -> None:
        """Make folders part of a collection."""

        def add(store: CollectionStore) -> None:
            for folder in folders:
                store.add_folder(library.checked_folder(folder))

        self._change(collection, add)

    def remove_folder(self, collection: str, folder: Path) -> None:
        """A folder is no part of a collection any more; nothing in it is touched."""
        self._change(collection, lambda store: store.remove_folder(folder))

    def rename(self, collection: str, name: str) -> None:
        """Give it another name."""
        self.run(partial(_rename, collection, name), lambda _: self._heard(collection))

    def remove(self, collection: str) -> None:
        """Forget what is known of a collection; its pictures stay where they are."""
        watcher = self._watchers.pop(collection, None)
        if watcher is not None:
            watcher.halt()
        self._answered = self._asked
        self.entries = tuple(one for one in self.entries if one.id != collection)
        self._activities.pop(collection, None)
        self.changed.emit()

        def work() -> None:
            if watcher is not None:
                watcher.join()
            library.remove_collection(collection)

        def done(error: StudioError | None) -> None:
            if watcher is not None:
                watcher.deleteLater()
            if error is not None:
                self.failed.emit(error)
            self.refresh()

        self.run(work, done, done)

    def pause(self, collection: str) -> None:
        """Stop scanning: what was seen stays, and `resume` goes on from there."""
        watcher = self._watchers.pop(collection, None)
        if watcher is None:
            return
        watcher.halt()
        self._set(collection, replace(self.activity(collection), paused=True))
        self._background.run(watcher.join, lambda _: watcher.deleteLater())
        self._heard(collection)

    def resume(self, collection: str) -> None:
        """Scan from where it was stopped, and go on watching."""
        self._set(collection, Activity())
        self._watch(collection)

    @Slot()
    def close(self) -> None:
        """End all watching; waits for that."""
        self._open = False
        self._glance.stop()
        for watcher in self._watchers.values():
            watcher.halt()
        for watcher in self._watchers.values():
            watcher.join()
        self._watchers.clear()
        self._background.close(finish=True)  # captions that were written last

    # Inside

    def _answer(self, asked: int, entries: tuple[CollectionEntry, ...]) -> None:
        """Of two looks on two threads, the one that began later counts."""
        if asked > self._answered:
            self._answered = asked
            self._take(entries)

    def _take(self, entries: tuple[CollectionEntry, ...]) -> None:
        if not self._open:
            return
        self.entries, self.listed = entries, True
        for entry in entries:
            if entry.id != SAMPLE and not entry.error and not self.activity(entry.id).paused:
                self._watch(entry.id)
        self.changed.emit()

    def _arrive(self, done: Callable[[str], object], made: tuple[str, tuple[CollectionEntry, ...]]) -> None:
        collection, entries = made
        self._take(entries)
        done(collection)

    def _change(self, collection: str, change: Callable[[CollectionStore], object]) -> None:
        """Change which folders there are, and have them looked through."""
        watcher = self._watchers.pop(collection, None)
        if watcher is not None:
            watcher.halt()

        def work() -> None:
            if watcher is not None:
                watcher.join()
            with library.open_collection(collection) as store:
                change(store)

        def done(error: StudioError | None) -> None:
            if watcher is not None:
                watcher.deleteLater()
            if error is not None:
                self.failed.emit(error)
            self.resume(collection)
            self._heard(collection)

        self.run(work, done, done)

    def _watch(self, collection: str) -> None:
        if collection in self._watchers or not self._open:
            return
        watcher = Watcher(library.folder_of(collection), self)
        watcher.progressed.connect(partial(self._progress, collection))
        watcher.scanned.connect(partial(self._found, collection))
        watcher.failed.connect(partial(self._say, collection))
        watcher.rested.connect(partial(self._rest, collection))
        self._watchers[collection] = watcher

    def _progress(self, collection: str, label: str, done: int, total: int) -> None:
        if collection in self._watchers:
            self._set(collection, Activity(label, done, total))
            if done and done < total:
                self._touched.add(collection)
                if not self._glance.isActive():
                    self._glance.start()

    def _found(self, collection: str, _result: object) -> None:
        if collection in self._watchers:
            self._heard(collection)
            self.settled.emit(collection)

    def _rest(self, collection: str) -> None:
        if collection in self._watchers:
            self._touched.discard(collection)
            self._set(collection, Activity())

    def _say(self, collection: str, error: StudioError) -> None:
        if collection in self._watchers:
            self._set(collection, Activity(error=error))

    def _set(self, collection: str, activity: Activity) -> None:
        if activity != self.activity(collection):
            self._activities[collection] = activity
            self.progressed.emit(collection)

    def _look(self) -> None:
        touched, self._touched = self._touched, set()
        for collection in touched:
            self._heard(collection)

    def _heard(self, collection: str) -> None:
        self.touched.emit(collection)
        self.refresh()


def shelf_of(settings: QObject) -> Shelf:
    """The shelf that all windows with these settings share."""
    found = settings.findChild(Shelf)
    return found if isinstance(found, Shelf) else Shelf(settings)


def _list() -> tuple[CollectionEntry, ...]:
    sample = library.sample_entry()
    return (*library.list_collections(), *(() if sample is None else (sample,)))


def _create(folders: tuple[Path, ...]) -> tuple[str, tuple[CollectionEntry, ...]]:
    known = library.collection_of_folder(folders[0])
    if known is not None:
        with known as store:
            return store.id, _list()
    with library.create_collection(_free_name(folders[0].name or str(folders[0])), folders) as store:
        return store.id, _list()


def _free_name(name: str) -> str:
    taken = {entry.name.casefold() for entry in library.list_collections()}
    free, number = name, 2
    while free.casefold() in taken:
        free, number = f"{name} {number}", number + 1
    return free


def _rename(collection: str, name: str) -> None:
    name = " ".join(name.split())
    taken = {entry.name.casefold(): entry.id for entry in library.list_collections()}
    if not name or taken.get(name.casefold(), collection) != collection:
        what = f"There is a collection {name} already." if name else "A collection needs a name."
        raise CollectionError(what, "Choose another name.")
    with library.open_collection(collection) as store:
        store.rename(name)
