"""The engine's client where the system refuses to start a process."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from gill_studio.launch.fake import FakeEngineThread
from ui.engine_client import EngineClient, EngineState


def test_a_process_that_cannot_be_started_is_told_of(qtbot: QtBot) -> None:
    def refuse() -> FakeEngineThread:
        raise OSError("no more processes")

    client = EngineClient(refuse)
    client.start()
    qtbot.waitUntil(lambda: client.status.state == EngineState.STOPPED, timeout=8000)
    assert "no more processes" in client.status.text
    client.shutdown()
