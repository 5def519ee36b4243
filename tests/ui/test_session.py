"""A story in a window: what the file tells comes to the window's thread, the focus goes where one would look."""

from __future__ import annotations

import threading

import pytest
from PySide6.QtCore import QThread
from pytestqt.qtbot import QtBot

from gill_studio.core.errors import StudioError
from gill_studio.core.story import edits
from ui.background import Background
from ui.story_commands import StoryCommands
from ui.story_session import StorySession


def test_saving_is_told_on_the_windows_thread(session: StorySession, commands: StoryCommands, qtbot: QtBot) -> None:
    heard: list[tuple[str, bool]] = []
    session.save_state_changed.connect(
        lambda state: heard.append((state.status, threading.current_thread() is threading.main_thread()))
    )
    commands.rename("Another")
    qtbot.waitUntil(lambda: ("saved", True) in heard)
    assert all(here for _, here in heard)


def test_the_focus_goes_to_a_neighbour_when_its_panel_goes(
    session: StorySession, commands: StoryCommands, qtbot: QtBot
) -> None:
    session.set_focus("p2")
    with qtbot.waitSignal(session.focus_changed) as changed:
        commands.remove(["p2", "p3"])
    assert changed.args == ["p4"]
    commands.remove(["p4"])
    assert session.focus == "p1"
    commands.remove(["p0", "p1"])
    assert session.focus == ""


def test_undo_shows_what_it_undoes(session: StorySession, commands: StoryCommands) -> None:
    commands.write_caption("p3", "Nobody.")
    session.set_focus("p0")
    session.undo()
    assert session.focus == "p3"
    session.set_focus("p0")
    session.redo()
    assert session.focus == "p3"


def test_what_is_not_there_has_no_focus(session: StorySession) -> None:
    session.set_focus("p1")
    session.set_focus("nobody")
    assert session.focus == ""
    assert session.focused_panel is None


def test_views_that_wander_while_they_follow_do_not_move_the_focus(session: StorySession) -> None:
    session.set_focus("p2")
    session.changed.connect(lambda _: session.set_focus("p0"))
    session.apply("Move", edits.moved(session.board, ["p2"], 0))
    assert session.focus == "p2"


def test_commands_are_steps_with_names(session: StorySession, commands: StoryCommands) -> None:
    document = session.file.document
    steps = (
        (lambda: commands.write_caption("p0", "x"), "Change caption"),
        (lambda: commands.accept_caption("p0", "y"), "Accept caption"),
        (lambda: commands.write_notes("p0", "n"), "Change notes"),
        (lambda: commands.write_alt_text("p0", "a"), "Change alt text"),
        (lambda: commands.set_tags("p0", ["t"]), "Change tags"),
        (lambda: commands.split("p1", 3), "Split panel"),
        (lambda: commands.clear_picture("p0"), "Remove picture"),
        (lambda: commands.show_take("p0", "t0"), "Choose picture"),
        (lambda: commands.set_word_target(100), "Change word target"),
    )
    for act, label in steps:
        act()
        assert document.undo_label == label
    for _ in steps:
        session.undo()
    assert session.board.panels[0].caption == "A fox woke up."


def test_a_missing_panel_is_a_sentence(commands: StoryCommands) -> None:
    with pytest.raises(StudioError, match="no such panel"):
        commands.write_caption("nobody", "x")


def test_background_work_answers_on_the_thread_that_asked(background: Background, qtbot: QtBot) -> None:
    answers: list[object] = []
    here = QThread.currentThread()

    def work() -> bool:
        return QThread.currentThread() is not here

    def refuse() -> bool:
        raise StudioError("No.")

    background.run(work, lambda elsewhere: answers.append((elsewhere, QThread.currentThread() is here)))
    background.run(refuse, answers.append, lambda error: answers.append(str(error)))
    qtbot.waitUntil(lambda: len(answers) == 2)
    assert answers == [(True, True), "No."]


def test_a_bug_in_the_background_is_raised_here(background: Background, qtbot: QtBot) -> None:
    def fail() -> None:
        raise ZeroDivisionError

    with qtbot.captureExceptions() as caught:
        background.run(fail, lambda _: None)
        qtbot.waitUntil(lambda: bool(caught))
    assert caught[0][0] is ZeroDivisionError


def test_what_is_closed_answers_no_more(qtbot: QtBot) -> None:
    background, answers = Background(1), list[object]()
    started = threading.Event()

    def work() -> int:
        started.set()
        return 1

    background.run(work, answers.append)
    started.wait(5)
    background.close()
    qtbot.wait(20)
    assert answers == []
