"""The whole board: cards, the field for captions, drag and drop, and what stands there before the first card."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QItemSelectionModel, QPoint, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QCursor,
    QDrag,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QPixmap,
    QResizeEvent,
)
from PySide6.QtWidgets import QApplication, QToolTip

from gill_studio.core.story.model import Authorship, Origin, Panel
from ui.board.caption_field import CaptionField
from ui.board.drops import Drops
from ui.board.model import StoryboardModel
from ui.board.view import BoardCards
from ui.exchange import as_mime, carries_something
from ui.story_commands import StoryCommands
from ui.theme.theme import Theme
from ui.thumbnails import Thumbnails
from ui.widgets.empty_state import EmptyState

_DRAGGED = QSize(160, 160)
_AUTOSCROLL_MS = 30


class Board(BoardCards):
    """The board with everything one does on it."""

    menu_asked = Signal(QPoint)
    """A menu is wanted, at this place of the screen."""
    delete_asked = Signal()
    """The selected panels are to go."""
    pictures_asked = Signal()
    """Picture files are to be chosen, each for a panel of its own."""

    def __init__(self, theme: Theme, model: StoryboardModel, commands: StoryCommands, thumbnails: Thumbnails) -> None:
        super().__init__(theme, model, commands, thumbnails)
        self._drops = Drops(self)
        self._field = CaptionField(self.viewport())
        self._field.written.connect(self._write)
        self._field.ended.connect(self.end_caption)
        self._field.left.connect(self._leave_caption)
        self._field.stepped.connect(self._step_caption)
        self._autoscroll = QTimer(self, interval=_AUTOSCROLL_MS)
        self._autoscroll.timeout.connect(self._drag_on)
        self._empty = self._make_empty()
        self.caption_asked.connect(self.begin_caption)
        self.setAcceptDrops(True)
        self.setDragEnabled(not model.session.read_only)
        self.setDragDropMode(BoardCards.DragDropMode.DragDrop)
        model.session.changed.connect(self._follow_caption)
        self._show_empty()

    # Captions

    def begin_caption(self, panel: str, letters: str = "") -> None:
        """Write the caption of a panel, on its card; `letters` are put at its end."""
        row = self.storyboard.row_of(panel)
        if row < 0 or self.storyboard.session.read_only:
            return
        index = self.storyboard.index(row)
        self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        self.editing = panel
        self._field.begin(self.storyboard.panels[row].caption, self.painter_of_cards.font, self.painter_of_cards.line)
        self._fit_field()
        self.scrollTo(index)
        self._place_field()
        self._field.show()
        self._field.setFocus(Qt.FocusReason.OtherFocusReason)
        if letters:
            self._field.insertPlainText(letters)

    def end_caption(self) -> None:
        """The caption is written; the card has the focus."""
        if self.editing:
            self._leave_caption()
            self.setFocus(Qt.FocusReason.OtherFocusReason)

    @property
    def caption_field(self) -> CaptionField:
        """The field in which captions are written; hidden while none is."""
        return self._field

    def doItemsLayout(self) -> None:
        """Qt's: and put the field where its card now is."""
        super().doItemsLayout()
        if hasattr(self, "_empty"):
            self._show_empty()
            self._place_field()

    # Copying and pasting

    def copy(self) -> None:
        """Put the selected panels on the clipboard."""
        if panels := self.selected():
            QApplication.clipboard().setMimeData(as_mime(self.storyboard.session, panels))

    def cut(self) -> None:
        """Put them there, and take them out of the story."""
        if panels := self.selected():
            self.copy()
            self.commands.remove(panels)

    def paste(self) -> None:
        """Put what is on the clipboard into the story."""
        self._drops.paste(QApplication.clipboard().mimeData())

    # Qt's events

    def startDrag(self, supported: Qt.DropAction) -> None:
        """Qt's: carry the selected panels away, or elsewhere."""
        panels = self.selected()
        if not panels:
            return
        drag = QDrag(self)
        drag.setMimeData(as_mime(self.storyboard.session, panels))
        drag.setPixmap(self._dragged())
        drag.setHotSpot(QPoint(16, 16))
        self._autoscroll.start()
        drag.exec(Qt.DropAction.CopyAction | Qt.DropAction.MoveAction, Qt.DropAction.CopyAction)
        self._autoscroll.stop()
        self._drops.leave()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Qt's: whether there is anything in it for us."""
        if carries_something(event.mimeData()) and not self.storyboard.session.read_only:
            self._accept(event)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        """Qt's: show where it would go."""
        self._drops.point_at(event.mimeData(), event.position().toPoint())
        self._accept(event)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """Qt's: nowhere."""
        self._drops.leave()

    def dropEvent(self, event: QDropEvent) -> None:
        """Qt's: take it."""
        self._drops.point_at(event.mimeData(), event.position().toPoint())
        self._accept(event)
        self._drops.drop(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Qt's: a menu for the selected panels."""
        place = event.globalPos()
        if event.reason() == QContextMenuEvent.Reason.Keyboard and self.currentIndex().isValid():
            place = self.viewport().mapToGlobal(self.visualRect(self.currentIndex()).center())
        self.menu_asked.emit(place)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The menu key, beside the others."""
        if event.key() in {Qt.Key.Key_Delete, Qt.Key.Key_Backspace} and not event.modifiers():
            self.delete_asked.emit()
            return
        if event.key() == Qt.Key.Key_Menu:
            place = self.visualRect(self.currentIndex()).center()
            self.menu_asked.emit(self.viewport().mapToGlobal(place))
            return
        super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Qt's: whoever comes by Tab finds a card in focus."""
        super().focusInEvent(event)
        if not self.currentIndex().isValid() and self.storyboard.panels:
            self.setCurrentIndex(self.storyboard.index(0))
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Qt's: the ring goes."""
        super().focusOutEvent(event)
        self.viewport().update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt's: the words before the first card stay in the middle."""
        super().resizeEvent(event)
        self._empty.setGeometry(self.viewport().rect())

    def viewportEvent(self, event: QEvent) -> bool:
        """Qt's: what the small marks of a card mean."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            QToolTip.showText(event.globalPos(), self._tip(event.pos()), self.viewport())
            return True
        return super().viewportEvent(event)

    # Inside

    def _write(self, caption: str) -> None:
        if self.editing:
            self._fit_field()
            self.commands.write_caption(self.editing, caption)

    def _leave_caption(self) -> None:
        self.editing, self.edited_height = "", 0
        self._field.hide()
        self.doItemsLayout()

    def _step_caption(self, by: int) -> None:
        panel = self.storyboard.panel_at(self.storyboard.row_of(self.editing) + by)
        if panel is None:
            self.end_caption()
        else:
            self.begin_caption(panel.id)

    def _follow_caption(self) -> None:
        row = self.storyboard.row_of(self.editing) if self.editing else -1
        if row >= 0:
            self._field.follow(self.storyboard.panels[row].caption)
        elif self.editing:
            self.end_caption()

    def _fit_field(self) -> None:
        card = QRect(0, 0, self.painter_of_cards.width, 10_000)
        panel = self.storyboard.panel_at(self.storyboard.row_of(self.editing))
        if panel is None:
            return
        needed = self._field.needed_height(self.painter_of_cards.caption_rect(card, panel).width())
        if needed != self.edited_height:
            self.edited_height = needed
            self.doItemsLayout()

    def _place_field(self) -> None:
        row = self.storyboard.row_of(self.editing) if self.editing else -1
        if row >= 0:
            card = self.card_rect(row)
            self._field.place(self.painter_of_cards.caption_rect(card, self.storyboard.panels[row]))
            below = card.bottom() + self.grid.gap // 2 - self.viewport().height()
            if below > 0 and self.window().focusWidget() is self._field:  # what is being written stays in sight
                self.verticalScrollBar().setValue(self.verticalScrollBar().value() + below)

    def _accept(self, event: QDropEvent) -> None:
        inside = event.source() is self
        event.setDropAction(Qt.DropAction.MoveAction if inside else Qt.DropAction.CopyAction)
        event.accept()

    def _drag_on(self) -> None:
        """A pointer that rests at the edge sends no events, yet the board goes on."""
        point = self.viewport().mapFromGlobal(QCursor.pos())
        if self.viewport().rect().contains(point):
            self._drops.scroll_at_edge(point)

    def _dragged(self) -> QPixmap:
        card = self.visualRect(self.currentIndex()) if self.currentIndex().isValid() else QRect()
        shown = self.viewport().grab(card) if card.isValid() else QPixmap()
        mode = Qt.TransformationMode.SmoothTransformation
        return shown.scaled(_DRAGGED, Qt.AspectRatioMode.KeepAspectRatio, mode) if not shown.isNull() else shown

    def _make_empty(self) -> EmptyState:
        empty = EmptyState(
            self.theme,
            "feather",
            self.tr("Once upon a time …"),
            self.tr(
                "A story is a row of panels: a sentence, a picture, or both. Write the first, or drop pictures here."
            ),
            (
                (self.tr("Write the first panel"), "pen-line", lambda: self.new_panel(0)),
                (self.tr("Add pictures …"), "image-plus", self.pictures_asked.emit),
            ),
        )
        empty.setParent(self.viewport())
        return empty

    def _show_empty(self) -> None:
        self._empty.setVisible(not self.storyboard.panels and not self.storyboard.session.read_only)

    def _tip(self, point: QPoint) -> str:
        row = self.indexAt(point).row()
        panel = self.storyboard.panel_at(row)
        if panel is None or not self.painter_of_cards.marks_rect(self.card_rect(row)).contains(point):
            return ""
        return "\n".join(self._marks_in_words(panel))

    def _marks_in_words(self, panel: Panel) -> list[str]:
        words = [self.tr("Has notes")] if panel.notes else []
        take = panel.take
        if panel.authorship is Authorship.PROPOSED:
            words.append(self.tr("Caption: proposed by GILL"))
        elif panel.authorship is Authorship.EDITED:
            words.append(self.tr("Caption: proposed by GILL, edited by you"))
        if take is not None and take.origin is Origin.GENERATED:
            words.append(self.tr("Picture: generated by GILL"))
        elif take is not None and take.origin is Origin.RETRIEVED:
            words.append(self.tr("Picture: from your collections"))
        return words
