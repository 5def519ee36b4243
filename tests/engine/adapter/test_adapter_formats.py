"""The adapter's two file formats: exact both ways, and nothing that one of them cannot say is lost silently."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import torch

from engine.loading import load_adapter
from engine.models.adapter import AdapterBundle, DecisionConfig, DecisionModule, PromptFormat
from engine.models.adapter_files import CONFIG, WEIGHTS, read_adapter, save_adapter
from engine.models.authors_format import CHECKPOINT, authors_state, read_authors_adapter, write_authors_adapter
from engine.models.mapper import MapperConfig
from gill_studio.core.errors import ModelError

if TYPE_CHECKING:
    from tests.engine.adapter.conftest import MakeBundle, Tensors

Same = Callable[[AdapterBundle, AdapterBundle], None]


@pytest.fixture
def assert_same(tensors_of: Tensors) -> Same:
    """Fails unless both adapters have the same configuration and bit for bit the same tensors."""

    def check(found: AdapterBundle, expected: AdapterBundle) -> None:
        assert found.adapter.config == expected.adapter.config
        theirs, ours = tensors_of(expected), tensors_of(found)
        assert list(ours) == list(theirs)
        for name, tensor in ours.items():
            assert tensor.dtype == torch.float32
            assert torch.equal(tensor, theirs[name]), name
        assert not found.adapter.training

    return check


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"decision": None},
        {"decision": DecisionConfig("cosine")},
        {"tied_output": False},
        {"prompt": PromptFormat("<", ">", "\n", "start")},
        {"mapper": MapperConfig("mlp", 16, 1, 1, 4, 32, 5, 12)},
    ],
    ids=str,
)
def test_native_round_trip_is_bit_exact(
    changes: dict[str, Any], tmp_path: Path, small_bundle: MakeBundle, assert_same: Same
) -> None:
    bundle = small_bundle(**changes)
    save_adapter(tmp_path, bundle)
    assert_same(read_adapter(tmp_path), bundle)
    assert_same(load_adapter(tmp_path), bundle)
    assert sorted(path.name for path in tmp_path.iterdir()) == [CONFIG, WEIGHTS], "no temporary files are left"


def test_native_form_in_half_precision_rounds_once(
    tmp_path: Path, small_bundle: MakeBundle, tensors_of: Tensors
) -> None:
    bundle = small_bundle()
    save_adapter(tmp_path, bundle, torch.bfloat16)
    found = tensors_of(read_adapter(tmp_path))
    for name, tensor in tensors_of(bundle).items():
        assert torch.equal(found[name], tensor.to(torch.bfloat16).float()), name


def test_a_decision_module_is_saved_with_its_own_config(tmp_path: Path, small_bundle: MakeBundle) -> None:
    """A module trained beside an adapter, or left away, is what the file then says."""
    adapter = small_bundle(decision=None).adapter
    save_adapter(tmp_path, AdapterBundle(adapter, DecisionModule(10, DecisionConfig("cosine"))))
    found = read_adapter(tmp_path)
    assert found.decision is not None
    assert found.adapter.config.decision == DecisionConfig("cosine")
    save_adapter(tmp_path, AdapterBundle(found.adapter))
    assert read_adapter(tmp_path).decision is None


@pytest.mark.parametrize("prefix", [False, True])
@pytest.mark.parametrize("decision", [None, DecisionConfig("none"), DecisionConfig("scaled")])
def test_authors_round_trip_is_bit_exact(
    prefix: bool, decision: DecisionConfig | None, tmp_path: Path, small_bundle: MakeBundle, assert_same: Same
) -> None:
    bundle = small_bundle(decision=decision, training={})
    write_authors_adapter(tmp_path, bundle, module_prefix=prefix)
    names = torch.load(tmp_path / CHECKPOINT, weights_only=True)["state_dict"]
    assert all(name.startswith("module.model." if prefix else "model.") for name in names)
    found = load_adapter(tmp_path)
    found.adapter.config.backbones.clear()
    assert_same(found, bundle)


def test_an_old_decision_does_not_stay_beside_a_new_adapter(tmp_path: Path, small_bundle: MakeBundle) -> None:
    write_authors_adapter(tmp_path, small_bundle(training={}))
    write_authors_adapter(tmp_path, small_bundle(decision=None, training={}))
    assert read_authors_adapter(tmp_path).decision is None


@pytest.mark.parametrize(
    "changes",
    [
        {"tied_output": False},
        {"mapper": MapperConfig("linear", 16, 1, 1, 4, 32, 5, 12)},
        {"mapper": MapperConfig(width=16, encoder_layers=1, decoder_layers=1, heads=2, feedforward=32, queries=5)},
        {"prompt": PromptFormat(panel_separator="\n")},
        {"decision": DecisionConfig("cosine")},
    ],
    ids=lambda changes: next(iter(changes)),
)
def test_what_the_authors_format_cannot_say_is_not_lost_silently(
    changes: dict[str, Any], tmp_path: Path, small_bundle: MakeBundle
) -> None:
    with pytest.raises(ModelError, match="native format"):
        write_authors_adapter(tmp_path / "out", small_bundle(**changes))


def test_the_whole_vocabulary_matrix_as_trained_is_accepted(authors: Path) -> None:
    record = torch.load(authors / CHECKPOINT, weights_only=True)
    rows = record["state_dict"]["model.input_embeddings.weight"]
    record["state_dict"]["model.input_embeddings.weight"] = torch.cat([torch.randn(1000, 10), rows])
    record |= {"epoch": 3, "best_acc1": 0.5, "optimizer": {"state": {}}, "scheduler": {}}
    torch.save(record, authors / CHECKPOINT)
    found = read_authors_adapter(authors).adapter.image_tokens
    assert torch.equal(found, rows)
    assert found.untyped_storage().nbytes() == rows.numel() * 4, "the other thousand rows are not kept in memory"


def test_half_precision_checkpoints_are_read_as_float32(authors: Path) -> None:
    record = torch.load(authors / CHECKPOINT, weights_only=True)
    torch.save({"state_dict": {n: t.bfloat16() for n, t in record["state_dict"].items()}}, authors / CHECKPOINT)
    for name, tensor in authors_state(read_authors_adapter(authors)).items():
        assert torch.equal(tensor, record["state_dict"][name].bfloat16().float())
