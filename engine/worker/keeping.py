"""Looking after models: install, move and remove, in a process that never loads one."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from engine.context import RunContext
from engine.worker.desk import Desk, keep_adapters, list_models, plan_model
from gill_studio.core import locations
from gill_studio.core.errors import StudioError
from gill_studio.core.messages import (
    InstallModel,
    ListModels,
    ModelInstalled,
    ModelMoved,
    ModelRemoved,
    MoveModel,
    PlanModel,
    RemoveModel,
    Request,
    Result,
)
from gill_studio.core.training import ForgetRun, ListAdapters, RemoveAdapter

if TYPE_CHECKING:
    from engine.weights.installer import Listener, Progress
    from engine.weights.source import Source


class ModelsDesk(Desk):
    """Answers what is asked about models and their files. Only with `network` does it reach the hub."""

    def __init__(self, *, network: bool = False) -> None:
        super().__init__()
        self._network = network

    def answer(self, request: Request, context: RunContext) -> Result:
        """Do what is asked for. Raises StudioError or CancelledError."""
        verb = _VERBS.get(type(request))
        if verb is None:
            raise StudioError("This is done by the engine, not by the process that looks after models.")
        return verb(self, request, context)

    def install(self, request: InstallModel, context: RunContext) -> ModelInstalled:
        """See `engine.weights.installer`."""
        from engine.catalogue import catalogue, entry_named
        from engine.weights.installer import install

        entry = entry_named(catalogue(), request.name)
        done = install(entry, locations.models_dir(), self._source(request), _listener(context))
        return ModelInstalled(request.name, done.fetched, done.kept)

    def move(self, request: MoveModel, context: RunContext) -> ModelMoved:
        """See `engine.weights.move`."""
        from engine.catalogue import catalogue, entry_named
        from engine.weights.move import move

        entry = entry_named(catalogue(), request.name)
        return ModelMoved(request.name, move(entry, request.folder, locations.models_dir(), _listener(context)))

    def remove(self, request: RemoveModel, context: RunContext) -> ModelRemoved:
        """See `engine.weights.remove`."""
        del context
        from engine.catalogue import catalogue, entry_named
        from engine.weights.remove import remove

        entries = catalogue()
        removed = remove(entry_named(entries, request.name), entries, locations.models_dir())
        return ModelRemoved(request.name, removed.bytes, removed.kept)

    def _source(self, request: InstallModel) -> Source:
        if request.folder is not None:
            from engine.weights.folder import FolderSource

            return FolderSource(request.folder)
        if not self._network:
            raise StudioError("This process has no network.", "Install from a folder.")
        from engine.weights.network import open_network

        open_network()
        from engine.weights.hub import HubSource

        return HubSource()


def _listener(context: RunContext) -> Listener:
    """Bytes as steps: kilobytes, since a step is a number people may see."""

    def listen(progress: Progress) -> None:
        context.step(progress.activity, progress.done >> 10, max(1, progress.total >> 10))

    return listen


_VERBS: dict[type[Request], Callable[[Any, Any, RunContext], Result]] = {
    ListModels: list_models,
    PlanModel: plan_model,
    InstallModel: ModelsDesk.install,
    MoveModel: ModelsDesk.move,
    RemoveModel: ModelsDesk.remove,
    ListAdapters: keep_adapters,
    RemoveAdapter: keep_adapters,
    ForgetRun: keep_adapters,
}
