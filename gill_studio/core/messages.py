"""What goes through the pipe between the studio and its engine; `gill_studio.core.wire` writes and reads it there."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from gill_studio.core.memory import PlannedMemory
from gill_studio.core.protocol import (
    PaintedPicture,
    PaintPreview,
    PaintSettings,
    PicturesRetrieved,
    Proposals,
    ProposeRequest,
    RetrievedPicture,
    StoryPanel,
    TextGrew,
    TextProposal,
    TextSettings,
)
from gill_studio.core.training import TrainerPartial, TrainerRequest, TrainerResult

STARTER = "starter"
"""The name of the model that comes with the application."""
SAMPLE = "sample"
"""The id of the collection that comes with the starter model."""
EXIT_DEVICE = 3
"""The exit status of an engine whose graphics processor has failed: only another process can use it again."""
_ONE_CAPTION, _PAINTING = TextSettings(temperature=0.0, count=1), PaintSettings()


# What can be asked of the engine ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class LoadModel:
    """Load a model (`STARTER`, a name, a folder's path), with a named adapter or its own. Answer: ModelSummary."""

    name: str = STARTER
    adapter: str = ""


@dataclass(frozen=True)
class IndexCollection:
    """Bring a collection's index up to date and retrieve from it from now on; an empty id: from nothing.

    What there is already can be found meanwhile. Without `use`, what is retrieved from stays as it is. Answered by
    CollectionSummary.
    """

    collection: str = SAMPLE
    use: bool = True


@dataclass(frozen=True)
class CaptionRequest:
    """Ask for captions of a picture that comes after these panels. Answered by Captions."""

    panels: tuple[StoryPanel, ...]
    picture: Path
    text: TextSettings = _ONE_CAPTION


@dataclass(frozen=True)
class CaptionCollection:
    """Propose a caption for each of a collection's pictures that has none; `keys` (SHA-256) names some of them.

    They are written into the collection as they come. Answered by CollectionCaptioned.
    """

    collection: str
    keys: tuple[str, ...] = ()


@dataclass(frozen=True)
class FindRequest:
    """Ask for pictures that fit after these panels, or that fit `words`, or that are like `picture`.

    `collection` is the id of the one to look into, brought up to date first; empty: what is retrieved from. See
    FoundPictures.
    """

    panels: tuple[StoryPanel, ...] = ()
    count: int = 10
    exclude: tuple[str, ...] = ()
    words: str = ""
    picture: Path | None = None
    collection: str = ""


@dataclass(frozen=True)
class PaintRequest:
    """Ask for painted pictures for the last of these panels, written into `output`. Answered by PaintedPictures."""

    panels: tuple[StoryPanel, ...]
    paint: PaintSettings = _PAINTING
    output: Path | None = None


@dataclass(frozen=True)
class ListModels:
    """Ask which models there are. Answered by ModelList; needs no model in memory."""


@dataclass(frozen=True)
class PlanModel:
    """Ask how a model would be put into this computer's memory. Answered by PlannedMemory."""

    name: str = STARTER


@dataclass(frozen=True)
class InstallModel:
    """Install a model of the catalogue, from the hub or from a folder. Answered by ModelInstalled.

    An installation that is cancelled or killed goes on from there the next time.
    """

    name: str
    folder: Path | None = None


@dataclass(frozen=True)
class MoveModel:
    """Put an installed model's files into another folder, where they are used from. Answered by ModelMoved."""

    name: str
    folder: Path


@dataclass(frozen=True)
class RemoveModel:
    """Delete a model's files, but those that another installed one needs. Answered by ModelRemoved."""

    name: str


# What it answers ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class ModelSummary:
    """The model in memory: what it is called, what it can do, and where it runs.

    The fingerprints are of the frozen parts together and of the adapter, for recipes. `steps` and `guidance` are
    those with which it paints best. `adapter` is the named one that was asked for; empty: the model's own.
    """

    name: str
    title: str
    device: str
    paints: bool
    decides: bool
    window: int
    steps: int
    guidance: float
    model_fingerprint: str = ""
    adapter_fingerprint: str = ""
    adapter: str = ""


@dataclass(frozen=True)
class Skipped:
    """A picture that was left out, and why in a sentence."""

    path: Path
    reason: str


@dataclass(frozen=True)
class CollectionSummary:
    """The collection that is retrieved from: its folder, how many of its pictures can be found, which cannot."""

    id: str
    name: str
    folder: Path | None
    pictures: int
    skipped: tuple[Skipped, ...] = ()


@dataclass(frozen=True)
class CollectionCaptioned:
    """How many captions were proposed for a collection's pictures, and which pictures cannot be read."""

    id: str
    proposed: int
    skipped: tuple[Skipped, ...] = ()


@dataclass(frozen=True)
class Captions:
    """Captions of a picture, best first."""

    texts: tuple[TextProposal, ...]


@dataclass(frozen=True)
class FoundPictures:
    """Pictures of the collection, best first."""

    pictures: tuple[RetrievedPicture, ...]


@dataclass(frozen=True)
class PaintedPictures:
    """Pictures that were painted; as a partial result, those that are whole already."""

    pictures: tuple[PaintedPicture, ...]


@dataclass(frozen=True)
class ModelPart:
    """One part of a model: its role, where it comes from, what it does, its licence, and bytes on disk."""

    role: str
    repo: str
    does: str
    licence: str
    licence_link: str
    bytes: int


@dataclass(frozen=True)
class ModelRecord:
    """A model that there is or could be; `bytes` are on disk where it is installed, else to be fetched (estimate)."""

    id: str
    title: str
    description: str
    licence: str
    installed: bool
    bytes: int
    folder: Path | None = None
    parts: tuple[ModelPart, ...] = ()


@dataclass(frozen=True)
class ModelList:
    """All models of the catalogue, the bundled one first."""

    models: tuple[ModelRecord, ...]


@dataclass(frozen=True)
class ModelInstalled:
    """What an installation came to, in bytes: fetched by it, and kept because it was there and whole."""

    name: str
    fetched: int
    kept: int


@dataclass(frozen=True)
class ModelMoved:
    """Where a model's files lie now."""

    name: str
    folder: Path


@dataclass(frozen=True)
class ModelRemoved:
    """How many bytes are free again; repositories that stay, because another model needs them."""

    name: str
    bytes: int
    kept: tuple[str, ...] = ()


Request = (
    LoadModel
    | IndexCollection
    | ProposeRequest
    | CaptionRequest
    | CaptionCollection
    | FindRequest
    | PaintRequest
    | ListModels
    | PlanModel
    | InstallModel
    | MoveModel
    | RemoveModel
    | TrainerRequest
)
PartialResult = TextGrew | PicturesRetrieved | PaintPreview | PaintedPictures | TrainerPartial
Result = (
    ModelSummary
    | CollectionSummary
    | CollectionCaptioned
    | Proposals
    | Captions
    | FoundPictures
    | PaintedPictures
    | ModelList
    | PlannedMemory
    | ModelInstalled
    | ModelMoved
    | ModelRemoved
    | TrainerResult
)


# Studio to engine ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Submit:
    """Do this next. One at a time: the queue is the studio's."""

    job: str
    request: Request


@dataclass(frozen=True)
class Cancel:
    """The job is not wanted any more; it is answered all the same, by whichever end it comes to."""

    job: str


@dataclass(frozen=True)
class Shutdown:
    """Leave whatever runs, and end."""


# Engine to studio ---------------------------------------------------------------------------------------------------

FailureKind = Literal["error", "adapter", "memory", "disk", "device", "bug", "died"]
"""What can be acted on; out of memory; disk full; the GPU needs a new process; our fault; the process is gone."""


@dataclass(frozen=True)
class Ready:
    """The process stands and listens; no model is in memory yet."""

    pid: int
    version: str


@dataclass(frozen=True)
class Progress:
    """`done` of `total` steps of what `label` names are done."""

    job: str
    label: str
    done: int
    total: int


@dataclass(frozen=True)
class Partial:
    """Something to show already; it stays valid when the job is cancelled."""

    job: str
    value: PartialResult


@dataclass(frozen=True)
class Finished:
    """The job's one end: done."""

    job: str
    result: Result


@dataclass(frozen=True)
class Cancelled:
    """The job's one end: it was cancelled. Its partial results stay valid."""

    job: str


@dataclass(frozen=True)
class Failed:
    """The job's one end: a sentence, what to do about it, and for a bug the traceback in `detail`."""

    job: str
    kind: FailureKind
    message: str
    hint: str = ""
    detail: str = ""


ToEngine = Submit | Cancel | Shutdown
ToStudio = Ready | Progress | Partial | Finished | Cancelled | Failed
