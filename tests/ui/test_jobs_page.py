"""Jobs, alt texts and authorship: what else the engine does, and what comes of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from gill_studio.core.jobs import JobState
from gill_studio.core.messages import FindRequest
from gill_studio.core.story.file import StoryFile
from gill_studio.core.story.model import Authorship, Origin
from gill_studio.launch.fake import Fail, FakeEngineThread, FakeScript, Grow, Paint, Retrieve, Steps
from ui.authorship import AuthorshipDialog, shares
from ui.engine_client import EngineClient, EngineState
from ui.jobs.page import JobsPage
from ui.main_window import MainWindow
from ui.proposals.shared import proposer_of
from ui.settings.store import SettingsStore
from ui.side.panel_page import PanelPage
from ui.story_page import StoryPage
from ui.theme.theme import Theme

PATIENCE = 20_000
LOADING = (Steps("loading", 1, 0.001),)
A_REQUEST = FindRequest(words="A fox")
SCENE = (Grow(0, "A fox in the snow.", 0.001), Retrieve(), Paint(5.0, 4))


class Engines:
    """Fake engines that play the scenes of the moment."""

    def __init__(self) -> None:
        self.scene: tuple[object, ...] = SCENE

    def spawn(self) -> FakeEngineThread:
        return FakeEngineThread(FakeScript((self.scene,), LOADING, indexing=LOADING))  # type: ignore[arg-type]


@pytest.fixture
def engines() -> Engines:
    return Engines()


@pytest.fixture
def engine(engines: Engines) -> Iterator[EngineClient]:
    client = EngineClient(engines.spawn)
    yield client
    client.shutdown()


@pytest.fixture
def window(
    qtbot: QtBot, theme: Theme, settings: SettingsStore, engine: EngineClient, story_file: StoryFile
) -> Iterator[MainWindow]:
    story_file.close()
    window = MainWindow(theme, settings, engine)
    window.show()
    assert window.open_path(story_file.path)
    yield window
    window.close()


def story_of(window: MainWindow) -> StoryPage:
    assert window.story is not None
    return window.story


def begin(engine: EngineClient, qtbot: QtBot) -> None:
    engine.start()
    qtbot.waitUntil(lambda: engine.status.state == EngineState.READY, timeout=PATIENCE)


def jobs_page(window: MainWindow) -> JobsPage:
    window.registry["gill.jobs"].trigger()
    page = story_of(window).side.page("jobs")
    assert isinstance(page, JobsPage)
    return page


def ask(window: MainWindow, panel: str) -> None:
    story_of(window).session.set_focus(panel)
    proposer_of(story_of(window).context).ask()


def notes(page: JobsPage) -> list[str]:
    return [row.note for row in page.rows.values()]


def test_before_the_engine_runs_there_is_nothing(window: MainWindow) -> None:
    page = jobs_page(window)
    assert page._empty.isVisible()
    assert not page.cancel_all.isVisible()


def test_all_are_listed_and_all_are_cancelled(window: MainWindow, engine: EngineClient, qtbot: QtBot) -> None:
    begin(engine, qtbot)
    page = jobs_page(window)
    assert [note.startswith("Done") for note in notes(page)] == [True, True]
    ask(window, "p1")
    proposer = proposer_of(story_of(window).context)
    qtbot.waitUntil(lambda: proposer.offer is not None and proposer.offer.decision is not None, timeout=PATIENCE)
    offer = proposer.offer
    assert offer is not None
    qtbot.waitUntil(lambda: offer.job in page.rows and page.rows[offer.job].note.startswith("Writing"))
    waiting = engine.submit("Another", A_REQUEST)
    qtbot.waitUntil(lambda: waiting in page.rows)
    assert page.rows[waiting].note == "Waits for its turn"
    page.cancel_all.click()
    qtbot.waitUntil(lambda: all(job.state.ended for job in engine.jobs), timeout=PATIENCE)
    assert page.rows[offer.job].note == "Cancelled; what it had found is kept"
    assert page.rows[waiting].note == "Cancelled"
    qtbot.waitUntil(lambda: len(story_of(window).session.board.panels[1].takes) == 3, timeout=PATIENCE)


def test_one_is_cancelled_and_a_failure_says_why(
    window: MainWindow, engine: EngineClient, engines: Engines, qtbot: QtBot
) -> None:
    engines.scene = (Fail("The disk is full.", "Free some space."),)
    begin(engine, qtbot)
    page = jobs_page(window)
    job = engine.submit("Something", A_REQUEST)
    qtbot.waitUntil(lambda: engine.jobs[0].state is JobState.FAILED, timeout=PATIENCE)
    qtbot.waitUntil(lambda: page.rows[job].note == "The disk is full. Free some space.")
    engine.shutdown()


def test_the_alt_text_is_proposed_and_then_the_writers(window: MainWindow, engine: EngineClient, qtbot: QtBot) -> None:
    begin(engine, qtbot)
    session = story_of(window).session
    session.set_focus("p0")
    story_of(window).side.choose("panel")
    page = story_of(window).side.page("panel")
    assert isinstance(page, PanelPage)
    assert page.propose_alt.isVisible()
    window.registry["gill.alt-text"].trigger()
    qtbot.waitUntil(lambda: not page.propose_alt.isEnabled(), timeout=PATIENCE)
    assert session.board.panels[0].alt_text == ""
    engine.cancel_all()
    qtbot.waitUntil(page.propose_alt.isEnabled, timeout=PATIENCE)
    session.set_focus("p1")
    assert not page.propose_alt.isVisible(), "there is no picture to describe"


def test_an_alt_text_comes_as_one_step(
    window: MainWindow, engine: EngineClient, engines: Engines, qtbot: QtBot
) -> None:
    engines.scene = (Grow(0, "A fox in the snow.", 0.001),)
    begin(engine, qtbot)
    session = story_of(window).session
    session.set_focus("p0")
    window.registry["gill.alt-text"].trigger()
    qtbot.waitUntil(lambda: session.board.panels[0].alt_text == "A fox in the snow.", timeout=PATIENCE)
    assert window.registry["edit.undo"].text().endswith("Accept alt text")
    session.undo()
    assert session.board.panels[0].alt_text == ""


def test_who_made_what_is_counted(window: MainWindow, qtbot: QtBot) -> None:
    session = story_of(window).session
    first, second, *rest = session.board.panels
    board = replace(
        session.board,
        panels=(
            replace(
                first,
                authorship=Authorship.PROPOSED,
                takes=tuple(replace(take, origin=Origin.GENERATED) for take in first.takes),
            ),
            replace(second, authorship=Authorship.EDITED),
            *rest,
        ),
    )
    counted = shares(board)
    assert counted.captions == {Authorship.PROPOSED: 1, Authorship.EDITED: 1, Authorship.WRITER: 3}
    assert counted.words[Authorship.PROPOSED] == 4
    assert counted.pictures == {Origin.GENERATED: 1, Origin.IMPORTED: 1}
    session.apply("Change", board)
    window.registry["view.authorship"].trigger()
    dialog = window.findChild(AuthorshipDialog)
    assert isinstance(dialog, AuthorshipDialog)
    texts = [one.text() for one in dialog.findChildren(QLabel)]
    assert {"Captions", "5", "Pictures", "2", "Proposed by GILL, edited by you"} <= set(texts)
    dialog.accept()
