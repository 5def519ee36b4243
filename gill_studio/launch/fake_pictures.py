"""Pictures that the fake engine paints: hills under a sky, in colours of the seed, and how they come out of noise."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

from PIL import Image, ImageChops, ImageDraw, ImageFilter

_SIZE = (384, 384)


def landscape(seed: int, size: tuple[int, int] = _SIZE) -> Image.Image:
    """The picture of that seed: always the same."""
    rng = random.Random(seed)  # noqa: S311 - pictures, not secrets
    width, height = size
    hue = rng.randrange(360)
    sky = Image.new("RGB", (1, 2))
    sky.putdata([_colour(hue, 45, 62), _colour(hue + 40, 60, 88)])
    picture = sky.resize(size, Image.Resampling.BICUBIC)
    draw = ImageDraw.Draw(picture)
    x, y, r = rng.uniform(0.2, 0.8) * width, rng.uniform(0.15, 0.4) * height, 0.07 * width
    draw.ellipse((x - r, y - r, x + r, y + r), fill=_colour(hue + 60, 80, 92))
    for depth in range(3):
        level = height * (0.55 + 0.15 * depth)
        points = [(width * i / 6, level + rng.uniform(-0.1, 0.1) * height) for i in range(7)]
        draw.polygon([(0, height), *points, (width, height)], fill=_colour(hue + 150 + 15 * depth, 35, 52 - 11 * depth))
    return picture.filter(ImageFilter.GaussianBlur(width / 256))


def denoised(seed: int, step: int, steps: int, size: tuple[int, int] = (64, 64)) -> Image.Image:
    """The small preview of it after `step` of `steps` denoising steps."""
    rng = random.Random(seed + 1)  # noqa: S311 - pictures, not secrets
    channels = [Image.frombytes("L", size, rng.randbytes(size[0] * size[1])) for _ in range(3)]
    noise = Image.merge("RGB", channels)
    return ImageChops.blend(noise, landscape(seed, size), min(1.0, step / steps) ** 0.7)


def write(pictures: Iterator[Image.Image], paths: tuple[Path, ...]) -> None:
    """Write them as PNG files, folders included."""
    for picture, path in zip(pictures, paths, strict=True):
        path.parent.mkdir(parents=True, exist_ok=True)
        picture.save(path)


def _colour(hue: float, saturation: int, lightness: int) -> tuple[int, int, int]:
    picture = Image.new("RGB", (1, 1), f"hsl({round(hue) % 360}, {saturation}%, {lightness}%)")
    colour = picture.getpixel((0, 0))
    return colour if isinstance(colour, tuple) and len(colour) == 3 else (0, 0, 0)
