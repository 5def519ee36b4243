"""The board as one uses it: keys, clicks, drags, drops, and the field on the card."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gill_studio.core.story.model import Authorship
from ui.board.board import Board
from ui.exchange import as_mime
from ui.story_commands import StoryCommands
from ui.story_session import StorySession

Captions = Callable[[], list[str]]
MakePicture = Callable[..., Path]
LEFT, NONE = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


def ids(session: StorySession) -> list[str]:
    return [panel.id for panel in session.board.panels]


def drop(board: Board, mime: QMimeData, point: QPoint, source: Board | None = None) -> None:
    """What Qt sends when something is dropped."""
    actions = Qt.DropAction.CopyAction | Qt.DropAction.MoveAction
    entered = QDragEnterEvent(point, actions, mime, LEFT, NONE)
    board.dragEnterEvent(entered)
    assert entered.isAccepted()
    event = _DropEvent(QPointF(point), actions, mime, LEFT, NONE)
    event.sender = source
    board.dropEvent(event)
    assert event.isAccepted()


class _DropEvent(QDropEvent):
    sender: Board | None = None

    def source(self) -> Board | None:
        return self.sender


def between(board: Board, row: int) -> QPoint:
    """The place just before a card."""
    return board.card_rect(row).center() - QPoint(board.painter_of_cards.width // 2 + 4, 0)


def test_arrow_keys_go_from_card_to_card(board: Board, session: StorySession) -> None:
    assert session.focus == "p0"
    QTest.keyClick(board, Qt.Key.Key_Right)
    assert session.focus == "p1"
    QTest.keyClick(board, Qt.Key.Key_Down)
    assert session.focus == ids(session)[min(1 + board.grid.columns, 4)]
    QTest.keyClick(board, Qt.Key.Key_Home)
    assert session.focus == "p0"
    QTest.keyClick(board, Qt.Key.Key_End)
    assert session.focus == "p4"


def test_shift_and_ctrl_select_several(board: Board) -> None:
    QTest.keyClick(board, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    assert board.selected() == ["p0", "p1"]
    place = board.card_rect(3).center()
    QTest.mouseClick(board.viewport(), LEFT, Qt.KeyboardModifier.ControlModifier, place)
    assert board.selected() == ["p0", "p1", "p3"]
    QTest.keyClick(board, Qt.Key.Key_Escape)
    assert board.selected() == ["p3"], "the one in focus stays"


def test_enter_writes_on_the_card(board: Board, captions: Captions, session: StorySession) -> None:
    QTest.keyClick(board, Qt.Key.Key_Return)
    assert board.caption_field.isVisible()
    assert board.caption_field.hasFocus()
    QTest.keyClicks(board.caption_field, " Early.")
    assert captions()[0] == "A fox woke up. Early.", "each letter is in the story at once"
    QTest.keyClick(board.caption_field, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    QTest.keyClicks(board.caption_field, "Very.")
    assert captions()[0] == "A fox woke up. Early.\nVery."
    QTest.keyClick(board.caption_field, Qt.Key.Key_Escape)
    assert board.caption_field.isHidden()
    assert board.hasFocus()
    session.undo()
    assert captions()[0] == "A fox woke up."


def test_a_letter_begins_to_write(board: Board, captions: Captions) -> None:
    QTest.keyClick(board, "!")
    assert captions()[0] == "A fox woke up.!"
    QTest.keyClicks(board.caption_field, "?")
    assert captions()[0] == "A fox woke up.!?"


def test_tab_goes_on_writing_on_the_next_card(board: Board, captions: Captions) -> None:
    board.begin_caption("p0")
    QTest.keyClick(board.caption_field, Qt.Key.Key_Tab)
    QTest.keyClicks(board.caption_field, " Softly.")
    assert captions()[:2] == ["A fox woke up.", "It was snowing. Softly."]
    QTest.keyClick(board.caption_field, Qt.Key.Key_Backtab)
    QTest.keyClicks(board.caption_field, " So.")
    assert captions()[0] == "A fox woke up. So."


def test_the_field_lies_on_its_card_and_grows_with_it(board: Board, qtbot: QtBot) -> None:
    board.begin_caption("p1")
    before = board.card_rect(1).height()
    QTest.keyClicks(board.caption_field, " and snowing" * 20)
    qtbot.waitUntil(lambda: board.card_rect(1).height() > before)
    qtbot.waitUntil(lambda: board.card_rect(1).contains(board.caption_field.geometry()))


def test_the_card_one_writes_on_stays_in_sight_with_its_foot(board: Board, qtbot: QtBot) -> None:
    board.resize(1000, 420)
    board.begin_caption("p4")
    QTest.keyClicks(board.caption_field, " and snowing" * 10)
    qtbot.waitUntil(lambda: board.card_rect(4).contains(board.caption_field.geometry()))
    qtbot.waitUntil(lambda: board.card_rect(4).top() >= 0 and board.card_rect(4).bottom() < board.viewport().height())


def test_undo_while_one_writes_changes_the_field_too(board: Board, session: StorySession, captions: Captions) -> None:
    board.begin_caption("p0")
    QTest.keyClicks(board.caption_field, "x")
    session.undo()
    assert board.caption_field.toPlainText() == captions()[0] == "A fox woke up."


def test_a_click_between_cards_makes_a_panel_there(board: Board, session: StorySession) -> None:
    place = between(board, 1)
    QTest.mouseMove(board.viewport(), place - QPoint(0, 3))
    QTest.mouseMove(board.viewport(), place)
    assert board.gap is not None
    assert board.gap.position == 1
    QTest.mouseClick(board.viewport(), LEFT, NONE, place)
    assert len(session.board.panels) == 6
    assert session.board.panels[1].caption == ""
    assert board.editing == session.board.panels[1].id, "ready to be written"


def test_the_last_card_is_for_a_new_panel(board: Board, session: StorySession) -> None:
    QTest.mouseClick(board.viewport(), LEFT, NONE, board.card_rect(5).center())
    assert len(session.board.panels) == 6
    assert session.focus == session.board.panels[5].id


def test_a_drag_moves_the_selected_cards(board: Board, session: StorySession) -> None:
    board.select(["p0", "p2"])
    drop(board, as_mime(session, ["p0", "p2"]), between(board, 4), source=board)
    assert ids(session) == ["p1", "p3", "p0", "p2", "p4"]
    session.undo()
    assert ids(session) == ["p0", "p1", "p2", "p3", "p4"]


def test_a_picture_dropped_on_a_card_replaces(
    board: Board, session: StorySession, make_picture: MakePicture, qtbot: QtBot, commands: StoryCommands
) -> None:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(make_picture("new.png", "#00aa00")))])
    panel = session.board.panels[0]
    place = board.painter_of_cards.picture_rect(board.card_rect(0), panel).center()
    with qtbot.waitSignal(commands.pictures_added):
        drop(board, mime, place)
    after = session.board.panels[0]
    assert len(session.board.panels) == 5
    assert len(after.takes) == 2, "the one before is kept as a take"
    assert after.picture is not None
    assert after.picture != panel.picture
    assert after.take is not None
    assert after.take.name == "new.png"


def test_pictures_dropped_between_cards_become_panels(
    board: Board, session: StorySession, make_picture: MakePicture, qtbot: QtBot, commands: StoryCommands
) -> None:
    files = [make_picture(f"{colour}.png", f"#{colour * 6}") for colour in "123"]
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path)) for path in files])
    with qtbot.waitSignal(commands.pictures_added):
        drop(board, mime, between(board, 2))
    names = [panel.take.name if panel.take else "" for panel in session.board.panels]
    assert names[2:5] == ["1.png", "2.png", "3.png"]
    session.undo()
    assert len(session.board.panels) == 5, "one step of undo for all of them"


def test_what_is_no_picture_is_said_and_the_rest_is_taken(
    session: StorySession, make_picture: MakePicture, qtbot: QtBot, commands: StoryCommands, tmp_path: Path
) -> None:
    bad = tmp_path / "bad.png"
    bad.write_text("not a picture")
    with qtbot.waitSignal(commands.failed) as failed:
        commands.add_pictures([bad, make_picture("good.png", "#123456")], "p1")
    assert len(session.board.panels) == 6
    assert "bad.png" in str(failed.args[0])


def test_a_pasted_picture_goes_where_none_is(
    board: Board, session: StorySession, qtbot: QtBot, commands: StoryCommands
) -> None:
    image = QImage(8, 8, QImage.Format.Format_RGB32)
    image.fill(0x336699)
    mime = QMimeData()
    mime.setImageData(image)
    QApplication.clipboard().setMimeData(mime)
    session.set_focus("p1")
    with qtbot.waitSignal(commands.pictures_added):
        board.paste()
    assert session.board.panels[1].picture is not None
    session.set_focus("p0")
    QApplication.clipboard().setImage(image)
    with qtbot.waitSignal(commands.pictures_added):
        board.paste()
    assert len(session.board.panels) == 6, "where one is, it becomes a panel of its own"


def test_panels_are_copied_with_their_pictures(board: Board, session: StorySession) -> None:
    board.select(["p0", "p1"])
    board.copy()
    mime = QApplication.clipboard().mimeData()
    assert mime.text() == "A fox woke up.\n\nIt was snowing."
    assert "<img" in mime.html()
    assert mime.hasImage()
    session.set_focus("p4")
    board.paste()
    panels = session.board.panels
    assert [panel.caption for panel in panels[5:]] == ["A fox woke up.", "It was snowing."]
    assert panels[5].picture == panels[0].picture
    assert len({panel.id for panel in panels}) == 7


def test_cut_takes_them_out(board: Board, session: StorySession) -> None:
    board.select(["p1"])
    board.cut()
    assert ids(session) == ["p0", "p2", "p3", "p4"]
    assert session.focus == "p2", "the next one is in focus"


def test_zoom_keeps_the_card_in_focus_in_sight(board: Board, session: StorySession) -> None:
    session.set_focus("p4")
    for _ in range(8):
        QTest.qWait(0)
        board.zoom_by(1)
    assert board.zoom == 2.5
    assert board.viewport().rect().intersects(board.card_rect(4))
    board.set_zoom(0.1)
    assert board.zoom == 0.4


def test_an_empty_story_invites(board: Board, session: StorySession, commands: StoryCommands, qtbot: QtBot) -> None:
    commands.remove(ids(session))
    qtbot.waitUntil(
        lambda: any(
            child.isVisible()
            for child in board.viewport().children()
            if child.isWidgetType() and child is not board.caption_field
        )
    )
    board.new_panel()
    assert len(session.board.panels) == 1
    assert session.board.panels[0].authorship is Authorship.WRITER


def test_pictures_are_drawn_when_they_are_there(board: Board, qtbot: QtBot) -> None:
    def colour() -> str:
        place = board.painter_of_cards.picture_rect(board.card_rect(0), board.storyboard.panels[0]).center()
        return board.viewport().grab().toImage().pixelColor(place).name()

    qtbot.waitUntil(lambda: colour() == "#c05020", timeout=3000)


def test_a_key_draws_one_card_anew(
    board: Board, session: StorySession, commands: StoryCommands, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    painted: list[int] = []
    paint = type(board.painter_of_cards).paint
    monkeypatch.setattr(
        type(board.painter_of_cards),
        "paint",
        lambda self, painter, card, panel, number, state: (
            painted.append(number),
            paint(self, painter, card, panel, number, state),
        ),
    )
    qtbot.waitUntil(lambda: not board.thumbnails.busy)
    qtbot.wait(50)
    painted.clear()
    laid_out = board.grid
    commands.write_caption("p1", session.board.panels[1].caption + "!")
    qtbot.waitUntil(lambda: bool(painted))
    assert set(painted) == {2}
    assert board.grid is laid_out
    commands.write_caption("p1", "So many words that the card has to grow. " * 8)
    qtbot.waitUntil(lambda: board.grid is not laid_out)
    assert board.card_rect(1).height() == board.painter_of_cards.height(session.board.panels[1])
