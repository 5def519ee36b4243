"""The engine as the window has it: jobs go in, signals come out, and whatever happens to the process is dealt with."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QCoreApplication, QObject, Qt, QTimer, Signal, Slot

from gill_studio.core.errors import StudioError
from gill_studio.core.job_folders import JobFolders
from gill_studio.core.jobs import Failure, Job, JobQueue, JobState
from gill_studio.core.messages import (
    SAMPLE,
    STARTER,
    Cancel,
    CaptionCollection,
    CollectionSummary,
    IndexCollection,
    LoadModel,
    ModelSummary,
    PaintRequest,
    Partial,
    Progress,
    Ready,
    Request,
    Shutdown,
    Submit,
    ToEngine,
    ToStudio,
)
from gill_studio.core.protocol import PicturesRetrieved, ProposeRequest
from gill_studio.core.training import DecisionRequest, TrainRequest
from gill_studio.core.watchdog import Limits, Verdict, Watchdog
from gill_studio.core.wire import encode
from ui.engine_link import EngineLink, EngineProcess
from ui.engine_sentences import Ending
from ui.engine_status import EngineState, EngineStatus, Situation
from ui.told.words import error_words

__all__ = ["EngineClient", "EngineProcess", "EngineState", "EngineStatus"]

_LOG = logging.getLogger(__name__)
_TICK_MS, _LONGEST_TICK = 200, 0.4  # a computer that slept, or a window that was busy, was not the engine's silence
_ASK_AFTER = 1.0  # seconds of silence until the system is asked how the process is
_MINUTE = 60.0
_FAREWELL = 1.0  # seconds the engine has to end by itself
_WORTH_WAITING = 30.0  # seconds of indexing that a proposal waits for
_PATIENT = (IndexCollection, CaptionCollection)  # each goes on where it was cancelled
_TRAINING = (TrainRequest, DecisionRequest)  # the engine has no model in memory afterwards


class EngineClient(QObject):
    """Keeps one engine process alive and hands it one job at a time.

    All signals arrive on the thread the client lives on. No call blocks, but `shutdown` may for a second or two.
    """

    state_changed = Signal(object)
    """EngineStatus."""
    job_changed = Signal(object)
    """Job: a snapshot, at every change of its state or progress."""
    partial = Signal(str, object)
    """Id of a job, and a partial result of it."""
    finished = Signal(str, object)
    """Id of a job, and its result."""
    failed = Signal(str, object)
    """Id of a job, and the Failure."""
    cancelled = Signal(str)
    """Id of a job."""

    def __init__(
        self,
        spawn: Callable[[], EngineProcess],
        parent: QObject | None = None,
        *,
        model: str = STARTER,
        adapter: str = "",
        collection: str = SAMPLE,
        limits: Limits | None = None,
        spawn_installer: Callable[[bool], EngineProcess] | None = None,
    ) -> None:
        super().__init__(parent)
        self._spawn_installer = spawn_installer
        self._spawn, self._wanted_model, self._wanted_collection = spawn, model or STARTER, collection
        self._wanted_adapter = adapter
        self._queue = JobQueue(time.monotonic)
        self._watchdog = Watchdog(limits or Limits())
        self._folders = JobFolders()
        self._link: EngineLink | None = None
        self._verdict: Verdict | None = None
        self._restart_asked = False
        self._last_death: float | None = None
        self._now = Situation()
        self._status = self._now.status(None)
        self._ticked = 0.0
        self._timer = QTimer(self, interval=_TICK_MS)
        self._timer.timeout.connect(self._tick)

    # What the window asks ------------------------------------------------------------------------------------------

    @property
    def status(self) -> EngineStatus:
        """How the engine is now."""
        return self._status

    def spawn_installer(self, network: bool) -> EngineProcess:  # noqa: FBT001 - there is nothing else to say to it
        """Start a process that looks after models; only with `network` may it reach the hub."""
        return self._spawn() if self._spawn_installer is None else self._spawn_installer(network)

    @property
    def jobs(self) -> tuple[Job, ...]:
        """The one that runs, those that wait, then those that have ended, the last first."""
        return self._queue.jobs

    def job(self, job_id: str) -> Job | None:
        """The job with that id, as long as it is kept."""
        return self._queue.job(job_id)

    def start(self) -> None:
        """Start the engine; nothing when it runs."""
        if self._link is None:
            self._now, self._last_death = Situation(log=self._now.log), None
            app = QCoreApplication.instance()
            if app is not None:  # threads that still wait when the interpreter ends would wake up in ruins
                app.aboutToQuit.connect(self.shutdown, Qt.ConnectionType.UniqueConnection)
            self._open()

    def restart(self) -> None:
        """Start it anew, also when it was given up; a job that runs is lost."""
        if self._link is None:
            self.start()
        else:
            self._restart_asked, self._last_death = True, None
            self._now.listening = False  # what is asked from now on is for the next process
            self._link.kill()
            self._refresh()

    @Slot()
    def shutdown(self) -> None:
        """End the engine and delete what it has written for jobs. The client can be started again."""
        self._timer.stop()
        link, self._link = self._link, None
        if link is not None:
            link.send(encode(Shutdown()))
            if not link.join(_FAREWELL):
                link.kill()
                link.join(_FAREWELL)
            link.deleteLater()
        self._now, self._last_death = Situation(log=self._now.log), None
        self._end_all(Failure("died", self.tr("The engine was switched off.")))
        self._folders.close()
        self._refresh()

    def submit(self, title: str, request: Request, *, urgent: bool = False) -> str:
        """Queue a job and return its id; an urgent one goes first. `title` is what people read.

        A request that paints and names no folder gets one, which lasts until `release` or `shutdown`.
        """
        job = self._queue.add(title, request, urgent=urgent, first=isinstance(request, LoadModel))
        if isinstance(request, ProposeRequest | PaintRequest) and request.output is None and request.paint.count:
            request = replace(request, output=self._folders.folder(job.id))
            job = self._queue.replace_request(job.id, request)
        self.job_changed.emit(job)
        if self._link is None:
            QTimer.singleShot(0, self, lambda: self._refuse(job.id))
        elif isinstance(request, LoadModel) and self._now.no_model_words:
            self.restart()  # a load that failed amid importing libraries leaves them in pieces
        elif urgent:
            self._make_way()
        self._pump()
        return job.id

    def cancel(self, job_id: str) -> None:
        """This job is not wanted any more; what it has found so far stays."""
        job = self._queue.cancel(job_id)
        if job is None:
            return
        if job.state == JobState.CANCELLING:
            self._send(Cancel(job_id))
            self._watchdog.cancelling()
        self._report(job)

    def cancel_all(self) -> None:
        """No job is wanted any more; a model that is being loaded still is."""
        for job in self._queue.jobs:
            if not isinstance(job.request, LoadModel):
                self.cancel(job.id)

    def release(self, job_id: str) -> None:
        """The pictures that the job has painted are not needed any more, or are kept elsewhere."""
        threading.Thread(target=self._folders.remove, args=(job_id,), daemon=True).start()

    def use_model(self, name: str, adapter: str = "") -> str:
        """Load another model from now on, by its name or folder, with a named adapter or its own; the job's id.

        Starts the engine where it is not.
        """
        if self._link is None:
            self.start()
        return self.submit(self.tr("Load the model"), LoadModel(name, adapter), urgent=True)

    @property
    def wanted_model(self) -> LoadModel:
        """The model and its named adapter that there are, or are to be once they are loaded."""
        return LoadModel(self._wanted_model, self._wanted_adapter)

    @property
    def wanted_collection(self) -> str:
        """The id of the collection that is retrieved from, or is to be once it is prepared."""
        return self._wanted_collection

    def use_collection(self, collection: str) -> str:
        """Retrieve from another collection from now on; an empty id: from none. The job's id."""
        self._wanted_collection = collection
        return self.submit(self.tr("Prepare the collection"), IndexCollection(collection), urgent=True)

    # The process ---------------------------------------------------------------------------------------------------

    def _open(self) -> None:
        link = EngineLink(self._spawn, self._folders.sweep, self)
        link.started.connect(self._started)
        link.received.connect(self._received)
        link.ended.connect(self._ended)
        self._link, self._verdict, self._now.running = link, None, True
        self._watchdog.process_started()
        self._start_ticking()
        self._refresh()
        link.open()

    def _started(self, link: EngineLink, process: EngineProcess) -> None:
        if link is self._link:
            self._now.log = process.log

    def _received(self, link: EngineLink, message: ToStudio) -> None:
        if link is not self._link:  # told before its end, and heard after it
            return
        if isinstance(message, Ready):
            self._now.listening = True
            self._watchdog.rest()
            self._queue_reload()
            self._pump()
            return
        job = self._queue.receive(message)
        if job is None:
            return
        if isinstance(message, Progress):
            self._watchdog.progressed(message.label, between=message.done >= message.total)
            self._report(job)
            if any(one.urgent and one.state == JobState.QUEUED for one in self._queue.jobs):
                self._make_way()  # somebody has asked before it was known how long this takes
            self._refresh()
        elif isinstance(message, Partial):
            self._watchdog.heard(between=isinstance(message.value, PicturesRetrieved))
            self.partial.emit(job.id, message.value)
        else:
            self._watchdog.rest()
            self._settle(job)
            self._report(job)
            self._pump()

    def _ended(self, link: EngineLink, ending: Ending) -> None:
        if link is not self._link:
            return
        link.deleteLater()
        self._link = None
        self._timer.stop()
        self._watchdog.rest()
        if self._restart_asked:
            self._restart_asked, gave_up, last = False, False, None
            failure = Failure("died", self.tr("The engine was started anew."), self.tr("Ask again."))
        else:
            last = replace(ending, verdict=self._verdict)
            _LOG.warning("%s (status %s)", last, last.status)
            gave_up = self._is_hopeless()
            failure = Failure("died", str(last), self.tr("Ask again."))
        self._now = Situation(gave_up=gave_up, last_ending=last, log=self._now.log)
        if not gave_up:
            self._open()
        self._bury_jobs(failure)
        self._refresh()

    def _is_hopeless(self) -> bool:
        """Whether it has died twice within a minute, or twice without bringing a single job to its end."""
        now, before = time.monotonic(), self._last_death
        self._last_death = now
        return before is not None and (now - before < _MINUTE or not self._now.answered)

    def _bury_jobs(self, failure: Failure) -> None:
        """The job that ran is lost; those that wait go on in the next process, if there is one."""
        running = self._queue.running
        if self._now.gave_up:
            self._end_all(replace(failure, hint=self.tr("Its log says more. Start it again when you have read it.")))
        elif running is not None:
            self._report(self._queue.fail(running.id, failure))

    def _start_ticking(self) -> None:
        self._ticked = time.monotonic()
        self._timer.start()

    def _tick(self) -> None:
        now = time.monotonic()
        seconds, self._ticked = min(now - self._ticked, _LONGEST_TICK), now
        process = None if self._link is None else self._link.process
        cpu, halted, eager = None, False, False
        if process is not None and self._watchdog.silent >= _ASK_AFTER:
            cpu, halted, eager = process.cpu_seconds(), process.halted(), process.eager()
        verdict = self._watchdog.tick(seconds, cpu=cpu, halted=halted, eager=eager)
        if verdict is not None and self._link is not None:
            self._watchdog.rest()
            self._verdict = Verdict.HALTED if process is not None and process.halted() else verdict
            self._link.kill()
        self._report(self._queue.estimate())
        if not self._watchdog.watching:
            self._timer.stop()

    # Jobs ----------------------------------------------------------------------------------------------------------

    def _queue_reload(self) -> None:
        """A new process has no model: the first job is to give it the one it should have."""
        if not any(isinstance(job.request, LoadModel) and not job.state.ended for job in self._queue.jobs):
            self._add(self.tr("Load the model"), self.wanted_model, first=True)

    def _add(self, title: str, request: Request, *, first: bool = False) -> None:
        self._report(self._queue.add(title, request, first=first))

    def _pump(self) -> None:
        """Hand the next job to the engine, when it has none."""
        while self._now.listening and (job := self._queue.start_next()) is not None:
            try:
                self._send(Submit(job.id, job.request))
            except StudioError as error:
                self._report(self._queue.fail(job.id, Failure("error", error.message, error.hint)))
            else:
                self._watchdog.job_started(loading=isinstance(job.request, LoadModel))
                self._start_ticking()
                self._report(job)
        self._refresh()

    def _send(self, message: ToEngine) -> None:
        if self._link is not None:
            self._link.send(encode(message))

    def _settle(self, job: Job) -> None:
        """What follows for us from a job that the engine has brought to its end."""
        self._now.answered = True
        if isinstance(job.result, CollectionSummary) and job.result.id == self._wanted_collection:
            self._now.collection = job.result
        if isinstance(job.request, LoadModel):
            self._settle_model(job, job.request)
        elif isinstance(job.request, _TRAINING):  # it has made room in memory for itself
            self._now.model = self._now.collection = None
            following = next((one for one in self._queue.jobs if one.state == JobState.QUEUED), None)
            if following is None or not isinstance(following.request, _TRAINING):
                self._queue_reload()

    def _settle_model(self, job: Job, request: LoadModel) -> None:
        self._now.model = self._now.collection = None
        if isinstance(job.result, ModelSummary):
            if self._wanted_model != request.name:
                self._watchdog.forget_pace()
            self._wanted_model, self._wanted_adapter, self._now.model = request.name, request.adapter, job.result
            self._add(self.tr("Prepare the collection"), IndexCollection(self._wanted_collection), first=True)
        elif request != self.wanted_model:
            self._queue_reload()  # the one before was better than none
        elif request.adapter and job.failure is not None and job.failure.kind == "adapter":
            self._wanted_adapter = ""  # deleted, damaged, or of another model: the model's own is there
            self._queue_reload()
        else:
            self._now.no_model_words = "" if job.failure is None else error_words(job.failure)

    def _make_way(self) -> None:
        """What takes long and can be gone on with gives way to what a person waits for, and goes on afterwards."""
        running = self._queue.running
        if running is None or not isinstance(running.request, _PATIENT) or running.state != JobState.RUNNING:
            return
        waiting = _WORTH_WAITING if isinstance(running.request, IndexCollection) else 0.0
        if running.remaining is not None and running.remaining > waiting:
            self.cancel(running.id)
            self._add(running.title, running.request)

    def _report(self, job: Job | None) -> None:
        """Tell how a job is now."""
        if job is None:
            return
        self.job_changed.emit(job)
        if job.state == JobState.FINISHED:
            self.finished.emit(job.id, job.result)
        elif job.state == JobState.FAILED:
            self.failed.emit(job.id, job.failure)
        elif job.state == JobState.CANCELLED:
            self.cancelled.emit(job.id)

    def _refuse(self, job_id: str) -> None:
        if self._link is None:
            failure = Failure("died", self._status.text, self.tr("Start the engine, then ask again."))
            self._report(self._queue.fail(job_id, failure))

    def _end_all(self, failure: Failure) -> None:
        for job in self._queue.jobs:
            self._report(self._queue.fail(job.id, failure))

    def _refresh(self) -> None:
        status = self._now.status(self._queue.running)
        if status != self._status:
            self._status = status
            self.state_changed.emit(status)
