"""What is asked of the trainer and what it tells: plain values, for the command line and for the engine's pipe."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from gill_studio.core.errors import StudioError
from gill_studio.core.training_remarks import DataRemark

GENERAL = "the general set"
"""Pictures that no collection of the writer's holds, by which forgetting shows."""
_LARGEST = 1 << 20  # bytes of a run.toml


class TrainingError(StudioError):
    """A training that cannot be begun, or that had to stop."""


Share = Annotated[float, Meta(ge=0.0, le=1.0)]
Positive = Annotated[float, Meta(gt=0.0)]
PassPrecision = Literal["auto", "float32", "bfloat16"]
Ended = Literal["whole", "early", "kept"]
Whole = Annotated[int, Meta(ge=0, le=10**9)]


@dataclass(frozen=True)
class TrainingRecipe:
    """The numbers of a training, as `run.toml` has them under [recipe].

    Batches are counted over all processes: the same recipe gives the same run on one and on several.
    """

    steps: Whole = 0
    """Updates; 0: as many as `minutes` allow at the speed measured before."""
    minutes: Annotated[float, Meta(gt=0.0, le=1e6)] = 8.0
    batch: Annotated[int, Meta(ge=2, le=100_000)] = 48
    """Examples in one update."""
    peak: Positive = 1e-3
    """The learning rate after the warm-up."""
    warmup: Whole = 50
    weight_decay: Annotated[float, Meta(ge=0.0)] = 0.01
    clip: Positive = 1.0
    schedule: Literal["cosine", "constant", "authors"] = "cosine"
    packing: Share = 0.3
    """How often two examples share a row, so that the model meets pictures and captions that follow others."""
    label_second: bool = True
    """Whether both captions of such a row are predicted; the authors' erase the second's."""
    end_captions: bool = True
    """Whether a caption's end is predicted too; the authors' is not."""
    renormalise: bool = False
    """Whether [IMG] rows are rescaled to the vocabulary's mean norm after each update, as the authors' are."""
    captioning_weight: Annotated[float, Meta(ge=0.0)] = 1.0
    picture_word_weight: Annotated[float, Meta(ge=0.0)] = 1.0
    retrieval_weight: Annotated[float, Meta(ge=0.0)] = 1.0
    generation_weight: Annotated[float, Meta(ge=0.0)] = 3.0
    generation: Literal["norm", "mse"] = "mse"
    """"mse" is the paper's squared error, relative to the encodings' variance; "norm" the authors' code's."""
    distractors: Whole = 512
    """Pictures of the collection that each caption's own is told from, beside those of the batch."""
    replay: Share = 0.5
    """The part of a batch that comes from the general set, so that nothing is forgotten."""
    keeping: Annotated[float, Meta(ge=0.0)] = 20.0
    """How much more than what is learnt it counts that this part is painted, looked for and seen as it was before."""
    keep_words: bool = True
    """Whether a fine-tuning leaves the scores of [IMG] tokens, and by them those of words, as they were."""
    held_out: Share = 0.15
    """The part of the collection that is measured on and never trained on."""
    measure_every: Whole = 0
    """Updates between two looks at the held-out part; 0: twelve looks in a run."""
    patience: Whole = 4
    """Looks without a better held-out loss after which the training ends; 0: never."""
    precision: PassPrecision = "auto"
    """Of the passes; weights and moments are in float32."""
    micro_batch: Whole = 0
    """Examples that are computed at once; 0: as many as the memory holds."""
    samples: Annotated[int, Meta(ge=0, le=64)] = 4
    """Held-out captions for which pictures are painted before and after."""
    seed: Whole = 0


PUBLISHED = TrainingRecipe(
    steps=20_000,
    batch=200,
    warmup=2000,
    schedule="authors",
    packing=0.5,
    label_second=False,
    end_captions=False,
    renormalise=True,
    generation_weight=1.0,
    generation="norm",
    distractors=0,
    replay=0.0,
    keep_words=False,
    patience=0,
)
"""The published model's recipe; see docs/training.md for what the authors' code does beside it."""


@dataclass(frozen=True)
class TrainRequest:
    """Teach a model: `name` is what the adapter will be called, `collections` are names or ids.

    `stories` are the writer's own, whose neighbouring panels are learnt as sequences. A run of that name that was
    stopped goes on with `resume`; `finish` ends it at once and keeps its best state. `plan_only` answers with the
    plan alone. Answered by TrainingReport, or by TrainingPlan.
    """

    name: str
    collections: tuple[str, ...] = ()
    model: str = "starter"
    adapter: str = ""
    """The named adapter to go on from; empty: the model's own."""
    stories: tuple[Path, ...] = ()
    replay: str = ""
    """A collection to take the general set from; empty: what comes with the application."""
    from_scratch: bool = False
    resume: bool = False
    finish: bool = False
    replace: bool = False
    """Whether an adapter of that name may be replaced."""
    plan_only: bool = False
    previews: bool = True
    """Whether samples are painted while it learns, for a small part of the time; `recipe.samples` is how many."""
    recipe: TrainingRecipe = field(default_factory=TrainingRecipe)


@dataclass(frozen=True)
class TrainingPlan:
    """What a training will do, before it does it. Seconds and bytes are estimates."""

    name: str
    model: str
    examples: Whole
    held_out: Whole
    stories: Whole
    replayed: Whole
    new_features: Whole
    steps: Whole
    batch: Whole
    micro_batch: Whole
    precision: str
    device: str
    seconds: float
    memory: int
    """Bytes needed at the peak."""
    memory_free: int
    disk: int
    """Bytes that will be written."""
    disk_free: int
    remarks: tuple[DataRemark, ...] = ()


@dataclass(frozen=True)
class TrainingStep:
    """One update: its number (from 1), losses by name, learning rate, and how long the rest will take in seconds."""

    step: Whole
    steps: Whole
    losses: dict[str, float]
    rate: float
    seconds_left: float


@dataclass(frozen=True)
class TrainingFigures:
    """What a model can do on one set of pictures with captions; a figure is None where it cannot be measured.

    found_at       how often a caption finds its own picture among the first 1, 5 and 10 of `candidates`
    log_likelihood of captions after their picture, mean a token
    generation     mean squared distance of what the painter is told from the caption's encoding, over its variance
    """

    set: str
    examples: Whole
    candidates: Whole
    found_at: dict[str, float]
    log_likelihood: float | None = None
    generation: float | None = None


@dataclass(frozen=True)
class TrainingMeasured:
    """A look at the held-out part after so many updates: its losses by name, and whether it is the best so far."""

    step: Whole
    losses: dict[str, float]
    best: bool


@dataclass(frozen=True)
class TrainingSample:
    """A held-out caption, its picture, and what was painted for it before and after."""

    caption: str
    picture: Path
    before: Path | None = None
    after: Path | None = None


@dataclass(frozen=True)
class TrainingPainted:
    """Samples painted while a training runs, after so many updates: `after` is what is painted now.

    Those of update 0 have no `after`. No samples: painting takes too long here, or `failed`, and there will be none.
    """

    step: Whole
    samples: tuple[TrainingSample, ...] = ()
    failed: bool = False


@dataclass(frozen=True)
class TrainingReport:
    """How a training ended: where the adapter lies, after how many updates it was best, and figures by set."""

    name: str
    folder: Path
    steps: Whole
    best_step: Whole
    seconds: float
    ended: Ended
    """To its end; because nothing got better; or stopped by the writer, who kept what there was."""
    before: tuple[TrainingFigures, ...] = ()
    after: tuple[TrainingFigures, ...] = ()
    samples: tuple[TrainingSample, ...] = ()
    learnt: Whole = 0
    """Captioned pictures that were learnt."""
    request: TrainRequest | None = None
    """What was asked for; None in reports of earlier versions."""


@dataclass(frozen=True)
class TrainingCurve:
    """How a training has gone: some of its updates, evenly spread, every look at the held-out part, and samples."""

    steps: tuple[TrainingStep, ...] = ()
    looks: tuple[TrainingMeasured, ...] = ()
    painted: tuple[TrainingPainted, ...] = ()


@dataclass(frozen=True)
class TrainingRun:
    """A training that was begun and has not ended: it can be gone on with, and what it has learnt can be kept.

    `done` of `steps` updates are done; `can_keep` says whether there is anything to keep yet.
    """

    name: str
    request: TrainRequest
    done: Whole
    steps: Whole
    can_keep: bool
    curve: TrainingCurve = field(default_factory=TrainingCurve)


@dataclass(frozen=True)
class ForgetRun:
    """Delete a training that has not ended, with what it has learnt. Answered by AdapterList."""

    name: str


@dataclass(frozen=True)
class DecisionRequest:
    """Train the decision module alone, from labels (a TSV, or a log of the writer's own decisions).

    With a collection, its best similarity is weighed beside h[IMG1]. Answered by DecisionReport.
    """

    name: str
    labels: Path
    model: str = "starter"
    adapter: str = ""
    collection: str = ""
    replace: bool = False


@dataclass(frozen=True)
class DecisionReport:
    """How a decision module does: macro-F1 on the labels it was trained on, and on those kept apart."""

    trained: int
    tested: int
    train_f1: float
    test_f1: float
    retrieve_share: float
    """Of the labels kept apart, how many say retrieve."""
    similarity: bool
    """Whether the best similarity in a collection is weighed, too."""


@dataclass(frozen=True)
class ListAdapters:
    """Ask which named adapters and unfinished trainings there are. Answered by AdapterList; needs no model."""


@dataclass(frozen=True)
class RemoveAdapter:
    """Delete a named adapter. Answered by AdapterList, of those that are left."""

    name: str


@dataclass(frozen=True)
class AdapterRecord:
    """A named adapter: the model it was trained from, bytes on disk, and what the training came to, where known."""

    name: str
    folder: Path
    model: str
    bytes: int
    error: str = ""
    report: TrainingReport | None = None
    curve: TrainingCurve | None = None


@dataclass(frozen=True)
class AdapterList:
    """All named adapters, and all trainings that have not ended, by name."""

    adapters: tuple[AdapterRecord, ...]
    runs: tuple[TrainingRun, ...] = ()


TrainerRequest = TrainRequest | DecisionRequest | ListAdapters | RemoveAdapter | ForgetRun
"""What the engine can be asked about training, through its pipe."""
TrainerPartial = TrainingPlan | DataRemark | TrainingStep | TrainingMeasured | TrainingPainted
TrainerResult = TrainingPlan | TrainingReport | DecisionReport | AdapterList


@dataclass(frozen=True)
class _RunFile:
    """`run.toml`: the request without what only makes sense on a command line."""

    name: str
    collections: tuple[str, ...] = ()
    model: str = "starter"
    adapter: str = ""
    stories: tuple[str, ...] = ()
    replay: str = ""
    from_scratch: bool = False
    previews: bool = True
    recipe: TrainingRecipe = field(default_factory=TrainingRecipe)


def read_run_file(path: Path) -> TrainRequest:
    """The request in a `run.toml`; TrainingError names the file and the field that is wrong.

    Story paths are relative to the file.
    """
    try:
        data = path.read_bytes()[: _LARGEST + 1]
        told = msgspec.toml.decode(data)
        run = msgspec.convert(told, _RunFile)
    except (OSError, ValueError, RecursionError) as error:
        reason = getattr(error, "strerror", None) or _place_first(str(error))
        raise TrainingError(f"{path} cannot be read: {reason}.", "docs/training.md shows a run.toml.") from error
    _check_known(path, told, _RunFile)
    _check_known(path, told.get("recipe", {}), TrainingRecipe, "recipe.")
    return TrainRequest(
        name=run.name,
        collections=run.collections,
        model=run.model,
        adapter=run.adapter,
        stories=tuple(path.parent / story for story in run.stories),
        replay=run.replay,
        from_scratch=run.from_scratch,
        previews=run.previews,
        recipe=run.recipe,
    )


def _place_first(reason: str) -> str:
    """What msgspec says of a wrong value, its name before what is expected of it."""
    expected, _, place = reason.partition(" - at `$.")
    return f"{place.rstrip('`')}: {expected[0].lower()}{expected[1:]}" if place else reason


def _check_known(
    path: Path, told: Mapping[str, object], known: type[_RunFile | TrainingRecipe], where: str = ""
) -> None:
    """What is misspelt would be passed over in silence, and something else be trained than was meant."""
    names = [one.name for one in fields(known)]
    for name in told:
        if name not in names:
            near = get_close_matches(name, names, 1)
            hint = f"Did you mean {where}{near[0]}?" if near else f"There are: {', '.join(names)}."
            reason = f"there is no {where}{name}"
            raise TrainingError(f"{path} cannot be read: {reason}.", hint)
