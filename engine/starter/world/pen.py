"""What the drawing modules hold: the sheet, the light and a frame, so that they work in coordinates of their own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from engine.starter.world.canvas import Canvas
from engine.starter.world.geometry import Frame, Outline, Point
from engine.starter.world.palette import Colour, Light

SPAN = 100.0
"""The side of a picture in drawing units, whatever its size in pixels."""


@dataclass(frozen=True)
class Pen:
    """Paints outlines given in the frame's local coordinates.

    Colours are taken as they are: what is to be lit goes through `light` first. `solids` collects the outlines
    drawn by `solid`, in pixels, for the light along a figure's edge.
    """

    canvas: Canvas
    light: Light
    frame: Frame
    solids: list[Outline] = field(default_factory=list)

    @classmethod
    def on(cls, canvas: Canvas, light: Light) -> Pen:
        """A pen whose coordinates are drawing units: the picture is `SPAN` wide and high."""
        return cls(canvas, light, Frame().scaled(canvas.size / SPAN))

    def moved(self, x: float, y: float, scale: float = 1.0, turn: float = 0.0) -> Pen:
        """The same pen with its origin at (x, y), its units scaled, its axes turned clockwise by degrees."""
        frame = self.frame.moved(x, y)
        frame = frame.turned(turn) if turn else frame
        return replace(self, frame=frame if scale == 1.0 else frame.scaled(scale))

    def turned(self, x: float, y: float, degrees: float) -> Pen:
        """The same pen turned clockwise around (x, y)."""
        return self.moved(x, y, turn=degrees).moved(-x, -y)

    def flipped(self) -> Pen:
        """The same pen, left and right exchanged."""
        return replace(self, frame=self.frame.scaled(-1.0, 1.0))

    def fresh(self) -> Pen:
        """The same pen with an empty list of solids: for the next figure."""
        return replace(self, solids=[])

    def fill(self, outline: Outline, colour: Colour, alpha: float = 1.0) -> None:
        """Fills an outline with one colour."""
        self.canvas.fill(self.frame.apply(outline), colour, alpha)

    def solid(self, outline: Outline, colour: Colour) -> None:
        """Fills an outline that belongs to the figure's silhouette."""
        placed = self.frame.apply(outline)
        self.solids.append(placed)
        self.canvas.fill(placed, colour)

    def shade(self, outline: Outline, *colours: Colour) -> None:
        """Fills an outline with a gradient from its top to its bottom."""
        self.canvas.shade(self.frame.apply(outline), colours)

    def mark(self, outline: Outline, limits: Sequence[Outline], colour: Colour, alpha: float = 1.0) -> None:
        """Fills what of the outline lies within the limits."""
        inside = [self.frame.apply(limit) for limit in limits]
        self.canvas.mark(self.frame.apply(outline), inside, colour, alpha)

    def glow(self, x: float, y: float, rx: float, ry: float, colour: Colour, alpha: float = 1.0) -> None:
        """A soft spot of paint around (x, y)."""
        radii = (rx * self.frame.scale, ry * self.frame.scale)
        self.canvas.glow(*self.frame.point(x, y), radii, colour, alpha)

    def shine(self, x: float, y: float, radius: float, colour: Colour, alpha: float = 1.0) -> None:
        """A soft spot of light around (x, y)."""
        radii = (radius * self.frame.scale, radius * self.frame.scale)
        self.canvas.shine(*self.frame.point(x, y), radii, colour, alpha)

    def shadow(self, x: float, y: float, rx: float, ry: float) -> None:
        """A soft shadow on the ground, darkest in its middle."""
        dark, strength = self.light.shadow, self.light.shadow_strength
        self.glow(x, y, rx, ry, dark, min(1.0, strength * 2.2))
        self.glow(x, y, rx * 0.7, ry * 0.7, dark, strength)

    def model(self, width: float) -> None:
        """Models the figure drawn so far, lit from the frame's upper left: a shaded edge and a shining one."""
        light = self.light
        right = 1.0 if self.frame.a > 0 else -1.0
        size = self.frame.scale * width
        shade: Point = (-right * size * 2.4, -size * 1.2)
        shine: Point = (right * size, size * 0.6)
        self.canvas.edge(self.solids, shade, light.shadow, light.shadow_strength * 0.5)
        self.canvas.edge(self.solids, shine, light.rim, light.rim_strength)
