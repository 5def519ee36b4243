"""What the worker can be asked, and the model and the collection it works with."""

from __future__ import annotations

import gc
import logging
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from engine.context import RunContext
from engine.worker.libraries import prepare_libraries
from gill_studio.core import locations
from gill_studio.core.collections.store import CollectionStore
from gill_studio.core.errors import ModelError, StudioError
from gill_studio.core.memory import PlannedMemory
from gill_studio.core.messages import (
    SAMPLE,
    CaptionCollection,
    CaptionRequest,
    Captions,
    CollectionCaptioned,
    CollectionSummary,
    FindRequest,
    FoundPictures,
    IndexCollection,
    ListModels,
    LoadModel,
    ModelList,
    ModelSummary,
    PaintedPictures,
    PaintRequest,
    PlanModel,
    Request,
    Result,
    Skipped,
)
from gill_studio.core.paths import is_safe_relative
from gill_studio.core.protocol import Proposals, ProposeRequest, RetrievedPicture, StoryPanel
from gill_studio.core.training import AdapterList, DecisionRequest, ForgetRun, ListAdapters, RemoveAdapter, TrainRequest

if TYPE_CHECKING:
    from engine.choice import ChosenModel
    from engine.facade import Engine
    from engine.retrieval.index import RetrievalIndex

_LOG = logging.getLogger(__name__)
LOADING = ("loading the language model", "loading the vision encoder", "loading the painter", "loading")
"""What is being done after each step of loading."""
_MOST_SKIPPED = 1000  # named in an answer


class Desk:
    """A model, a collection, and the requests they answer. One at a time, on one thread."""

    def __init__(self) -> None:
        self._engine: Engine | None = None
        self._store: CollectionStore | None = None

    def answer(self, request: Request, context: RunContext) -> Result:
        """Do what is asked for. Raises StudioError, CancelledError, or whatever the libraries raise."""
        verb = _VERBS.get(type(request))
        if verb is None:
            raise StudioError("This is done by a process of its own, not by the engine.")
        return verb(self, request, context)

    def located(self, pictures: tuple[RetrievedPicture, ...]) -> tuple[RetrievedPicture, ...]:
        """The retrieved pictures with the file each lies in."""
        return tuple(replace(picture, path=self._file_of(picture.key)) for picture in pictures)

    def prepare_painting(self) -> None:
        """Load what only painting needs; what is wrong with it is told when a picture is asked for."""
        if self._engine is None or self._engine.painter is None:
            return
        try:
            self._engine.painter.prepare()
        except Exception as error:  # noqa: BLE001 - nobody has asked for it
            _LOG.warning("The painter cannot be prepared: %s", error)

    def release_memory(self) -> None:
        """Give back what a failed job may have left: its tensors, and what the GPU keeps for later."""
        gc.collect()
        if self._engine is not None and self._engine.gill.language.device.type == "cuda":
            import torch

            torch.cuda.empty_cache()

    def load(self, request: LoadModel, context: RunContext) -> ModelSummary:
        """Put another model in the place of the one in memory."""
        from engine.choice import choose_model, load_chosen

        chosen = choose_model(request.name, request.adapter)
        self.forget_model()
        context.step("loading libraries", 0, 4)
        prepare_libraries()
        loading = RunContext(on_progress=lambda _, done, total: context.step(LOADING[done - 1], done, total))
        self._engine = load_chosen(chosen, loading)
        return _summary(request, chosen, self._engine)

    def index(self, request: IndexCollection, context: RunContext) -> CollectionSummary:
        """Retrieve from another collection from now on."""
        from engine.collections import index_collection

        engine = self._ready()
        if not request.collection:
            self._use(None)
            engine.collection = None
            return CollectionSummary("", "", None, 0)
        store = _open_collection(request.collection, context)
        use = request.use or self._uses(store)

        def serve(index: RetrievalIndex) -> None:
            if use:
                self._use(store)
                engine.collection = index

        try:
            indexed = index_collection(engine, store, context, serve)
            serve(indexed.index)
            return CollectionSummary(
                request.collection, store.name, store.folder, len(indexed.index), _skipped(indexed.skipped)
            )
        finally:
            if store is not self._store:
                store.close()

    def propose(self, request: ProposeRequest, context: RunContext) -> Proposals:
        """See Engine.propose."""
        proposals = self._ready().propose(request, context)
        return replace(proposals, retrieved=self.located(proposals.retrieved))

    def caption(self, request: CaptionRequest, context: RunContext) -> Captions:
        """See Engine.caption."""
        return Captions(self._ready().caption(request.panels, request.picture, request.text, context))

    def caption_collection(self, request: CaptionCollection, context: RunContext) -> CollectionCaptioned:
        """See engine.captioning."""
        from engine.captioning import propose_captions

        with _open_collection(request.collection, context) as store:
            proposed, skipped = propose_captions(self._ready(), store, request.keys, context)
        return CollectionCaptioned(request.collection, proposed, _skipped(skipped))

    def find(self, request: FindRequest, context: RunContext) -> FoundPictures:
        """See Engine.find. A collection that is not retrieved from is brought up to date, and left alone again."""
        from engine.collections import index_collection

        engine = self._ready()
        if not request.collection:
            return FoundPictures(self.located(_found(engine, request, context, None)))
        with _open_collection(request.collection, context) as store:
            index = None if self._uses(store) else index_collection(engine, store, context).index
            found = _found(engine, request, context, index)
            return FoundPictures(tuple(replace(one, path=_file_in(store, one.key)) for one in found))

    def paint(self, request: PaintRequest, context: RunContext) -> PaintedPictures:
        """See Engine.paint."""
        if request.output is None:
            raise StudioError("There is no folder to paint into.", "Name one.")
        return PaintedPictures(self._ready().paint(request.panels, request.paint, request.output, context))

    def _ready(self) -> Engine:
        if self._engine is None:
            raise ModelError("No model is loaded.", "Choose one on the Models page.")
        return self._engine

    def _file_of(self, digest: str) -> Path | None:
        return None if self._store is None else _file_in(self._store, digest)

    def _uses(self, store: CollectionStore) -> bool:
        """Whether it is the one that is retrieved from."""
        return self._store is not None and self._store.folder == store.folder

    def _use(self, store: CollectionStore | None) -> None:
        if self._store is not None and self._store is not store:
            self._store.close()
        self._store = store

    def forget_model(self) -> None:
        """Before another comes: both need not fit into memory."""
        self._use(None)
        had, self._engine = self._engine is not None, None
        if had:
            self.release_memory()


def list_models(desk: Desk, request: ListModels, context: RunContext) -> ModelList:
    """See `engine.worker.models`."""
    del desk, request, context
    from engine.worker.models import model_records

    return ModelList(tuple(model_records()))


def plan_model(desk: Desk, request: PlanModel, context: RunContext) -> PlannedMemory:
    """See `engine.worker.models`."""
    del desk, context
    from engine.worker.models import planned_memory

    return planned_memory(request.name)


def train(desk: Desk, request: TrainRequest | DecisionRequest, context: RunContext) -> Result:
    """See `engine.training`. The model in memory makes room: it is to be loaded again afterwards."""
    from engine.training.decision import teach_decision
    from engine.training.run import train_adapter

    desk.forget_model()
    prepare_libraries()
    return train_adapter(request, context) if isinstance(request, TrainRequest) else teach_decision(request, context)


def keep_adapters(desk: Desk, request: ListAdapters | RemoveAdapter | ForgetRun, context: RunContext) -> AdapterList:
    """See `engine.training.runs`."""
    del desk, context
    from engine.training.runs import adapter_list, forget_adapter, forget_run

    if isinstance(request, RemoveAdapter):
        forget_adapter(request.name)
    elif isinstance(request, ForgetRun):
        forget_run(request.name)
    return adapter_list()


_VERBS: dict[type[Request], Callable[[Desk, Any, RunContext], Result]] = {
    LoadModel: Desk.load,
    IndexCollection: Desk.index,
    ProposeRequest: Desk.propose,
    CaptionRequest: Desk.caption,
    CaptionCollection: Desk.caption_collection,
    FindRequest: Desk.find,
    PaintRequest: Desk.paint,
    ListModels: list_models,
    PlanModel: plan_model,
    TrainRequest: train,
    DecisionRequest: train,
    ListAdapters: keep_adapters,
    RemoveAdapter: keep_adapters,
    ForgetRun: keep_adapters,
}


def _found(
    engine: Engine, request: FindRequest, context: RunContext, index: RetrievalIndex | None
) -> tuple[RetrievedPicture, ...]:
    if request.picture is not None:
        return engine.find_like(request.picture, request.count, request.exclude, index)
    panels = (*request.panels, StoryPanel(request.words)) if request.words else request.panels
    return engine.find(panels, request.count, request.exclude, context, index)


def _file_in(store: CollectionStore, digest: str) -> Path | None:
    picture = store.picture(digest)
    return None if picture is None else picture.path


def _skipped(pictures: Sequence[tuple[Path, str]]) -> tuple[Skipped, ...]:
    return tuple(Skipped(path, reason) for path, reason in pictures[:_MOST_SKIPPED])


def _summary(request: LoadModel, chosen: ChosenModel, engine: Engine) -> ModelSummary:
    from engine.worker.models import fingerprint

    folders = chosen.folders
    frozen = [folder for folder in (folders.language, folders.vision, folders.painter) if folder is not None]
    return ModelSummary(
        name=request.name,
        title=folders.name,
        device=str(engine.gill.language.device),
        paints=engine.painter is not None,
        decides=engine.gill.decision is not None,
        window=engine.prompter.window,
        steps=chosen.painting.steps,
        guidance=chosen.painting.guidance,
        model_fingerprint=fingerprint(frozen),
        adapter_fingerprint="" if folders.adapter is None else fingerprint([folders.adapter]),
        adapter=request.adapter,
    )


def _open_collection(name: str, context: RunContext) -> CollectionStore:
    if name == SAMPLE:
        from engine.starter.samples import sample_collection

        return sample_collection(context)
    if not is_safe_relative(name) or "/" in name:
        raise StudioError(f"{name!r} is no collection's id.", "Choose another collection.")
    return CollectionStore.open(locations.data_dir() / "collections" / name)
