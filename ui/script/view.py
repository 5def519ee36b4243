"""The script: the whole story as text that flows, with its pictures, written as in a word processor."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QFont,
    QInputMethodEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QShowEvent,
    QTextBlock,
    QTextCursor,
)
from PySide6.QtWidgets import QFrame, QTextEdit

from gill_studio.core.pictures import PictureRef
from ui.board.model import StoryboardModel
from ui.exchange import Brought, brought, with_new_ids
from ui.script.editing import ScriptEditing
from ui.script.text import Measure, ScriptText
from ui.script.units import units
from ui.story_commands import StoryCommands
from ui.theme.theme import Theme
from ui.thumbnails import Thumbnails, Wanted
from ui.widgets.plain_editor import is_undo

_MEASURE, _GUTTER, _PICTURE_HEIGHT = 640, 72, 420
_LINE_PERCENT = 120
_DELETES_BACK = (QKeySequence.StandardKey.DeleteStartOfWord,)
_DELETES_FORWARD = (
    QKeySequence.StandardKey.DeleteEndOfWord,
    QKeySequence.StandardKey.DeleteEndOfLine,
    QKeySequence.StandardKey.DeleteCompleteLine,
)


class Script(QTextEdit):
    """One text for all panels; a paragraph is a panel. Undo is the story's."""

    menu_asked = Signal(QPoint)
    """A menu is wanted, at this place of the screen."""
    picture_asked = Signal(str)
    """A picture file is to be chosen for a panel."""

    def __init__(self, theme: Theme, model: StoryboardModel, commands: StoryCommands, thumbnails: Thumbnails) -> None:
        super().__init__()
        self.storyboard, self.commands, self._theme, self._thumbnails = model, commands, theme, thumbnails
        self._picture = ""
        self.setAccessibleName(self.tr("Script"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setAcceptRichText(False)
        self.setTabChangesFocus(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setReadOnly(model.session.read_only)
        self.setCursorWidth(2)
        self._text = ScriptText(model, self.document(), self._measure(), self._font())
        self.editing = ScriptEditing(self, model, commands)
        self.document().contentsChange.connect(self._write)
        self.cursorPositionChanged.connect(self._tell_focus)
        model.session.focus_changed.connect(self._follow_focus)
        thumbnails.ready.connect(self._follow)
        theme.changed.connect(self._restyle)
        model.session.changed.connect(self._set_margins)

    def _follow(self, _digest: str) -> None:
        self.viewport().update()

    def selected(self) -> list[str]:
        """Ids of the panels that the selection touches, or of the one with the cursor."""
        cursor = self.textCursor()
        first = self.document().findBlock(cursor.selectionStart()).blockNumber()
        last = self.document().findBlock(cursor.selectionEnd()).blockNumber()
        return [panel.id for panel in self.storyboard.panels[first : last + 1]]

    def select(self, panel: str, start: int, end: int) -> None:
        """Select characters of a caption, and bring them into sight."""
        block = self.document().findBlockByNumber(self.storyboard.row_of(panel))
        text, cursor = block.text(), self.textCursor()
        cursor.setPosition(block.position() + units(text[:start]))
        cursor.setPosition(block.position() + units(text[:end]), QTextCursor.MoveMode.KeepAnchor)
        self.setTextCursor(cursor)
        self.ensureCursorVisible()

    def new_panel(self) -> None:
        """An empty panel after the one with the cursor."""
        row = self.textCursor().blockNumber() + 1 if self.storyboard.panels else 0
        self.commands.new_panel(row)
        self.editing.put_cursor(row)

    def cut(self) -> None:
        """Qt's: the text, onto the clipboard."""
        self.copy()
        self.editing.remove_selection()

    # Keys

    def event(self, event: QEvent) -> bool:
        """Leave the keys of undo to the window."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride and is_undo(event):
            event.ignore()
            return False
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keys that reach over the end of a panel are the story's, all others Qt's."""
        if is_undo(event) or self._is_panel_key(event):
            return
        if self.isReadOnly():
            super().keyPressEvent(event)
            return
        if event.matches(QKeySequence.StandardKey.Cut):
            self.cut()
            return
        if event.text().isprintable() and event.text():
            self._prepare_to_write()
        self._picture = ""
        super().keyPressEvent(event)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        """Composed letters are letters."""
        if (event.commitString() or event.preeditString()) and not self.isReadOnly():
            self._prepare_to_write()
        super().inputMethodEvent(event)

    def _prepare_to_write(self) -> None:
        if not self.storyboard.panels:
            self.commands.new_panel(0)
        if self.editing.spans_panels():
            self.editing.remove_selection()

    def _is_panel_key(self, event: QKeyEvent) -> bool:
        """Enter, and what deletes, where they concern panels."""
        if self.isReadOnly():
            return False
        key, modifiers = event.key(), event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if key in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and not modifiers & ~Qt.KeyboardModifier.ShiftModifier:
            return self._enter(shifted=bool(modifiers))
        back = key == Qt.Key.Key_Backspace or any(event.matches(one) for one in _DELETES_BACK)
        forward = key == Qt.Key.Key_Delete or any(event.matches(one) for one in _DELETES_FORWARD)
        if event.matches(QKeySequence.StandardKey.Cut) or not (back or forward):
            return False
        if self._picture:
            self.commands.clear_picture(self._picture)
            self._picture = ""
            return True
        if self.editing.spans_panels():
            return self.editing.remove_selection()
        return self.editing.join_before() if back else self.editing.join_after()

    def _enter(self, *, shifted: bool) -> bool:
        if shifted:
            self._prepare_to_write()
            self.textCursor().insertText("\u2028")
        else:
            self.editing.enter()
        self.ensureCursorVisible()
        return True

    # The clipboard and the pointer

    def canInsertFromMimeData(self, source: QMimeData) -> bool:
        """Qt's: text, pictures, panels."""
        return source.hasText() or source.hasUrls() or source.hasImage()

    def insertFromMimeData(self, source: QMimeData) -> None:
        """Qt's: paste or drop."""
        found = brought(source)
        if found.pictures or found.panels:
            self._bring(found)
        else:
            self.editing.insert_words(source.text())
        self.ensureCursorVisible()

    def createMimeDataFromSelection(self) -> QMimeData:
        """Qt's: the text as it reads, panels a line apart."""
        mime = QMimeData()
        chosen = self.textCursor().selectedText()
        mime.setText(chosen.replace("\u2029", "\n\n").replace("\u2028", "\n"))
        return mime

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click on a picture selects it."""
        block = self._picture_at(event.position().toPoint())
        self._picture = "" if block is None else self.storyboard.panels[block.blockNumber()].id
        self.viewport().update()
        if block is None:
            super().mousePressEvent(event)
            return
        self.editing.put_cursor(block.blockNumber())
        self.setFocus(Qt.FocusReason.MouseFocusReason)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """A double click on a picture chooses another."""
        block = self._picture_at(event.position().toPoint())
        if block is None:
            super().mouseDoubleClickEvent(event)
        elif not self.isReadOnly():
            self.picture_asked.emit(self.storyboard.panels[block.blockNumber()].id)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """The pointer says what it is over."""
        super().mouseMoveEvent(event)
        over = event.buttons() == Qt.MouseButton.NoButton and self._picture_at(event.position().toPoint()) is not None
        self.viewport().setCursor(Qt.CursorShape.ArrowCursor if over else Qt.CursorShape.IBeamCursor)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Qt's: the window's menu."""
        self.menu_asked.emit(event.globalPos())

    # Painting

    def paintEvent(self, event: QPaintEvent) -> None:
        """The text is Qt's; pictures, numbers and hints are ours."""
        super().paintEvent(event)
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        self._paint_beginning(painter)
        offset = self.verticalScrollBar().value()
        block = self.cursorForPosition(QPoint(0, event.rect().top())).block()
        layout = self.document().documentLayout()
        while block.isValid() and (panel := self.storyboard.panel_at(block.blockNumber())) is not None:
            place = layout.blockBoundingRect(block).translated(0, -offset)
            picture = self._text.picture_rect(block).translated(self._indent, -offset)
            if min(place.top(), picture.top() if panel.picture else place.top()) > event.rect().bottom():
                break
            if panel.picture is not None:
                self._paint_picture(painter, picture, panel.picture, selected=panel.id == self._picture)
            self._paint_margin(painter, place, block.blockNumber(), empty=not panel.caption)
            block = block.next()
        painter.end()

    @property
    def _indent(self) -> float:
        return self.document().rootFrame().frameFormat().leftMargin()

    def _paint_picture(self, painter: QPainter, place: QRectF, picture: PictureRef, *, selected: bool) -> None:
        ratio, radius = self.devicePixelRatioF(), self._theme.tokens.radii.medium
        size = QSize(round(place.width() * ratio), round(place.height() * ratio))
        wanted = Wanted(picture.sha256, size.width(), size.height(), round(radius * ratio), all_corners=True)
        pixmap = self._thumbnails.get(wanted) or self._thumbnails.any_size(picture.sha256)
        if pixmap is None:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(self._theme.colours.sunken))
            painter.drawRoundedRect(place, radius, radius)
        else:
            painter.drawPixmap(place.toRect(), pixmap)
        if selected:
            painter.setPen(QPen(QColor(self._theme.colours.accent), 3))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(place.adjusted(-3, -3, 3, 3), radius + 2, radius + 2)

    def _paint_margin(self, painter: QPainter, place: QRectF, row: int, *, empty: bool) -> None:
        """The number beside a panel, quiet unless it is in focus; and a hint where nothing is written."""
        colours, scale = self._theme.colours, self._theme.type
        here = self.textCursor().blockNumber() == row
        painter.setFont(self._theme.ui_font(scale.small, strong=here))
        painter.setPen(QColor(colours.accent if here else colours.quiet))
        line = self.document().findBlockByNumber(row).layout().lineAt(0)
        height = line.height() if line.isValid() else scale.script * _LINE_PERCENT / 100
        beside = QRectF(0, place.top(), self._indent - 24, height)
        painter.drawText(beside, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, str(row + 1))
        if empty and not here and not self.isReadOnly():
            painter.setFont(self._theme.text_font(scale.script, italic=True))
            painter.setPen(QColor(colours.quiet))
            painter.drawText(QPointF(self._indent, place.top() + height * 0.72), self.tr("Write a caption"))

    def _paint_beginning(self, painter: QPainter) -> None:
        if self.storyboard.panels:
            return
        painter.setFont(self._theme.text_font(self._theme.type.script, italic=True))
        painter.setPen(QColor(self._theme.colours.quiet))
        place = self.cursorRect()
        painter.drawText(
            QPointF(place.left() + 4, place.bottom() - place.height() * 0.28), self.tr("Once upon a time …")
        )

    # Following

    def showEvent(self, event: QShowEvent) -> None:
        """Qt's: whoever comes from another view finds the panel in focus."""
        super().showEvent(event)
        self._follow_focus(self.storyboard.session.focus)
        QTimer.singleShot(0, self, lambda: self._reveal(self.textCursor().blockNumber()))  # once its size is known

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt's: lines keep their measure, in the middle of the window."""
        super().resizeEvent(event)
        if self._measure() != self._text.measure:
            self._restyle()
        self._set_margins()

    def _set_margins(self) -> None:
        frame = self.document().rootFrame()
        form = frame.frameFormat()
        side = max(_GUTTER, (self.viewport().width() - self._measure().width) // 2)
        above = self._theme.space.wide + self._text.room_above()
        if (form.leftMargin(), form.rightMargin(), form.topMargin()) != (side, side, above):
            form.setLeftMargin(side)
            form.setRightMargin(side)
            form.setTopMargin(above)
            form.setBottomMargin(self.viewport().height() / 2)
            frame.setFrameFormat(form)
            self.document().markContentsDirty(0, self.document().characterCount())  # an empty one would not notice

    def _measure(self) -> Measure:
        scale = self._theme.type.script / 20
        room = max(200, self.viewport().width() - 2 * _GUTTER)
        return Measure(min(round(_MEASURE * scale), room), _PICTURE_HEIGHT, 20, 16, _LINE_PERCENT)

    def _font(self) -> QFont:
        return self._theme.text_font(self._theme.type.script)

    def _restyle(self) -> None:
        self._text.restyle(self._measure(), self._font())
        self._set_margins()

    def _write(self, place: int, _removed: int, added: int) -> None:
        """The writer has changed a block; what changes more than one goes through the story instead."""
        if self._text.following:
            return
        if self.document().blockCount() != max(1, len(self.storyboard.panels)):
            QTimer.singleShot(0, self, self._text.write_all)  # a way to join paragraphs that we do not know
            return
        first, last = self.document().findBlock(place), self.document().findBlock(place + added)
        for row in range(first.blockNumber(), max(last.blockNumber(), first.blockNumber()) + 1):
            panel = self.storyboard.panel_at(row)
            if panel is not None and (caption := self._text.caption_at(row)) != panel.caption:
                self.commands.write_caption(panel.id, caption)

    def _tell_focus(self) -> None:
        panel = self.storyboard.panel_at(self.textCursor().blockNumber())
        if not self._text.following and panel is not None and self.isVisible():
            self.storyboard.session.set_focus(panel.id)
        self.viewport().update()

    def _follow_focus(self, panel: str) -> None:
        row = self.storyboard.row_of(panel)
        if row >= 0 and row != self.textCursor().blockNumber():
            self.editing.put_cursor(row, -1)
            self._reveal(row)

    def _reveal(self, row: int) -> None:
        """Bring a panel into sight, with its picture."""
        block, bar = self.document().findBlockByNumber(row), self.verticalScrollBar()
        text = self.document().documentLayout().blockBoundingRect(block)
        picture = self._text.picture_rect(block)
        top = round(min(text.top(), picture.top() if picture.isValid() else text.top())) - self._theme.space.large
        bottom, height = round(text.bottom()) + self._theme.space.large, self.viewport().height()
        if top < bar.value() or bottom - top > height:
            bar.setValue(top)
        elif bottom > bar.value() + height:
            bar.setValue(bottom - height)

    def _picture_at(self, point: QPoint) -> QTextBlock | None:
        below = QPointF(point) + QPointF(-self._indent, self.verticalScrollBar().value())
        block = self.cursorForPosition(point).block()
        for one in (block, block.next(), block.previous()):
            if one.isValid() and self._text.picture_rect(one).contains(below):
                return one
        return None

    def _bring(self, found: Brought) -> None:
        row = self.textCursor().blockNumber()
        panel, following = self.storyboard.panel_at(row), self.storyboard.panel_at(row + 1)
        if panel is not None and panel.picture is None and len(found.pictures) == 1:
            self.commands.replace_picture(panel.id, found.pictures[0])
        elif found.pictures:
            self.commands.add_pictures(found.pictures, None if following is None else following.id)
        elif found.story == self.storyboard.session.board.id:
            place = row + 1 if panel is not None else 0
            self.commands.insert(place, [with_new_ids(panel) for panel in found.panels])
