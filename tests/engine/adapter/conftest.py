"""A small adapter whose files the tests write, read and damage."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import Tensor

from engine.models.adapter import Adapter, AdapterBundle, AdapterConfig, DecisionConfig, DecisionModule
from engine.models.adapter_files import save_adapter
from engine.models.authors_format import write_authors_adapter
from engine.models.mapper import MapperConfig

MakeConfig = Callable[..., AdapterConfig]
MakeBundle = Callable[..., AdapterBundle]
Tensors = Callable[[AdapterBundle], dict[str, Tensor]]


@pytest.fixture(scope="session")
def small_config() -> MakeConfig:
    """`small_config(tied_output=False)`: a configuration of a few hundred numbers, but for these fields."""
    return _small_config


@pytest.fixture(scope="session")
def small_bundle() -> MakeBundle:
    """`small_bundle(decision=None)`: an adapter of that configuration, the same each time."""
    return _small_bundle


@pytest.fixture(scope="session")
def tensors_of() -> Tensors:
    """Every tensor of an adapter and its decision module, by name."""
    return _tensors_of


@pytest.fixture
def native(tmp_path: Path) -> Path:
    save_adapter(tmp_path / "native", _small_bundle())
    return tmp_path / "native"


@pytest.fixture
def authors(tmp_path: Path) -> Path:
    write_authors_adapter(tmp_path / "authors", _small_bundle(training={}))
    return tmp_path / "authors"


def _small_config(**changes: Any) -> AdapterConfig:
    config = AdapterConfig(
        language_width=10,
        vision_width=6,
        image_token_ids=(40, 41, 42),
        visual_tokens=2,
        retrieval_width=4,
        mapper=MapperConfig(
            width=16, encoder_layers=1, decoder_layers=2, heads=4, feedforward=32, queries=5, output=12
        ),
        decision=DecisionConfig("none"),
        training={"steps": 12, "rate": 1e-3, "name": "test", "packed": True},
    )
    return replace(config, **changes)


def _small_bundle(**changes: Any) -> AdapterBundle:
    config = _small_config(**changes)
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(3)
        decision = DecisionModule(10, config.decision) if config.decision is not None else None
        return AdapterBundle(Adapter(config), decision)


def _tensors_of(bundle: AdapterBundle) -> dict[str, Tensor]:
    found = dict(bundle.adapter.state_dict())
    if bundle.decision is not None:
        found |= {f"decision.{n}": t for n, t in bundle.decision.state_dict().items()}
    return found
