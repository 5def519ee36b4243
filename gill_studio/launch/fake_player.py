"""Plays the fake engine's script over a connection, as a real engine would answer."""

from __future__ import annotations

import hashlib
import os
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path
from queue import SimpleQueue
from typing import Protocol

import gill_studio
from gill_studio.core import locations
from gill_studio.core.collections.library import open_collection
from gill_studio.core.collections.model import CaptionSource
from gill_studio.core.errors import StudioError
from gill_studio.core.memory import PlannedMemory, PlannedPart
from gill_studio.core.messages import (
    Cancel,
    Cancelled,
    CaptionCollection,
    CaptionRequest,
    Captions,
    CollectionCaptioned,
    CollectionSummary,
    Failed,
    FindRequest,
    Finished,
    FoundPictures,
    IndexCollection,
    InstallModel,
    ListModels,
    LoadModel,
    ModelInstalled,
    ModelList,
    ModelMoved,
    ModelRecord,
    ModelRemoved,
    ModelSummary,
    MoveModel,
    PaintedPictures,
    PaintRequest,
    Partial,
    PlanModel,
    Progress,
    Ready,
    RemoveModel,
    Request,
    Result,
    Shutdown,
    Submit,
    ToStudio,
)
from gill_studio.core.protocol import (
    Decision,
    PaintedPicture,
    PaintPreview,
    PicturesRetrieved,
    Proposals,
    ProposeRequest,
    RetrievedPicture,
    TextGrew,
    TextProposal,
)
from gill_studio.core.training import DecisionRequest, ForgetRun, ListAdapters, RemoveAdapter, TrainRequest
from gill_studio.core.wire import LARGEST, decode_for_engine, encode
from gill_studio.launch.fake_pictures import denoised, landscape, write
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
from gill_studio.launch.fake_training import FakeTrainer, answer_list, there_is

_TITLE = "A model that pretends"
_LOOK_EVERY = 0.02  # seconds
_AT_ONCE = (ListModels, PlanModel, RemoveModel, ListAdapters, RemoveAdapter, ForgetRun)


class Body(Protocol):
    """What the player lives in, and how that ends."""

    def die(self, status: int) -> None:
        """Be gone at once."""

    def halt(self) -> None:
        """Be stopped as by another program."""

    def hang(self) -> None:
        """Never come back."""


class _CancelledError(Exception):
    """The job is not wanted any more."""


@dataclass
class _Stage:
    """One job on its way through its scene."""

    job: str
    request: Request
    texts: dict[int, TextProposal] = field(default_factory=dict)
    retrieved: tuple[RetrievedPicture, ...] = ()
    decision: Decision | None = None
    painted: tuple[PaintedPicture, ...] = ()
    captioned: int = 0
    taught: Result | None = None


class Player:
    """Plays a script over a connection."""

    def __init__(self, connection: Connection, script: FakeScript, body: Body) -> None:
        self._connection, self._script, self._body = connection, script, body
        self._jobs: SimpleQueue[Submit | None] = SimpleQueue()
        self._cancelled: set[str] = set()
        self._gone = threading.Event()
        self._changed = threading.Event()
        self._played = 0

    def play(self) -> None:
        time.sleep(self._script.ready)
        self._send(Ready(os.getpid(), gill_studio.__version__))
        threading.Thread(target=self._listen, name="fake-inbox", daemon=True).start()
        while (submit := self._jobs.get()) is not None:
            self._send(self._perform(_Stage(submit.job, submit.request)))

    def _listen(self) -> None:
        try:
            while not isinstance(message := decode_for_engine(self._next()), Shutdown):
                if isinstance(message, Submit):
                    self._jobs.put(message)
                elif isinstance(message, Cancel):
                    self._cancelled.add(message.job)
                    self._changed.set()
        except (OSError, EOFError):
            pass
        self._gone.set()
        self._changed.set()
        self._jobs.put(None)

    def _next(self) -> bytes:
        while not self._connection.poll(_LOOK_EVERY):  # a thread that waits in a read would keep the pipe open
            pass
        return self._connection.recv_bytes(LARGEST)

    def _perform(self, stage: _Stage) -> ToStudio:
        try:
            for act in self._scene(stage.request):
                if isinstance(act, Fail):
                    return Failed(stage.job, act.kind, act.message, act.hint, act.detail)
                _ACTS[type(act)](self, act, stage)
            return Finished(stage.job, _result(stage, self._script.models))
        except _CancelledError:
            return Cancelled(stage.job)
        except StudioError as error:
            return Failed(stage.job, "error", error.message, error.hint)

    def _scene(self, request: Request) -> tuple[Act, ...]:
        if isinstance(request, FindRequest) and request.collection:
            return self._script.finding
        script = self._script
        of_their_own: dict[type, tuple[Act, ...]] = {
            LoadModel: script.loading,
            IndexCollection: script.indexing,
            InstallModel: script.installing,
            MoveModel: script.installing,
            CaptionCollection: script.captioning,
            TrainRequest: script.teaching,
            DecisionRequest: script.teaching,
        }
        if isinstance(request, LoadModel) and request.adapter and not there_is(request.adapter):
            return (Fail(f"There is no adapter {request.adapter}.", kind="adapter"),)
        if type(request) in of_their_own:
            return of_their_own[type(request)]
        if isinstance(request, _AT_ONCE) or not self._script.scenes:
            return ()
        scene = self._script.scenes[min(self._played, len(self._script.scenes) - 1)]
        self._played += 1
        return scene

    def _send(self, message: ToStudio) -> None:
        self._connection.send_bytes(encode(message))

    def _wait(self, seconds: float, stage: _Stage) -> None:
        until = time.monotonic() + seconds
        while True:
            if stage.job in self._cancelled or self._gone.is_set():
                raise _CancelledError
            left = until - time.monotonic()
            if left <= 0:
                return
            self._changed.clear()
            self._changed.wait(min(left, 0.05))

    def steps(self, act: Steps, stage: _Stage) -> None:
        for done in range(1, act.count + 1):
            self._wait(act.seconds, stage)
            self._send(Progress(stage.job, act.label, done, act.total or act.count))

    def grow(self, act: Grow, stage: _Stage) -> None:
        words = act.text.split()
        for count in range(1, len(words) + 1):
            self._wait(act.seconds, stage)
            self._send(Partial(stage.job, TextGrew(act.index, " ".join(words[:count]))))
            self._send(Progress(stage.job, "writing", count, len(words)))
        seed = request.text.seed if isinstance(request := stage.request, ProposeRequest | CaptionRequest) else 0
        stage.texts[act.index] = TextProposal(act.text, act.score, seed + act.index)

    def retrieve(self, act: Retrieve, stage: _Stage) -> None:
        folder = locations.cache_dir() / "fake-collection"
        paths = tuple(folder / f"found-{number}.png" for number in range(act.count))
        write((landscape(1000 + number) for number in range(act.count)), paths)
        digests = [hashlib.sha256(path.read_bytes()).hexdigest() for path in paths]
        scores = [0.8 - 0.07 * number for number in range(act.count)]
        stage.retrieved = tuple(map(RetrievedPicture, digests, scores, paths))
        stage.decision = Decision(1 - act.retrieve, act.retrieve)
        caption = max(stage.texts.values(), key=lambda text: text.score).text if stage.texts else ""
        self._send(Partial(stage.job, PicturesRetrieved(stage.retrieved, stage.decision, caption)))

    def search(self, act: Search, stage: _Stage) -> None:
        request = stage.request
        if isinstance(request, FindRequest):
            with open_collection(request.collection) as store:
                there = [one for one in store.pictures() if one.picture.sha256 not in request.exclude]
            found = there[: min(act.count, request.count)]
            scores = [0.62 - 0.4 * place / act.count for place in range(len(found))]
            stage.retrieved = tuple(
                RetrievedPicture(one.picture.sha256, score, one.path)
                for one, score in zip(found, scores, strict=True)
                if not one.excluded
            )

    def caption_all(self, act: CaptionAll, stage: _Stage) -> None:
        request = stage.request
        if isinstance(request, CaptionCollection):
            with open_collection(request.collection) as store:
                silent = [one.picture.sha256 for one in store.pictures() if not one.captions]
                wanted = [key for key in silent if not request.keys or key in request.keys]
                for done, key in enumerate(wanted):
                    self._send(Progress(stage.job, "writing captions", done, len(wanted)))
                    self._wait(act.seconds, stage)
                    store.set_captions({key: "Hills under a wide sky, far from everything."}, CaptionSource.PROPOSED)
                    stage.captioned += 1

    def paint(self, act: Paint, stage: _Stage) -> None:
        request = stage.request
        if not isinstance(request, ProposeRequest | PaintRequest) or request.output is None:
            return
        seeds, output = [request.paint.seed + number for number in range(request.paint.count)], request.output
        for step in range(1, act.steps + 1):
            self._wait(act.seconds, stage)
            self._send(Progress(stage.job, "painting", step, act.steps))
            if request.paint.previews and step < act.steps:
                paths = tuple(output / f"preview-{seed}-{step:04}.png" for seed in seeds)
                write((denoised(seed, step, act.steps) for seed in seeds), paths)
                self._send(Partial(stage.job, PaintPreview(step, act.steps, paths)))
        paths = tuple(output / f"painted-{seed}.png" for seed in seeds)
        write((landscape(seed) for seed in seeds), paths)
        stage.painted = tuple(map(PaintedPicture, paths, seeds))

    def teach(self, act: Teach, stage: _Stage) -> None:
        job, request = stage.job, stage.request
        trainer = FakeTrainer(
            lambda seconds: self._wait(seconds, stage),
            lambda label, done, total: self._send(Progress(job, label, done, total)),
            lambda value: self._send(Partial(job, value)),
        )
        if isinstance(request, TrainRequest):
            stage.taught = trainer.train(request, act)
        elif isinstance(request, DecisionRequest):
            stage.taught = trainer.decide(request)

    def garbage(self, act: Garbage, stage: _Stage) -> None:
        del stage
        if act.framed:
            self._connection.send_bytes(act.data)
        else:
            os.write(self._connection.fileno(), act.data)

    def end(self, act: Die | Halt | Hang, stage: _Stage) -> None:
        del stage
        if isinstance(act, Die):
            self._body.die(act.status)
        elif isinstance(act, Halt):
            self._body.halt()
        else:
            self._body.hang()


_ACTS: dict[type, Callable[..., None]] = {
    Steps: Player.steps,
    Grow: Player.grow,
    Retrieve: Player.retrieve,
    Search: Player.search,
    CaptionAll: Player.caption_all,
    Paint: Player.paint,
    Teach: Player.teach,
    Garbage: Player.garbage,
    Die: Player.end,
    Halt: Player.end,
    Hang: Player.end,
}


def _result(stage: _Stage, models: tuple[ModelRecord, ...]) -> Result:
    if stage.taught is not None:
        return stage.taught
    request, texts = stage.request, tuple(stage.texts[index] for index in sorted(stage.texts))
    name = str(getattr(request, "name", ""))
    results: dict[type, Callable[[], Result]] = {
        LoadModel: lambda: ModelSummary(
            name,
            _TITLE,
            "cpu",
            paints=True,
            decides=True,
            window=512,
            steps=8,
            guidance=3.0,
            adapter=str(getattr(request, "adapter", "")),
        ),
        IndexCollection: lambda: CollectionSummary(getattr(request, "collection", ""), "Picture book", None, 600),
        ProposeRequest: lambda: Proposals(texts, stage.retrieved, stage.painted, stage.decision),
        FindRequest: lambda: FoundPictures(stage.retrieved),
        CaptionCollection: lambda: CollectionCaptioned(getattr(request, "collection", ""), stage.captioned),
        PaintRequest: lambda: PaintedPictures(stage.painted),
        ListModels: lambda: ModelList(models),
        PlanModel: lambda: _planned(name),
        InstallModel: lambda: ModelInstalled(name, 18_000_000_000, 0),
        MoveModel: lambda: ModelMoved(name, getattr(request, "folder", Path())),
        RemoveModel: lambda: ModelRemoved(name, 18_000_000_000),
        ListAdapters: lambda: answer_list(request),
        RemoveAdapter: lambda: answer_list(request),
        ForgetRun: lambda: answer_list(request),
    }
    return results.get(type(request), lambda: Captions(texts))()


def _planned(name: str) -> PlannedMemory:
    """As on a GPU that is large enough, if only just."""
    return PlannedMemory(
        name,
        device="Example GPU",
        free=7_800_000_000,
        parts=(
            PlannedPart("language", "int4", 3_760_000_000, "swapped"),
            PlannedPart("vision", "float16", 606_000_000, "resident"),
            PlannedPart("adapter", "float32", 200_000_000, "resident"),
            PlannedPart("painter", "float16", 2_130_000_000, "swapped"),
        ),
        writing=5_100_000_000,
        painting=4_300_000_000,
        main_memory=6_200_000_000,
        window=2048,
        candidates=4,
        pictures=2,
        missing=-2_400_000_000,
        remarks=("rounded", "in-turns"),
    )
