"""Panels in their JSON form and back: what `story.json` and the story file have in common."""

from __future__ import annotations

import math
from collections.abc import Callable

from gill_studio.core.pictures import PictureRef
from gill_studio.core.story import schema
from gill_studio.core.story.model import (
    ExportProfile,
    OfferedText,
    Painting,
    Panel,
    Recipe,
    Sampling,
    SeenPanel,
    StoryError,
    StorySettings,
    Take,
)

Context = tuple[SeenPanel, ...]
Fail = Callable[[str, str], StoryError]
"""Makes the error that names a field and says what is wrong with it."""


class PanelWriter:
    """Turns panels into their JSON form. `picture` hears of every picture; `context` keeps contexts, by number."""

    def __init__(self, picture: Callable[[PictureRef], object], context: Callable[[Context], int]) -> None:
        self._picture, self._context = picture, context

    def panel(self, panel: Panel) -> schema.PanelJson:
        """The whole panel."""
        return schema.PanelJson(
            id=panel.id,
            caption=panel.caption,
            authorship=panel.authorship,
            notes=panel.notes,
            alt_text=panel.alt_text,
            tags=panel.tags,
            takes=tuple(map(self.take, panel.takes)),
            chosen=panel.chosen,
            offered=tuple(map(self.offered, panel.offered)),
        )

    def take(self, take: Take) -> schema.TakeJson:
        """One take."""
        self._picture(take.picture)
        return schema.TakeJson(
            take.id,
            take.picture.sha256,
            take.origin,
            self.recipe(take.recipe),
            _finite(take.score),
            _finite(take.decision),
            take.collection,
            take.name,
        )

    def offered(self, text: OfferedText) -> schema.OfferedTextJson:
        """One offered text."""
        return schema.OfferedTextJson(text.id, text.text, self.recipe(text.recipe), _finite(text.score))

    def recipe(self, recipe: Recipe | None) -> schema.RecipeJson | None:
        """A recipe, its context by number."""
        if recipe is None:
            return None
        return schema.RecipeJson(
            recipe.model,
            recipe.model_fingerprint,
            recipe.adapter_fingerprint,
            self._context(recipe.context) if recipe.context else None,
            _painting_json(recipe.painting),
            _sampling_json(recipe.sampling),
        )


class PanelReader:
    """Turns the JSON form into panels; whatever does not hold together becomes a StoryError naming the field.

    `picture` and `context` find what is referred to, or None where there is no such.
    """

    def __init__(
        self, picture: Callable[[str], PictureRef | None], context: Callable[[int], Context | None], fail: Fail
    ) -> None:
        self._picture, self._context, self._fail = picture, context, fail

    def panel(self, panel: schema.PanelJson, where: str) -> Panel:
        """A panel that has an id and names no picture by file."""
        if panel.id is None or panel.picture is not None:
            raise self._fail(where, "the panel has no id, or a picture by file")
        takes = tuple(self.take(take, f"{where}.takes[{i}]") for i, take in enumerate(panel.takes))
        return self.whole(panel, panel.id, takes, panel.chosen, where)

    def whole(
        self, panel: schema.PanelJson, panel_id: str, takes: tuple[Take, ...], chosen: str | None, where: str
    ) -> Panel:
        """A panel of that id with takes that have been read."""
        if chosen is not None and chosen not in {take.id for take in takes}:
            raise self._fail(f"{where}.chosen", f"the panel has no take {chosen!r}")
        offered = tuple(self.offered(text, f"{where}.offered[{i}]") for i, text in enumerate(panel.offered))
        try:
            return Panel(
                panel_id,
                panel.caption,
                panel.authorship,
                panel.notes,
                panel.alt_text,
                panel.tags,
                takes,
                chosen,
                offered,
            )
        except ValueError as error:
            raise self._fail(where, str(error).rstrip(".")) from error

    def take(self, take: schema.TakeJson, where: str) -> Take:
        """One take."""
        picture = self._picture(take.picture)
        if picture is None:
            raise self._fail(f"{where}.picture", "it is not among the story's pictures")
        return Take(
            take.id,
            picture,
            take.origin,
            self.recipe(take.recipe, f"{where}.recipe"),
            take.score,
            take.decision,
            take.collection,
            take.name,
        )

    def offered(self, text: schema.OfferedTextJson, where: str) -> OfferedText:
        """One offered text."""
        return OfferedText(text.id, text.text, self.recipe(text.recipe, f"{where}.recipe"), text.score)

    def recipe(self, recipe: schema.RecipeJson | None, where: str) -> Recipe | None:
        """A recipe with the context it saw."""
        if recipe is None:
            return None
        context: Context | None = () if recipe.context is None else self._context(recipe.context)
        if context is None:
            raise self._fail(f"{where}.context", f"there is no context {recipe.context}")
        return Recipe(
            recipe.model,
            recipe.model_fingerprint,
            recipe.adapter_fingerprint,
            context,
            _painting(recipe.painting),
            _sampling(recipe.sampling),
        )


def settings_json(settings: StorySettings) -> schema.SettingsJson:
    """The JSON form of a story's settings."""
    profiles = tuple(schema.ProfileJson(p.name, p.format, dict(p.options)) for p in settings.export_profiles)
    return schema.SettingsJson(settings.word_target, settings.collections, profiles)


def read_settings(settings: schema.SettingsJson) -> StorySettings:
    """A story's settings from their JSON form."""
    profiles = tuple(
        ExportProfile(p.name, p.format, tuple(sorted(p.options.items()))) for p in settings.export_profiles
    )
    return StorySettings(settings.word_target, settings.collections, profiles)


def _painting_json(how: Painting | None) -> schema.PaintingJson | None:
    if how is None:
        return None
    guidance = _finite(how.guidance) or 0.0
    return schema.PaintingJson(how.seed, how.steps, guidance, how.conditioner, how.size, how.scheduler)


def _painting(how: schema.PaintingJson | None) -> Painting | None:
    if how is None:
        return None
    return Painting(how.seed, how.steps, how.guidance, how.conditioner, how.size, how.scheduler)


def _sampling_json(how: Sampling | None) -> schema.SamplingJson | None:
    if how is None:
        return None
    return schema.SamplingJson(
        how.seed,
        _finite(how.temperature) or 0.0,
        _finite(how.top_p) or 0.0,
        how.top_k,
        _finite(how.repetition_penalty) or 0.0,
        how.max_tokens,
        how.min_words,
        how.beginning,
    )


def _sampling(how: schema.SamplingJson | None) -> Sampling | None:
    if how is None:
        return None
    return Sampling(
        how.seed,
        how.temperature,
        how.top_p,
        how.top_k,
        how.repetition_penalty,
        how.max_tokens,
        how.min_words,
        how.beginning,
    )


def _finite(value: float | None) -> float | None:
    """JSON has no NaN and no infinity."""
    return value if value is not None and math.isfinite(value) else None
