"""A story with pictures on disk, and the parts of the window around it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QLocale, QTranslator
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gill_studio.core.errors import StudioError
from gill_studio.core.settings import Appearance, Files, Motion, Settings, ThemeChoice
from gill_studio.core.story.file import StoryFile
from gill_studio.core.story.model import Panel, Storyboard, Take
from ui.background import Background
from ui.board.board import Board
from ui.board.model import StoryboardModel
from ui.engine_client import EngineClient, EngineState
from ui.garbage import GarbageCollector
from ui.main_window import MainWindow
from ui.script.view import Script
from ui.settings.store import SettingsStore
from ui.story_commands import StoryCommands
from ui.story_session import StorySession
from ui.theme.theme import Theme
from ui.thumbnails import Thumbnails
from ui.translations import translate
from ui.widgets.message import Message

CAPTIONS = ("A fox woke up.", "It was snowing.", "Who was there?", "An owl, of all people.", "They had tea.")

MakePicture = Callable[..., Path]


@pytest.fixture(scope="session")
def theme(qapp: QApplication) -> Theme:
    return Theme(qapp, Appearance(theme=ThemeChoice.LIGHT, motion=Motion.REDUCED))


@pytest.fixture(scope="session", autouse=True)
def _garbage_is_collected_as_in_the_application(qapp: QApplication) -> Iterator[None]:
    """Windows of earlier tests must not be destroyed by another thread."""
    collector = GarbageCollector(qapp)
    yield
    collector.stop()


@pytest.fixture(autouse=True)
def _no_one_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    """A dialog that no test expects would wait for ever."""

    def fail(_parent: object, error: StudioError, *_: object) -> None:
        raise AssertionError(f"A dialog says: {error}")

    def refuse(message: Message) -> int:
        raise AssertionError(f"A dialog asks: {message.accessibleName()} {message.accessibleDescription()}")

    monkeypatch.setattr("ui.widgets.message.show_error", fail)
    monkeypatch.setattr("ui.opening.show_error", fail)
    monkeypatch.setattr(Message, "exec", refuse)


@pytest.fixture(autouse=True)
def _empty_clipboard(qapp: QApplication) -> Iterator[None]:
    """What is left on the clipboard of the offscreen platform outlives it, and ends the process with a crash."""
    yield
    qapp.clipboard().clear()


@pytest.fixture(autouse=True)
def _windows_go(qapp: QApplication) -> Iterator[None]:
    """As the application has them go once they are closed: any number of them would slow down all that follows."""
    yield
    for widget in qapp.topLevelWidgets():
        if isinstance(widget, MainWindow):
            widget.deleteLater()
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


@pytest.fixture
def make_picture(tmp_path: Path) -> MakePicture:
    """A picture file in one colour, of its own content."""

    def make(name: str = "fox.png", colour: str = "#c05020", width: int = 64, height: int = 48) -> Path:
        image = QImage(width, height, QImage.Format.Format_RGB32)
        image.fill(QColor(colour))
        path = tmp_path / name
        assert image.save(str(path))
        return path

    return make


@pytest.fixture
def story_file(tmp_path: Path, make_picture: MakePicture) -> Iterator[StoryFile]:
    """Five panels; the first and the third have a picture."""
    file = StoryFile.create(tmp_path / "Fox.gill", Storyboard("story", "The Fox"))
    panels = [Panel(f"p{number}", caption) for number, caption in enumerate(CAPTIONS)]
    for place, colour in ((0, "#c05020"), (2, "#3050a0")):
        picture = file.pictures.add_file(make_picture(f"{place}.png", colour))
        panels[place] = replace(panels[place], takes=(Take(f"t{place}", picture),), chosen=f"t{place}")
    file.document.apply("Begin", replace(file.document.board, panels=tuple(panels)))
    yield file
    file.close()


@pytest.fixture
def session(story_file: StoryFile, qapp: QApplication) -> Iterator[StorySession]:
    session = StorySession(story_file)
    yield session
    session.close()


@pytest.fixture
def background(qapp: QApplication) -> Iterator[Background]:
    background = Background(1)
    yield background
    background.close()


@pytest.fixture
def commands(session: StorySession, background: Background) -> StoryCommands:
    return StoryCommands(session, background)


@pytest.fixture
def thumbnails(session: StorySession) -> Iterator[Thumbnails]:
    thumbnails = Thumbnails(session.pictures)
    yield thumbnails
    thumbnails.close()


@pytest.fixture
def model(session: StorySession) -> StoryboardModel:
    return StoryboardModel(session)


@pytest.fixture
def board(qtbot: QtBot, theme: Theme, model: StoryboardModel, commands: StoryCommands, thumbnails: Thumbnails) -> Board:
    board = Board(theme, model, commands, thumbnails)
    qtbot.addWidget(board)
    board.resize(1000, 800)
    board.show()
    qtbot.waitExposed(board)
    board.setFocus()
    return board


@pytest.fixture
def script(
    qtbot: QtBot, theme: Theme, model: StoryboardModel, commands: StoryCommands, thumbnails: Thumbnails
) -> Script:
    script = Script(theme, model, commands, thumbnails)
    qtbot.addWidget(script)
    script.resize(900, 700)
    script.show()
    qtbot.waitExposed(script)
    script.setFocus()
    return script


@pytest.fixture
def settings(tmp_path: Path, qapp: QApplication) -> SettingsStore:
    stories = tmp_path / "stories"
    stories.mkdir()
    appearance = Appearance(theme=ThemeChoice.LIGHT, motion=Motion.REDUCED)
    return SettingsStore(Settings(appearance=appearance, files=Files(stories=str(stories))))


@pytest.fixture
def window(qtbot: QtBot, theme: Theme, settings: SettingsStore) -> Iterator[MainWindow]:
    """A window in AI-off mode, on its welcome page."""
    window = MainWindow(theme, settings, None)
    window.resize(1280, 840)
    window.show()
    window.show_page("welcome")
    qtbot.waitExposed(window)
    yield window
    window.close()


@pytest.fixture
def run_engine(qtbot: QtBot) -> Iterator[Callable[..., EngineClient]]:
    """Starts engines, given how they are spawned, and waits until they are ready; in the end they are shut down."""
    clients: list[EngineClient] = []

    def run(*arguments: object, **options: object) -> EngineClient:
        client = EngineClient(*arguments, **options)
        clients.append(client)
        client.start()
        qtbot.waitUntil(lambda: client.status.state == EngineState.READY, timeout=15_000)
        return client

    yield run
    for client in clients:
        client.shutdown()


@pytest.fixture
def captions(session: StorySession) -> Callable[[], list[str]]:
    """What the story says now."""
    return lambda: [panel.caption for panel in session.board.panels]


@pytest.fixture
def speak(qapp: QApplication) -> Iterator[Callable[[str], None]]:
    """Has the application speak a language for the rest of a test."""
    before = QLocale()
    yield lambda language: translate(qapp, language)
    for translator in qapp.findChildren(QTranslator):
        QCoreApplication.removeTranslator(translator)
        translator.deleteLater()
    QLocale.setDefault(before)
