"""Muon: momentum whose matrix is made nearly orthogonal before each step.

Jordan et al., "Muon: an optimizer for hidden layers in neural networks" (2024). torch.optim.Muon takes
matrices only; here convolutions (out, in, height, width) are stepped as matrices (out, in * height * width).
Small convolutional networks need several times fewer steps with it than with Adam.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import torch
from torch import Tensor

_COEFFICIENTS = (3.4445, -4.7750, 2.0315)  # of the quintic that drives singular values towards 1 fastest
_ITERATIONS = 5


class Muon(torch.optim.Optimizer):
    """Nesterov momentum, orthogonalised, times `lr`; for parameters of two or more dimensions.

    A step's size does not depend on the gradient's: `lr` is about the change of a matrix's singular values,
    0.01 to 0.05 for most. Tall matrices are stepped sqrt(rows / columns) further.
    """

    def __init__(self, parameters: Iterable[Tensor], lr: float = 0.02, momentum: float = 0.95) -> None:
        super().__init__(parameters, {"lr": lr, "momentum": momentum})

    @torch.no_grad()
    def step(self, closure: Any = None) -> None:  # type: ignore[override]  # noqa: ANN401 - torch's own signature
        """Update every parameter that has a gradient."""
        if closure is not None:
            raise ValueError("Muon takes no closure.")
        for group in self.param_groups:
            for parameter in group["params"]:
                if parameter.grad is not None:
                    self._step(parameter, group["lr"], group["momentum"])

    def _step(self, parameter: Tensor, rate: float, momentum: float) -> None:
        state = self.state[parameter]
        if not state:
            state["momentum"] = torch.zeros_like(parameter)
        state["momentum"].lerp_(parameter.grad, 1 - momentum)
        ahead = parameter.grad.lerp(state["momentum"], momentum).flatten(1)  # type: ignore[union-attr]
        update = orthogonalised(ahead).float().mul_(max(1.0, ahead.shape[0] / ahead.shape[1]) ** 0.5)
        parameter.sub_(update.view(parameter.shape).to(parameter.dtype), alpha=rate)


def orthogonalised(matrix: Tensor) -> Tensor:
    """A matrix (m, n) with the singular vectors of `matrix` and singular values near 1 (0.7 to 1.2).

    Five Newton-Schulz iterations of an odd quintic polynomial; no decomposition is computed. Computed and given in
    bfloat16, as the authors do: its error is small beside that of the polynomial, and it is several times faster.
    """
    a, b, c = _COEFFICIENTS
    tall = matrix.shape[0] > matrix.shape[1]
    x: Tensor = (matrix.T if tall else matrix).bfloat16()
    x = x / (x.norm() + 1e-7)
    for _ in range(_ITERATIONS):
        gram = x @ x.T
        x = a * x + (b * gram + c * gram @ gram) @ x
    return x.T if tall else x
