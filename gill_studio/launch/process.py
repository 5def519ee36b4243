"""A process at the other end of a pipe: what the window needs of it, and nothing else."""

from __future__ import annotations

import contextlib
import multiprocessing
import sys
from collections.abc import Callable
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from pathlib import Path
from typing import Any, Concatenate, ParamSpec

import psutil

from gill_studio.core.errors import StudioError
from gill_studio.core.logs import log_dir
from gill_studio.core.wire import LARGEST, MessageError
from gill_studio.launch.child import run_engine, run_installer

ENGINE_LOG = "engine.log"
INSTALLER_LOG = "installer.log"
_Arguments = ParamSpec("_Arguments")


class EngineProcess:
    """One process and the pipe to it. `send` and `receive` may block, so threads call them; the others never do."""

    def __init__(self, process: SpawnProcess, connection: Connection, log: Path) -> None:
        self._process, self._connection, self.log = process, connection, log
        self._observed: psutil.Process | None = None
        with contextlib.suppress(psutil.Error):
            self._observed = psutil.Process(process.pid)

    @property
    def pid(self) -> int | None:
        """The system's number of the process."""
        return self._process.pid

    def send(self, data: bytes) -> None:
        """Send one message; OSError when nobody is there to read it."""
        self._connection.send_bytes(data)

    def receive(self) -> bytes:
        """Wait for one message. EOFError when the process has ended, MessageError when these are no messages."""
        ready = wait([self._connection, self._process.sentinel])
        if self._connection not in ready:
            raise EOFError  # the process has ended, and nothing is left in the pipe
        return read_message(self._connection)

    def kill(self) -> None:
        """End it at once, also when it is halted."""
        with contextlib.suppress(OSError, ValueError):  # it was quicker
            self._process.kill()

    def wait(self, seconds: float) -> int | None:
        """Its exit status when it ends within so many seconds, else None; a signal's is negative."""
        with contextlib.suppress(ValueError, AssertionError):
            self._process.join(seconds)
            return self._process.exitcode
        return None

    def close(self) -> None:
        """Close our end of the pipe; only when no thread waits at it any more."""
        with contextlib.suppress(OSError):
            self._connection.close()

    def cpu_seconds(self) -> float | None:
        """Processor time it has used in all; None where that cannot be known."""
        if self._observed is None:
            return None
        try:
            times = self._observed.cpu_times()
        except psutil.Error:
            return None
        return float(times.user + times.system)

    def halted(self) -> bool:
        """Whether somebody has stopped it, so that it may go on later or never."""
        if self._observed is None:
            return False
        try:
            return bool(self._observed.status() in {psutil.STATUS_STOPPED, psutil.STATUS_TRACING_STOP})
        except psutil.Error:
            return False

    def eager(self) -> bool:
        """Whether it computes, or would if other programs let it; False where that cannot be known."""
        if self._observed is None or sys.platform != "linux":  # elsewhere, whatever lives is called running
            return False
        try:
            return bool(self._observed.status() == psutil.STATUS_RUNNING)
        except psutil.Error:
            return False


def spawn_engine() -> EngineProcess:
    """Start the engine in a process of its own; StudioError when the system refuses."""
    return spawn(run_engine, log_dir() / ENGINE_LOG)


def spawn_installer(network: bool) -> EngineProcess:  # noqa: FBT001 - there is nothing else to say to it
    """Start a process that looks after models; the only one of all that may reach the network, and only if told so.

    StudioError when the system refuses.
    """
    return spawn(run_installer, log_dir() / INSTALLER_LOG, network=network)


def spawn(
    target: Callable[Concatenate[Connection, Path, _Arguments], object],
    log: Path,
    *args: _Arguments.args,
    **kwargs: _Arguments.kwargs,
) -> EngineProcess:
    """Start `target(connection, log, ...)` in a fresh interpreter; StudioError when the system refuses.

    Nothing of this process is inherited but the pipe: a fork would copy a window and its threads.
    """
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    arguments: tuple[Any, ...] = (theirs, log, *args)
    process = context.Process(target=target, args=arguments, kwargs=kwargs, name="engine", daemon=True)
    try:
        process.start()
    except OSError as error:
        ours.close()
        raise StudioError(
            f"The engine cannot be started: {error.strerror or error}.", "Close other programs, then start it again."
        ) from error
    finally:
        theirs.close()
    return EngineProcess(process, ours, log)


def read_message(connection: Connection) -> bytes:
    """One message; EOFError at the end of the pipe, MessageError where its length is none that we would send."""
    try:
        return connection.recv_bytes(LARGEST)
    except OSError as error:
        if "length" in str(error):  # multiprocessing's own; all else is a pipe that has ended, maybe amid a message
            raise MessageError("The engine sent a message of an impossible size.") from error
        raise EOFError from error
