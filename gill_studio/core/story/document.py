"""A story being written: its storyboard, unlimited undo, and those who want to hear of changes. Touches no file."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal

from gill_studio.core.story.delta import Delta, DeltaError, diff, has_unique_ids
from gill_studio.core.story.history import History, Step, replayed
from gill_studio.core.story.model import Storyboard

Cause = Literal["edit", "offer", "undo", "redo", "load"]
MERGE_SECONDS = 2.0
"""A pause in typing that ends a step of undo."""
_LONGEST_MERGE = 30.0  # nobody wants to lose ten minutes of fluent typing with one key


@dataclass(frozen=True, slots=True)
class Change:
    """What listeners hear after each change of the storyboard; `label` is the step's name."""

    before: Storyboard
    after: Storyboard
    label: str
    cause: Cause


@dataclass(frozen=True, slots=True)
class Entry:
    """What is to be recorded after a change: the storyboard, where in the history it stands, and changed steps.

    Steps after `last` are gone, `position` is the last one that is done.
    """

    board: Storyboard
    position: int
    last: int
    steps: tuple[Step, ...]


Listener = Callable[[Change], None]
Journal = Callable[[Entry], None]


@dataclass
class _Typing:
    """The step that edits with the same key still go into."""

    key: str
    before: Storyboard
    started: float
    latest: float


class Document:
    """A story being written. It lives on one thread; `journal` hears of each change before the listeners do."""

    def __init__(
        self,
        board: Storyboard,
        history: History | None = None,
        journal: Journal | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._board = board
        self._history = history or History()
        self._journal = journal
        self._clock = clock
        self._listeners: list[Listener] = []
        self._typing: _Typing | None = None

    @property
    def board(self) -> Storyboard:
        """The story as it is now."""
        return self._board

    @property
    def can_undo(self) -> bool:
        """Whether there is a step to take back."""
        return self._history.can_undo

    @property
    def can_redo(self) -> bool:
        """Whether there is a step to do again."""
        return self._history.can_redo

    @property
    def undo_label(self) -> str:
        """The name of the step that `undo` takes back; empty where there is none."""
        return self._history.done_label()

    @property
    def redo_label(self) -> str:
        """The name of the step that `redo` does again; empty where there is none."""
        return self._history.undone_label()

    def apply(self, label: str, board: Storyboard, *, merge: str = "") -> None:
        """One undo step called `label`; without effect where the storyboard is as it was.

        Edits with the same non-empty `merge` that follow each other within MERGE_SECONDS are one step.
        """
        before, now = self._board, self._clock()
        if board == before:
            return
        delta = diff(before, board)
        if delta.touches_ids and not has_unique_ids(board):
            raise ValueError("Panels, takes and offered texts need ids of their own.")
        typing = self._continued(merge, now)
        if typing is None:
            steps = self._push(label, delta)
            self._typing = _Typing(merge, before, now, now) if merge else None
        else:
            typing.latest = now
            steps = self._amend(label, diff(typing.before, board))
        self._become(board, label, "edit", steps)

    def keep(self, board: Storyboard) -> None:
        """Take over candidates that were offered (new takes, new texts), which is no step of undo.

        They stay with their panel whatever is taken back. ValueError where `board` differs in anything else.
        """
        before, delta = self._board, diff(self._board, board)
        if delta.empty:
            return
        if not delta.only_offers:
            raise ValueError("Only takes and texts that were offered can be kept without a step of undo.")
        self._keep_out_of_typing(delta)
        self._record(board, ())
        self._tell(Change(before, board, "", "offer"))

    def undo(self) -> None:
        """Take back the last step; nothing where there is none.

        DeltaError when its record is damaged: nothing before it can be taken back then. StoryError when it cannot
        be read now.
        """
        if not self._history.can_undo:
            return
        self._typing = None
        try:
            step = _readable(self._history.done())
            board = replayed(self._board, step, back=True)
        except DeltaError:
            self._history.forget_done()
            raise
        self._travel(step, board, diff(board, self._board), -1)

    def redo(self) -> None:
        """Do the step again that was taken back; nothing where there is none. Errors as of `undo`."""
        if not self._history.can_redo:
            return
        self._typing = None
        try:
            step = _readable(self._history.undone())
            board = replayed(self._board, step, back=False)
        except DeltaError:
            self._history.forget_undone()
            raise
        self._travel(step, board, diff(self._board, board), 1)

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Have `listener` told of each change; what is returned ends that."""
        self._listeners.append(listener)

        def end() -> None:
            if listener in self._listeners:
                self._listeners.remove(listener)

        return end

    def _travel(self, step: Step, board: Storyboard, delta: Delta, by: Literal[-1, 1]) -> None:
        """To the other side of a step. Candidates kept since it was made become part of its record."""
        steps: tuple[Step, ...] = ()
        if delta != step.delta:
            steps = (replace(step, delta=delta),)
            self._history.replace(*steps)
        self._history.position += by
        self._become(board, step.label, "undo" if by < 0 else "redo", steps)

    def _keep_out_of_typing(self, delta: Delta) -> None:
        """Candidates that come while one types are no part of the step that is being typed."""
        if self._typing is not None:
            try:
                self._typing.before = delta.apply(self._typing.before)
            except DeltaError:  # they are for a panel that this very step made
                self._typing = None

    def _continued(self, merge: str, now: float) -> _Typing | None:
        typing = self._typing
        if typing is None or typing.key != merge or not self._history.can_undo:
            return None
        ended = now - typing.latest > MERGE_SECONDS or now - typing.started > _LONGEST_MERGE
        return None if ended else typing

    def _push(self, label: str, delta: Delta) -> tuple[Step, ...]:
        step = Step(self._history.position + 1, label, time.time(), delta)
        self._history.push(step)
        return (step,)

    def _amend(self, label: str, delta: Delta) -> tuple[Step, ...]:
        if delta.empty:  # typed, and deleted again
            self._history.drop_last_done()
            self._typing = None
            return ()
        step = Step(self._history.position, label, time.time(), delta)
        self._history.replace(step)
        return (step,)

    def _become(self, board: Storyboard, label: str, cause: Cause, steps: tuple[Step, ...]) -> None:
        before = self._board
        self._record(board, steps)
        self._tell(Change(before, board, label, cause))

    def _record(self, board: Storyboard, steps: tuple[Step, ...]) -> None:
        self._board = board
        if self._journal is not None:
            history = self._history
            self._journal(Entry(board, history.position, history.last, steps))

    def _tell(self, change: Change) -> None:
        for listener in tuple(self._listeners):
            listener(change)


def _readable(step: Step | None) -> Step:
    if step is None:
        raise DeltaError(
            "This step cannot be taken back or done again: its record cannot be read.",
            "The story itself is whole. `gill-studio check` looks through its history.",
        )
    return step
