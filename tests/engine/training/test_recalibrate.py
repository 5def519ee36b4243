"""What need not change in an adapter that was taught is as before."""

from __future__ import annotations

import copy
from dataclasses import dataclass
from pathlib import Path

import pytest
import torch
from torch import Tensor

from engine.catalogue import ModelFolders
from engine.models.adapter import AdapterBundle, DecisionConfig, DecisionModule
from engine.models.gill import Gill
from engine.training.examples import Example, Lesson
from engine.training.features import Features, compute_features
from engine.training.recalibrate import _inputs, recalibrated, refit_queries, refit_sight
from engine.training.sampler import Draw, Mixture, Sampler
from engine.training.task import AdapterTask
from gill_studio.core.training import TrainingRecipe


@dataclass
class Moved:
    """A model before and after it was changed, and what both are asked for."""

    before: AdapterTask
    after: AdapterTask
    asked: tuple[Example, ...]
    features: Features
    decision: DecisionModule

    @property
    def models(self) -> tuple[Gill, Gill]:
        return self.before.gill, self.after.gill

    @property
    def pooled(self) -> Tensor:
        return self.features.pooled([one.key for one in self.asked])

    def states(self, first: int, step: int) -> tuple[Tensor, Tensor]:
        """Before and after."""
        draw = Draw(tuple((one,) for one in self.asked[first::step]))
        return self.before.asked_states(draw), self.after.asked_states(draw)


@pytest.fixture
def moved(own_gill: Gill, lesson: Lesson, random_model: Path) -> Moved:
    words = [
        f"{a} {b}" for a in ("a fox", "the owl", "a boat", "the wind") for b in ("in red", "at night", "home", "far")
    ]
    keys = [one.key for one in lesson.examples]
    many = tuple(Example(keys[i % 12], f"{text} {i}", keys[i % 12]) for i, text in enumerate(words * 6))
    whole = Lesson(many, (), files=lesson.files)
    features = compute_features(own_gill, ModelFolders.of(random_model), whole)
    decision = DecisionModule(own_gill.config.language_width, DecisionConfig("cosine"))
    with torch.no_grad():
        decision.weight.normal_(std=2.0, generator=torch.Generator().manual_seed(1))
    adapter = copy.deepcopy(own_gill.adapter)
    with torch.no_grad():
        noise = torch.randn(adapter.image_tokens.shape, generator=torch.Generator().manual_seed(2))
        adapter.image_tokens.add_(noise, alpha=float(adapter.image_tokens.std()))
        adapter.text_head.weight.mul_(-1)
    recipe, sampler = TrainingRecipe(precision="float32"), Sampler(whole, Mixture())
    models = [Gill(own_gill.language, own_gill.vision, AdapterBundle(a, decision)) for a in (own_gill.adapter, adapter)]
    before, after = (AdapterTask(model, features, sampler, recipe) for model in models)
    return Moved(before, after, many, features, decision)


def test_it_decides_as_before_although_what_it_reads_has_moved(moved: Moved) -> None:
    before, after = moved.models
    fitted = recalibrated(before, after, moved.states(0, 2), moved.pooled)
    assert fitted is not None
    other = moved.states(1, 2)
    old, new = _inputs(before, other[0], moved.pooled).float(), _inputs(after, other[1], moved.pooled).float()
    with torch.no_grad():
        wanted = moved.decision(old).softmax(-1)
        stale, kept = (module(new).softmax(-1) for module in (moved.decision, fitted))
    assert float((kept - wanted).abs().mean()) < 0.5 * float((stale - wanted).abs().mean())
    few = before_and_after(moved.states(0, 2), 4)
    assert recalibrated(before, after, few, moved.pooled) is moved.decision


def test_queries_are_as_before_on_the_general_set_and_as_learnt_on_ones_own(moved: Moved) -> None:
    before, after = moved.models
    general, learnt, other = moved.states(0, 3), moved.states(1, 3)[1], moved.states(2, 3)
    with torch.no_grad():
        was, was_learnt = before.adapter.text_embeddings(other[0]), after.adapter.text_embeddings(learnt)
        stale = after.adapter.text_embeddings(other[1])
        refit_queries(before, after, general, learnt[:0])
        kept = after.adapter.text_embeddings(other[1])
        assert float((kept - was).norm()) < 0.3 * float((stale - was).norm())
        after.adapter.text_head.load_state_dict(before.adapter.text_head.state_dict())
        after.adapter.text_head.weight.mul_(-1)
        refit_queries(before, after, before_and_after(general, 4), learnt)
        assert torch.equal(after.adapter.text_embeddings(learnt), was_learnt)


def test_pictures_are_seen_as_before_but_for_what_was_learnt(moved: Moved) -> None:
    before, after = moved.models
    width = before.config.vision_width
    torch.manual_seed(3)
    general, learnt = torch.randn(300, width), torch.randn(60, width)
    general[:, width // 2 :], learnt[:, : width // 2] = 0.0, 0.0  # an album shows something else
    with torch.no_grad():
        after.adapter.caption_head.weight.add_(0.1 * torch.randn_like(after.adapter.caption_head.weight))
        was, stale, taught = (
            model.adapter.caption_embeddings(pictures)
            for model, pictures in ((before, general[::2]), (after, general[::2]), (after, learnt[::2]))
        )
        untaught = before.adapter.caption_embeddings(learnt[::2])
        refit_sight(before, after, general[1::2], learnt[1::2])
        kept, known = (after.adapter.caption_embeddings(pictures[::2]) for pictures in (general, learnt))
    assert float((kept - was).norm()) < 0.1 * float((stale - was).norm())
    assert float((known - taught).norm()) < 0.1 * float((untaught - taught).norm())


def before_and_after(states: tuple[Tensor, Tensor], count: int) -> tuple[Tensor, Tensor]:
    """The first ones."""
    return states[0][:count], states[1][:count]
