"""Keeps the engine's indexes up to date with what scans find."""

from __future__ import annotations

from PySide6.QtCore import QObject

from gill_studio.core.jobs import JobState
from gill_studio.core.messages import IndexCollection
from ui.engine_client import EngineClient
from ui.library.shelf import Shelf


class Indexer(QObject):
    """One for all windows: after each scan that found something, the engine looks at what is new."""

    def __init__(self, engine: EngineClient, shelf: Shelf) -> None:
        super().__init__(shelf)
        self._engine, self._shelf = engine, shelf
        shelf.settled.connect(self.update)

    def update(self, collection: str) -> None:
        """Bring a collection's index up to date in the background, unless that is about to be done."""
        if self._engine.status.model is None:
            return  # a model that comes looks at the collection in use by itself, at others when they are searched
        request = IndexCollection(collection, use=collection == self._engine.wanted_collection)
        waiting = any(job.request == request and job.state is JobState.QUEUED for job in self._engine.jobs)
        entry = self._shelf.entry(collection)
        if not waiting and (entry is None or entry.coverage.pictures):
            name = collection if entry is None else entry.name
            self._engine.submit(self.tr("Look at new pictures of {}").format(name), request)


def index_with(engine: EngineClient, shelf: Shelf) -> Indexer:
    """The indexer of this engine; it exists once."""
    found = shelf.findChild(Indexer)
    return found if isinstance(found, Indexer) else Indexer(engine, shelf)
