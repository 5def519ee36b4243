"""The engine's client and adapters: which one is wanted, and what becomes of that when it cannot be had."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from gill_studio.core.jobs import Job, JobState
from gill_studio.core.messages import LoadModel
from gill_studio.launch.fake import FakeEngines, FakeScript, Steps
from ui.engine_client import EngineClient

WAIT = 30_000


@pytest.fixture
def engines() -> FakeEngines:
    return FakeEngines(FakeScript(loading=(Steps("loading", 1, 0.001),), indexing=()))


def test_a_load_that_was_cancelled_does_not_take_the_adapter_away(engines: FakeEngines) -> None:
    client, request = EngineClient(engines.spawn, adapter="Scotland"), LoadModel(adapter="Scotland")
    client._settle_model(Job("job-1", "Load", request, state=JobState.CANCELLED), request)
    assert client.wanted_model == request
    assert client.jobs == ()


def test_an_adapter_that_is_gone_is_done_without(qtbot: QtBot, engines: FakeEngines) -> None:
    client = EngineClient(engines.spawn, adapter="gone")
    failures: list[str] = []
    client.failed.connect(lambda _, failure: failures.append(failure.message))
    client.start()
    qtbot.waitUntil(lambda: client.status.model is not None, timeout=WAIT)
    assert failures == ["There is no adapter gone."]
    assert client.wanted_model.adapter == ""
    client.shutdown()
