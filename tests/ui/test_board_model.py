"""The list model tells exactly what happened: whoever follows its signals has the story."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QObject, QPersistentModelIndex, Qt, Signal
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from gill_studio.core.story import edits
from gill_studio.core.story.document import Change
from gill_studio.core.story.model import Panel, Storyboard
from ui.board.model import PanelRole, StoryboardModel
from ui.story_commands import StoryCommands
from ui.story_session import StorySession


class Told(QObject):
    """A session as the model sees it, without a file."""

    changed = Signal(object)

    def __init__(self, board: Storyboard) -> None:
        super().__init__()
        self.board = board

    def change(self, board: Storyboard) -> None:
        before, self.board = self.board, board
        self.changed.emit(Change(before, board, "", "edit"))


class Follower:
    """Holds a list of ids, kept only by the signals."""

    def __init__(self, model: StoryboardModel) -> None:
        self._model = model
        self.captions = [panel.caption for panel in model.panels]
        model.rowsRemoved.connect(lambda _, first, last: self.captions.__delitem__(slice(first, last + 1)))
        model.rowsInserted.connect(lambda _, first, last: self._insert(first, last))
        model.rowsMoved.connect(lambda _, first, last, __, to: self._move(first, last, to))
        model.layoutChanged.connect(lambda: self.captions.__setitem__(slice(None), self._now()))
        model.dataChanged.connect(lambda first, last: self._renew(first.row(), last.row()))

    def _now(self) -> list[str]:
        return [panel.caption for panel in self._model.panels]

    def _insert(self, first: int, last: int) -> None:
        self.captions[first:first] = self._now()[first : last + 1]

    def _move(self, first: int, last: int, to: int) -> None:
        taken = self.captions[first : last + 1]
        del self.captions[first : last + 1]
        to -= len(taken) if to > first else 0
        self.captions[to:to] = taken

    def _renew(self, first: int, last: int) -> None:
        self.captions[first : last + 1] = self._now()[first : last + 1]


panel_ids = st.integers(0, 12).map(str)
boards = st.lists(st.tuples(panel_ids, st.sampled_from(["", "x", "y"])), unique_by=lambda one: one[0], max_size=10)


def board_of(panels: list[tuple[str, str]]) -> Storyboard:
    return Storyboard("s", panels=tuple(Panel(panel, caption) for panel, caption in panels))


@settings(max_examples=120, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(boards, min_size=2, max_size=6))
def test_whoever_follows_the_signals_has_the_story(qtbot: QtBot, states: list[list[tuple[str, str]]]) -> None:
    told = Told(board_of(states[0]))
    model = StoryboardModel(told)
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    follower = Follower(model)
    for state in states[1:]:
        known = {
            model.data(model.index(row), PanelRole.ID): QPersistentModelIndex(model.index(row))
            for row in range(model.rowCount())
        }
        told.change(board_of(state))
        assert list(model.panels) == list(told.board.panels)
        assert follower.captions == [caption for _, caption in state]
        for panel, index in known.items():
            assert index.row() == model.row_of(panel), "who points at a panel goes with it"
    del tester


def test_a_move_of_neighbours_is_one_move(session: StorySession, model: StoryboardModel, qtbot: QtBot) -> None:
    with qtbot.waitSignal(model.rowsMoved) as moved, qtbot.assertNotEmitted(model.layoutChanged):
        session.apply("Move", edits.moved(session.board, ["p1", "p2"], 5))
    assert moved.args[1:3] == [1, 2]
    assert [panel.id for panel in model.panels] == ["p0", "p3", "p4", "p1", "p2"]


def test_typing_changes_one_row(
    session: StorySession, model: StoryboardModel, commands: StoryCommands, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(model.dataChanged) as changed:
        commands.write_caption("p3", "An owl!")
    assert (changed.args[0].row(), changed.args[1].row()) == (3, 3)


def test_a_screen_reader_hears_place_caption_and_picture(session: StorySession, model: StoryboardModel) -> None:
    words = model.data(model.index(0), Qt.ItemDataRole.AccessibleTextRole)
    assert words == "Panel 1 of 5: A fox woke up. – with a picture"
    described = replace(session.board.panels[2], alt_text="An owl in the snow")
    session.apply("Alt", edits.with_panel(session.board, described))
    assert "Picture: An owl in the snow" in str(model.data(model.index(2), Qt.ItemDataRole.AccessibleTextRole))
    assert "no picture" in model.in_words(1)
