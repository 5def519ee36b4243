"""The engine's process from its first message to its last."""

from __future__ import annotations

import logging
import os
import signal
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

import gill_studio
from engine.context import CancelledError, RunContext
from engine.worker.desk import Desk
from engine.worker.failures import failed
from engine.worker.output_log import OutputLog
from engine.worker.pipe import Inbox, Outbox, Pipe
from engine.worker.previews import Previews, painted_so_far
from engine.worker.priority import lower_priority
from gill_studio.core.messages import (
    EXIT_DEVICE,
    Cancelled,
    CaptionRequest,
    Failed,
    FindRequest,
    Finished,
    PaintedPictures,
    PaintRequest,
    Partial,
    Progress,
    Ready,
    Submit,
)
from gill_studio.core.protocol import PaintPreview, PicturesRetrieved, ProposeRequest, TextGrew
from gill_studio.core.training import TrainerPartial

_LOG = logging.getLogger(__name__)


def run(pipe: Pipe, log_file: Path) -> int:
    """Answer jobs until the studio has no more; the exit status."""
    return _run(pipe, log_file, Desk(), "engine")


def run_installer(pipe: Pipe, log_file: Path, *, network: bool) -> int:
    """The same for a process that looks after models and never loads one; with `network`, it may download."""
    from engine.worker.keeping import ModelsDesk

    return _run(pipe, log_file, ModelsDesk(network=network), "installer")


def _run(pipe: Pipe, log_file: Path, desk: Desk, what: str) -> int:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C in a terminal is for the studio, which tells us
    log = OutputLog(log_file)
    lower_priority()
    worker = Worker(pipe, desk)
    _LOG.info("%s %s starts as process %d", what, gill_studio.__version__, os.getpid())
    worker.say_ready()
    while True:
        status = worker.do_next()
        if status is not None:
            _LOG.info("%s ends with status %d", what, status)
            return status
        log.rotate()


class Worker:
    """Takes jobs from the pipe, one at a time, and brings each to exactly one end."""

    def __init__(self, pipe: Pipe, desk: Desk) -> None:
        self._inbox, self._outbox = Inbox(pipe), Outbox(pipe)
        self._desk = desk

    def say_ready(self) -> None:
        """The first message."""
        self._outbox.send(Ready(os.getpid(), gill_studio.__version__))

    def do_next(self) -> int | None:
        """Wait for a job and do it; the exit status when the process must end, else None."""
        submit = self._inbox.next(self._desk.prepare_painting)
        if submit is None:
            return 0
        try:
            end = self._do(submit)
            self._outbox.send(end)
        except (BrokenPipeError, ConnectionError):  # nobody is left to tell
            return 0
        self._inbox.done(submit.job)
        return EXIT_DEVICE if isinstance(end, Failed) and end.kind == "device" else None

    def _do(self, submit: Submit) -> Finished | Cancelled | Failed:
        job, request, previews = submit.job, submit.request, Previews()
        context = self._context(job, previews)
        try:
            return Finished(job, self._desk.answer(request, context))
        except CancelledError:
            self._send_painted(submit)
            return Cancelled(job)
        except (BrokenPipeError, ConnectionError):
            raise
        except Exception as error:  # noqa: BLE001 - whatever it is, the studio gets a sentence
            end = self._failed(submit, error)
        finally:
            previews.clear()
        self._desk.release_memory()  # not before: the error held on to the frames it came through
        return end

    def _failed(self, submit: Submit, error: Exception) -> Failed:
        message = failed(submit.job, error, _captions_of(submit))
        _LOG.error("%s: %s\n%s", type(submit.request).__name__, message.kind, message.detail or message.message)
        return message

    def _context(self, job: str, previews: Previews) -> RunContext:
        def progressed(label: str, done: int, total: int) -> None:
            self._outbox.send_newest(Progress(job, label, done, total))

        def emitted(value: object) -> None:
            if isinstance(value, PaintPreview):
                self._outbox.send(Partial(job, previews.numbered(value)))
            elif isinstance(value, PicturesRetrieved):
                self._outbox.send(Partial(job, replace(value, pictures=self._desk.located(value.pictures))))
            elif isinstance(value, TrainerPartial):
                self._outbox.send(Partial(job, value))
            elif isinstance(value, TextGrew):
                self._outbox.send_newest(Partial(job, value))

        return RunContext(lambda: self._inbox.cancelled(job), progressed, emitted)

    def _send_painted(self, submit: Submit) -> None:
        """Pictures that were whole before the cancel are the writer's."""
        request = submit.request
        if isinstance(request, ProposeRequest | PaintRequest):
            seeds = range(request.paint.seed, request.paint.seed + request.paint.count)
            pictures = painted_so_far(request.output, seeds)
            if pictures:
                self._outbox.send(Partial(submit.job, PaintedPictures(pictures)))


def _captions_of(submit: Submit) -> Iterable[str]:
    request = submit.request
    panels = request.panels if isinstance(request, ProposeRequest | CaptionRequest | FindRequest | PaintRequest) else ()
    words: Iterator[str] = (panel.caption for panel in panels)
    return (*words, request.words) if isinstance(request, FindRequest) else tuple(words)
