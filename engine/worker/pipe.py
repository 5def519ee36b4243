"""The worker's two ends of the pipe: a thread that listens while jobs run, and a way to speak that never floods."""

from __future__ import annotations

import faulthandler
import logging
import os
import threading
import time
from collections.abc import Callable
from functools import partial
from queue import Empty, SimpleQueue
from typing import Protocol

from gill_studio.core.errors import StudioError
from gill_studio.core.messages import Cancel, Partial, Progress, Shutdown, Submit, ToStudio
from gill_studio.core.protocol import TextGrew
from gill_studio.core.wire import LARGEST, decode_for_engine, encode

_LOG = logging.getLogger(__name__)
_OFTEN = 0.04  # seconds between two messages of a kind of which only the newest counts
_PATIENCE = 5.0  # seconds a job has to notice that the studio is gone
_IDLE = 0.5  # seconds without a job until a chore is done
_LATE = 2.5  # seconds until a job that was cancelled and still runs has its stacks written to the log
_LEAVE = partial(os._exit, 0)


class Pipe(Protocol):
    """What both need of multiprocessing's Connection."""

    def send_bytes(self, buf: bytes, /) -> None:
        """Send one message."""

    def recv_bytes(self, maxlength: int | None = None, /) -> bytes:
        """Wait for one message."""


class Inbox:
    """Listens to the studio on a thread of its own: jobs wait here, cancels are known at once.

    Some seconds after the studio is gone, `leave` is called: a job that does not notice must not outlive it.
    """

    def __init__(self, pipe: Pipe, leave: Callable[[], object] = _LEAVE) -> None:
        self._pipe, self._leave = pipe, leave
        self._jobs: SimpleQueue[Submit | None] = SimpleQueue()
        self._cancelled: set[str] = set()
        self._closed = threading.Event()
        self._running = ""
        threading.Thread(target=self._listen, name="inbox", daemon=True).start()

    def next(self, chore: Callable[[], object]) -> Submit | None:
        """Wait for a job, and do the chore when there is none yet; None when there will be none any more."""
        try:
            submit = self._jobs.get(timeout=_IDLE)
        except Empty:
            chore()
            submit = self._jobs.get()
        self._running = "" if submit is None else submit.job
        return submit

    def cancelled(self, job: str) -> bool:
        """Whether the job is not wanted any more."""
        return self._closed.is_set() or job in self._cancelled

    def done(self, job: str) -> None:
        """The job has come to its end."""
        self._running = ""
        self._cancelled.discard(job)
        faulthandler.cancel_dump_traceback_later()

    def _listen(self) -> None:
        try:
            while self._take(self._pipe.recv_bytes(LARGEST)):
                pass
        except (EOFError, OSError):
            _LOG.info("the studio is gone")
        except StudioError as error:
            _LOG.error("%s", error)
        self._closed.set()
        self._jobs.put(None)
        time.sleep(_PATIENCE)
        self._leave()

    def _take(self, data: bytes) -> bool:
        message = decode_for_engine(data)
        if isinstance(message, Submit):
            self._jobs.put(message)
        elif isinstance(message, Cancel):
            self._cancelled.add(message.job)
            if message.job == self._running:
                faulthandler.dump_traceback_later(_LATE)
        return not isinstance(message, Shutdown)


class Outbox:
    """Speaks to the studio. Of progress and growing texts, the newest counts: what comes too fast is left out."""

    def __init__(self, pipe: Pipe) -> None:
        self._pipe = pipe
        self._held: dict[object, ToStudio] = {}
        self._sent: dict[object, float] = {}

    def send(self, message: ToStudio) -> None:
        """Send it, and before it what was held back."""
        self.flush()
        self._pipe.send_bytes(encode(message))

    def send_newest(self, message: Progress | Partial) -> None:
        """Send it unless one of its kind was sent a moment ago; then it is held back for a newer one.

        The last step of an activity is never held back: the studio has to know that something else comes next.
        """
        kind, now = _kind_of(message), time.monotonic()
        is_last = isinstance(message, Progress) and message.done >= message.total
        if now - self._sent.get(kind, -_OFTEN) < _OFTEN and not is_last:
            self._held[kind] = message
            return
        self._held.pop(kind, None)
        self._sent[kind] = now
        self._pipe.send_bytes(encode(message))

    def flush(self) -> None:
        """Send what was held back."""
        held, self._held = self._held, {}
        for message in held.values():
            self._pipe.send_bytes(encode(message))


def _kind_of(message: Progress | Partial) -> object:
    if isinstance(message, Progress):
        return (message.job, message.label)
    return (message.job, message.value.index if isinstance(message.value, TextGrew) else type(message.value))
