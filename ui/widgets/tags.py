"""Tags: small words on a ground of their own, and the field in which they are written."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from ui.theme.theme import Theme
from ui.widgets.basics import clear_layout, icon_button
from ui.widgets.flow_layout import FlowLayout


class Chip(QFrame):
    """One tag, with a button that takes it away (`removed`)."""

    removed = Signal(str)

    def __init__(self, theme: Theme, text: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("chip")
        box = QHBoxLayout(self)
        box.setContentsMargins(10, 2, 4, 2)
        box.setSpacing(4)
        shown = QLabel(text)
        shown.setTextFormat(Qt.TextFormat.PlainText)
        shown.setMaximumWidth(240)
        box.addWidget(shown)
        away = icon_button(theme, "x", self.tr("Remove the tag “{}”").format(text), size=14)
        away.clicked.connect(lambda: self.removed.emit(text))
        box.addWidget(away)


class TagEditor(QWidget):
    """The tags of a panel: Enter or a comma ends one, Backspace in the empty field takes the last. `edited` tells."""

    edited = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._tags: tuple[str, ...] = ()
        self._chips = QWidget()
        self._flow = FlowLayout(self._chips, spacing=theme.space.hair)
        self._field = QLineEdit()
        self._field.setPlaceholderText(self.tr("Add a tag"))
        self._field.setAccessibleName(self.tr("Tags"))
        self._field.installEventFilter(self)
        self._field.editingFinished.connect(self._take)
        self._field.textEdited.connect(self._take_at_comma)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.space.small)
        box.addWidget(self._chips)
        box.addWidget(self._field)
        self.setFocusProxy(self._field)
        self.set_tags(())

    def set_tags(self, tags: Sequence[str]) -> None:
        """Show these tags."""
        if self._tags == tuple(tags) and self._flow.count() == len(tags):
            self._chips.setVisible(bool(self._tags))
            return
        self._tags = tuple(tags)
        clear_layout(self._flow)
        for tag in self._tags:
            chip = Chip(self._theme, tag)
            chip.removed.connect(lambda gone: self._edit(tuple(tag for tag in self._tags if tag != gone)))
            self._flow.addWidget(chip)
        self._chips.setVisible(bool(self._tags))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Backspace in the empty field."""
        if (
            isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.KeyPress
            and event.key() == Qt.Key.Key_Backspace
            and self._tags
            and not self._field.text()
        ):
            self._edit(self._tags[:-1])
            return True
        return super().eventFilter(watched, event)

    def _take_at_comma(self, text: str) -> None:
        if text.endswith(","):
            self._take()

    def _take(self) -> None:
        tag = " ".join(self._field.text().replace(",", " ").split())
        self._field.clear()
        if tag and tag not in self._tags:
            self._edit((*self._tags, tag))

    def _edit(self, tags: tuple[str, ...]) -> None:
        self.set_tags(tags)
        self.edited.emit(tags)
