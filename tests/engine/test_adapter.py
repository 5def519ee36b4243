"""The adapter's sizes at the published configuration, and its two file formats: exact, checked, harmless."""

from __future__ import annotations

import json
import os
import pickle
import shutil
import time
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import torch
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from safetensors.torch import load_file, save_file
from torch import Tensor

from engine.loading import load_adapter
from engine.models.adapter import (
    Adapter,
    AdapterBundle,
    AdapterConfig,
    DecisionConfig,
    DecisionModule,
    PromptFormat,
    init_image_tokens,
)
from engine.models.adapter_files import CONFIG, WEIGHTS, expected_shapes, read_adapter, save_adapter
from engine.models.authors_format import (
    ARGS,
    CHECKPOINT,
    DECISION,
    authors_name,
    authors_state,
    our_name,
    read_authors_adapter,
    write_authors_adapter,
)
from engine.models.mapper import MAPPERS, MapperConfig
from gill_studio.core.errors import ModelError

PUBLISHED = AdapterConfig(language_width=4096, vision_width=1024, image_token_ids=tuple(range(50266, 50274)))
ATTENTION = {
    "in_proj_weight": (1536, 512),
    "in_proj_bias": (1536,),
    "out_proj.weight": (512, 512),
    "out_proj.bias": (512,),
}
FEEDFORWARD = {
    "linear1.weight": (2048, 512),
    "linear1.bias": (2048,),
    "linear2.weight": (512, 2048),
    "linear2.bias": (512,),
}


def norms(*names: str) -> dict[str, tuple[int, ...]]:
    return {f"{name}.{kind}": (512,) for name in names for kind in ("weight", "bias")}


def under(prefix: str, shapes: dict[str, tuple[int, ...]]) -> dict[str, tuple[int, ...]]:
    return {prefix + name: shape for name, shape in shapes.items()}


def published_table() -> dict[str, tuple[int, ...]]:
    """Names and shapes of the authors' checkpoint, written down from their documentation, not from our code."""
    encoder = under("self_attn.", ATTENTION) | FEEDFORWARD | norms("norm1", "norm2")
    decoder = encoder | under("multihead_attn.", ATTENTION) | norms("norm3")
    transformer = norms("encoder.norm", "decoder.norm")
    for layer in range(4):
        transformer |= under(f"encoder.layers.{layer}.", encoder) | under(f"decoder.layers.{layer}.", decoder)
    assert len(transformer) == 124
    return under(
        "model.",
        {
            "visual_embeddings.weight": (16384, 1024),
            "visual_embeddings.bias": (16384,),
            "visual_fc.weight": (256, 1024),
            "visual_fc.bias": (256,),
            "ret_text_hidden_fcs.0.model.weight": (256, 4096),
            "ret_text_hidden_fcs.0.model.bias": (256,),
            "gen_text_hidden_fcs.0.fc.weight": (512, 4096),
            "gen_text_hidden_fcs.0.fc.bias": (512,),
            **under("gen_text_hidden_fcs.0.tfm.", transformer),
            "gen_text_hidden_fcs.0.model.weight": (768, 512),
            "gen_text_hidden_fcs.0.model.bias": (768,),
            "gen_text_hidden_fcs.0.query_embs": (1, 77, 512),
            "input_embeddings.weight": (8, 4096),
            "logit_scale": (),
        },
    )


def test_the_published_configuration_has_the_published_tensors() -> None:
    with torch.device("meta"):
        adapter = Adapter(PUBLISHED)
    parameters = dict(adapter.named_parameters())
    assert set(parameters) == set(adapter.state_dict()), "everything saved is trained"
    assert all(parameter.requires_grad for parameter in parameters.values())
    assert len(parameters) == 137
    assert sum(parameter.numel() for parameter in parameters.values()) == 50_096_385
    assert {authors_name(n): tuple(p.shape) for n, p in parameters.items()} == published_table()
    mapper = {n: p for n, p in parameters.items() if n.startswith("mapper.transformer.")}
    assert sum(parameter.numel() for parameter in mapper.values()) == 29_427_712


def test_names_map_onto_the_authors_and_back() -> None:
    for name in expected_shapes(PUBLISHED):
        theirs = authors_name(name)
        assert our_name(theirs) == our_name("module." + theirs) == name
    assert our_name("model.lm.decoder.embed_tokens.weight") is None


@pytest.mark.parametrize("kind", MAPPERS)
@pytest.mark.parametrize("queries", [77, 80, 3])
def test_every_map_gives_the_painters_length(kind: str, queries: int) -> None:
    config = small_config(mapper=MapperConfig(kind, 16, 1, 1, 2, 32, queries, 12))
    found = Adapter(config).painter_embeddings(torch.randn(2, 3, 10))
    assert found.shape == (2, queries, 12)
    assert found.isfinite().all()


def test_logit_scale_starts_at_the_inverse_of_clips_temperature() -> None:
    assert abs(float(Adapter(small_config()).logit_scale.exp().detach()) - 1 / 0.07) < 1e-4


def test_new_image_tokens_look_like_words() -> None:
    adapter = Adapter(small_config(tied_output=False))
    words = torch.randn(500, 10) * 0.3 + 2.0
    init_image_tokens(adapter, words, torch.Generator().manual_seed(0))
    for rows in (adapter.image_tokens, adapter.output_rows):
        assert abs(float(rows.detach().mean()) - 2.0) < 0.3
        assert 0.1 < float(rows.detach().std()) < 0.5
    assert not torch.equal(adapter.image_tokens, adapter.output_rows)


def small_config(**changes: Any) -> AdapterConfig:
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


def small_bundle(**changes: Any) -> AdapterBundle:
    config = small_config(**changes)
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(3)
        decision = DecisionModule(10, config.decision) if config.decision is not None else None
        return AdapterBundle(Adapter(config), decision)


def tensors_of(bundle: AdapterBundle) -> dict[str, Tensor]:
    found = dict(bundle.adapter.state_dict())
    if bundle.decision is not None:
        found |= {f"decision.{n}": t for n, t in bundle.decision.state_dict().items()}
    return found


def assert_same(found: AdapterBundle, expected: AdapterBundle) -> None:
    assert found.adapter.config == expected.adapter.config
    theirs, ours = tensors_of(expected), tensors_of(found)
    assert list(ours) == list(theirs)
    for name, tensor in ours.items():
        assert tensor.dtype == torch.float32
        assert torch.equal(tensor, theirs[name]), name
    assert not found.adapter.training


@pytest.fixture
def native(tmp_path: Path) -> Path:
    save_adapter(tmp_path / "native", small_bundle())
    return tmp_path / "native"


@pytest.fixture
def authors(tmp_path: Path) -> Path:
    write_authors_adapter(tmp_path / "authors", small_bundle(training={}))
    return tmp_path / "authors"


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
def test_native_round_trip_is_bit_exact(changes: dict[str, Any], tmp_path: Path) -> None:
    bundle = small_bundle(**changes)
    save_adapter(tmp_path, bundle)
    assert_same(read_adapter(tmp_path), bundle)
    assert_same(load_adapter(tmp_path), bundle)
    assert sorted(path.name for path in tmp_path.iterdir()) == [CONFIG, WEIGHTS], "no temporary files are left"


def test_native_form_in_half_precision_rounds_once(tmp_path: Path) -> None:
    bundle = small_bundle()
    save_adapter(tmp_path, bundle, torch.bfloat16)
    found = tensors_of(read_adapter(tmp_path))
    for name, tensor in tensors_of(bundle).items():
        assert torch.equal(found[name], tensor.to(torch.bfloat16).float()), name


def test_a_decision_module_is_saved_with_its_own_config(tmp_path: Path) -> None:
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
def test_authors_round_trip_is_bit_exact(prefix: bool, decision: DecisionConfig | None, tmp_path: Path) -> None:
    bundle = small_bundle(decision=decision, training={})
    write_authors_adapter(tmp_path, bundle, module_prefix=prefix)
    names = torch.load(tmp_path / CHECKPOINT, weights_only=True)["state_dict"]
    assert all(name.startswith("module.model." if prefix else "model.") for name in names)
    found = load_adapter(tmp_path)
    found.adapter.config.backbones.clear()
    assert_same(found, bundle)


def test_an_old_decision_does_not_stay_beside_a_new_adapter(tmp_path: Path) -> None:
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
def test_what_the_authors_format_cannot_say_is_not_lost_silently(changes: dict[str, Any], tmp_path: Path) -> None:
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


# Damage ------------------------------------------------------------------------------------------------------------


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


# Mutated bytes -----------------------------------------------------------------------------------------------------


Sound = dict[str, bytes]


@pytest.fixture(scope="module")
def sound_files(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, Sound]]:
    """A folder with both formats, and what its files hold when they are sound."""
    folder = tmp_path_factory.mktemp("mutated")
    save_adapter(folder, small_bundle())
    write_authors_adapter(folder, small_bundle(training={}))
    yield folder, {path.name: path.read_bytes() for path in folder.iterdir()}
    shutil.rmtree(folder)


EDITS = st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.binary(max_size=6)), min_size=1, max_size=4)


def mutated(data: bytes, edits: list[tuple[float, bytes]], cut: float) -> bytes:
    """Bytes written over `data` at relative places (most at its start, where the structure is), its end cut off."""
    found = bytearray(data)
    for place, value in edits:
        at = int(place**3 * len(found))
        found[at : at + len(value)] = value
    return bytes(found[: len(found) - int(cut**4 * len(found))])


@settings(max_examples=120, suppress_health_check=[HealthCheck.too_slow])
@given(
    name=st.sampled_from([CONFIG, WEIGHTS, ARGS, CHECKPOINT, DECISION]),
    edits=EDITS,
    cut=st.floats(0, 1),
)
def test_mutated_bytes_give_an_adapter_or_a_model_error(
    sound_files: tuple[Path, Sound], name: str, edits: list[tuple[float, bytes]], cut: float
) -> None:
    folder, sound = sound_files
    (folder / name).write_bytes(mutated(sound[name], edits, cut))
    read = read_adapter if name in (CONFIG, WEIGHTS) else read_authors_adapter
    start = time.monotonic()
    try:
        bundle = read(folder)
    except ModelError as error:
        assert error.message  # noqa: PT017 - either outcome is right
    else:
        assert all(tensor.isfinite().all() for tensor in tensors_of(bundle).values())
    finally:
        (folder / name).write_bytes(sound[name])
    assert time.monotonic() - start < 10


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)
NATIVE_FIELDS = [
    ("format",),
    ("adapter",),
    *(("adapter", name) for name in AdapterConfig.__dataclass_fields__),
    *(("adapter", "mapper", name) for name in MapperConfig.__dataclass_fields__),
    ("adapter", "decision", "similarity"),
]
AUTHORS_FIELDS = [(name,) for name in ("retrieval_token_idx", "gen_token_idx", "n_visual_tokens", "opt_version")]


@given(
    case=st.sampled_from([(CONFIG, field) for field in NATIVE_FIELDS] + [(ARGS, field) for field in AUTHORS_FIELDS]),
    value=JSON_VALUES,
)
def test_any_value_in_any_field_gives_an_adapter_or_a_model_error(
    sound_files: tuple[Path, Sound], case: tuple[str, tuple[str, ...]], value: object
) -> None:
    folder, sound = sound_files
    name, (*parents, field) = case
    record = json.loads(sound[name])
    place = record
    for parent in parents:
        place = place[parent]
    place[field] = value
    (folder / name).write_text(json.dumps(record))
    read = read_adapter if name == CONFIG else read_authors_adapter
    try:
        read(folder)
    except ModelError as error:
        assert str(folder) in error.message  # noqa: PT017 - either outcome is right
    finally:
        (folder / name).write_bytes(sound[name])
