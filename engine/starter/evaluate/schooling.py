"""Schooling the reader: on rendered pictures only, varied otherwise than those the model was trained on."""

from __future__ import annotations

import hashlib
import math
import random
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch
from PIL import Image, ImageFilter
from safetensors import SafetensorError
from safetensors.torch import load_file, save_file
from torch import Tensor
from torch.nn import functional as F

from engine.context import RunContext
from engine.starter.evaluate.reader import FactReader, ReaderConfig, as_input, class_numbers, fact_losses, right, shrunk
from engine.starter.story.scenes import sample_scene
from engine.starter.story.splits import Part, stories_of
from engine.starter.world.dice import UNUSUAL, USUAL
from engine.starter.world.facts import Scene
from engine.starter.world.picture import render

Pixels = npt.NDArray[np.uint8]
_SIZE = 128
_WARMUP = 60
_MILD_BLUR = 1.0  # pixels at 128: what a VAE of 27 dB does to an edge
_CONDITIONS = ("as drawn", "mildly blurred", "otherwise varied")


def schooled_reader(folder: Path, config: ReaderConfig | None = None, context: RunContext | None = None) -> FactReader:
    """The reader for the world as it is drawn now: from `folder`, or schooled (minutes) and kept there."""
    config = config or ReaderConfig()
    key = hashlib.sha256(repr((world_fingerprint(), config)).encode()).hexdigest()[:16]
    path = folder / f"reader-{key}.safetensors"
    reader = FactReader(config)
    if not _restore(reader, path):
        reader = school(config, context)
        folder.mkdir(parents=True, exist_ok=True)
        temporary = path.with_suffix(".part")
        save_file({name: tensor.contiguous() for name, tensor in reader.state_dict().items()}, temporary)
        temporary.replace(path)
    return reader.eval()


def _restore(reader: FactReader, path: Path) -> bool:
    if not path.is_file():
        return False
    try:
        reader.load_state_dict(load_file(path))
    except (SafetensorError, RuntimeError, OSError):  # damaged: it can be made again
        return False
    return True


def world_fingerprint() -> str:
    """Changes when the world is drawn or its stories are told otherwise: what was measured then no longer counts."""
    digest = hashlib.sha256()
    for scene in _scenes("fingerprint", 24):
        digest.update(render(scene, 64, USUAL).tobytes() + render(scene, 64, UNUSUAL).tobytes())
    for part in (Part.NEW_STORIES, Part.NEW_COMBINATIONS):
        digest.update(repr(list(stories_of(part, 10))).encode())
    return digest.hexdigest()


def school(config: ReaderConfig, context: RunContext | None = None) -> FactReader:
    """A reader trained from nothing; the same on the same machine and threads. Draws on no global chance."""
    context = context or RunContext()
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(config.seed)
        reader = FactReader(config).train().to(memory_format=torch.channels_last)
        pixels, labels = _lessons(config, context)
        optimizer = torch.optim.AdamW(reader.parameters(), weight_decay=0.02)
        for step in range(config.steps):
            for group in optimizer.param_groups:
                group["lr"] = _rate(step, config)
            chosen = torch.randint(len(pixels), (config.batch,))
            loss = fact_losses(reader(_disturbed(as_input(pixels[chosen]))), labels[chosen])
            optimizer.zero_grad(set_to_none=True)
            loss.backward()
            optimizer.step()
            context.step("schooling the reader", step + 1, config.steps)
    return reader.eval()


def exam(reader: FactReader, count: int, context: RunContext | None = None) -> dict[str, npt.NDArray[np.float64]]:
    """How the reader reads `count` pictures it has not seen, (count, 5) of 1 and 0 for each condition.

    The pictures are as the starter's are drawn, the same mildly blurred, and varied as the reader's own lessons.
    """
    context = context or RunContext()
    scenes = list(_scenes("exam", count))
    drawn, varied = [], []
    for i, scene in enumerate(scenes):
        drawn.append(render(scene, _SIZE, USUAL))
        varied.append(render(scene, _SIZE, UNUSUAL))
        context.step("drawing the reader's exam", i + 1, count)
    blurred = [picture.filter(ImageFilter.GaussianBlur(_MILD_BLUR)) for picture in drawn]
    return {
        name: right(reader, pictures, scenes)
        for name, pictures in zip(_CONDITIONS, (drawn, blurred, varied), strict=True)
    }


def _lessons(config: ReaderConfig, context: RunContext) -> tuple[Tensor, Tensor]:
    scenes = list(_scenes("lessons", config.pictures))
    pixels = np.empty((len(scenes), config.side, config.side, 3), np.uint8)
    for i, picture in enumerate(_drawn(scenes)):
        pixels[i] = shrunk([picture], config.side)[0]
        context.step("drawing the reader's lessons", i + 1, len(scenes))
    return torch.from_numpy(pixels), torch.from_numpy(class_numbers(scenes))


def _drawn(scenes: list[Scene]) -> Iterator[Image.Image]:
    return (render(scene, _SIZE, UNUSUAL) for scene in scenes)


def _scenes(purpose: str, count: int) -> Iterator[Scene]:
    """Scenes with all parts of the world, reserved ones too, in every combination."""
    rng = random.Random(f"reader {purpose}")  # noqa: S311 - pictures, not secrets
    return (sample_scene(rng, reserved=True) for _ in range(count))


def _rate(step: int, config: ReaderConfig) -> float:
    warm = min(1.0, (step + 1) / _WARMUP)
    return config.peak * warm * (0.02 + 0.98 * 0.5 * (1 + math.cos(math.pi * step / config.steps)))


def _disturbed(pixels: Tensor) -> Tensor:
    """Shifted, softened, tinted and noisy, each batch in its own way: what painted pictures may look like."""
    count, _, side, _ = pixels.shape
    room = max(1, side // 16)
    down, right_, size = (int(v) for v in (*torch.randint(0, 2 * room + 1, (2,)), torch.randint(side // 2, side, ())))
    padded = F.pad(pixels, (room, room, room, room), mode="replicate")
    pixels = padded[..., down : down + side, right_ : right_ + side]
    if torch.rand(()) < 0.5:
        small = F.interpolate(pixels, size=(size, size), mode="area")
        pixels = F.interpolate(small, size=(side, side), mode="bilinear")
    gain = 1 + 0.08 * torch.randn(count, 3, 1, 1)
    noise = 0.1 * torch.rand(count, 1, 1, 1) * torch.randn_like(pixels)
    return (pixels * gain + noise).contiguous(memory_format=torch.channels_last)
