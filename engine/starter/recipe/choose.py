"""Stage decision: whether a collection holds a picture that shows all that the context reveals."""

from __future__ import annotations

import json
import random
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from engine.models.adapter import AdapterBundle, DecisionConfig, DecisionModule
from engine.models.adapter_files import read_adapter, save_adapter
from engine.models.gill import Gill
from engine.models.language import LanguageBackbone
from engine.models.vision import load_vision
from engine.starter.recipe.features import pooled_features
from engine.starter.recipe.join import revealed, story_row
from engine.starter.recipe.library import training_pictures, training_stories
from engine.starter.recipe.stage import Stage, Workshop
from engine.starter.story.corpus import some_shown
from engine.starter.story.reveal import shows
from engine.starter.world.facts import Fact
from engine.training.objective import hidden_states
from engine.training.rows import ImageTokens, Row, assemble

_LARGEST, _SMALLEST = 600, 8
_LEAST = 1e-6  # of a deviation
_CHUNK = 16
_ALONE = 0.25  # of the contexts are a caption alone, which reveals little: nearly any collection has what fits


@dataclass(frozen=True)
class Examples:
    """States h[IMG1] (n, e), the best cosine in a random sub-collection (n,), and 1 where retrieving is right (n,)."""

    states: Tensor
    similarities: Tensor
    labels: Tensor


class DecisionTask:
    """Cross-entropy on [generate, retrieve], over many random sub-collections."""

    name = "decision"

    def __init__(self, shop: Workshop) -> None:
        self.shop = shop
        bundle = read_adapter(shop.model / "adapter")
        self.config = DecisionConfig("cosine")
        self.bundle = bundle
        self.module: nn.Module = DecisionModule(bundle.adapter.config.language_width, self.config).to(shop.device)
        self.examples = make_examples(shop, bundle, shop.recipe.decision.examples, "decision")
        inputs = torch.cat([self.examples.states, self.examples.similarities[:, None]], 1)
        self.mean, self.deviation = inputs.mean(0), inputs.std(0) + _LEAST

    def loss(self, step: int) -> tuple[Tensor, Mapping[str, Tensor]]:
        """Cross-entropy of a batch of examples."""
        rng = np.random.default_rng([self.shop.recipe.world.seed, 5, step])
        size = min(self.shop.recipe.decision.train.batch, len(self.examples.labels))
        chosen = torch.from_numpy(rng.integers(len(self.examples.labels), size=size))
        inputs = torch.cat([self.examples.states[chosen], self.examples.similarities[chosen, None]], 1)
        labels = self.examples.labels[chosen].to(self.shop.device)
        # Similarities differ by hundredths, which a step of Adam would never come to weigh as they are.
        inputs = (inputs - self.mean) / self.deviation
        logits = self.module(inputs.to(self.shop.device)).float()
        right = (logits.argmax(1) == labels).float().mean()
        return F.cross_entropy(logits, labels), {"right": right.detach()}

    def after_step(self, step: int) -> None:
        """Nothing to hold."""


@torch.no_grad()
def make_examples(shop: Workshop, bundle: AdapterBundle, count: int, seed: str) -> Examples:
    """Contexts of training stories against random sub-collections of the training pictures.

    In half of the cases the fitting pictures are taken out, so that neither answer is the rule.
    """
    language = LanguageBackbone.load(shop.model / "language", device=shop.device)
    gill = Gill(language, load_vision(shop.model / "vision", device=shop.device), bundle)
    pictures = training_pictures(shop)
    pooled = pooled_features(shop, pictures, "training")
    vectors = gill.picture_vectors(pooled)
    ordinary = [i for i, scene in enumerate(pictures.scenes) if not scene.is_reserved]
    rng = random.Random(f"{seed} {shop.recipe.world.seed}")  # noqa: S311 - examples, not secrets
    stories = training_stories(shop.recipe.world)
    states, similarities, labels = [], [], []
    for start in range(0, count, _CHUNK):
        contexts = [_context(rng, stories, shop.recipe.world.scenes) for _ in range(min(_CHUNK, count - start))]
        rows: list[Row] = []
        used: list[int] = []
        for context in contexts:
            row, seen = story_row(gill, context.panels, context.shown, len(used))
            rows.append([*row, ImageTokens(0)])
            used += [context.first + panel for panel in seen]
        batch = assemble(rows, gill.config.image_token_ids, gill.config.visual_tokens).to(shop.device)
        (hidden,) = hidden_states(gill, (batch,), pooled[used or [0]].to(shop.device))
        img = hidden[batch.states[..., 0], batch.states[..., 1]].float()
        queries = F.normalize(gill.adapter.text_embeddings(img), dim=-1)
        for context, state, query in zip(contexts, img[:, 0], queries, strict=True):
            collection, label = _collection(rng, context, ordinary, pictures.scenes)
            states.append(state.cpu())
            similarities.append(float((vectors[collection] @ query).max()))
            labels.append(label)
        shop.context.step("deciding", start, count)
    return Examples(torch.stack(states), torch.tensor(similarities), torch.tensor(labels))


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


def _collection(rng: random.Random, context: _Context, ordinary: list[int], scenes: Any) -> tuple[list[int], int]:  # noqa: ANN401
    """A random sub-collection, and 1 if one of its pictures shows every fact that the context reveals."""
    size = round(_SMALLEST * (_LARGEST / _SMALLEST) ** rng.random())
    chosen = rng.sample(ordinary, min(size, len(ordinary)))
    target = context.panels[-1].scene
    fitting = [i for i in chosen if shows(scenes[i], target, context.facts)]
    if fitting and rng.random() < 0.5:
        kept = [i for i in chosen if i not in set(fitting)]
        return kept or chosen, int(not kept)
    if not fitting and rng.random() < 0.5:
        more = [i for i in rng.sample(ordinary, min(4000, len(ordinary))) if shows(scenes[i], target, context.facts)]
        if more:
            return [*chosen, more[0]], 1
    return chosen, int(bool(fitting))


def _on_plain_inputs(task: Any) -> DecisionModule:  # noqa: ANN401
    """The module that gives for inputs as they are what the trained one gives for standardised ones."""
    plain = DecisionModule(task.bundle.adapter.config.language_width, task.config)
    weight, bias = task.module.weight.detach().cpu(), task.module.bias.detach().cpu()
    with torch.no_grad():
        plain.weight.copy_(weight / task.deviation)
        plain.bias.copy_(bias - plain.weight @ task.mean)
    return plain


def _finish(shop: Workshop, task: Any) -> None:  # noqa: ANN401 - a DecisionTask; Stage is about any task
    adapter = task.bundle.adapter
    adapter.config = replace(adapter.config, decision=task.config)
    save_adapter(shop.model / "adapter", AdapterBundle(adapter.cpu(), _on_plain_inputs(task)))
    record = {"format": 1, "name": "starter"} | {p: p for p in ("language", "vision", "painter", "adapter")}
    (shop.model / "model.json").write_text(json.dumps(record, indent=1), encoding="utf-8")


DECISION = Stage("decision", lambda recipe: recipe.decision.train, DecisionTask, _finish)
