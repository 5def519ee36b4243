"""Beach and desert: the two sandy places, told apart by sea and palm, and by red rocks and cacti."""

from __future__ import annotations

from engine.starter.world.dice import Dice
from engine.starter.world.geometry import box, curve, ellipse, limb, line, polygon, shifted, spline, stroke, under
from engine.starter.world.palette import Colour, darker, mix, rgb
from engine.starter.world.pen import Pen

_GLITTER = ((51, 7), (53.4, 10), (55.8, 8), (58.2, 12), (60.6, 9), (63, 13))
"""Heights and widths of the light that sun or moon throw on the sea."""


def draw_beach(pen: Pen, dice: Dice) -> None:
    """A turquoise sea to the horizon, foam, sand, a leaning palm."""
    land = pen.light.land
    pen.shade(box(-1, 49, 102, 26), land(rgb("#1e8fd0")), land(rgb("#23b7d6")), land(rgb("#7fe0da")))
    for y, width in ((52.5, 12), (56, 16), (60, 20), (54, 9)):
        wave = pen.moved(dice.between(34, 94), y + dice.between(-0.6, 0.6))
        wave.fill(ellipse(0, 0, width / 2, 0.8), land(rgb("#c9f4f4")), 0.75)
    for y, width in _GLITTER:
        pen.moved(18 + dice.between(-2, 2), y).fill(ellipse(0, 0, width / 2, 0.8), pen.light.rim, 0.5)
    shore = curve((-3, 70), (16, 67 + dice.between(-1, 1)), (40, 71), (66, 67 + dice.between(-1, 1)), (103, 70))
    pen.fill(stroke(shifted(shore, 0, -0.6), 3.4), land(rgb("#f4fffb")))
    pen.shade(under(shore, 102), land(rgb("#ffe6a6")), land(rgb("#fbd588")), land(rgb("#e9b768")))
    _palm(pen.moved(5 + dice.between(-3, 2), 80, dice.between(0.95, 1.1)), dice.between(-4, 4))
    _starfish(pen.moved(90 + dice.between(-5, 5), 95, 1.0, dice.between(-40, 40)))
    _shell(pen.moved(26 + dice.between(-5, 5), 95 + dice.between(-1, 1)))
    for _ in range(4):
        pebble = pen.moved(dice.between(4, 96), dice.between(80, 98))
        pebble.fill(ellipse(0, 0, 1.5, 0.7), land(rgb("#d9a75c")), 0.7)


_FRONDS = (
    (True, 14, 0.95, "#2c8f4e"),
    (True, 40, 0.9, "#2c8f4e"),
    (True, -36, 0.95, "#35a457"),
    (False, 34, 0.95, "#2c8f4e"),
    (False, -44, 0.9, "#35a457"),
    (False, -8, 1.0, "#35a457"),
)
"""A palm's leaves: whether it points left, its angle below level, its size and colour."""


def _palm(pen: Pen, sway: float) -> None:
    land = pen.light.land
    bark = curve((0, 0), (0.8, -14), (3.5, -28), (8, -39))
    pen.fill(stroke(bark, (4.4, 2.8)), land(rgb("#9a6438")))
    for step in range(3, 24, 4):
        x, y = bark[step]
        pen.moved(x, y).fill(limb(-1.5, 0, 1.5, -0.7, 1.0), land(rgb("#7a4a2b")), 0.8)
    crown = pen.moved(8, -39)
    frond = spline((0, 0), (5, -3.6), (11, -3.2), (16.5, 2.4), (16.5, 2.4), (11, 0.6), (5, 0.4))
    for left, angle, size, code in _FRONDS:
        side = crown.flipped() if left else crown
        side.moved(0, 0, size, angle + (-sway if left else sway)).fill(frond, land(rgb(code)))
    for x, y in ((-1.4, 1.4), (1.6, 1.7)):
        crown.fill(ellipse(x, y, 1.7), land(rgb("#6b3f22")))


def _starfish(pen: Pen) -> None:
    for angle in range(0, 360, 72):
        pen.moved(0, 0, turn=angle).fill(limb(0, 0, 3.4, 0, (2.6, 1.0)), pen.light.land(rgb("#ff6f59")))


def _shell(pen: Pen) -> None:
    land = pen.light.land
    fan = spline((0, 0), (0, 0), (-2.9, -1.6), (-2, -4), (0, -4.6), (2, -4), (2.9, -1.6))
    pen.fill(fan, land(rgb("#fff0f5")))
    for x in (-1.5, 0, 1.5):
        pen.fill(limb(x * 0.3, -0.6, x * 1.2, -3.5, 1.0), land(rgb("#f2a0b8")))


def draw_desert(pen: Pen, dice: Dice) -> None:
    """Red table rocks, orange dunes, cacti."""
    land = pen.light.land
    for x, width, height in ((14, 26, 15), (78, 34, 21), (46, 16, 9)):
        rock = pen.moved(x + dice.between(-5, 5), 63, dice.between(0.9, 1.1))
        _table_rock(rock, width / 2, height, land(rgb("#c8553d"), 0.12))
    crest = (57 + dice.between(-1, 1), 58 + dice.between(-1, 1))
    far = under(curve((-5, 62), (20, crest[0]), (46, 62), (74, crest[1]), (105, 63)), 90)
    pen.shade(far, land(rgb("#f2a65a"), 0.1), land(rgb("#e58a47")))
    near = under(curve((-5, 73), (18, 68), (50, 71 + dice.between(-1, 1)), (80, 66), (105, 71)), 102)
    pen.shade(near, land(rgb("#ffc87a")), land(rgb("#f9a55a")), land(rgb("#dc7a48")))
    for y, bend in ((83, 2), (94, -2)):
        ripple = line((-4, y), (24, y - bend), (52, y + bend), (80, y - bend), (104, y), width=(1.6, 1.0))
        pen.fill(ripple, land(rgb("#d9783f")), 0.45)
    _cactus(pen.moved(7 + dice.between(-3, 3), 80 + dice.between(-2, 2), dice.between(1.0, 1.15)))
    _cactus(pen.moved(95 + dice.between(-3, 2), 73, dice.between(0.6, 0.75)).flipped())


def _table_rock(pen: Pen, half: float, height: float, colour: Colour) -> None:
    top, waist = -height, -height * 0.7
    rock = polygon(
        (-half * 1.1, 1),
        (-half * 0.8, waist),
        (-half * 0.72, top),
        (half * 0.72, top),
        (half * 0.8, waist),
        (half * 1.1, 1),
    )
    pen.fill(rock, colour)
    band = mix(colour, rgb("#ffd9a0"), 0.3)
    pen.fill(
        polygon((-half * 0.96, waist * 0.45), (half * 0.96, waist * 0.45), (half, 0.3 * waist), (-half, 0.3 * waist)),
        band,
    )
    pen.fill(box(-half * 0.78, top * 0.86, half * 1.56, height * 0.1), band)
    pen.fill(
        polygon((half * 0.2, top), (half * 0.72, top), (half * 0.8, waist), (half * 1.1, 1), (half * 0.3, 1)),
        darker(colour, 0.25),
        0.75,
    )


def _cactus(pen: Pen) -> None:
    land = pen.light.land
    colour = land(rgb("#3f9b5d"))
    pen.fill(limb(0, 1, 0, -26, 6.6), colour)
    pen.fill(line((0, -11), (-6.5, -11.5), (-7.6, -15), (-7.6, -19), width=4.4), colour)
    pen.fill(line((0, -8), (5.6, -8.5), (7.4, -11.5), (7.4, -17), width=4.4), colour)
    pen.fill(limb(2.1, 1, 2.1, -26.5, 2.2), darker(colour, 0.25), 0.8)
    pen.fill(limb(-1.6, -3, -1.6, -25, 1.0), land(rgb("#8fd08a")), 0.9)
    for x, y in ((0, -29.6), (-7.6, -21.4), (7.4, -19.4)):
        pen.fill(ellipse(x, y, 1.9, 1.6), land(rgb("#ff5d8f")))
