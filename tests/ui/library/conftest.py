"""The library in a window, over a real folder that is a real collection, with an engine that plays a script."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QTranslator, QUrl
from PySide6.QtGui import QColor, QDragEnterEvent, QDropEvent, QImage
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from gill_studio.core.collections.library import create_collection
from gill_studio.core.collections.scan import scan
from gill_studio.launch.fake import CaptionAll, FakeEngines, FakeScript, Search, Steps
from ui.engine_client import EngineClient
from ui.library.page import LibraryPage
from ui.main_window import MainWindow
from ui.settings.store import SettingsStore
from ui.theme.theme import Theme
from ui.translations import translations_dir

PATIENCE = 20_000
QUICK = FakeScript(
    loading=(Steps("loading", 1, 0.001),),
    indexing=(Steps("looking at pictures", 1, 0.001),),
    finding=(Steps("reading", 1, 0.001), Search(4)),
    captioning=(CaptionAll(0.001),),
)
COLOURS = ("red", "green", "blue", "orange", "purple", "black", "cyan", "magenta")


@pytest.fixture(autouse=True)
def _english(qapp: QApplication) -> Iterator[None]:
    """With its plurals."""
    translator = QTranslator()
    assert translator.load("gill_studio_en", str(translations_dir()))
    qapp.installTranslator(translator)
    yield
    qapp.removeTranslator(translator)


def draw_picture(path: Path, colour: str, size: tuple[int, int] = (48, 32)) -> Path:
    """A picture that looks like no other: its name decides the colour, and where it is white."""
    image = QImage(*size, QImage.Format.Format_RGB32)
    image.fill(QColor(colour))
    seed = sum(map(ord, colour))
    for x in range(size[0]):
        for y in range(size[1]):
            if (x * 5 // size[0] + y * 3 // size[1] * seed) % 3 == 0:
                image.setPixelColor(x, y, QColor("white"))
    assert image.save(str(path))
    return path


Draw = Callable[..., Path]


@pytest.fixture
def draw() -> Draw:
    return draw_picture


@pytest.fixture
def album(tmp_path: Path) -> Path:
    """Eight pictures, five of them with captions beside them; and a file that is none."""
    folder = tmp_path / "Scotland"
    folder.mkdir()
    for number, colour in enumerate(COLOURS):
        draw_picture(folder / f"{number}-{colour}.png", colour)
        if number < 5:
            (folder / f"{number}-{colour}.txt").write_text(f"Something {colour}", encoding="utf-8")
    (folder / "broken.png").write_text("no picture", encoding="utf-8")
    return folder


@pytest.fixture
def collection(album: Path) -> str:
    """The album as a collection, scanned."""
    with create_collection("Scotland", [album]) as store:
        scan(store)
        return store.id


@pytest.fixture
def engines() -> FakeEngines:
    return FakeEngines(QUICK)


@pytest.fixture
def engine(run_engine: Callable[..., EngineClient], engines: FakeEngines) -> EngineClient:
    return run_engine(engines.spawn)


class Library:
    """The page in its window, and what a test asks of it."""

    def __init__(self, qtbot: QtBot, window: MainWindow) -> None:
        self._qtbot, self.window = qtbot, window
        found = window.page_widget("library")
        assert isinstance(found, LibraryPage)
        self.page = found

    def wait(self, condition: Callable[[], object]) -> None:
        """Until it holds."""
        self._qtbot.waitUntil(lambda: bool(condition()), timeout=PATIENCE)

    def shown(self, count: int) -> None:
        """Wait until so many pictures are there and shown, and nothing is scanned."""

        def is_so() -> bool:
            entry, page = self.page.shelf.entry(self.page.collection), self.page
            counted = entry is not None and entry.coverage.pictures == count == len(page.model.pictures)
            return counted and not page.shelf.activity(page.collection).label

        self.wait(is_so)

    def captions(self) -> list[str]:
        """Of what is shown."""
        return [one.caption for one in self.page.model.pictures]

    def digest(self, name: str) -> str:
        """The SHA-256 of a file of the collection."""
        return next(one.picture.sha256 for one in self.page.looking.contents.pictures if one.path.name == name)

    def words(self, widget: QWidget) -> str:
        """What one reads there."""
        return "\n".join(one.text() for one in widget.findChildren(QLabel) if one.isVisible())

    def drop(self, target: QWidget, paths: Sequence[Path], place: QPoint | None = None) -> None:
        """Drop files there."""
        mime = QMimeData()
        mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
        place = place or QPoint(300, 300)
        buttons, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
        enter = QDragEnterEvent(place, Qt.DropAction.CopyAction, mime, buttons, keys)
        target.dragEnterEvent(enter)
        assert enter.isAccepted()
        target.dropEvent(QDropEvent(QPointF(place), Qt.DropAction.CopyAction, mime, buttons, keys))

    def close(self) -> None:
        """The end."""
        self.page.shelf.close()
        self.page.thumbnails.close()
        self.window.close()


Open = Callable[..., Library]


@pytest.fixture
def open_library(qtbot: QtBot, theme: Theme, settings: SettingsStore) -> Iterator[Open]:
    """The library in a window; with an engine or without."""
    opened: list[Library] = []

    def make(engine: EngineClient | None = None, story: str = "") -> Library:
        window = MainWindow(theme, settings, engine)
        window.resize(1280, 840)
        window.show()
        window.activateWindow()
        qtbot.waitUntil(window.isActiveWindow)
        if story:
            window.open_sample(story)
        window.show_page("library")
        opened.append(Library(qtbot, window))
        opened[-1].wait(lambda: opened[-1].page.shelf.listed)
        return opened[-1]

    yield make
    for library in opened:
        library.close()
