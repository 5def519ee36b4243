"""The sheet everything is painted on: anti-aliased outlines, gradients, glows and light along edges, in pixels."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import aggdraw
import numpy as np
from PIL import Image, ImageChops

from engine.starter.world.geometry import Outline
from engine.starter.world.palette import Colour

_Box = tuple[int, int, int, int]
_FINE, _COARSE = 256, 64


class Canvas:
    """A square RGB picture of `size` pixels; outlines are given in pixels."""

    def __init__(self, size: int) -> None:
        self.size = size
        self._image = Image.new("RGB", (size, size))
        self._brush: aggdraw.Draw | None = None

    def picture(self) -> Image.Image:
        """What has been painted so far."""
        return self._dried().copy()

    def fill(self, outline: Outline, colour: Colour, alpha: float = 1.0) -> None:
        """Fills an outline with one colour."""
        if self._brush is None:
            self._brush = aggdraw.Draw(self._image)
        self._brush.polygon(outline.ravel().tolist(), None, aggdraw.Brush(colour, round(255 * alpha)))

    def shade(self, outline: Outline, colours: Sequence[Colour]) -> None:
        """Fills an outline with a vertical gradient from its top to its bottom."""
        box = self._box(outline)
        if box is None:
            return
        top, bottom = float(outline[:, 1].min()), float(outline[:, 1].max())
        rows = (np.arange(box[1], box[3]) + 0.5 - top) / max(bottom - top, 1e-6) * (len(colours) - 1)
        stops = np.array(colours, dtype=np.float64)
        ramp = np.stack([np.interp(rows, np.arange(len(colours)), stops[:, c]) for c in range(3)], axis=1)
        column = Image.fromarray(np.round(ramp).astype(np.uint8)[:, None, :])
        fill = column.resize((box[2] - box[0], box[3] - box[1]), Image.Resampling.NEAREST)
        self._dried().paste(fill, box, _mask([outline], box))

    def mark(self, outline: Outline, limits: Sequence[Outline], colour: Colour, alpha: float = 1.0) -> None:
        """Fills the part of an outline that lies inside the union of others."""
        box = self._box(outline)
        if box is not None:
            both = ImageChops.multiply(_mask([outline], box, alpha), _mask(limits, box))
            self._dried().paste(colour, box, both)

    def glow(self, x: float, y: float, radii: tuple[float, float], colour: Colour, alpha: float) -> None:
        """A soft spot of paint, strongest at (x, y) and gone at the radii."""
        spot = self._placed_spot(x, y, radii, alpha)
        if spot is not None:
            self._dried().paste(colour, *spot)

    def shine(self, x: float, y: float, radii: tuple[float, float], colour: Colour, alpha: float) -> None:
        """A soft spot of light: it brightens what is there (screen) where paint would cover it."""
        spot = self._placed_spot(x, y, radii, alpha)
        if spot is not None:
            box, mask = spot
            image, light = self._dried(), Image.new("RGB", mask.size)
            light.paste(colour, (0, 0), mask)
            image.paste(ImageChops.screen(image.crop(box), light), box)

    def _placed_spot(
        self, x: float, y: float, radii: tuple[float, float], alpha: float
    ) -> tuple[_Box, Image.Image] | None:
        left, top = round(x - radii[0]), round(y - radii[1])
        right, bottom = round(x + radii[0]), round(y + radii[1])
        box = self._clip((left, top, right, bottom))
        if box is None:
            return None
        spot = _spot(_COARSE if right - left < 2 * _COARSE else _FINE, round(255 * alpha))
        mask = spot.resize((right - left, bottom - top), Image.Resampling.BILINEAR)
        return box, mask.crop((box[0] - left, box[1] - top, box[2] - left, box[3] - top))

    def edge(self, outlines: Sequence[Outline], shift: tuple[float, float], colour: Colour, alpha: float) -> None:
        """Colours what of the outlines' union is left bare when the union moves by `shift`: one side's edge."""
        box = self._box(np.concatenate(outlines))
        if box is not None:
            moved = [outline + shift for outline in outlines]
            bare = ImageChops.subtract(_mask(outlines, box, alpha), _mask(moved, box, alpha))
            self._dried().paste(colour, box, bare)

    def _dried(self) -> Image.Image:
        """The image with all fills in it; a brush holds a copy of its own, so the next fill takes a new one."""
        if self._brush is not None:
            self._brush.flush()
            self._brush = None
        return self._image

    def _box(self, outline: Outline) -> _Box | None:
        """The pixels an outline touches, with a margin for anti-aliasing; None when it lies outside."""
        low, high = outline.min(axis=0), outline.max(axis=0)
        return self._clip((int(low[0]) - 2, int(low[1]) - 2, int(high[0]) + 3, int(high[1]) + 3))

    def _clip(self, box: _Box) -> _Box | None:
        left, top = max(0, box[0]), max(0, box[1])
        right, bottom = min(self.size, box[2]), min(self.size, box[3])
        return (left, top, right, bottom) if left < right and top < bottom else None


def _mask(outlines: Sequence[Outline], box: _Box, alpha: float = 1.0) -> Image.Image:
    """The union of the outlines within a box, in one grey whose value is alpha."""
    size = (box[2] - box[0], box[3] - box[1])
    brush = aggdraw.Draw("L", size, 0)
    grey = aggdraw.Brush(round(255 * alpha))
    for outline in outlines:
        brush.polygon((outline - box[:2]).ravel().tolist(), None, grey)
    return Image.frombytes("L", size, brush.tobytes())


@lru_cache(maxsize=64)
def _spot(side: int, peak: int) -> Image.Image:
    """A round spot, `peak` in the centre, 0 at the edge, with a smooth flank."""
    axis = (np.arange(side) + 0.5) * 2 / side - 1
    distance = np.clip(np.hypot(axis[:, None], axis[None, :]), 0.0, 1.0)
    return Image.fromarray(np.round((1.0 - distance**2) ** 2 * peak).astype(np.uint8))
