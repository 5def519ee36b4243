"""Figures of a set are what they are called: ranks, mean log-probabilities, relative distances."""

from __future__ import annotations

from dataclasses import replace

import pytest
import torch
from torch.nn import functional as F

from engine.evaluation.likelihood import log_likelihood
from engine.models.gill import Gill
from engine.pictures import Picture
from engine.prompting.prompt import ContextPanel, Prompter
from engine.training.examples import Lesson
from engine.training.features import Features
from engine.training.measure import measure


def query(gill: Gill, caption: str) -> torch.Tensor:
    """The retrieval vector of a caption, the engine's own way."""
    prompter = Prompter(gill)
    embeddings = prompter.embed(prompter.pieces([ContextPanel(caption)]), [])
    return gill.query_vector(gill.image_states(None, embeddings))


def test_pictures_are_found_as_the_engine_finds_them(own_gill: Gill, lesson: Lesson, features: Features) -> None:
    examples = lesson.learnt
    found = measure(own_gill, features, examples, examples, "these")
    vectors = own_gill.picture_vectors(features.pooled([one.key for one in examples]))
    ranks = []
    for number, one in enumerate(examples):
        scores = vectors @ query(own_gill, one.caption)
        ranks.append(int((scores >= scores[number] - 1e-6).sum()) - 1)
    for depth in (1, 5, 10):
        assert found.found_at[f"R@{depth}"] == pytest.approx(sum(rank < depth for rank in ranks) / len(ranks))
    assert (found.set, found.examples, found.candidates) == ("these", 9, 9)


def test_pictures_that_show_the_same_are_no_candidates_beside_the_right_one(
    own_gill: Gill, lesson: Lesson, features: Features
) -> None:
    one = lesson.learnt[0]
    twins = [replace(other, group=one.key) for other in lesson.learnt[1:]]
    assert measure(own_gill, features, [one], [one, *twins], "twins").found_at["R@1"] == 1.0
    named = [replace(other, caption=one.caption.upper()) for other in lesson.learnt[1:]]
    assert measure(own_gill, features, [one], [one, *named], "named").found_at["R@1"] == 1.0


def test_captions_are_scored_as_the_engine_scores_them(own_gill: Gill, lesson: Lesson, features: Features) -> None:
    """With BOS, which follows the picture and is predicted from it, as in the published format."""
    one = lesson.learnt[3]
    found = measure(own_gill, features, [one], [one], "one").log_likelihood
    panels = [ContextPanel("", Picture.open(lesson.files[one.key])), ContextPanel(one.caption)]
    assert found == pytest.approx(log_likelihood(Prompter(own_gill), panels), abs=1e-4)


def test_generation_is_the_error_over_the_encodings_variance(
    own_gill: Gill, lesson: Lesson, features: Features
) -> None:
    one = lesson.learnt[2]
    prompter = Prompter(own_gill)
    states = own_gill.image_states(None, prompter.embed(prompter.pieces([ContextPanel(one.caption)]), []))
    expected = F.mse_loss(own_gill.painter_embeddings(states), features.targets([one.caption])[0])
    found = measure(own_gill, features, [one], [one], "one").generation
    assert found == pytest.approx(float(expected) / features.variance, rel=1e-3)


def test_nothing_to_measure_has_no_figures(own_gill: Gill, features: Features) -> None:
    assert measure(own_gill, features, [], [], "nothing").found_at == {}
