"""Engines that are real but for one thing; run in processes of their own, which import them by name."""

from __future__ import annotations

import os
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from gill_studio.core.messages import LoadModel
from gill_studio.core.protocol import ProposeRequest
from gill_studio.launch.child import run_engine


def run_garbling(connection: Connection, log: Path, once: Path) -> None:
    """A real engine that, at its first proposal, writes noise into the pipe; a file says that it has."""
    from engine.worker.desk import Desk

    real = Desk.answer

    def garbled(self: Desk, request: Any, context: Any) -> Any:
        if isinstance(request, ProposeRequest) and not once.exists():
            once.touch()
            connection.send_bytes(os.urandom(5000))
        return real(self, request, context)

    Desk.answer = garbled  # type: ignore[method-assign]
    run_engine(connection, log)


def run_hanging(connection: Connection, log: Path, once: Path) -> None:
    """A real engine that, in the middle of its first proposal, never comes back from a step."""
    import time

    from engine.context import RunContext

    real = RunContext.step

    def hanging(self: RunContext, label: str, done: int, total: int) -> None:
        real(self, label, done, total)
        if label == "writing" and done > 8 and not once.exists():
            once.touch()
            while True:
                time.sleep(0.01)

    RunContext.step = hanging  # type: ignore[method-assign]
    run_engine(connection, log)


def run_limited(connection: Connection, log: Path, limit: int) -> None:
    """A real engine that may have no more than so many bytes of address space."""
    import resource

    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    run_engine(connection, log)


def run_slow_loading(connection: Connection, log: Path, seconds: float) -> None:
    """A real engine whose model takes long to load, computing nothing meanwhile."""
    import time

    from engine.worker.desk import Desk

    real = Desk.answer

    def slow(self: Desk, request: Any, context: Any) -> Any:
        if isinstance(request, LoadModel):
            context.step("loading libraries", 1, 8)
            time.sleep(0.1)
            context.step("loading libraries", 2, 8)
            time.sleep(seconds)
        return real(self, request, context)

    Desk.answer = slow  # type: ignore[method-assign]
    run_engine(connection, log)
