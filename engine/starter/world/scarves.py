"""The scarf: large, plainly dyed and hardly touched by the light, since its colour is a fact to be read at night."""

from __future__ import annotations

from dataclasses import dataclass

from engine.starter.world.facts import Scarf
from engine.starter.world.geometry import limb, line, polygon, spline
from engine.starter.world.palette import SCARF_COLOURS, Colour, darker, lighter, mix
from engine.starter.world.pen import Pen

_LEAST_LIGHT = 0.25
"""The share of a figure's tinting that reaches a scarf."""


@dataclass(frozen=True, slots=True)
class Neck:
    """Where a scarf is wound: the height of its middle, and its half width."""

    height: float
    half: float


def draw_scarf(pen: Pen, scarf: Scarf, neck: Neck, sway: float) -> None:
    """A thick roll around the neck with one long, fringed end in front of the body; `sway` swings the end."""
    light = pen.light
    dye = mix(SCARF_COLOURS[scarf], light.dark, light.figure * _LEAST_LIGHT)
    at = pen.moved(0, neck.height)
    _draw_end(at.moved(-neck.half * 0.66, 0), dye, neck.half, -sway * 1.5)
    w = neck.half
    upper = ((-w, -6.5), (-w * 0.5, -5.6), (0, -5), (w * 0.5, -5.6), (w, -6.5))
    lower = ((w + 2.6, 0), (w * 0.62, 8.0), (0, 9.6), (-w * 0.62, 8.0), (-w - 2.6, 0))
    at.fill(spline(*upper, *lower), dye)
    fold = line((-w * 0.98, 1.0), (-w * 0.45, 4.0), (w * 0.25, 3.4), (w * 0.8, -0.4), width=(2.2, 1.2))
    at.fill(fold, darker(dye, 0.22))
    at.fill(line((-w * 0.86, -4.4), (0, -2.8), (w * 0.86, -4.4), width=1.6), lighter(dye, 0.22), 0.9)


def _draw_end(pen: Pen, dye: Colour, half: float, swing: float) -> None:
    """The hanging end: 16 wide, 29 long, its left edge below the origin, with a band of its own shade."""
    for tooth in range(3):
        x = swing - 0.4 + tooth * 5.8
        pen.fill(polygon((x, 27), (x + 5.8, 27), (x + 5.2, 33), (x + 0.8, 33)), dye)
    right, left = (17 + swing, 28), (swing - 0.5, 29)
    ribbon = spline((0, 2), (16, 4), (16 + swing * 0.5, 15), right, right, left, left, (swing * 0.5 - 0.5, 15))
    pen.fill(ribbon, dye)
    pen.mark(limb(-3, 24, 21, 23.4, 2.6), [ribbon], darker(dye, 0.22))
    pen.mark(limb(-half, 7.6, half, 8.2, 5.0), [ribbon], darker(dye, 0.24), 0.9)
