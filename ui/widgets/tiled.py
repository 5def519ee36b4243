"""What every view of tiles in rows has in common, whatever is drawn in them: it scrolls down only, keys go by tile."""

from __future__ import annotations

from abc import abstractmethod
from typing import Protocol

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QModelIndex, QPersistentModelIndex, QRect, Qt
from PySide6.QtGui import QRegion
from PySide6.QtWidgets import QAbstractItemView, QListView

_Index = QModelIndex | QPersistentModelIndex
_WHEEL = 48  # pixels of one step


class Places(Protocol):
    """Where the tiles lie."""

    def between(self, top: int, bottom: int) -> range:
        """The tiles of the rows that reach into a band."""

    def rect(self, place: int, /) -> QRect:
        """The tile at a place."""

    def step(self, place: int, columns: int, rows: int) -> int:
        """The tile some columns and rows further, as far as there is one."""


class TiledView(QListView):
    """A list that lays its rows out itself."""

    @abstractmethod
    def places(self) -> Places:
        """Where the tiles lie now."""

    @abstractmethod
    def extent(self) -> tuple[int, int]:
        """The height of all tiles, and of one row with what is around it."""

    def moveCursor(self, action: QAbstractItemView.CursorAction, modifiers: Qt.KeyboardModifier) -> QModelIndex:
        """Qt's: where a key leads."""
        del modifiers
        row, actions = self.currentIndex().row(), QAbstractItemView.CursorAction
        if row < 0 and action != actions.MoveEnd:
            return self.model().index(0, 0)
        page = max(1, self.viewport().height() // max(1, self.extent()[1]))
        steps = {
            actions.MoveLeft: (-1, 0),
            actions.MovePrevious: (-1, 0),
            actions.MoveRight: (1, 0),
            actions.MoveNext: (1, 0),
            actions.MoveUp: (0, -1),
            actions.MoveDown: (0, 1),
            actions.MovePageUp: (0, -page),
            actions.MovePageDown: (0, page),
        }
        if action in steps:
            return self.model().index(self.places().step(row, *steps[action]), 0)
        return self.model().index(0 if action == actions.MoveHome else self.model().rowCount() - 1, 0)

    def horizontalOffset(self) -> int:
        """Qt's: it is never wider than its window."""
        return 0

    def verticalOffset(self) -> int:
        """Qt's: how far down one has gone."""
        return self.verticalScrollBar().value()

    def isIndexHidden(self, index: _Index) -> bool:
        """Qt's: none is."""
        return False

    def setSelection(self, rect: QRect, command: QItemSelectionModel.SelectionFlag) -> None:
        """Qt's: the tiles that a rectangle touches."""
        area = rect.normalized().translated(0, self.verticalOffset())
        places, count, selection = self.places(), self.model().rowCount(), QItemSelection()
        for row in places.between(area.top(), area.bottom()):
            if row < count and places.rect(row).intersects(area):
                index = self.model().index(row, 0)
                selection.select(index, index)
        self.selectionModel().select(selection, command)

    def visualRegionForSelection(self, selection: QItemSelection) -> QRegion:
        """Qt's: what to draw anew."""
        return QRegion(self.viewport().rect())

    def updateGeometries(self) -> None:
        """Qt's: how far the bar goes."""
        bar, height = self.verticalScrollBar(), self.viewport().height()
        bar.setRange(0, max(0, self.extent()[0] - height))
        bar.setPageStep(height)
        bar.setSingleStep(_WHEEL)

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        """Qt's: copy what stays in sight, draw only what comes."""
        self.viewport().scroll(dx, dy)
