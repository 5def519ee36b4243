"""The one proposer of an open story, shared by the page, the keys and the actions."""

from __future__ import annotations

from ui.pages import StoryContext
from ui.proposals.pause import PauseWatch
from ui.proposals.proposer import Proposer


def proposer_of(context: StoryContext) -> Proposer:
    """The proposer of the story; made when it is first asked for, gone with the story. There has to be an engine."""
    found = context.session.findChild(Proposer)
    if isinstance(found, Proposer):
        return found
    if context.engine is None:
        raise ValueError("Without an engine nothing is proposed.")
    made = Proposer(context, context.engine, context.session)
    made.said.connect(context.window.announce)
    context.session.closing.connect(made.close)
    PauseWatch(context, made)
    return made
