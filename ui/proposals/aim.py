"""What a proposal is for: which panel, what is wanted for it, and what of the story the engine reads."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from gill_studio.core.messages import ModelSummary
from gill_studio.core.protocol import Decision, PaintSettings, ProposeRequest, StoryPanel, TextSettings
from gill_studio.core.settings import Proposing
from gill_studio.core.story.model import Panel, SeenPanel, Storyboard

_SHIFT = 4.0  # how many natural units of log-odds half of the bias slider is worth
MOST = 9
"""Candidates have keys up to this number."""


class Wish(StrEnum):
    """What is wanted for the panel in focus."""

    NEXT = "next"
    """The panel after it: sentences and pictures."""
    FILL = "fill"
    """The panel itself, which is empty: sentences and pictures."""
    PICTURE = "picture"
    """Pictures for its caption."""
    CAPTION = "caption"
    """Captions for its picture."""


@dataclass(frozen=True, slots=True)
class Aim:
    """A wish, and the panel it starts from; no panel at the beginning of an empty story."""

    wish: Wish
    anchor: str

    @property
    def wants_texts(self) -> bool:
        """Whether sentences are wanted."""
        return self.wish is not Wish.PICTURE

    @property
    def wants_pictures(self) -> bool:
        """Whether pictures are wanted."""
        return self.wish is not Wish.CAPTION


def aim_at(board: Storyboard, focus: str, *, at_end: bool = False) -> Aim:
    """What to ask for: the panel in focus lacks something, or else it is the next one."""
    panels = board.panels
    panel = next((one for one in panels if one.id == focus), None)
    if panel is None or at_end:
        return Aim(Wish.NEXT, panels[-1].id if panels else "")
    return Aim(_wish(panel), panel.id)


def _wish(panel: Panel) -> Wish:
    has_caption = bool(panel.caption.strip())
    if panel.picture is None:
        return Wish.PICTURE if has_caption else Wish.FILL
    return Wish.NEXT if has_caption else Wish.CAPTION


def context_of(board: Storyboard, aim: Aim) -> tuple[SeenPanel, ...] | None:
    """What the engine reads for it; None where the panel it starts from is gone.

    Of that panel only what it is about: a caption or picture that is accepted for it makes no proposal old.
    """
    ids = [panel.id for panel in board.panels]
    if not aim.anchor:
        return ()
    if aim.anchor not in ids:
        return None
    place = ids.index(aim.anchor)
    before, anchor = tuple(map(_seen, board.panels[:place])), _seen(board.panels[place])
    match aim.wish:
        case Wish.NEXT:
            return (*before, anchor)
        case Wish.FILL:
            return before
        case Wish.PICTURE:
            return (*before, SeenPanel(anchor.caption))
        case Wish.CAPTION:
            return (*before, SeenPanel("", anchor.picture))


def _seen(panel: Panel) -> SeenPanel:
    return SeenPanel(panel.caption, None if panel.picture is None else panel.picture.sha256)


@dataclass(frozen=True, slots=True)
class Question:
    """All that is asked at once. `seed` is the first of the candidates' seeds; `exclude` names pictures by hash."""

    aim: Aim
    context: tuple[SeenPanel, ...]
    wanted: Proposing
    seed: int
    exclude: tuple[str, ...] = ()
    model: ModelSummary | None = None

    @property
    def counts(self) -> tuple[int, int, int]:
        """How many sentences, retrieved and generated pictures are asked for."""
        retrieved, painted = spread(self.wanted)
        paints = self.model is None or self.model.paints
        pictures = (retrieved, painted if paints else 0) if self.aim.wants_pictures else (0, 0)
        return (self.wanted.texts if self.aim.wants_texts else 0, *pictures)

    @property
    def text_settings(self) -> TextSettings:
        """How sentences are made."""
        wanted = self.wanted
        return TextSettings(
            count=max(1, wanted.texts), max_tokens=wanted.length, temperature=wanted.temperature, seed=self.seed
        )

    @property
    def paint_settings(self) -> PaintSettings:
        """How pictures are painted: as the model does best, where nothing else is said."""
        wanted, best = self.wanted, self.model or PaintSettings()
        return PaintSettings(
            count=self.counts[2],
            steps=wanted.steps or best.steps,
            guidance=wanted.guidance or best.guidance,
            seed=self.seed,
            previews=True,
        )


def make_request(question: Question, path_of: Callable[[str], Path]) -> ProposeRequest:
    """The request, with the files of the pictures it reads. Errors of `path_of`."""
    panels = story_panels(question.context, path_of)
    about_last = question.aim.wish in {Wish.PICTURE, Wish.CAPTION}
    return ProposeRequest(
        panels=panels,
        focus=len(panels) - 1 if about_last else None,
        text=question.text_settings,
        retrieve=question.counts[1],
        paint=question.paint_settings,
        exclude=question.exclude,
    )


def story_panels(context: Sequence[SeenPanel], path_of: Callable[[str], Path]) -> tuple[StoryPanel, ...]:
    """Panels as the engine reads them. Errors of `path_of`."""
    return tuple(StoryPanel(seen.caption, None if seen.picture is None else path_of(seen.picture)) for seen in context)


def spread(wanted: Proposing) -> tuple[int, int]:
    """How many pictures to retrieve and to generate: the further the bias goes to one side, the fewer of the other."""
    bias = wanted.bias
    retrieved = wanted.retrieved if bias <= 0 else _share(wanted.retrieved, 1 - bias)
    painted = wanted.painted if bias >= 0 else _share(wanted.painted, 1 + bias)
    return retrieved, painted


def _share(count: int, share: float) -> int:
    return math.ceil(round(count * share, 6))


def favours_retrieval(decision: Decision, bias: float) -> bool:
    """Which kind the favourite is of: what the decision module holds, leaned to one side by the bias."""
    if abs(bias) >= 1:
        return bias < 0
    likely = min(max(decision.retrieve, 1e-6), 1 - 1e-6)
    return math.log(likely / (1 - likely)) - 2 * _SHIFT * bias > 0
