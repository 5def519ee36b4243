"""The collection one looks at: its contents as they were read last, what is searched in it, and what that leaves."""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal

from gill_studio.core.collections.model import CollectedPicture
from gill_studio.core.errors import StudioError
from gill_studio.core.story.model import Storyboard
from ui.library.contents import Contents, read_contents, read_groups, read_used
from ui.library.shelf import Shelf
from ui.library.sifting import Found, Marks, Sieve, Sifted, counts, sift

_PATIENCE = 4.0  # how many times longer than reading took one waits before reading again
_QUIET_MS = 400  # after an edit of the story, until one looks what it shows


class Looking(QObject):
    """What there is to show. `changed` after each change of it; `marked` where only the marks have changed."""

    changed = Signal()
    marked = Signal()

    def __init__(self, shelf: Shelf, parent: QObject) -> None:
        super().__init__(parent)
        self._shelf = shelf
        self.collection = ""
        self.contents = Contents("", "")
        self.marks = Marks()
        self.sieve, self.words = Sieve.ALL, ""
        self.found: Found | None = None
        self.read = False
        """Whether the contents are those of the collection one looks at."""
        self.awake = False
        """Whether anybody sees it; if not, it is read when somebody does."""
        self._sifted_of: tuple[object, ...] = ()
        self._sifted = Sifted()
        self._counted_of: tuple[object, ...] = ()
        self._counted: dict[Sieve, int] = {}
        self._board: Storyboard | None = None
        self._reading = self._again = self._closed = False
        self._compared: frozenset[str] = frozenset()
        self._wait = QTimer(self, singleShot=True)
        self._wait.timeout.connect(self.reload)
        self._story = QTimer(self, singleShot=True, interval=_QUIET_MS)
        self._story.timeout.connect(self._read_used)
        shelf.touched.connect(self._hear)
        shelf.progressed.connect(self._hear_progress)

    @property
    def sifted(self) -> Sifted:
        """The pictures to show, in their order."""
        now = (self.contents, self.sieve, self.words, self.found, self.marks)
        if not _are(now, self._sifted_of):
            self._sifted_of, self._sifted = now, sift(*now)
        return self._sifted

    @property
    def counts(self) -> dict[Sieve, int]:
        """How many pictures there are of each kind."""
        now = (self.contents, self.marks)
        if not _are(now, self._counted_of):
            self._counted_of, self._counted = now, counts(*now)
        return self._counted

    def look_at(self, collection: str) -> None:
        """Another collection."""
        if collection == self.collection:
            return
        self.collection, self.read = collection, False
        self.contents, self.marks = Contents(collection, ""), Marks()
        self.found, self.words, self._compared = None, "", frozenset()
        self.changed.emit()
        self.reload()

    def search(self, words: str) -> None:
        """Only pictures whose caption or name has these words."""
        answered = self.found is not None and bool(self.found.words)
        if words != self.words or answered:
            self.words = words
            if answered:  # what was found is of other words
                self.found = None
            self.changed.emit()

    def choose(self, sieve: Sieve) -> None:
        """Only pictures of one kind."""
        if sieve is not self.sieve:
            self.sieve = sieve
            self.changed.emit()

    def show_found(self, found: Found | None) -> None:
        """Only what the engine has found; None: all again."""
        if found is not self.found:
            self.found = found
            self.words = "" if found is not None else self.words
            self.changed.emit()

    def follow(self, board: Storyboard | None) -> None:
        """The story that is open, as it is now."""
        if board is not self._board:
            self._board = board
            self._story.start()

    def replace(self, pictures: Iterable[CollectedPicture]) -> None:
        """These have changed in the collection."""
        fresh = {one.picture.sha256: one for one in pictures}
        same = tuple(fresh.get(one.picture.sha256, one) for one in self.contents.pictures)
        self.contents = replace(self.contents, pictures=same)
        self.changed.emit()

    def close(self) -> None:
        """Nobody will ever see it again: what is still being read is of no interest."""
        self._closed, self.awake = True, False
        self._wait.stop()
        self._story.stop()

    def reload(self) -> None:
        """Read the collection anew; once more, where it changes meanwhile."""
        if not self.collection or self._closed:
            return
        if self._reading:
            self._again = True
            return
        self._reading, self._again = True, False
        collection, began = self.collection, time.monotonic()
        self._shelf.run(
            partial(read_contents, collection, self.contents),
            partial(self._take, began),
            partial(self._fail, collection),
        )

    # Inside

    def _hear(self, collection: str) -> None:
        if self.awake and collection == self.collection and not self._wait.isActive():
            self.reload()

    def _hear_progress(self, collection: str) -> None:
        if collection == self.collection:
            self._mark()

    def _take(self, began: float, contents: Contents) -> None:
        if self._closed:
            return
        self._reading = False
        took = time.monotonic() - began
        if contents.id != self.collection:
            self.reload()
            return
        if contents is not self.contents or not self.read:
            self.contents, self.read = contents, True
            self.changed.emit()
            self._mark()
        if self._again:
            self._wait.start(round(1000 * took * _PATIENCE))

    def _fail(self, collection: str, error: StudioError) -> None:
        if self._closed:
            return
        self._reading = False
        if collection != self.collection:
            self.reload()
        elif self._shelf.entry(collection) is not None:
            self._shelf.failed.emit(error)

    def _mark(self) -> None:
        """What the pictures have to do with each other, and with the story; once a scan is through."""
        if self._closed or self._shelf.activity(self.collection).scanning or not self.read:
            return
        keys = frozenset(one.picture.sha256 for one in self.contents.pictures)
        if keys != self._compared:
            self._compared = keys
            collection = self.collection
            self._shelf.run(partial(read_groups, collection), partial(self._take_groups, collection), _nothing)
            self._read_used()

    def _read_used(self) -> None:
        collection, board = self.collection, self._board
        if board is None:
            self._take_used(collection, {})
        elif collection and self.read:
            self._shelf.run(partial(read_used, collection, board), partial(self._take_used, collection), _nothing)

    def _take_groups(self, collection: str, groups: list[tuple[str, ...]]) -> None:
        if not self._closed and collection == self.collection and tuple(groups) != self.marks.groups:
            self.marks = replace(self.marks, groups=tuple(groups))
            self._tell(Sieve.ALIKE)

    def _take_used(self, collection: str, used: dict[str, tuple[int, ...]]) -> None:
        if not self._closed and collection == self.collection and used != self.marks.used:
            self.marks = replace(self.marks, used=used)
            self._tell(Sieve.USED)

    def _tell(self, sieve: Sieve) -> None:
        (self.changed if self.sieve is sieve else self.marked).emit()


def _nothing(_: StudioError) -> None:
    """A mark that cannot be read is not shown."""


def _are(now: tuple[object, ...], before: tuple[object, ...]) -> bool:
    """Whether these are the same objects: comparing thousands of pictures takes longer than it saves."""
    return len(now) == len(before) and all(one is other for one, other in zip(now, before, strict=True))
