"""The page "Proposals" beside the story: what is offered, and how it is asked for."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QVBoxLayout, QWidget

from ui.engine_sentences import activity_words
from ui.pages import StoryContext
from ui.picture_loader import PictureLoader
from ui.proposals.aim import MOST, Aim, Wish
from ui.proposals.cards import CandidateCard, PictureCard, TextCard
from ui.proposals.grid import TileGrid
from ui.proposals.keys import ProposalKeys
from ui.proposals.offer import Candidate, Kind, Offer, State
from ui.proposals.options import ProposalOptions
from ui.proposals.proposer import Proposer
from ui.proposals.shared import proposer_of
from ui.proposals.words import decision_words, note_words, remaining_words
from ui.widgets.basics import button, icon_button, label, restyle, row
from ui.widgets.elided_label import ElidedLabel
from ui.widgets.empty_state import EmptyState
from ui.widgets.progress_bar import ProgressBar

_KINDS = (Kind.TEXT, Kind.RETRIEVED, Kind.GENERATED)


class ProposalsPage(QWidget):
    """Follows the proposer of its story."""

    def __init__(self, context: StoryContext) -> None:
        super().__init__()
        self._context, self._theme = context, context.theme
        self.proposer: Proposer = proposer_of(context)
        self.loader = PictureLoader(context.background, self)
        self.cards: dict[str, CandidateCard] = {}
        self.options = ProposalOptions(context, self.proposer)
        self._scroll = QScrollArea()
        self._headings = {kind: label(size="heading") for kind in _KINDS}
        self._texts = QVBoxLayout()
        self._grids = {Kind.RETRIEVED: TileGrid(), Kind.GENERATED: TileGrid()}
        self._decision = label(tone="accent", wrap=True)
        self._for_caption = label(size="small", tone="quiet", wrap=True)
        self._head = self._make_head()
        self._running = self._make_running()
        self._failed = label(wrap=True)
        self._stale = self._make_notice(label(self.tr("Of the older text"), wrap=True), "warning")
        self._failure = self._make_notice(self._failed, "danger")
        self._empty = self._make_empty()
        self._hints = label(self._hint_words(), size="small", tone="quiet", wrap=True)
        self._lay_out()
        ProposalKeys(self.proposer, self)
        self.proposer.changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Show what there is now."""
        offer = self.proposer.offer
        self._empty.setVisible(offer is None)
        self._head.setVisible(offer is not None)
        self._hints.setVisible(offer is not None and bool(offer.candidates))
        self._show_candidates(offer)
        if offer is None:
            for widget in (self._running, self._stale, self._failure, self._decision, self._for_caption):
                widget.setVisible(False)
            return
        self._title.setText(self._aim_words(offer.question.aim))
        self._show_running(offer)
        self._stale.setVisible(offer.stale)
        self._failure.setVisible(offer.failure is not None)
        self._failed.setText(str(offer.failure or ""))
        self._decision.setVisible(offer.decision is not None and offer.question.aim.wants_pictures)
        if offer.decision is not None:
            self._decision.setText(decision_words(offer.decision))
        self._show_caption(offer)

    # Showing

    def _show_candidates(self, offer: Offer | None) -> None:
        candidates = [] if offer is None else offer.candidates
        ids = {candidate.id for candidate in candidates}
        for gone in [one for one in self.cards if one not in ids]:
            card = self.cards.pop(gone)
            card.hide()
            card.deleteLater()
        for candidate in candidates:
            self._card(candidate).show_candidate(candidate, "" if offer is None else note_words(offer, candidate))
        for kind in _KINDS:
            there = [one for one in candidates if one.kind is kind]
            self._headings[kind].setVisible(bool(there))
            if kind in self._grids:
                self._show_tiles(kind, there)

    def _show_tiles(self, kind: Kind, candidates: list[Candidate]) -> None:
        grid = self._grids[kind]
        grid.setVisible(bool(candidates))
        grid.set_tiles([card for one in candidates if isinstance(card := self.cards[one.id], PictureCard)])

    def _card(self, candidate: Candidate) -> CandidateCard:
        if candidate.id not in self.cards:
            if candidate.kind is Kind.TEXT:
                card: CandidateCard = TextCard(self._theme, candidate)
                self._texts.addWidget(card)
            else:
                card = PictureCard(self._theme, candidate, self.loader)
            card.accept_asked.connect(self.proposer.accept)
            card.keep_asked.connect(self.proposer.keep)
            self.cards[candidate.id] = card
        return self.cards[candidate.id]

    def _show_running(self, offer: Offer) -> None:
        self._running.setVisible(self.proposer.running)
        self._again.setEnabled(not self.proposer.running)
        self._clear.setVisible(not self.proposer.running)
        job = self.proposer.job
        waits = job is None or offer.state is State.WAITING
        doing = activity_words(job.label) if job is not None and job.label else self.tr("Reading the story …")
        engine = self._context.engine
        self._doing.setText(engine.status.text if waits and engine is not None else doing)
        self._bar.show_progress(*((0, 0) if waits or job is None else (job.done, job.total)))
        self._remaining.setText(remaining_words(job))

    def _show_caption(self, offer: Offer) -> None:
        """Which sentence the pictures are for, once another one has been taken."""
        taken = next((one.text for one in offer.of(Kind.TEXT) if one.accepted), "")
        other = bool(taken and offer.caption and taken != offer.caption)
        self._for_caption.setVisible(other)
        words = self.tr("These pictures were made for another sentence: “{}”").format(offer.caption)
        hint = self.tr("Alt+R asks for others.")
        self._for_caption.setText(f"{words}\n{hint}")

    def _aim_words(self, aim: Aim) -> str:
        number = self._context.model.row_of(aim.anchor) + 1
        match aim.wish:
            case Wish.NEXT:
                return self.tr("What comes after panel {}").format(number) if number else self.tr("How it begins")
            case Wish.FILL:
                return self.tr("For panel {}").format(number)
            case Wish.PICTURE:
                return self.tr("Pictures for panel {}").format(number)
            case Wish.CAPTION:
                return self.tr("Captions for panel {}").format(number)

    def _hint_words(self) -> str:
        keys = self.tr("1 to {}: accept  ·  Shift+number: keep as another take").format(MOST)
        more = self.tr("Alt+R: ask again  ·  Esc: cancel  ·  While you write: Alt+number")
        return f"{keys}\n{more}"

    # Making

    def _make_head(self) -> QWidget:
        head = QWidget()
        self._title = ElidedLabel()
        self._title.setProperty("scale", "strong")
        again = self.tr("Ask again (Alt+R)")
        self._again = icon_button(self._theme, "refresh-cw", again, self.proposer.again)
        self._clear = icon_button(self._theme, "x", self.tr("Clear (Esc)"), self.proposer.cancel)
        line = row(self._title, self._again, self._clear, spacing=self._theme.space.hair)
        line.setStretch(0, 1)
        head.setLayout(line)
        return head

    def _make_running(self) -> QWidget:
        running = QWidget()
        self._doing, self._remaining = ElidedLabel(), label(size="small", tone="quiet")
        self._doing.setProperty("scale", "small")
        self._doing.setProperty("tone", "quiet")
        self._bar = ProgressBar(self.tr("Proposals on their way"))
        stop = icon_button(self._theme, "circle-stop", self.tr("Cancel (Esc)"), self.proposer.cancel)
        words = row(self._doing, self._remaining)
        words.setStretch(0, 1)
        lines = QVBoxLayout()
        lines.setSpacing(self._theme.space.hair)
        lines.addLayout(words)
        lines.addWidget(self._bar)
        line = row()
        line.addLayout(lines, 1)
        line.addWidget(stop)
        running.setLayout(line)
        return running

    def _make_notice(self, words: QLabel, tone: str) -> QFrame:
        notice = QFrame()
        notice.setObjectName("notice")
        restyle(notice, "tone", tone)
        again = button(self.tr("Ask again"), self.proposer.again, kind="link")
        line = row(words, again, margins=(12, 6, 8, 6))
        line.setStretch(0, 1)
        notice.setLayout(line)
        return notice

    def _make_empty(self) -> EmptyState:
        propose = self._context.actions["gill.propose"]
        words = self.tr("GILL reads the whole story and offers sentences, pictures that you have, and new ones.")
        key = self.tr("Propose  (Ctrl+Enter)")
        return EmptyState(
            self._theme, "sparkles", self.tr("What happens next?"), words, ((key, "sparkles", propose.trigger),)
        )

    def _lay_out(self) -> None:
        space = self._theme.space
        names = {
            Kind.TEXT: self.tr("Sentences"),
            Kind.RETRIEVED: self.tr("From your collections"),
            Kind.GENERATED: self.tr("Generated"),
        }
        body, box = QWidget(), QVBoxLayout()
        box.setContentsMargins(space.medium, space.small, space.medium, space.medium)
        box.setSpacing(space.small)
        for widget in (self._head, self._running, self._stale, self._failure, self._empty):
            box.addWidget(widget)
        for kind, heading in self._headings.items():
            heading.setText(names[kind])
            heading.setContentsMargins(0, space.small, 0, 0)
            if kind is Kind.RETRIEVED:
                box.addWidget(self._decision)
                box.addWidget(self._for_caption)
            box.addWidget(heading)
            if kind is Kind.TEXT:
                box.addLayout(self._texts)
            else:
                box.addWidget(self._grids[kind])
        self._texts.setSpacing(space.small)
        box.addStretch(1)
        box.addSpacing(space.small)
        box.addWidget(self.options)
        body.setLayout(box)
        self._set_scrolling(body)

    def _set_scrolling(self, body: QWidget) -> None:
        space = self._theme.space
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setWidget(body)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(self._scroll, 1)
        self._hints.setContentsMargins(space.medium, space.small, space.medium, space.small)
        outer.addWidget(self._hints)
