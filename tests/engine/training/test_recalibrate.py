"""The decision module stays in step with an adapter that has changed."""

from __future__ import annotations

import copy
from pathlib import Path

import torch

from engine.catalogue import ModelFolders
from engine.models.adapter import AdapterBundle, DecisionConfig, DecisionModule
from engine.models.gill import Gill
from engine.training.examples import Example, Lesson
from engine.training.features import compute_features
from engine.training.recalibrate import _inputs, recalibrated
from engine.training.sampler import Draw, Mixture, Sampler
from engine.training.task import AdapterTask
from gill_studio.core.training import TrainingRecipe


def test_it_decides_as_before_although_what_it_reads_has_moved(own_gill: Gill, lesson: Lesson, random_model: Path):
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
    moved = copy.deepcopy(own_gill.adapter)
    with torch.no_grad():
        noise = torch.randn(moved.image_tokens.shape, generator=torch.Generator().manual_seed(2))
        moved.image_tokens.add_(noise, alpha=float(moved.image_tokens.std()))
        moved.text_head.weight.mul_(-1)
    recipe, sampler = TrainingRecipe(precision="float32"), Sampler(whole, Mixture())
    models = [Gill(own_gill.language, own_gill.vision, AdapterBundle(a, decision)) for a in (own_gill.adapter, moved)]
    before, after = (AdapterTask(model, features, sampler, recipe) for model in models)
    draw = Draw(tuple((one,) for one in many[::2]))
    fitted = recalibrated(before, after, draw, many, features)
    assert fitted is not None
    other = Draw(tuple((one,) for one in many[1::2]))
    old, new = _inputs(before, other, many, features).float(), _inputs(after, other, many, features).float()
    with torch.no_grad():
        wanted = decision(old).softmax(-1)
        stale, kept = (module(new).softmax(-1) for module in (decision, fitted))
    assert float((kept - wanted).abs().mean()) < 0.5 * float((stale - wanted).abs().mean())
    few = Draw(tuple((one,) for one in many[:4]))
    assert recalibrated(before, after, few, many, features) is decision
