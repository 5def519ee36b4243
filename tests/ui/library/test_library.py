"""The library as one uses it: real folders, real collections, the real watch."""

from __future__ import annotations

import shutil
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QDragEnterEvent, QDragMoveEvent, QDropEvent, QImage
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from gill_studio.core.collections.library import list_collections, open_collection
from gill_studio.core.collections.model import CaptionSource
from ui.board.drops import Drops
from ui.library.sifting import Sieve

if TYPE_CHECKING:
    from tests.ui.library.conftest import Draw, Open

COLOURS = ("red", "green", "blue", "orange", "purple", "black", "cyan", "magenta")


def test_without_collections_it_says_how_to_begin(open_library: Open) -> None:
    library = open_library()
    page = library.page
    assert "Your pictures" in library.words(page)
    assert not page.bar.isVisible()


def test_a_folder_becomes_a_collection(
    qtbot: QtBot, open_library: Open, album: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    library = open_library()
    page = library.page
    monkeypatch.setattr("ui.library.page.ask_folder", lambda _: album)
    page.add_folder()
    library.shown(8)
    assert page.head.words == "8 pictures, 5 with captions  ·  1 file cannot be used"
    assert library.captions()[:2] == ["Something red", "Something green"]
    assert [entry.name for entry in list_collections()] == ["Scotland"]
    page.add_folder()  # the same again makes no second one
    qtbot.wait(200)
    assert len(page.shelf.entries) == 1


def test_folders_are_dropped_on_the_page_and_on_a_collection(
    open_library: Open, album: Path, tmp_path: Path, draw: Draw
) -> None:
    library = open_library()
    page = library.page
    library.drop(page, [album])
    library.shown(8)
    more = tmp_path / "more"
    more.mkdir()
    draw(more / "kite.png", "gold")
    library.drop(page.list, [more], page.list.visualItemRect(page.list.item(0)).center())
    library.shown(9)
    assert len(page.shelf.entries) == 1
    library.drop(page.list, [more.parent], QPoint(20, page.list.height() - 4))
    library.wait(lambda: len(page.shelf.entries) == 2)


def test_what_changes_in_the_folder_is_there_within_two_seconds(
    open_library: Open, collection: str, album: Path, draw: Draw
) -> None:
    library = open_library()
    page = library.page
    library.shown(8)
    began = time.monotonic()
    draw(album / "new.png", "gold")
    library.wait(lambda: len(page.model.pictures) == 9)
    assert time.monotonic() - began < 2
    began = time.monotonic()
    (album / "new.txt").write_text("Nothing but gold", encoding="utf-8")
    library.wait(lambda: "Nothing but gold" in library.captions())
    assert time.monotonic() - began < 2


def test_what_has_changed_since_the_last_time_is_found_at_the_start(
    open_library: Open, collection: str, album: Path, draw: Draw
) -> None:
    draw(album / "new.png", "gold")
    (album / "0-red.png").unlink()
    library = open_library()
    page = library.page
    names = {f"{number}-{colour}.png" for number, colour in enumerate(COLOURS)}
    library.wait(lambda: {one.path.name for one in page.model.pictures} == names - {"0-red.png"} | {"new.png"})


def test_a_scan_is_stopped_and_gone_on_with(
    qtbot: QtBot, open_library: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "many"
    folder.mkdir()
    for number in range(260):
        image = QImage(8, 8, QImage.Format.Format_RGB32)
        image.fill(QColor(number % 256, number // 256, 7))
        image.save(str(folder / f"{number:03}.png"))
    from gill_studio.core.collections import scan as scanning

    examine = scanning.examine

    def slowly(*arguments: object) -> object:
        time.sleep(0.02)
        return examine(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(scanning, "examine", slowly)
    library = open_library()
    page = library.page
    page.add_folders([folder])
    library.wait(lambda: page.shelf.activity(page.collection).done > 40)
    page.head.stop_asked.emit()
    assert page.shelf.activity(page.collection).paused
    library.wait(lambda: page.model.pictures)
    qtbot.wait(300)
    seen = len(page.model.pictures)
    assert 40 <= seen < 260
    assert "The scan was stopped." in library.words(page.head)
    monkeypatch.setattr(scanning, "examine", examine)
    page.head.go_on_asked.emit()
    library.shown(260)
    assert "The scan was stopped." not in library.words(page.head)


def test_files_that_cannot_be_used_are_listed_with_the_reason(open_library: Open, collection: str) -> None:
    library = open_library()
    page = library.page
    library.shown(8)
    page.bar.choose(Sieve.PROBLEMS)
    assert page.problems.isVisible()
    index = page.problems.problems.index(0)
    assert index.data() == "broken.png"
    assert "not a picture" in index.data(Qt.ItemDataRole.AccessibleTextRole)


def test_typing_finds_captions_and_names(open_library: Open, collection: str) -> None:
    library = open_library()
    page = library.page
    library.shown(8)
    page.bar.search.setFocus()
    QTest.keyClicks(page.bar.search, "thing re")
    assert library.captions() == ["Something red", "Something green"]
    page.bar.search.setText("magenta")
    assert [one.path.name for one in page.model.pictures] == ["7-magenta.png"]
    page.bar.search.setText("no such thing")
    assert "No picture is found." in library.words(page)
    QTest.keyClick(page.bar.search, Qt.Key.Key_Escape)
    assert len(page.model.pictures) == 8


def test_the_writers_words_win_and_can_be_taken_back(open_library: Open, collection: str) -> None:
    library = open_library()
    page = library.page
    library.shown(8)
    page.grid.select([library.digest("1-green.png")])
    assert "From a file beside it" in library.words(page.detail)
    page.grid.setFocus()
    QTest.keyClick(page.grid, Qt.Key.Key_F2)
    assert page.detail.caption.hasFocus()
    QTest.keyClicks(page.detail.caption, "The glen in May")
    QTest.keyClick(page.detail.caption, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    library.wait(lambda: "The glen in May" in library.captions())
    current = page.model.picture_at(page.grid.currentIndex().row())
    assert current is not None
    assert current.path.name == "2-blue.png"  # Ctrl+Enter has gone on to the next
    with open_collection(collection) as store:
        picture = store.picture(library.digest("1-green.png"))
    assert picture is not None
    assert picture.captions == {CaptionSource.WRITER: "The glen in May", CaptionSource.SIDECAR: "Something green"}
    page.grid.select([library.digest("1-green.png")])
    assert "Your words" in library.words(page.detail)
    library.wait(lambda: "Something green" in library.words(page.detail))  # what the file beside it says
    page.detail.caption.setFocus()
    page.detail.caption.setPlainText("")
    page.grid.setFocus()
    library.wait(lambda: "Something green" in library.captions())
    assert page.detail.caption.toPlainText() == "Something green"


def test_what_is_written_goes_to_the_collection_it_is_about(
    open_library: Open, collection: str, tmp_path: Path, draw: Draw
) -> None:
    (tmp_path / "Other").mkdir()
    draw(tmp_path / "Other" / "kite.png", "gold")
    library = open_library()
    page = library.page
    library.shown(8)
    page.shelf.create([tmp_path / "Other"], lambda _: None)
    library.wait(lambda: len(page.shelf.entries) == 2)
    red = library.digest("0-red.png")
    page.grid.select([red])
    page.detail.caption.setFocus()
    page.detail.caption.setPlainText("The last ferry")
    page.list.setCurrentRow(0)
    library.shown(1)
    with open_collection(collection) as store:
        library.wait(lambda: getattr(store.picture(red), "caption", "") == "The last ferry")


def test_escape_takes_back_what_is_not_kept_yet(open_library: Open, collection: str) -> None:
    library = open_library()
    page = library.page
    library.shown(8)
    page.grid.select([library.digest("0-red.png")])
    page.detail.caption.setPlainText("Nonsense")
    QTest.keyClick(page.detail.caption, Qt.Key.Key_Escape)
    page.grid.select([library.digest("2-blue.png")])
    page.grid.select([library.digest("0-red.png")])
    assert page.detail.caption.toPlainText() == "Something red"


def test_versions_of_a_picture_are_shown_together(open_library: Open, album: Path, collection: str) -> None:
    small = QImage(str(album / "3-orange.png")).scaled(24, 16, mode=Qt.TransformationMode.SmoothTransformation)
    small.save(str(album / "zz-small.png"))
    library = open_library()
    page = library.page
    library.shown(9)
    library.wait(lambda: page.model.alike)
    page.bar.choose(Sieve.ALIKE)
    assert [one.path.name for one in page.model.pictures] == ["3-orange.png", "zz-small.png"]
    assert page.model.breaks == (0,)


def test_pictures_are_carried_to_the_board_as_files(open_library: Open, collection: str, album: Path) -> None:
    library = open_library(story="luna")
    page = library.page
    library.shown(8)
    mime = page.model.mimeData([page.model.index(1), page.model.index(0)])
    assert [Path(url.toLocalFile()).name for url in mime.urls()] == ["0-red.png", "1-green.png"]
    story = page._window.story
    assert story is not None
    before = len(story.model.panels)
    drops = Drops(story.board)
    drops.point_at(mime, QPoint(4, 40))
    event = QDropEvent(
        QPointF(4, 40), Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    drops.drop(event)
    library.wait(lambda: len(story.model.panels) == before + 2)
    library.wait(lambda: len(page.model.used) == 2)


def test_a_picture_is_put_into_the_panel_that_waits_for_one(open_library: Open, collection: str) -> None:
    library = open_library(story="luna")
    page = library.page
    library.shown(8)
    story = page._window.story
    assert story is not None
    last = story.model.panels[-1]
    assert last.picture is None
    story.session.set_focus(last.id)
    page.grid.select([library.digest("2-blue.png")])
    page.detail.put_asked.emit()
    library.wait(lambda: story.model.panels[-1].picture is not None)
    picture = story.model.panels[-1].picture
    assert picture is not None
    assert picture.sha256 == library.digest("2-blue.png")


def test_a_folder_that_is_gone_loses_nothing(open_library: Open, collection: str, album: Path) -> None:
    shutil.move(album, album.with_name("elsewhere"))
    library = open_library()
    page = library.page
    library.shown(8)
    assert "1 folder cannot be found now" in library.words(page.head)


def test_two_windows_share_what_is_watched(open_library: Open, collection: str) -> None:
    one, other = open_library(), open_library()
    assert one.page.shelf is other.page.shelf
    one.shown(8)
    other.shown(8)
    assert len(one.page.shelf._watchers) == 1


def test_a_pointer_that_rests_over_the_rail_goes_to_that_page(open_library: Open, collection: str) -> None:
    library = open_library(story="luna")
    page = library.page
    library.shown(8)
    window = page._window
    rail = window._rail
    mime = page.model.mimeData([page.model.index(0)])
    place = rail._buttons["story"].geometry().center()
    buttons, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    rail.dragEnterEvent(QDragEnterEvent(place, Qt.DropAction.CopyAction, mime, buttons, keys))
    rail.dragMoveEvent(QDragMoveEvent(place, Qt.DropAction.CopyAction, mime, buttons, keys))
    library.wait(lambda: window.page == "story")
