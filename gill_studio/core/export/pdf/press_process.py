"""Sets pages in processes of their own, which can be stopped in the midst of it; the typesetter itself cannot."""

from __future__ import annotations

import multiprocessing
import signal
import threading
from collections.abc import Callable
from contextlib import suppress
from multiprocessing.connection import Connection
from typing import Any

import psutil

from gill_studio.core.export.exporter import ExportError
from gill_studio.core.export.pdf.press import Order, Printed, printed
from gill_studio.core.sentences import Sentence

_LOOK_EVERY = 0.03  # seconds; so soon it is noticed that pages are no longer wanted
_GRACE = 0.15  # seconds in which a process may still finish what nobody wants: to start the next takes longer


class ProcessPress:
    """A press whose processes wait for more until `close`. Several threads may use it at a time.

    Pages that are no longer wanted are given up within a fraction of a second, however long they would take. And what
    makes the typesetter break down, or take more than half of the computer's memory, ends that process and no other.
    """

    def __init__(self) -> None:
        self._idle: list[_Child] = []
        self._lock, self._closed = threading.Lock(), False

    def printed(self, order: Order, check: Callable[[], object]) -> Printed:
        """The pages; `check` is asked again and again. ExportError when they cannot be set, or the process ends."""
        check()
        child = self._idle_one()
        if child is not None:
            with suppress(_EndedError):  # while it had nothing to do, perhaps, and this was not to be seen yet
                return self._printed_by(child, order, check)
        try:
            return self._printed_by(_Child(), order, check)
        except _EndedError as error:
            raise _broken_down() from error

    def close(self) -> None:
        """End the processes; one at work as soon as its pages are set or no longer wanted."""
        with self._lock:
            self._closed, idle, self._idle = True, self._idle, []
        for child in idle:
            child.end()

    def _printed_by(self, child: _Child, order: Order, check: Callable[[], object]) -> Printed:
        try:
            answer = child.answer(order, check)
        except BaseException:
            if child.settles():
                self._put_back(child)
            else:
                child.end()
            raise
        self._put_back(child)
        if isinstance(answer, Exception):
            raise answer
        return answer

    def _idle_one(self) -> _Child | None:
        with self._lock:
            while self._idle:
                child = self._idle.pop()
                if child.lives():
                    return child
                child.end()
        return None

    def _put_back(self, child: _Child) -> None:
        with self._lock:
            if not self._closed:
                self._idle.append(child)
                return
        child.end()


class _EndedError(Exception):
    """A process has ended instead of answering."""


class _Child:
    """One process at the other end of a pipe."""

    def __init__(self) -> None:
        context = multiprocessing.get_context("spawn")  # a fork would copy a window and its threads
        self._pipe, theirs = context.Pipe()
        self._process = context.Process(target=_work, args=(theirs,), name="typesetter", daemon=True)
        self._ready, self._busy = False, False
        try:
            self._process.start()
        except OSError as error:
            self._pipe.close()
            raise ExportError(
                Sentence("The typesetter cannot be started: {what}.", what=error.strerror or error),
                Sentence("Close other programs, then try again."),
            ) from error
        finally:
            theirs.close()

    def lives(self) -> bool:
        """Whether it can be given something to do."""
        return self._process.is_alive()

    def answer(self, order: Order, check: Callable[[], object]) -> Printed | Exception:
        """What it made of an order. _EndedError when it ends instead, and what `check` raises."""
        try:
            if not self._ready:  # before, nobody reads what is sent, and to send much would be to wait
                self._received(check)
                self._ready = True
            self._busy = True
            self._pipe.send(order)
            answer: Printed | Exception = self._received(check)
        except (EOFError, OSError) as error:
            raise _EndedError from error
        self._busy = False
        return answer

    def settles(self) -> bool:
        """Whether it has nothing to do, now or in a moment."""
        with suppress(EOFError, OSError):
            if self._busy and self._pipe.poll(_GRACE):
                self._pipe.recv()
                self._busy = False
        return not self._busy and self.lives()

    def end(self) -> None:
        """End it at once."""
        self._process.kill()
        self._process.join()
        with suppress(ValueError):  # another thread that starts a process may be the one to hear of the end first
            self._process.close()
        self._pipe.close()

    def _received(self, check: Callable[[], object]) -> Any:  # noqa: ANN401 - whatever the other end sends
        while not self._pipe.poll(_LOOK_EVERY):
            check()
            if not self.lives() and not self._pipe.poll():  # on Windows, one that dies at its start leaves it open
                raise EOFError
            if self._memory() > psutil.virtual_memory().total / 2:
                self._process.kill()
                raise _broken_down()
        return self._pipe.recv()

    def _memory(self) -> int:
        try:
            return int(psutil.Process(self._process.pid).memory_info().rss)
        except psutil.Error:  # it has just ended, which the pipe will say
            return 0


def _broken_down() -> ExportError:
    return ExportError(
        Sentence("The typesetter has broken down: the pages may need more memory than this computer has."),
        Sentence("Choose a smaller width or fewer panels a page, or divide very long captions between panels."),
    )


def _work(pipe: Connection) -> None:
    """The process's own: one order after the other, as long as there is somebody to give one."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # that of a terminal is for whoever started us
    with suppress(EOFError, OSError):  # nobody is at the other end any more
        pipe.send(None)
        while True:
            pipe.send(_answer(pipe.recv()))


def _answer(order: Order) -> Printed | Exception:
    try:
        return printed(order)
    except Exception as error:  # noqa: BLE001 - raised again by whoever asked
        return error
