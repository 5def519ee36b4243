"""What the decision stage is shown: sub-collections that hold a fitting picture, and such that do not."""

from __future__ import annotations

import numpy as np
import torch

from engine.starter.recipe.choose import Contexts, alike, sub_collections
from engine.starter.recipe.join import fitting

CONTEXTS, PICTURES = 400, 900


def test_half_of_the_collections_hold_what_fits_however_rare_it_is() -> None:
    rng = np.random.default_rng(1)
    for odds in (0.0, 0.01, 0.5):
        fits = rng.random((CONTEXTS, PICTURES)) < odds
        held, given = sub_collections(rng, fits)
        right = (held & fits).any(1) | given
        assert 0.4 < right.mean() < 0.6
        assert held.any(1).all()
        assert not (given & (held & fits).any(1)).any()


def test_sub_collections_are_small_and_large() -> None:
    rng = np.random.default_rng(2)
    held, _ = sub_collections(rng, np.zeros((CONTEXTS, PICTURES), dtype=bool))
    sizes = held.sum(1)
    assert sizes.min() < 15
    assert sizes.max() > 400
    assert 40 < np.median(sizes) < 120


def test_pictures_alike_show_what_is_told_and_are_not_the_one_asked_for() -> None:
    generator = torch.Generator().manual_seed(3)
    codes = torch.randint(3, (200, 5), generator=generator)
    told = torch.rand((50, 5), generator=generator) < 0.5
    contexts = Contexts(torch.zeros(50, 4), torch.arange(50), told)
    ordinary = torch.arange(20, 200)
    found = alike(codes, contexts, ordinary)
    assert found.shape == (50, 4)
    there = found >= 0
    assert (found[there] >= 20).all()
    assert (found != contexts.wanted[:, None]).all()
    shown = fitting(codes, contexts.wanted, found.clamp(min=0).flatten(), told).view(50, 50, 4)
    assert shown[torch.arange(50), torch.arange(50)][there].all()
    assert there.any(1)[~told.any(1)].all()  # anything does for who tells nothing


def test_nothing_is_alike_where_nothing_fits() -> None:
    codes = torch.arange(6)[:, None].expand(6, 5)
    contexts = Contexts(torch.zeros(2, 4), torch.tensor([0, 1]), torch.ones(2, 5, dtype=torch.bool))
    assert (alike(codes, contexts, torch.arange(6)) == -1).all()
