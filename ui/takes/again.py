"""Making a picture again by its recipe, with the context the model saw then; and what is not as it was."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from gill_studio.core.errors import StudioError
from gill_studio.core.jobs import Failure
from gill_studio.core.messages import ModelSummary, PaintedPictures, PaintRequest
from gill_studio.core.pictures import PictureRef
from gill_studio.core.protocol import PaintSettings, StoryPanel
from gill_studio.core.story import edits
from gill_studio.core.story.file import PictureStore
from gill_studio.core.story.model import Origin, Recipe, Take, new_id
from ui.pages import StoryContext

if TYPE_CHECKING:
    from ui.engine_client import EngineClient


@dataclass
class _Attempt:
    """One take that is being made again."""

    panel: str
    take: Take
    missing: tuple[int, ...] = ()
    """Numbers of the panels it had read whose picture is gone."""


def can_be_made_again(take: object) -> bool:
    """Whether there is a recipe for painting it."""
    return isinstance(take, Take) and take.recipe is not None and take.recipe.painting is not None


class MakeAgain(QObject):
    """Asks the engine for takes once more. `told` says how it went; another picture becomes one more take."""

    told = Signal(str)
    made = Signal(str)
    """The id of the take that there is now: the same, or a new one."""

    def __init__(self, context: StoryContext, engine: EngineClient, parent: QObject) -> None:
        super().__init__(parent)
        self._context, self._engine = context, engine
        self._attempts: dict[str, _Attempt] = {}
        self._closed = False
        engine.finished.connect(self._hear_finished)
        engine.failed.connect(self._hear_failed)
        engine.cancelled.connect(lambda job: self._attempts.pop(job, None))
        context.session.closing.connect(self._close)

    def make(self, panel: str, take: Take) -> None:
        """Make it again."""
        recipe, store = take.recipe, self._context.session.pictures
        if recipe is None or recipe.painting is None:
            return

        def submit(found: tuple[tuple[StoryPanel, ...], tuple[int, ...]]) -> None:
            request = PaintRequest(found[0], _settings(recipe))
            job = self._engine.submit(self.tr("Make a picture again"), request, urgent=True)
            self._attempts[job] = _Attempt(panel, take, found[1])

        self._context.background.run(lambda: _panels(recipe, store), submit)

    def _hear_finished(self, job: str, result: object) -> None:
        attempt = self._attempts.pop(job, None)
        if attempt is None or not isinstance(result, PaintedPictures) or not result.pictures:
            return
        path = result.pictures[0].path
        store = self._context.session.pictures

        def arrived(picture: PictureRef) -> None:
            if not self._closed:
                self._compare(attempt, picture)
            self._engine.release(job)

        self._context.background.run(lambda: store.add_file(path), arrived, self._context.window.say_error)

    def _compare(self, attempt: _Attempt, picture: PictureRef) -> None:
        take, session = attempt.take, self._context.session
        if picture.sha256 == take.picture.sha256:
            self.made.emit(take.id)
            self.told.emit(self.tr("It is the same picture, to the last pixel."))
            return
        model = self._engine.status.model
        reasons = self._reasons(attempt, model)
        known = next((one for one in _takes(self._context, attempt.panel) if one.picture == picture), None)
        if known is None:
            known = Take(new_id(), picture, Origin.GENERATED, _recipe_now(take, model))
            with suppress(StudioError):  # its panel is gone
                session.keep(edits.with_take(session.board, attempt.panel, known, show=False))
        self.made.emit(known.id)
        self.told.emit(self.tr("It is another picture now. {}").format(" ".join(reasons)))

    def _reasons(self, attempt: _Attempt, model: ModelSummary | None) -> list[str]:
        """Which parts of the recipe are not as they were."""
        recipe, reasons = attempt.take.recipe, []
        if recipe is not None and model is not None:
            if recipe.model_fingerprint != model.model_fingerprint:
                reasons.append(self.tr("Another model is in use: it was {}.").format(recipe.model or "?"))
            elif recipe.adapter_fingerprint != model.adapter_fingerprint:
                reasons.append(self.tr("The trained part of the model has changed."))
        if attempt.missing:
            numbers = ", ".join(map(str, attempt.missing))
            reasons.append(self.tr("Pictures it had read are gone: of panel {}.").format(numbers))
        same = self.tr("The recipe is as it was: this computer, or its libraries, paint differently.")
        return reasons or [same]

    def _hear_failed(self, job: str, failure: Failure) -> None:
        if self._attempts.pop(job, None) is not None:
            self.told.emit(str(failure))

    def _close(self) -> None:
        self._closed = True
        for job in self._attempts:
            self._engine.cancel(job)


def _settings(recipe: Recipe) -> PaintSettings:
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


def _panels(recipe: Recipe, store: PictureStore) -> tuple[tuple[StoryPanel, ...], tuple[int, ...]]:
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


def _recipe_now(take: Take, model: ModelSummary | None) -> Recipe | None:
    if take.recipe is None or model is None:
        return take.recipe
    return replace(
        take.recipe,
        model=model.title,
        model_fingerprint=model.model_fingerprint,
        adapter_fingerprint=model.adapter_fingerprint,
    )


def _takes(context: StoryContext, panel: str) -> tuple[Take, ...]:
    return next((one.takes for one in context.session.board.panels if one.id == panel), ())
