"""Fox, rabbit and bear."""

from __future__ import annotations

from engine.starter.world.animals.face import INK, Face, draw_face
from engine.starter.world.animals.figure import Pose, Species, draw_arms, draw_feet, draw_pair, draw_torso
from engine.starter.world.geometry import ellipse, spline
from engine.starter.world.palette import rgb
from engine.starter.world.pen import Pen
from engine.starter.world.scarves import Neck

_FOX_CHEEKS = ((35, -55), (35, -55), (21, -44), (0, -38), (-21, -44), (-35, -55), (-35, -55))
_FOX_HEAD = ((0, -87), (16, -84), (26, -71), *_FOX_CHEEKS, (-26, -71), (-16, -84))
_FOX_MASK = ((0, -60), (7, -63), (17, -66), (27, -61), *_FOX_CHEEKS, (-27, -61), (-17, -66), (-7, -63))
_FOX_EAR = ((6, -83), (14, -98), (26, -108), (26, -108), (30, -92), (27, -70), (15, -74))
_FOX_EAR_INSIDE = ((13, -83), (18, -94), (24.5, -100), (24.5, -100), (26.5, -89), (24.5, -76))
_FOX_TAIL = (
    (-8, -6),
    (-22, -2),
    (-36, -9),
    (-44, -26),
    (-39, -47),
    (-39, -47),
    (-30, -40),
    (-25, -28),
    (-16, -20),
)


def _fox(pen: Pen, pose: Pose) -> None:
    body = pen.light.body
    coat, pale, dark = body(rgb("#f47b20")), body(rgb("#fff6e8")), body(rgb("#5a2f2a"))
    tail, brush = pen.turned(0, 0, pose.sway * 4), spline(*_FOX_TAIL)
    tail.solid(brush, coat)
    tail.mark(ellipse(-40, -45, 12, 15, -12), [brush], pale)
    draw_torso(pen, coat, pale)
    draw_feet(pen, dark)
    draw_arms(pen, pose, coat, dark)
    draw_pair(pen, spline(*_FOX_EAR), coat)
    draw_pair(pen, spline(*_FOX_EAR_INSIDE), dark, solid=False)
    pen.solid(spline(*_FOX_HEAD), coat)
    pen.fill(spline(*_FOX_MASK), pale)


def _fox_face(pen: Pen, pose: Pose) -> None:
    face = Face(eyes=(12.5, -65), eye=4.3, mouth=(0, -47.5), cheeks=rgb("#ff9a7a"))
    draw_face(pen, face, pose.feeling, pose.look)
    nose = pen.moved(pose.look * 1.3, 0)
    nose.fill(spline((-4.8, -55.4), (0, -56.6), (4.8, -55.4), (3.2, -51.6), (0, -49.8), (-3.2, -51.6)), INK)
    nose.fill(ellipse(-1.4, -54.4, 1.5, 0.9), rgb("#ffffff"), 0.6)


_RABBIT_EAR = ((5, -80), (5, -100), (9, -118), (15, -125), (21, -117), (21, -100), (17, -80))
_RABBIT_EAR_INSIDE = ((9, -84), (9.2, -100), (12, -113), (15, -117.5), (17.6, -112), (17.4, -100), (14, -84))
_RABBIT_HEAD = (
    (0, -86),
    (17, -82),
    (26, -68),
    (28, -54),
    (19, -43),
    (0, -39),
    (-19, -43),
    (-28, -54),
    (-26, -68),
    (-17, -82),
)


def _rabbit(pen: Pen, pose: Pose) -> None:
    body = pen.light.body
    coat, pale, pink = body(rgb("#efdcc6")), body(rgb("#fffaf2")), body(rgb("#ff9fb2"))
    pen.solid(ellipse(-21, -11, 9.5), pale)
    draw_torso(pen, coat, pale)
    draw_feet(pen, pale, width=10.5)
    draw_arms(pen, pose, coat, pale)
    for side, turn in ((pen, 5), (pen.flipped(), 3)):
        ear = side.turned(0, -70, turn + pose.sway * 3)
        ear.solid(spline(*_RABBIT_EAR), coat)
        ear.fill(spline(*_RABBIT_EAR_INSIDE), pink)
    pen.solid(spline(*_RABBIT_HEAD), coat)
    for x in (-6.2, 6.2):
        pen.moved(pose.look * 0.6, 0).fill(ellipse(x, -49.5, 9, 7.4), pale)


def _rabbit_face(pen: Pen, pose: Pose) -> None:
    face = Face(eyes=(12, -64), eye=4.6, mouth=(0, -49), cheeks=rgb("#ff9fb2"))
    draw_face(pen, face, pose.feeling, pose.look)
    nose = spline((-3.6, -56.2), (0, -57.2), (3.6, -56.2), (0, -52))
    pen.moved(pose.look * 0.6, 0).fill(nose, rgb("#f0647e"))


_BEAR_HEAD = (
    (0, -89),
    (18, -85),
    (29, -70),
    (29, -54),
    (19, -43),
    (0, -39),
    (-19, -43),
    (-29, -54),
    (-29, -70),
    (-18, -85),
)


def _bear(pen: Pen, pose: Pose) -> None:
    body = pen.light.body
    coat, pale, dark = body(rgb("#9b5a30")), body(rgb("#e9b985")), body(rgb("#6f3b20"))
    draw_torso(pen, coat, pale, wide=1.2)
    draw_feet(pen, dark, apart=12, width=10.5)
    draw_arms(pen, pose, coat, dark, shoulder=17, width=12)
    draw_pair(pen, ellipse(22, -84, 10.5), coat)
    draw_pair(pen, ellipse(22, -84, 6), pale, solid=False)
    pen.solid(spline(*_BEAR_HEAD), coat)
    pen.moved(pose.look * 0.7, 0).fill(ellipse(0, -52, 14.5, 10.8), pale)


def _bear_face(pen: Pen, pose: Pose) -> None:
    face = Face(eyes=(13, -66), eye=4.1, mouth=(0, -49.6), cheeks=rgb("#f58a6a"))
    draw_face(pen, face, pose.feeling, pose.look)
    nose = pen.moved(pose.look * 0.9, 0)
    nose.fill(spline((-5.6, -58), (0, -60), (5.6, -58), (4, -54.2), (0, -52.4), (-4, -54.2)), INK)
    nose.fill(ellipse(-1.8, -57.6, 1.9, 1.0), rgb("#ffffff"), 0.6)


FOX = Species(_fox, _fox_face, Neck(-38, 19), size=0.98)
RABBIT = Species(_rabbit, _rabbit_face, Neck(-38, 18.5), size=0.86)
BEAR = Species(_bear, _bear_face, Neck(-38, 22), size=1.04, width=1.15)
