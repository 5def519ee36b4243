"""Writes down which of the proposed pictures the writer takes, where they have agreed to that."""

from __future__ import annotations

from functools import partial

from gill_studio.core.decisions import log_decision
from ui.pages import StoryContext
from ui.proposals.offer import Candidate, Kind, Offer


def note_choice(context: StoryContext, offer: Offer, candidate: Candidate) -> None:
    """A picture was taken. It is a decision only where both retrieved and painted ones were offered."""
    if not context.settings.now.engine.log_decisions or candidate.kind is Kind.TEXT:
        return
    retrieved = [one for one in offer.of(Kind.RETRIEVED) if one.ready]
    if not retrieved or not any(one.ready for one in offer.of(Kind.GENERATED)):
        return
    captions = [panel.caption for panel in offer.question.context[offer.dropped :] if panel.caption]
    if offer.question.aim.wants_texts and offer.caption:
        captions.append(offer.caption)
    if not captions:
        return
    similarity = max((one.score for one in retrieved if one.score is not None), default=None)
    work = partial(log_decision, captions, retrieve=candidate.kind is Kind.RETRIEVED, similarity=similarity)
    context.background.run(work, lambda _: None, context.window.say_error)
