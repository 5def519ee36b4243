"""What the library asks of the engine: pictures by words, by a picture, by the story; and captions."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from gill_studio.core.collections.library import open_collection
from gill_studio.core.collections.usage import not_to_offer
from gill_studio.core.jobs import Failure, Job
from gill_studio.core.messages import CaptionCollection, CollectionCaptioned, FindRequest, FoundPictures
from gill_studio.core.story.model import SeenPanel, Storyboard
from ui.engine_client import EngineClient
from ui.library.engine_job import EngineJob
from ui.library.shelf import Shelf
from ui.library.sifting import Found
from ui.proposals.aim import story_panels
from ui.story_session import StorySession
from ui.told.words import told

_MOST = 60
"""Pictures that a search brings."""


@dataclass(frozen=True)
class Place:
    """A place in a story that a picture is to fit: what the engine reads for it, and what it is called."""

    board: Storyboard
    context: tuple[SeenPanel, ...]
    number: int


class Asking(QObject):
    """One for each page. `found` and `failed` tell how a search has ended; `captioned`, that captions are there."""

    changed = Signal()
    """What is on its way."""
    found = Signal(object)
    """What a search has Found."""
    captioned = Signal(str)
    """The id of a collection in which captions were proposed."""
    failed = Signal(object)
    """The Failure of a search, or of captions."""

    def __init__(self, engine: EngineClient, shelf: Shelf, parent: QObject) -> None:
        super().__init__(parent)
        self._shelf, self._title, self._words, self._number = shelf, "", "", 0
        self._search, self._captions = EngineJob(engine, self), EngineJob(engine, self)
        self._captioned, self._done = "", 0
        self._search.finished.connect(self._take)
        self._captions.finished.connect(self._end)
        self._captions.changed.connect(self._follow)
        for job in (self._search, self._captions):
            job.changed.connect(self.changed)
            job.failed.connect(self.failed)

    @property
    def search(self) -> Job | None:
        """The search that is on its way."""
        return self._search.job

    @property
    def captions(self) -> Job | None:
        """The captions that are on their way."""
        return self._captions.job

    def by_words(self, collection: str, words: str) -> None:
        """Look for what these words say."""
        request = FindRequest(words=words, collection=collection, count=_MOST)
        self._find(self.tr("Pictures of “{}”").format(words), request)

    def by_picture(self, collection: str, path: Path) -> None:
        """Look for pictures like this one."""
        request = FindRequest(picture=path, collection=collection, count=_MOST)
        self._find(self.tr("Pictures like {}").format(path.name), request)

    def by_story(self, collection: str, place: Place, session: StorySession) -> None:
        """Look for what fits there, and is not in the story yet."""
        title = self.tr("What fits panel {}").format(place.number) if place.number else self.tr("What fits at the end")
        self._number += 1
        number, path_of = self._number, session.pictures.path_of

        def work() -> FindRequest:
            with open_collection(collection) as store:
                hidden = not_to_offer(store, place.board)
            panels = story_panels(place.context, path_of)
            return FindRequest(panels, _MOST, hidden, collection=collection)

        def ask(request: FindRequest) -> None:
            if number == self._number:
                self._find(title, request)

        self._shelf.run(work, ask)

    def for_captions(self, collection: str, keys: Collection[str] = ()) -> None:
        """Propose captions for these pictures, or for all without."""
        self._captioned, self._done = collection, 0
        request = CaptionCollection(collection, tuple(keys))
        self._captions.ask(self.tr("Propose captions"), request)

    def cancel_search(self) -> None:
        """It is not wanted any more."""
        self._number += 1
        self._search.cancel()

    def cancel_captions(self) -> None:
        """No more of them; those that are there stay."""
        self._captions.cancel()
        self.captioned.emit(self._captioned)

    def _find(self, title: str, request: FindRequest) -> None:
        self._number += 1
        self._title, self._words = title, request.words
        self._search.ask(title, request, urgent=True)

    def _take(self, result: object) -> None:
        if isinstance(result, FoundPictures):
            self.found.emit(Found(self._title, {one.key: one.score for one in result.pictures}, self._words))

    def _end(self, result: object) -> None:
        if isinstance(result, CollectionCaptioned):
            if result.skipped:
                words = self.tr("%n picture(s) could not be read.", "", len(result.skipped))
                self.failed.emit(Failure("error", f"{words} {told(result.skipped[0].reason)}"))
            self.captioned.emit(result.id)

    def _follow(self) -> None:
        """Show captions as they come, some at a time."""
        job = self._captions.job
        if job is not None and job.done >= self._done + max(1, job.total // 20):
            self._done = job.done
            self.captioned.emit(self._captioned)


def place_of(session: StorySession) -> Place:
    """The panel in focus: what comes before it, and its own caption; the end, where none is in focus."""
    panels = session.board.panels
    row = next((row for row, panel in enumerate(panels) if panel.id == session.focus), -1)
    seen = [SeenPanel(one.caption, None if one.picture is None else one.picture.sha256) for one in panels]
    if row < 0:
        return Place(session.board, tuple(seen), 0)
    own = (SeenPanel(panels[row].caption),) if panels[row].caption.strip() else ()
    return Place(session.board, (*seen[:row], *own), row + 1)
