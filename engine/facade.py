"""The engine and its verbs: what the command line, the tests and the worker process call."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import torch
from PIL import Image

from engine.context import RunContext
from engine.decoding.candidates import Writer
from engine.evaluation.likelihood import log_likelihood
from engine.loading import LoadedModel, load_by_plan, load_model
from engine.models.conditioning import condition
from engine.models.painter import Painted, Painter, PaintOptions
from engine.pictures import Picture
from engine.prompting.cache import PrefixCache
from engine.prompting.prompt import ContextPanel, Next, Prompt, Prompter
from gill_studio.core.errors import ModelError, StudioError
from gill_studio.core.protocol import (
    Decision,
    PaintedPicture,
    PaintPreview,
    PaintSettings,
    PicturesRetrieved,
    Proposals,
    ProposeRequest,
    RetrievedPicture,
    StoryPanel,
    TextProposal,
    TextSettings,
)

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from engine.catalogue import ModelFolders
    from engine.device.plan import MemoryPlan
    from engine.retrieval.index import RetrievalIndex


class Engine:
    """A loaded model and the collection it retrieves from. One request at a time; not for several threads."""

    def __init__(self, model: LoadedModel) -> None:
        self.gill, self.painter, self._residency = model.gill, model.painter, model.residency
        self._limits = model.limits
        self.prompter = Prompter(self.gill, window=model.limits.window)
        self.cache = PrefixCache(self.prompter)
        self.collection: RetrievalIndex | None = None

    @classmethod
    def load(
        cls,
        folders: ModelFolders,
        *,
        device: str = "cpu",
        plan: MemoryPlan | None = None,
        context: RunContext | None = None,
    ) -> Engine:
        """Load a model by a memory plan, or without one whole and in float32 on `device`.

        Raises ModelError naming what is missing, damaged or does not fit together.
        """
        if plan is not None:
            return cls(load_by_plan(folders, plan, context))
        return cls(load_model(folders, device=device, context=context))

    def propose(self, request: ProposeRequest, context: RunContext | None = None) -> Proposals:
        """What comes next: sentences, pictures of the collection, painted pictures, and which is favoured.

        Partial results are emitted as they come: TextGrew, PicturesRetrieved, PaintPreview.
        """
        context = context or RunContext()
        panels, then, wants_pictures = _plan(request)
        known, wants_text = context_panels(panels), then != "nothing"
        later = context_panels(request.panels[len(panels) :]) if wants_pictures else []
        used = (*request.exclude, *(picture.digest for picture in shown([*known, *later])))
        prompt = self._fit(known, request.text, then)
        texts = self._texts(known, prompt, request.text, context) if wants_text else ()
        found = Proposals(texts=texts, dropped_panels=prompt.dropped_panels, truncated=prompt.truncated)
        if not wants_pictures:
            return found
        caption = known[-1].caption if known and not wants_text else ""
        if wants_text and texts:
            caption = texts[0].text
            known = [*known, ContextPanel(caption)]
        states = self.image_states(known, context, start=prompt.dropped_panels)
        retrieved, decision = self._retrieve(states, request.retrieve, used)
        context.emit(PicturesRetrieved(retrieved, decision, texts[0].text if texts else ""))
        painted: tuple[PaintedPicture, ...] = ()
        if request.output is not None and request.paint.count > 0 and self.painter is not None:
            painted = self._paint(states, caption, request.paint, request.output, context)
        return Proposals(texts, retrieved, painted, decision, prompt.dropped_panels, prompt.truncated)

    def caption(
        self,
        panels: Sequence[StoryPanel],
        picture: Path,
        text: TextSettings | None = None,
        context: RunContext | None = None,
    ) -> tuple[TextProposal, ...]:
        """Captions of a picture in the context of the panels before it, best first."""
        text = text or TextSettings(temperature=0.0, count=1)
        known = context_panels([*panels, StoryPanel("", picture)])
        return self._texts(known, self._fit(known, text, "caption"), text, context or RunContext())

    def find(
        self,
        panels: Sequence[StoryPanel],
        count: int = 10,
        exclude: Sequence[str] = (),
        context: RunContext | None = None,
        index: RetrievalIndex | None = None,
    ) -> tuple[RetrievedPicture, ...]:
        """Pictures of the collection that fit after these panels (one caption is a search by words).

        With `index`, pictures of that one.
        """
        states = self.image_states(context_panels(panels), context or RunContext())
        query = self.gill.query_vector(states).cpu().numpy()
        return _search(self.collection if index is None else index, query, count, exclude)

    def find_like(
        self, picture: Path, count: int = 10, exclude: Sequence[str] = (), index: RetrievalIndex | None = None
    ) -> tuple[RetrievedPicture, ...]:
        """Pictures of the collection, or of `index`, that look like this one; itself is not among them."""
        ((digest, vector),) = self.picture_vectors([picture]).items()
        index = self.collection if index is None else index
        return _search(index, vector.numpy(), count, (*exclude, digest))

    def paint(
        self,
        panels: Sequence[StoryPanel],
        paint: PaintSettings,
        output: Path,
        context: RunContext | None = None,
    ) -> tuple[PaintedPicture, ...]:
        """Paint pictures for the end of these panels into `output`."""
        known, context = context_panels(panels), context or RunContext()
        states = self.image_states(known, context)
        return self._paint(states, known[-1].caption if known else "", paint, output, context)

    def log_likelihood(self, panels: Sequence[StoryPanel]) -> float | None:
        """Mean log-probability of the story's words; None where there are none. See evaluation.likelihood."""
        known = context_panels(panels)
        self.prepare_text(known)
        return log_likelihood(self.prompter, known)

    def picture_vectors(self, paths: Sequence[Path]) -> dict[str, torch.Tensor]:
        """Retrieval vectors (p,), float32, normalised, of picture files, by content hash."""
        pictures = [Picture.open(path) for path in paths]
        self._residency.use(("language", "vision"))
        vectors = self.gill.picture_vectors(self.prompter.features(pictures)).cpu()
        return {p.digest: v for p, v in zip(pictures, vectors, strict=True)}

    def image_states(
        self, panels: Sequence[ContextPanel], context: RunContext | None = None, start: int | None = None
    ) -> torch.Tensor:
        """Hidden states (r, e) of [IMG1] ... [IMG r] after these panels, through the prefix cache.

        `start` is the first panel to read, where that is decided already.
        """
        prompt = self.prompter.fit(panels, room=self.gill.config.image_tokens, start=start)
        self.prepare_text(panels[prompt.dropped_panels :], context)
        _, past = self.cache.read(prompt.pieces, shown(panels), context)
        return self.gill.image_states(past)

    def prepare_text(self, panels: Sequence[ContextPanel], context: RunContext | None = None) -> None:
        """Have the features of the panels' pictures, then the language model in place."""
        if self.prompter.unseen(shown(panels)):
            self._residency.use(("language", "vision"))
            self.prompter.features(shown(panels), context)
        self._residency.use(("language",))

    def prepare_painting(self) -> Painter:
        """Have the painter in place; ModelError when the model has none."""
        painter = self._require_painter()
        self._residency.use(("painter",))
        return painter

    def _require_painter(self) -> Painter:
        if self.painter is None:
            raise ModelError("This model has no painter.", "Choose a model that paints, or retrieve pictures.")
        return self.painter

    def _fit(self, panels: Sequence[ContextPanel], text: TextSettings, then: Next) -> Prompt:
        """The prompt that leaves room for a candidate and a picture's tokens after it."""
        return self.prompter.fit(panels, text.max_tokens + 2 * self.gill.config.image_tokens, then)

    def _texts(
        self, panels: Sequence[ContextPanel], prompt: Prompt, text: TextSettings, context: RunContext
    ) -> tuple[TextProposal, ...]:
        self.prepare_text(panels[prompt.dropped_panels :], context)
        hidden, past = self.cache.read(prompt.pieces, shown(panels), context)
        words = [piece for piece in prompt.pieces if isinstance(piece, int)]
        writer = Writer(self.gill, hidden, past, words, self._limits.candidates)
        return writer.write(text, context)

    def _retrieve(
        self, states: torch.Tensor, count: int, exclude: Sequence[str]
    ) -> tuple[tuple[RetrievedPicture, ...], Decision | None]:
        hits: Sequence[RetrievedPicture] = ()
        if self.collection is not None:
            hits = _search(self.collection, self.gill.query_vector(states).cpu().numpy(), max(count, 1), exclude)
        decided = self.gill.decide(states, hits[0].score if hits else None)
        return tuple(hits[:count]), Decision(*decided) if decided else None

    def _paint(
        self, states: torch.Tensor, caption: str, paint: PaintSettings, output: Path, context: RunContext
    ) -> tuple[PaintedPicture, ...]:
        told = condition(paint.conditioner, self.gill, self._require_painter(), caption, states)
        painter = self.prepare_painting()
        options = PaintOptions(paint.steps, paint.guidance, paint.size, paint.scheduler)
        done: list[PaintedPicture] = []
        for start in range(0, paint.count, self._limits.pictures):
            seeds = [paint.seed + i for i in range(start, min(paint.count, start + self._limits.pictures))]
            preview = partial(_emit_preview, seeds, output, context) if paint.previews else None
            images = painter.paint(told.embeddings, told.negative, seeds, options, context, preview)
            paths = [output / f"painted-{seed}.png" for seed in seeds]
            _save(images, paths)
            done += [PaintedPicture(path, seed) for path, seed in zip(paths, seeds, strict=True)]
        return tuple(done)


def context_panels(panels: Sequence[StoryPanel]) -> list[ContextPanel]:
    """The story as the prompter reads it, picture files opened."""
    return [ContextPanel(p.caption, Picture.open(p.picture) if p.picture else None) for p in panels]


def shown(panels: Sequence[ContextPanel]) -> list[Picture]:
    """The pictures of these panels."""
    return [panel.picture for panel in panels if panel.picture is not None]


def _search(
    index: RetrievalIndex | None, query: ArrayLike, count: int, exclude: Sequence[str]
) -> tuple[RetrievedPicture, ...]:
    found = [] if index is None else index.search(query, count, exclude=set(exclude))
    return tuple(RetrievedPicture(hit.key, hit.score) for hit in found)


def _plan(request: ProposeRequest) -> tuple[tuple[StoryPanel, ...], Next, bool]:
    """(context, which text is wanted after it, whether pictures are) for the panel in focus."""
    panels, focus = request.panels, request.focus
    if focus is None:
        return panels, "panel", True
    if not 0 <= focus < len(panels):
        raise StudioError(
            f"The story has {len(panels)} panels; panel {focus + 1} is not one of them.", "Choose another panel."
        )
    panel, until = panels[focus], panels[: focus + 1]
    has_text = bool(panel.caption.strip())
    if has_text and panel.picture is None:
        return until, "nothing", True
    if panel.picture is not None and not has_text:
        return until, "caption", False
    return until if has_text else panels[:focus], "panel", True


def _emit_preview(seeds: Sequence[int], output: Path, context: RunContext, painted: Painted) -> None:
    paths = [output / f"preview-{seed}.png" for seed in seeds]
    _save(painted.images, paths)
    context.emit(PaintPreview(painted.step, painted.steps, tuple(paths)))


def _save(images: Sequence[Image.Image], paths: Sequence[Path]) -> None:
    try:
        for image, path in zip(images, paths, strict=True):
            path.parent.mkdir(parents=True, exist_ok=True)
            image.save(path)
    except OSError as error:
        raise StudioError(
            f"A painted picture cannot be written: {error}.", "Free some space or choose another folder."
        ) from error
