"""What to ask of the engine to make something again by its recipe, and what is not as it was then."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QCoreApplication

from gill_studio.core.errors import StudioError
from gill_studio.core.messages import ModelSummary, PaintRequest
from gill_studio.core.protocol import PaintSettings, ProposeRequest, StoryPanel, TextSettings
from gill_studio.core.story.file import PictureStore
from gill_studio.core.story.model import OfferedText, Panel, Recipe, Sampling, Take

Record = Take | OfferedText
AgainRequest = PaintRequest | ProposeRequest


def can_be_made_again(record: object) -> bool:
    """Whether there is a recipe for painting or writing it."""
    if not isinstance(record, Take | OfferedText) or record.recipe is None:
        return False
    made = record.recipe.painting if isinstance(record, Take) else record.recipe.sampling
    return made is not None


def seen_panels(recipe: Recipe, store: PictureStore) -> tuple[tuple[StoryPanel, ...], tuple[int, ...]]:
    """What the model saw then, as far as it is there, and the numbers of the panels whose picture is not."""
    panels, missing = [], []
    for number, seen in enumerate(recipe.context, start=1):
        path: Path | None = None
        if seen.picture is not None:
            try:
                path = store.path_of(seen.picture)
            except StudioError:
                missing.append(number)
        panels.append(StoryPanel(seen.caption, path))
    return tuple(panels), tuple(missing)


def request_again(panel: Panel, record: Record, panels: tuple[StoryPanel, ...]) -> AgainRequest | None:
    """The same question as then, for this one answer; None where it is not known how it was made."""
    recipe = record.recipe
    if recipe is None:
        return None
    if isinstance(record, Take):
        return None if recipe.painting is None else PaintRequest(panels, _painting(recipe))
    if recipe.sampling is None:
        return None
    return ProposeRequest(
        panels,
        focus=len(panels) - 1 if _is_caption(panel, recipe) else None,
        text=_writing(recipe.sampling),
        retrieve=0,
        paint=PaintSettings(count=0),
    )


def recipe_now(recipe: Recipe | None, model: ModelSummary | None) -> Recipe | None:
    """The recipe of what has come of it with the model that there is now."""
    if recipe is None or model is None:
        return recipe
    return replace(
        recipe,
        model=model.title,
        model_fingerprint=model.model_fingerprint,
        adapter_fingerprint=model.adapter_fingerprint,
    )


def changes(recipe: Recipe | None, missing: tuple[int, ...], model: ModelSummary | None) -> Iterator[str]:
    """Which parts of the recipe are not as they were, in sentences; none where all are."""
    translate = QCoreApplication.translate
    if recipe is not None and model is not None:
        if recipe.model_fingerprint != model.model_fingerprint:
            yield translate("Takes", "Another model is in use: it was {}.").format(recipe.model or "?")
        elif recipe.adapter_fingerprint != model.adapter_fingerprint:
            yield translate("Takes", "The trained part of the model has changed.")
    if missing:
        numbers = ", ".join(map(str, missing))
        yield translate("Takes", "Pictures it had read are gone: of panel {}.").format(numbers)


def _is_caption(panel: Panel, recipe: Recipe) -> bool:
    """Whether it was for the panel's own picture, which is the last thing that was read, and not for what follows."""
    last = recipe.context[-1] if recipe.context else None
    own = {take.picture.sha256 for take in panel.takes}
    return last is not None and not last.caption and last.picture in own


def _painting(recipe: Recipe) -> PaintSettings:
    painting = recipe.painting
    if painting is None:
        raise ValueError("Only what was painted can be painted again.")
    return PaintSettings(
        count=1,
        steps=painting.steps,
        guidance=painting.guidance,
        size=painting.size,
        scheduler=painting.scheduler,
        conditioner=painting.conditioner,
        seed=painting.seed,
    )


def _writing(sampling: Sampling) -> TextSettings:
    return TextSettings(
        count=1,
        max_tokens=sampling.max_tokens or TextSettings.max_tokens,
        temperature=sampling.temperature,
        top_p=sampling.top_p,
        top_k=sampling.top_k,
        repetition_penalty=sampling.repetition_penalty,
        min_words=sampling.min_words,
        seed=sampling.seed,
        beginning=sampling.beginning,
    )
