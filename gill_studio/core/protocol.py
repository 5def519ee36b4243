"""What is asked of the engine and what it answers: plain values, pictures by path, never pixels or tensors."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class StoryPanel:
    """What the engine reads of one panel: its caption and the file of its chosen picture; either may be missing."""

    caption: str = ""
    picture: Path | None = None


@dataclass(frozen=True)
class TextSettings:
    """How candidate sentences are made.

    `seed` makes them repeatable: candidate i uses seed + i, or, where that repeats another candidate, one of the seeds
    after all of these. All begin with `beginning`; one that repeats another again and again with more.
    """

    count: int = 3
    max_tokens: int = 48
    temperature: float = 0.7
    top_p: float = 0.9
    top_k: int = 0
    repetition_penalty: float = 1.05
    min_words: int = 3
    seed: int = 0
    beginning: str = ""


@dataclass(frozen=True)
class PaintSettings:
    """How pictures are painted. Picture i uses seed + i; `size` is (width, height), None for the model's own."""

    count: int = 2
    steps: int = 25
    guidance: float = 7.5
    size: tuple[int, int] | None = None
    scheduler: str | None = None
    conditioner: str = "gill"
    seed: int = 0
    previews: bool = False


@dataclass(frozen=True)
class ProposeRequest:
    """Ask for what comes next in a story.

    `focus` is the panel in focus; None means the end. The context is everything before it, then its own
    caption. A caption without a picture gets pictures; a picture without a caption gets captions; both, or the
    end of the story, get the next panel. Painted pictures are written into `output`; without it none is made.
    """

    panels: tuple[StoryPanel, ...] = ()
    focus: int | None = None
    text: TextSettings = TextSettings()
    retrieve: int = 3
    paint: PaintSettings = PaintSettings()
    output: Path | None = None
    exclude: tuple[str, ...] = ()
    """Keys of pictures not to retrieve, beside those the story already shows."""


@dataclass(frozen=True)
class TextProposal:
    """A candidate sentence; `score` is its mean log-probability a token under the model.

    With `seed` and `beginning` it is written again, alone.
    """

    text: str
    score: float
    seed: int
    beginning: str = ""


@dataclass(frozen=True)
class RetrievedPicture:
    """A picture of the collection by its key, with its cosine similarity to what the story asks for.

    `path` is one of its files, where the engine was asked by the window.
    """

    key: str
    score: float
    path: Path | None = None


@dataclass(frozen=True)
class PaintedPicture:
    """A picture the engine painted, and the seed that paints it again."""

    path: Path
    seed: int


@dataclass(frozen=True)
class Decision:
    """What the decision module holds best, as probabilities that sum to 1."""

    generate: float
    retrieve: float

    @property
    def favours(self) -> str:
        """The likelier of the two, as a word: "generate" or "retrieve"."""
        return "retrieve" if self.retrieve > self.generate else "generate"


@dataclass(frozen=True)
class Proposals:
    """The answer to a ProposeRequest; candidate texts come best first, the first is the favourite.

    `dropped_panels` counts the story's oldest panels that the model's window had no room for; `truncated` says
    that even the last one had to be cut at its front.
    """

    texts: tuple[TextProposal, ...] = ()
    retrieved: tuple[RetrievedPicture, ...] = ()
    painted: tuple[PaintedPicture, ...] = ()
    decision: Decision | None = None
    dropped_panels: int = 0
    truncated: bool = False


@dataclass(frozen=True)
class TextGrew:
    """Partial result: candidate `index` reads `text` so far."""

    index: int
    text: str


@dataclass(frozen=True)
class PicturesRetrieved:
    """Partial result: what the collection holds, before anything is painted.

    `caption` is the favourite of the sentences that were made, if any: the pictures are for it.
    """

    pictures: tuple[RetrievedPicture, ...]
    decision: Decision | None
    caption: str = ""


@dataclass(frozen=True)
class PaintPreview:
    """Partial result: small pictures of step `step` of `steps`, one file a seed."""

    step: int
    steps: int
    paths: tuple[Path, ...]
