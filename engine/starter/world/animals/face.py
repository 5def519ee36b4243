"""Faces: eyes, brows and a mouth that show one of six feelings, placed by each animal on its own head."""

from __future__ import annotations

from dataclasses import dataclass

from engine.starter.world.facts import Feeling
from engine.starter.world.geometry import bow, ellipse, limb, line, spline
from engine.starter.world.palette import Colour, rgb
from engine.starter.world.pen import Pen

INK = rgb("#2a1a2e")
_WHITE = rgb("#ffffff")
_TONGUE = rgb("#ff7a86")
_THROAT = rgb("#7d1f3a")
_TEAR = rgb("#5cc3ff")


@dataclass(frozen=True, slots=True)
class Face:
    """Where a face's parts lie, in the figure's units (a figure is about 90 high, its feet on the origin)."""

    eyes: tuple[float, float]
    """Half the distance of the eyes, and their height."""
    eye: float
    """The half width of an eye."""
    mouth: tuple[float, float] | None
    """The middle of the mouth; None where a beak has to say it all."""
    cheeks: Colour | None
    brows: Colour = INK
    patch: bool = False
    """Whether the eyes lie on light patches of their own, so that they need no white around them."""


def draw_face(pen: Pen, face: Face, feeling: Feeling, look: float) -> None:
    """Draws the eyes, brows, cheeks and mouth; `look` shifts the gaze sideways."""
    if face.cheeks is not None:
        spread = face.eyes[0] + face.eye * 1.5
        for side in (-1, 1):
            pen.fill(ellipse(side * spread + look, face.eyes[1] + face.eye * 2.0, 4.4, 3.1), face.cheeks, 0.75)
    for side in (-1, 1):
        _eye(pen.moved(side * face.eyes[0] + look, face.eyes[1], face.eye / 4.0), side, feeling, face)
    if face.mouth is not None:
        _mouth(pen.moved(face.mouth[0] + look * 0.6, face.mouth[1]), feeling)


def _eye(pen: Pen, side: int, feeling: Feeling, face: Face) -> None:
    """One eye around the origin, about 4 units in half width."""
    if feeling is Feeling.HAPPY:
        pen.fill(bow(0, 2.4, 4.3, 198, 342, 2.5), INK)
        return
    if feeling is Feeling.SLEEPY:
        pen.fill(bow(0, -1.2, 4.5, 18, 162, 2.4), INK)
        return
    if feeling is Feeling.SURPRISED:
        pen.fill(ellipse(0, 0, 6.0, 6.6), _WHITE)
        pen.fill(ellipse(0, 0, 3.7, 4.2), INK)
        pen.fill(ellipse(1.2, -1.5, 1.4), _WHITE)
        _brow(pen, side, lift=-9.2, tilt=-1.0, colour=face.brows)
        return
    pen.fill(ellipse(0, 0, 4.0, 5.0), INK)
    pen.fill(ellipse(1.3, -1.9, 1.6, 1.8), _WHITE)
    pen.fill(ellipse(-1.3, 2.2, 0.9), _WHITE, 0.8)
    if feeling is Feeling.SAD:
        _brow(pen, side, lift=-7.2, tilt=-2.6, colour=face.brows)
        if side > 0:
            pen.fill(spline((3.2, 4.4), (3.2, 4.4), (6.2, 9.6), (3.4, 12.4), (0.6, 9.6)), _TEAR)
    if feeling is Feeling.GRUMPY:
        _brow(pen, side, lift=-5.2, tilt=2.6, colour=face.brows)


def _brow(pen: Pen, side: int, *, lift: float, tilt: float, colour: Colour) -> None:
    """A brow above an eye; with a positive tilt its inner end is the lower one."""
    pen.fill(limb(-side * 4.4, lift + tilt, side * 4.4, lift - tilt, 2.4), colour)


def _mouth(pen: Pen, feeling: Feeling) -> None:
    """A mouth around the origin, its corners about 5 units apart from it."""
    if feeling is Feeling.HAPPY:
        pen.fill(spline((-6, -1.2), (-6, -1.2), (0, 0.2), (6, -1.2), (6, -1.2), (3.6, 5), (0, 6.2), (-3.6, 5)), _THROAT)
        pen.fill(ellipse(0, 4.2, 2.9, 1.7), _TONGUE)
    elif feeling is Feeling.SURPRISED:
        pen.fill(ellipse(0, 2.4, 3.1, 3.8), _THROAT)
        pen.fill(ellipse(0, 4.4, 1.9, 1.4), _TONGUE)
    elif feeling in (Feeling.SAD, Feeling.GRUMPY):
        pen.fill(bow(0, 5.0, 4.6, 215, 325, 2.0), INK)
    elif feeling is Feeling.SLEEPY:
        pen.fill(ellipse(0, 1.4, 2.2, 1.9), _THROAT)
    else:
        pen.fill(line((-4.6, -0.6), (-2.2, 1.7), (0, 0.2), (2.2, 1.7), (4.6, -0.6), width=1.9), INK)


def draw_beak(pen: Pen, feeling: Feeling, colour: Colour, under: Colour, size: float) -> None:
    """A bird's beak around the origin: open for joy and surprise, drooping for sorrow."""
    beak = pen.moved(0, 0, size)
    if feeling in (Feeling.HAPPY, Feeling.SURPRISED):
        beak.fill(spline((-3.8, 0.5), (3.8, 0.5), (1.6, 6.2), (-1.6, 6.2)), under)
        beak.fill(ellipse(0, 4.0, 1.6, 1.1), _TONGUE)
    beak.fill(spline((-5.2, 0), (-2.4, -2.8), (2.4, -2.8), (5.2, 0), (5.2, 0), (0, 4.4), (0, 4.4), (-5.2, 0)), colour)
    if feeling in (Feeling.SAD, Feeling.GRUMPY):
        beak.fill(bow(0, 7.2, 6.0, 235, 305, 1.6), under)
    else:
        beak.fill(ellipse(-1.4, -1.2, 1.5, 0.8), _WHITE, 0.6)
