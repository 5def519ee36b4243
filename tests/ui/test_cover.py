"""Covers on the shelf: the middle of a story's picture, drawn when it has been read."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import QObject
from PySide6.QtGui import QColor
from pytestqt.qtbot import QtBot

from ui.background import Background
from ui.picture_loader import PictureLoader
from ui.theme.theme import Theme
from ui.welcome.cover import Cover


@pytest.fixture
def pictures(background: Background) -> Iterator[PictureLoader]:
    parent = QObject()
    yield PictureLoader(background, parent)
    parent.deleteLater()


def colour_at(cover: Cover, x: int) -> str:
    return cover.grab().toImage().pixelColor(x, 80).name()


def test_the_middle_of_a_picture_fills_it(qtbot: QtBot, theme: Theme, pictures: PictureLoader, tmp_path: Path) -> None:
    image = Image.new("RGB", (300, 100), "#00ff00")
    image.paste("#ff0000", (0, 0, 100, 100))
    image.paste("#0000ff", (200, 0, 300, 100))
    image.save(tmp_path / "bands.png")
    cover = Cover(theme, pictures, "Bands", "today", tmp_path / "bands.png")
    qtbot.addWidget(cover)
    assert colour_at(cover, 20) == QColor(theme.colours.sunken).name(), "the window does not wait for it"
    qtbot.waitUntil(lambda: colour_at(cover, 108) == "#00ff00")
    shown = [colour_at(cover, x) for x in (6, 20, 38, 178, 196, 210)]
    assert shown == ["#ff0000", "#ff0000", "#00ff00", "#00ff00", "#0000ff", "#0000ff"], "131 of its 300 columns"


def test_one_that_cannot_be_read_has_a_sign_instead(
    qtbot: QtBot, theme: Theme, pictures: PictureLoader, tmp_path: Path
) -> None:
    (tmp_path / "bad.png").write_bytes(b"no picture")
    cover = Cover(theme, pictures, "Bad", "today", tmp_path / "bad.png")
    qtbot.addWidget(cover)
    cover.grab()
    with qtbot.waitSignal(pictures.loaded):
        pass
    assert colour_at(cover, 20) == QColor(theme.colours.sunken).name()
