"""Forest and meadow: the two green places, told apart by dark firs and by light hills full of flowers."""

from __future__ import annotations

from engine.starter.world.dice import Dice
from engine.starter.world.geometry import box, curve, ellipse, limb, polygon, spline, under
from engine.starter.world.palette import Colour, darker, lighter, rgb
from engine.starter.world.pen import Pen

_TIERS = ((-1.0, -5.4, 3.3), (-3.4, -7.8, 2.65), (-5.9, -10.4, 1.95))
"""A fir's tiers from the lowest to the highest: the heights of its foot and tip, and its half width."""


def draw_fir(pen: Pen, colour: Colour, *, trunk: Colour, snow: Colour | None = None) -> None:
    """A fir of height 10 that stands on the origin, with snow on its tiers where a colour for it is given."""
    pen.fill(box(-0.55, -1.4, 1.1, 1.6), trunk)
    shade = darker(colour, 0.18)
    for foot, tip, half in _TIERS:
        sag, waist = foot + 0.55, (foot + tip) / 2
        pen.fill(
            polygon((0, tip), (half * 0.46, waist), (half, foot), (0, sag), (-half, foot), (-half * 0.46, waist)),
            colour,
        )
        pen.fill(polygon((0, tip), (half * 0.46, waist), (half, foot), (half * 0.2, sag)), shade)
        if snow is not None:
            rim = tip + (foot - tip) * 0.46
            pen.fill(
                polygon(
                    (0, tip),
                    (half * 0.44, rim),
                    (half * 0.15, rim - 0.5),
                    (-half * 0.15, rim + 0.4),
                    (-half * 0.44, rim),
                ),
                snow,
            )


def _draw_far_firs(pen: Pen, dice: Dice) -> None:
    land = pen.light.land
    for step, foot, low, high, colour in (
        (9, 64, 2.3, 3.1, land(rgb("#5aa67e"), 0.5)),
        (12, 67, 2.7, 3.5, land(rgb("#3f9166"), 0.22)),
    ):
        for x in range(-2, 110, step):
            tree = pen.moved(x + dice.between(-3, 3), foot, dice.between(low, high))
            tree.fill(polygon((0, -10.4), (3.2, 0), (-3.2, 0)), colour)


_FIRS = (
    (-2, 4.1, "#1d6b45"),
    (14, 2.9, "#2a8050"),
    (35, 4.6, "#1a6340"),
    (55, 3.7, "#257a4b"),
    (74, 5.0, "#1b6642"),
    (90, 4.0, "#2a8050"),
    (104, 5.2, "#175a3a"),
)


def draw_forest(pen: Pen, dice: Dice) -> None:
    """Firs in three depths, a mossy floor, toadstools."""
    land = pen.light.land
    _draw_far_firs(pen, dice)
    for x, size, code in _FIRS:
        place = (x + dice.between(-4, 4), 70.5 + dice.between(-1, 2))
        tree = pen.moved(*place, scale=size * dice.between(0.92, 1.1))
        draw_fir(tree, land(rgb(code)), trunk=land(rgb("#6b4128")))
    floor = under(curve((-2, 67), (22, 65 + dice.between(-1, 1)), (55, 68), (80, 65), (102, 67)), 102)
    pen.shade(floor, land(rgb("#5fae4e")), land(rgb("#3b8a45")), land(rgb("#276b3d")))
    pen.fill(ellipse(48, 93, 40, 7), land(rgb("#7cbf5c")), 0.55)
    for x, y, size in ((6, 82, 1.0), (93, 79, 0.85), (14, 97, 1.2)):
        place = (x + dice.between(-3, 3), y + dice.between(-2, 1))
        _toadstool(pen.moved(*place, scale=size * dice.between(0.85, 1.1)))
    for x in (2, 84, 98):
        _tuft(pen.moved(x + dice.between(-3, 3), 96, 1.4))


def _toadstool(pen: Pen) -> None:
    land = pen.light.land
    cap, pale = land(rgb("#e4402f")), land(rgb("#fff3e0"))
    pen.fill(spline((-1.1, 0), (-0.9, -3.5), (0.9, -3.5), (1.1, 0)), pale)
    pen.fill(spline((-3.6, -2.8), (-3, -5.2), (0, -6.8), (3, -5.2), (3.6, -2.8), (0, -2.4)), cap)
    for x, y in ((-1.6, -4.2), (1.5, -4.6), (0.1, -5.8)):
        pen.fill(ellipse(x, y, 0.75, 0.65), pale)


def _tuft(pen: Pen) -> None:
    colour = pen.light.land(rgb("#2f7d42"))
    for tip, height in ((-3.4, -4.2), (-0.6, -6.2), (2.8, -4.8)):
        pen.fill(limb(tip * 0.35, 1, tip, height, (1.6, 0.6)), colour)


_PETALS = ("#ff5d8f", "#ffffff", "#ffd23f", "#ff8c42", "#b57bee")
_FLOWERS = (
    (4, 77, 0.8),
    (12, 88, 1.1),
    (3, 97, 1.35),
    (24, 97, 1.2),
    (30, 74, 0.7),
    (96, 78, 0.9),
    (90, 96, 1.3),
    (74, 98, 1.15),
    (99, 89, 1.1),
    (64, 74, 0.7),
    (50, 97.5, 1.1),
)
"""Where flowers stand, and how large they are: nearer ones larger."""


def draw_meadow(pen: Pen, dice: Dice) -> None:
    """Light rolling hills, a round tree far away, large flowers in front."""
    land = pen.light.land
    crest = (50 + dice.between(-2, 2), 49 + dice.between(-2, 2))
    far = under(curve((-5, 60), (14, crest[0]), (40, 58), (66, crest[1]), (105, 59)), 80)
    pen.shade(far, land(rgb("#8fd0a0"), 0.25), land(rgb("#8fd0a0"), 0.4))
    middle = under(curve((-5, 62), (22, 60), (52, 64), (82, 57 + dice.between(-2, 2)), (105, 61)), 85)
    pen.shade(middle, land(rgb("#a5dc6a")), land(rgb("#7fc653")))
    _round_tree(pen.moved(88 + dice.between(-5, 5), 61, dice.between(0.9, 1.15)))
    near = under(curve((-5, 68), (24, 66 + dice.between(-1, 1)), (58, 71), (84, 66), (105, 68)), 102)
    pen.shade(near, land(rgb("#b4e565")), land(rgb("#86d04f")), land(rgb("#55ae47")))
    for x, y, size in _FLOWERS:
        place = (x + dice.between(-3, 3), y + dice.between(-1.5, 1.5))
        flower = pen.moved(*place, scale=size * dice.between(0.9, 1.15))
        _flower(flower, land(rgb(dice.pick(_PETALS))))


def _round_tree(pen: Pen) -> None:
    land = pen.light.land
    leaf = rgb("#57b04f")
    pen.fill(limb(0, 1, 0, -8, (3.0, 2.2)), land(rgb("#8a5a3a"), 0.1))
    crown = [ellipse(-4, -10, 5.4, 5), ellipse(4, -10.5, 5.6, 5.2), ellipse(0, -14.5, 6, 5.4)]
    for puff in crown:
        pen.fill(puff, land(leaf, 0.1))
    pen.mark(ellipse(4, -7, 8, 6), crown, land(darker(leaf, 0.2), 0.1), 0.8)
    pen.fill(ellipse(-2.6, -15, 2.8, 2.2), land(lighter(leaf, 0.35), 0.1), 0.8)


def _flower(pen: Pen, petal: Colour) -> None:
    land = pen.light.land
    stem, heart = land(rgb("#3d9440")), land(rgb("#ffcf33"))
    pen.fill(limb(0, 1.5, 0, -3, 1.0), stem)
    pen.fill(ellipse(1.4, -0.4, 1.6, 0.8, -30), stem)
    for x, y in ((0, -1.75), (1.66, -0.54), (1.03, 1.42), (-1.03, 1.42), (-1.66, -0.54)):
        pen.fill(ellipse(x, y - 4, 1.4), petal)
    pen.fill(ellipse(0, -4, 1.2), heart)
