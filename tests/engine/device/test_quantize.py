"""Quantised language models on the CPU: forward, a training step's backward, and the bytes they take."""

from __future__ import annotations

import copy
import logging
import subprocess
import sys
from pathlib import Path

import bitsandbytes
import pytest
import torch
from torch import Tensor, nn
from transformers import OPTConfig, OPTForCausalLM

from engine.catalogue import ModelFolders
from engine.device.count import count_language
from engine.device.memory import DeviceError
from engine.device.quantize import check_quantization, quantization_config, quantize
from engine.models.adapter_files import read_adapter
from engine.models.gill import Gill
from engine.models.language import LanguageBackbone
from engine.models.random_model import RandomSizes, write_random_model
from engine.models.vision import load_vision
from engine.training.objective import ObjectiveConfig, objective
from engine.training.rows import assemble, captioning_rows, picture_rows

PRECISIONS = ("int8", "int4")


@pytest.fixture(scope="module")
def model() -> OPTForCausalLM:
    """A small OPT with random weights."""
    torch.manual_seed(0)
    sizes = {"hidden_size": 128, "ffn_dim": 512, "word_embed_proj_dim": 128, "vocab_size": 600}
    config = OPTConfig(**sizes, num_hidden_layers=3, num_attention_heads=4, max_position_embeddings=64)
    return OPTForCausalLM(config).eval().requires_grad_(requires_grad=False)


@pytest.fixture(scope="module")
def embeddings() -> Tensor:
    return 0.02 * torch.randn(2, 9, 128, generator=torch.Generator().manual_seed(1))


def _step(model: nn.Module, embeddings: Tensor) -> tuple[Tensor, Tensor]:
    """Scores, and the gradient of a loss on them with respect to the input embeddings."""
    inputs = embeddings.clone().requires_grad_(requires_grad=True)
    scores = model(inputs_embeds=inputs, use_cache=False).logits.float()
    scores.log_softmax(-1)[..., 5].mean().neg().backward()
    assert inputs.grad is not None
    return scores.detach(), inputs.grad


def _unpacked(quantised: nn.Module, original: nn.Module) -> nn.Module:
    """The original with plain layers that hold exactly what the quantised ones stand for."""
    plain = copy.deepcopy(original)
    for name, layer in quantised.named_modules():
        if isinstance(layer, bitsandbytes.nn.Linear4bit):
            weight = bitsandbytes.functional.dequantize_4bit(layer.weight.data, layer.weight.quant_state)
        elif isinstance(layer, bitsandbytes.nn.Linear8bitLt):
            rows = layer.state.SCB if layer.state.SCB is not None else layer.weight.SCB
            weight = layer.weight.data * rows[:, None] / 127
        else:
            continue
        plain.get_submodule(name).weight = nn.Parameter(weight.float(), requires_grad=False)
    return plain


def _error(found: Tensor, expected: Tensor) -> float:
    return float((found - expected).norm() / expected.norm())


def test_four_bits_compute_what_their_weights_stand_for(model: OPTForCausalLM, embeddings: Tensor) -> None:
    quantised = quantize(copy.deepcopy(model), "int4")
    found, expected = _step(quantised, embeddings), _step(_unpacked(quantised, model), embeddings)
    assert _error(found[0], expected[0]) < 1e-5
    assert _error(found[1], expected[1]) < 1e-5


def test_eight_bits_compute_what_their_weights_stand_for(model: OPTForCausalLM, embeddings: Tensor) -> None:
    quantised = quantize(copy.deepcopy(model), "int8")
    found, expected = _step(quantised, embeddings), _step(_unpacked(quantised, model), embeddings)
    assert _error(found[0], expected[0]) < 0.03, "activations are rounded to 8 bits too"
    assert _error(found[1], expected[1]) < 0.1


@pytest.mark.parametrize(("precision", "error"), [("int8", 0.01), ("int4", 0.11)])
def test_weights_are_off_by_the_rounding_alone(precision: str, error: float, model: OPTForCausalLM) -> None:
    """A normal weight in NF4 is off by 0.09 to 0.10 of its size on average, in 8 bits by 0.006 to 0.008."""
    plain = _unpacked(quantize(copy.deepcopy(model), precision), model)
    before, after = (m.model.decoder.layers[0].fc1.weight for m in (model, plain))
    assert error / 3 < _error(after, before) < error


@pytest.mark.parametrize("precision", PRECISIONS)
def test_a_gradient_still_passes_after_decoding(precision: str, model: OPTForCausalLM, embeddings: Tensor) -> None:
    fresh = _step(quantize(copy.deepcopy(model), precision), embeddings)
    used = quantize(copy.deepcopy(model), precision)
    with torch.no_grad():
        written = used(inputs_embeds=embeddings, use_cache=False).logits
        used(inputs_embeds=embeddings[:1, :1], use_cache=False)
    found = _step(used, embeddings)
    assert _error(written, fresh[0]) < 1e-5
    assert _error(found[0], fresh[0]) < 1e-5
    assert _error(found[1], fresh[1]) < 1e-5


@pytest.mark.parametrize("precision", PRECISIONS)
@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16])
def test_sixteen_bit_inputs(precision: str, dtype: torch.dtype, model: OPTForCausalLM, embeddings: Tensor) -> None:
    half = copy.deepcopy(model).to(dtype)
    name = str(dtype).removeprefix("torch.")
    quantised = quantize(half, precision, name)
    expected = _step(_unpacked(quantised, model), embeddings)
    found = _step(quantised, embeddings.to(dtype))
    assert _error(found[0], expected[0]) < 0.05
    assert torch.cosine_similarity(found[1].float().flatten(), expected[1].flatten(), 0) > 0.99


@pytest.mark.parametrize("precision", PRECISIONS)
def test_planned_bytes_are_what_the_weights_take(precision: str, model: OPTForCausalLM, tmp_path: Path) -> None:
    model.config.save_pretrained(tmp_path)
    quantised = quantize(copy.deepcopy(model).half(), precision, "float16")
    held = sum(p.nbytes for p in quantised.parameters())
    for layer in quantised.modules():
        if isinstance(layer, bitsandbytes.nn.Linear4bit):
            state = layer.weight.quant_state
            held += state.absmax.nbytes + state.state2.absmax.nbytes
        elif isinstance(layer, bitsandbytes.nn.Linear8bitLt):
            held += layer.weight.SCB.nbytes
    assert count_language(tmp_path).bytes(precision, "float16") == held


def test_head_and_embeddings_are_left_alone(model: OPTForCausalLM) -> None:
    quantised = quantize(copy.deepcopy(model), "int4")
    assert type(quantised.lm_head) is nn.Linear
    assert quantised.lm_head.weight is quantised.model.decoder.embed_tokens.weight
    layers = [m for m in quantised.modules() if isinstance(m, bitsandbytes.nn.Linear4bit)]
    assert len(layers) == 3 * 6
    assert all(layer.weight.quant_state.nested and layer.weight.quant_type == "nf4" for layer in layers)


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> ModelFolders:
    """A random model on disk, wide enough for a gradient to be worth comparing."""
    sizes = RandomSizes(width=128, layers=2, painter=False)
    return ModelFolders.of(write_random_model(tmp_path_factory.mktemp("model"), sizes))


@pytest.mark.parametrize("precision", PRECISIONS)
def test_loading_quantises_as_in_memory(precision: str, folders: ModelFolders) -> None:
    loaded = LanguageBackbone.load(folders.language, quantization=quantization_config(precision, "float32"))
    built = quantize(LanguageBackbone.load(folders.language).model, precision)
    ids = torch.arange(9)[None]
    with torch.no_grad():
        found, expected = loaded.model(input_ids=ids).logits, built(input_ids=ids).logits
    assert _error(found, expected) < (1e-6 if precision == "int4" else 0.02)
    layer = loaded.model.model.decoder.layers[0].fc1
    assert type(layer) in (bitsandbytes.nn.Linear4bit, bitsandbytes.nn.Linear8bitLt)


@pytest.mark.parametrize("precision", PRECISIONS)
def test_a_training_step_through_a_quantised_model(precision: str, folders: ModelFolders) -> None:
    """GILL's whole objective: every gradient of the adapter is there and close to that of the plain weights."""
    quantised = LanguageBackbone.load(folders.language, quantization=quantization_config(precision, "float32"))
    plain = LanguageBackbone.load(folders.language)
    found = _training_gradients(quantised, folders)
    plain.model = _unpacked(quantised.model, plain.model)
    expected = _training_gradients(LanguageBackbone(plain.model, plain.tokenizer), folders)
    tolerance = 1e-4 if precision == "int4" else 0.1
    assert found.keys() == expected.keys()
    for name, gradient in found.items():
        assert bool(torch.isfinite(gradient).all()), name
        assert _error(gradient, expected[name]) < tolerance, name
    assert found["image_tokens"].norm() > 0
    assert found["caption_head.weight"].norm() > 0


def _training_gradients(language: LanguageBackbone, folders: ModelFolders) -> dict[str, Tensor]:
    assert folders.adapter is not None
    gill = Gill(language, load_vision(folders.vision), read_adapter(folders.adapter))
    captions = [gill.language.encode(text) for text in ("a fox", "the little boat", "snow falls", "an owl")]
    generator = torch.Generator().manual_seed(0)
    pooled = torch.randn(4, gill.config.vision_width, generator=generator)
    targets = torch.randn(4, gill.config.mapper.queries, gill.config.mapper.output, generator=generator)
    ids, k = gill.config.image_token_ids, gill.config.visual_tokens
    rows = [
        assemble(make(captions, gill.language.bos, packed=False), ids, k) for make in (captioning_rows, picture_rows)
    ]
    objective(gill, rows[0], rows[1], pooled, targets).total(ObjectiveConfig()).backward()
    return {name: p.grad for name, p in gill.adapter.named_parameters() if p.grad is not None}


def test_bitsandbytes_works_here() -> None:
    check_quantization("cpu")
    with pytest.raises(DeviceError, match="does not work on"):
        check_quantization("meta")


def test_without_bitsandbytes_the_remedy_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "bitsandbytes", None)
    with pytest.raises(DeviceError, match="bitsandbytes cannot be used") as raised:
        quantization_config("int4", "bfloat16")
    assert "quantized" in raised.value.hint


def test_importing_bitsandbytes_prints_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its warning of an optional download, made while it is imported, stays unheard."""
    monkeypatch.setattr(logging.getLogger("bitsandbytes"), "level", logging.NOTSET)
    logging.getLogger("bitsandbytes").manager._clear_cache()
    quantization_config("int4", "bfloat16")
    assert not logging.getLogger("bitsandbytes.backends.cpu.ops").isEnabledFor(logging.WARNING)


@pytest.mark.slow
def test_nothing_is_printed_when_everything_is_imported() -> None:
    command = [sys.executable, "-W", "error", "-m", "gill_studio", "doctor", "--thorough", "--json"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("{")
