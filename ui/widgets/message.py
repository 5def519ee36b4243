"""Dialogs that say something or ask for one choice, in our own dress."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QDialog, QPlainTextEdit, QVBoxLayout, QWidget

from gill_studio.core.errors import StudioError
from ui.told.words import told
from ui.widgets.basics import button, label, row

_WIDTH = 480


class Message(QDialog):
    """A title, a sentence, perhaps details, and buttons; the first is the main one, Escape is none of them.

    Where the first cannot be undone, be `careful`: Enter cancels.
    """

    def __init__(
        self,
        parent: QWidget | None,
        title: str,
        text: str,
        choices: Sequence[str],
        *,
        cancel: str = "",
        detail: str = "",
        careful: bool = False,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(QCoreApplication.applicationName() or "GILL Studio")
        self.setModal(True)
        self.chosen = ""
        head = label(title, size="strong", wrap=True)
        head.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        said = label(text, tone="quiet", wrap=True)
        said.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        said.setVisible(bool(text))
        box = QVBoxLayout(self)
        box.setContentsMargins(24, 24, 24, 16)
        box.setSpacing(8)
        box.addWidget(head)
        box.addWidget(said)
        if detail:
            box.addWidget(_details(detail))
        box.addSpacing(16)
        self._buttons = [button(choice, partial(self._choose, choice)) for choice in choices]
        self._buttons[0].setProperty("kind", "danger" if careful else "primary")
        last = [button(cancel, self.reject)] if cancel else []
        first = last[0] if careful and last else self._buttons[0]
        first.setDefault(True)
        box.addLayout(row(None, *last, *reversed(self._buttons)))
        self.setMinimumWidth(_WIDTH)
        self.setAccessibleName(title)
        self.setAccessibleDescription(text)
        first.setFocus()

    def _choose(self, choice: str) -> None:
        self.chosen = choice
        self.accept()


def show_error(parent: QWidget | None, error: StudioError, detail: str = "") -> None:
    """Say what is wrong, and what to do about it."""
    close = QCoreApplication.translate("Message", "Close")
    Message(parent, told(error.message), told(error.hint), [close], detail=detail).exec()


def ask(
    parent: QWidget | None, title: str, text: str, choices: Sequence[str], *, cancel: str = "", careful: bool = False
) -> str:
    """One of the choices; empty when the person wants none of them, which `cancel` may have a word of its own for.

    `careful` where the first choice cannot be undone.
    """
    cancel = cancel or QCoreApplication.translate("Message", "Cancel")
    message = Message(parent, title, text, choices, cancel=cancel, careful=careful)
    message.exec()
    return message.chosen


def _details(detail: str) -> QWidget:
    shown = QPlainTextEdit(detail)
    shown.setProperty("kind", "field")
    shown.setReadOnly(True)
    shown.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
    shown.setMinimumHeight(160)
    shown.setTabChangesFocus(True)
    shown.setAccessibleName(QCoreApplication.translate("Message", "Details"))
    return shown
