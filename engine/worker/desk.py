"""What the worker can be asked, and the model and the collection it works with."""

from __future__ import annotations

import gc
import logging
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from engine.context import RunContext
from engine.worker.libraries import prepare_libraries
from gill_studio.core import locations
from gill_studio.core.collections.store import CollectionStore
from gill_studio.core.errors import ModelError, StudioError
from gill_studio.core.messages import (
    SAMPLE,
    CaptionRequest,
    Captions,
    CollectionSummary,
    FindRequest,
    FoundPictures,
    IndexCollection,
    ListModels,
    LoadModel,
    MemoryWords,
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

if TYPE_CHECKING:
    from engine.choice import ChosenModel
    from engine.facade import Engine

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

        chosen = choose_model(request.name)
        self._forget_model()
        context.step("loading libraries", 0, 4)
        prepare_libraries()
        loading = RunContext(on_progress=lambda _, done, total: context.step(LOADING[done - 1], done, total))
        self._engine = load_chosen(chosen, loading)
        return _summary(request.name, chosen, self._engine)

    def index(self, request: IndexCollection, context: RunContext) -> CollectionSummary:
        """Retrieve from another collection from now on."""
        from engine.collections import index_collection

        engine = self._ready()
        if not request.collection:
            self._use(None)
            engine.collection = None
            return CollectionSummary("", "", None, 0)
        store = _open_collection(request.collection, context)
        try:
            indexed = index_collection(engine, store, context)
        except BaseException:
            store.close()
            raise
        self._use(store)
        engine.collection = indexed.index
        skipped = tuple(Skipped(path, reason) for path, reason in indexed.skipped[:_MOST_SKIPPED])
        return CollectionSummary(request.collection, store.name, store.folder, len(indexed.index), skipped)

    def propose(self, request: ProposeRequest, context: RunContext) -> Proposals:
        """See Engine.propose."""
        proposals = self._ready().propose(request, context)
        return replace(proposals, retrieved=self.located(proposals.retrieved))

    def caption(self, request: CaptionRequest, context: RunContext) -> Captions:
        """See Engine.caption."""
        return Captions(self._ready().caption(request.panels, request.picture, request.text, context))

    def find(self, request: FindRequest, context: RunContext) -> FoundPictures:
        """See Engine.find."""
        panels = (*request.panels, StoryPanel(request.words)) if request.words else request.panels
        return FoundPictures(self.located(self._ready().find(panels, request.count, request.exclude, context)))

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
        picture = None if self._store is None else self._store.picture(digest)
        return None if picture is None else picture.path

    def _use(self, store: CollectionStore | None) -> None:
        if self._store is not None:
            self._store.close()
        self._store = store

    def _forget_model(self) -> None:
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


def plan_model(desk: Desk, request: PlanModel, context: RunContext) -> MemoryWords:
    """See `engine.worker.models`."""
    del desk, context
    from engine.worker.models import memory_words

    return memory_words(request.name)


_VERBS: dict[type[Request], Callable[[Desk, Any, RunContext], Result]] = {
    LoadModel: Desk.load,
    IndexCollection: Desk.index,
    ProposeRequest: Desk.propose,
    CaptionRequest: Desk.caption,
    FindRequest: Desk.find,
    PaintRequest: Desk.paint,
    ListModels: list_models,
    PlanModel: plan_model,
}


def _summary(name: str, chosen: ChosenModel, engine: Engine) -> ModelSummary:
    from engine.worker.models import fingerprint

    folders = chosen.folders
    frozen = [folder for folder in (folders.language, folders.vision, folders.painter) if folder is not None]
    return ModelSummary(
        name=name,
        title=folders.name,
        device=str(engine.gill.language.device),
        paints=engine.painter is not None,
        decides=engine.gill.decision is not None,
        window=engine.prompter.window,
        steps=chosen.painting.steps,
        guidance=chosen.painting.guidance,
        model_fingerprint=fingerprint(frozen),
        adapter_fingerprint="" if folders.adapter is None else fingerprint([folders.adapter]),
    )


def _open_collection(name: str, context: RunContext) -> CollectionStore:
    if name == SAMPLE:
        from engine.starter.samples import sample_collection

        return sample_collection(context)
    if not is_safe_relative(name) or "/" in name:
        raise StudioError(f"{name!r} is no collection's id.", "Choose another collection.")
    return CollectionStore.open(locations.data_dir() / "collections" / name)
