"""The reader: a small CNN that names the five facts of a picture, and shares nothing with the starter model."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from PIL import Image
from torch import Tensor, nn
from torch.nn import functional as F

from engine.starter.world.facts import Fact, Scene, values_of

FACTS = tuple(Fact)
_BATCH = 128
_VALUES = {fact: values_of(fact, reserved=True) for fact in FACTS}


@dataclass(frozen=True)
class ReaderConfig:
    """How the reader is built and schooled: input side in pixels, widths of its layers, pictures, steps."""

    side: int = 64
    widths: tuple[int, ...] = (32, 64, 128, 192)
    pictures: int = 10_000
    steps: int = 1100
    batch: int = 64
    peak: float = 2e-3
    seed: int = 7


class FactReader(nn.Module):
    """Convolutions that halve the picture, and one linear head a fact over what is left of its places."""

    def __init__(self, config: ReaderConfig | None = None) -> None:
        super().__init__()
        config = config or ReaderConfig()
        self.config = config
        layers: list[nn.Module] = []
        for before, width in zip((3, *config.widths), config.widths, strict=False):
            layers += [nn.Conv2d(before, width, 3, stride=2, padding=1, bias=False), nn.BatchNorm2d(width), nn.ReLU()]
        layers += [nn.Conv2d(config.widths[-1], 96, 1), nn.ReLU(), nn.Flatten(), nn.Dropout(0.1)]
        self.body = nn.Sequential(*layers)
        places = (config.side // 2 ** len(config.widths)) ** 2
        self.heads = nn.ModuleList(nn.Linear(96 * places, len(_VALUES[fact])) for fact in FACTS)

    def forward(self, pixels: Tensor) -> list[Tensor]:
        """Scores (n, values) of each fact, of pixels (n, 3, side, side) in [-1, 1]."""
        seen = self.body(pixels)
        return [head(seen) for head in self.heads]

    @torch.no_grad()
    def read(self, pictures: Sequence[Image.Image] | npt.NDArray[np.uint8]) -> npt.NDArray[np.int64]:
        """Class numbers (n, 5) of pictures: PIL ones, or uint8 (n, H, W, 3); any size."""
        self.eval()
        found = []
        for start in range(0, len(pictures), _BATCH):
            pixels = shrunk(pictures[start : start + _BATCH], self.config.side)
            scores = self(as_input(torch.from_numpy(pixels)))
            found.append(torch.stack([s.argmax(-1) for s in scores], 1).numpy())
        return np.concatenate(found) if found else np.empty((0, len(FACTS)), np.int64)


def shrunk(pictures: Sequence[Image.Image] | npt.NDArray[np.uint8], side: int) -> npt.NDArray[np.uint8]:
    """Pictures as uint8 (n, side, side, 3), each pixel the mean of those it stands for."""
    images = (p if isinstance(p, Image.Image) else Image.fromarray(p) for p in pictures)
    return np.stack([np.asarray(image.convert("RGB").resize((side, side), Image.Resampling.BOX)) for image in images])


def as_input(pixels: Tensor) -> Tensor:
    """uint8 (n, side, side, 3) as the reader takes it."""
    return pixels.permute(0, 3, 1, 2).float() / 127.5 - 1


def class_numbers(scenes: Iterable[Scene]) -> npt.NDArray[np.int64]:
    """Class numbers (n, 5) of the true facts, in the order of `Fact`."""
    rows = [[_VALUES[fact].index(getattr(scene, fact)) for fact in FACTS] for scene in scenes]
    return np.array(rows, np.int64).reshape(-1, len(FACTS))


def value_named(fact: Fact, number: int) -> StrEnum | None:
    """The value with this class number."""
    return _VALUES[fact][number]


def fact_losses(scores: Sequence[Tensor], labels: Tensor) -> Tensor:
    """Cross-entropy, mean over facts, of scores as `FactReader` gives them against class numbers (n, 5)."""
    losses: list[Any] = [F.cross_entropy(s, labels[:, i], label_smoothing=0.02) for i, s in enumerate(scores)]
    return torch.stack(losses).mean()


def right(reader: FactReader, pictures: Sequence[Image.Image] | npt.NDArray[np.uint8], scenes: Sequence[Scene]) -> Any:  # noqa: ANN401
    """(n, 5), float64: 1 where the reader reads from the picture what the scene has."""
    return (reader.read(pictures) == class_numbers(scenes)).astype(np.float64)
