"""Quitting while a training is on its way: one is told, it ends cleanly, and is there to be gone on with."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from pytestqt.qtbot import QtBot

from gill_studio.core.training import TrainRequest
from gill_studio.launch.fake import FakeEngines, FakeScript, Steps, Teach
from ui.engine_client import EngineClient
from ui.main_window import MainWindow
from ui.settings.store import SettingsStore
from ui.studio import Studio
from ui.theme.theme import Theme
from ui.training.teacher import Teacher

WAIT = 30_000
LOADING = (Steps("loading", 1, 0.001),)
STEPS = 100_000
Answer = Callable[[str], list[str]]


@pytest.fixture
def engines() -> FakeEngines:
    return FakeEngines(FakeScript(loading=LOADING, indexing=(), teaching=(Teach(STEPS, 0.005),)))


@pytest.fixture
def engine(run_engine: Callable[..., EngineClient], engines: FakeEngines) -> EngineClient:
    return run_engine(engines.spawn)


@pytest.fixture
def studio(theme: Theme, settings: SettingsStore, engine: EngineClient) -> Iterator[Studio]:
    studio = Studio(theme, settings, engine)
    studio.open_window().show()
    yield studio
    engine.cancel_all()
    for window in studio.windows:
        window.may_close = lambda: True
        window.close()


@pytest.fixture
def answer(monkeypatch: pytest.MonkeyPatch) -> Answer:
    """Have questions answered so, and hear what they were."""

    def prepare(choice: str) -> list[str]:
        asked: list[str] = []

        def answered(_parent: object, title: str, text: str, choices: tuple[str, ...], *, cancel: str) -> str:
            asked.append(f"{title} {text}")
            assert choice in {*choices, cancel}
            return choice if choice in choices else ""

        monkeypatch.setattr("ui.leaving.ask", answered)
        return asked

    return prepare


def learn(qtbot: QtBot, engine: EngineClient) -> str:
    job = engine.submit("Teach Scotland", TrainRequest("Scotland"))

    def learns() -> bool:
        found = engine.job(job)
        return found is not None and found.label == "adapter" and found.done > 2

    qtbot.waitUntil(learns, timeout=WAIT)
    return job


def only(studio: Studio) -> MainWindow:
    (window,) = studio.windows
    return window


def test_the_training_is_put_aside_and_can_be_gone_on_with(
    qtbot: QtBot, studio: Studio, engine: EngineClient, answer: Answer
) -> None:
    asked, job = answer("Pause it and quit"), learn(qtbot, engine)
    window = only(studio)
    assert not window.close(), "not before it has stopped"
    assert "“Scotland” is still learning" in asked[0]
    assert "is kept" in asked[0]
    assert "put aside" in window.said
    qtbot.waitUntil(lambda: not studio.windows, timeout=WAIT)
    assert len(asked) == 1
    found = engine.job(job)
    assert found is not None
    assert found.state == "cancelled", "it has stopped by itself"
    engine.shutdown()

    again = EngineClient(lambda: pytest.fail("to list them needs no engine"), spawn_installer=engine.spawn_installer)
    teacher = Teacher(again)
    teacher.refresh()
    qtbot.waitUntil(lambda: teacher.listed, timeout=WAIT)
    (run,) = teacher.stopped
    assert run.name == "Scotland"
    assert 0 < run.done < STEPS
    teacher.close()


def test_one_may_stay(qtbot: QtBot, studio: Studio, engine: EngineClient, answer: Answer) -> None:
    answer("Stay")
    job = learn(qtbot, engine)
    assert not only(studio).close()
    found = engine.job(job)
    assert found is not None
    assert found.state == "running"
    assert only(studio).isVisible()


def test_only_the_last_window_asks(qtbot: QtBot, studio: Studio, engine: EngineClient, answer: Answer) -> None:
    asked, _ = answer("Stay"), learn(qtbot, engine)
    assert studio.open_window().close()
    assert asked == []
    assert not only(studio).close()
    assert len(asked) == 1


def test_without_a_training_nothing_is_asked(studio: Studio) -> None:
    assert only(studio).close(), "a dialog would fail the test"
