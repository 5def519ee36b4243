"""What all figures share: how they stand and feel, and the parts that differ only in colour and size."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from engine.starter.world.facts import Feeling
from engine.starter.world.geometry import Outline, ellipse, limb, spline
from engine.starter.world.palette import Colour, darker
from engine.starter.world.pen import Pen
from engine.starter.world.scarves import Neck


@dataclass(frozen=True, slots=True)
class Pose:
    """How a figure stands; it faces the right of its frame."""

    feeling: Feeling
    hand: tuple[float, float]
    """Where the right hand is, in the figure's units."""
    look: float
    """How far the face is turned to the right, in the figure's units."""
    sway: float
    """A small swing of ears, tail and scarf, from -1 to 1."""


@dataclass(frozen=True, slots=True)
class Species:
    """One animal: how it is drawn (its face last and apart, so that light can fall on the figure before)."""

    figure: Callable[[Pen, Pose], None]
    face: Callable[[Pen, Pose], None]
    neck: Neck
    size: float = 1.0
    """Its height compared with the others'."""
    width: float = 1.0
    """The width of its shadow compared with the others'."""


def draw_torso(pen: Pen, colour: Colour, belly: Colour, *, wide: float = 1.0) -> Outline:
    """A pear-shaped body from the neck to the ground, with a lighter belly; returns its outline."""
    w = wide
    torso = spline(
        (0, -48),
        (12 * w, -42),
        (18 * w, -26),
        (20 * w, -12),
        (13 * w, -2),
        (0, 0),
        (-13 * w, -2),
        (-20 * w, -12),
        (-18 * w, -26),
        (-12 * w, -42),
    )
    pen.solid(torso, colour)
    pen.fill(ellipse(0, -17, 12.5 * w, 15.5), belly)
    return torso


def draw_feet(pen: Pen, colour: Colour, *, apart: float = 10.0, width: float = 9.0) -> None:
    """Two feet that point outwards."""
    for side in (-1, 1):
        pen.solid(ellipse(side * apart, -2.2, width, 5.0), colour)


def draw_arms(
    pen: Pen, pose: Pose, colour: Colour, paw: Colour, *, shoulder: float = 14.0, width: float = 10.0
) -> None:
    """The left arm hangs, the right one reaches for the pose's hand."""
    sleeve = darker(colour, 0.1)
    pen.solid(limb(-shoulder, -33, -shoulder - 8, -19, (width, width)), sleeve)
    pen.solid(limb(-shoulder - 6.6, -21.5, -shoulder - 8.2, -18.6, width * 1.06), paw)
    x, y = pose.hand
    pen.solid(limb(shoulder - 1, -33, x, y, (width, width)), sleeve)
    pen.solid(ellipse(x, y, width * 0.6), paw)


def draw_pair(pen: Pen, outline: Outline, colour: Colour, *, solid: bool = True) -> None:
    """An outline of the right half and its mirror image."""
    for half in (pen, pen.flipped()):
        (half.solid if solid else half.fill)(outline, colour)
