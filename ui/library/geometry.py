"""Where tiles of one size lie: plain geometry, which costs the same for ten pictures and for a hundred thousand."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from PySide6.QtCore import QPoint, QRect


class TileGeometry:
    """Rows of `count` tiles, each `width` × `height`, with `gap` between; before some of them a new row begins."""

    def __init__(self, count: int, size: tuple[int, int], room: int, gap: int, breaks: Sequence[int] = ()) -> None:
        self.count, self.gap = count, gap
        self.width, self.height = size
        self.columns = max(1, (room - gap) // (self.width + gap))
        used = self.columns * (self.width + gap) - gap
        self.left = max(gap, (room - used) // 2)
        self._firsts: list[int] | None = None
        """The first tile of each row, where rows are not all full."""
        if breaks:
            starts = sorted({0, *(one for one in breaks if 0 < one < count)})
            ends = [*starts[1:], count]
            self._firsts = [
                first for start, end in zip(starts, ends, strict=True) for first in range(start, end, self.columns)
            ]

    @property
    def rows(self) -> int:
        """How many rows there are."""
        return -(-self.count // self.columns) if self._firsts is None else len(self._firsts)

    @property
    def total(self) -> int:
        """The height of all, with a gap above and below."""
        return self.gap + self.rows * (self.height + self.gap)

    def row_of(self, tile: int) -> int:
        """The row a tile is in."""
        return tile // self.columns if self._firsts is None else bisect_right(self._firsts, tile) - 1

    def first_of(self, row: int) -> int:
        """The first tile of a row."""
        return row * self.columns if self._firsts is None else self._firsts[row]

    def end_of(self, row: int) -> int:
        """The tile after the last of a row."""
        return self.count if row + 1 >= self.rows else self.first_of(row + 1)

    def rect(self, tile: int) -> QRect:
        """The tile's place."""
        row = self.row_of(tile)
        x = self.left + (tile - self.first_of(row)) * (self.width + self.gap)
        return QRect(x, self.gap + row * (self.height + self.gap), self.width, self.height)

    def between(self, top: int, bottom: int) -> range:
        """The tiles of all rows that reach into a band."""
        step = self.height + self.gap
        first, last = max(0, (top - self.gap) // step), min(self.rows - 1, (bottom - self.gap) // step)
        return range(self.first_of(first), self.end_of(last)) if first <= last else range(0)

    def tile_at(self, point: QPoint) -> int | None:
        """The tile under a point."""
        return next((tile for tile in self.between(point.y(), point.y()) if self.rect(tile).contains(point)), None)

    def step(self, tile: int, columns: int, rows: int) -> int:
        """The tile some columns and rows further, as far as there is one."""
        if self.count == 0:
            return -1
        if rows:
            row = self.row_of(tile)
            column = tile - self.first_of(row)
            row = min(max(row + rows, 0), self.rows - 1)
            return min(self.first_of(row) + column, self.end_of(row) - 1)
        return min(max(tile + columns, 0), self.count - 1)
