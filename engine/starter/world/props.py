"""The props: each large, plain and of one silhouette; some are held, the others stand on the ground."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from engine.starter.world.dice import Dice
from engine.starter.world.facts import Prop
from engine.starter.world.geometry import (
    Point,
    arc,
    bow,
    box,
    curve,
    ellipse,
    limb,
    line,
    polygon,
    spline,
    under,
)
from engine.starter.world.palette import darker, lighter, rgb
from engine.starter.world.pen import Pen


@dataclass(frozen=True, slots=True)
class Kind:
    """How a prop is drawn, in drawing units: around where it stands or floats, given where the hand is."""

    draw: Callable[[Pen, Point], None]
    place: Point
    """Its usual place in a picture whose hero stands on the left."""
    reach: Point
    """Where the hero's hand goes, in the figure's units."""
    held: bool
    """Whether it hangs from the hand, and so is painted before the hero; else it stands in front on the ground."""


def _balloon(pen: Pen, hand: Point) -> None:
    body = pen.light.body
    red = body(rgb("#ff4b4b"))
    string = line((0.3, 16), (-1.5, 26), (hand[0] * 0.75, hand[1] * 0.8), hand, width=1.6)
    pen.fill(string, body(rgb("#fff6e6")))
    pen.fill(polygon((-2.4, 18.4), (0, 14), (2.4, 18.4)), darker(red, 0.2))
    skin = spline((0, -15), (9.5, -11.5), (13, -2), (9, 9), (0, 15.5), (-9, 9), (-13, -2), (-9.5, -11.5))
    pen.fill(skin, darker(red, 0.17))
    pen.mark(ellipse(-2.5, -2.5, 11.6, 13.2), [skin], red)
    pen.fill(ellipse(-5.6, -6.4, 2.5, 4.2, 28), lighter(red, 0.8), 0.95)


def _kite(pen: Pen, hand: Point) -> None:
    body = pen.light.body
    orange, teal, white = body(rgb("#ff8a1f")), body(rgb("#12b5b0")), body(rgb("#fff6e6"))
    pen.fill(line((-1, 3), (-9, 21), hand, width=1.6), white)
    sail = pen.moved(0, 0, turn=-13)
    tail = ((0, 19), (3.5, 25), (-2.5, 31), (-0.5, 38))
    sail.fill(line(*tail, width=1.6), white)
    for step, colour in ((8, teal), (17, orange), (26, teal)):
        x, y = curve(*tail)[step]
        for side in (-1, 1):
            ribbon = sail.moved(x, y)
            ribbon.fill(polygon((0, 0), (side * 4.8, -2.9), (side * 4.8, 2.9)), colour)
    top, right, bottom, left, heart = (0, -17), (13, -4), (0, 19.5), (-13, -4), (0, -4)
    sail.fill(polygon(top, right, heart), teal)
    sail.fill(polygon(right, bottom, heart), orange)
    sail.fill(polygon(bottom, left, heart), teal)
    sail.fill(polygon(left, top, heart), orange)
    sail.fill(limb(0, -16, 0, 18.5, 1.6), white)
    sail.fill(limb(-12, -4, 12, -4, 1.6), white)


def _lantern(pen: Pen, hand: Point) -> None:
    body = pen.light.body
    iron = body(rgb("#53324a"))
    pen.shine(0, 12, 32, rgb("#ffae3d"), 0.8 if pen.light.lamps else 0.6)
    pen.fill(line(hand, (hand[0] * 0.5, -9.5), (0, -10), width=2.4), body(rgb("#8a5a3a")))
    pen.fill(bow(0, -3.6, 4.2, 160, 380, 1.9), iron)
    pen.fill(spline((-8.6, 1.6), (-8.6, 1.6), (-4, -4), (4, -4), (8.6, 1.6), (8.6, 1.6)), iron)
    corners = ((-8, 1.6), (-8, 1.6), (-9.6, 11), (-8, 21), (-8, 21), (8, 21), (8, 21), (9.6, 11), (8, 1.6), (8, 1.6))
    pen.shade(spline(*corners), rgb("#ffdf6b"), rgb("#ffc21f"), rgb("#ff9d2e"))
    flame = spline((0, 4), (0, 4), (4.2, 11), (3, 16.5), (0, 18), (-3, 16.5), (-4.2, 11))
    pen.fill(flame, rgb("#fff9d2"))
    for x in (-8.2, 8.2):
        pen.fill(limb(x, 2, x, 21, 1.8), iron)
    pen.fill(box(-10.4, 20.4, 20.8, 4.6, 1.6), iron)


def _umbrella(pen: Pen, hand: Point) -> None:
    body = pen.light.body
    violet, lilac, wood = body(rgb("#8b3fd1")), body(rgb("#e2c6ff")), body(rgb("#8a5a3a"))
    pen.fill(limb(hand[0], hand[1] + 4, 0, -14, 2.4), wood)
    roof = pen.moved(0, 0, turn=7)
    dome = under(arc(0, 2, 23, 188, 352, 41) * (1.0, 0.92), 3.4)
    roof.fill(dome, violet)
    for low, high in ((-13.8, -4.6), (4.6, 13.8)):
        edges = (curve((low, 4), (low * 0.72, -10), (0, -21)), curve((0, -21), (high * 0.72, -10), (high, 4)))
        roof.mark(np.concatenate(edges), [dome], lilac)
    for x in (-18.2, -9.1, 0, 9.1, 18.2):
        roof.fill(ellipse(x, 3.6, 4.9, 3.0), violet if abs(x) in (0, 18.2) else lilac)
    roof.fill(limb(0, -19, 0, -22, 2.2), wood)


def _boat(pen: Pen, _hand: Point) -> None:
    body = pen.light.body
    hull, sail = body(rgb("#c63d2f")), body(rgb("#fffaf0"))
    pen.fill(limb(1, -10, 1, -38, 2.2), body(rgb("#8a5a3a")))
    pen.fill(spline((3, -36), (3, -36), (12, -24), (15.5, -13), (15.5, -13), (3, -13), (3, -13)), sail)
    jib = ((-1.2, -33), (-1.2, -33), (-8, -24), (-12, -13), (-12, -13), (-1.2, -13), (-1.2, -13))
    pen.fill(spline(*jib), body(rgb("#6fc6ff")))
    pen.fill(polygon((1, -43), (9, -40.2), (1, -37.4)), body(rgb("#ffcf33")))
    planks = spline((-18.5, -11), (-18.5, -11), (0, -9.4), (18.5, -11), (18.5, -11), (12.5, 0.5), (-12.5, 0.5))
    pen.fill(planks, hull)
    pen.mark(box(-20, -12, 40, 4.2), [planks], sail)
    pen.mark(ellipse(0, 3, 18, 4.4), [planks], darker(hull, 0.35), 0.7)
    for x in (-14.5, -7.5, 0, 7.5, 14.5):
        pen.fill(ellipse(x, 1.4, 5.2, 2.5), body(rgb("#2f9fe8")))
    for x in (-11, -3.7, 3.7, 11):
        pen.fill(ellipse(x, 0.8, 2.4, 0.8), body(rgb("#bfe9ff")))


def _cake(pen: Pen, _hand: Point) -> None:
    body = pen.light.body
    icing, cream = body(rgb("#ff8fc0")), body(rgb("#fff3e2"))
    pen.fill(ellipse(0, -0.6, 18.5, 3.6), body(rgb("#b9d7ee")))
    pen.fill(ellipse(0, -1.6, 17.5, 3.0), body(rgb("#eaf5ff")))
    pen.fill(box(-14.5, -15, 29, 13.4, 2.6), body(rgb("#d98e4a")))
    pen.fill(box(-14.5, -9.6, 29, 2.6), cream)
    pen.fill(box(-15.2, -16.6, 30.4, 6.2, 2.8), icing)
    for x, drop in ((-11, 3.0), (-5.4, 1.4), (0.4, 3.4), (6.2, 1.6), (11.4, 2.8)):
        pen.fill(limb(x, -12, x, -11 + drop, 4.2), icing)
    pen.fill(box(-9, -27, 18, 11, 2.4), cream)
    pen.fill(box(-9.6, -28, 19.2, 5.0, 2.3), icing)
    for x in (-5.4, 0.4, 5.8):
        pen.fill(limb(x, -24, x, -22.4, 3.6), icing)
    for x in (-5, 5):
        pen.fill(box(x - 1.2, -34.6, 2.4, 7.4, 0.8), body(rgb("#3fa9f5")))
        pen.shine(x, -37, 8, rgb("#ffae3d"), 0.7)
        pen.fill(spline((x, -41), (x, -41), (x + 2, -37), (x, -34.8), (x - 2, -37)), rgb("#ffb21f"))
    pen.fill(ellipse(0, -29.4, 2.6), body(rgb("#e0262f")))


def _pumpkin(pen: Pen, _hand: Point) -> None:
    body = pen.light.body
    skin, rib = body(rgb("#ff8412")), body(rgb("#d9590b"))
    pen.fill(line((0, -22), (1, -27), (4.6, -29.5), width=(5.2, 3.2)), body(rgb("#4f8a3a")))
    for x, rx in ((-11.5, 7.2), (11.5, 7.2), (-6, 7.6), (6, 7.6), (0, 6.6)):
        pen.fill(ellipse(x, -12, rx, 12.2 - abs(x) * 0.12), rib)
    for x, rx in ((-11.8, 5.6), (11.8, 5.6), (-6, 5.2), (6, 5.2), (0, 4.8)):
        pen.fill(ellipse(x, -12.4, rx, 11.2 - abs(x) * 0.12), skin)
    pen.fill(ellipse(-7.4, -18, 2.2, 3.6, 14), lighter(skin, 0.5), 0.9)
    pen.fill(spline((1, -23), (8, -28), (14, -25.4), (9, -21.6)), body(rgb("#63a844")))


KINDS: dict[Prop, Kind] = {
    Prop.BALLOON: Kind(_balloon, (78, 27), (37, -38), held=True),
    Prop.KITE: Kind(_kite, (79, 25), (37, -38), held=True),
    Prop.LANTERN: Kind(_lantern, (79, 56), (37, -38), held=True),
    Prop.UMBRELLA: Kind(_umbrella, (71, 28), (36, -36), held=True),
    Prop.BOAT: Kind(_boat, (76.5, 91), (33, -30), held=False),
    Prop.CAKE: Kind(_cake, (77, 92), (33, -30), held=False),
    Prop.PUMPKIN: Kind(_pumpkin, (77, 92), (33, -30), held=False),
}


def draw_prop(pen: Pen, prop: Prop, hand: Point, dice: Dice) -> None:
    """Draws a prop around the pen's origin; `hand` is where the hero holds it, in the pen's coordinates."""
    kind = KINDS[prop]
    if kind.held:
        kind.draw(pen, hand)
    else:
        pen.shadow(1, 0.5, 22, 5)
        kind.draw(pen.moved(0, 0, turn=dice.between(-3, 3)), hand)
