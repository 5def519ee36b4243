"""Mountain and snow: the two high places, told apart by dark peaks over rock, and by white hills and an igloo."""

from __future__ import annotations

from engine.starter.world.dice import Dice
from engine.starter.world.geometry import arc, curve, ellipse, limb, line, polygon, under
from engine.starter.world.palette import rgb
from engine.starter.world.pen import Pen
from engine.starter.world.places.woods import draw_fir

_PEAKS = ((30, 31, 25, 0.34), (96, 38, 30, 0.3), (64, 47, 33, 0.08), (6, 34, 26, 0.08))
"""Where a peak stands, its height, its half width, and how much haze lies before it."""
_ROCKS = ((7, 90, 1.2), (93, 93, 1.35), (82, 79, 0.7), (24, 79, 0.7), (30, 99, 0.9))


def draw_mountain(pen: Pen, dice: Dice) -> None:
    """Steep peaks with snow on their tops above a rocky ledge."""
    land = pen.light.land
    for x, height, half, haze in _PEAKS:
        peak = pen.moved(x + dice.between(-4, 4), 68, dice.between(0.93, 1.07))
        _peak(peak, height, half, haze)
    foot = under(curve((-5, 66), (24, 63 + dice.between(-1, 1)), (52, 67), (80, 63), (105, 66)), 90)
    pen.shade(foot, land(rgb("#7aa274"), 0.06), land(rgb("#5f8a66")))
    for x in (9, 90, 98):
        fir = pen.moved(x + dice.between(-4, 4), 71, dice.between(1.2, 1.6))
        draw_fir(fir, land(rgb("#2f6f55")), trunk=land(rgb("#5b3826")))
    ledge = under(curve((-5, 74), (14, 70), (34, 73), (58, 71 + dice.between(-1, 1)), (84, 73), (105, 70)), 102)
    pen.shade(ledge, land(rgb("#b3a9bd")), land(rgb("#988ea8")), land(rgb("#766c8c")))
    for x, y, size in _ROCKS:
        place = (x + dice.between(-3, 3), y + dice.between(-1.5, 1.5))
        _rock(pen.moved(*place, scale=size * dice.between(0.9, 1.15)))


def _peak(pen: Pen, height: float, half: float, haze: float) -> None:
    """A peak over the origin: its left side lit, its right side dark, snow on top of both."""
    land = pen.light.land
    lit, dark = land(rgb("#8087a8"), haze), land(rgb("#5b5f86"), haze)
    white, blue = land(rgb("#fdfdff"), haze * 0.6), land(rgb("#c3cdea"), haze * 0.6)
    left, right = (-half * 0.42, -height * 0.62), (half * 0.38, -height * 0.66)
    tip, ridge = (0, -height), (-half * 0.02, -height * 0.53)
    pen.fill(polygon((-half, 0), left, tip, right, (half, 0)), lit)
    pen.fill(polygon(tip, right, (half, 0), (half * 0.1, 0), (-half * 0.07, -height * 0.45)), dark)
    pen.fill(polygon(tip, ridge, (-half * 0.17, -height * 0.68), (-half * 0.33, -height * 0.57), left), white)
    pen.fill(polygon(tip, right, (half * 0.27, -height * 0.58), (half * 0.12, -height * 0.68), ridge), blue)


def _rock(pen: Pen) -> None:
    land = pen.light.land
    pen.fill(polygon((-5, 1), (-4.2, -2.6), (-1.4, -4.6), (2.4, -4), (4.6, -1.4), (5.2, 1)), land(rgb("#8b81a0")))
    pen.fill(polygon((-4.2, -2.6), (-1.4, -4.6), (2.4, -4), (0.4, -2.4)), land(rgb("#c7bfd2")), 0.9)


def draw_snow(pen: Pen, dice: Dice) -> None:
    """White hills, an igloo, snowy firs, large flakes."""
    land = pen.light.land
    crest = (52 + dice.between(-2, 2), 50 + dice.between(-2, 2))
    far = under(curve((-5, 58), (18, crest[0]), (46, 57), (72, crest[1]), (105, 57)), 85)
    pen.shade(far, land(rgb("#d3e6f7"), 0.15), land(rgb("#c4dcf3"), 0.1))
    for x, size in ((42, 1.6), (68, 1.9), (80, 2.5), (93, 2.9)):
        place = (x + dice.between(-3, 3), 64 + dice.between(-1, 1))
        fir = pen.moved(*place, scale=size * dice.between(0.9, 1.1))
        draw_fir(fir, land(rgb("#3f8a80")), trunk=land(rgb("#5b3826")), snow=land(rgb("#ffffff")))
    middle = under(curve((-5, 63), (20, 66), (54, 62), (80, 65), (105, 61)), 90)
    pen.shade(middle, land(rgb("#f4faff")), land(rgb("#d7e8f8")))
    _igloo(pen.moved(15 + dice.between(-4, 3), 70, dice.between(1.05, 1.2)))
    near = under(curve((-5, 72), (18, 71), (56, 74), (84, 69), (105, 73)), 102)
    pen.shade(near, land(rgb("#ffffff")), land(rgb("#eaf3fd")), land(rgb("#bcd5ee")))
    pen.fill(ellipse(18, 92, 16, 2.4), land(rgb("#c9def3")), 0.6)
    pen.fill(ellipse(86, 86, 13, 2.0), land(rgb("#c9def3")), 0.6)
    _flakes(pen, dice)


def _flakes(pen: Pen, dice: Dice) -> None:
    for column in range(7):
        for row in range(4):
            place = (column * 15 + 5 + dice.between(-6, 6), row * 16 + 6 + dice.between(-6, 6))
            pen.moved(*place, scale=dice.between(0.8, 1.4)).fill(ellipse(0, 0, 1), rgb("#fbfdff"), 0.95)


def _igloo(pen: Pen) -> None:
    """A dome of half width 13.5 on the origin, its door to the right."""
    land = pen.light.land
    snow, shade, seam = land(rgb("#eef6ff")), land(rgb("#c2d9f0")), land(rgb("#9dbfe0"))
    dome = under(arc(0, 0, 13.5, 180, 360, 40), 2)
    pen.fill(dome, snow)
    pen.mark(ellipse(9, 0, 11, 13), [dome], shade, 0.8)
    for y, half in ((-4, 11.6), (-8.4, 9.2)):
        pen.fill(line((-half, y), (0, y - 0.8), (half, y), width=1.4), seam)
    for x, top, bottom in ((-9, -4.2, 2), (-2.5, -4.5, 2), (-6, -8.6, -4.4), (2, -9, -4.6), (-2, -11.8, -9.2)):
        pen.fill(limb(x, top, x, bottom, 1.4), seam)
    pen.fill(under(arc(6.5, -0.5, 5.6, 180, 360, 24), 2), snow)
    pen.fill(under(arc(7.2, 0, 3.6, 180, 360, 20), 2), land(rgb("#3f5f93")))
