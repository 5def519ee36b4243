"""The bar that shows how far something is: whatever is counted, and whoever has miscounted."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtGui import QColor
from pytestqt.qtbot import QtBot

from gill_studio.core.messages import FindRequest
from gill_studio.core.settings import Appearance, Motion, ThemeChoice
from gill_studio.core.story.file import StoryFile
from gill_studio.launch.fake import FakeEngineThread, FakeScript, Hang, Steps
from ui.engine_client import EngineClient
from ui.jobs.page import JobsPage
from ui.main_window import MainWindow
from ui.settings.store import SettingsStore
from ui.theme.theme import Theme
from ui.widgets.progress_bar import ProgressBar

PATIENCE = 30_000
MANY = 2**62
"""More than Qt counts."""
LOADING = (Steps("loading", 1, 0.001),)
SCENE = (Steps("reading", 1, 0.001, MANY), Hang())


@pytest.fixture
def engine(run_engine: Callable[..., EngineClient]) -> EngineClient:
    return run_engine(lambda: FakeEngineThread(FakeScript((SCENE,), LOADING, indexing=LOADING, finding=SCENE)))


@pytest.mark.parametrize(
    ("done", "total", "share"),
    [
        (0, 3, 0.0),
        (1, 4, 0.25),
        (3, 3, 1.0),
        (9, 3, 1.0),
        (-5, 3, 0.0),
        (MANY // 2, MANY, 0.5),
        (-MANY, MANY, 0.0),
        (MANY, 1, 1.0),
    ],
)
def test_it_shows_the_share_of_any_numbers(qtbot: QtBot, done: int, total: int, share: float) -> None:
    bar = ProgressBar("Something")
    qtbot.addWidget(bar)
    bar.show_progress(done, total)
    assert (bar.value() - bar.minimum()) / (bar.maximum() - bar.minimum()) == pytest.approx(share, abs=0.001)


@pytest.mark.parametrize("total", [0, -1, -MANY])
def test_without_a_total_it_goes_on(qtbot: QtBot, total: int) -> None:
    bar = ProgressBar("Something")
    qtbot.addWidget(bar)
    bar.show_progress(MANY, total)
    assert (bar.minimum(), bar.maximum()) == (0, 0)


def test_an_engine_that_miscounts_breaks_no_view(
    qtbot: QtBot, theme: Theme, settings: SettingsStore, engine: EngineClient, story_file: StoryFile
) -> None:
    story_file.close()
    window = MainWindow(theme, settings, engine)
    window.show()
    assert window.open_path(story_file.path)
    assert window.story is not None
    window.registry["gill.jobs"].trigger()
    page = window.story.side.page("jobs")
    assert isinstance(page, JobsPage)
    job = engine.submit("Something", FindRequest(words="A fox"))
    qtbot.waitUntil(lambda: job in page.rows and page.rows[job].note.startswith("Reading the story"), timeout=PATIENCE)
    bar = page.rows[job].findChild(ProgressBar)
    assert isinstance(bar, ProgressBar)
    assert bar.maximum() > 0, "how far it is, is known"
    window.registry["gill.propose"].trigger()
    window.close()


def test_without_a_total_a_piece_of_it_slides_unless_one_wants_it_to_keep_still(qtbot: QtBot, theme: Theme) -> None:
    theme.set_appearance(Appearance(theme=ThemeChoice.LIGHT, motion=Motion.FULL))
    bar = ProgressBar("Something")
    qtbot.addWidget(bar)
    bar.resize(200, 6)
    bar.show()

    def accented() -> list[int]:
        image, accent = bar.grab().toImage(), QColor(theme.colours.accent)
        row = image.height() // 2
        return [x for x in range(image.width()) if image.pixelColor(x, row) == accent]

    first = accented()
    assert 0 < len(first) < 100, "it does not look like a full bar"
    qtbot.waitUntil(lambda: accented() != first, timeout=PATIENCE)
    theme.set_appearance(Appearance(theme=ThemeChoice.LIGHT, motion=Motion.REDUCED))
    bar.show_progress(0, 0)
    still = accented()
    assert still
    qtbot.wait(200)
    assert accented() == still
    bar.show_progress(1, 2)
    assert max(accented()) < 110
