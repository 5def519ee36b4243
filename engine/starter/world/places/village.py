"""The village: a row of crooked houses with lit windows, a tower, a lane."""

from __future__ import annotations

from engine.starter.world.dice import Dice
from engine.starter.world.geometry import box, curve, ellipse, polygon, spline, under
from engine.starter.world.palette import Colour, darker, rgb
from engine.starter.world.pen import Pen

_WALLS = ("#fbe7c6", "#f7cfa8", "#f3b8a0", "#dfe5d8", "#f9dc8f", "#c9dfe6")
_ROOFS = ("#c8452f", "#d9692f", "#a83f52", "#4f6d9a", "#b5522f")
_STONES = ((45, 73, 1.0), (53, 79, 1.2), (36, 84, 1.4), (62, 88, 1.6), (26, 95, 1.8), (70, 97, 1.9))


def draw_village(pen: Pen, dice: Dice) -> None:
    """Houses side by side below the sky, a church tower behind them, a light lane towards the viewer."""
    land = pen.light.land
    pen.fill(under(curve((-5, 60), (30, 54), (70, 57), (105, 53)), 80), land(rgb("#86b877"), 0.35))
    _tower(pen.moved(62 + dice.between(-8, 8), 66, dice.between(0.95, 1.1)))
    for index, x in enumerate((-4, 17, 38, 59, 80, 99)):
        house = pen.moved(x + dice.between(-1.5, 1.5), 69, dice.between(0.93, 1.08))
        extent = (dice.between(19, 21.5), dice.between(14, 20) - 3 * (index == 2))
        _house(house, extent, land(rgb(dice.pick(_WALLS))), land(rgb(dice.pick(_ROOFS))))
    grass = under(curve((-5, 69), (50, 67.5), (105, 69)), 102)
    pen.shade(grass, land(rgb("#97c765")), land(rgb("#6faa50")), land(rgb("#4e8f47")))
    lane = spline((40, 67), (52, 67), (60, 76), (86, 101), (8, 101), (36, 78))
    pen.shade(lane, land(rgb("#f3dcae")), land(rgb("#d9b887")))
    for x, y, size in _STONES:
        stone = pen.moved(x + dice.between(-3, 3), y + dice.between(-1, 1), size)
        stone.fill(ellipse(0, 0, 2.2, 0.9), land(rgb("#c29f72")), 0.7)
    for x in (3, 97):
        place = (x + dice.between(-3, 3), 82 + dice.between(-3, 3))
        _bush(pen.moved(*place, scale=dice.between(0.9, 1.2)))


def _house(pen: Pen, size: tuple[float, float], wall: Colour, roof: Colour) -> None:
    """A house on the origin: a wall of the given width and height, a roof 12 high, two windows, a door."""
    land = pen.light.land
    half, height = size[0] / 2, size[1]
    eaves, ridge = -height + 1, -height - 12
    pen.fill(box(half * 0.35, ridge, 3.4, 8), darker(roof, 0.3))
    pen.fill(box(-half, -height, half * 2, height + 2), wall)
    pen.fill(box(half * 0.45, -height, half * 0.55, height + 2), darker(wall, 0.25), 0.45)
    left, right = (-half * 0.15, ridge), (half * 0.15, ridge)
    pen.fill(polygon((-half - 1.6, eaves), left, right, (half + 1.6, eaves)), roof)
    pen.fill(polygon(right, (half + 1.6, eaves), (half * 0.5, eaves)), darker(roof, 0.25), 0.6)
    for x in (-half * 0.5, half * 0.5):
        _window(pen.moved(x, -height + 6.2))
    pen.fill(box(-2.3, -6.6, 4.6, 8.6, 1.6), land(rgb("#7b4a2c")))


def _window(pen: Pen) -> None:
    light = pen.light
    pen.fill(box(-2.6, -3, 5.2, 6, 0.8), light.land(rgb("#fff7e8")))
    pen.fill(box(-1.9, -2.3, 3.8, 4.6, 0.4), rgb("#ffd95a") if light.lamps else light.land(rgb("#6fb4d9")))


def _tower(pen: Pen) -> None:
    light = pen.light
    wall = light.land(rgb("#efe3d2"), 0.1)
    pen.fill(box(-5, -34, 10, 36), wall)
    pen.fill(box(1.4, -34, 3.6, 36), darker(wall, 0.2), 0.6)
    pen.fill(polygon((-6.6, -33), (0, -48), (6.6, -33)), light.land(rgb("#3f6b8f"), 0.1))
    pen.fill(ellipse(0, -28, 2.6), rgb("#ffe9a8") if light.lamps else light.land(rgb("#ffffff")))


def _bush(pen: Pen) -> None:
    green = pen.light.land(rgb("#4d9a4a"))
    puffs = [ellipse(-4, -2, 4, 3.4), ellipse(3.5, -2.2, 4.4, 3.8), ellipse(0, -4.4, 4, 3.6)]
    for puff in puffs:
        pen.fill(puff, green)
    pen.mark(ellipse(2, 0.5, 8, 3.4), puffs, darker(green, 0.22), 0.7)
