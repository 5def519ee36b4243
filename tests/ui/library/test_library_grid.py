"""The grid of a large collection: where tiles lie, and that looking at it costs what is in sight."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from gill_studio.core.collections.model import CaptionSource, CollectedPicture
from gill_studio.core.errors import PictureError
from gill_studio.core.pictures import PictureRef
from ui.library.contents import Contents
from ui.library.geometry import TileGeometry
from ui.library.grid import PictureGrid
from ui.library.model import PicturesModel
from ui.library.sifting import Found, Marks, Sieve, counts, sift
from ui.theme.theme import Theme
from ui.thumbnails import Thumbnails


def picture(number: int, caption: str = "", source: CaptionSource = CaptionSource.SIDECAR) -> CollectedPicture:
    captions = {source: caption} if caption else {}
    return CollectedPicture(PictureRef(f"{number:064x}", "image/png", 400, 300), Path(f"/album/{number}.png"), captions)


class Slow:
    """Thumbnails that are never there, and who has asked for them."""

    def __init__(self) -> None:
        self.asked: set[str] = set()

    def thumbnail(self, sha256: str, edge: int) -> Path:
        assert edge
        self.asked.add(sha256)
        raise PictureError("It is not there.", "")


@pytest.fixture
def grid(qtbot: QtBot, theme: Theme, monkeypatch: pytest.MonkeyPatch) -> PictureGrid:
    monkeypatch.setattr("ui.thumbnails._LOG.warning", lambda *_: None)
    thumbnails = Thumbnails(Slow())
    grid = PictureGrid(theme, PicturesModel(), thumbnails)
    qtbot.addWidget(grid, before_close_func=lambda _: thumbnails.close())
    grid.resize(900, 700)
    grid.show()
    qtbot.waitExposed(grid)
    return grid


def show(grid: PictureGrid, count: int) -> None:
    grid.pictures.show([picture(number, f"Picture {number}") for number in range(count)], {})
    grid.doItemsLayout()


def test_tiles_fill_rows_and_are_found_again() -> None:
    tiles = TileGeometry(10, (100, 80), 450, 10)
    assert tiles.columns == 4
    assert tiles.rows == 3
    assert tiles.total == 10 + 3 * 90
    for tile in range(10):
        assert tiles.tile_at(tiles.rect(tile).center()) == tile
    assert tiles.tile_at(QPoint(0, 0)) is None
    assert list(tiles.between(100, 105)) == [4, 5, 6, 7]
    assert list(tiles.between(1000, 2000)) == []
    assert list(TileGeometry(0, (100, 80), 450, 10).between(0, 500)) == []


def test_groups_begin_in_rows_of_their_own() -> None:
    tiles = TileGeometry(9, (100, 80), 450, 10, breaks=(0, 2, 7))
    assert [tiles.first_of(row) for row in range(tiles.rows)] == [0, 2, 6, 7]
    assert tiles.rect(2).left() == tiles.rect(0).left()
    assert tiles.row_of(6) == 2
    for tile in range(9):
        assert tiles.tile_at(tiles.rect(tile).center()) == tile
    assert tiles.step(1, 0, 1) == 3
    assert tiles.step(5, 0, 1) == 6  # the row below is shorter
    assert tiles.step(8, 0, 1) == 8
    assert tiles.step(3, -1, 0) == 2


def test_a_hundred_thousand_pictures_cost_what_is_in_sight(grid: PictureGrid, qtbot: QtBot) -> None:
    show(grid, 100_000)
    source = grid._thumbnails._store
    assert isinstance(source, Slow)
    began = time.perf_counter()
    for value in (0, 50_000, 1_000_000, grid.verticalScrollBar().maximum()):
        grid.verticalScrollBar().setValue(value)
        grid.viewport().repaint()
    grid.scrollTo(grid.pictures.index(77_777))
    QTest.keyClick(grid, Qt.Key.Key_End)
    grid.viewport().repaint()
    assert time.perf_counter() - began < 1.0
    assert grid.currentIndex().row() == 99_999
    qtbot.waitUntil(lambda: not grid._thumbnails.busy, timeout=8000)
    assert 10 < len(source.asked) < 400


def test_keys_go_from_tile_to_tile(grid: PictureGrid) -> None:
    show(grid, 30)
    grid.setFocus()
    columns = grid.geometry_of_tiles.columns
    QTest.keyClick(grid, Qt.Key.Key_Home)
    for key, row in ((Qt.Key.Key_Right, 1), (Qt.Key.Key_Down, 1 + columns), (Qt.Key.Key_Left, columns)):
        QTest.keyClick(grid, key)
        assert grid.currentIndex().row() == row
    QTest.keyClick(grid, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    assert grid.selected() == [f"{columns:064x}", f"{columns + 1:064x}"]
    QTest.keyClick(grid, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert len(grid.selected()) == 30
    QTest.keyClick(grid, Qt.Key.Key_Escape)
    assert len(grid.selected()) == 1  # the one in focus


def test_tiles_grow_and_shrink(grid: PictureGrid) -> None:
    show(grid, 100)
    columns = grid.geometry_of_tiles.columns
    grid.zoom_by(1)
    assert grid.geometry_of_tiles.columns < columns
    grid.zoom_by(-10)
    assert grid.geometry_of_tiles.columns > columns


def test_pictures_are_sifted() -> None:
    pictures = (
        picture(0, "A kite over the loch"),
        picture(1),
        picture(2, "Sheep", CaptionSource.PROPOSED),
        picture(3, "A loch"),
    )
    contents = Contents("c", "C", pictures=pictures)
    keys = [one.picture.sha256 for one in pictures]
    marks = Marks(used={keys[3]: (2,)}, groups=((keys[3], keys[0]),))

    def names(sieve: Sieve, words: str = "", found: Found | None = None) -> list[str]:
        return [one.path.stem for one in sift(contents, sieve, words, found, marks).pictures]

    assert names(Sieve.ALL) == ["0", "1", "2", "3"]
    assert names(Sieve.ALL, "LOCH a") == ["0", "3"]
    assert names(Sieve.ALL, "1.png") == ["1"]
    assert names(Sieve.SILENT) == ["1"]
    assert names(Sieve.PROPOSED) == ["2"]
    assert names(Sieve.USED) == ["3"]
    assert names(Sieve.ALIKE) == ["3", "0"]
    found = Found("kites", {keys[3]: 0.5, "gone": 0.4, keys[1]: 0.3})
    assert names(Sieve.ALL, found=found) == ["3", "1"]
    assert names(Sieve.SILENT, found=found) == ["1"]
    assert counts(contents, marks)[Sieve.ALIKE] == 2
    assert counts(contents, marks)[Sieve.SILENT] == 1
