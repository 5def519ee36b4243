"""A field to search with."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from ui.theme.theme import Theme


class SearchField(QLineEdit):
    """A line with a magnifying glass, which Escape empties and then leaves (`left`)."""

    left = Signal()

    def __init__(self, theme: Theme, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "search")
        self.setAccessibleName(name)
        self.setPlaceholderText(name)
        self.setClearButtonEnabled(True)
        glass = QAction(theme.icon("search"), "", self)
        glass.setEnabled(True)
        self.addAction(glass, QLineEdit.ActionPosition.LeadingPosition)
        glass.triggered.connect(self.setFocus)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape steps back."""
        if event.key() == Qt.Key.Key_Escape:
            if self.text():
                self.clear()
            else:
                self.left.emit()
            return
        super().keyPressEvent(event)
