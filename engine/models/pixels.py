"""Pictures to pixels as CLIP was trained to see them, on PIL alone: torchvision takes a second to import."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from PIL import Image
from torch import Tensor

CLIP_MEAN = (0.48145466, 0.4578275, 0.40821073)
CLIP_STD = (0.26862954, 0.26130258, 0.27577711)
"""Of the pictures OpenAI's CLIP was trained on, by channel."""
_RESAMPLING = {"bicubic": Image.Resampling.BICUBIC, "bilinear": Image.Resampling.BILINEAR}

Preprocess = Callable[[Image.Image], Tensor]


@dataclass(frozen=True)
class ShortestEdge:
    """Shortest edge to `size` pixels, centre crop, then normalised: bit for bit what torchvision does on PIL."""

    size: int
    mean: Sequence[float] = CLIP_MEAN
    std: Sequence[float] = CLIP_STD
    interpolation: str = "bicubic"

    def __call__(self, picture: Image.Image) -> Tensor:
        """One picture to its pixel tensor, float32 (3, size, size)."""
        picture = self._resized(picture)
        left, top = (round((side - self.size) / 2) for side in picture.size)
        cropped = picture.crop((left, top, left + self.size, top + self.size)).convert("RGB")
        # With NumPy: torch would start threads of its own on each thread that prepares pictures.
        pixels = np.asarray(cropped).transpose(2, 0, 1).astype(np.float32, order="C")
        pixels /= np.float32(255)
        pixels -= np.asarray(self.mean, np.float32)[:, None, None]
        pixels /= np.asarray(self.std, np.float32)[:, None, None]
        return torch.from_numpy(pixels)

    def _resized(self, picture: Image.Image) -> Image.Image:
        short = min(picture.size)
        if short == self.size:
            return picture
        width, height = (self.size if side == short else int(self.size * side / short) for side in picture.size)
        return picture.resize((width, height), _RESAMPLING[self.interpolation])


def is_known(interpolation: str) -> bool:
    """Whether ShortestEdge can do it."""
    return interpolation in _RESAMPLING
