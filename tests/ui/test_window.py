"""The window as one uses it: stories come and go, every view shows the same story, nothing asks whether to save."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QInputDialog, QLineEdit
from pytestqt.qtbot import QtBot

from gill_studio.core.settings import Opening
from gill_studio.core.story.file import StoryFile
from gill_studio.core.story.samples import sample_names
from ui.main_window import MainWindow
from ui.settings.store import SettingsStore
from ui.story_page import StoryPage
from ui.studio import Studio
from ui.theme.theme import Theme
from ui.welcome.cover import Cover
from ui.welcome.page import WelcomePage

ROOT = Path(__file__).parents[2]
HEAVY = ("torch", "transformers", "diffusers", "open_clip", "hnswlib", "numpy", "engine", "PIL")


def story_of(window: MainWindow) -> StoryPage:
    assert window.story is not None
    return window.story


def captions(window: MainWindow) -> list[str]:
    return [panel.caption for panel in story_of(window).session.board.panels]


@pytest.fixture
def sample(window: MainWindow) -> StoryPage:
    assert window.open_sample("luna")
    return story_of(window)


def test_the_window_knows_neither_torch_nor_the_engine() -> None:
    script = (
        "import sys, gill_studio.app, ui.studio, ui.story_page, ui.script.view, ui.slideshow.view, ui.settings.dialog\n"
        "print(*sorted({name.split('.')[0] for name in sys.modules}))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=ROOT)
    assert not set(done.stdout.split()) & set(HEAVY)


def test_the_first_paint_waits_for_little() -> None:
    """What proposes, what starts processes and what reads stories is loaded when it is needed."""
    script = (
        "import os, sys\n"
        "from gill_studio import app\n"
        "from gill_studio.core.settings import Settings\n"
        "app._make_studio(app.make_application(), Settings()).begin([])\n"
        "print(*sorted({name.split('.')[0] for name in sys.modules}), flush=True)\n"
        "os._exit(0)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=ROOT)
    loaded = set(done.stdout.split())
    assert "ui" in loaded
    assert not loaded & {*HEAVY, "sqlite3", "psutil", "multiprocessing", "filelock"}


def test_a_new_story_is_a_file_from_the_first_moment(window: MainWindow, settings: SettingsStore) -> None:
    assert window.new_story()
    path = story_of(window).session.path
    assert path.is_file()
    assert path.parent == Path(settings.now.files.stories)
    assert settings.recent[0] == path
    assert window.new_story()
    assert story_of(window).session.path != path


def test_what_is_written_is_there_after_closing_and_opening(window: MainWindow) -> None:
    window.new_story()
    page = story_of(window)
    path = page.session.path
    QTest.keyClick(window, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    assert page.board.caption_field.hasFocus()
    QTest.keyClicks(page.board.caption_field, "Once.")
    window.registry["file.close"].trigger()
    assert window.story is None
    assert window.page == "welcome"
    assert window.open_path(path)
    assert captions(window) == ["Once."]
    window.registry["edit.undo"].trigger()
    assert captions(window) == [""], "undo is restored with the story"


def test_a_sample_is_the_writers_own_copy(window: MainWindow, sample: StoryPage) -> None:
    assert sample.session.title == "Luna Cannot Sleep"
    assert len(captions(window)) == 6
    assert sample.session.focus == sample.session.board.panels[-1].id, "where it goes on"
    assert window.page == "story"
    assert "Luna Cannot Sleep" in window.windowTitle()


def test_all_views_show_the_same_story(window: MainWindow, sample: StoryPage) -> None:
    QTest.keyClick(window, Qt.Key.Key_2, Qt.KeyboardModifier.ControlModifier)
    assert sample.view == "script"
    assert sample.script.isVisible()
    assert sample.script.textCursor().blockNumber() == 5
    QTest.keyClicks(sample.script, "!")
    QTest.keyClick(window, Qt.Key.Key_1, Qt.KeyboardModifier.ControlModifier)
    assert sample.board.isVisible()
    assert sample.model.panels[5].caption.endswith("!")
    QTest.keyClick(window, Qt.Key.Key_F5)
    assert sample.slideshow.row == 5
    QTest.keyClick(sample.slideshow, Qt.Key.Key_Home)
    assert sample.session.focus == sample.model.panels[0].id
    QTest.keyClick(sample.slideshow, Qt.Key.Key_Right)
    assert sample.slideshow.row == 1
    QTest.keyClick(sample.slideshow, Qt.Key.Key_Escape)
    assert sample.view == "board"
    assert sample.board.currentIndex().row() == 1


def test_undo_says_what_and_shows_where(window: MainWindow, sample: StoryPage) -> None:
    sample.commands.write_caption(sample.model.panels[1].id, "Other")
    sample.session.set_focus(sample.model.panels[4].id)
    undo = window.registry["edit.undo"]
    assert undo.text().endswith("Change caption")
    undo.trigger()
    assert sample.session.focus == sample.model.panels[1].id
    assert not undo.isEnabled()
    assert window.registry["edit.redo"].isEnabled()


def test_panels_are_made_moved_merged_and_deleted_by_keys(window: MainWindow, sample: StoryPage) -> None:
    sample.board.setFocus()
    first, second = (panel.id for panel in sample.model.panels[:2])
    sample.session.set_focus(first)
    alt, ctrl = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ControlModifier
    QTest.keyClick(window, Qt.Key.Key_Right, alt)
    assert [panel.id for panel in sample.model.panels[:2]] == [second, first]
    QTest.keyClick(window, Qt.Key.Key_Left, alt)
    assert [panel.id for panel in sample.model.panels[:2]] == [first, second]
    QTest.keyClick(window, Qt.Key.Key_D, ctrl)
    assert len(sample.model.panels) == 7
    sample.session.set_focus(first)
    QTest.keyClick(window, Qt.Key.Key_J, ctrl)
    assert len(sample.model.panels) == 6
    sample.board.setFocus()
    QTest.keyClick(sample.board, Qt.Key.Key_Delete)
    assert len(sample.model.panels) == 5
    assert "1 panel" in window.said
    QTest.keyClick(window, Qt.Key.Key_Z, ctrl)
    assert len(sample.model.panels) == 6


def test_delete_in_a_field_deletes_letters(window: MainWindow, sample: StoryPage) -> None:
    sample.title.setFocus()
    sample.title.setCursorPosition(0)
    QTest.keyClick(sample.title, Qt.Key.Key_Delete)
    assert sample.session.board.title == "una Cannot Sleep"
    assert len(sample.model.panels) == 6
    QTest.keyClick(sample.title, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert sample.title.selectedText() == "una Cannot Sleep"


def test_split_on_the_board_is_where_the_cursor_stands(window: MainWindow, sample: StoryPage) -> None:
    panel = sample.model.panels[0]
    sample.board.begin_caption(panel.id)
    cursor = sample.board.caption_field.textCursor()
    cursor.setPosition(4)
    sample.board.caption_field.setTextCursor(cursor)
    window.registry["panel.split"].trigger()
    assert captions(window)[:2] == ["Luna", "the rabbit lived in the meadow. One starry night, she could not sleep."]
    window.registry["edit.undo"].trigger()
    sample.board.end_caption()
    sample.session.set_focus(panel.id)
    window.registry["panel.split"].trigger()
    assert captions(window)[:2] == ["Luna the rabbit lived in the meadow.", "One starry night, she could not sleep."]


def test_words_are_counted_and_a_target_is_kept(
    window: MainWindow, sample: StoryPage, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    assert sample.status.words == sum(len(caption.split()) for caption in captions(window))
    monkeypatch.setattr(QInputDialog, "getInt", lambda *_: (500, True))
    window.registry["edit.word-target"].trigger()
    assert sample.session.board.settings.word_target == 500
    qtbot.waitUntil(lambda: "of 500 words" in sample.status._words.text())


def test_saved_is_said_with_its_time(window: MainWindow, sample: StoryPage, qtbot: QtBot) -> None:
    sample.commands.rename("Another title")
    qtbot.waitUntil(lambda: sample.status.saved_text.startswith("Saved "))
    assert any(letter.isdigit() for letter in sample.status.saved_text)


def test_save_as_goes_on_in_the_other_file(
    window: MainWindow, sample: StoryPage, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "Other"), ""))
    window.registry["file.save-as"].trigger()
    assert sample.session.path == tmp_path / "Other.gill"
    assert window.settings.recent[0] == tmp_path / "Other.gill"
    assert "Other.gill" in window.said


def test_a_copy_without_history_is_another_file(
    window: MainWindow, sample: StoryPage, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    before = sample.session.path
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "Gift.gill"), ""))
    window.registry["file.save-copy"].trigger()
    assert sample.session.path == before
    assert (tmp_path / "Gift.gill").is_file()


def test_what_cannot_be_opened_is_said_and_forgotten(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    said: list[str] = []
    monkeypatch.setattr("ui.opening.show_error", lambda _window, error, *_: said.append(str(error)))
    window.settings.remember_story(tmp_path / "gone.gill")
    assert not window.open_path(tmp_path / "gone.gill")
    assert window.settings.recent == ()
    (tmp_path / "bad.gill").write_bytes(b"nothing of the kind")
    assert not window.open_path(tmp_path / "bad.gill")
    assert len(said) == 2
    assert window.page == "welcome"


@pytest.mark.parametrize("answer", ["Open read-only", "Open a copy", ""])
def test_a_story_that_is_open_elsewhere_can_be_read_or_copied(
    window: MainWindow, story_file: StoryFile, monkeypatch: pytest.MonkeyPatch, answer: str
) -> None:
    story_file.flush()
    monkeypatch.setattr("ui.opening.ask", lambda *_: answer)
    opened = window.open_path(story_file.path)
    assert opened == bool(answer)
    if answer == "Open read-only":
        page = story_of(window)
        assert page.session.read_only
        assert not window.registry["panel.new"].isEnabled()
        QTest.keyClick(page.board, Qt.Key.Key_Return)
        assert page.board.caption_field.isHidden()
        assert "Read-only" in page.status.saved_text
    elif answer:
        assert story_of(window).session.path != story_file.path
        assert captions(window)[0] == "A fox woke up."


def test_pictures_dropped_on_the_welcome_page_begin_a_story(
    window: MainWindow, make_picture: object, qtbot: QtBot
) -> None:
    assert callable(make_picture)
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(make_picture(f"{n}.png", f"#{n}{n}{n}{n}{n}{n}"))) for n in (1, 2)])
    flags = (Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    entered = QDragEnterEvent(QPoint(50, 50), *flags)
    window.dragEnterEvent(entered)
    assert entered.isAccepted()
    window.dropEvent(QDropEvent(QPoint(50, 50).toPointF(), *flags))
    qtbot.waitUntil(lambda: window.story is not None and len(window.story.model.panels) == 2)


def test_the_welcome_page_offers_stories_with_their_covers(window: MainWindow, qtbot: QtBot) -> None:
    window.open_sample("oscar")
    window.close_story()
    page = window.page_widget("welcome")
    assert isinstance(page, WelcomePage)
    there = 1 + len(sample_names())
    qtbot.waitUntil(lambda: len([cover for cover in page.findChildren(Cover) if cover.isVisible()]) == there)
    covers = [cover for cover in page.findChildren(Cover) if cover.isVisible()]
    covers.sort(key=lambda cover: (cover.mapTo(page, QPoint()).y(), cover.mapTo(page, QPoint()).x()))
    assert covers[0].text().startswith("Oscar and the Big Wind")
    following = covers[0].nextInFocusChain()
    while not isinstance(following, Cover):
        following = following.nextInFocusChain()
    assert following is covers[1], "Tab goes as one reads"
    QTest.keyClick(covers[0], Qt.Key.Key_Space)
    assert window.story is not None


def test_settings_hold_at_once(window: MainWindow, sample: StoryPage) -> None:
    assert sample.side.isVisible()
    QTest.keyClick(window, Qt.Key.Key_F9)
    assert not sample.side.isVisible()
    QTest.keyClick(window, Qt.Key.Key_F9)
    assert sample.side.isVisible()
    QTest.keyClick(window, Qt.Key.Key_Plus, Qt.KeyboardModifier.ControlModifier)
    assert window.settings.now.remembered.zoom > 1


def test_focus_mode_leaves_only_the_story(window: MainWindow, sample: StoryPage) -> None:
    window.registry["view.quiet"].trigger()
    assert not sample.bar.isVisible()
    assert not window.menuBar().isVisible()
    assert sample.board.isVisible()
    window.registry["view.quiet"].trigger()
    assert sample.bar.isVisible()


def test_the_panel_page_follows_the_focus_and_writes(window: MainWindow, sample: StoryPage) -> None:
    window.registry["view.side"].setChecked(True)
    sample.side.choose("panel")
    page = sample.side.page("panel")
    assert page is not None
    sample.session.set_focus(sample.model.panels[1].id)
    tags = next(field for field in page.findChildren(QLineEdit))
    QTest.keyClicks(tags, "night,the mountain")
    QTest.keyClick(tags, Qt.Key.Key_Return)
    assert sample.model.panels[1].tags == ("night", "the mountain")
    QTest.keyClick(tags, Qt.Key.Key_Backspace)
    assert sample.model.panels[1].tags == ("night",)
    notes = next(field for field in page.findChildren(type(page._notes)) if field.accessibleName() == "Notes")
    QTest.keyClicks(notes, "Check the moon")
    assert sample.model.panels[1].notes == "Check the moon"
    sample.session.set_focus(sample.model.panels[2].id)
    assert notes.toPlainText() == ""


@pytest.fixture
def studio(theme: Theme, settings: SettingsStore, qapp: QApplication) -> Studio:
    return Studio(theme, settings, None)


def begun(studio: Studio, qtbot: QtBot, *paths: Path) -> MainWindow:
    window = studio.begin(list(paths))
    window.show()
    qtbot.waitUntil(lambda: bool(window.page))
    return window


def close_all(studio: Studio) -> None:
    for window in list(studio.windows):
        window.close()


def test_the_very_first_start_opens_a_sample(studio: Studio, settings: SettingsStore, qtbot: QtBot) -> None:
    window = begun(studio, qtbot)
    assert story_of(window).session.title == "Nora Is Cross"
    close_all(studio)
    assert settings.now.remembered.started_before


def test_later_starts_go_on_with_the_last_story(studio: Studio, settings: SettingsStore, qtbot: QtBot) -> None:
    begun(studio, qtbot)
    with qtbot.waitSignal(studio.emptied):
        close_all(studio)
    assert story_of(begun(studio, qtbot)).session.title == "Nora Is Cross"
    close_all(studio)
    settings.set_part(replace(settings.now.writing, opening=Opening.WELCOME))
    assert begun(studio, qtbot).page == "welcome"
    close_all(studio)


def test_a_second_start_finds_the_window_that_has_the_story(
    studio: Studio, story_file: StoryFile, qtbot: QtBot
) -> None:
    story_file.close()
    window = begun(studio, qtbot, story_file.path)
    assert captions(window)[0] == "A fox woke up."
    assert studio.open_story(story_file.path) is window
    assert studio.open_story(None) is window
    other = studio.open_window()
    other.show()
    assert studio.open_story(story_file.path) is window
    close_all(studio)


def test_an_unknown_argument_is_for_the_command_line() -> None:
    from gill_studio.__main__ import wants_window

    assert wants_window([])
    assert wants_window(["a.gill", "dir/B.GILL"])
    assert wants_window([str(ROOT / "resources" / "stories" / "luna-cannot-sleep")])
    assert not wants_window(["--help"])
    assert not wants_window(["propose", "a.gill"])
