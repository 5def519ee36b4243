"""Tiles in columns that fill the width there is."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from ui.proposals.cards import FOOT

_WIDEST, _BETWEEN = 232, 8


class TileGrid(QWidget):
    """Pictures side by side, at least two in a row, and large."""

    def __init__(self) -> None:
        super().__init__()
        self._tiles: list[QAbstractButton] = []
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_tiles(self, tiles: Sequence[QAbstractButton]) -> None:
        """Show these, in this order; what they are is the owner's business."""
        self._tiles = list(tiles)
        for tile in self._tiles:
            tile.setParent(self)
            tile.show()
        self._arrange()

    def sizeHint(self) -> QSize:
        """Qt's: two tiles wide."""
        return QSize(2 * 120 + _BETWEEN, self.minimumHeight())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt's: as many columns as there is room for."""
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        columns = max(2, -(-self.width() // _WIDEST))
        edge = max(64, (self.width() - (columns - 1) * _BETWEEN) // columns)
        bottom = 0
        for number, tile in enumerate(self._tiles):
            tile.setFixedSize(edge, edge + FOOT)
            row, column = divmod(number, columns)
            tile.move(column * (edge + _BETWEEN), row * (tile.height() + _BETWEEN))
            bottom = tile.y() + tile.height()
        self.setFixedHeight(bottom)
