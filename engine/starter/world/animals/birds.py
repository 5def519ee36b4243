"""Penguin and owl."""

from __future__ import annotations

from engine.starter.world.animals.face import Face, draw_beak, draw_face
from engine.starter.world.animals.figure import Pose, Species, draw_pair
from engine.starter.world.geometry import bow, ellipse, limb, spline
from engine.starter.world.palette import Colour, darker, rgb
from engine.starter.world.pen import Pen
from engine.starter.world.scarves import Neck

_PENGUIN_BODY = (
    (0, -92),
    (15, -89),
    (24, -75),
    (24, -58),
    (25, -42),
    (29, -24),
    (25, -7),
    (13, -1),
    (0, 0),
    (-13, -1),
    (-25, -7),
    (-29, -24),
    (-25, -42),
    (-24, -58),
    (-24, -75),
    (-15, -89),
)
_PENGUIN_BELLY = (
    (0, -46),
    (12, -42),
    (20, -26),
    (18, -9),
    (9, -3),
    (0, -2),
    (-9, -3),
    (-18, -9),
    (-20, -26),
    (-12, -42),
)
_PENGUIN_CHEEK = ((0, -72), (6, -78), (14, -77), (19.5, -69), (19, -57), (13, -48), (0, -46))
_FLIPPER = ((-23, -40), (-30, -34), (-39, -18), (-38, -10), (-31, -14), (-25, -24))


def _wing(pen: Pen, pose: Pose, colour: Colour, width: float) -> None:
    x, y = pose.hand
    pen.solid(limb(20, -36, x, y, (width, width * 0.72)), colour)


def _penguin(pen: Pen, pose: Pose) -> None:
    body = pen.light.body
    coat, pale, orange = body(rgb("#2f4172")), body(rgb("#fffdf8")), body(rgb("#ff9a26"))
    for side in (-1, 1):
        pen.solid(ellipse(side * 12, -1.6, 11, 4.8), orange)
    pen.solid(spline(*_FLIPPER), coat)
    _wing(pen, pose, coat, 13)
    pen.solid(spline(*_PENGUIN_BODY), coat)
    pen.fill(spline(*_PENGUIN_BELLY), pale)
    turned = pen.moved(pose.look * 0.7, 0)
    draw_pair(turned, spline(*_PENGUIN_CHEEK), pale, solid=False)


def _penguin_face(pen: Pen, pose: Pose) -> None:
    body = pen.light.body
    face = Face(eyes=(10.5, -66), eye=4.1, mouth=None, cheeks=rgb("#ffab9c"), patch=True)
    draw_face(pen, face, pose.feeling, pose.look)
    draw_beak(pen.moved(pose.look * 1.2, -57.5), pose.feeling, body(rgb("#ff9a26")), body(rgb("#d9631e")), 1.3)


_OWL_BODY = (
    (0, -86),
    (14, -88),
    (27, -100),
    (27, -100),
    (30, -82),
    (30, -62),
    (32, -42),
    (29, -18),
    (17, -3),
    (0, 0),
    (-17, -3),
    (-29, -18),
    (-32, -42),
    (-30, -62),
    (-30, -82),
    (-27, -100),
    (-27, -100),
    (-14, -88),
)
_OWL_WING = ((-26, -44), (-35, -32), (-37, -16), (-31, -5), (-22, -14), (-20, -32))
_OWL_BELLY = ((0, -44), (13, -40), (20, -26), (17, -9), (0, -3), (-17, -9), (-20, -26), (-13, -40))


def _owl(pen: Pen, pose: Pose) -> None:
    body = pen.light.body
    coat, pale, dark = body(rgb("#7c4a94")), body(rgb("#ffeecb")), body(rgb("#593070"))
    for side in (-1, 1):
        pen.solid(ellipse(side * 11, -1.2, 8.5, 4.6), body(rgb("#ff9a26")))
    _wing(pen, pose, dark, 15)
    pen.solid(spline(*_OWL_BODY), coat)
    pen.fill(spline(*_OWL_BELLY), pale)
    for y, columns in ((-20, (-9, 0, 9)), (-11, (-4.5, 4.5))):
        for x in columns:
            pen.fill(bow(x, y, 3.6, 15, 165, 2.2), darker(pale, 0.28), 0.8)
    pen.solid(spline(*_OWL_WING), dark)
    for side in (-1, 1):
        pen.fill(ellipse(side * 13 + pose.look * 0.7, -65, 15.5, 16), pale)


def _owl_face(pen: Pen, pose: Pose) -> None:
    body = pen.light.body
    if pose.feeling not in (pose.feeling.HAPPY, pose.feeling.SLEEPY, pose.feeling.SURPRISED):
        for side in (-1, 1):
            pen.fill(ellipse(side * 12.5 + pose.look * 0.8, -65, 9.2, 9.6), body(rgb("#ffb92e")))
    face = Face(eyes=(12.5, -65), eye=5.2, mouth=None, cheeks=None, brows=body(rgb("#593070")), patch=True)
    draw_face(pen, face, pose.feeling, pose.look)
    draw_beak(pen.moved(pose.look, -55), pose.feeling, body(rgb("#ff9a26")), body(rgb("#c9541c")), 1.15)


PENGUIN = Species(_penguin, _penguin_face, Neck(-39, 25.5), size=0.99, width=1.1)
OWL = Species(_owl, _owl_face, Neck(-39, 28), size=0.95, width=1.15)
