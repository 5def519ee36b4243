"""Asks the engine, follows what it offers, and puts into the story what the writer takes of it."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from gill_studio.core.errors import StudioError
from gill_studio.core.jobs import Failure, Job
from gill_studio.core.messages import PaintedPictures
from gill_studio.core.pictures import PictureRef
from gill_studio.core.protocol import PaintPreview, PicturesRetrieved, Proposals, ProposeRequest, TextGrew
from ui.pages import StoryContext
from ui.proposals.aim import Aim, Question, Wish, aim_at, context_of, make_request
from ui.proposals.hidden import hidden_in
from ui.proposals.keeping import bring_picture, take_record, text_record
from ui.proposals.offer import Candidate, Kind, Offer, State
from ui.proposals.placing import Placing
from ui.told.words import error_words
from ui.training.decision_log import note_choice

if TYPE_CHECKING:
    from ui.engine_client import EngineClient

Brought = tuple[Candidate, PictureRef, Path]
_SEEDS = 2**31 - 64
_APART = 16  # how far seeds of one question lie from those of the one before


class Proposer(QObject):
    """One for each story that is open. `offer` is what there is on the table, or None."""

    changed = Signal()
    """The offer has changed, or what is on its way."""
    said = Signal(str)
    """Something that one sees, to be read aloud."""

    def __init__(self, context: StoryContext, engine: EngineClient, parent: QObject) -> None:
        super().__init__(parent)
        self._context, self._engine, self._closed = context, engine, False
        self._placing = Placing(context)
        self.offer: Offer | None = None
        self.seed: int | None = None
        """The first seed of every question; None takes a new one each time."""
        self._asked = 0
        engine.partial.connect(self._hear_partial)
        engine.finished.connect(self._hear_finished)
        engine.failed.connect(self._hear_failed)
        engine.cancelled.connect(self._hear_cancelled)
        engine.job_changed.connect(self._hear_job)
        context.session.changed.connect(self._follow_story)

    # What the writer does

    @property
    def running(self) -> bool:
        """Whether an answer is on its way."""
        return self.offer is not None and not self.offer.state.ended

    @property
    def job(self) -> Job | None:
        """The job of what is on its way, as it is now."""
        return None if self.offer is None or not self.offer.job else self._engine.job(self.offer.job)

    def ask(self, *, at_end: bool = False) -> None:
        """Ask for what the panel in focus lacks, or for the next panel; with `at_end`, for the story's next."""
        self._asked = 0
        session = self._context.session
        self._ask(aim_at(session.board, session.focus, at_end=at_end), ())

    def again(self) -> None:
        """Ask the same once more, of the story as it is now, for other candidates."""
        offer = self.offer
        if offer is None:
            self.ask()
            return
        self._asked += 1
        seen = tuple(one.key for one in offer.of(Kind.RETRIEVED) if one.key)
        self._ask(self._aim_again(offer), (*offer.question.exclude, *seen))

    def cancel(self) -> None:
        """Stop what is on its way; what is there already stays. Where nothing is, clear the table."""
        if self.offer is None:
            return
        if self.running and self.offer.job:
            self._engine.cancel(self.offer.job)
        elif self.running:
            self.offer.end(State.CANCELLED)
            self.changed.emit()
        else:
            self.offer = None
            self.changed.emit()

    def accept(self, number: int) -> None:
        """Put a candidate into the story."""
        self._take(number, show=True)

    def keep(self, number: int) -> None:
        """Add a candidate to the takes of its panel, which goes on showing what it shows."""
        self._take(number, show=False)

    def close(self) -> None:
        """The story is being closed: nothing is wanted any more."""
        if self.running and self.offer is not None and self.offer.job:
            self._engine.cancel(self.offer.job)
        self._closed, self.offer = True, None

    # Asking

    def _ask(self, aim: Aim, exclude: tuple[str, ...]) -> None:
        session = self._context.session
        if session.read_only:
            return
        self._leave()
        context = context_of(session.board, aim) or ()
        shown = (panel.picture.sha256 for panel in session.board.panels if panel.picture is not None)
        question = Question(
            aim,
            context,
            self._context.settings.now.proposing,
            self._next_seed(),
            tuple(dict.fromkeys((*exclude, *shown))),
            self._engine.status.model,
        )
        offer = Offer(question, "" if aim.wish is Wish.NEXT else aim.anchor)
        self.offer = offer
        self.changed.emit()
        board, collection = session.board, self._engine.wanted_collection

        def work() -> ProposeRequest:
            request = make_request(question, session.pictures.path_of)
            return replace(request, exclude=tuple(dict.fromkeys((*request.exclude, *hidden_in(collection, board)))))

        self._context.background.run(
            work,
            lambda request: self._submit(offer, request),
            lambda error: self._refuse(offer, error),
        )

    def _submit(self, offer: Offer, request: ProposeRequest) -> None:
        if offer is self.offer and not offer.state.ended and not self._closed:
            offer.job = self._engine.submit(self._title(offer.question.aim), request, urgent=True)

    def _refuse(self, offer: Offer, error: StudioError) -> None:
        offer.end(State.FAILED, Failure("error", error.message, error.hint))
        self.changed.emit()

    def _leave(self) -> None:
        """Another question is asked: what is on its way is not wanted any more, what has come is kept."""
        offer = self.offer
        if offer is not None and not offer.state.ended:
            if offer.job:
                self._engine.cancel(offer.job)
            offer.end(State.CANCELLED)
            self._keep_all(offer)

    def _aim_again(self, offer: Offer) -> Aim:
        aim, board = offer.question.aim, self._context.session.board
        ids = {panel.id for panel in board.panels}
        if aim.wish is Wish.NEXT and offer.target in ids:
            again = aim_at(board, offer.target)
            return again if again.wish is not Wish.NEXT else Aim(Wish.FILL, offer.target)
        return aim if aim.anchor in ids or not aim.anchor else aim_at(board, self._context.session.focus)

    def _next_seed(self) -> int:
        if self.seed is None:
            return secrets.randbelow(_SEEDS)
        return self.seed + _APART * self._asked

    def _title(self, aim: Aim) -> str:
        number = self._context.model.row_of(aim.anchor) + 1
        match aim.wish:
            case Wish.PICTURE:
                return self.tr("Propose pictures for panel {}").format(number)
            case Wish.CAPTION:
                return self.tr("Propose captions for panel {}").format(number)
            case Wish.FILL:
                return self.tr("Propose panel {}").format(number)
            case Wish.NEXT:
                return self.tr("Propose panel {}").format(number + 1)

    # What the engine says

    def _hear_partial(self, job: str, value: object) -> None:
        offer = self._of(job)
        if offer is None:
            return
        match value:
            case TextGrew():
                offer.grow(value)
            case PicturesRetrieved():
                offer.retrieve(value)
            case PaintPreview():
                offer.preview(value)
            case PaintedPictures(pictures=pictures):
                offer.paint(pictures)
        self.changed.emit()

    def _hear_job(self, job: Job) -> None:
        offer = self._of(job.id)
        if offer is not None and not job.state.ended:
            offer.state = State.RUNNING if job.started is not None else State.WAITING
            self.changed.emit()

    def _hear_finished(self, job: str, result: object) -> None:
        offer = self._of(job)
        if offer is not None and isinstance(result, Proposals):
            offer.finish(result)
            self._end(offer)

    def _hear_failed(self, job: str, failure: Failure) -> None:
        offer = self._of(job)
        if offer is not None:
            offer.end(State.FAILED, failure)
            self._end(offer)

    def _hear_cancelled(self, job: str) -> None:
        offer = self._of(job)
        if offer is not None:
            offer.end(State.CANCELLED)
            self._end(offer)

    def _of(self, job: str) -> Offer | None:
        offer = self.offer
        return offer if offer is not None and offer.job == job and not offer.state.ended else None

    def _end(self, offer: Offer) -> None:
        self._keep_all(offer)
        self.changed.emit()
        self.said.emit(self._summary(offer))

    def _summary(self, offer: Offer) -> str:
        if offer.failure is not None:
            return error_words(offer.failure)
        texts, pictures = offer.of(Kind.TEXT), offer.of(Kind.RETRIEVED) + offer.of(Kind.GENERATED)
        parts = [self.tr("%n sentence(s)", "", len(texts))] if texts else []
        parts += [self.tr("%n picture(s)", "", len(pictures))] if pictures else []
        return self.tr("Proposed: {}").format(", ".join(parts)) if parts else self.tr("Nothing was proposed")

    # Keeping

    def _keep_all(self, offer: Offer) -> None:
        """All that was offered becomes the panel's, without a step of undo."""
        pictures = [one for one in offer.ready if one.kind is not Kind.TEXT and one.record is None]
        for text in offer.ready:
            if text.kind is Kind.TEXT and text.record is None:
                text.record = text_record(offer, text)

        self._bring(offer, pictures, lambda: self._placing.keep(offer), whole=False)

    def _take(self, number: int, *, show: bool) -> None:
        offer = self.offer
        candidate = None if offer is None else offer.numbered(number)
        if offer is None or candidate is None or self._context.session.read_only:
            return
        if not candidate.ready:
            self.said.emit(self.tr("Proposal {} is not finished yet").format(number))
            return

        def put() -> None:
            if candidate.record is not None:
                self._placing.put(offer, candidate, show=show)
                if show:
                    note_choice(self._context, offer, candidate)
                self.changed.emit()
                self.said.emit(self.tr("Proposal {} is in the story").format(number) if show else self.tr("Kept"))

        if candidate.kind is Kind.TEXT:
            candidate.record = candidate.record or text_record(offer, candidate)
            put()
        elif candidate.kind is Kind.GENERATED and candidate.record is not None:
            put()  # it is in the story, and where it was painted it is not any more
        else:
            self._bring(offer, [candidate], put, whole=True)

    def _bring(self, offer: Offer, pictures: list[Candidate], done: Callable[[], None], *, whole: bool) -> None:
        """Take pictures into the story, then do what follows; when nothing is on its way, the job's folder may go."""
        store, collection = self._context.session.pictures, self._engine.status.collection
        errors: list[StudioError] = []
        offer.arriving += 1

        def work() -> list[Brought]:
            found = []
            for candidate in pictures:
                try:
                    found.append((candidate, *bring_picture(store, candidate, whole=whole)))
                except StudioError as error:
                    errors.append(error)
            return found

        def brought(found: list[Brought]) -> None:
            offer.arriving -= 1
            if self._closed:
                return
            for candidate, picture, path in found:
                candidate.path = path
                candidate.record = candidate.record or take_record(offer, candidate, picture, collection)
            if errors:
                self._context.window.say_error(errors[0])
            done()
            self._release(offer)

        self._context.background.run(work, brought)

    def _release(self, offer: Offer) -> None:
        """What was painted is in the story: the job's folder is not needed any more."""
        kept = all(one.record is not None for one in offer.of(Kind.GENERATED))
        if offer.job and offer.state.ended and not offer.arriving and kept:
            self._engine.release(offer.job)

    def _follow_story(self) -> None:
        """Whether the story is still what the engine read; and whether the panel that was made is still there."""
        offer = self.offer
        if offer is None:
            return
        board, question = self._context.session.board, offer.question
        stale = context_of(board, question.aim) != question.context
        if not question.aim.anchor:  # asked of an empty story
            stale = any(panel.id != offer.target for panel in board.panels)
        if self._placing.follow(offer) or stale != offer.stale:
            offer.stale = stale
            self.changed.emit()
