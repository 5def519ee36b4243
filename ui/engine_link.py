"""The window's end of the pipe to one engine process: threads wait, Qt's signals tell."""

from __future__ import annotations

import contextlib
import logging
import threading
from collections.abc import Callable
from pathlib import Path
from queue import SimpleQueue
from typing import Protocol

from PySide6.QtCore import QObject, Signal, SignalInstance

from gill_studio.core.errors import StudioError
from gill_studio.core.wire import MessageError, decode_for_studio
from ui.engine_sentences import Ending
from ui.told.words import error_words

_LOG = logging.getLogger(__name__)
_BURIAL = 5.0  # seconds for a process whose pipe is closed to be gone


class EngineProcess(Protocol):
    """What the window needs of a process; see `gill_studio.launch`. `send`, `receive` and `wait` may block."""

    @property
    def log(self) -> Path:
        """Where it writes its log."""

    def send(self, data: bytes) -> None:
        """Send one message; OSError when nobody is there to read it."""

    def receive(self) -> bytes:
        """Wait for one message; EOFError at the end, MessageError for what is none."""

    def kill(self) -> None:
        """End it at once."""

    def wait(self, seconds: float) -> int | None:
        """Its exit status, None while it runs."""

    def close(self) -> None:
        """Close the pipe."""

    def cpu_seconds(self) -> float | None:
        """Processor time it has used."""

    def halted(self) -> bool:
        """Whether somebody has stopped it."""

    def eager(self) -> bool:
        """Whether it would compute if other programs let it."""


class EngineLink(QObject):
    """One process, from its start to its end. Nothing here blocks the thread that calls it."""

    started = Signal(object, object)
    """This link, and the process, which stands."""
    received = Signal(object, object)
    """This link, and a message, decoded."""
    ended = Signal(object, object)
    """This link, and an Ending; the last signal."""

    def __init__(self, spawn: Callable[[], EngineProcess], before: Callable[[], None], parent: QObject) -> None:
        super().__init__(parent)
        self._spawn, self._before = spawn, before
        self._process: EngineProcess | None = None
        self._outgoing: SimpleQueue[bytes | None] = SimpleQueue()
        self._unwanted = threading.Event()
        self._reader = threading.Thread(target=self._live, name="engine-reader", daemon=True)
        self._writer = threading.Thread(target=self._write, name="engine-writer", daemon=True)

    @property
    def process(self) -> EngineProcess | None:
        """The process, as soon as there is one."""
        return self._process

    def open(self) -> None:
        """Start the process, on a thread: the system may take a while."""
        self._reader.start()

    def send(self, data: bytes) -> None:
        """Send one message, in its turn."""
        self._outgoing.put(data)

    def kill(self) -> None:
        """End the process at once, also one that is only about to start."""
        self._unwanted.set()
        if self._process is not None:
            self._process.kill()

    def join(self, seconds: float) -> bool:
        """Wait for the end; whether it came."""
        self._reader.join(seconds)
        return not self._reader.is_alive()

    def _live(self) -> None:
        """The reader's thread: start, listen, bury."""
        ending = Ending()
        try:
            self._before()
            self._process = self._spawn()
        except StudioError as error:
            ending = Ending(refused=error_words(error))
        except Exception as error:  # noqa: BLE001 - without a process, too, this thread has to say how it ended
            _LOG.exception("The engine could not be started.")
            ending = Ending(refused=f"The engine cannot be started: {error}")
        else:
            self._tell(self.started, self._process)
            ending = self._listen(self._process)
        self._outgoing.put(None)
        self._tell(self.ended, ending)

    def _listen(self, process: EngineProcess) -> Ending:
        self._writer.start()
        garbage = False
        try:
            while not self._unwanted.is_set():
                self._tell(self.received, decode_for_studio(process.receive()))
        except EOFError:
            pass
        except MessageError:
            garbage = True
        if garbage or self._unwanted.is_set():
            process.kill()
        status = process.wait(_BURIAL)
        if status is None:
            process.kill()
            status = process.wait(_BURIAL)
        self._outgoing.put(None)
        self._writer.join(_BURIAL)
        process.close()
        return Ending(status=status, garbage=garbage)

    def _write(self) -> None:
        process = self._process
        while process is not None:
            data = self._outgoing.get()
            if data is None:
                return
            try:
                process.send(data)
            except OSError:  # it has ended: the reader knows
                return

    def _tell(self, signal: SignalInstance, value: object) -> None:
        with contextlib.suppress(RuntimeError):  # the window is gone
            signal.emit(self, value)
