"""A step divided over passes is the step undivided; pairs alone are the published objective."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import torch
from torch import Tensor

from engine.models.gill import Gill
from engine.training.examples import Example, Lesson
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
