"""Panels between stories and other programs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QByteArray, QMimeData, QUrl
from pytestqt.qtbot import QtBot

from gill_studio.core.story import edits
from gill_studio.core.story.file import StoryFile
from gill_studio.core.story.model import Panel, Recipe, Storyboard, Take
from ui.background import Background
from ui.board.board import Board
from ui.board.model import StoryboardModel
from ui.exchange import PANELS, as_mime, brought, pictures_in
from ui.story_commands import StoryCommands
from ui.story_session import StorySession
from ui.theme.theme import Theme
from ui.thumbnails import Thumbnails


@pytest.fixture
def other(tmp_path: Path, theme: Theme, background: Background, qtbot: QtBot) -> Iterator[Board]:
    """The board of another, empty story."""
    session = StorySession(StoryFile.create(tmp_path / "Other.gill", Storyboard("other")))
    thumbnails = Thumbnails(session.pictures)
    board = Board(theme, StoryboardModel(session), StoryCommands(session, background), thumbnails)
    qtbot.addWidget(board)
    yield board
    thumbnails.close()
    session.close()


def test_panels_go_to_another_story_with_the_pictures_they_show(
    session: StorySession, other: Board, qtbot: QtBot
) -> None:
    shown = session.board.panels[0]
    assert shown.take is not None
    hidden = replace(shown.take, id="hidden", recipe=Recipe("GILL"))
    session.apply("Take", edits.with_take(session.board, "p0", hidden, show=False))
    other._drops.paste(as_mime(session, ["p0", "p1"]))
    qtbot.waitUntil(lambda: len(other.storyboard.panels) == 2)
    first, second = other.storyboard.panels
    assert (first.caption, second.caption) == ("A fox woke up.", "It was snowing.")
    assert first.id != "p0"
    assert first.picture == shown.picture
    assert len(first.takes) == 1, "what is not shown stays where it is"
    assert first.picture is not None
    assert other.storyboard.session.pictures.data_of(first.picture.sha256) == session.pictures.data_of(
        shown.take.picture.sha256
    )


def test_a_clipboard_from_elsewhere_is_not_trusted(
    other: Board, qtbot: QtBot, make_picture: Callable[..., Path]
) -> None:
    for data in (b"", b"{", b"[]", b'{"panels": 3}', b'{"panels": [{"picture": "../../x.png"}]}', b"\xff" * 50):
        mime = QMimeData()
        mime.setData(PANELS, QByteArray(data))
        other._drops.paste(mime)
    assert other.storyboard.panels == []


def test_a_picture_that_is_not_what_it_should_be_is_left_out(
    session: StorySession, other: Board, qtbot: QtBot, make_picture: Callable[..., Path]
) -> None:
    mime = as_mime(session, ["p0"])
    wrong = make_picture("wrong.png", "#ffffff")
    digest = session.board.panels[0].take.picture.sha256 if session.board.panels[0].take else ""
    mime.setData("application/x-gill-studio-pictures", QByteArray(f'{{"{digest}": "{wrong.as_posix()}"}}'.encode()))
    other._drops.paste(mime)
    qtbot.waitUntil(lambda: len(other.storyboard.panels) == 1)
    assert other.storyboard.panels[0].picture is None
    assert other.storyboard.panels[0].caption == "A fox woke up."


def test_html_says_what_is_said_and_nothing_more(session: StorySession) -> None:
    session.apply("Evil", edits.with_caption(session.board, "p0", "<script>alert(1)</script> & so on"))
    html = as_mime(session, ["p0"]).html()
    assert "<script>" not in html
    assert "&lt;script&gt;" in html
    assert html.count("<img") == 1


def test_folders_are_looked_into_for_pictures(tmp_path: Path, make_picture: Callable[..., Path]) -> None:
    folder = tmp_path / "holiday"
    folder.mkdir()
    for name in ("b.PNG", "a.jpg", "notes.txt", "C.webp", "evil.svg"):
        (folder / name).write_bytes(b"")
    single = make_picture("one.png")
    found = pictures_in([folder, single, tmp_path / "x.txt"])
    assert [path.name for path in found] == ["a.jpg", "b.PNG", "C.webp", "one.png"]


def test_links_from_the_network_are_not_followed() -> None:
    mime = QMimeData()
    mime.setUrls([QUrl("https://example.org/cat.png")])
    mime.setText("https://example.org/cat.png")
    assert brought(mime).pictures == ()


def test_words_become_panels_a_paragraph_each() -> None:
    mime = QMimeData()
    mime.setText("One.\n\n Two. \n\n\n\nThree.")
    assert brought(mime).words == ("One.", "Two.", "Three.")
    assert brought(QMimeData()).empty


def test_a_panel_copied_within_a_story_keeps_all_its_takes(board: Board, session: StorySession) -> None:
    take = session.board.panels[0].take
    assert take is not None
    session.apply("Take", edits.with_take(session.board, "p0", Take("more", take.picture), show=False))
    board._drops.paste(as_mime(session, ["p0"]))
    copy = next(panel for panel in session.board.panels if panel.id not in {f"p{n}" for n in range(5)})
    assert isinstance(copy, Panel)
    assert len(copy.takes) == 2
    assert copy.chosen in {one.id for one in copy.takes}
