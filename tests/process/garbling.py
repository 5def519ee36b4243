"""Engines that are real but for one thing; run in processes of their own, which import them by name."""

from __future__ import annotations

import os
import time
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from gill_studio.core.messages import LoadModel
from gill_studio.core.protocol import ProposeRequest
from gill_studio.launch.child import run_engine

LINGER = 0.5


def run_troubled(connection: Connection, log: Path, orders: Path) -> None:
    """A real engine that does, once, what the name of a file in a folder says while it answers a proposal.

    `garble`: it writes noise into the pipe. `hang`: it never comes back from a step of writing. `linger`: as long as
    there is that file, each such step takes `LINGER` seconds.
    """
    from engine.context import RunContext
    from engine.worker.desk import Desk

    real_answer, real_step = Desk.answer, RunContext.step

    def answer(self: Desk, request: Any, context: Any) -> Any:
        if isinstance(request, ProposeRequest) and _ordered(orders / "garble"):
            connection.send_bytes(os.urandom(5000))
        return real_answer(self, request, context)

    def step(self: RunContext, label: str, done: int, total: int) -> None:
        real_step(self, label, done, total)
        if label == "writing" and (orders / "linger").exists():
            time.sleep(LINGER)
        if label == "writing" and done > 8 and _ordered(orders / "hang"):
            while True:
                time.sleep(0.01)

    Desk.answer = answer  # type: ignore[method-assign]
    RunContext.step = step  # type: ignore[method-assign]
    run_engine(connection, log)


def _ordered(order: Path) -> bool:
    """Whether that is to be done; not a second time."""
    try:
        order.unlink()
    except FileNotFoundError:
        return False
    return True


def run_limited(connection: Connection, log: Path, limit: int) -> None:
    """A real engine that may have no more than so many bytes of address space."""
    import resource

    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    run_engine(connection, log)


def run_slow_loading(connection: Connection, log: Path, seconds: float) -> None:
    """A real engine whose model takes long to load, computing nothing meanwhile."""
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
