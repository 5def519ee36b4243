"""The workspace formulas against the bytes that are really alive, at the published sizes, on the meta device."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
import torch
from diffusers import AutoencoderKL, UNet2DConditionModel
from torch.nn import functional as F
from transformers import AutoConfig, AutoModelForCausalLM, CLIPVisionConfig, CLIPVisionModel
from transformers.cache_utils import DynamicCache

from engine.device import workspace
from engine.device.known import published_folders
from engine.device.sizes import ModelSizes, PainterSizes
from engine.models import key_values
from engine.prompting import cache as prompting

Counter = Callable[[torch.nn.Module, Callable[[], Any]], int]
HALF = torch.float16


@pytest.fixture(scope="module")
def unet() -> UNet2DConditionModel:
    with torch.device("meta"):
        config = UNet2DConditionModel.load_config(published_folders().painter / "unet")
        return UNet2DConditionModel.from_config(config).half().eval()


@pytest.fixture(scope="module")
def vae() -> AutoencoderKL:
    with torch.device("meta"):
        config = AutoencoderKL.load_config(published_folders().painter / "vae")
        return AutoencoderKL.from_config(config).half().eval()


@pytest.fixture
def fused_attention(monkeypatch: pytest.MonkeyPatch) -> None:
    """Attention as a fused kernel does it: on the meta device torch would write out the scores."""
    monkeypatch.setattr(F, "scaled_dot_product_attention", lambda query, *_, **__: torch.empty_like(query))


def _denoise(unet: UNet2DConditionModel, pictures: int, side: int) -> Callable[[], object]:
    def step() -> object:
        latents = torch.empty(2 * pictures, 4, side, side, dtype=HALF)
        text = torch.empty(2 * pictures, 77, 768, dtype=HALF)
        return unet(latents, torch.ones((), dtype=torch.int64), encoder_hidden_states=text)

    return step


@pytest.mark.parametrize(("pictures", "side"), [(1, 32), (1, 64), (1, 96), (4, 64)])
@pytest.mark.usefixtures("fused_attention")
def test_unet(
    unet: UNet2DConditionModel, published: ModelSizes, alive_bytes: Counter, pictures: int, side: int
) -> None:
    planned = _unet_bytes(published.painter, pictures, side, fused=True, sliced=False)
    assert planned == pytest.approx(alive_bytes(unet, _denoise(unet, pictures, side)), rel=0.02)


@pytest.mark.parametrize(("pictures", "side"), [(1, 64), (1, 96), (4, 64)])
def test_unet_with_attention_written_out(
    unet: UNet2DConditionModel, published: ModelSizes, alive_bytes: Counter, pictures: int, side: int
) -> None:
    planned = _unet_bytes(published.painter, pictures, side, fused=False, sliced=False)
    assert planned == pytest.approx(alive_bytes(unet, _denoise(unet, pictures, side)), rel=0.05)


@pytest.mark.parametrize(("pictures", "side"), [(1, 64), (1, 96), (4, 64)])
def test_unet_with_attention_in_slices(
    unet: UNet2DConditionModel, published: ModelSizes, alive_bytes: Counter, pictures: int, side: int
) -> None:
    processors = unet.attn_processors
    unet.set_attention_slice("auto")  # half the heads at a time
    try:
        alive = alive_bytes(unet, _denoise(unet, pictures, side))
    finally:
        unet.set_attn_processor(processors)
    planned = _unet_bytes(published.painter, pictures, side, fused=False, sliced=True)
    assert planned == pytest.approx(alive, rel=0.05)


def _unet_bytes(painter: PainterSizes, pictures: int, side: int, *, fused: bool, sliced: bool) -> int:
    painter = _at(painter, 8 * side)
    return workspace.unet_bytes(painter, "float16", pictures, fused=fused, sliced=sliced)


def _at(painter: PainterSizes, size: int) -> PainterSizes:
    return replace(painter, size=size)


@pytest.mark.parametrize(("pictures", "size"), [(1, 256), (1, 512), (1, 768), (4, 512)])
def test_vae(vae: AutoencoderKL, published: ModelSizes, alive_bytes: Counter, pictures: int, size: int) -> None:
    alive = alive_bytes(vae, lambda: vae.decode(torch.empty(pictures, 4, size // 8, size // 8, dtype=HALF)))
    planned = workspace.vae_bytes(_at(published.painter, size), "float16", pictures, tiled=False)
    assert planned == pytest.approx(alive, rel=0.01)


@pytest.mark.parametrize("size", [256, 512])
def test_vae_in_tiles(vae: AutoencoderKL, published: ModelSizes, alive_bytes: Counter, size: int) -> None:
    tile = vae.tile_sample_min_size, vae.tile_latent_min_size
    vae.enable_tiling()
    vae.tile_sample_min_size, vae.tile_latent_min_size = workspace.VAE_TILE, workspace.VAE_TILE // 8
    try:
        alive = alive_bytes(vae, lambda: vae.decode(torch.empty(1, 4, size // 8, size // 8, dtype=HALF)))
    finally:
        vae.disable_tiling()
        vae.tile_sample_min_size, vae.tile_latent_min_size = tile
    planned = workspace.vae_bytes(_at(published.painter, size), "float16", 1, tiled=True)
    assert alive <= planned * 1.01
    assert planned <= 1.3 * alive


@pytest.mark.usefixtures("fused_attention")
def test_reading_a_prompt(published: ModelSizes, alive_bytes: Counter) -> None:
    with torch.device("meta"):
        config = AutoConfig.from_pretrained(published_folders().language)
        model = AutoModelForCausalLM.from_config(config).to(torch.bfloat16).eval()
    tokens = workspace.READ_AT_ONCE

    def read() -> object:
        embeddings = torch.empty(1, tokens, 4096, dtype=torch.bfloat16)
        return model.base_model(inputs_embeds=embeddings, past_key_values=DynamicCache(), use_cache=True)

    alive = alive_bytes(model, read)
    cache = tokens * published.language.cache_bytes("bfloat16")
    planned = tokens * workspace.reading_bytes(published.language, "bfloat16")
    assert planned / 2 < alive - cache <= planned
    assert tokens == prompting._CHUNK, "the plan reckons with what the prompter reads at once"
    assert workspace.SPARE_POSITIONS == key_values._SPARE


@pytest.mark.usefixtures("fused_attention")
def test_seeing_pictures(published: ModelSizes, alive_bytes: Counter) -> None:
    with torch.device("meta"):
        config = CLIPVisionConfig.from_pretrained(published_folders().vision)
        model = CLIPVisionModel(config).to(torch.bfloat16).eval()
    alive = alive_bytes(model, lambda: model(pixel_values=torch.empty(16, 3, 224, 224, dtype=torch.bfloat16)))
    assert workspace.seeing_bytes(published.vision, "bfloat16") == pytest.approx(alive, rel=0.05)
