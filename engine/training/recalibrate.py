"""Keeps the decision module in step with an adapter that has changed.

The decision module reads h[IMG1] and the best similarity in a collection. Training moves both, and the module would
decide by numbers that no longer mean what they did. So it is refitted, in closed form, to give on the general set what
it gave before: ridge regression towards its old weights.
"""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn import functional as F

from engine.models.adapter import DecisionModule
from engine.models.gill import Gill
from engine.training.examples import Example
from engine.training.features import Features
from engine.training.sampler import Draw
from engine.training.task import AdapterTask

_RIDGE = 1e-2  # of the inputs' mean square
_FEWEST = 32
_NEIGHBOURS = 40  # pictures of each sub-collection that is looked in


@torch.no_grad()
def recalibrated(
    before: AdapterTask, after: AdapterTask, draw: Draw, pool: tuple[Example, ...], features: Features
) -> DecisionModule | None:
    """The module of `before`, refitted to what `after` reads of the draw; None where there is none, or too little."""
    module = before.gill.decision
    if module is None:
        return None
    old, new = _inputs(before, draw, pool, features), _inputs(after, draw, pool, features)
    if len(old) < _FEWEST:
        return module
    wanted = _with_one(old) @ _weights(module)
    inputs = _with_one(new)
    scale = inputs.square().mean(0).clamp(min=1e-12).sqrt()  # similarities differ by hundredths, states by ones
    standard, weights = inputs / scale, _weights(module) * scale[:, None]
    gram = standard.T @ standard + _RIDGE * len(standard) * torch.eye(standard.shape[1], dtype=standard.dtype)
    change = torch.linalg.solve(gram, standard.T @ (wanted - standard @ weights))
    fitted = (weights + change) / scale[:, None]
    refitted = DecisionModule(before.gill.config.language_width, module.config)
    refitted.weight.copy_(fitted[:-1].T)
    refitted.bias.copy_(fitted[-1])
    return refitted.eval().to(after.gill.language.device)


def _inputs(task: AdapterTask, draw: Draw, pool: tuple[Example, ...], features: Features) -> Tensor:
    """What the module reads (n, e) or (n, e + 1), float64, on the CPU: each asks in a sub-collection of its own."""
    gill = task.gill
    states = task.asked_states(draw)
    rows = states[:, 0].double().cpu()
    if gill.decision is None or gill.decision.config.similarity == "none":
        return rows
    best = _similarities(gill, states, features.pooled([one.key for one in pool]))
    scale = float(gill.adapter.logit_scale.exp()) if gill.decision.config.similarity == "scaled" else 1.0
    return torch.cat([rows, scale * best[:, None]], 1)


def _similarities(gill: Gill, states: Tensor, pooled: Tensor) -> Tensor:
    """The best cosine (n,) of each request among some pictures, the same ones for any model."""
    queries = F.normalize(gill.adapter.text_embeddings(states.to(gill.language.device)), dim=-1)
    scores = (queries @ gill.picture_vectors(pooled).T).double().cpu()
    generator = torch.Generator().manual_seed(0)
    chosen = torch.randint(scores.shape[1], (len(scores), _NEIGHBOURS), generator=generator)
    return scores.gather(1, chosen).amax(1)


def _weights(module: DecisionModule) -> Tensor:
    return torch.cat([module.weight.T, module.bias[None]]).double().cpu()


def _with_one(rows: Tensor) -> Tensor:
    return torch.cat([rows, rows.new_ones(len(rows), 1)], 1)
