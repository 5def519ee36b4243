"""Making a picture or a sentence again by its recipe, with the context the model saw then."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from gill_studio.core.errors import StudioError
from gill_studio.core.jobs import Failure
from gill_studio.core.messages import PaintedPictures
from gill_studio.core.pictures import PictureRef
from gill_studio.core.protocol import Proposals, StoryPanel, TextProposal
from gill_studio.core.story import edits
from gill_studio.core.story.model import OfferedText, Origin, Panel, Storyboard, Take, new_id
from ui.pages import StoryContext
from ui.takes.recipes import Record, changes, recipe_now, request_again, seen_panels
from ui.told.words import error_words

if TYPE_CHECKING:
    from ui.engine_client import EngineClient


@dataclass(frozen=True)
class _Attempt:
    """One record of a panel that is being made again."""

    panel: str
    record: Record
    missing: tuple[int, ...] = ()
    """Numbers of the panels it had read whose picture is gone."""


class MakeAgain(QObject):
    """Asks the engine once more. `told` says how it went; what is not the same becomes one more take or text."""

    told = Signal(str)
    made = Signal(str)
    """The id of the record that there is now: the same, or a new one."""

    def __init__(self, context: StoryContext, engine: EngineClient, parent: QObject) -> None:
        super().__init__(parent)
        self._context, self._engine = context, engine
        self._attempts: dict[str, _Attempt] = {}
        self._closed = False
        engine.finished.connect(self._hear_finished)
        engine.failed.connect(self._hear_failed)
        engine.cancelled.connect(lambda job: self._attempts.pop(job, None))
        context.session.closing.connect(self._close)

    def make(self, panel: Panel, record: Record) -> None:
        """Make it again; nothing where there is no recipe for it."""
        recipe, store = record.recipe, self._context.session.pictures
        if recipe is None:
            return

        def submit(found: tuple[tuple[StoryPanel, ...], tuple[int, ...]]) -> None:
            request = request_again(panel, record, found[0])
            if request is None or self._closed:
                return
            picture = isinstance(record, Take)
            title = self.tr("Make a picture again") if picture else self.tr("Write a sentence again")
            job = self._engine.submit(title, request, urgent=True)
            self._attempts[job] = _Attempt(panel.id, record, found[1])

        self._context.background.run(lambda: seen_panels(recipe, store), submit)

    def _hear_finished(self, job: str, result: object) -> None:
        attempt = self._attempts.pop(job, None)
        if attempt is None or self._closed:
            return
        if isinstance(attempt.record, OfferedText) and isinstance(result, Proposals):
            self._compare_text(attempt, attempt.record, next(iter(result.texts), None))
        elif isinstance(attempt.record, Take) and isinstance(result, PaintedPictures) and result.pictures:
            self._bring(job, attempt, attempt.record, result)

    def _bring(self, job: str, attempt: _Attempt, take: Take, result: PaintedPictures) -> None:
        path, store = result.pictures[0].path, self._context.session.pictures

        def arrived(picture: PictureRef) -> None:
            if not self._closed:
                self._compare_picture(attempt, take, picture)
            self._engine.release(job)

        self._context.background.run(lambda: store.add_file(path), arrived, self._context.window.say_error)

    def _compare_picture(self, attempt: _Attempt, take: Take, picture: PictureRef) -> None:
        if picture.sha256 == take.picture.sha256:
            self._tell(take.id, self.tr("It is the same picture, to the last pixel."))
            return
        panel = self._panel(attempt)
        known = next((one for one in panel.takes if one.picture == picture), None) if panel else None
        if known is None:
            recipe = recipe_now(take.recipe, self._engine.status.model)
            known = Take(new_id(), picture, Origin.GENERATED, recipe)
            made = known
            self._keep(lambda board: edits.with_take(board, attempt.panel, made, show=False))
        other = self.tr("It is another picture now. {}")
        same = self.tr("The recipe is as it was: this computer, or its libraries, paint differently.")
        self._tell(known.id, other.format(self._reasons(attempt) or same))

    def _compare_text(self, attempt: _Attempt, text: OfferedText, now: TextProposal | None) -> None:
        if now is not None and now.text == text.text:
            self._tell(text.id, self.tr("It is the same sentence, word for word."))
            return
        same = self.tr("The recipe is as it was: this computer, or its libraries, compute differently.")
        reasons = self._reasons(attempt) or same
        if now is None:
            self._tell(text.id, self.tr("Nothing comes of it now. {}").format(reasons))
            return
        panel = self._panel(attempt)
        known = next((one for one in panel.offered if one.text == now.text), None) if panel else None
        if known is None:
            known = OfferedText(new_id(), now.text, recipe_now(text.recipe, self._engine.status.model), now.score)
            made = known
            self._keep(lambda board: edits.with_offered(board, attempt.panel, [made]))
        self._tell(known.id, self.tr("It is another sentence now. {}").format(reasons))

    def _reasons(self, attempt: _Attempt) -> str:
        return " ".join(changes(attempt.record.recipe, attempt.missing, self._engine.status.model))

    def _panel(self, attempt: _Attempt) -> Panel | None:
        return next((one for one in self._context.session.board.panels if one.id == attempt.panel), None)

    def _keep(self, change: Callable[[Storyboard], Storyboard]) -> None:
        session = self._context.session
        with suppress(StudioError):  # its panel is gone
            session.keep(change(session.board))

    def _tell(self, record: str, words: str) -> None:
        self.made.emit(record)
        self.told.emit(words)

    def _hear_failed(self, job: str, failure: Failure) -> None:
        if self._attempts.pop(job, None) is not None:
            self.told.emit(error_words(failure))

    def _close(self) -> None:
        self._closed = True
        for job in self._attempts:
            self._engine.cancel(job)
