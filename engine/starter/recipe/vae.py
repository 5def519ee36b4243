"""Stage VAE: pictures to small latents and back; then the decoder alone, on whole pictures."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import diffusers
import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from engine.starter.recipe.config import Recipe
from engine.starter.recipe.library import training_pictures
from engine.starter.recipe.stage import Stage, Workshop

_LATENT_NOISE = 0.1  # of a standard deviation: the decoder learns to forgive the painter's small errors


def build_vae(recipe: Recipe) -> Any:  # noqa: ANN401 - diffusers is untyped
    """An AutoencoderKL of the recipe's sizes."""
    config = recipe.vae
    return diffusers.AutoencoderKL(
        block_out_channels=config.channels,
        down_block_types=("DownEncoderBlock2D",) * len(config.channels),
        up_block_types=("UpDecoderBlock2D",) * len(config.channels),
        latent_channels=config.latent_channels,
        layers_per_block=1,
        norm_num_groups=config.groups,
        mid_block_add_attention=False,
        sample_size=recipe.world.picture_size,
    )


def to_tensor(pixels: np.ndarray[Any, np.dtype[np.uint8]], device: torch.device) -> Tensor:
    """Pictures (n, H, W, 3), uint8, as float32 (n, 3, H, W) in [-1, 1], channels last in memory."""
    scaled = torch.from_numpy(pixels).to(device).permute(0, 3, 1, 2).float() / 127.5 - 1
    return scaled.contiguous(memory_format=torch.channels_last)


class VaeTask:
    """Encoder and decoder on random crops: small pieces give many more steps a minute than whole pictures."""

    name = "vae"

    def __init__(self, shop: Workshop) -> None:
        self.shop, self.config = shop, shop.recipe.vae
        self.module: nn.Module = build_vae(shop.recipe).to(shop.device, memory_format=torch.channels_last)
        self.pictures = training_pictures(shop)

    def loss(self, step: int) -> tuple[Tensor, Mapping[str, Tensor]]:
        """L1 of colours and of edges, and a little KL."""
        rng = np.random.default_rng([self.shop.recipe.world.seed, 1, step])
        size, crop = self.pictures.pixels.shape[1], self.config.crop
        crops = []
        for index in np.sort(rng.integers(len(self.pictures), size=self.config.train.batch)):
            top, left = rng.integers(0, size - crop + 1, 2)
            piece = self.pictures.pixels[index, top : top + crop, left : left + crop]
            crops.append(piece[:, :: 1 if rng.random() < 0.5 else -1])
        pictures = to_tensor(np.stack(crops), self.shop.device)
        posterior = self.module.encode(pictures).latent_dist  # type: ignore[operator]
        noise = torch.from_numpy(rng.standard_normal(posterior.mean.shape, dtype=np.float32)).to(self.shop.device)
        latents = posterior.mean + posterior.std * noise
        decoded = self.module.decode(latents).sample  # type: ignore[operator]
        colours, edges = reconstruction(decoded.float(), pictures)
        kl = posterior.kl().mean()
        parts = {"colours": colours.detach(), "edges": edges.detach(), "kl": kl.detach()}
        return colours + self.config.edges * edges + self.config.kl * kl, parts

    def after_step(self, step: int) -> None:
        """Nothing to hold."""


class DecoderTask:
    """The decoder alone, on whole pictures, from slightly noisy latents."""

    name = "decoder"

    def __init__(self, shop: Workshop) -> None:
        self.shop, self.config = shop, shop.recipe.vae
        vae = load_vae(shop).to(shop.device, memory_format=torch.channels_last)
        vae.encoder.requires_grad_(requires_grad=False)
        vae.quant_conv.requires_grad_(requires_grad=False)
        self.module: nn.Module = vae
        self._noise = _LATENT_NOISE / float(vae.config.scaling_factor)
        self.pictures = training_pictures(shop)

    def loss(self, step: int) -> tuple[Tensor, Mapping[str, Tensor]]:
        """Squared error and L1 of colours, and L1 of edges."""
        rng = np.random.default_rng([self.shop.recipe.world.seed, 2, step])
        indices = np.sort(rng.integers(len(self.pictures), size=self.config.decoder.batch))
        pictures = to_tensor(self.pictures.pixels[indices], self.shop.device)
        with torch.no_grad():
            latents = self.module.encode(pictures).latent_dist.mean  # type: ignore[operator]
            scale = self._noise * rng.random()
            noise = rng.standard_normal(latents.shape, dtype=np.float32)
            latents = latents + scale * torch.from_numpy(noise).to(self.shop.device)
        decoded = self.module.decode(latents).sample.float()  # type: ignore[operator]
        colours, edges = reconstruction(decoded, pictures)
        squared = F.mse_loss(decoded, pictures)
        parts = {"colours": colours.detach(), "edges": edges.detach(), "psnr": 10 * torch.log10(4 / squared.detach())}
        return 0.5 * colours + 4 * squared + 0.5 * self.config.edges * edges, parts

    def after_step(self, step: int) -> None:
        """Nothing to hold."""


def reconstruction(decoded: Tensor, pictures: Tensor) -> tuple[Tensor, Tensor]:
    """L1 of colours, and L1 of their differences to the right and downwards: what the eye calls sharp."""
    error = decoded - pictures
    edges = error.diff(dim=-1).abs().mean() + error.diff(dim=-2).abs().mean()
    return error.abs().mean(), edges


def load_vae(shop: Workshop) -> Any:  # noqa: ANN401 - diffusers is untyped
    """The VAE as the stages so far have left it."""
    return diffusers.AutoencoderKL.from_pretrained(shop.model / "painter" / "vae")


def _finish_vae(shop: Workshop, task: Any) -> None:  # noqa: ANN401 - a VaeTask; Stage is about any task
    """Write the VAE, its latents scaled to unit variance over the pictures."""
    vae = task.module.eval()
    with torch.no_grad():
        pictures = to_tensor(task.pictures.pixels[:256], shop.device)
        latents = torch.cat([vae.encode(part).latent_dist.mean for part in pictures.split(16)])
    vae.register_to_config(scaling_factor=float(1 / latents.std()))
    vae.save_pretrained(shop.model / "painter" / "vae")


def _finish_decoder(shop: Workshop, task: Any) -> None:  # noqa: ANN401
    task.module.save_pretrained(shop.model / "painter" / "vae")


VAE = Stage("vae", lambda recipe: recipe.vae.train, VaeTask, _finish_vae)
DECODER = Stage("decoder", lambda recipe: recipe.vae.decoder, DecoderTask, _finish_decoder)
