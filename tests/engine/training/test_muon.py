"""Muon: steps of one size in every direction, for matrices and convolutions; the rest is AdamW's."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch
from torch import nn

from engine.training.loop import LoopConfig, train
from engine.training.muon import Muon, orthogonalised
from engine.training.schedule import Schedule


@pytest.mark.parametrize("shape", [(6, 20), (20, 6), (12, 12)])
def test_singular_values_come_near_one_and_directions_stay(shape: tuple[int, int]):
    matrix = torch.randn(*shape, generator=torch.Generator().manual_seed(1))
    left, _, right = torch.linalg.svd(matrix, full_matrices=False)
    found = orthogonalised(1e-3 * matrix).float()
    turned = left.T @ found @ right.T
    values = turned.diagonal()
    assert 0.3 < values.min() <= values.max() < 1.3
    assert (turned - values.diag()).abs().max() < 0.1  # bfloat16


def test_a_convolution_steps_as_a_matrix_whatever_its_memory_format():
    torch.manual_seed(0)
    gradient = torch.randn(8, 4, 3, 3)
    steps = []
    for layout in (torch.contiguous_format, torch.channels_last):
        weight = nn.Parameter(torch.zeros(8, 4, 3, 3).contiguous(memory_format=layout))
        weight.grad = gradient.contiguous(memory_format=layout)
        Muon([weight], lr=0.5).step()
        steps.append(weight.detach().contiguous())
    assert torch.allclose(steps[0], steps[1], atol=0.05)
    # The first step's Nesterov momentum points along the gradient.
    assert torch.allclose(steps[0].flatten(1), -0.5 * orthogonalised(gradient.flatten(1)).float(), atol=0.05)


class Words:
    """An embedding, a matrix and biases, drawn to random targets."""

    name = "words"

    def __init__(self) -> None:
        torch.manual_seed(0)
        self.module: nn.Module = nn.Sequential(nn.Embedding(9, 4), nn.Linear(4, 4))
        self.targets = torch.randn(9, 4)

    def loss(self, step: int) -> tuple[torch.Tensor, dict[str, torch.Tensor]]:  # noqa: ARG002
        return (self.module(torch.arange(9)) - self.targets).square().mean(), {}

    def after_step(self, step: int) -> None:
        pass


def test_embeddings_and_biases_are_left_to_adamw(tmp_path: Path):
    task = Words()
    before = {name: p.detach().clone() for name, p in task.module.named_parameters()}
    next(iter(train(task, LoopConfig(Schedule(1e-3, 10, 0), muon=0.05, weight_decay=0.0), tmp_path)))
    change = {name: (p.detach() - before[name]).abs().max().item() for name, p in task.module.named_parameters()}
    assert change["0.weight"] == pytest.approx(1e-3, rel=1e-3)  # AdamW's first step is its rate
    assert change["1.bias"] == pytest.approx(1e-3, rel=1e-3)
    assert change["1.weight"] > 0.01
