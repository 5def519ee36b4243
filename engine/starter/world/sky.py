"""The sky: it alone says what time it is, with its colours and with a sun, a low sun, or a moon and stars."""

from __future__ import annotations

import numpy as np

from engine.starter.world.dice import Dice
from engine.starter.world.facts import Time
from engine.starter.world.geometry import Outline, arc, box, ellipse, polygon
from engine.starter.world.palette import rgb
from engine.starter.world.pen import Pen

_WHITE = rgb("#ffffff")


def draw_sky(pen: Pen, time: Time, dice: Dice, horizon: float) -> None:
    """Fills the picture down to a little below `horizon`; the sun or moon stands on the left."""
    pen.shade(box(-1, -1, 102, horizon + 9), *pen.light.sky)
    {Time.DAY: _day, Time.SUNSET: _sunset, Time.NIGHT: _night}[time](pen, dice, horizon)


def _day(pen: Pen, dice: Dice, _horizon: float) -> None:
    x, y = dice.between(11, 20), dice.between(11, 17)
    pen.glow(x, y, 30, 30, rgb("#fff6c9"), 0.85)
    pen.fill(ellipse(x, y, 8.6), rgb("#ffe88a"))
    pen.fill(ellipse(x, y, 7.2), rgb("#ffd23c"))
    for left, top, size in ((42, 13, 1.0), (68, 9, 0.8), (88, 22, 1.1)):
        place = (left + dice.between(-7, 7), top + dice.between(-4, 5))
        _cloud(pen.moved(*place, scale=size * dice.between(0.8, 1.15)))


def _cloud(pen: Pen) -> None:
    puffs = [ellipse(-7, 1, 5, 3.6), ellipse(-1, -2, 6, 5), ellipse(5.5, 0, 5, 4.2), ellipse(0, 2.2, 11, 2.6)]
    for puff in puffs:
        pen.fill(puff, _WHITE)
    pen.mark(ellipse(1, 5.2, 12, 3.4), puffs, rgb("#cfe9f8"), 0.8)


_STREAKS = ((26, 12, 30, "#b65a9c"), (76, 20, 34, "#d96a8a"), (50, 29, 26, "#ff9d7a"), (90, 36, 24, "#ffb783"))


def _sunset(pen: Pen, dice: Dice, horizon: float) -> None:
    x, y = dice.between(12, 24), horizon - dice.between(9, 14)
    pen.glow(x, y, 52, 36, rgb("#ffe79a"), 0.9)
    pen.fill(ellipse(x, y, 15.5), rgb("#ffe9a0"), 0.35)
    pen.fill(ellipse(x, y, 11.5), rgb("#fff3b8"))
    for left, top, width, code in _STREAKS:
        place = (left + dice.between(-9, 9), top + dice.between(-3, 3))
        streak = pen.moved(*place, scale=dice.between(0.85, 1.2))
        streak.fill(ellipse(0, 0, width / 2, 2.0), rgb(code), 0.85)
        streak.fill(ellipse(width * 0.12, -1.6, width / 3.6, 1.9), rgb(code), 0.85)


def _night(pen: Pen, dice: Dice, _horizon: float) -> None:
    for column in range(6):
        for row in range(2):
            place = (column * 17 + 8 + dice.between(-7, 7), row * 18 + 9 + dice.between(-7, 7))
            pen.moved(*place, scale=dice.between(0.55, 1.0)).fill(ellipse(0, 0, 1), rgb("#fff4c8"), 0.95)
    for left, top in ((38, 8), (62, 20), (90, 10)):
        place = (left + dice.between(-6, 6), top + dice.between(-4, 8))
        pen.moved(*place, scale=dice.between(1.9, 2.7)).fill(_star(), rgb("#fff2b8"))
    x, y = dice.between(11, 20), dice.between(12, 18)
    pen.shine(x, y, 38, rgb("#7f92e8"), 0.6)
    pen.moved(x, y, 9.8, turn=-24 + dice.between(-12, 12)).fill(_crescent(), rgb("#fff3bf"))


def _star() -> Outline:
    """Four rays of length 1."""
    waist = 0.24
    return polygon((0, -1), (waist, -waist), (1, 0), (waist, waist), (0, 1), (-waist, waist), (-1, 0), (-waist, -waist))


def _crescent() -> Outline:
    """A moon of radius 1, open to the right: between a circle around the origin and one around (0.65, 0)."""
    return np.concatenate((arc(0, 0, 1, 60, 300, 33), arc(0.65, 0, 0.879, 260.2, 99.8, 33)))
