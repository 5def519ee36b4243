"""A story that is open in a window: what the plain document and its file tell becomes Qt signals."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from gill_studio.core.errors import StudioError
from gill_studio.core.story.model import Panel, Storyboard

if TYPE_CHECKING:
    from gill_studio.core.story.document import Change
    from gill_studio.core.story.file import PictureStore, SaveState, StoryFile


class StorySession(QObject):
    """One open story, and which of its panels is in focus, whatever the view."""

    changed = Signal(object)
    """A `Change`: after each edit, undo and redo."""
    save_state_changed = Signal(object)
    """A `SaveState`."""
    focus_changed = Signal(str)
    """The id of the panel in focus; empty where none is."""
    closing = Signal()
    """The story is about to be let go of."""
    _state_heard = Signal(object)

    def __init__(self, file: StoryFile, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.file = file
        self._focus, self._changing = "", False
        self._state_heard.connect(self.save_state_changed)  # queued: the writer tells from its own thread
        self._ends = [file.document.subscribe(self._hear), file.on_state(self._state_heard.emit)]

    @property
    def board(self) -> Storyboard:
        """The story as it is now."""
        return self.file.document.board

    @property
    def pictures(self) -> PictureStore:
        """The story's pictures."""
        return self.file.pictures

    @property
    def path(self) -> Path:
        """Where the story lies."""
        return self.file.path

    @property
    def read_only(self) -> bool:
        """Whether it can only be read."""
        return self.file.read_only

    @property
    def state(self) -> SaveState:
        """Whether all is on disk."""
        return self.file.state

    @property
    def title(self) -> str:
        """The story's title, or the name of its file."""
        return self.board.title or self.path.stem

    def apply(self, label: str, board: Storyboard, *, merge: str = "") -> None:
        """One undo step; see Document.apply. A story that can only be read stays as it is."""
        if not self.read_only:
            self.file.document.apply(label, board, merge=merge)

    def keep(self, board: Storyboard) -> None:
        """Candidates that were offered stay with their panels; no step of undo. See Document.keep."""
        if not self.read_only:
            self.file.document.keep(board)

    def undo(self) -> None:
        """Take back the last step."""
        if self.file.document.can_undo and not self.read_only:
            self.file.document.undo()

    def redo(self) -> None:
        """Do the step again that was taken back."""
        if self.file.document.can_redo and not self.read_only:
            self.file.document.redo()

    @property
    def focus(self) -> str:
        """The id of the panel in focus; empty where none is."""
        return self._focus

    @property
    def focused_panel(self) -> Panel | None:
        """The panel in focus."""
        return next((panel for panel in self.board.panels if panel.id == self._focus), None)

    def set_focus(self, panel: str) -> None:
        """Put a panel in focus; an empty id, or one that is not there, puts none.

        While views follow a change of the story, their wanderings are not the writer's, and count for nothing.
        """
        if panel and all(known.id != panel for known in self.board.panels):
            panel = ""
        if panel != self._focus and not self._changing:
            self._focus = panel
            self.focus_changed.emit(panel)

    def close(self) -> None:
        """Wait until all is on disk, and let go of the file."""
        self.closing.emit()
        for end in self._ends:
            end()
        self._ends = []
        with suppress(StudioError):  # closing says it, and says where the story is instead
            self.file.flush()
        self.file.close()

    def _hear(self, change: Change) -> None:
        before = self._focus
        kept = {panel.id for panel in change.after.panels}
        if change.cause in {"undo", "redo"}:
            self._focus = _changed_panel(change.before, change.after) or self._focus
        if self._focus and self._focus not in kept:
            self._focus = _neighbour(change.before, kept, self._focus)
        self._changing = True
        try:
            self.changed.emit(change)
        finally:
            self._changing = False
        if self._focus != before:
            self.focus_changed.emit(self._focus)


def _changed_panel(before: Storyboard, after: Storyboard) -> str:
    """The first panel that is not as it was; what is undone is what one wants to see."""
    known = {panel.id: panel for panel in before.panels}
    return next((panel.id for panel in after.panels if known.get(panel.id) is not panel), "")


def _neighbour(before: Storyboard, kept: set[str], gone: str) -> str:
    """Where the focus goes when its panel goes: the next that stayed, or the one before."""
    ids = [panel.id for panel in before.panels]
    place = ids.index(gone) if gone in ids else 0
    following = [panel for panel in ids[place:] if panel in kept]
    preceding = [panel for panel in ids[:place] if panel in kept]
    return following[0] if following else preceding[-1] if preceding else ""
