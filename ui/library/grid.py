"""The grid of a collection's pictures: only what is in sight is drawn, and only that is decoded."""

from __future__ import annotations

from collections.abc import Collection

from PySide6.QtCore import (
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QDrag,
    QHelpEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QApplication, QListView, QToolTip

from ui.library.geometry import TileGeometry
from ui.library.model import PicturesModel
from ui.library.tile import TilePainter, TileState
from ui.theme.theme import Theme
from ui.thumbnails import Thumbnails
from ui.widgets.tiled import TiledView

SIZES = (112, 136, 168, 216, 280, 360)
_USUAL, _DRAGGED = 168, 128
_Index = QModelIndex | QPersistentModelIndex
_Flag = QItemSelectionModel.SelectionFlag


class PictureGrid(TiledView):
    """A QListView, so that screen readers know a list; where its tiles lie and how they look is ours."""

    chosen = Signal()
    """Other pictures are selected, or another is in focus."""
    caption_asked = Signal()
    """The caption of the picture in focus is to be written."""
    menu_asked = Signal(QPoint)

    def __init__(self, theme: Theme, model: PicturesModel, thumbnails: Thumbnails) -> None:
        super().__init__()
        self._theme, self.pictures, self._thumbnails = theme, model, thumbnails
        self.tile_width, self._hovered = _USUAL, -1
        self._painter = self._make_painter(self.tile_width)
        self.geometry_of_tiles = TileGeometry(0, (1, 1), 1, 1)
        self._later = QTimer(self, singleShot=True, interval=0)
        self._later.timeout.connect(self.doItemsLayout)
        self.setAccessibleName(self.tr("Pictures"))
        self.setProperty("kind", "plain")
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setDragEnabled(True)
        self.setTabKeyNavigation(False)
        self.viewport().setMouseTracking(True)
        self.setModel(model)
        model.modelReset.connect(self._later.start)
        thumbnails.ready.connect(self._show_picture)
        theme.changed.connect(self._remake)

    # What others ask

    def selected(self) -> list[str]:
        """SHA-256 of the selected pictures in their order; where none is, of the one in focus."""
        rows = sorted(index.row() for index in self.selectionModel().selectedRows()) or [self.currentIndex().row()]
        return [one.picture.sha256 for row in rows if (one := self.pictures.picture_at(row)) is not None]

    def select(self, digests: Collection[str], current: str = "") -> None:
        """Select these of the pictures that are shown; `current` is in focus, or the first of them."""
        rows = sorted(row for digest in digests if (row := self.pictures.row_of(digest)) >= 0)
        selection = QItemSelection()
        for row in rows:
            selection.select(self.pictures.index(row), self.pictures.index(row))
        focus = self.pictures.row_of(current)
        focus = focus if focus >= 0 else rows[0] if rows else -1
        if focus >= 0:
            self.selectionModel().setCurrentIndex(self.pictures.index(focus), _Flag.NoUpdate)
        self.selectionModel().select(selection, _Flag.ClearAndSelect)

    def leave(self) -> None:
        """None is selected, and none in focus."""
        self.selectionModel().clear()

    def set_tile_width(self, width: int) -> None:
        """Larger or smaller tiles; what is in focus stays in sight."""
        width = min(max(width, SIZES[0]), SIZES[-1])
        if width != self.tile_width:
            self.tile_width = width
            self._remake()
            self.scrollTo(self.currentIndex())

    def zoom_by(self, steps: int) -> None:
        """The next larger (1) or smaller (-1) size."""
        nearest = min(range(len(SIZES)), key=lambda place: abs(SIZES[place] - self.tile_width))
        self.set_tile_width(SIZES[min(max(nearest + steps, 0), len(SIZES) - 1)])

    def tile_rect(self, row: int) -> QRect:
        """A tile as it lies in the viewport."""
        return self.geometry_of_tiles.rect(row).translated(0, -self.verticalOffset())

    # Geometry, for Qt

    def visualRect(self, index: _Index) -> QRect:
        """Qt's: where a tile is."""
        return self.tile_rect(index.row()) if 0 <= index.row() < self.geometry_of_tiles.count else QRect()

    def indexAt(self, point: QPoint) -> QModelIndex:
        """Qt's: which tile is there."""
        tile = self.geometry_of_tiles.tile_at(point + QPoint(0, self.verticalOffset()))
        return QModelIndex() if tile is None else self.pictures.index(tile)

    def scrollTo(
        self, index: _Index, hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible
    ) -> None:
        """Qt's: bring a tile into sight."""
        del hint
        if not 0 <= index.row() < self.geometry_of_tiles.count:
            return
        gap, bar, height = self.geometry_of_tiles.gap, self.verticalScrollBar(), self.viewport().height()
        tile = self.geometry_of_tiles.rect(index.row()).adjusted(0, -gap, 0, gap)
        if tile.top() < bar.value() or tile.height() > height:
            bar.setValue(tile.top())
        elif tile.bottom() > bar.value() + height:
            bar.setValue(tile.bottom() - height + 1)

    def places(self) -> TileGeometry:
        """Where the tiles lie now."""
        return self.geometry_of_tiles

    def extent(self) -> tuple[int, int]:
        """The height of all tiles, and of one row."""
        return self.geometry_of_tiles.total, self._painter.height + self.geometry_of_tiles.gap

    def doItemsLayout(self) -> None:
        """Qt's: find out where every tile lies."""
        self._later.stop()
        self._hovered = -1
        room, gap = self.viewport().width(), self._theme.space.small
        self._fit(room, gap)
        size = (self._painter.width, self._painter.height)
        self.geometry_of_tiles = TileGeometry(len(self.pictures.pictures), size, room, gap, self.pictures.breaks)
        self.updateGeometries()
        self.viewport().update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt's: other columns, perhaps; the row at the top stays there."""
        top = self.geometry_of_tiles.between(self.verticalOffset(), self.verticalOffset() + 1)
        super().resizeEvent(event)
        self.doItemsLayout()
        if event.oldSize().width() != event.size().width() and top and top[0] and top[0] < self.geometry_of_tiles.count:
            self.verticalScrollBar().setValue(self.geometry_of_tiles.rect(top[0]).top() - self.geometry_of_tiles.gap)

    def sizeHint(self) -> QSize:
        """Qt's: room for some tiles."""
        return QSize(3 * self.tile_width, 3 * self.tile_width)

    # Painting

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the tiles that are in sight and need it."""
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        area = event.rect()
        painter.fillRect(area, QColor(self._theme.colours.paper))
        offset = self.verticalOffset()
        for row in self.geometry_of_tiles.between(area.top() + offset, area.bottom() + offset):
            tile = self.tile_rect(row)
            picture = self.pictures.picture_at(row)
            if picture is not None and tile.intersects(area):
                self._painter.paint(painter, tile, picture, self._state(row, picture.picture.sha256))
        painter.end()

    def _state(self, row: int, sha256: str) -> TileState:
        pictures = self.pictures
        return TileState(
            selected=self.selectionModel().isSelected(pictures.index(row)),
            current=self.hasFocus() and self.currentIndex().row() == row,
            hovered=self._hovered == row,
            score=pictures.scores.get(sha256),
            used=pictures.used.get(sha256, ()),
            alike=pictures.alike.get(sha256, 0),
        )

    # Keys and the mouse

    def event(self, event: QEvent) -> bool:
        """Ctrl+A and Ctrl+C are about pictures here, not about the story."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride and _is_ours(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter and F2 write the caption; Escape selects nothing; Ctrl+C copies files; the rest is Qt's."""
        if event.matches(QKeySequence.StandardKey.Copy):
            QApplication.clipboard().setMimeData(self.pictures.mimeData(self.selectionModel().selectedRows()))
            return
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F2} and self.currentIndex().isValid():
            self.caption_asked.emit()
            return
        if event.key() == Qt.Key.Key_Escape:
            self.clearSelection()
        super().keyPressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """A double click writes the caption."""
        if self.indexAt(event.position().toPoint()).isValid():
            self.caption_asked.emit()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Show what is pointed at."""
        super().mouseMoveEvent(event)
        self._point_at(self.indexAt(event.position().toPoint()).row())

    def leaveEvent(self, event: QEvent) -> None:
        """Nothing is pointed at any more."""
        super().leaveEvent(event)
        self._point_at(-1)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """The menu of what is selected, where the pointer is, or the tile in focus."""
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            place = self.viewport().mapToGlobal(self.visualRect(self.currentIndex()).center())
        else:
            place = event.globalPos()
        if self.currentIndex().isValid():
            self.menu_asked.emit(place)

    def viewportEvent(self, event: QEvent) -> bool:
        """A tool tip with the whole caption and the name of the file."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            picture = self.pictures.picture_at(self.indexAt(event.pos()).row())
            tip = "" if picture is None else f"{picture.caption}\n{picture.path}".strip()
            QToolTip.showText(event.globalPos(), tip, self.viewport())
            return True
        return super().viewportEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """With Ctrl, the wheel makes tiles larger and smaller."""
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoom_by(1 if event.angleDelta().y() > 0 else -1)
            event.accept()
            return
        super(QListView, self).wheelEvent(event)

    def startDrag(self, actions: Qt.DropAction) -> None:
        """Qt's: carry the files of what is selected."""
        indexes = self.selectionModel().selectedRows()
        if not indexes:
            return
        drag = QDrag(self)
        drag.setMimeData(self.pictures.mimeData(indexes))
        tile = self.visualRect(self.currentIndex())
        if tile.isValid():
            shown = self.viewport().grab(tile)
            drag.setPixmap(shown.scaledToWidth(_DRAGGED, Qt.TransformationMode.SmoothTransformation))
        drag.exec(actions)

    # Following

    def currentChanged(self, current: _Index, previous: _Index) -> None:
        """Qt's: another picture is in focus."""
        super().currentChanged(current, previous)
        self.viewport().update()
        self.chosen.emit()

    def selectionChanged(self, selected: QItemSelection, deselected: QItemSelection) -> None:
        """Qt's: other pictures are selected."""
        super().selectionChanged(selected, deselected)
        self.viewport().update()
        self.chosen.emit()

    def _point_at(self, row: int) -> None:
        if row != self._hovered:
            self._hovered = row
            self.viewport().update()

    def _show_picture(self, sha256: str) -> None:
        row = self.pictures.row_of(sha256)
        if 0 <= row < self.geometry_of_tiles.count:
            self.viewport().update(self.tile_rect(row))

    def _fit(self, room: int, gap: int) -> None:
        """Tiles so wide that whole ones fill the row."""
        columns = max(1, (room - gap) // (self.tile_width + gap))
        width = max(SIZES[0], (room - gap) // columns - gap)
        if width != self._painter.width:
            self._painter = self._make_painter(width)

    def _make_painter(self, width: int) -> TilePainter:
        return TilePainter(self._theme, self._thumbnails, width, self.devicePixelRatioF())

    def _remake(self) -> None:
        self._painter = self._make_painter(self.tile_width)
        self.doItemsLayout()


def _is_ours(event: QKeyEvent) -> bool:
    return event.matches(QKeySequence.StandardKey.SelectAll) or event.matches(QKeySequence.StandardKey.Copy)
