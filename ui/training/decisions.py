"""The decision module, taught from what the writer takes: only with their consent, and to be erased at any time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QFrame, QVBoxLayout

from gill_studio.core.decisions import log_file, read_log
from ui.theme.theme import Theme
from ui.widgets.basics import button, label, row

FEWEST = 10
"""Decisions that are the least to learn from."""


@dataclass(frozen=True, slots=True)
class Counted:
    """How many decisions there are: for a picture of the collection, and for a painted one."""

    retrieved: int = 0
    painted: int = 0

    @property
    def enough(self) -> bool:
        """Whether something can be learnt from them."""
        return self.retrieved + self.painted >= FEWEST and bool(self.retrieved) and bool(self.painted)


def count_decisions() -> Counted:
    """How many there are; for any thread. StudioError when the log cannot be read."""
    if not log_file().is_file():
        return Counted()
    labels = [label.retrieve for label in read_log() if label.retrieve is not None]
    return Counted(labels.count(True), labels.count(False))


class DecisionsCard(QFrame):
    """A switch, what there is, and what can be done with it."""

    agreed = Signal(bool)
    teach_asked = Signal()
    erase_asked = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("card")
        self.counted = Counted()
        self.consent = QCheckBox(self.tr("Write down which proposed picture I take"))
        self.consent.toggled.connect(self.agreed)
        promise = self.tr(
            "When pictures of your collection and painted ones are proposed together, GILL can learn which you prefer. "
            "The captions it had read and your choice are written into one file on this computer. It is never sent "
            "anywhere, and you can erase it at any time."
        )
        self._note = label(wrap=True)
        self.outcome = label(tone="quiet", wrap=True)
        self.outcome.hide()
        self.teach = button(self.tr("Teach the decision from them"), self.teach_asked.emit)
        self.erase = button(self.tr("Erase …"), self.erase_asked.emit, theme=theme, icon="trash-2")
        space = theme.space
        box = QVBoxLayout(self)
        box.setContentsMargins(space.large, space.medium, space.large, space.medium)
        box.setSpacing(space.small)
        box.addWidget(self.consent)
        box.addWidget(label(promise, size="small", tone="quiet", wrap=True))
        box.addWidget(self._note)
        box.addWidget(self.outcome)
        box.addLayout(row(self.teach, self.erase, None))

    @property
    def words(self) -> str:
        """What it says of what there is."""
        return self._note.text()

    def show_state(self, counted: Counted, *, agreed: bool, busy: bool) -> None:
        """How it is now."""
        self.counted = counted
        self._without_signals(lambda: self.consent.setChecked(agreed))
        total = counted.retrieved + counted.painted
        words = self.tr("%n decision(s) written down", "", total)
        if total:
            words += ": " + self.tr("{} for pictures of the collection, {} for painted ones.").format(
                counted.retrieved, counted.painted
            )
        if total and not counted.enough:
            words += " " + self.tr("{} of both kinds are the least to learn from.").format(FEWEST)
        self._note.setText(words)
        self.teach.setEnabled(counted.enough and not busy)
        self.erase.setEnabled(total > 0)

    def _without_signals(self, change: Callable[[], None]) -> None:
        blocked = self.consent.blockSignals(True)  # noqa: FBT003 - Qt's
        change()
        self.consent.blockSignals(blocked)
