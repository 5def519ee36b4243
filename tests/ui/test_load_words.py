"""A model that cannot be loaded: what is said, and what stays chosen."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from pytestqt.qtbot import QtBot

from gill_studio.core.messages import LoadModel
from gill_studio.core.training import TrainRequest
from gill_studio.launch.fake import Die, Fail, FakeEngines, FakeScript, Steps, Teach
from gill_studio.launch.fake_training import FakeTrainer
from ui.engine_client import EngineClient, EngineState
from ui.main_window import MainWindow
from ui.settings.store import SettingsStore
from ui.theme.theme import Theme

WAIT = 30_000
LOADING = (Steps("loading", 1, 0.001),)
CHOSEN = LoadModel(adapter="Scotland")
NO_MEMORY = Fail("There is not enough memory for this.", "Close other programs.", kind="memory")
Open = Callable[..., MainWindow]


@pytest.fixture
def engines() -> FakeEngines:
    return FakeEngines(FakeScript(loading=LOADING, indexing=LOADING))


@pytest.fixture
def engine(engines: FakeEngines) -> Iterator[EngineClient]:
    client = EngineClient(engines.spawn, model=CHOSEN.name, adapter=CHOSEN.adapter)
    yield client
    client.shutdown()


@pytest.fixture
def window(theme: Theme, settings: SettingsStore, engine: EngineClient) -> Iterator[MainWindow]:
    settings.set_part(replace(settings.now.engine, adapter=CHOSEN.adapter))
    window = MainWindow(theme, settings, engine)
    window.show()
    window.show_page("models")
    yield window
    window.close()


def teach() -> None:
    """There is an adapter of that name."""
    trainer = FakeTrainer(lambda _: None, lambda *_: None, lambda _: None)
    trainer.train(TrainRequest(CHOSEN.adapter), Teach(2, 0.0))


def wait(qtbot: QtBot, condition: Callable[[], object]) -> None:
    qtbot.waitUntil(lambda: bool(condition()), timeout=WAIT)


def test_an_adapter_that_is_gone_is_given_up_with_a_sentence(
    qtbot: QtBot, window: MainWindow, engine: EngineClient
) -> None:
    engine.start()
    wait(qtbot, lambda: engine.status.model is not None)
    assert engine.wanted_model == LoadModel()
    assert window.said == "There is no adapter Scotland. The model goes on with its own adapter."
    assert window.settings.now.engine.adapter == ""


def test_without_memory_it_stays_chosen(
    qtbot: QtBot, window: MainWindow, engine: EngineClient, engines: FakeEngines
) -> None:
    teach()
    engines.script = replace(engines.script, loading=(*LOADING, NO_MEMORY))
    engine.start()
    wait(qtbot, lambda: engine.status.state == EngineState.WITHOUT_MODEL and window.said)
    assert window.said == str(NO_MEMORY.message + " " + NO_MEMORY.hint)
    assert engine.wanted_model == CHOSEN
    assert window.settings.now.engine.adapter == CHOSEN.adapter
    engines.script = replace(engines.script, loading=LOADING)
    engine.use_model(CHOSEN.name, CHOSEN.adapter)
    wait(qtbot, lambda: engine.status.model is not None and engine.status.model.adapter == CHOSEN.adapter)


def test_an_engine_that_dies_while_it_loads_takes_no_choice_away(
    qtbot: QtBot, window: MainWindow, engine: EngineClient, engines: FakeEngines
) -> None:
    teach()
    engines.script = replace(engines.script, loading=(*LOADING, Die(-9)))
    engine.start()
    wait(qtbot, lambda: engine.status.state in {EngineState.RESTARTING, EngineState.STOPPED})
    engines.script = replace(engines.script, loading=LOADING)
    wait(qtbot, lambda: engine.status.state != EngineState.RESTARTING)
    assert engine.wanted_model == CHOSEN
    assert window.settings.now.engine.adapter == CHOSEN.adapter
    engine.restart()
    wait(qtbot, lambda: engine.status.model is not None and engine.status.model.adapter == CHOSEN.adapter)


def test_one_that_is_refused_leaves_the_one_before(
    qtbot: QtBot, window: MainWindow, engine: EngineClient, engines: FakeEngines
) -> None:
    teach()
    engine.start()
    wait(qtbot, lambda: engine.status.model is not None)
    engine.use_model(CHOSEN.name, "gone")
    wait(qtbot, lambda: window.said == "There is no adapter gone.")
    wait(qtbot, lambda: engine.status.model is not None)
    assert engine.wanted_model == CHOSEN
    assert window.settings.now.engine.adapter == CHOSEN.adapter
