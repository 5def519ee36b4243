"""What the fake engine is told to do: acts that take their time, end well, or end badly."""

from __future__ import annotations

from dataclasses import dataclass

from gill_studio.core.messages import STARTER, FailureKind, ModelPart, ModelRecord


@dataclass(frozen=True)
class Steps:
    """Do `count` of `total` steps of an activity, each taking so many seconds."""

    label: str
    count: int
    seconds: float = 0.05
    total: int | None = None


@dataclass(frozen=True)
class Grow:
    """Write a candidate text, word by word."""

    index: int
    text: str
    seconds: float = 0.05
    score: float = -1.0


@dataclass(frozen=True)
class Retrieve:
    """Find so many pictures, with these probabilities of the decision module."""

    count: int = 3
    retrieve: float = 0.72


@dataclass(frozen=True)
class Search:
    """Find so many pictures of the collection that the request names: the first ones, with falling scores."""

    count: int = 24


@dataclass(frozen=True)
class CaptionAll:
    """Propose a caption for each picture that the request wants one for, each taking so many seconds."""

    seconds: float = 0.05


@dataclass(frozen=True)
class Paint:
    """Paint what the request asks for, each denoising step taking so many seconds."""

    seconds: float = 0.1
    steps: int = 8


@dataclass(frozen=True)
class Teach:
    """Train as the request says: so many updates, each taking so many seconds, with looks at the held-out part."""

    steps: int = 60
    seconds: float = 0.05
    look_every: int = 4


@dataclass(frozen=True)
class Fail:
    """Fail with these words."""

    message: str
    hint: str = ""
    kind: FailureKind = "error"
    detail: str = ""


@dataclass(frozen=True)
class Hang:
    """Do nothing any more, and do not hear of cancels."""


@dataclass(frozen=True)
class Halt:
    """Be stopped, as by another program; where the system knows no such thing, hang."""


@dataclass(frozen=True)
class Die:
    """Be gone, with this exit status; a negative one is a signal's."""

    status: int = 1


@dataclass(frozen=True)
class Garbage:
    """Write these bytes into the pipe: as one message, or as they are, without the length that comes before one."""

    data: bytes
    framed: bool = True


Act = Steps | Grow | Retrieve | Search | CaptionAll | Paint | Teach | Fail | Hang | Halt | Die | Garbage
_LOADING = tuple(
    Steps(label, 1, 0.2, 1)
    for label in (
        "loading libraries",
        "loading the language model",
        "loading the vision encoder",
        "loading the painter",
    )
)
_PROPOSING: tuple[Act, ...] = (
    Steps("reading", 3, 0.1),
    Grow(0, "The fox followed the small blue light between the trees.", score=-1.2),
    Grow(1, "Nobody had told her that the snow could sing.", score=-1.4),
    Grow(2, "At the edge of the forest, the owl was already waiting.", score=-1.7),
    Retrieve(),
    Paint(),
)
MODELS = (
    ModelRecord(
        STARTER,
        "A model that pretends",
        "It says what it is told to say, and paints landscapes.",
        "Apache-2.0",
        installed=True,
        bytes=36_000_000,
    ),
    ModelRecord(
        "gill-large",
        "A large model that pretends",
        "Reads stories of text and pictures, proposes text, finds and paints pictures.",
        "Research only.",
        installed=False,
        bytes=18_000_000_000,
        parts=(
            ModelPart("language", "people/words", "Reads the story and writes.", "MIT", "https://example.org/mit", 0),
            ModelPart("painter", "people/paint", "Paints pictures.", "OpenRAIL", "https://example.org/rail", 0),
        ),
    ),
)


@dataclass(frozen=True)
class FakeScript:
    """What the fake engine does for each job: scene after scene, the last one again and again.

    `loading` is played for LoadModel, `indexing` for IndexCollection, `installing` when a model is installed or moved,
    `finding` when a collection is searched, `captioning` when its pictures are captioned, `teaching` for trainings.
    `ready` seconds go by before the first word. `models` is what ListModels is told.
    """

    scenes: tuple[tuple[Act, ...], ...] = (_PROPOSING,)
    loading: tuple[Act, ...] = _LOADING
    indexing: tuple[Act, ...] = (Steps("looking at pictures", 4, 0.05),)
    installing: tuple[Act, ...] = (Steps("fetching", 8, 0.05, 8),)
    finding: tuple[Act, ...] = (Steps("reading", 2, 0.05), Search())
    captioning: tuple[Act, ...] = (CaptionAll(),)
    teaching: tuple[Act, ...] = (Teach(),)
    ready: float = 0.0
    models: tuple[ModelRecord, ...] = MODELS
