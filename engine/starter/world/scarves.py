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
    upper = ((-w, -5.5), (-w * 0.5, -4.6), (0, -4), (w * 0.5, -4.6), (w, -5.5))
    lower = ((w + 2, 0), (w * 0.6, 6.8), (0, 8.2), (-w * 0.6, 6.8), (-w - 2, 0))
    at.fill(spline(*upper, *lower), dye)
    at.fill(
        line((-w * 0.95, 0.8), (-w * 0.45, 3.2), (w * 0.25, 2.6), (w * 0.8, -0.8), width=(2.2, 1.2)), darker(dye, 0.24)
    )
    at.fill(line((-w * 0.88, -3.4), (0, -1.8), (w * 0.88, -3.4), width=1.6), lighter(dye, 0.28), 0.9)


def _draw_end(pen: Pen, dye: Colour, half: float, swing: float) -> None:
    """The hanging end: 14 wide, 28 long, its left edge below the origin."""
    for tooth in range(3):
        x = swing - 0.4 + tooth * 5.1
        pen.fill(polygon((x, 26.4), (x + 5.2, 26.4), (x + 4.6, 31.6), (x + 0.8, 31.6)), dye)
    right, left = (15 + swing, 27), (swing - 0.5, 28)
    ribbon = spline((0, 2), (14, 4), (14 + swing * 0.5, 15), right, right, left, left, (swing * 0.5 - 0.5, 15))
    pen.fill(ribbon, dye)
    pen.mark(limb(-3, 23.2, 19, 22.6, 3.2), [ribbon], lighter(dye, 0.28))
    pen.mark(limb(-half, 6.4, half, 6.8, 5.0), [ribbon], darker(dye, 0.24), 0.9)
