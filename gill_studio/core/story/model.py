"""The storyboard as a value: frozen dataclasses that share structure from edit to edit. No files are touched here."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from enum import StrEnum

from gill_studio.core.errors import StudioError
from gill_studio.core.pictures import PictureRef


class StoryError(StudioError):
    """A story that cannot be read or written, or a panel that it does not have."""


class Origin(StrEnum):
    """Where a take comes from."""

    IMPORTED = "imported"
    RETRIEVED = "retrieved"
    GENERATED = "generated"


class Authorship(StrEnum):
    """Who wrote a caption: the writer, the engine, or the engine and then the writer."""

    WRITER = "writer"
    PROPOSED = "proposed"
    EDITED = "edited"


@dataclass(frozen=True, slots=True)
class SeenPanel:
    """One panel as the model saw it: its caption, and the SHA-256 of its picture where it had one."""

    caption: str = ""
    picture: str | None = None


@dataclass(frozen=True, slots=True)
class Painting:
    """How a generated picture was painted; `size` is (width, height), None, like `scheduler`, the model's own."""

    seed: int
    steps: int
    guidance: float
    conditioner: str
    size: tuple[int, int] | None = None
    scheduler: str | None = None


@dataclass(frozen=True, slots=True)
class Sampling:
    """How an offered text was written; `seed` is its own, not that of the first of several."""

    seed: int
    temperature: float
    top_p: float
    top_k: int = 0
    repetition_penalty: float = 1.0
    max_tokens: int = 0
    min_words: int = 0
    beginning: str = ""
    """What it was made to begin with, so that it differs from the others that were offered."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """All that made a take or a text, so that it can be made again: the model, what it saw, and how it went on.

    `context` holds the panels that the model read, none of those it had no room for. A retrieved picture has neither
    `painting` nor `sampling`.
    """

    model: str
    """The model's name, for people."""
    model_fingerprint: str = ""
    """Of the frozen parts together."""
    adapter_fingerprint: str = ""
    context: tuple[SeenPanel, ...] = ()
    painting: Painting | None = None
    sampling: Sampling | None = None


@dataclass(frozen=True, slots=True)
class Take:
    """One picture offered for a panel. Every take is kept; its id is unique in the storyboard."""

    id: str
    picture: PictureRef
    origin: Origin = Origin.IMPORTED
    recipe: Recipe | None = None
    score: float | None = None
    """Cosine similarity to what the story asked for, of a retrieved picture."""
    decision: float | None = None
    """What the decision module held for retrieving when this was offered, as a probability."""
    collection: str | None = None
    """The id of the collection a retrieved picture comes from."""
    name: str = ""
    """What the picture was called where it comes from, such as its file's name."""


@dataclass(frozen=True, slots=True)
class OfferedText:
    """One text offered for a panel's caption, taken or not. Every one is kept; its id is unique in the storyboard."""

    id: str
    text: str
    recipe: Recipe | None = None
    score: float | None = None
    """Mean log-probability a token under the model."""


@dataclass(frozen=True, slots=True)
class Panel:
    """One panel: a caption and a picture, either may be missing; and what belongs to it but is not the story.

    The id never changes and derives from nothing. `chosen` is the id of the take that is shown; ValueError when
    the panel has no such take, or one of its takes or offered texts twice.
    """

    id: str
    caption: str = ""
    authorship: Authorship = Authorship.WRITER
    """Of the caption."""
    notes: str = ""
    alt_text: str = ""
    tags: tuple[str, ...] = ()
    takes: tuple[Take, ...] = ()
    chosen: str | None = None
    offered: tuple[OfferedText, ...] = ()

    def __post_init__(self) -> None:
        ids = {take.id for take in self.takes}
        if len(ids) != len(self.takes):
            raise ValueError(f"Panel {self.id} has a take twice.")
        if self.offered and len({text.id for text in self.offered}) != len(self.offered):
            raise ValueError(f"Panel {self.id} has an offered text twice.")
        if self.chosen is not None and self.chosen not in ids:
            raise ValueError(f"Panel {self.id} has no take {self.chosen} to show.")

    @property
    def take(self) -> Take | None:
        """The take that is shown."""
        return next((take for take in self.takes if take.id == self.chosen), None)

    @property
    def picture(self) -> PictureRef | None:
        """The picture that is shown."""
        take = self.take
        return None if take is None else take.picture


@dataclass(frozen=True, slots=True)
class ExportProfile:
    """Options of an export saved under a name; which there are is the exporter's business."""

    name: str
    format: str
    options: tuple[tuple[str, str | int | float | bool], ...] = ()
    """By name, in alphabetical order."""


@dataclass(frozen=True, slots=True)
class StorySettings:
    """Settings that belong to one story and travel with it."""

    word_target: int | None = None
    collections: tuple[str, ...] = ()
    """Ids of the collections that pictures are retrieved from."""
    export_profiles: tuple[ExportProfile, ...] = ()


@dataclass(frozen=True, slots=True)
class Storyboard:
    """The document. Ids of panels, takes and offered texts are unique in it; `language` is a BCP 47 tag or empty."""

    id: str
    title: str = ""
    author: str = ""
    language: str = ""
    panels: tuple[Panel, ...] = ()
    settings: StorySettings = field(default_factory=StorySettings)

    @property
    def pictures(self) -> dict[str, PictureRef]:
        """Every picture of every take, by its SHA-256."""
        return {take.picture.sha256: take.picture for panel in self.panels for take in panel.takes}


def new_id() -> str:
    """A fresh id for a story, a panel or a take."""
    return uuid.uuid4().hex
