"""Stage decision: whether a collection holds a picture that shows all that the context reveals.

The module reads h[IMG1] and the best cosine in the collection. InfoNCE, by which that cosine came about, only ranks
the pictures of one context, so that what a good cosine is differs from context to context. Retrieval's two linear
heads are therefore trained on with the module, for this question and for the ranking together; states and pooled
features stay as they are, which makes it a matter of minutes.
"""

from __future__ import annotations

import json
import random
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from engine.models.adapter import Adapter, AdapterBundle, DecisionConfig, DecisionModule
from engine.models.adapter_files import read_adapter, save_adapter
from engine.models.gill import Gill
from engine.models.language import LanguageBackbone
from engine.models.vision import load_vision
from engine.starter.recipe.features import pooled_features
from engine.starter.recipe.join import fact_codes, fitting, revealed, story_row
from engine.starter.recipe.library import training_pictures, training_stories
from engine.starter.recipe.stage import Stage, Workshop
from engine.starter.story.corpus import some_shown
from engine.starter.world.facts import Fact
from engine.training.objective import hidden_states
from engine.training.rows import ImageTokens, Row, assemble

_LARGEST, _SMALLEST = 600, 8
_OTHERS = 1500  # pictures that a step's sub-collections are drawn from
_LEAST = 1e-6  # of a deviation
_CHUNK = 16
_ALONE = 0.25  # of the contexts are a caption alone, which reveals little: nearly any collection has what fits
_NEVER = -1e4
_ALIKE = 4  # other pictures that fit, for each context
_NOISE = 0.3  # deviations added to states, which are far fewer than what the text head could learn by heart
_Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Contexts:
    """States h[IMG1] (n, e), the numbers of the last panels' pictures (n,), and which facts are revealed (n, 5)."""

    states: Tensor
    wanted: Tensor
    told: Tensor


class DecisionTask:
    """Cross-entropy on [generate, retrieve] over random sub-collections, and what fits ranked above what does not."""

    name = "decision"

    def __init__(self, shop: Workshop) -> None:
        self.shop = shop
        pictures = training_pictures(shop)
        self.pooled = pooled_features(shop, pictures, "training").to(shop.device)
        self.bundle = read_adapter(shop.model / "adapter")
        self.config = DecisionConfig("cosine")
        self.contexts = make_contexts(shop, self.bundle, self.pooled, shop.recipe.decision.examples)
        self.adapter: Adapter = self.bundle.adapter.to(shop.device)
        decision = DecisionModule(self.adapter.config.language_width, self.config).to(shop.device)
        heads = {"text": self.adapter.text_head, "picture": self.adapter.picture_head}
        self.module: nn.Module = nn.ModuleDict({"decision": decision, **heads})
        self.codes = fact_codes(pictures.scenes)
        self.ordinary = np.array([i for i, scene in enumerate(pictures.scenes) if not scene.is_reserved])
        self.alike = alike(self.codes, self.contexts, torch.from_numpy(self.ordinary))
        self.spread = self.contexts.states.std(0)
        self.mean, self.deviation = self._usual()

    def loss(self, step: int) -> tuple[Tensor, Mapping[str, Tensor]]:
        """Losses of a batch of contexts, each with a sub-collection of its own."""
        batch = self._compared(np.random.default_rng([self.shop.recipe.world.seed, 5, step]), _NOISE)
        inputs = torch.cat([batch.states, batch.best[:, None]], 1)
        # Standardised: cosines differ by hundredths, which a step of Adam would never come to weigh as they are.
        logits = self.module["decision"]((inputs - self.mean) / self.deviation).float()  # type: ignore[index]
        decided, ranked = F.cross_entropy(logits, batch.labels), self._ranked(batch)
        right = (logits.argmax(1) == batch.labels).float().mean()
        return decided + ranked, {"decision": decided.detach(), "right": right.detach(), "ranking": ranked.detach()}

    def after_step(self, step: int) -> None:
        """Nothing to hold."""

    def _compared(self, rng: np.random.Generator, noise: float) -> _Batch:
        """Random contexts, each with a random collection."""
        count, device = len(self.contexts.states), self.shop.device
        chosen = torch.from_numpy(rng.integers(count, size=min(self.shop.recipe.decision.train.batch, count)))
        others = torch.from_numpy(rng.choice(self.ordinary, min(_OTHERS, len(self.ordinary)), replace=False))
        wanted, beside = self.contexts.wanted[chosen], self.alike[chosen, rng.integers(_ALIKE)]
        fits = fitting(self.codes, wanted, others, self.contexts.told[chosen])
        held, given = (torch.from_numpy(part) for part in sub_collections(rng, fits.numpy()))
        given = given & (beside >= 0)
        states = self.contexts.states[chosen]
        random_part = torch.from_numpy(rng.standard_normal(states.shape, dtype=np.float32))
        states = (states + noise * self.spread * random_part).to(device)
        texts = F.normalize(self.adapter.text_head(states), dim=-1)
        cosines = texts @ self._vectors(others).T
        best = cosines.masked_fill(~held.to(device), -1.0).amax(1)
        added = (texts * self._vectors(beside.clamp(min=0))).sum(-1)
        best = torch.where(given.to(device), torch.maximum(best, added), best)
        labels = (given | (held & fits).any(1)).long()
        own = (texts * self._vectors(wanted)).sum(-1, keepdim=True)
        return _Batch(states, cosines, own, fits.to(device), best, labels.to(device))

    def _vectors(self, numbers: Tensor) -> Tensor:
        """Retrieval vectors (n, p) of training pictures."""
        return F.normalize(self.adapter.retrieval_embeddings(self.pooled[numbers]), dim=-1)

    def _ranked(self, batch: _Batch) -> Tensor:
        """InfoNCE of each context's own picture, and of others that would do, against all that would not."""
        scale = self.adapter.logit_scale.detach().exp()
        wrong = (scale * batch.cosines).masked_fill(batch.fits, _NEVER).logsumexp(1, keepdim=True)
        others = F.softplus(wrong - scale * batch.cosines)[batch.fits]
        true = F.softplus(wrong - scale * batch.own).mean()
        return 0.5 * (true + others.mean()) if len(others) else true

    @torch.no_grad()
    def _usual(self) -> tuple[Tensor, Tensor]:
        """Means and deviations of the module's inputs before the first step."""
        best = self._compared(np.random.default_rng([self.shop.recipe.world.seed, 6]), 0.0).best
        deviation = torch.cat([self.spread.to(best), best.std()[None]]) + _LEAST
        return torch.cat([self.contexts.states.mean(0).to(best), best.mean()[None]]), deviation


@dataclass(frozen=True)
class _Batch:
    """B contexts and K pictures.

    states (B, e), their cosines (B, K), those to their own pictures (B, 1), which pictures fit (B, K) bool; of each
    context's sub-collection the best cosine (B,), and 1 where it holds what fits (B,).
    """

    states: Tensor
    cosines: Tensor
    own: Tensor
    fits: Tensor
    best: Tensor
    labels: Tensor


def alike(codes: Tensor, contexts: Contexts, ordinary: Tensor) -> Tensor:
    """Random other pictures (n, `_ALIKE`) of the ordinary ones that would do for each context; -1 where too few do."""
    generator = torch.Generator().manual_seed(7)
    found = []
    for wanted, told in zip(contexts.wanted.split(_CHUNK), contexts.told.split(_CHUNK), strict=True):
        fits = fitting(codes, wanted, ordinary, told) & (ordinary != wanted[:, None])
        draws, places = (torch.rand(fits.shape, generator=generator) * fits).topk(_ALIKE, 1)
        found.append(torch.where(draws > 0, ordinary[places], -1))
    return torch.cat(found)


def sub_collections(rng: np.random.Generator, fits: _Flags) -> tuple[_Flags, _Flags]:
    """Random sub-collections (B, K) of K pictures, few or many, and which of them (B,) get one that fits beside.

    `fits` (B, K) says which pictures would do for whom. From half of the collections these are taken out and the
    others hold one for certain, however much a context reveals: the module is to learn to see, not what is usual.
    """
    count, total = fits.shape
    sizes = np.minimum(total, np.round(_SMALLEST * (_LARGEST / _SMALLEST) ** rng.random((count,))))
    held: _Flags = rng.random(fits.shape).argsort(1).argsort(1) < sizes[:, None]
    without = rng.random((count,)) < 0.5
    held = held & ~(fits & without[:, None])
    held = held | ~held.any(1, keepdims=True)  # nothing but what fits was in it
    return held, ~without & ~(held & fits).any(1)


@torch.no_grad()
def make_contexts(shop: Workshop, bundle: AdapterBundle, pooled: Tensor, count: int) -> Contexts:
    """What the model makes of `count` contexts of training stories."""
    language = LanguageBackbone.load(shop.model / "language", device=shop.device)
    gill = Gill(language, load_vision(shop.model / "vision", device=shop.device), bundle)
    rng = random.Random(f"decision {shop.recipe.world.seed}")  # noqa: S311 - examples, not secrets
    stories = training_stories(shop.recipe.world)
    contexts = [_context(rng, stories, shop.recipe.world.scenes) for _ in range(count)]
    states = []
    for start in range(0, count, _CHUNK):
        states.append(_states(gill, pooled, contexts[start : start + _CHUNK]).cpu())
        shop.context.step("deciding", start, count)
    told = torch.tensor([[fact in context.facts for fact in Fact] for context in contexts])
    wanted = torch.tensor([context.first + len(context.panels) - 1 for context in contexts])
    return Contexts(torch.cat(states), wanted, told)


def _states(gill: Gill, pooled: Tensor, contexts: list[_Context]) -> Tensor:
    rows: list[Row] = []
    used: list[int] = []
    for context in contexts:
        row, seen = story_row(gill, context.panels, context.shown, len(used))
        rows.append([*row, ImageTokens(0)])
        used += [context.first + panel for panel in seen]
    batch = assemble(rows, gill.config.image_token_ids, gill.config.visual_tokens).to(pooled.device)
    (hidden,) = hidden_states(gill, (batch,), pooled[used or [0]])
    return hidden[batch.states[:, 0, 0], batch.states[:, 0, 1]].float()


@dataclass(frozen=True)
class _Context:
    panels: Any
    shown: list[bool]
    first: int
    facts: frozenset[Fact]


def _context(rng: random.Random, stories: Any, start: int) -> _Context:  # noqa: ANN401 - a tuple of stories
    number = rng.randrange(len(stories))
    first = start + sum(len(story.panels) for story in stories[:number])
    panels = stories[number].panels
    target = rng.choice((len(panels) - 1, rng.randrange(len(panels))))
    start = target if rng.random() < _ALONE else 0
    chosen = panels[start : target + 1]
    shown = some_shown(rng, len(chosen))
    facts = frozenset(fact for fact in revealed(chosen, shown) if isinstance(fact, Fact))
    return _Context(chosen, shown, first + start, facts)


def _on_plain_inputs(task: Any) -> DecisionModule:  # noqa: ANN401
    """The module that gives for inputs as they are what the trained one gives for standardised ones."""
    plain = DecisionModule(task.bundle.adapter.config.language_width, task.config)
    trained = task.module["decision"]
    weight, bias = trained.weight.detach().cpu(), trained.bias.detach().cpu()
    with torch.no_grad():
        plain.weight.copy_(weight / task.deviation.cpu())
        plain.bias.copy_(bias - plain.weight @ task.mean.cpu())
    return plain


def _finish(shop: Workshop, task: Any) -> None:  # noqa: ANN401 - a DecisionTask; Stage is about any task
    adapter = task.bundle.adapter
    adapter.config = replace(adapter.config, decision=task.config)
    save_adapter(shop.model / "adapter", AdapterBundle(adapter.cpu(), _on_plain_inputs(task)))
    record = {"format": 1, "name": "starter"} | {p: p for p in ("language", "vision", "painter", "adapter")}
    (shop.model / "model.json").write_text(json.dumps(record, indent=1), encoding="utf-8")


DECISION = Stage("decision", lambda recipe: recipe.decision.train, DecisionTask, _finish)
