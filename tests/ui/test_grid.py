"""Where cards lie: they never overlap, every point leads to the nearest gap, every key to a card."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint

from ui.board.grid import Grid

heights = st.lists(st.integers(20, 300), min_size=1, max_size=40)
rooms = st.integers(50, 2000)
WIDTH, GAP = 100, 24


def grid_of(heights: list[int], room: int = 400) -> Grid:
    return Grid(heights, WIDTH, room, GAP)


@given(heights, rooms)
def test_cards_lie_apart_in_their_order(heights: list[int], room: int) -> None:
    grid = grid_of(heights, room)
    cards = [grid.rect(place) for place in range(len(heights))]
    for one, other in pairwise(cards):
        same_row = one.top() == other.top()
        assert other.left() - one.right() - 1 == GAP if same_row else other.top() - one.bottom() > GAP - 1
        assert not one.intersects(other)
    assert cards[-1].bottom() < grid.height
    assert grid.columns == 1 or cards[0].left() >= GAP


@given(heights, rooms)
def test_what_is_in_a_band_is_found(heights: list[int], room: int) -> None:
    grid = grid_of(heights, room)
    top, bottom = grid.height // 3, grid.height // 2
    found = grid.between(top, bottom)
    for place in range(len(heights)):
        card = grid.rect(place)
        if card.top() <= bottom and card.bottom() >= top:
            assert place in found


@given(heights, rooms)
def test_a_card_is_found_at_its_middle_and_none_between(heights: list[int], room: int) -> None:
    grid = grid_of(heights, room)
    for place in range(len(heights)):
        assert grid.place_at(grid.rect(place).center()) == place
        assert grid.place_at(grid.rect(place).topLeft() - QPoint(1, 0)) is None


@given(heights, rooms, st.integers(-100, 3000), st.integers(-100, 3000))
def test_every_point_has_a_gap_that_can_be_filled(heights: list[int], room: int, x: int, y: int) -> None:
    gap = grid_of(heights, room).gap_at(QPoint(x, y))
    assert 0 <= gap.position < len(heights), "the last place is the new panel's"


def test_the_nearest_gap_is_meant() -> None:
    grid = grid_of([50] * 7)
    assert grid.columns == 3
    left, right = grid.rect(4).center() - QPoint(10, 0), grid.rect(4).center() + QPoint(10, 0)
    assert grid.gap_at(left).position == 4
    assert grid.gap_at(right).position == 5
    assert grid.gap_at(grid.rect(5).center() + QPoint(20, 0)).position == 6, "the end of a row is the next row's begin"
    assert grid.gap_at(grid.rect(5).center() + QPoint(20, 0)).line.left() > grid.rect(5).right()
    assert grid.in_gap(QPoint(grid.rect(4).right() + GAP // 2, grid.rect(4).center().y()))
    assert not grid.in_gap(grid.rect(4).center())
    assert not grid.in_gap(QPoint(grid.rect(4).center().x(), grid.rect(4).bottom() + GAP // 2)), "not between rows"


@given(st.integers(1, 30), st.integers(0, 29), st.integers(-1, 1), st.integers(-3, 3))
def test_keys_lead_to_cards(count: int, place: int, columns: int, rows: int) -> None:
    grid = grid_of([40] * (count + 1))
    place = min(place, count - 1)
    target = grid.step(place, columns, rows)
    assert 0 <= target < count
    if rows > 0 and not columns:
        assert target >= place
    if rows and not columns and target != count - 1:
        assert target % grid.columns == place % grid.columns


def test_down_from_above_a_short_row_is_its_last_card() -> None:
    grid = grid_of([40] * (5 + 1))
    assert grid.step(2, 0, 1) == 4
    assert grid.step(4, 0, 1) == 4
    assert grid.step(1, 0, -1) == 1
