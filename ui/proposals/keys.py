"""The keys that take proposals: numbers, which are letters where one writes."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

from ui.proposals.aim import MOST
from ui.proposals.proposer import Proposer


class ProposalKeys(QObject):
    """1 to 9 accept, with Shift they keep as another take; where one writes, the same with Alt.

    The keys are the board's and the text's again as soon as nothing is offered under a number.
    """

    def __init__(self, proposer: Proposer, page: QWidget) -> None:
        super().__init__(page)
        self._proposer = proposer
        self._actions: dict[int, list[QAction]] = {}
        for number in range(1, MOST + 1):
            self._actions[number] = [
                self._add(page, (f"{number}", f"Alt+{number}"), partial(proposer.accept, number)),
                self._add(page, (f"Shift+{number}", f"Alt+Shift+{number}"), partial(proposer.keep, number)),
            ]
        proposer.changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Only numbers under which something is offered are keys."""
        offer = self._proposer.offer
        for number, actions in self._actions.items():
            there = offer is not None and offer.numbered(number) is not None
            for action in actions:
                action.setEnabled(there)

    def _add(self, page: QWidget, keys: tuple[str, ...], act: partial[None]) -> QAction:
        action = QAction(page)
        action.setShortcuts([QKeySequence(key) for key in keys])
        action.setAutoRepeat(False)
        action.triggered.connect(lambda _down=False: act())
        page.addAction(action)
        return action
