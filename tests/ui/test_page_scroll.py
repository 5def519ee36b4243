"""A page of cards: when something on it changes, it stays where it is, and the focus with the card that had it."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from PySide6.QtWidgets import QCheckBox, QFrame, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from ui.widgets.page_scroll import PageScroll


@dataclass
class Card:
    frame: QFrame
    box: QCheckBox
    first: QPushButton
    second: QPushButton


class Page(PageScroll):
    def __init__(self) -> None:
        super().__init__()
        sheet, self.cards = QWidget(), [self._card() for _ in range(5)]
        column = QVBoxLayout(sheet)
        for card in self.cards:
            column.addWidget(card.frame)
        self.show_sheet(sheet)

    def change(self, *gone: QWidget, disabled: tuple[QWidget, ...] = (), shown: tuple[QWidget, ...] = ()) -> None:
        with self.kept_in_place(lambda: self.cards[0].frame):
            for one in gone:
                one.hide()
            for one in disabled:
                one.setEnabled(False)
            for one in shown:
                one.show()

    @staticmethod
    def _card() -> Card:
        card = Card(QFrame(), QCheckBox("I agree"), QPushButton("First"), QPushButton("Second"))
        card.frame.setObjectName("card")
        card.frame.setMinimumHeight(200)
        box = QVBoxLayout(card.frame)
        for widget in (card.box, card.first, card.second):
            box.addWidget(widget)
        return card


@pytest.fixture
def page(qtbot: QtBot) -> Page:
    page = Page()
    qtbot.addWidget(page)
    page.resize(400, 300)
    with qtbot.waitExposed(page):
        page.show()
    page.settle()
    page.verticalScrollBar().setValue(210)
    assert page.verticalScrollBar().value() == 210
    return page


def test_what_goes_hands_the_focus_to_its_neighbour(page: Page) -> None:
    card = page.cards[1]
    card.first.setFocus()
    page.change(card.first)
    assert page.focusWidget() is card.second
    card.first.show()
    page.change(disabled=(card.second,))
    assert page.focusWidget() is card.first
    assert page.verticalScrollBar().value() == 210


def test_without_a_neighbour_the_card_has_it_until_there_is_one(page: Page) -> None:
    card = page.cards[1]
    card.second.setFocus()
    page.change(card.first, card.second)
    assert page.focusWidget() is card.frame, "not the box to tick, which Space would tick"
    page.change()
    assert page.focusWidget() is card.frame
    page.change(shown=(card.second,))
    assert page.focusWidget() is card.second
    assert page.verticalScrollBar().value() == 210


def test_where_the_card_goes_the_home_has_it(page: Page) -> None:
    page.cards[3].first.setFocus()
    page.change(page.cards[3].frame)
    assert page.focusWidget() is page.cards[0].first
    assert page.verticalScrollBar().value() == 210


def test_what_has_the_focus_and_stays_keeps_it(page: Page) -> None:
    page.cards[4].box.setFocus()
    page.change(page.cards[1].first, page.cards[2].frame)
    assert page.focusWidget() is page.cards[4].box
