"""The field on a card in which its caption is written."""

from __future__ import annotations

from math import ceil

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QFont, QFontMetricsF, QKeyEvent, QTextBlockFormat, QTextCursor
from PySide6.QtWidgets import QFrame, QWidget

from ui.widgets.plain_editor import PlainEditor


class CaptionField(PlainEditor):
    """Lies over the caption it writes, and looks like it. Enter ends, Shift+Enter breaks the line, Tab goes on."""

    written = Signal(str)
    ended = Signal()
    stepped = Signal(int)
    """Tab (1) or Shift+Tab (-1)."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setTabChangesFocus(False)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._lift = 0
        self.document().setDocumentMargin(0)
        self.setAccessibleName(self.tr("Caption"))
        self.viewport().setAutoFillBackground(False)
        self.textChanged.connect(lambda: self.written.emit(self.toPlainText()))
        self.hide()

    def begin(self, caption: str, font: QFont, line: float) -> None:
        """Show the caption as the card has set it."""
        self.setFont(font)
        self._lift = max(0, ceil(line - QFontMetricsF(font).height()))
        blocked = self.blockSignals(True)  # noqa: FBT003 - Qt's
        self.setPlainText(caption.replace("\n", "\u2028"))
        cursor = self.textCursor()
        cursor.select(QTextCursor.SelectionType.Document)
        form = QTextBlockFormat()
        form.setLineHeight(line, int(QTextBlockFormat.LineHeightTypes.FixedHeight.value))
        cursor.setBlockFormat(form)
        self.blockSignals(blocked)
        self.moveCursor(QTextCursor.MoveOperation.End)

    def place(self, area: QRect) -> None:
        """Lie there, so that no letter moves: a text document puts the room between lines above each."""
        area = area.adjusted(0, -self._lift, 0, 0)
        if self.geometry() != area:
            self.setGeometry(area)

    def needed_height(self, width: int) -> int:
        """How high the whole text is in lines of that width."""
        self.document().setTextWidth(width)
        return round(self.document().size().height()) - self._lift

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter, Escape and Tab leave; all else is written."""
        key, shifted = event.key(), bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        other = event.modifiers() & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier)
        if key in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and not other:
            if shifted:
                self.insertPlainText("\u2028")
            else:
                self.ended.emit()
        elif key == Qt.Key.Key_Escape:
            self.ended.emit()
        elif key in {Qt.Key.Key_Tab, Qt.Key.Key_Backtab}:
            self.stepped.emit(-1 if key == Qt.Key.Key_Backtab else 1)
        else:
            super().keyPressEvent(event)
