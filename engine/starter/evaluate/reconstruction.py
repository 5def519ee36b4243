"""Part "vae": how well pictures survive the painter's small latents, and what can still be read off them."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np
import numpy.typing as npt
import torch

from engine.models.painter import Painter
from engine.starter.evaluate.bench import Bench
from engine.starter.evaluate.captions import panel_of
from engine.starter.evaluate.contexts import PARTS
from engine.starter.evaluate.generation import columns_of
from engine.starter.evaluate.metrics import psnr
from engine.starter.evaluate.reader import right
from engine.starter.evaluate.store import Columns
from engine.starter.story.splits import Part

PSNR = "PSNR"
_BATCH = 8


def measure_vae(bench: Bench) -> dict[str, Columns]:
    """PSNR in dB, and facts right (0 or 1), of one reconstructed picture a story, for each held-out part."""
    return {part: bench.results(("painter",)).columns(f"vae/{part}", partial(_measured, bench, part)) for part in PARTS}


@torch.no_grad()
def reconstructed(painter: Painter, pixels: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
    """Pictures (n, H, W, 3) through the VAE and back, by the means of their latents."""
    vae: Any = painter.pipeline.vae
    values = torch.tensor(pixels).permute(0, 3, 1, 2).to(vae.device, vae.dtype) / 127.5 - 1
    decoded = vae.decode(vae.encode(values).latent_dist.mean).sample.float()
    back: npt.NDArray[np.uint8] = ((decoded.clamp(-1, 1) + 1) * 127.5).round().byte().permute(0, 2, 3, 1).cpu().numpy()
    return back


def _measured(bench: Bench, part: Part) -> Columns:
    stories = bench.stories(part)
    pixels = np.stack([np.asarray(story.image(panel_of(story))) for story in stories])
    scenes = [story.panels[panel_of(story)].scene for story in stories]
    parts = []
    for start in range(0, len(pixels), _BATCH):
        parts.append(reconstructed(bench.painter, pixels[start : start + _BATCH]))
        bench.context.step(f"encoding and decoding, {part}", start + len(parts[-1]), len(pixels))
    back = np.concatenate(parts)
    return {PSNR: psnr(pixels, back).tolist(), **columns_of(right(bench.reader, back, scenes))}
