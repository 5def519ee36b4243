"""The story as a text document: one block a panel, with room above it for the picture."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QObject, QRectF, QSizeF
from PySide6.QtGui import QFont, QTextBlock, QTextBlockFormat, QTextCursor, QTextDocument

from gill_studio.core.story.model import Panel
from ui.board.model import StoryboardModel
from ui.script.units import difference, units

_BREAK = "\u2028"  # a new line within a panel; the document takes a line feed for a new panel


@dataclass(frozen=True, slots=True)
class Measure:
    """How wide lines are, how large pictures at most, and how far apart things stand; in pixels."""

    width: int
    picture_height: int
    apart: int
    below_picture: int
    line_percent: int


class ScriptText(QObject):
    """Keeps a text document equal to the storyboard, change by change, so that the cursor stays where it is."""

    def __init__(self, model: StoryboardModel, document: QTextDocument, measure: Measure, font: QFont) -> None:
        super().__init__(document)
        self._model, self._document, self._measure = model, document, measure
        self.following = False
        """Whether the document changes because the story did, and not by the writer's hand."""
        document.setUndoRedoEnabled(False)
        document.setDocumentMargin(0)
        document.setDefaultFont(font)
        model.rowsInserted.connect(lambda _parent, first, last: self._insert(first, last))
        model.rowsRemoved.connect(lambda _parent, first, last: self._remove(first, last))
        model.rowsMoved.connect(self.write_all)
        model.layoutChanged.connect(self.write_all)
        model.dataChanged.connect(lambda first, last: self._renew(first.row(), last.row()))
        self.write_all()

    @property
    def measure(self) -> Measure:
        """The measure in use."""
        return self._measure

    def restyle(self, measure: Measure, font: QFont) -> None:
        """Another measure, or another font."""
        self._measure = measure
        self._document.setDefaultFont(font)
        self.write_all()

    def write_all(self) -> None:
        """Write the whole story anew."""
        with _Following(self):
            frame = self._document.rootFrame().frameFormat()
            self._document.clear()
            self._document.rootFrame().setFrameFormat(frame)
            cursor = QTextCursor(self._document)
            cursor.beginEditBlock()
            for row, panel in enumerate(self._model.panels):
                self._write(cursor, panel, row)
            if not self._model.panels:
                cursor.setBlockFormat(self._form(Panel("")))
            cursor.endEditBlock()

    def caption_at(self, row: int) -> str:
        """What stands in a block, as a caption."""
        return self._document.findBlockByNumber(row).text().replace(_BREAK, "\n")

    def picture_size(self, panel: Panel) -> QSizeF:
        """How large the picture of a panel is shown; empty where it has none."""
        picture = panel.picture
        if picture is None:
            return QSizeF(0, 0)
        scale = min(self._measure.width / picture.width, self._measure.picture_height / picture.height)
        return QSizeF(round(picture.width * scale), round(picture.height * scale))

    def room_above(self) -> float:
        """How much room the first panel needs above it: Qt leaves out what the first block asks for itself."""
        panel = self._model.panel_at(0)
        return 0.0 if panel is None else self._form(panel).topMargin() - self._measure.apart

    def picture_rect(self, block: QTextBlock) -> QRectF:
        """Where the picture above a block is, in the document; empty where it has none."""
        panel = self._model.panel_at(block.blockNumber())
        if panel is None or panel.picture is None:
            return QRectF()
        text = self._document.documentLayout().blockBoundingRect(block)
        size = self.picture_size(panel)
        left = (self._measure.width - size.width()) / 2
        return QRectF(left, text.top() - self._measure.below_picture - size.height(), size.width(), size.height())

    def _write(self, cursor: QTextCursor, panel: Panel, row: int) -> None:
        """Write a panel into the block at the cursor, or into a new one after it."""
        form = self._form(panel)
        if row:
            cursor.insertBlock(form)
        else:
            cursor.setBlockFormat(form)
        cursor.insertText(panel.caption.replace("\n", _BREAK))

    def _form(self, panel: Panel) -> QTextBlockFormat:
        height = self.picture_size(panel).height()
        above = self._measure.apart * (2 if height else 1)
        form = QTextBlockFormat()
        form.setTopMargin(above + (height + self._measure.below_picture if height else 0))
        form.setLineHeight(self._measure.line_percent, int(QTextBlockFormat.LineHeightTypes.ProportionalHeight.value))
        return form

    def _insert(self, first: int, last: int) -> None:
        if len(self._model.panels) == last - first + 1:
            self.write_all()
            return
        with _Following(self):
            cursor = QTextCursor(self._document)
            cursor.beginEditBlock()
            for row in range(first, last + 1):
                self._insert_one(cursor, row)
            cursor.endEditBlock()

    def _insert_one(self, cursor: QTextCursor, row: int) -> None:
        panel = self._model.panels[row]
        if row == 0:
            cursor.setPosition(0)
            form = cursor.blockFormat()
            cursor.insertBlock(form)
            cursor.setPosition(0)
            cursor.setBlockFormat(self._form(panel))
            cursor.insertText(panel.caption.replace("\n", _BREAK))
        else:
            before = self._document.findBlockByNumber(row - 1)
            cursor.setPosition(before.position() + before.length() - 1)
            self._write(cursor, panel, row)

    def _remove(self, first: int, last: int) -> None:
        if not self._model.panels:
            self.write_all()
            return
        with _Following(self):
            cursor = QTextCursor(self._document)
            start = self._document.findBlockByNumber(first).position()
            after = self._document.findBlockByNumber(last + 1)
            cursor.beginEditBlock()
            if after.isValid():
                form = after.blockFormat()
                cursor.setPosition(start)
                cursor.setPosition(after.position(), QTextCursor.MoveMode.KeepAnchor)
                cursor.removeSelectedText()
                cursor.setBlockFormat(form)
            else:
                before = self._document.findBlockByNumber(first - 1)
                form = before.blockFormat()
                cursor.setPosition(start - 1)
                cursor.movePosition(QTextCursor.MoveOperation.End, QTextCursor.MoveMode.KeepAnchor)
                cursor.removeSelectedText()
                cursor.setBlockFormat(form)
            cursor.endEditBlock()

    def _renew(self, first: int, last: int) -> None:
        with _Following(self):
            for row in range(first, last + 1):
                self._renew_one(row)

    def _renew_one(self, row: int) -> None:
        panel, block = self._model.panels[row], self._document.findBlockByNumber(row)
        if not block.isValid():
            self.write_all()
            return
        form = self._form(panel)
        cursor = QTextCursor(block)
        if block.blockFormat().topMargin() != form.topMargin():
            cursor.setBlockFormat(form)
        before, after = block.text(), panel.caption.replace("\n", _BREAK)
        if before == after:
            return
        start, gone, come = difference(before, after)
        at = block.position() + units(before[:start])
        cursor.setPosition(at)
        cursor.setPosition(at + units(before[start : start + gone]), QTextCursor.MoveMode.KeepAnchor)
        cursor.insertText(come)


class _Following:
    """Says that what happens to the document now is not the writer's doing."""

    def __init__(self, text: ScriptText) -> None:
        self._text = text

    def __enter__(self) -> None:
        self._before, self._text.following = self._text.following, True

    def __exit__(self, *_: object) -> None:
        self._text.following = self._before
