"""The script as one writes in it: whatever the keys, what one reads is what the story says."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QInputMethodEvent, QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gill_studio.core.story import edits
from gill_studio.core.story.model import Panel
from ui.script.editing import paragraphs
from ui.script.units import characters, difference, units
from ui.script.view import Script
from ui.story_commands import StoryCommands
from ui.story_session import StorySession

Captions = Callable[[], list[str]]
SHIFT, CTRL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier


def shown(script: Script) -> list[str]:
    """What one reads."""
    return script.toPlainText().split("\n") if script.storyboard.panels else []


def as_read(captions: list[str]) -> list[str]:
    return "\n".join(captions).split("\n") if captions else []


def select(script: Script, first: tuple[int, int], last: tuple[int, int]) -> None:
    cursor = script.textCursor()
    for (row, place), mode in ((first, QTextCursor.MoveMode.MoveAnchor), (last, QTextCursor.MoveMode.KeepAnchor)):
        block = script.document().findBlockByNumber(row)
        cursor.setPosition(block.position() + units(block.text()[:place]), mode)
    script.setTextCursor(cursor)


def test_it_reads_as_the_story(script: Script, captions: Captions) -> None:
    assert shown(script) == captions()


def test_each_letter_is_in_the_story_at_once(script: Script, captions: Captions) -> None:
    script.editing.put_cursor(1, 3)
    QTest.keyClicks(script, "still ")
    assert captions()[1] == "It still was snowing."
    QTest.keyClick(script, Qt.Key.Key_Backspace)
    assert captions()[1] == "It stillwas snowing."


def test_a_stretch_of_typing_is_one_step(script: Script, session: StorySession, captions: Captions) -> None:
    script.editing.put_cursor(0, -1)
    QTest.keyClicks(script, " Early.")
    session.undo()
    assert captions()[0] == "A fox woke up."
    assert shown(script) == captions()


def test_enter_splits_and_backspace_merges(script: Script, captions: Captions, session: StorySession) -> None:
    script.editing.put_cursor(2, 3)
    QTest.keyClick(script, Qt.Key.Key_Return)
    assert captions()[2:4] == ["Who", "was there?"]
    assert script.editing.where() == (3, 0)
    assert session.board.panels[2].picture is not None, "the picture stays with the first"
    QTest.keyClick(script, Qt.Key.Key_Backspace)
    assert captions()[2] == "Who was there?"
    assert script.editing.where() == (2, 4)
    assert shown(script) == captions()


def test_enter_at_the_ends_makes_an_empty_panel(script: Script, captions: Captions, session: StorySession) -> None:
    script.editing.put_cursor(4, -1)
    QTest.keyClick(script, Qt.Key.Key_Return)
    assert captions()[4:] == ["They had tea.", ""]
    assert script.editing.where() == (5, 0)
    script.editing.put_cursor(0, 0)
    QTest.keyClick(script, Qt.Key.Key_Return)
    assert captions()[:2] == ["", "A fox woke up."]
    assert session.board.panels[1].picture is not None, "the picture goes on with its caption"
    assert script.editing.where() == (1, 0)
    QTest.keyClick(script, Qt.Key.Key_Backspace)
    assert captions()[0] == "A fox woke up."


def test_delete_at_the_end_merges_with_the_next(script: Script, captions: Captions) -> None:
    script.editing.put_cursor(0, -1)
    QTest.keyClick(script, Qt.Key.Key_Delete)
    assert captions()[0] == "A fox woke up. It was snowing."
    script.editing.put_cursor(3, -1)
    QTest.keyClick(script, Qt.Key.Key_Delete)
    assert len(captions()) == 4, "after the last there is nothing"


def test_shift_enter_breaks_the_line_within_a_panel(script: Script, captions: Captions) -> None:
    script.editing.put_cursor(0, 5)
    QTest.keyClick(script, Qt.Key.Key_Return, SHIFT)
    assert captions()[0] == "A fox\n woke up."
    assert len(captions()) == 5


def test_typing_over_several_panels_leaves_one(script: Script, captions: Captions, session: StorySession) -> None:
    select(script, (1, 3), (3, 3))
    QTest.keyClick(script, "x")
    assert captions() == ["A fox woke up.", "It xowl, of all people.", "They had tea."]
    session.undo()
    session.undo()
    assert len(captions()) == 5
    assert shown(script) == captions()


@pytest.mark.parametrize("key", [Qt.Key.Key_Backspace, Qt.Key.Key_Delete])
def test_a_selection_over_panels_is_cut_out(script: Script, captions: Captions, key: Qt.Key) -> None:
    select(script, (0, 2), (4, 5))
    QTest.keyClick(script, key)
    assert captions() == ["A had tea."]
    assert script.editing.where() == (0, 2)


def test_arrows_cross_panels_and_the_focus_follows(script: Script, session: StorySession) -> None:
    script.editing.put_cursor(0, -1)
    QTest.keyClick(script, Qt.Key.Key_Right)
    assert script.editing.where() == (1, 0)
    assert session.focus == "p1"
    QTest.keyClick(script, Qt.Key.Key_Down)
    assert session.focus == "p2"
    session.set_focus("p4")
    assert script.textCursor().blockNumber() == 4


def test_pasted_paragraphs_become_panels(script: Script, captions: Captions, session: StorySession) -> None:
    script.editing.put_cursor(1, 3)
    QApplication.clipboard().setText("one.\n\nTwo\ngoes on.\n\nThree ")
    script.paste()
    assert captions()[1:4] == ["It one.", "Two goes on.", "Three was snowing."] or captions()[1:4] == [
        "It one.",
        "Two goes on.",
        "Threewas snowing.",
    ]
    assert shown(script) == captions()
    session.undo()
    assert len(captions()) == 5, "one step"


def test_copied_text_reads_well_elsewhere(script: Script) -> None:
    select(script, (0, 2), (1, 2))
    script.copy()
    assert QApplication.clipboard().text() == "fox woke up.\n\nIt"


def test_a_pasted_picture_is_the_panels(
    script: Script, session: StorySession, make_picture: Callable[..., Path], qtbot: QtBot, commands: StoryCommands
) -> None:
    script.editing.put_cursor(1, 0)
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(make_picture("new.png", "#0000ff")))])
    with qtbot.waitSignal(commands.pictures_added):
        script.insertFromMimeData(mime)
    assert session.board.panels[1].picture is not None
    assert session.board.panels[1].caption == "It was snowing."


def test_a_click_on_a_picture_selects_it_and_delete_takes_it_away(script: Script, session: StorySession) -> None:
    block = script.document().firstBlock()
    place = script._text.picture_rect(block).translated(script._indent, -script.verticalScrollBar().value())
    QTest.mouseClick(
        script.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place.center().toPoint()
    )
    QTest.keyClick(script, Qt.Key.Key_Delete)
    panel = session.board.panels[0]
    assert panel.picture is None
    assert panel.caption == "A fox woke up."
    assert len(panel.takes) == 1, "the take is kept"


def test_an_empty_story_is_begun_by_typing(script: Script, session: StorySession, commands: StoryCommands) -> None:
    commands.remove([panel.id for panel in session.board.panels])
    assert script.toPlainText() == ""
    QTest.keyClicks(script, "Once")
    assert [panel.caption for panel in session.board.panels] == ["Once"]


def test_composed_letters_are_written_like_others(script: Script, captions: Captions) -> None:
    select(script, (0, 14), (1, 2))
    event = QInputMethodEvent()
    event.setCommitString("、")
    QApplication.sendEvent(script, event)
    assert captions()[0] == "A fox woke up.、 was snowing."
    assert shown(script) == captions()


def test_letters_beyond_the_first_plane_count_once(script: Script, captions: Captions, commands: StoryCommands) -> None:
    commands.write_caption("p0", "🦊 fox 🦊 woke")
    script.editing.put_cursor(0, 6)
    QTest.keyClick(script, Qt.Key.Key_Return)
    assert captions()[:2] == ["🦊 fox", "🦊 woke"]
    QTest.keyClick(script, Qt.Key.Key_Backspace)
    assert captions()[0] == "🦊 fox 🦊 woke"


def test_what_changes_elsewhere_leaves_the_cursor_where_it_is(
    script: Script, session: StorySession, commands: StoryCommands
) -> None:
    script.editing.put_cursor(3, 5)
    commands.write_caption("p0", "A fox woke up, yawned, and got up.")
    session.apply("New", edits.inserted(session.board, 1, [Panel("new")]))
    commands.remove(["p2"])
    row, place = script.editing.where()
    assert script.storyboard.panels[row].id == "p3"
    assert place == 5


KEYS = (
    Qt.Key.Key_Return,
    Qt.Key.Key_Backspace,
    Qt.Key.Key_Delete,
    Qt.Key.Key_Left,
    Qt.Key.Key_Right,
    Qt.Key.Key_Up,
    Qt.Key.Key_Down,
    Qt.Key.Key_Home,
    Qt.Key.Key_End,
    Qt.Key.Key_A,
    Qt.Key.Key_Space,
    Qt.Key.Key_X,
    Qt.Key.Key_V,
)
MODIFIERS = (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.NoModifier, SHIFT, CTRL)


@pytest.mark.parametrize("seed", range(12))
def test_whatever_the_keys_one_reads_what_the_story_says(
    script: Script, session: StorySession, captions: Captions, seed: int
) -> None:
    dice = random.Random(seed)
    for step in range(80):
        key: object = dice.choice(["undo", "redo", "move"]) if dice.random() < 0.2 else dice.choice(KEYS)
        if key == "undo":
            session.undo()
        elif key == "redo":
            session.redo()
        elif key == "move" and session.board.panels:
            session.apply("Move", edits.moved(session.board, [session.board.panels[-1].id], 0))
        elif isinstance(key, Qt.Key):
            QTest.keyClick(script, key, dice.choice(MODIFIERS))
        assert shown(script) == as_read(captions()), (step, key)
        assert script.document().blockCount() == max(1, len(captions())), (step, key)


@pytest.mark.parametrize("key", [Qt.Key.Key_Backspace, Qt.Key.Key_Delete])
def test_deleting_a_word_at_the_edge_of_a_panel_joins_it_as_deleting_a_letter_does(
    script: Script, captions: Captions, key: Qt.Key
) -> None:
    script.editing.put_cursor(1, 0 if key == Qt.Key.Key_Backspace else -1)
    QTest.keyClick(script, key, CTRL)
    joined = "A fox woke up. It was snowing." if key == Qt.Key.Key_Backspace else "It was snowing. Who was there?"
    assert joined in captions()
    assert shown(script) == captions()


@given(st.text(), st.text())
def test_a_difference_turns_one_text_into_the_other(before: str, after: str) -> None:
    start, gone, come = difference(before, after)
    assert before[:start] + come + before[start + gone :] == after


@given(st.text())
def test_units_and_characters_are_each_others_way_back(text: str) -> None:
    for place in range(len(text) + 1):
        assert characters(text, units(text[:place])) == place


def test_paragraphs_end_at_empty_lines_or_at_lines() -> None:
    assert paragraphs("one") == ["one"]
    assert paragraphs("one\ntwo\r\nthree\n") == ["one", "two", "three"]
    assert paragraphs("one\ngoes on\n\n\ntwo") == ["one goes on", "two"]
    assert paragraphs(" word ") == [" word "], "a word with spaces is put in as it is"


def test_the_picture_has_room_above_its_caption(script: Script) -> None:
    first, second = script.document().firstBlock(), script.document().findBlockByNumber(1)
    picture = script._text.picture_rect(first)
    layout = script.document().documentLayout()
    assert picture.height() > 0
    assert picture.top() >= 0, "nothing is cut off at the top"
    assert picture.bottom() < layout.blockBoundingRect(first).top() + 1
    assert not script._text.picture_rect(second).isValid()
    assert script._picture_at(QPoint(2, 2)) is None
