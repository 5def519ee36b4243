"""A text editor for plain text whose undo is the story's."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QMimeData, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QTextEdit, QWidget

_STAYING = {
    Qt.FocusReason.PopupFocusReason,
    Qt.FocusReason.MenuBarFocusReason,
    Qt.FocusReason.ActiveWindowFocusReason,
}
_STORYS = (QKeySequence.StandardKey.Undo, QKeySequence.StandardKey.Redo)


class PlainEditor(QTextEdit):
    """Undo and redo go to the window; formats do not come in with what is pasted. `left` when the focus goes."""

    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAcceptRichText(False)
        self.setUndoRedoEnabled(False)
        self.setTabChangesFocus(True)

    def event(self, event: QEvent) -> bool:
        """Leave the keys of undo to the window."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride and is_undo(event):
            event.ignore()
            return False
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The same, where no shortcut took them."""
        if is_undo(event):
            event.ignore()
            return
        super().keyPressEvent(event)

    def insertFromMimeData(self, source: QMimeData) -> None:
        """Only the text."""
        self.insertPlainText(source.text())

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Tell that one has left."""
        super().focusOutEvent(event)
        if event.reason() not in _STAYING:
            self.left.emit()

    def follow(self, text: str) -> None:
        """Take over a text that changed elsewhere; the cursor stays where it was as well as it can."""
        if text == self.toPlainText():
            return
        place = self.textCursor().position()
        blocked = self.blockSignals(True)  # noqa: FBT003 - Qt's
        self.setPlainText(text)
        self.blockSignals(blocked)
        cursor = self.textCursor()
        cursor.setPosition(min(place, len(self.toPlainText())))
        self.setTextCursor(cursor)


def is_undo(event: QKeyEvent) -> bool:
    """Whether a key means undo or redo."""
    return any(event.matches(key) for key in _STORYS)
