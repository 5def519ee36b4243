"""An engine that only pretends: it speaks the protocol, and does what a script says, at the pace it says.

For designing and testing the window without weights. It runs as a process of its own or as a thread of this one; the
scripts can make it fail, hang, die, halt and send garbage.
"""

from __future__ import annotations

import os
import signal
import threading
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from pathlib import Path

from gill_studio.core.logs import log_dir
from gill_studio.launch.fake_player import Player
from gill_studio.launch.fake_script import (
    Act,
    CaptionAll,
    Die,
    Fail,
    FakeScript,
    Garbage,
    Grow,
    Halt,
    Hang,
    Paint,
    Retrieve,
    Search,
    Steps,
    Teach,
)
from gill_studio.launch.process import EngineProcess, read_message, spawn

__all__ = [
    "Act",
    "CaptionAll",
    "Die",
    "Fail",
    "FakeEngineThread",
    "FakeScript",
    "Garbage",
    "Grow",
    "Halt",
    "Hang",
    "Paint",
    "Retrieve",
    "Search",
    "Steps",
    "Teach",
    "spawn_fake_engine",
]


def spawn_fake_engine(script: FakeScript | None = None) -> EngineProcess:
    """A fake engine in a process of its own."""
    return spawn(run_fake, log_dir() / "fake-engine.log", script or FakeScript())


def run_fake(connection: Connection, log: Path, script: FakeScript) -> None:
    """Play the script until the studio has no more to do; does not return."""
    log.parent.mkdir(parents=True, exist_ok=True)
    log.touch()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Player(connection, script, _Process()).play()
    os._exit(0)


class FakeEngineThread:
    """A fake engine on a thread of this process: it has the pipe of a real one, and nothing to clean up."""

    def __init__(self, script: FakeScript | None = None) -> None:
        self.log = log_dir() / "fake-engine.log"
        self._ours, theirs = Pipe()
        self._body = _Thread(theirs)
        player = Player(theirs, script or FakeScript(), self._body)
        threading.Thread(target=self._live, args=(player,), name="fake-engine", daemon=True).start()

    def send(self, data: bytes) -> None:
        """See EngineProcess."""
        if self._body.ended.is_set():
            raise BrokenPipeError
        self._ours.send_bytes(data)

    def receive(self) -> bytes:
        """See EngineProcess."""
        return read_message(self._ours)

    def kill(self) -> None:
        """See EngineProcess."""
        self._body.end(-9)

    def wait(self, seconds: float) -> int | None:
        """See EngineProcess."""
        return self._body.status if self._body.ended.wait(seconds) else None

    def close(self) -> None:
        """See EngineProcess."""
        self._ours.close()

    def cpu_seconds(self) -> float | None:
        """See EngineProcess."""
        return None

    def halted(self) -> bool:
        """See EngineProcess."""
        return self._body.halted

    def eager(self) -> bool:
        """See EngineProcess."""
        return False

    def _live(self, player: Player) -> None:
        try:
            player.play()
        except OSError:  # it died, or nobody listens any more
            pass
        finally:
            self._body.end(0)


class FakeEngines:
    """Fake engines that are started one after the other; each plays the script of the moment."""

    def __init__(self, script: FakeScript) -> None:
        self.script = script

    def spawn(self) -> FakeEngineThread:
        """Start the next one."""
        return FakeEngineThread(self.script)


class _Process:
    """How a player ends that has a process."""

    def die(self, status: int) -> None:
        if status < 0 and os.name != "nt":
            signal.signal(-status, signal.SIG_DFL) if -status not in (signal.SIGKILL, signal.SIGSTOP) else None
            os.kill(os.getpid(), -status)
        os._exit(status & 0xFF)

    def halt(self) -> None:
        if hasattr(signal, "SIGSTOP"):
            os.kill(os.getpid(), signal.SIGSTOP)
        self.hang()

    def hang(self) -> None:
        threading.Event().wait()


class _Thread:
    """How one ends that has a thread."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._lock = threading.Lock()
        self.ended, self.status, self.halted = threading.Event(), 0, False

    def die(self, status: int) -> None:
        self.end(status)
        raise BrokenPipeError

    def halt(self) -> None:
        self.halted = True
        self.hang()

    def hang(self) -> None:
        self.ended.wait()
        raise BrokenPipeError

    def end(self, status: int) -> None:
        with self._lock:
            if not self.ended.is_set():
                self.status = status
                self.ended.set()
                self._connection.close()
