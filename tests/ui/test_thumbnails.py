"""Small pictures: made elsewhere, kept within a limit, and what cannot be shown is said."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QColor
from pytestqt.qtbot import QtBot

from gill_studio.core.errors import PictureError
from gill_studio.core.story.file import StoryFile
from ui.thumbnails import Thumbnails, Wanted

MakePicture = Callable[..., Path]


class Store:
    """Pictures by name, which counts what it is asked."""

    def __init__(self, files: dict[str, Path]) -> None:
        self.files, self.asked = files, list[tuple[str, int]]()

    def thumbnail(self, sha256: str, edge: int) -> Path:
        self.asked.append((sha256, edge))
        if sha256 not in self.files:
            raise PictureError("It is not there.")
        return self.files[sha256]


@pytest.fixture
def store(make_picture: MakePicture) -> Store:
    return Store({f"p{n}": make_picture(f"{n}.png", f"#{n}0{n}0{n}0", 100, 80) for n in range(1, 9)})


@pytest.fixture
def thumbnails(store: Store, qtbot: QtBot) -> Iterator[Thumbnails]:
    made = Thumbnails(store, limit=4 * 100 * 80 * 4, threads=1)
    yield made
    made.close()


def test_a_picture_is_made_once_and_then_there(thumbnails: Thumbnails, store: Store, qtbot: QtBot) -> None:
    wanted = Wanted("p1", 50, 40)
    with qtbot.waitSignal(thumbnails.ready) as ready:
        assert thumbnails.get(wanted) is None
        assert thumbnails.get(wanted) is None, "asked twice, made once"
    assert ready.args == ["p1"]
    pixmap = thumbnails.get(wanted)
    assert pixmap is not None
    assert (pixmap.width(), pixmap.height()) == (50, 40)
    assert pixmap.toImage().pixelColor(25, 20) == QColor("#101010")
    assert store.asked == [("p1", 256)]
    assert not thumbnails.busy


def test_corners_are_round_where_they_are_wanted(thumbnails: Thumbnails, qtbot: QtBot) -> None:
    for whole in (False, True):
        wanted = Wanted("p2", 100, 80, 20, whole)
        with qtbot.waitSignal(thumbnails.ready):
            thumbnails.get(wanted)
        pixmap = thumbnails.get(wanted)
        assert pixmap is not None
        image = pixmap.toImage()
        assert image.pixelColor(0, 0).alpha() == 0
        assert image.pixelColor(0, 79).alpha() == (0 if whole else 255)
        assert image.pixelColor(50, 40).alpha() == 255


def test_memory_keeps_within_its_limit(thumbnails: Thumbnails, qtbot: QtBot) -> None:
    for n in range(1, 9):
        with qtbot.waitSignal(thumbnails.ready):
            thumbnails.get(Wanted(f"p{n}", 100, 80))
    assert 0 < thumbnails.bytes_kept <= 4 * 100 * 80 * 4
    assert thumbnails.get(Wanted("p8", 100, 80)) is not None
    assert thumbnails.get(Wanted("p1", 100, 80)) is None, "the oldest has gone"
    qtbot.waitUntil(lambda: not thumbnails.busy)


def test_another_size_stands_in(thumbnails: Thumbnails, qtbot: QtBot) -> None:
    with qtbot.waitSignal(thumbnails.ready):
        thumbnails.get(Wanted("p1", 20, 16))
    assert thumbnails.get(Wanted("p1", 100, 80)) is None
    stand_in = thumbnails.any_size("p1")
    assert stand_in is not None
    assert stand_in.width() == 20
    qtbot.waitUntil(lambda: not thumbnails.busy)


def test_what_cannot_be_read_is_asked_for_once(thumbnails: Thumbnails, store: Store, qtbot: QtBot) -> None:
    store.files["bad"] = store.files["p1"].with_name("bad.png")
    store.files["bad"].write_text("no picture", encoding="utf-8")
    for name in ("missing", "bad"):
        with qtbot.waitSignal(thumbnails.ready):
            assert thumbnails.get(Wanted(name, 50, 40)) is None
        assert thumbnails.has_failed(name)
        assert thumbnails.get(Wanted(name, 50, 40)) is None
    assert len(store.asked) == 2


def test_what_was_asked_for_last_comes_first(store: Store, qtbot: QtBot) -> None:
    thumbnails, order = Thumbnails(store, threads=1), []
    thumbnails.ready.connect(order.append)
    for n in range(1, 9):
        thumbnails.get(Wanted(f"p{n}", 100, 80))
    qtbot.waitUntil(lambda: len(order) == 8)
    assert order.index("p8") < order.index("p2")
    thumbnails.close()


def test_a_storys_own_pictures_are_shown_upright(story_file: StoryFile, tmp_path: Path, qtbot: QtBot) -> None:
    from PIL import Image

    image = Image.new("RGB", (80, 40), "#ff0000")
    image.paste("#0000ff", (40, 0, 80, 40))
    exif = image.getexif()
    exif[0x0112] = 6  # held upright, the right end is below
    image.save(tmp_path / "turned.jpg", exif=exif, quality=95)
    picture = story_file.pictures.add_file(tmp_path / "turned.jpg")
    assert (picture.width, picture.height) == (40, 80)
    thumbnails = Thumbnails(story_file.pictures)
    wanted = Wanted(picture.sha256, 40, 80)
    with qtbot.waitSignal(thumbnails.ready):
        thumbnails.get(wanted)
    pixmap = thumbnails.get(wanted)
    assert pixmap is not None
    shown = pixmap.toImage()
    assert shown.pixelColor(20, 10).red() > 200
    assert shown.pixelColor(20, 70).blue() > 200
    thumbnails.close()
