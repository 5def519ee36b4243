"""The decision module stays in step with an adapter that has changed."""

from __future__ import annotations

import copy
from dataclasses import dataclass
from pathlib import Path

import pytest
import torch

from engine.catalogue import ModelFolders
from engine.models.adapter import AdapterBundle, DecisionConfig, DecisionModule
from engine.models.gill import Gill
from engine.training.examples import Example, Lesson
from engine.training.features import Features, compute_features
from engine.training.recalibrate import _inputs, recalibrated, refit_queries
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

    def draw(self, first: int, step: int) -> Draw:
        return Draw(tuple((one,) for one in self.asked[first::step]))


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
    before, after, decision = moved.before, moved.after, moved.decision
    fitted = recalibrated(before, after, moved.draw(0, 2), moved.asked, moved.features)
    assert fitted is not None
    other = moved.draw(1, 2)
    old = _inputs(before, other, moved.asked, moved.features).float()
    new = _inputs(after, other, moved.asked, moved.features).float()
    with torch.no_grad():
        wanted = decision(old).softmax(-1)
        stale, kept = (module(new).softmax(-1) for module in (decision, fitted))
    assert float((kept - wanted).abs().mean()) < 0.5 * float((stale - wanted).abs().mean())
    few = Draw(tuple((one,) for one in moved.asked[:4]))
    assert recalibrated(before, after, few, moved.asked, moved.features) is decision


def test_queries_are_as_before_on_the_general_set_and_as_learnt_on_ones_own(moved: Moved) -> None:
    general, learnt, other = moved.draw(0, 3), moved.draw(1, 3), moved.draw(2, 3)
    with torch.no_grad():
        was, was_learnt, stale = (
            task.gill.adapter.text_embeddings(task.asked_states(draw))
            for task, draw in ((moved.before, other), (moved.after, learnt), (moved.after, other))
        )
        refit_queries(moved.before, moved.after, general, Draw(()))
        kept = moved.after.gill.adapter.text_embeddings(moved.after.asked_states(other))
        assert float((kept - was).norm()) < 0.3 * float((stale - was).norm())
        moved.after.gill.adapter.text_head.load_state_dict(moved.before.gill.adapter.text_head.state_dict())
        moved.after.gill.adapter.text_head.weight.mul_(-1)
        refit_queries(moved.before, moved.after, Draw(general.rows[:4]), learnt)
        assert torch.equal(moved.after.gill.adapter.text_embeddings(moved.after.asked_states(learnt)), was_learnt)
