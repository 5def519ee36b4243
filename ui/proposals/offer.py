"""What one question has brought so far: numbered candidates, which keep their numbers from first to last."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from gill_studio.core.jobs import Failure
from gill_studio.core.protocol import (
    Decision,
    PaintedPicture,
    PaintPreview,
    PicturesRetrieved,
    Proposals,
    RetrievedPicture,
    TextGrew,
    TextProposal,
)
from gill_studio.core.story.model import OfferedText, Take, new_id
from ui.proposals.aim import Question, favours_retrieval

_ENDS = (".", "!", "?", "…", "”", '"', "“", "»", "’")


class Kind(StrEnum):
    """What a candidate is."""

    TEXT = "text"
    RETRIEVED = "retrieved"
    GENERATED = "generated"


class State(StrEnum):
    """Where a question is on its way."""

    WAITING = "waiting"
    RUNNING = "running"
    FINISHED = "finished"
    CANCELLED = "cancelled"
    FAILED = "failed"

    @property
    def ended(self) -> bool:
        """Whether nothing more comes."""
        return self in {State.FINISHED, State.CANCELLED, State.FAILED}


@dataclass
class Candidate:
    """One thing that is offered. `ready` says that it can be taken; `path` is what there is to see by now."""

    number: int
    kind: Kind
    seed: int = 0
    id: str = field(default_factory=new_id)
    text: str = ""
    beginning: str = ""
    """What a sentence was made to begin with."""
    path: Path | None = None
    key: str = ""
    """The SHA-256 of a retrieved picture."""
    score: float | None = None
    ready: bool = False
    favourite: bool = False
    name: str = ""
    """What a retrieved picture is called."""
    accepted: bool = False
    kept: bool = False
    """The writer has asked for it as another take."""
    record: OfferedText | Take | None = None
    """How the story knows it, once it does."""


@dataclass
class Offer:
    """A question, its candidates, and how far the engine is."""

    question: Question
    target: str = ""
    """The panel that candidates go to; empty while it is yet to be made."""
    job: str = ""
    state: State = State.WAITING
    stale: bool = False
    """The story has changed since, in what the engine read of it."""
    decision: Decision | None = None
    caption: str = ""
    """The sentence that the pictures are for, where they are for one that was proposed."""
    dropped: int = 0
    step: int = 0
    steps: int = 0
    failure: Failure | None = None
    candidates: list[Candidate] = field(default_factory=list)
    arriving: int = 0
    """How often pictures are being taken into the story at the moment."""

    def __post_init__(self) -> None:
        texts, retrieved, painted = self.question.counts
        self._add(Kind.TEXT, texts)
        self._add(Kind.RETRIEVED, retrieved)
        self._add(Kind.GENERATED, painted)

    def of(self, kind: Kind) -> list[Candidate]:
        """The candidates of one kind."""
        return [one for one in self.candidates if one.kind is kind]

    def numbered(self, number: int) -> Candidate | None:
        """The candidate with that number."""
        return next((one for one in self.candidates if one.number == number), None)

    @property
    def ready(self) -> Iterator[Candidate]:
        """Those that can be taken."""
        return (one for one in self.candidates if one.ready)

    def grow(self, partial: TextGrew) -> None:
        """A sentence has grown."""
        for candidate in self.of(Kind.TEXT)[partial.index : partial.index + 1]:
            candidate.text = partial.text

    def retrieve(self, partial: PicturesRetrieved) -> None:
        """Pictures were found: all sentences are whole then."""
        self.caption, self.decision = partial.caption, partial.decision
        self._finish_texts()
        self._put_retrieved(partial.pictures)

    def preview(self, partial: PaintPreview) -> None:
        """Pictures come out of the noise; they are painted some at a time, so that seeds tell which."""
        self.step, self.steps = partial.step, partial.steps
        for path in partial.paths:
            for candidate in self.of(Kind.GENERATED):
                if f"-{candidate.seed}-" in path.name and not candidate.ready:
                    candidate.path = path

    def paint(self, pictures: Iterable[PaintedPicture]) -> None:
        """Pictures are whole."""
        by_seed = {picture.seed: picture.path for picture in pictures}
        for candidate in self.of(Kind.GENERATED):
            if candidate.seed in by_seed and not candidate.ready:
                candidate.path, candidate.ready = by_seed[candidate.seed], True

    def finish(self, proposals: Proposals) -> None:
        """All is there."""
        self.state, self.decision, self.dropped = State.FINISHED, proposals.decision, proposals.dropped_panels
        self.score_texts(proposals.texts)
        self._put_retrieved(proposals.retrieved)
        self.paint(proposals.painted)
        self._drop_empty()
        self._mark_favourites()

    def end(self, state: State, failure: Failure | None = None) -> None:
        """Nothing more comes; what is there stays."""
        self.state, self.failure = state, failure
        for candidate in self.of(Kind.TEXT):  # sentences that had come to their end before it was stopped
            candidate.text = candidate.text.strip()
            candidate.ready = candidate.ready or candidate.text.endswith(_ENDS)
        self._drop_empty()
        self._mark_favourites()

    def score_texts(self, texts: Iterable[TextProposal]) -> None:
        """The sentences as they are in the end. One that came twice is offered once."""
        slots = dict(enumerate(self.of(Kind.TEXT)))
        left = dict(slots)
        for text in texts:  # one that was drawn again has a later seed: see TextSettings
            slot = left.pop((text.seed - self.question.seed) % max(1, len(slots)), None)
            if slot is not None:
                slot.text, slot.score, slot.ready = text.text, text.score, True
                slot.seed, slot.beginning = text.seed, text.beginning
        for slot in left.values():
            slot.text, slot.ready = "", False

    def _add(self, kind: Kind, count: int) -> None:
        first = len(self.candidates) + 1
        self.candidates += [Candidate(first + at, kind, self.question.seed + at) for at in range(count)]

    def _finish_texts(self) -> None:
        for candidate in self.of(Kind.TEXT):
            candidate.text = candidate.text.strip()
            candidate.ready = bool(candidate.text)

    def _put_retrieved(self, pictures: Iterable[RetrievedPicture]) -> None:
        for candidate, picture in zip(self.of(Kind.RETRIEVED), pictures, strict=False):
            candidate.key, candidate.score, candidate.path = picture.key, picture.score, picture.path
            candidate.ready = picture.path is not None
            candidate.name = "" if picture.path is None else picture.path.name
        self._mark_favourites()

    def _drop_empty(self) -> None:
        """What will not come any more is not shown; all others keep their numbers."""
        self.candidates = [one for one in self.candidates if one.ready]

    def _mark_favourites(self) -> None:
        texts, retrieved, painted = self.of(Kind.TEXT), self.of(Kind.RETRIEVED), self.of(Kind.GENERATED)
        for text in texts:
            scores = [one.score for one in texts if one.score is not None]
            text.favourite = text.score == max(scores) if scores else bool(self.caption) and text.text == self.caption
        if self.decision is not None:
            of_pictures = favours_retrieval(self.decision, self.question.wanted.bias)
            for candidate in (*retrieved, *painted):
                candidate.favourite = False
            for candidate in (retrieved if of_pictures else painted)[:1]:
                candidate.favourite = True
