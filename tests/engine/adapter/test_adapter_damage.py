"""Adapter files that are damaged or hostile: what is wrong with them is named, and they do nothing."""

from __future__ import annotations

import json
import os
import pickle
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import load_file, save_file
from torch import Tensor

from engine.loading import load_adapter
from engine.models.adapter_files import CONFIG, WEIGHTS, read_adapter
from engine.models.authors_format import ARGS, CHECKPOINT, DECISION, read_authors_adapter
from gill_studio.core.errors import ModelError


def edit_json(path: Path, change: Callable[[dict[str, Any]], object]) -> None:
    record = json.loads(path.read_text())
    change(record)
    path.write_text(json.dumps(record))


def edit_native(folder: Path, change: Callable[[dict[str, Tensor]], object]) -> None:
    tensors = load_file(folder / WEIGHTS)
    change(tensors)
    save_file(tensors, folder / WEIGHTS)


def edit_authors(path: Path, change: Callable[[dict[str, Tensor]], object]) -> None:
    state = torch.load(path, weights_only=True)["state_dict"]
    change(state)
    torch.save({"state_dict": state}, path)


NATIVE_DAMAGE: dict[str, tuple[Callable[[Path], object], tuple[str, ...]]] = {
    "no config": (lambda f: (f / CONFIG).unlink(), (CONFIG, "missing")),
    "no weights": (lambda f: (f / WEIGHTS).unlink(), (WEIGHTS,)),
    "config is no json": (lambda f: (f / CONFIG).write_text("{"), (CONFIG,)),
    "config is no text": (lambda f: (f / CONFIG).write_bytes(b"\xff\xfe\x00"), (CONFIG,)),
    "config is deep": (lambda f: (f / CONFIG).write_text("[" * 100_000), (CONFIG,)),
    "newer format": (lambda f: edit_json(f / CONFIG, lambda r: r.update(format=2)), (CONFIG, "format 2", "Update")),
    "no field": (lambda f: edit_json(f / CONFIG, lambda r: r["adapter"].pop("vision_width")), ("vision_width",)),
    "text for a size": (
        lambda f: edit_json(f / CONFIG, lambda r: r["adapter"].update(language_width="x")),
        (CONFIG, "language_width"),
    ),
    "negative size": (
        lambda f: edit_json(f / CONFIG, lambda r: r["adapter"].update(retrieval_width=-4)),
        (CONFIG, "retrieval_width"),
    ),
    "double ids": (
        lambda f: edit_json(f / CONFIG, lambda r: r["adapter"].update(image_token_ids=[1, 2, 2])),
        (CONFIG, "image_token_ids"),
    ),
    "no ids": (
        lambda f: edit_json(f / CONFIG, lambda r: r["adapter"].update(image_token_ids=[])),
        ("image_token_ids",),
    ),
    "a giant id": (
        lambda f: edit_json(f / CONFIG, lambda r: r["adapter"].update(image_token_ids=[1, 2, 2**40])),
        (CONFIG, "image_token_ids"),
    ),
    "unknown map": (
        lambda f: edit_json(f / CONFIG, lambda r: r["adapter"]["mapper"].update(kind="magic")),
        (CONFIG, "mapper.kind", "magic", "gill_mapper"),
    ),
    "heads do not divide": (
        lambda f: edit_json(f / CONFIG, lambda r: r["adapter"]["mapper"].update(heads=3)),
        (CONFIG, "mapper.heads"),
    ),
    "no layers": (
        lambda f: edit_json(f / CONFIG, lambda r: r["adapter"]["mapper"].update(encoder_layers=0)),
        (CONFIG, "mapper.encoder_layers"),
    ),
    "other width": (
        lambda f: edit_json(f / CONFIG, lambda r: r["adapter"].update(language_width=12)),
        (WEIGHTS, "(3, 10)", "(3, 12)"),
    ),
    "tensor missing": (lambda f: edit_native(f, lambda t: t.pop("picture_head.bias")), (WEIGHTS, "picture_head.bias")),
    "tensor too many": (lambda f: edit_native(f, lambda t: t.update(extra=torch.zeros(1))), (WEIGHTS, "extra")),
    "tensor misshaped": (
        lambda f: edit_native(f, lambda t: t.update({"mapper.fc.weight": torch.zeros(16, 9)})),
        (WEIGHTS, "mapper.fc.weight", "(16, 9)", "(16, 10)"),
    ),
    "integers": (
        lambda f: edit_native(f, lambda t: t.update({"mapper.out.bias": torch.zeros(12, dtype=torch.int32)})),
        (WEIGHTS, "mapper.out.bias"),
    ),
    "not a number": (
        lambda f: edit_native(f, lambda t: t["text_head.weight"].fill_(float("nan"))),
        (WEIGHTS, "text_head.weight", "not numbers"),
    ),
    "truncated": (lambda f: os.truncate(f / WEIGHTS, 900), (WEIGHTS,)),
    "empty": (lambda f: os.truncate(f / WEIGHTS, 0), (WEIGHTS,)),
}


@pytest.mark.parametrize("damage", NATIVE_DAMAGE)
def test_damaged_native_files_are_named(damage: str, native: Path) -> None:
    harm, words = NATIVE_DAMAGE[damage]
    harm(native)
    with pytest.raises(ModelError) as caught:
        read_adapter(native)
    for word in (str(native), *words):
        assert word in str(caught.value)
    assert caught.value.hint


AUTHORS_DAMAGE: dict[str, tuple[Callable[[Path], object], tuple[str, ...]]] = {
    "no checkpoint": (lambda f: (f / CHECKPOINT).unlink(), (CHECKPOINT,)),
    "no arguments": (lambda f: (f / ARGS).unlink(), (ARGS,)),
    "arguments are a list": (lambda f: (f / ARGS).write_text("[]"), (ARGS, "retrieval_token_idx")),
    "ids are texts": (
        lambda f: edit_json(f / ARGS, lambda r: r.update(retrieval_token_idx=["a"])),
        (ARGS, "retrieval_token_idx"),
    ),
    "ids differ": (lambda f: edit_json(f / ARGS, lambda r: r.update(gen_token_idx=[1, 2, 3])), (ARGS, "gen_token_idx")),
    "no visual tokens": (
        lambda f: edit_json(f / ARGS, lambda r: r.update(n_visual_tokens=True)),
        (ARGS, "n_visual_tokens"),
    ),
    "too many visual tokens": (
        lambda f: edit_json(f / ARGS, lambda r: r.update(n_visual_tokens=10**30)),
        ("visual_tokens",),
    ),
    "more ids than rows": (
        lambda f: edit_json(f / ARGS, lambda r: r.update(retrieval_token_idx=[4, 5, 6, 7], gen_token_idx=[4, 5, 6, 7])),
        (CHECKPOINT, "input_embeddings.weight", "(3, 10)", "(4, 10)"),
    ),
    "not a pickle": (lambda f: (f / CHECKPOINT).write_bytes(b"hello"), (CHECKPOINT,)),
    "a list": (lambda f: torch.save([1], f / CHECKPOINT), (CHECKPOINT, "state_dict")),
    "no tensors": (lambda f: torch.save({"state_dict": {"a": 1}}, f / CHECKPOINT), (CHECKPOINT, "state_dict")),
    "empty": (lambda f: torch.save({"state_dict": {}}, f / CHECKPOINT), (CHECKPOINT, "missing")),
    "tensor missing": (
        lambda f: edit_authors(f / CHECKPOINT, lambda s: s.pop("model.visual_fc.bias")),
        (CHECKPOINT, "model.visual_fc.bias", "missing"),
    ),
    "embeddings missing": (
        lambda f: edit_authors(f / CHECKPOINT, lambda s: s.pop("model.input_embeddings.weight")),
        (CHECKPOINT, "model.input_embeddings.weight", "missing"),
    ),
    "tensor of the language model": (
        lambda f: edit_authors(f / CHECKPOINT, lambda s: s.update({"model.lm.head": torch.zeros(2)})),
        (CHECKPOINT, "model.lm.head"),
    ),
    "tensor misshaped": (
        lambda f: edit_authors(f / CHECKPOINT, lambda s: s.update({"model.visual_fc.weight": torch.zeros(4, 7)})),
        (CHECKPOINT, "model.visual_fc.weight", "(4, 7)", "(4, 6)"),
    ),
    "dimensions": (
        lambda f: edit_authors(
            f / CHECKPOINT, lambda s: s.update({"model.gen_text_hidden_fcs.0.query_embs": torch.zeros(5)})
        ),
        (CHECKPOINT, "model.gen_text_hidden_fcs.0.query_embs", "(5,)"),
    ),
    "complex": (
        lambda f: edit_authors(f / CHECKPOINT, lambda s: s.update({"model.logit_scale": torch.tensor(1j)})),
        (CHECKPOINT, "model.logit_scale"),
    ),
    "a giant of one number": (
        lambda f: edit_authors(
            f / CHECKPOINT,
            lambda s: s.update({"model.visual_fc.weight": torch.zeros(1, 1).half().expand(2**20, 2**20)}),
        ),
        (CHECKPOINT, "model.visual_fc.weight"),
    ),
    "not a number": (
        lambda f: edit_authors(f / CHECKPOINT, lambda s: s["model.logit_scale"].fill_(float("inf"))),
        (CHECKPOINT, "model.logit_scale", "not numbers"),
    ),
    "decision misshaped": (
        lambda f: edit_authors(f / DECISION, lambda s: s.update({"1.bias": torch.zeros(3)})),
        (DECISION, "1.bias", "(3,)", "(2,)"),
    ),
    "decision of another model": (
        lambda f: edit_authors(f / DECISION, lambda s: s.update({"1.weight": torch.zeros(2, 99)})),
        (DECISION, "1.weight"),
    ),
}


@pytest.mark.parametrize("damage", AUTHORS_DAMAGE)
def test_damaged_authors_files_are_named(damage: str, authors: Path) -> None:
    harm, words = AUTHORS_DAMAGE[damage]
    harm(authors)
    with pytest.raises(ModelError) as caught:
        read_authors_adapter(authors)
    for word in (str(authors), *words):
        assert word in str(caught.value)
    assert caught.value.hint


@pytest.mark.filterwarnings("ignore:Validating sparse tensor:UserWarning")  # torch's own remark on reading it
def test_a_sparse_tensor_is_named(authors: Path) -> None:
    rows = torch.zeros(3, 10).to_sparse()
    edit_authors(authors / CHECKPOINT, lambda s: s.update({"model.input_embeddings.weight": rows}))
    with pytest.raises(ModelError, match=r"model\.input_embeddings\.weight is not a plain tensor"):
        read_authors_adapter(authors)


def test_no_folder_at_all() -> None:
    with pytest.raises(ModelError, match="no adapter"):
        load_adapter(None)


class _RunsACommand:
    """What a malicious checkpoint holds: unpickling it runs a command."""

    def __init__(self, command: str) -> None:
        self.command = command

    def __reduce__(self) -> tuple[Callable[[str], int], tuple[str]]:
        return (os.system, (self.command,))


@pytest.mark.parametrize("plain", [True, False], ids=["bare pickle", "inside a zip"])
@pytest.mark.parametrize("name", [CHECKPOINT, DECISION])
def test_a_malicious_pickle_does_not_run(name: str, plain: bool, authors: Path) -> None:
    proof = authors / "was-here"
    record = {"state_dict": {"model.logit_scale": _RunsACommand(f'echo > "{proof}"')}}
    if plain:
        (authors / name).write_bytes(pickle.dumps(record))
    else:
        torch.save(record, authors / name)
        assert zipfile.is_zipfile(authors / name)
    with pytest.raises(ModelError, match=name.replace(".", r"\.")):
        read_authors_adapter(authors)
    assert not proof.exists()
    pickle.loads(pickle.dumps(record))
    assert proof.exists(), "the harm is real: this is what an unguarded reader does"


def test_huge_sizes_cost_neither_time_nor_memory(native: Path) -> None:
    """Sizes are compared with the file's header on the meta device; nothing is allocated from them."""
    resource = pytest.importorskip("resource")
    most = 2**20
    sizes = dict.fromkeys(("language_width", "vision_width", "visual_tokens", "retrieval_width"), most)
    mapper = {"width": most, "heads": 1, "feedforward": most, "queries": most, "output": most}
    layers = {"encoder_layers": 64, "decoder_layers": 64}
    edit_json(native / CONFIG, lambda r: r["adapter"].update(**sizes, mapper=mapper | layers))
    before, start = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.monotonic()
    with pytest.raises(ModelError, match="1048576"):
        read_adapter(native)
    assert time.monotonic() - start < 30
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 300_000  # kilobytes
