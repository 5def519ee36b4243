"""The first start as a person has it: the sample story, the starter model, one key, and a story that is kept.

Another model takes the starter's place where `GILL_STUDIO_TEST_MODEL` names its folder.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEventLoop, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from gill_studio import app as application
from gill_studio.core import locations
from gill_studio.core.messages import STARTER
from gill_studio.core.settings import Appearance, Engine, Files, Motion, Settings
from gill_studio.core.story.model import Origin, Storyboard
from ui.engine_client import EngineClient, EngineState
from ui.main_window import MainWindow
from ui.proposals.offer import Kind, Offer
from ui.proposals.shared import proposer_of
from ui.story_page import StoryPage
from ui.studio import Studio

MODEL = os.environ.get("GILL_STUDIO_TEST_MODEL", STARTER)
PATIENCE = 600.0  # seconds, on a computer that has other things to do
pytestmark = [
    pytest.mark.timeout(1800),
    pytest.mark.skipif(
        MODEL == STARTER and not (locations.resources_dir() / STARTER / "model.json").is_file(),
        reason="the starter model is not bundled",
    ),
]


def until(condition: Callable[[], object], seconds: float = PATIENCE) -> None:
    """Let the event loop run until the condition holds."""
    loop, looking = QEventLoop(), QTimer(interval=20)
    looking.timeout.connect(lambda: loop.quit() if condition() else None)
    looking.start()
    QTimer.singleShot(int(seconds * 1000), loop.quit)
    loop.exec()
    looking.stop()
    assert condition()


@pytest.fixture
def studio(qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Studio]:
    """The application with its engine, as it is started."""
    monkeypatch.setattr(application, "catch_exceptions", lambda _: None)  # they are for the test to see
    settings = Settings(
        appearance=Appearance(motion=Motion.REDUCED),
        files=Files(stories=str(tmp_path / "stories")),
        engine=Engine(model="" if MODEL == STARTER else MODEL),
    )
    studio = application._make_studio(application.make_application(), settings)
    engine_of(studio).start()
    yield studio
    for window in list(studio.windows):
        window.close()
    engine_of(studio).shutdown()


def engine_of(studio: Studio) -> EngineClient:
    assert studio.engine is not None
    return studio.engine


def story_of(window: MainWindow) -> StoryPage:
    assert window.story is not None
    return window.story


def opened(studio: Studio, *paths: Path) -> MainWindow:
    """A window that shows a story: one that is named, or what there is at the first start."""
    window = studio.begin(list(paths))
    window.resize(1280, 840)
    window.show()
    until(lambda: window.story is not None and window.page == "story", 30)
    return window


def proposed(window: MainWindow) -> Offer:
    """What Ctrl+Enter brings, when all of it is there and in the story's keeping."""
    proposer = proposer_of(story_of(window).context)
    QTest.keyClick(window, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    until(lambda: proposer.offer is not None and not proposer.running)
    offer = proposer.offer
    assert offer is not None
    assert offer.failure is None, str(offer.failure)
    until(lambda: all(one.record for one in offer.candidates))
    return offer


def press(window: MainWindow, offer: Offer, kind: Kind) -> None:
    """Accept the first candidate of a kind by its key."""
    candidate = offer.of(kind)[0]
    story_of(window).board.setFocus()
    QTest.keyClick(story_of(window).board, Qt.Key(Qt.Key.Key_0 + candidate.number))
    until(lambda: candidate.accepted, 30)


def shown(board: Storyboard) -> list[tuple[str, str]]:
    """What one sees of a story: captions, and the hashes of pictures."""
    return [(panel.caption, panel.picture.sha256 if panel.picture else "") for panel in board.panels]


def test_one_key_gives_the_next_step_and_the_story_is_kept(studio: Studio) -> None:
    window = opened(studio)
    story, engine = story_of(window), engine_of(studio)
    assert story.session.board.title == "Nora Is Cross"
    until(lambda: engine.status.state in {EngineState.READY, EngineState.STOPPED, EngineState.WITHOUT_MODEL})
    assert engine.status.state == EngineState.READY, engine.status.text
    begun = shown(story.session.board)
    offer = proposed(window)
    counts = {kind: len(offer.of(kind)) for kind in Kind}
    assert counts[Kind.TEXT] >= 1
    assert (counts[Kind.RETRIEVED], counts[Kind.GENERATED]) == (3, 2)
    assert all(one.text for one in offer.of(Kind.TEXT))
    assert offer.decision is not None
    assert shown(story.session.board) == begun, "nothing is inserted unasked"

    told = []
    for kind in (Kind.TEXT, Kind.RETRIEVED, Kind.GENERATED):
        press(window, offer, kind)
        told.append(shown(story.session.board))
    assert told[0] == [*begun, (offer.of(Kind.TEXT)[0].text, "")]
    takes = story.session.board.panels[-1].takes
    assert [take.origin for take in takes].count(Origin.RETRIEVED) == 3
    assert [take.origin for take in takes].count(Origin.GENERATED) == 2
    assert len({line[-1] for line in told}) == 3, "a sentence, then one picture, then the other"

    undo, redo = window.registry["edit.undo"], window.registry["edit.redo"]
    for before in (told[1], told[0], begun):
        undo.trigger()
        assert shown(story.session.board) == before
    redo.trigger()
    redo.trigger()
    left, path = story.session.board, story.session.path
    assert shown(left) == told[1]
    window.close()

    again = opened(studio, path)
    session = story_of(again).session
    assert session.board == left
    again.registry["edit.redo"].trigger()
    assert shown(session.board) == told[2]
    for _ in range(3):
        again.registry["edit.undo"].trigger()
    assert shown(session.board) == begun, "also what was done before it was closed"
