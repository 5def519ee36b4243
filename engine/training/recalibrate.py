"""Leaves alone in an adapter that has changed what need not change.

What is taught of an album moves W_cap for all pictures, and the words of stories come to depend less on theirs. So it
is refitted to see the general set's pictures as it did before, and those that were learnt as it does now.

The decision module reads h[IMG1] and the best similarity in a collection. Training moves both, and the module would
decide by numbers that no longer mean what they did: InfoNCE ranks the pictures of one request only, so that what a good
similarity is drifts from request to request. So W_t2i is refitted to give on the general set the queries it gave
before, and on what was learnt those it gives now; then the decision module, to give on the general set what it gave
before. All in closed form: ridge regression towards their present weights.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from engine.models.adapter import DecisionModule
from engine.models.gill import Gill

_RIDGE = 1e-2  # of the inputs' mean square
_FEWEST = 32
_NEIGHBOURS = 40  # pictures of each sub-collection that is looked in


@torch.no_grad()
def refit_sight(before: Gill, after: Gill, general: Tensor, learnt: Tensor) -> None:
    """Change W_cap of `after` so that the pictures of the general set are seen as `before` sees them.

    `general` (n, d) and `learnt` (m, d) are pooled features; those that were learnt are seen as they are now.
    """
    old, new = before.adapter.caption_head, after.adapter.caption_head
    general, learnt = general.double().cpu(), learnt.double().cpu()
    _refit(new, (general, _with_one(general) @ _linear(old)), learnt)


@torch.no_grad()
def refit_queries(before: Gill, after: Gill, states: tuple[Tensor, Tensor], learnt: Tensor) -> None:
    """Change W_t2i of `after`, whose W_i2t has to be that of `before`, so that queries stay what they are.

    `states` are both models' [IMG] states (m, r, e) of the general set, `learnt` those of `after` of what was learnt.
    On the first, queries become those of `before`, on the second they remain those of `after`; each as a whole counts
    the same.
    """
    old, new = (_first(one) for one in states)
    _refit(after.adapter.text_head, (new, _with_one(old) @ _linear(before.adapter.text_head)), _first(learnt))


@torch.no_grad()
def recalibrated(before: Gill, after: Gill, states: tuple[Tensor, Tensor], pooled: Tensor) -> DecisionModule | None:
    """The module of `before`, refitted to what `after` reads; None where there is none.

    `states` are both models' [IMG] states (m, r, e) of the same requests; where they are too few, it stays as it is.
    `pooled` (n, d) are features of pictures, some of which each request looks among.
    """
    module = before.decision
    if module is None:
        return None
    old, new = _inputs(before, states[0], pooled), _inputs(after, states[1], pooled)
    if len(old) < _FEWEST:
        return module
    wanted = _with_one(old) @ _weights(module)
    fitted = _ridge(_with_one(new), wanted, _weights(module))
    refitted = DecisionModule(before.config.language_width, module.config)
    refitted.weight.copy_(fitted[:-1].T)
    refitted.bias.copy_(fitted[-1])
    return refitted.eval().to(after.language.device)


def _refit(layer: nn.Linear, general: tuple[Tensor, Tensor], own: Tensor) -> None:
    """Have it give for inputs (n, i) of the general set what is wanted (n, o), and for its own (m, i) what it gives."""
    inputs, wanted = general
    if len(inputs) < _FEWEST:
        return
    present = _linear(layer)
    share = (len(inputs) / max(1, len(own))) ** 0.5
    own = share * _with_one(own)
    fitted = _ridge(torch.cat([_with_one(inputs), own]), torch.cat([wanted, own @ present]), present)
    layer.weight.copy_(fitted[:-1].T)
    layer.bias.copy_(fitted[-1])


def _ridge(inputs: Tensor, wanted: Tensor, weights: Tensor) -> Tensor:
    """Weights (i, o), near the present ones, by which inputs (n, i) give what is wanted (n, o)."""
    scale = inputs.square().mean(0).clamp(min=1e-12).sqrt()  # similarities differ by hundredths, states by ones
    standard, weights = inputs / scale, weights * scale[:, None]
    gram = standard.T @ standard + _RIDGE * len(standard) * torch.eye(standard.shape[1], dtype=standard.dtype)
    change = torch.linalg.solve(gram, standard.T @ (wanted - standard @ weights))
    fitted: Tensor = (weights + change) / scale[:, None]
    return fitted


def _first(states: Tensor) -> Tensor:
    """h[IMG1] (n, e), float64, on the CPU."""
    return states[:, 0].double().cpu()


def _inputs(gill: Gill, states: Tensor, pooled: Tensor) -> Tensor:
    """What the module reads (n, e) or (n, e + 1), float64, on the CPU: each asks in a sub-collection of its own."""
    rows = _first(states)
    if gill.decision is None or gill.decision.config.similarity == "none":
        return rows
    best = _similarities(gill, states, pooled)
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


def _linear(layer: nn.Linear) -> Tensor:
    return torch.cat([layer.weight.T, layer.bias[None]]).double().cpu()


def _with_one(rows: Tensor) -> Tensor:
    return torch.cat([rows, rows.new_ones(len(rows), 1)], 1)
