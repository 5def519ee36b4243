"""The pictures of the long sample story and of those in other scripts: of many shapes, with anybody anywhere.

The model's world is square and has one hero and one friend a picture. Here the same places, animals and props are
painted on sheets of other shapes: wide ones are several views of a place side by side, tall ones have more sky.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

from engine.starter.world.animals import SPECIES, draw_animal
from engine.starter.world.animals.figure import Pose
from engine.starter.world.canvas import Canvas
from engine.starter.world.dice import Dice
from engine.starter.world.facts import Animal, Feeling, Place, Prop, Scarf, Time
from engine.starter.world.geometry import box, ellipse
from engine.starter.world.palette import LIGHTS, rgb
from engine.starter.world.pen import SPAN, Pen
from engine.starter.world.places import SCENERIES, Scenery
from engine.starter.world.props import KINDS, draw_prop
from engine.starter.world.sky import draw_sky

_IDLE = (26.0, -20.0)
_WAVING = (35.0, -46.0)
_PUFFS = ((-7, 1, 5, 3.6), (-1, -2, 6, 5), (5.5, 0, 5, 4.2), (0, 2.2, 11, 2.6))
_QUALITY = 84


@dataclass(frozen=True, slots=True)
class Figure:
    """An animal whose feet stand at (x, y) in drawing units; one with a negative `scale` looks to the left."""

    animal: Animal
    scarf: Scarf | None
    x: float
    y: float = 90.0
    scale: float = 0.57
    feeling: Feeling = Feeling.CALM
    prop: Prop | None = None
    waving: bool = False


@dataclass(frozen=True, slots=True)
class Thing:
    """A prop that nobody holds."""

    prop: Prop
    x: float
    y: float = 88.0
    scale: float = 1.0


@dataclass(frozen=True, slots=True)
class Sheet:
    """One picture: `wide` and `tall` count views of 100 drawing units; those above the first are sky."""

    place: Place
    time: Time
    what: tuple[Figure | Thing, ...] = ()
    wide: float = 1.0
    tall: float = 1.0
    seed: int = 0


def draw(sheet: Sheet, width: int) -> Image.Image:
    """The picture, `width` pixels wide. The same sheet and width give the same pixels with the same libraries."""
    side = max(sheet.wide, sheet.tall)
    canvas = Canvas(round(width * side / sheet.wide))
    light, scenery = LIGHTS[sheet.time], SCENERIES[sheet.place]
    pen = Pen.on(canvas, light)
    above = SPAN * (sheet.tall - 1)
    pen = pen.moved(0, 0, scale=1 / side).moved(0, above)
    _draw_sky(pen, sheet, scenery, above)
    _draw_land(pen, sheet, scenery)
    for one in sheet.what:
        if isinstance(one, Figure):
            _draw_figure(pen, one, sheet.seed)
        else:
            draw_prop(pen.moved(one.x, one.y, one.scale), one.prop, (0.0, 26.0), Dice(sheet.seed, "prop"))
    return canvas.picture().crop((0, 0, width, round(width * sheet.tall / sheet.wide)))


def write_album(folder: Path, sheets: Mapping[str, Sheet], width: int) -> None:
    """Draw the sheets into files of these names; `width` is that of a square one, others are as large in area."""
    for name, sheet in sheets.items():
        picture = draw(sheet, round(width * (sheet.wide / sheet.tall) ** 0.5))
        how = {"optimize": True} if name.endswith(".png") else {"quality": _QUALITY}
        picture.save(folder / name, **how)


def _draw_sky(pen: Pen, sheet: Sheet, scenery: Scenery, above: float) -> None:
    """One sun or moon, on the left; stars or clouds over all of the width."""
    high, horizon = pen.moved(0, -above), scenery.horizon + above
    high.shade(box(-1, -1, SPAN * sheet.wide + 2, horizon + 10), *pen.light.sky)
    draw_sky(high, sheet.time, Dice(sheet.seed, "sky"), horizon)
    dice = Dice(sheet.seed, "wide sky")
    for view in range(1, round(sheet.wide)):
        if sheet.time is Time.DAY:
            for left, top in ((22, 16), (58, 9), (90, 20)):
                _cloud(high.moved(view * SPAN + left + dice.between(-8, 8), top + dice.between(-4, 5)))
        if sheet.time is Time.NIGHT:
            for star in range(14):
                place = (view * SPAN + star * 7 + dice.between(0, 6), dice.between(3, 34))
                high.moved(*place, scale=dice.between(0.5, 1.0)).fill(ellipse(0, 0, 1), rgb("#fff4c8"), 0.95)


def _cloud(pen: Pen) -> None:
    puffs = [ellipse(*puff) for puff in _PUFFS]
    for puff in puffs:
        pen.fill(puff, rgb("#ffffff"))
    pen.mark(ellipse(1, 5.2, 12, 3.4), puffs, rgb("#cfe9f8"), 0.8)


def _draw_land(pen: Pen, sheet: Sheet, scenery: Scenery) -> None:
    """View beside view, every other one mirrored, so that hills go on where the next begins."""
    for view in range(-(-round(sheet.wide * SPAN) // round(SPAN))):
        here = pen.moved(view * SPAN, 0) if view % 2 == 0 else pen.moved((view + 1) * SPAN, 0).flipped()
        scenery.draw(here, Dice(sheet.seed + view, "place"))


def _draw_figure(pen: Pen, figure: Figure, seed: int) -> None:
    """The animal with what it holds, or has beside it."""
    at = pen.moved(figure.x, figure.y)
    at = at.flipped() if figure.scale < 0 else at
    size = abs(figure.scale) * SPECIES[figure.animal].size
    held = KINDS[figure.prop] if figure.prop is not None else None
    hand = held.reach if held is not None else _WAVING if figure.waving else _IDLE
    pose = Pose(figure.feeling, hand, 2.0, Dice(seed, "sway").between(-1, 1))
    share = size / 0.57
    if held is None or figure.prop is None:
        draw_animal(at.moved(0, 0, size), figure.animal, figure.scarf, pose)
        return
    x, y = (held.place[0] - 41.0) * share, (held.place[1] - 90.5) * share
    reach = ((hand[0] * size - x) / share, (hand[1] * size - y) / share)
    if held.held:
        draw_prop(at.moved(x, y, share), figure.prop, reach, Dice(seed, "prop"))
    draw_animal(at.moved(0, 0, size), figure.animal, figure.scarf, pose)
    if not held.held:
        draw_prop(at.moved(x, y, share), figure.prop, reach, Dice(seed, "prop"))
