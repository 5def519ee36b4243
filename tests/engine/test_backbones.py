"""Any dense causal language model: the same words as transformers' own, and a sentence where one cannot join."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import load_file, save_file
from transformers import AutoConfig, AutoModelForCausalLM

from engine.catalogue import ModelFolders
from engine.decoding.loop import decode
from engine.decoding.options import DecodeOptions, StopRules
from engine.loading import load_model
from engine.models.adapter import Adapter, AdapterBundle, AdapterConfig
from engine.models.gill import Gill
from engine.models.language import LanguageBackbone
from engine.models.mapper import MapperConfig
from engine.models.random_model import RandomSizes, random_tokenizer
from engine.models.vision import ModuleVision
from engine.prompting.cache import PrefixCache
from engine.prompting.prompt import Prompter
from engine.training.objective import objective
from engine.training.rows import assemble, captioning_rows, picture_rows
from gill_studio.core.errors import ModelError

PROMPT = [2, 40, 41, 60, 99, 120, 33, 34, 35, 36]
FREE = StopRules(eos=False, newline=False, sentence=False, picture=False)
SIZES: dict[str, Any] = {
    "vocab_size": 330,
    "hidden_size": 32,
    "num_hidden_layers": 2,
    "num_attention_heads": 4,
    "num_key_value_heads": 2,
    "intermediate_size": 64,
    "max_position_embeddings": 128,
    "bos_token_id": 2,
    "eos_token_id": 2,
    "pad_token_id": 1,
    "initializer_range": 0.3,  # so that scores differ enough to tell models apart
}
MODELS: dict[str, dict[str, Any]] = {
    "opt": {"ffn_dim": 64, "word_embed_proj_dim": 32, "init_std": 0.3, "dropout": 0.0},
    "opt with projections": {"model_type": "opt", "ffn_dim": 64, "word_embed_proj_dim": 16, "init_std": 0.3},
    "qwen3": {"head_dim": 8, "tie_word_embeddings": True},
    "qwen3 untied": {"model_type": "qwen3", "head_dim": 8, "tie_word_embeddings": False},
    "llama": {"tie_word_embeddings": True},
    "llama untied": {"model_type": "llama", "tie_word_embeddings": False},
    "mistral with a short sliding window": {"model_type": "mistral", "sliding_window": 5},
    "gpt2": {"n_embd": 32, "n_layer": 2, "n_head": 4},
    "phi": {},
}


def tiny(kind: str, **changes: Any) -> LanguageBackbone:
    options = SIZES | MODELS.get(kind, {}) | changes
    model_type = options.pop("model_type", kind)
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(1)
        model = AutoModelForCausalLM.from_config(AutoConfig.for_model(model_type, **options))
    backbone = LanguageBackbone(model, random_tokenizer(320))
    backbone.check()
    return backbone


def gill_over(language: LanguageBackbone, vision: ModuleVision) -> Gill:
    config = AdapterConfig(
        language.width,
        vision.width,
        tuple(range(320, 324)),
        visual_tokens=2,
        retrieval_width=8,
        mapper=MapperConfig("linear", 16, 1, 1, 4, 16, 5, 12),
        tied_output=language.tied,
    )
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(2)
        return Gill(language, vision, AdapterBundle(Adapter(config)))


@pytest.fixture(scope="module", params=MODELS)
def over(request: pytest.FixtureRequest, gill: Gill) -> Gill:
    """GILL over each kind of language model."""
    assert isinstance(gill.vision, ModuleVision)
    return gill_over(tiny(request.param), gill.vision)


def test_greedy_continuation_is_transformers_own(over: Gill) -> None:
    images = list(over.config.image_token_ids)
    with torch.no_grad():
        expected = over.language.model.generate(
            torch.tensor([PROMPT]),
            attention_mask=torch.ones(1, len(PROMPT), dtype=torch.int64),
            do_sample=False,
            max_new_tokens=24,
            suppress_tokens=[*images, 2],
            pad_token_id=1,
        )[0, len(PROMPT) :].tolist()
    hidden, past = PrefixCache(Prompter(over)).read(PROMPT, [])
    # [IMG] rows are the adapter's, not the model's: they must not come; nor the end of text, in either.
    options = DecodeOptions(max_tokens=24, picture_bias=0.0, min_words=24, stop=StopRules(newline=False))
    found = dict(decode(over, hidden, past, options, [0]))[0]
    assert found.ids == expected
    assert len(set(expected)) > 3, "the model says something"


def test_scores_are_the_models_own(over: Gill) -> None:
    with torch.no_grad():
        expected = over.language.model(input_ids=torch.tensor([PROMPT])).logits[0]
        hidden, _ = over.read(over.embed(over.tokens([PROMPT])))
        found = over.logits(hidden)[0]
    words = [i for i in range(330) if i not in over.config.image_token_ids]
    assert (found[:, words] - expected[:, words]).abs().max() < 1e-4
    assert expected.std() > 0.1


def test_reading_in_parts_is_reading_at_once(over: Gill) -> None:
    ids = [2, *range(40, 80)]
    with torch.no_grad():
        whole, _ = over.read(over.embed(over.tokens([ids])))
        past, parts = None, []
        for part in (ids[:1], ids[1:9], ids[9:10], ids[10:33], ids[33:]):
            hidden, past = over.read(over.embed(over.tokens([part])), past)
            parts.append(hidden)
    assert (torch.cat(parts, 1) - whole).abs().max() < 1e-4


def test_untied_heads_train_a_second_tensor(gill: Gill) -> None:
    """[IMG] rows of input and output are one tensor where the model's are, two where they are not."""
    assert isinstance(gill.vision, ModuleVision)
    for kind, count in (("llama", 1), ("llama untied", 2), ("qwen3", 1), ("qwen3 untied", 2)):
        model = gill_over(tiny(kind), gill.vision)
        layout = (model.config.image_token_ids, model.config.visual_tokens)
        captions = [[40, 41, 42], [50, 51]]
        losses = objective(
            model,
            assemble(captioning_rows(captions, 2, packed=False), *layout),
            assemble(picture_rows(captions, 2, packed=False), *layout),
            torch.randn(2, gill.vision.width),
            torch.randn(2, 5, 12),
        )
        losses.picture_words.backward()
        trained = {n: p for n, p in model.adapter.named_parameters() if n in ("image_tokens", "output_tokens")}
        assert len(trained) == count
        for name, parameter in trained.items():
            assert parameter.shape == (4, model.language.width)
            if name == "output_tokens" or count == 1:
                assert parameter.grad is not None
                assert (parameter.grad.abs().sum(-1) > 0).all(), "every row stands in the softmax"
        assert all(p.grad is None for p in model.language.model.parameters())


def test_an_adapter_for_a_tied_model_refuses_an_untied_one(gill: Gill) -> None:
    assert isinstance(gill.vision, ModuleVision)
    untied = tiny("llama untied")
    with pytest.raises(ModelError, match="untied"):
        Gill(untied, gill.vision, AdapterBundle(gill_over(tiny("llama"), gill.vision).adapter))


@pytest.mark.parametrize("width", ["language_width", "vision_width"])
def test_an_adapter_of_other_widths_is_refused(width: str, gill: Gill) -> None:
    sizes = {"language_width": 32, "vision_width": 64, width: 48}
    with pytest.raises(ModelError, match="of width 48; this one's have"):
        Gill(gill.language, gill.vision, AdapterBundle(Adapter(AdapterConfig(**sizes, image_token_ids=(400,)))))


REFUSED = {
    "gemma2": ({"head_dim": 8, "final_logit_softcapping": 30.0}, "computes its scores"),
    "granite": ({"logits_scaling": 3.0}, "computes its scores"),
    "cohere": ({"logit_scale": 0.1}, "computes its scores"),
    "mamba": ({"state_size": 4}, "state of its own"),
    "jamba": ({"num_experts": 2, "attn_layer_period": 2, "attn_layer_offset": 1}, "cannot be read as vectors"),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_models_that_cannot_join_are_refused_with_a_sentence(kind: str) -> None:
    changes, reason = REFUSED[kind]
    with pytest.raises(ModelError, match=f"type {kind} .*{reason}") as caught:
        tiny(kind, **changes)
    assert "OPT, Llama" in caught.value.hint


def test_weights_that_overflow_are_told_from_models_of_another_kind() -> None:
    backbone = tiny("llama")
    with torch.no_grad():
        backbone.input_matrix.weight.fill_(float("nan"))
    with pytest.raises(ModelError, match="not numbers"):
        backbone.check()


def test_bos_and_ends_come_from_wherever_they_are_named() -> None:
    plain = tiny("llama")
    assert (plain.bos, plain.eos) == (2, {2})
    tokenizer = random_tokenizer(320)
    tokenizer.bos_token = None
    assert LanguageBackbone(plain.model, tokenizer).bos == 2, "from the model's config"
    model = tiny("llama", bos_token_id=None, eos_token_id=[5, 7, 999]).model
    no_bos = LanguageBackbone(model, tokenizer)
    assert no_bos.bos == 2, "a model without BOS begins with the end of the text before"
    assert no_bos.eos == {2, 5, 7}, "an end that the model has no row for cannot come"
    tokenizer.eos_token = None
    assert LanguageBackbone(model, tokenizer).bos == 0


@pytest.mark.parametrize("kind", ["opt", "qwen3", "llama"])
@pytest.mark.parametrize("tied", [True, False])
def test_whole_model_folders_of_each_kind_load(
    kind: str, tied: bool, write_model: Callable[[RandomSizes], Path]
) -> None:
    folder = write_model(RandomSizes(kind, tied=tied, painter=False))
    loaded = load_model(ModelFolders.of(folder))
    assert loaded.painter is None
    assert loaded.gill.language.tied == tied
    assert (loaded.gill.adapter.output_tokens is None) == tied
    hidden, past = PrefixCache(Prompter(loaded.gill)).read(PROMPT, [])
    candidates = dict(decode(loaded.gill, hidden, past, DecodeOptions(max_tokens=4, stop=FREE), [0, 1]))
    assert all(len(candidate.ids) >= 4 for candidate in candidates.values())


# Damaged folders ---------------------------------------------------------------------------------------------------


def edit_config(folder: Path, **changes: object) -> None:
    record = json.loads((folder / "config.json").read_text())
    (folder / "config.json").write_text(json.dumps(record | changes))


def drop(folder: Path, name: str) -> None:
    tensors = load_file(folder / "model.safetensors")
    del tensors[name]
    save_file(tensors, folder / "model.safetensors", metadata={"format": "pt"})


DAMAGE: dict[str, tuple[Callable[[Path], object], str]] = {
    "nothing there": (shutil.rmtree, "config.json is missing"),
    "no weights": (lambda f: (f / "model.safetensors").unlink(), "model.safetensors"),
    "truncated": (lambda f: (f / "model.safetensors").write_bytes(b"\x10" * 100), "cannot be loaded"),
    "a tensor is missing": (lambda f: drop(f, "model.decoder.layers.1.fc1.weight"), "layers.1.fc1.weight"),
    "another size": (lambda f: edit_config(f, hidden_size=64), r"\(514, 32\), \(514, 64\) is expected"),
    "a text for a size": (lambda f: edit_config(f, hidden_size="big"), "hidden_size"),
    "no heads": (lambda f: edit_config(f, num_attention_heads=0), "cannot be loaded"),
    "unknown type": (lambda f: edit_config(f, model_type="zzz"), "zzz"),
    "code of its own": (
        lambda f: edit_config(f, model_type="zzz", auto_map={"AutoModelForCausalLM": "evil.Evil"}),
        "cannot be loaded",
    ),
    "config is a list": (lambda f: (f / "config.json").write_text("[]"), "cannot be loaded"),
    "no tokenizer": (lambda f: (f / "tokenizer.json").write_text("{}"), "cannot be loaded"),
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_damaged_language_folders_are_refused_by_name(damage: str, random_model: Path, tmp_path: Path) -> None:
    folder = tmp_path / "language"
    shutil.copytree(random_model / "language", folder)
    harm, reason = DAMAGE[damage]
    harm(folder)
    with pytest.raises(ModelError, match=reason) as caught:
        LanguageBackbone.load(folder)
    assert str(folder) in caught.value.message
    assert caught.value.hint


def test_a_tokenizer_of_another_model_is_refused(random_model: Path, tmp_path: Path) -> None:
    folder = tmp_path / "language"
    shutil.copytree(random_model / "language", folder)
    tokenizer = random_tokenizer(320)
    tokenizer.add_tokens([f"word{i}" for i in range(50)])
    tokenizer.save_pretrained(folder)
    with pytest.raises(ModelError, match="counts to 369, but the model has 323 rows"):
        LanguageBackbone.load(folder)
