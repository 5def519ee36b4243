"""Asks by itself when the writer pauses, where that is switched on in the settings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from gill_studio.core.story.model import SeenPanel
from ui.engine_status import EngineState
from ui.pages import StoryContext
from ui.proposals.aim import aim_at, context_of
from ui.proposals.proposer import Proposer

if TYPE_CHECKING:
    from gill_studio.core.story.document import Change


class PauseWatch(QObject):
    """A pause in typing asks once for what was typed; it shows nothing that was not open, and inserts nothing."""

    def __init__(self, context: StoryContext, proposer: Proposer) -> None:
        super().__init__(proposer)
        self._context, self._proposer = context, proposer
        self._asked: tuple[SeenPanel, ...] | None = None
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self._ask)
        context.session.changed.connect(self._follow)

    def _follow(self, change: Change) -> None:
        engine = self._context.settings.now.engine
        if engine.pause and change.cause == "edit" and self._has_typed(change):
            self._timer.start(round(1000 * engine.pause_seconds))

    def _has_typed(self, change: Change) -> bool:
        """Whether the caption in focus changed, and nothing else that is read."""
        focus = self._context.session.focus
        before = next((panel.caption for panel in change.before.panels if panel.id == focus), None)
        after = next((panel for panel in change.after.panels if panel.id == focus), None)
        offer = self._proposer.offer
        taken = offer is not None and any(one.text == (after.caption if after else "") for one in offer.candidates)
        return after is not None and before is not None and before != after.caption and not taken

    def _ask(self) -> None:
        session, engine = self._context.session, self._context.engine
        if engine is None or engine.status.state is not EngineState.READY or self._proposer.running:
            return
        aim = aim_at(session.board, session.focus)
        context = context_of(session.board, aim)
        panel = session.focused_panel
        if panel is not None and panel.caption.strip() and context != self._asked:
            self._asked = context
            self._proposer.ask()
