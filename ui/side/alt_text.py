"""Alt text proposed by the engine: a caption of the picture alone, which the writer then edits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from gill_studio.core.errors import StudioError
from gill_studio.core.jobs import Failure
from gill_studio.core.messages import CaptionRequest, Captions
from gill_studio.core.story.edits import panel_of
from ui.pages import StoryContext

if TYPE_CHECKING:
    from ui.engine_client import EngineClient


class AltTextProposer(QObject):
    """Asks for the alt text of a panel and writes it, as one step of undo. `changed` when what is on its way has."""

    changed = Signal()

    def __init__(self, context: StoryContext, engine: EngineClient) -> None:
        super().__init__(context.session)
        self._context, self._engine = context, engine
        self._jobs: dict[str, tuple[str, str]] = {}
        self._closed = False
        engine.finished.connect(self._hear_finished)
        engine.failed.connect(self._hear_failed)
        engine.cancelled.connect(self._forget)
        context.session.closing.connect(self._close)

    def asks_for(self, panel: str) -> bool:
        """Whether the alt text of that panel is on its way."""
        return any(asked == panel for asked, _ in self._jobs.values())

    def ask(self, panel: str) -> None:
        """Ask what the panel's picture shows; nothing where it has none."""
        session = self._context.session
        picture = panel_of(session.board, panel).picture
        if picture is None or session.read_only or self.asks_for(panel):
            return

        def submit(path: object) -> None:
            number = self._context.model.row_of(panel) + 1
            title = self.tr("Describe the picture of panel {}").format(number)
            job = self._engine.submit(title, CaptionRequest((), path), urgent=True)  # type: ignore[arg-type]
            self._jobs[job] = (panel, picture.sha256)
            self.changed.emit()

        store = session.pictures
        self._context.background.run(lambda: store.path_of(picture.sha256), submit, self._context.window.say_error)

    def _hear_finished(self, job: str, result: object) -> None:
        panel, picture = self._jobs.get(job, ("", ""))
        self._forget(job)
        if not panel or self._closed or not isinstance(result, Captions) or not result.texts:
            return
        shown = next((one.picture for one in self._context.session.board.panels if one.id == panel), None)
        if shown is not None and shown.sha256 == picture:
            self._context.commands.accept_alt_text(panel, result.texts[0].text)
            self._context.window.announce(self.tr("Alt text: {}").format(result.texts[0].text))

    def _hear_failed(self, job: str, failure: Failure) -> None:
        if job in self._jobs:
            self._forget(job)
            self._context.window.say_error(StudioError(failure.message, failure.hint))

    def _forget(self, job: str) -> None:
        if self._jobs.pop(job, None) is not None:
            self.changed.emit()

    def _close(self) -> None:
        self._closed = True
        for job in self._jobs:
            self._engine.cancel(job)


def alt_texts_of(context: StoryContext) -> AltTextProposer | None:
    """The one of the story; None without an engine."""
    found = context.session.findChild(AltTextProposer)
    if isinstance(found, AltTextProposer):
        return found
    return None if context.engine is None else AltTextProposer(context, context.engine)
