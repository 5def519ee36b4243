"""Outlines: closed polygons as arrays of shape (points, 2), built from few numbers, moved by affine frames.

Everything is drawn as filled outlines, strokes too, so that one affine map and one fill call are all a picture
needs. The x axis points right, the y axis down; what a unit is, the caller's frame decides.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, lru_cache, wraps
from typing import ParamSpec, cast

import numpy as np
import numpy.typing as npt

Outline = npt.NDArray[np.float64]
"""A closed polygon, float64, shape (points, 2)."""
Point = tuple[float, float]
Width = float | tuple[float, float]
"""A stroke's width: one number, or one at its start and one at its end."""

_ROUND = 56  # corners of an ellipse: 0.2 pixel off at a radius of 125 pixels
_STEPS = 9  # corners between two knots of a spline

_Args = ParamSpec("_Args")


def _kept(build: Callable[_Args, Outline]) -> Callable[_Args, Outline]:
    """Remembers outlines by their numbers: most are the same in every picture. They cannot be written to."""

    @wraps(build)
    def locked(*args: _Args.args, **kwargs: _Args.kwargs) -> Outline:
        outline = build(*args, **kwargs)
        outline.setflags(write=False)
        return outline

    return cast("Callable[_Args, Outline]", lru_cache(maxsize=4096)(locked))


@dataclass(frozen=True)
class Frame:
    """An affine map from local to picture coordinates: (x, y) -> (a x + b y + e, c x + d y + f)."""

    a: float = 1.0
    b: float = 0.0
    c: float = 0.0
    d: float = 1.0
    e: float = 0.0
    f: float = 0.0

    def moved(self, x: float, y: float) -> Frame:
        """Local origin moved to (x, y) of the present local coordinates."""
        return Frame(self.a, self.b, self.c, self.d, self.e + self.a * x + self.b * y, self.f + self.c * x + self.d * y)

    def scaled(self, x: float, y: float | None = None) -> Frame:
        """Local axes stretched; a negative `x` mirrors."""
        y = x if y is None else y
        return Frame(self.a * x, self.b * y, self.c * x, self.d * y, self.e, self.f)

    def turned(self, degrees: float) -> Frame:
        """Local axes turned clockwise (as seen, y points down)."""
        s, c = math.sin(math.radians(degrees)), math.cos(math.radians(degrees))
        a, b = self.a * c + self.b * s, self.b * c - self.a * s
        return Frame(a, b, self.c * c + self.d * s, self.d * c - self.c * s, self.e, self.f)

    def apply(self, outline: Outline) -> Outline:
        """The outline in picture coordinates."""
        return outline @ self._matrix + self._offset

    @cached_property
    def _matrix(self) -> Outline:
        return np.array(((self.a, self.c), (self.b, self.d)))

    @cached_property
    def _offset(self) -> Outline:
        return np.array((self.e, self.f))

    def point(self, x: float, y: float) -> Point:
        """One point in picture coordinates."""
        return (self.a * x + self.b * y + self.e, self.c * x + self.d * y + self.f)

    @property
    def scale(self) -> float:
        """The mean stretch: the square root of the area factor."""
        return math.sqrt(abs(self.a * self.d - self.b * self.c))


@_kept
def polygon(*points: Point) -> Outline:
    """Straight edges between the points."""
    return np.array(points, dtype=np.float64)


@lru_cache(maxsize=4)
def _circle(corners: int) -> Outline:
    angles = np.linspace(0.0, 2.0 * math.pi, corners, endpoint=False)
    return np.stack((np.cos(angles), np.sin(angles)), axis=1)


@_kept
def ellipse(x: float, y: float, rx: float, ry: float | None = None, turn: float = 0.0) -> Outline:
    """An ellipse around (x, y), turned clockwise by `turn` degrees; a circle without `ry`."""
    radii = (rx, rx if ry is None else ry)
    return Frame().moved(x, y).turned(turn).apply(_circle(_ROUND) * radii)


@_kept
def box(x: float, y: float, width: float, height: float, radius: float = 0.0) -> Outline:
    """A rectangle with its top left corner at (x, y), with rounded corners where `radius` is positive."""
    if radius <= 0:
        return polygon((x, y), (x + width, y), (x + width, y + height), (x, y + height))
    radius = min(radius, width / 2, height / 2)
    corners = (
        (x + width - radius, y + height - radius, 0),
        (x + radius, y + height - radius, 90),
        (x + radius, y + radius, 180),
        (x + width - radius, y + radius, 270),
    )
    return np.concatenate([arc(cx, cy, radius, start, start + 90, 7) for cx, cy, start in corners])


@_kept
def arc(x: float, y: float, radius: float, start: float, end: float, points: int = 15) -> Outline:
    """Open: points on a circle from `start` to `end` degrees, clockwise from the right."""
    angles = np.radians(np.linspace(start, end, points))
    return np.stack((x + radius * np.cos(angles), y + radius * np.sin(angles)), axis=1)


def _hermite(knots: Outline, tension: float) -> Outline:
    """Catmull-Rom pieces through all knots but the first and the last, which only steer; open."""
    t = np.linspace(0.0, 1.0, _STEPS, endpoint=False)[:, None, None]
    here, ahead = knots[1:-2], knots[2:-1]
    moves = np.any(here != ahead, axis=1, keepdims=True)  # between the two knots of a corner nothing may curl
    leaving = tension * moves * (knots[2:-1] - knots[:-3])
    arriving = tension * moves * (knots[3:] - knots[1:-2])
    pieces = (
        (2 * t**3 - 3 * t**2 + 1) * here
        + (t**3 - 2 * t**2 + t) * leaving
        + (3 * t**2 - 2 * t**3) * ahead
        + (t**3 - t**2) * arriving
    )
    return np.asarray(pieces.transpose(1, 0, 2).reshape(-1, 2), dtype=np.float64)


@_kept
def spline(*points: Point, tension: float = 0.5) -> Outline:
    """A smooth closed outline through the points (Catmull-Rom); a doubled point makes a sharp corner."""
    knots = np.array((points[-1], *points, points[0], points[1]), dtype=np.float64)
    outline = _hermite(knots, tension)
    return outline[np.any(outline != np.roll(outline, 1, axis=0), axis=1)]  # corners repeat their knot


@_kept
def curve(*points: Point, tension: float = 0.5) -> Outline:
    """Open: a smooth line through the points."""
    knots = np.array((points[0], *points, points[-1]), dtype=np.float64)
    return np.concatenate((_hermite(knots, tension), knots[-1:]))


def shifted(outline: Outline, x: float, y: float) -> Outline:
    """The outline moved by (x, y)."""
    return np.add(outline, (x, y))


def under(line: Outline, bottom: float) -> Outline:
    """The area between an open line, drawn from left to right, and the height `bottom`."""
    return np.concatenate((line, [(line[-1, 0], bottom), (line[0, 0], bottom)]))


def stroke(line: Outline, width: Width) -> Outline:
    """An open line with round ends as an outline."""
    first, last = (width, width) if isinstance(width, int | float) else width
    half = np.linspace(first / 2, last / 2, len(line))[:, None]
    along = np.empty_like(line)
    along[1:-1] = line[2:] - line[:-2]
    along[0], along[-1] = line[1] - line[0], line[-1] - line[-2]
    along /= np.maximum(np.hypot(along[:, 0], along[:, 1]), 1e-9)[:, None]
    across = np.stack((-along[:, 1], along[:, 0]), axis=1)
    right, left = line + across * half, line - across * half
    return np.concatenate((right, _cap(line[-1], along[-1], last / 2), left[::-1], _cap(line[0], -along[0], first / 2)))


def _cap(end: Outline, direction: Outline, radius: float) -> Outline:
    heading = math.degrees(math.atan2(direction[1], direction[0]))
    return arc(end[0], end[1], radius, heading + 90, heading - 90, 9)[1:-1]


@_kept
def line(*points: Point, width: Width) -> Outline:
    """A smooth stroke through the points."""
    return stroke(curve(*points), width)


@_kept
def bow(x: float, y: float, radius: float, start: float, end: float, width: Width) -> Outline:
    """A stroke along a circle from `start` to `end` degrees, clockwise from the right."""
    return stroke(arc(x, y, radius, start, end), width)


@_kept
def limb(x0: float, y0: float, x1: float, y1: float, width: Width) -> Outline:
    """A straight stroke from (x0, y0) to (x1, y1), round at both ends, tapering where two widths are given."""
    return stroke(np.linspace((x0, y0), (x1, y1), 5), width)
