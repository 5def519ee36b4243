"""The slideshow: whatever a caption is, it is read whole as long as it can be, and never cut through a line."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from ui.board.model import StoryboardModel
from ui.slideshow.view import Slideshow
from ui.theme.theme import Theme
from ui.thumbnails import Thumbnails

SENTENCE = "The fox followed the small blue light. "


@pytest.fixture
def slideshow(qtbot: QtBot, theme: Theme, model: StoryboardModel, thumbnails: Thumbnails) -> Slideshow:
    made = Slideshow(theme, model, thumbnails)
    qtbot.addWidget(made)
    made.resize(900, 600)
    made.show()
    qtbot.waitExposed(made)
    return made


def test_keys_lead_through_the_story(slideshow: Slideshow) -> None:
    QTest.keyClick(slideshow, Qt.Key.Key_Space)
    assert slideshow.row == 1
    QTest.keyClick(slideshow, Qt.Key.Key_End)
    assert slideshow.row == 4
    QTest.keyClick(slideshow, Qt.Key.Key_Left)
    assert slideshow.row == 3


@pytest.mark.parametrize(("count", "whole"), [(1, True), (8, True), (20, True), (200, False)])
def test_words_become_smaller_before_they_become_fewer(slideshow: Slideshow, count: int, whole: bool) -> None:
    words = (SENTENCE * count).strip()
    font, shown, height = slideshow._fitted(words, 800, 200)
    assert height <= 200
    largest, smallest = slideshow._theme.type.slide, slideshow._theme.type.caption
    assert smallest <= font.pixelSize() <= largest
    assert (shown == words) == whole
    if count == 1:
        assert font.pixelSize() == largest
    if not whole:
        assert font.pixelSize() == smallest
        assert shown.endswith(" …")
        assert words.startswith(shown.removesuffix(" …"))
