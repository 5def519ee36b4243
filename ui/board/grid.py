"""Where the cards of the board lie: plain geometry in whole pixels, no widgets."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from PySide6.QtCore import QPoint, QRect


@dataclass(frozen=True, slots=True)
class Gap:
    """A place between cards: new ones go before the one at `position`. `line` is where it is drawn."""

    position: int
    line: QRect


class Grid:
    """Cards of one width in rows; a row is as high as its highest card, and its cards begin at the same height.

    The last place is that of the card that stands for a new panel.
    """

    def __init__(self, heights: Sequence[int], width: int, room: int, gap: int) -> None:
        self._heights, self.width, self.gap = heights, width, gap
        self.columns = max(1, (room - gap) // (width + gap))
        used = self.columns * (width + gap) - gap
        self.left = max(gap, (room - used) // 2)
        self._tops = [gap]
        for first in range(0, len(heights), self.columns):
            self._tops.append(self._tops[-1] + max(heights[first : first + self.columns]) + gap)

    @property
    def height(self) -> int:
        """Of all rows, with a gap above and below."""
        return self._tops[-1]

    @property
    def rows(self) -> int:
        """How many rows there are."""
        return len(self._tops) - 1

    def rect(self, place: int) -> QRect:
        """The card at a place."""
        row, column = divmod(place, self.columns)
        x = self.left + column * (self.width + self.gap)
        return QRect(x, self._tops[row], self.width, self._heights[place])

    def between(self, top: int, bottom: int) -> range:
        """The places of the rows that reach into a band."""
        first = max(0, bisect_right(self._tops, top) - 1)
        last = min(self.rows, bisect_right(self._tops, bottom))
        return range(first * self.columns, min(len(self._heights), last * self.columns))

    def place_at(self, point: QPoint) -> int | None:
        """The place of the card under a point."""
        for place in self.between(point.y(), point.y()):
            if self.rect(place).contains(point):
                return place
        return None

    def gap_at(self, point: QPoint) -> Gap:
        """The place between cards that is nearest to a point."""
        row = min(max(0, bisect_right(self._tops, point.y()) - 1), self.rows - 1)
        first = row * self.columns
        cards = [self.rect(place) for place in range(first, min(len(self._heights), first + self.columns))]
        passed = sum(card.center().x() <= point.x() for card in cards)
        passed = min(passed, len(self._heights) - 1 - first)  # nothing goes behind the card of the new panel
        x = cards[passed].left() if passed < len(cards) else cards[-1].right() + 1 + self.gap
        line = QRect(x - self.gap // 2 - 1, self._tops[row], 2, max(card.height() for card in cards))
        return Gap(first + passed, line)

    def in_gap(self, point: QPoint) -> bool:
        """Whether a point lies between two cards of a row, or before the first, where one aims at the gap."""
        if self.place_at(point) is not None:
            return False
        places = self.between(point.y(), point.y())
        if not places:
            return False
        cards = [self.rect(place) for place in places]
        if not any(card.top() <= point.y() <= card.bottom() for card in cards):
            return False
        before = cards[0].left() - self.gap <= point.x() < cards[0].left()
        return before or any(one.right() < point.x() < other.left() for one, other in pairwise(cards))

    def step(self, place: int, columns: int, rows: int) -> int:
        """The place some columns and rows further, as far as there is a card; the new panel's is none."""
        count = len(self._heights) - 1
        if count <= 0:
            return 0
        row, column = divmod(place, self.columns)
        if rows:
            row = min(max(row + rows, 0), (count - 1) // self.columns)
        return min(max(row * self.columns + column + columns, 0), count - 1)
