"""A step divided over passes is the step undivided; pairs alone are the published objective."""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import replace

import pytest
import torch
from torch import Tensor

from engine.models.adapter import AdapterBundle
from engine.models.gill import Gill
from engine.training.division import read
from engine.training.examples import Context, Example, Lesson
from engine.training.features import Features
from engine.training.objective import objective
from engine.training.rows import assemble, captioning_rows, picture_rows
from engine.training.sampler import Draw
from engine.training.task import AdapterTask

Make = Callable[..., AdapterTask]


def gradients(task: AdapterTask, step: int = 0) -> tuple[float, dict[str, float], dict[str, Tensor]]:
    loss, parts = task.backward(step)
    told = {name: float(value) for name, value in parts.items()}
    found = {n: p.grad.clone() for n, p in task.module.named_parameters() if p.grad is not None}
    return float(loss), told, found


@pytest.mark.parametrize("micro", [1, 2, 5])
@pytest.mark.parametrize("packing", [0.0, 0.6])
def test_losses_and_gradients_do_not_depend_on_how_many_are_computed_at_once(
    task_of: Make, micro: int, packing: float
) -> None:
    loss, parts, whole = gradients(task_of(batch=8, packing=packing))
    divided_loss, divided_parts, divided = gradients(task_of(batch=8, packing=packing, micro_batch=micro))
    assert divided_loss == pytest.approx(loss, abs=2e-5)
    assert divided_parts == pytest.approx(parts, abs=2e-5)
    assert set(divided) == set(whole)
    for name, gradient in whole.items():
        scale = max(1e-3, float(gradient.abs().max()))
        assert float((divided[name] - gradient).abs().max()) < 2e-4 * scale, name


def test_pairs_without_distractors_are_the_objective_of_the_paper(
    own_gill: Gill, lesson: Lesson, features: Features, task_of: Make
) -> None:
    """With different captions and an empty prompt format, it is what the parity tests prove."""
    task = task_of(batch=6, end_captions=False, generation="norm", generation_weight=1.0)
    examples = lesson.learnt[:6]
    pieces = task._divided(Draw(tuple((one,) for one in examples)))[0]
    assert len(pieces) == 1
    captions = [features.ids(one.caption) for one in examples]
    layout = (own_gill.config.image_token_ids, own_gill.config.visual_tokens)
    bos = own_gill.language.bos
    expected = objective(
        own_gill,
        assemble(captioning_rows(captions, bos, packed=False), *layout),
        assemble(picture_rows(captions, bos, packed=False), *layout),
        features.pooled([one.key for one in examples]),
        features.targets([one.caption for one in examples]),
    )
    found = task._losses(Draw(tuple((one,) for one in examples)))
    assert found == pytest.approx(dict(expected.values()), abs=2e-5)


def test_pictures_that_would_do_as_well_are_not_held_against_the_model(lesson: Lesson, task_of: Make) -> None:
    task = task_of(batch=4)
    first, second, third, fourth = lesson.learnt[:4]
    twin = Example(second.key, first.caption, second.group)
    alike = Example(third.key, third.caption, fourth.group)
    draw = Draw(((first,), (twin,), (alike,), (fourth,)), (), (first, fourth, lesson.learnt[5]))
    comparison = task._divided(draw)[1]
    order = [item.keys[0] for item in sorted(task._items(draw), key=lambda item: (item.is_story, item.length))]
    at = {key: order.index(key) for key in order}
    left_out = {(i, j) for i, j in comparison.alike.nonzero().tolist()}
    twins, group = (at[first.key], at[second.key]), (at[third.key], at[fourth.key])
    expected = {twins, twins[::-1], group, group[::-1]}
    expected |= {(at[first.key], 4), (at[second.key], 4), (at[third.key], 5), (at[fourth.key], 5)}
    assert left_out == expected


@pytest.fixture
def replayed(lesson: Lesson) -> Draw:
    """A pair, two pairs in one row, and a story, all replayed."""
    first, second, third = lesson.learnt[:3]
    story = Context(lesson.stories[0], (True, False, False))
    return Draw((), (), lesson.learnt[3:6], ((first,), (second, third)), (story,))


def changed(gill: Gill) -> Gill:
    """Another model of the same frozen parts, and pictures' vectors."""
    adapter = copy.deepcopy(gill.adapter)
    with torch.no_grad():
        for module in (adapter.text_head, adapter.mapper, adapter.caption_head):
            for parameter in module.parameters():
                parameter.add_(0.1 * torch.randn(parameter.shape, generator=torch.Generator().manual_seed(1)))
    return Gill(gill.language, gill.vision, AdapterBundle(adapter))


def test_what_is_replayed_is_to_stay_as_it_was(own_gill: Gill, task_of: Make, replayed: Draw) -> None:
    same = changed(own_gill)
    same.adapter.load_state_dict(own_gill.adapter.state_dict())
    kept = {}
    for name, before in (("same", same), ("other", changed(own_gill))):
        task = task_of(before, captioning_weight=0.0, picture_word_weight=0.0)
        parts = task._backward(replayed)
        slopes = [p.grad.abs().max() for p in own_gill.adapter.parameters() if p.grad is not None]
        kept[name] = float(parts["kept"]), float(torch.stack(slopes).max())
        assert float(parts["generation"]) == float(parts["text_to_image"]) == float(parts["image_to_text"]) == 0
    assert kept["same"] == pytest.approx((0, 0), abs=1e-5)
    assert min(kept["other"]) > 1e-3


def test_what_is_kept_counts_as_much_as_the_recipe_says(own_gill: Gill, task_of: Make, replayed: Draw) -> None:
    before = changed(own_gill)
    slopes = []
    for keeping in (1.0, 3.0):
        task_of(before, captioning_weight=0.0, picture_word_weight=0.0, keeping=keeping)._backward(replayed)
        slopes.append(own_gill.adapter.text_head.weight.grad)
    assert slopes[0] is not None
    assert slopes[1] is not None
    assert torch.allclose(3 * slopes[0], slopes[1], rtol=1e-3, atol=1e-6)


def test_pictures_that_are_replayed_are_seen_as_they_were(
    own_gill: Gill, lesson: Lesson, features: Features, task_of: Make, replayed: Draw
) -> None:
    before, head = changed(own_gill), own_gill.adapter.caption_head
    slopes, kept = [], 0.0
    for other in (None, before):
        task = task_of(other, picture_word_weight=0.0, retrieval_weight=0.0, generation_weight=0.0, keeping=2.0)
        parts = task._backward(replayed)
        kept = float(parts.get("kept", 0.0))
        assert head.weight.grad is not None
        slopes.append(head.weight.grad.clone())
    keys = [one.key for row in replayed.replayed_rows for one in row]
    keys += [part.picture for part in (lesson.stories[0][0], lesson.stories[0][2])]  # which is shown, and is asked for
    pooled = features.pooled(keys)
    with torch.no_grad():
        variance = before.adapter.caption_head(features.some_pooled()).var(0).mean()
        wanted = before.adapter.caption_head(pooled)
    head.zero_grad()
    moved = (head(pooled) - wanted).square().mean() / variance
    (2.0 * moved).backward()
    assert kept == pytest.approx(float(moved.detach()), rel=1e-4)
    assert head.weight.grad is not None
    assert torch.allclose(slopes[1] - slopes[0], head.weight.grad, rtol=1e-3, atol=1e-5)


def test_what_is_learnt_is_not_kept_as_it_was(
    own_gill: Gill, lesson: Lesson, features: Features, task_of: Make, replayed: Draw
) -> None:
    before = changed(own_gill)
    new = lesson.learnt[6:8]
    draw = replace(replayed, rows=tuple((one,) for one in new))
    (piece,), comparison, totals = task_of(before)._divided(draw)
    (plain,), _, undivided = task_of()._divided(draw)
    own = (~piece.replayed).nonzero()[:, 0]
    assert torch.equal(piece.replayed, comparison.replayed)
    assert not bool(plain.replayed.any()), "without a model that it was, all is learnt"
    assert (totals.asked, totals.replayed) == (2, 4)
    assert (undivided.asked, undivided.replayed) == (6, 0)
    assert torch.equal(
        piece.targets[own].sum((1, 2)).sort()[0], features.targets([one.caption for one in new]).sum((1, 2)).sort()[0]
    )
    assert not bool(piece.asked[own].any())
    found = read(before, plain)
    assert torch.allclose(piece.asked[piece.replayed], found.texts[piece.replayed], atol=1e-5)
    painted = before.adapter.painter_embeddings(found.states[piece.replayed])
    assert torch.allclose(piece.targets[piece.replayed], painted, atol=1e-5)


@pytest.mark.parametrize("micro", [1, 3])
def test_what_is_kept_does_not_depend_on_how_many_are_computed_at_once(
    own_gill: Gill, lesson: Lesson, task_of: Make, replayed: Draw, micro: int
) -> None:
    before = changed(own_gill)
    draw = replace(replayed, rows=tuple((one,) for one in lesson.learnt[6:9]))
    found = []
    for count in (48, micro):
        parts = task_of(before, micro_batch=count)._backward(draw)
        slopes = {n: p.grad.clone() for n, p in own_gill.adapter.named_parameters() if p.grad is not None}
        found.append(({name: float(value) for name, value in parts.items()}, slopes))
    (whole, slopes), (divided, others) = found
    assert divided == pytest.approx(whole, abs=2e-5)
    for name, slope in slopes.items():
        scale = max(1e-3, float(slope.abs().max()))
        assert float((others[name] - slope).abs().max()) < 2e-4 * scale, name


def test_too_little_memory_divides_the_step_further(task_of: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = gradients(task_of(batch=8))
    task = task_of(batch=8)
    plain = task._divided

    def short(draw: Draw, **options: bool) -> object:
        if task.micro_batch > 2:
            raise torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 2 GiB")
        return plain(draw, **options)

    monkeypatch.setattr(task, "_divided", short)
    found = gradients(task)
    assert task.micro_batch == 2
    assert found[0] == pytest.approx(whole[0], abs=2e-5)
