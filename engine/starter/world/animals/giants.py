"""Elephant, and the reserved pig and dragon."""

from __future__ import annotations

from engine.starter.world.animals.face import Face, draw_face
from engine.starter.world.animals.figure import Pose, Species, draw_arms, draw_feet, draw_pair, draw_torso
from engine.starter.world.geometry import curve, ellipse, limb, polygon, shifted, spline, stroke
from engine.starter.world.palette import darker, rgb
from engine.starter.world.pen import Pen
from engine.starter.world.scarves import Neck

_ELEPHANT_EAR = ((14, -84), (27, -93), (41, -87), (46, -69), (41, -51), (31, -44), (20, -48))
_ELEPHANT_EAR_INSIDE = ((20, -80), (28, -86.5), (37, -81.5), (40.5, -68), (36.5, -55.5), (30, -50.5), (21, -54))
_TRUNK = ((0, -67), (-0.5, -58), (0.5, -50), (5, -44.5), (12, -44), (17.5, -49), (18.5, -57))
_ELEPHANT_HEAD = (
    (0, -90),
    (16, -87),
    (26, -73),
    (25, -56),
    (16, -45),
    (0, -41),
    (-16, -45),
    (-25, -56),
    (-26, -73),
    (-16, -87),
)


def _elephant(pen: Pen, pose: Pose) -> None:
    body = pen.light.body
    coat, pale, pink = body(rgb("#8698c0")), body(rgb("#c3cfe6")), body(rgb("#f5a9c0"))
    draw_torso(pen, coat, pale, wide=1.22)
    for side in (-1, 1):
        pen.solid(ellipse(side * 13, -4, 11, 6.4), coat)
        for toe in (-5, 0, 5):
            pen.fill(ellipse(side * 13 + toe, -0.9, 2.1, 1.8), body(rgb("#fff3ea")))
    draw_arms(pen, pose, coat, coat, shoulder=17, width=12.5)
    for half in (pen, pen.flipped()):
        ear = half.turned(0, -66, pose.sway * 3)
        ear.solid(spline(*_ELEPHANT_EAR), coat)
        ear.fill(spline(*_ELEPHANT_EAR_INSIDE), pink)
    pen.solid(spline(*_ELEPHANT_HEAD), coat)


def _elephant_face(pen: Pen, pose: Pose) -> None:
    body = pen.light.body
    coat = body(rgb("#8698c0"))
    face = Face(eyes=(12, -69), eye=4.2, mouth=(-11.5, -52), cheeks=rgb("#f5a9c0"))
    draw_face(pen, face, pose.feeling, pose.look)
    nose = pen.moved(pose.look, 0)
    nose.fill(stroke(shifted(curve(*_TRUNK)[9:], 0.5, 0.8), (18.5, 11.6)), darker(coat, 0.42))
    trunk = stroke(curve(*_TRUNK), (15, 8.4))
    nose.shade(trunk, coat, body(rgb("#bccae8")), body(rgb("#c9d5ee")))
    nose.fill(ellipse(18.5, -60, 3.4, 2.2), darker(coat, 0.5))
    for y in (-59, -54):
        nose.mark(limb(-8, y, 1.5, y + 0.8, 1.7), [trunk], darker(coat, 0.3), 0.8)


_PIG_HEAD = (
    (0, -87),
    (18, -83),
    (28, -69),
    (29, -55),
    (19, -44),
    (0, -40),
    (-19, -44),
    (-29, -55),
    (-28, -69),
    (-18, -83),
)
_PIG_EAR = ((7, -82), (16, -97), (31, -100), (31, -100), (32, -86), (25, -71), (16, -76))
_PIG_EAR_INSIDE = ((14, -83), (19, -91), (28, -94), (28, -94), (28.5, -85), (24, -76))


def _pig(pen: Pen, pose: Pose) -> None:
    body = pen.light.body
    coat, pale, deep = body(rgb("#f9b3a7")), body(rgb("#ffd8cc")), body(rgb("#e07f7c"))
    curl = curve((-18, -14), (-28, -14), (-33, -21), (-28, -27), (-23, -22), (-28, -16), (-38, -18))
    pen.solid(stroke(curl, 4.2), coat)
    draw_torso(pen, coat, pale, wide=1.15)
    draw_feet(pen, deep, apart=11)
    draw_arms(pen, pose, coat, deep, shoulder=16, width=11)
    pen.solid(spline(*_PIG_HEAD), coat)
    draw_pair(pen, spline(*_PIG_EAR), coat)
    draw_pair(pen, spline(*_PIG_EAR_INSIDE), deep, solid=False)


def _pig_face(pen: Pen, pose: Pose) -> None:
    body = pen.light.body
    draw_face(pen, Face(eyes=(14, -67), eye=4.2, mouth=(0, -47), cheeks=rgb("#ff8f8f")), pose.feeling, pose.look)
    snout = pen.moved(pose.look * 1.2, 0)
    snout.fill(ellipse(0, -57, 11, 8), body(rgb("#e98a88")))
    snout.fill(ellipse(0, -57.6, 9.8, 6.8), body(rgb("#ffa39b")))
    for side in (-1, 1):
        snout.fill(ellipse(side * 4, -57.4, 2.1, 3.1), body(rgb("#a8485a")))


_WING = (
    (-12, -36),
    (-27, -56),
    (-45, -62),
    (-45, -62),
    (-42, -52),
    (-46, -43),
    (-46, -43),
    (-38, -39),
    (-37, -31),
    (-37, -31),
    (-28, -30),
    (-18, -24),
)
_DRAGON_TAIL = ((-8, -8), (-22, -4), (-33, -4), (-42, -9), (-44, -18))
_DRAGON_HEAD = (
    (0, -88),
    (17, -84),
    (26, -71),
    (28, -55),
    (20, -44),
    (0, -39),
    (-20, -44),
    (-28, -55),
    (-26, -71),
    (-17, -84),
)


def _dragon(pen: Pen, pose: Pose) -> None:
    body = pen.light.body
    coat, pale, flame = body(rgb("#2bb8b0")), body(rgb("#fff0b8")), body(rgb("#ff7a4d"))
    wing = pen.turned(0, 0, pose.sway * 4)
    wing.solid(spline(*_WING), flame)
    pen.flipped().moved(4, -2, 0.8).solid(spline(*_WING), flame)
    pen.solid(stroke(curve(*_DRAGON_TAIL), (18, 8)), coat)
    pen.solid(polygon((-51.5, -16.5), (-45.5, -30), (-37, -17.5)), flame)
    draw_torso(pen, coat, pale, wide=1.12)
    for y in (-24, -17, -10):
        pen.fill(limb(-11, y, 11, y, 2.0), darker(pale, 0.2), 0.7)
    draw_feet(pen, coat, apart=12, width=10.5)
    draw_arms(pen, pose, coat, coat, shoulder=16, width=11)
    for x, y, size in ((0, -85, 1.0), (-11, -83, 0.8), (11, -83, 0.8)):
        pen.moved(x, y, size, x * 2).solid(polygon((-7, 3), (0, -15), (7, 3)), flame)
    draw_pair(pen, spline((18, -80), (22, -94), (31, -102), (31, -102), (30, -88), (25, -74)), pale)
    pen.solid(spline(*_DRAGON_HEAD), coat)
    pen.fill(ellipse(pose.look * 0.8, -51, 18, 10.6), body(rgb("#7fdcc9")))


def _dragon_face(pen: Pen, pose: Pose) -> None:
    face = Face(eyes=(13, -68), eye=4.5, mouth=(0, -47.6), cheeks=rgb("#ff9f7a"))
    draw_face(pen, face, pose.feeling, pose.look)
    for side in (-1, 1):
        pen.fill(ellipse(side * 5.5 + pose.look, -55.5, 1.9, 1.5), pen.light.body(rgb("#0f6b73")))


ELEPHANT = Species(_elephant, _elephant_face, Neck(-37, 22.5), size=1.0, width=1.2)
PIG = Species(_pig, _pig_face, Neck(-38, 21), size=0.98, width=1.1)
DRAGON = Species(_dragon, _dragon_face, Neck(-38, 20.5), size=0.98, width=1.2)
