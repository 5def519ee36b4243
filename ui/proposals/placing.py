"""Where candidates go in the story: to their panel, which is made when the first of them is taken."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QApplication

from gill_studio.core.story import edits
from gill_studio.core.story.model import Authorship, OfferedText, Storyboard, Take, new_id
from ui.board.caption_field import CaptionField
from ui.pages import StoryContext
from ui.proposals.keeping import Record, records_of, with_new_panel, with_records

if TYPE_CHECKING:
    from ui.proposals.offer import Candidate, Offer


class Placing:
    """Edits of one story on behalf of what is offered."""

    def __init__(self, context: StoryContext) -> None:
        self._context = context

    def keep(self, offer: Offer) -> None:
        """All candidates that are known become the panel's: of the one they are for, or of the one before it."""
        board = self._context.session.board
        home = next((one for one in (offer.target, offer.question.aim.anchor) if _has(board, one)), "")
        if home:
            self._context.session.keep(with_records(board, home, records_of(offer)))

    def put(self, offer: Offer, candidate: Candidate, *, show: bool) -> None:
        """A candidate into the story; a panel that is only now made shows it in any case."""
        record, session = candidate.record, self._context.session
        if record is None:
            return
        if not _has(session.board, offer.target):
            self._make_panel(offer, record)
            candidate.accepted = True
            return
        self.keep(offer)
        board = session.board
        if isinstance(record, Take) and not _has_take(board, offer.target, record.id):
            board = edits.with_take(board, offer.target, record, show=False)
        if show:
            session.apply(_label(record), _showing(board, offer.target, record))
        else:
            session.keep(board)
        candidate.kept = candidate.kept or not show
        self.follow(offer)

    def follow(self, offer: Offer) -> bool:
        """Mark which candidates the story shows now; whether that changed anything."""
        panel = next((one for one in self._context.session.board.panels if one.id == offer.target), None)
        changed = False
        for candidate in offer.candidates:
            record = candidate.record
            shown = panel is not None and record is not None
            if shown and isinstance(record, Take):
                shown = panel is not None and panel.chosen == record.id
            elif shown and isinstance(record, OfferedText):
                shown = panel is not None and panel.caption == record.text
            changed, candidate.accepted = changed or shown != candidate.accepted, shown
        return changed

    def _make_panel(self, offer: Offer, record: Record) -> None:
        session, anchor = self._context.session, offer.question.aim.anchor
        made = new_id()
        records = records_of(offer)
        board = with_new_panel(session.board, anchor, made, records, record)
        was_here = session.focus in {"", anchor}
        offer.target = made
        session.apply(_label(record), board)
        if was_here and not isinstance(QApplication.focusWidget(), CaptionField):  # nobody is torn from what they write
            session.set_focus(made)


def _showing(board: Storyboard, panel: str, record: Record) -> Storyboard:
    if isinstance(record, Take):
        return edits.showing(board, panel, record.id)
    return edits.with_caption(board, panel, record.text, Authorship.PROPOSED)


def _label(record: Record) -> str:
    translate = QCoreApplication.translate
    if isinstance(record, Take):
        return translate("Placing", "Accept picture")
    return translate("Placing", "Accept sentence")


def _has(board: Storyboard, panel: str) -> bool:
    return bool(panel) and any(one.id == panel for one in board.panels)


def _has_take(board: Storyboard, panel: str, take: str) -> bool:
    return any(one.id == take for one in edits.panel_of(board, panel).takes)
