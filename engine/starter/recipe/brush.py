"""Stage painter: a UNet that paints what the text encoder tells it, in the VAE's latents."""

from __future__ import annotations

import json
import random
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import diffusers
import numpy as np
import torch
from torch import Tensor, nn
from transformers import AutoTokenizer, CLIPTextModel

from engine.starter.recipe.config import Recipe
from engine.starter.recipe.library import training_captions, training_pictures
from engine.starter.recipe.sight import some_facts
from engine.starter.recipe.stage import Stage, Workshop
from engine.starter.recipe.vae import load_vae, to_tensor
from engine.starter.story.describe import STYLES, describe

_UNTOLD, _BY_CAPTION = 0.1, 0.2  # how often nothing is told (for guidance), and the story's own caption
_CANONICAL = 0.5
_SNR_LIMIT = 5.0  # Min-SNR weighting (Hang et al. 2023), which speeds training up


def build_unet(recipe: Recipe) -> Any:  # noqa: ANN401 - diffusers is untyped
    """A UNet2DConditionModel of the recipe's sizes."""
    config, vae = recipe.painter, recipe.vae
    levels = list(config.attention)
    return diffusers.UNet2DConditionModel(
        sample_size=recipe.world.picture_size // 2 ** (len(vae.channels) - 1),
        in_channels=vae.latent_channels,
        out_channels=vae.latent_channels,
        block_out_channels=config.channels,
        layers_per_block=1,
        down_block_types=tuple("CrossAttnDownBlock2D" if has else "DownBlock2D" for has in levels),
        up_block_types=tuple("CrossAttnUpBlock2D" if has else "UpBlock2D" for has in reversed(levels)),
        cross_attention_dim=recipe.sight.text_width,
        attention_head_dim=[width // config.head_width for width in config.channels],
        norm_num_groups=16,
    )


def build_scheduler() -> Any:  # noqa: ANN401 - diffusers is untyped
    """The noise schedule: v-prediction with trailing timesteps, and an end without any signal."""
    return diffusers.DPMSolverMultistepScheduler(
        beta_start=0.00085,
        beta_end=0.012,
        beta_schedule="scaled_linear",
        prediction_type="v_prediction",
        timestep_spacing="trailing",
        rescale_betas_zero_snr=False,
        steps_offset=1,
    )


def latents(shop: Workshop) -> np.ndarray[Any, np.dtype[np.float16]]:
    """Scaled latents (n, c, h, w), float16, of the training pictures: computed once, kept in a file."""
    path = shop.folder / "latents.npy"
    if not path.is_file():
        _encode_all(shop, path)
    found: np.ndarray[Any, np.dtype[np.float16]] = np.load(path, mmap_mode="r")
    return found


def _encode_all(shop: Workshop, path: Path) -> None:
    pictures = training_pictures(shop)
    vae = load_vae(shop).to(shop.device, memory_format=torch.channels_last).eval()
    size = shop.recipe.world.picture_size // 2 ** (len(shop.recipe.vae.channels) - 1)
    shape = (len(pictures), shop.recipe.vae.latent_channels, size, size)
    temporary = path.with_name(path.name + ".part")
    kept = np.lib.format.open_memmap(temporary, "w+", np.float16, shape)
    with torch.no_grad(), torch.autocast(shop.device.type, torch.bfloat16):
        for start in range(0, len(pictures), 32):
            pixels = to_tensor(pictures.pixels[start : start + 32], shop.device)
            mean = vae.encode(pixels).latent_dist.mean * vae.config.scaling_factor
            kept[start : start + len(pixels)] = mean.float().cpu().numpy()
            shop.context.step("encoding pictures", start + len(pixels), len(pictures))
    kept.flush()
    temporary.replace(path)


class PainterTask:
    """Denoising by v-prediction, told descriptions of all or some facts, captions, or nothing."""

    name = "painter"

    def __init__(self, shop: Workshop) -> None:
        self.shop = shop
        self.latents = latents(shop)
        self.scenes = training_pictures(shop).scenes
        self.captions = training_captions(shop.recipe.world)
        self.tokenizer = AutoTokenizer.from_pretrained(shop.model / "painter" / "tokenizer")
        text = CLIPTextModel.from_pretrained(shop.model / "painter" / "text_encoder")
        self.text = text.to(shop.device).eval().requires_grad_(requires_grad=False)
        self.module: nn.Module = build_unet(shop.recipe).to(shop.device, memory_format=torch.channels_last)
        alphas = build_scheduler().alphas_cumprod.to(shop.device)
        self.signal, self.noise_level = alphas.sqrt(), (1 - alphas).sqrt()

    def loss(self, step: int) -> tuple[Tensor, Mapping[str, Tensor]]:
        """Squared error of v, weighted so that nearly clean latents do not rule."""
        rng = np.random.default_rng([self.shop.recipe.world.seed, 4, step])
        batch = self.shop.recipe.painter.train.batch
        chosen = np.sort(rng.integers(len(self.scenes), size=batch))
        clean = torch.from_numpy(self.latents[chosen]).float().to(self.shop.device)
        noise = torch.from_numpy(rng.standard_normal(clean.shape, dtype=np.float32)).to(clean)
        # One timestep from each of `batch` equal stretches: less noise in the loss than independent draws.
        spread = (rng.permutation(batch) + rng.random(batch)) / batch
        times = torch.from_numpy((spread * len(self.signal)).astype(np.int64)).to(self.shop.device)
        signal, level = self.signal[times][:, None, None, None], self.noise_level[times][:, None, None, None]
        noisy, wanted = signal * clean + level * noise, signal * noise - level * clean
        told = self.encode(self._texts(chosen, step))
        noisy = noisy.contiguous(memory_format=torch.channels_last)
        found = self.module(noisy, times, encoder_hidden_states=told).sample.float()
        errors = (found - wanted).square().mean((1, 2, 3))
        ratio = (signal / level).square()[:, 0, 0, 0]
        weights = ratio.clamp(max=_SNR_LIMIT) / (ratio + 1)  # the weight of v that equals Min-SNR's of noise
        return (weights * errors).sum() / weights.sum(), {"v": errors.mean().detach()}

    def after_step(self, step: int) -> None:
        """Nothing to hold."""

    @torch.no_grad()
    def encode(self, texts: list[str]) -> Tensor:
        """The text encoder's last hidden states, as the painting pipeline pads them."""
        tokens = self.tokenizer(
            texts,
            padding="max_length",
            truncation=True,
            max_length=self.shop.recipe.sight.text_window,
            return_tensors="pt",
        ).to(self.shop.device)
        return self.text(input_ids=tokens.input_ids).last_hidden_state  # type: ignore[no-any-return]

    def _texts(self, chosen: np.ndarray[Any, Any], step: int) -> list[str]:
        rng = random.Random(f"painter {step}")  # noqa: S311 - batches, not secrets
        return [self._text(int(i), rng) for i in chosen]

    def _text(self, number: int, rng: random.Random) -> str:
        draw = rng.random()
        if draw < _UNTOLD:
            return ""
        if draw < _UNTOLD + _BY_CAPTION and self.captions[number]:
            return self.captions[number]
        style = 0 if rng.random() < _CANONICAL else rng.randrange(STYLES)
        return describe(self.scenes[number], some_facts(rng), style)


def _finish(shop: Workshop, task: Any) -> None:  # noqa: ANN401 - a PainterTask; Stage is about any task
    """Write the UNet, the scheduler and the index that makes the folder a Stable Diffusion pipeline."""
    folder = shop.model / "painter"
    task.module.save_pretrained(folder / "unet")
    build_scheduler().save_pretrained(folder / "scheduler")
    index = {
        "_class_name": "StableDiffusionPipeline",
        "_diffusers_version": diffusers.__version__,
        "feature_extractor": [None, None],
        "image_encoder": [None, None],
        "requires_safety_checker": False,
        "safety_checker": [None, None],
        "scheduler": ["diffusers", "DPMSolverMultistepScheduler"],
        "text_encoder": ["transformers", "CLIPTextModel"],
        "tokenizer": ["transformers", type(task.tokenizer).__name__],
        "unet": ["diffusers", "UNet2DConditionModel"],
        "vae": ["diffusers", "AutoencoderKL"],
    }
    (folder / "model_index.json").write_text(json.dumps(index, indent=1), encoding="utf-8")


PAINTER = Stage("painter", lambda recipe: recipe.painter.train, PainterTask, _finish)
