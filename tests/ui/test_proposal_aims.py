"""What proposals are asked for, and which way they lean."""

from __future__ import annotations

from dataclasses import replace

from pytestqt.qtbot import QtBot

from gill_studio.core.protocol import Decision
from gill_studio.core.settings import Proposing
from gill_studio.core.story.file import StoryFile
from ui.main_window import MainWindow
from ui.proposals.aim import Aim, Wish, aim_at, context_of, favours_retrieval, spread
from ui.settings.store import SettingsStore
from ui.theme.theme import Theme


def test_aims(story_file: StoryFile) -> None:
    board = story_file.document.board
    assert aim_at(board, "p0") == Aim(Wish.NEXT, "p0")
    assert aim_at(board, "p1") == Aim(Wish.PICTURE, "p1")
    assert aim_at(board, "") == Aim(Wish.NEXT, "p4")
    assert aim_at(board, "p1", at_end=True) == Aim(Wish.NEXT, "p4")
    assert aim_at(replace(board, panels=()), "") == Aim(Wish.NEXT, "")
    context = context_of(board, Aim(Wish.PICTURE, "p1"))
    assert context is not None
    assert [seen.caption for seen in context] == ["A fox woke up.", "It was snowing."]
    assert context_of(board, Aim(Wish.NEXT, "gone")) is None


def test_the_bias_leans_the_decision() -> None:
    assert spread(Proposing()) == (3, 2)
    assert spread(Proposing(bias=-1)) == (3, 0)
    assert spread(Proposing(bias=1)) == (0, 2)
    assert spread(Proposing(bias=0.5)) == (2, 2)
    likely = Decision(0.28, 0.72)
    assert favours_retrieval(likely, 0)
    assert not favours_retrieval(likely, 0.5)
    assert favours_retrieval(Decision(0.99, 0.01), -1)


def test_without_the_engine_there_is_no_trace_of_it(qtbot: QtBot, theme: Theme, settings: SettingsStore) -> None:
    window = MainWindow(theme, settings, None)
    qtbot.addWidget(window)
    assert window.open_sample("luna")
    assert window.story is not None
    assert window.story.side.keys() == ("panel", "takes")
    assert not [one.name for one in window.registry if one.name.startswith("gill.")]
    window.close()
