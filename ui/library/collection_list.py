"""The list of collections, each with what there is in it and what is being done with it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QPainter,
    QPen,
)
from PySide6.QtWidgets import QAbstractItemView, QListWidget, QListWidgetItem, QStyledItemDelegate, QStyleOptionViewItem

from gill_studio.core.collections.library import CollectionEntry
from ui.library.shelf import Activity, Shelf
from ui.library.words import Counted, scan_words
from ui.theme.icons import paint_icon
from ui.theme.theme import Theme
from ui.told.words import told

_ID, _NOTE, _USED, _TONE = (Qt.ItemDataRole.UserRole + place for place in range(4))
_PAD, _MARK = 10, 16
_Index = QModelIndex | QPersistentModelIndex


class CollectionList(QListWidget):
    """`chosen` tells which one is to be seen; folders that are dropped are told by `folders_dropped`."""

    chosen = Signal(str)
    menu_asked = Signal(str, QPoint)
    folders_dropped = Signal(str, list)
    """The collection they were dropped on, empty where on none; and the folders."""

    def __init__(self, theme: Theme, shelf: Shelf) -> None:
        super().__init__()
        self._shelf, self._theme, self._used = shelf, theme, ""
        self.setProperty("kind", "plain")
        self.setAccessibleName(self.tr("Collections"))
        self.setItemDelegate(_Delegate(theme, self))
        self.setAcceptDrops(True)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DropOnly)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.currentItemChanged.connect(lambda now, _: self.chosen.emit(_id_of(now)))
        shelf.changed.connect(self.refresh)
        shelf.progressed.connect(self._note_all)
        theme.changed.connect(self.doItemsLayout)
        self.refresh()

    @property
    def current(self) -> str:
        """The id of the collection one sees."""
        return _id_of(self.currentItem())

    def choose(self, collection: str) -> None:
        """See that one."""
        for place in range(self.count()):
            if _id_of(self.item(place)) == collection:
                self.setCurrentRow(place)

    def show_used(self, collection: str) -> None:
        """Mark the one that proposals retrieve from."""
        self._used = collection
        self._note_all()

    def refresh(self) -> None:
        """Show which there are."""
        entries, current = self._shelf.entries, self.current
        if [entry.id for entry in entries] != [_id_of(self.item(place)) for place in range(self.count())]:
            blocked = self.blockSignals(True)  # noqa: FBT003 - Qt's
            self.clear()
            for entry in entries:
                item = QListWidgetItem()
                item.setData(_ID, entry.id)
                self.addItem(item)
            self.choose(current)
            if not self.currentItem() and entries:
                self.setCurrentRow(0)
            self.blockSignals(blocked)
            if self.current != current:
                self.chosen.emit(self.current)
        self._note_all()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """The menu of the collection in focus, or under the pointer."""
        item = self.currentItem() if event.reason() == QContextMenuEvent.Reason.Keyboard else self.itemAt(event.pos())
        if item is not None:
            self.menu_asked.emit(_id_of(item), event.globalPos())

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Qt's: folders may come."""
        self.dragMoveEvent(event)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        """Qt's: wherever they are."""
        if folders_in(event):
            event.acceptProposedAction()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """Qt's: they have gone."""
        event.accept()

    def dropEvent(self, event: QDropEvent) -> None:
        """Qt's: on a collection they become part of it, elsewhere they make a new one."""
        if folders := folders_in(event):
            event.acceptProposedAction()
            self.folders_dropped.emit(_id_of(self.itemAt(event.position().toPoint())), folders)

    def _note_all(self, _collection: str = "") -> None:
        for place, entry in zip(range(self.count()), self._shelf.entries, strict=False):
            self._note(self.item(place), entry)

    def _note(self, item: QListWidgetItem, entry: CollectionEntry) -> None:
        activity = self._shelf.activity(entry.id)
        note = self._words(entry, activity)
        used = entry.id == self._used
        values = ((Qt.ItemDataRole.DisplayRole, entry.name), (_NOTE, note), (_USED, used))
        heard = ". ".join((entry.name, note, *((self.tr("Proposals retrieve from it"),) if used else ())))
        tone = "danger" if entry.error or activity.error else "quiet"
        for role, value in (*values, (_TONE, tone), (Qt.ItemDataRole.AccessibleTextRole, heard)):
            if item.data(role) != value:
                item.setData(role, value)

    def _words(self, entry: CollectionEntry, activity: Activity) -> str:
        if entry.error:
            return told(entry.error)
        if activity.error is not None:
            return told(activity.error.message)
        if activity.label and not activity.paused:
            return scan_words(activity.label, activity.done, activity.total)
        words = Counted().coverage(entry.coverage)
        return self.tr("{}; scan stopped").format(words) if activity.paused else words


class _Delegate(QStyledItemDelegate):
    """Two lines: the name, and how it is."""

    def __init__(self, theme: Theme, parent: CollectionList) -> None:
        super().__init__(parent)
        self._theme, self._list = theme, parent

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        """Qt's: two lines high."""
        return QSize(120, 2 * _PAD + self._lines()[0] + self._lines()[1] - 4)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """Qt's: draw one."""
        colours, radius = self._theme.colours, self._theme.tokens.radii.medium
        current = index.row() == self._list.currentRow()
        area = option.rect.adjusted(1, 1, -1, -1)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        hovered = area.contains(self._list.viewport().mapFromGlobal(self._list.cursor().pos()))
        ground = colours.tint if current else colours.over if hovered else ""
        painter.setPen(QPen(QColor(colours.accent), 2) if current and self._list.hasFocus() else Qt.PenStyle.NoPen)
        painter.setBrush(QColor(ground) if ground else Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(QRectF(area), radius, radius)
        self._paint_words(painter, area, index)
        painter.restore()

    def _paint_words(self, painter: QPainter, area: QRect, index: _Index) -> None:
        colours, first = self._theme.colours, self._lines()[0]
        inside = area.adjusted(_PAD, _PAD - 3, -_PAD, -_PAD + 3)
        if index.data(_USED):
            mark = QRectF(inside.right() - _MARK + 1, inside.top() + (first - _MARK) / 2, _MARK, _MARK)
            paint_icon(painter, "sparkles", colours.accent, mark)
        name = QRect(inside.left(), inside.top(), inside.width() - (_MARK + 6 if index.data(_USED) else 0), first)
        note = QRect(inside.left(), name.bottom() + 1, inside.width(), inside.height() - first)
        for place, strong, tone, text in (
            (name, True, "ink", index.data(Qt.ItemDataRole.DisplayRole)),
            (note, False, index.data(_TONE) or "quiet", index.data(_NOTE)),
        ):
            size = self._theme.type.body if strong else self._theme.type.small
            painter.setFont(self._theme.ui_font(size, strong=strong))
            painter.setPen(QColor(getattr(colours, tone)))
            words = painter.fontMetrics().elidedText(str(text or ""), Qt.TextElideMode.ElideRight, place.width())
            painter.drawText(place, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, words)

    def _lines(self) -> tuple[int, int]:
        sizes = (self._theme.type.body, self._theme.type.small)
        return sizes[0] + 7, sizes[1] + 6


def folders_in(event: QDropEvent) -> list[Path]:
    """The folders that the pointer carries."""
    paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
    return [path for path in paths if path.is_dir()]


def _id_of(item: QListWidgetItem | None) -> str:
    return "" if item is None else str(item.data(_ID) or "")
