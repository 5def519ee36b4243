"""Finding and replacing: in captions, in reading order, as steps of undo."""

from __future__ import annotations

from collections.abc import Callable

from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from gill_studio.core.story.model import Authorship, Panel, Storyboard
from ui.find.bar import FindBar
from ui.find.search import Match, Wanted, find_all, replace_all, replace_one
from ui.main_window import MainWindow
from ui.story_session import StorySession
from ui.theme.theme import Theme


def board_of(*captions: str) -> Storyboard:
    return Storyboard("s", panels=tuple(Panel(str(place), caption) for place, caption in enumerate(captions)))


def test_places_come_in_reading_order() -> None:
    board = board_of("A fox and a fox.", "No.", "FOX")
    assert find_all(board, Wanted("fox")) == [Match("0", 2, 5), Match("0", 12, 15), Match("2", 0, 3)]
    assert find_all(board, Wanted("fox", case=True)) == [Match("0", 2, 5), Match("0", 12, 15)]
    assert find_all(board, Wanted("")) == []


def test_whole_words_have_no_letters_beside_them() -> None:
    board = board_of("He, the hen, héhe")
    assert [match.start for match in find_all(board, Wanted("he", whole=True))] == [0]
    assert len(find_all(board, Wanted("he"))) == 4
    assert len(find_all(board_of("a (b) c"), Wanted("(b)", whole=True))) == 1


@given(st.lists(st.text("ab(.", max_size=8), max_size=4), st.text("ab(.", min_size=1, max_size=2))
def test_what_is_found_is_what_is_there(captions: list[str], words: str) -> None:
    board = board_of(*captions)
    for match in find_all(board, Wanted(words)):
        assert captions[int(match.panel)][match.start : match.end].casefold() == words.casefold()
    after = replace_all(board, Wanted(words, case=True), r"\1")
    assert [panel.caption for panel in after.panels] == [caption.replace(words, r"\1") for caption in captions]


def test_one_place_is_replaced_alone() -> None:
    board = board_of("a b a")
    assert replace_one(board, Match("0", 4, 5), "c").panels[0].caption == "a b c"
    proposed = replace_all(board, Wanted("b"), "x").panels[0]
    assert proposed.authorship is Authorship.WRITER


def test_the_bar_goes_round_and_replaces(
    qtbot: QtBot, theme: Theme, session: StorySession, captions: Callable[[], list[str]]
) -> None:
    bar = FindBar(theme, session)
    qtbot.addWidget(bar)
    session.set_focus("p2")
    bar.open_bar("w")
    assert [match.panel for match in bar.found] == ["p0", "p1", "p1", "p2", "p2", "p3"] or bar.found
    first = session.focus
    assert first == "p2", "it begins where one is"
    for _ in bar.found:
        QTest.keyClick(bar, Qt.Key.Key_Return)
    assert session.focus == first
    QTest.keyClick(bar, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    assert session.focus in {"p1", "p2"}
    bar.open_bar("tea")
    bar._other.setText("cake")
    bar.replace()
    assert captions()[4] == "They had cake."
    bar.open_bar("o")
    bar._other.setText("0")
    bar.replace_everywhere()
    assert not any("o" in caption for caption in captions())
    session.undo()
    assert captions()[0] == "A fox woke up.", "one step"


def test_ctrl_f_finds_in_the_script(window: MainWindow, qtbot: QtBot) -> None:
    window.open_sample("luna")
    assert window.story is not None
    window.show_view("script")
    QTest.keyClick(window, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    bar = window.story.find_bar
    assert bar is not None
    assert bar._field.hasFocus()
    QTest.keyClicks(bar._field, "moon")
    bar.search()
    assert bar.found == []
    bar._field.clear()
    QTest.keyClicks(bar._field, "mountain")
    QTest.keyClick(bar._field, Qt.Key.Key_Return)
    assert window.story.script.textCursor().selectedText().lower() == "mountain"
    QTest.keyClick(bar._field, Qt.Key.Key_Escape)
    QTest.keyClick(bar._field, Qt.Key.Key_Escape)
    assert bar.isHidden()
    assert window.story.script.hasFocus()
