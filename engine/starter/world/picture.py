"""From a scene to its picture: who stands where, in which order all is painted, and how pictures may vary."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageFilter

from engine.starter.world.animals import SPECIES, draw_animal
from engine.starter.world.animals.figure import Pose
from engine.starter.world.canvas import Canvas
from engine.starter.world.dice import USUAL, Dice, Variation
from engine.starter.world.facts import Feeling, Friend, Scene
from engine.starter.world.geometry import Point
from engine.starter.world.palette import LIGHTS
from engine.starter.world.pen import SPAN, Pen
from engine.starter.world.places import SCENERIES
from engine.starter.world.props import KINDS, draw_prop
from engine.starter.world.sky import draw_sky

_HERO_SCALE, _FRIEND_SCALE = 0.57, 0.36
_IDLE_HAND, _WAVING_HAND = (26.0, -20.0), (35.0, -46.0)


@dataclass(frozen=True, slots=True)
class _Standing:
    """Where a figure's feet are (drawing units), how large it is, and its pose."""

    x: float
    y: float
    scale: float
    pose: Pose

    def hand(self) -> Point:
        """Where its right hand is, in drawing units."""
        return (self.x + self.pose.hand[0] * self.scale, self.y + self.pose.hand[1] * self.scale)


def render(scene: Scene, size: int = 128, variation: Variation = USUAL) -> Image.Image:
    """Draws a scene as an RGB picture of `size` by `size` pixels.

    Deterministic: the same scene, size and variation give the same bytes with the same library versions. Chance
    depends on the seed and the variation alone, so that scenes that differ in one fact differ in it only.
    """
    canvas = Canvas(size)
    pen = Pen.on(canvas, LIGHTS[scene.time])
    if Dice(scene.seed, "side", variation).chance(0.5):
        pen = pen.moved(SPAN, 0).flipped()
    scenery = SCENERIES[scene.place]
    draw_sky(pen, scene.time, Dice(scene.seed, "sky", variation), scenery.horizon)
    scenery.draw(pen, Dice(scene.seed, "place", variation))
    if scene.friend is not None:
        _draw_friend(pen, scene.friend, scene.feeling, Dice(scene.seed, "friend", variation))
    _draw_hero(pen, scene, variation)
    return _varied(canvas.picture(), scene.seed, variation)


def _draw_friend(pen: Pen, friend: Friend, feeling: Feeling, dice: Dice) -> None:
    """The friend stands small on the far left, turned to the hero; joy infects it, nothing else does."""
    pose = Pose(Feeling.HAPPY if feeling is Feeling.HAPPY else Feeling.CALM, _IDLE_HAND, 2.4, dice.between(-1, 1))
    place = (14.5 + dice.between(-1.5, 1.5), 83.5 + dice.between(-1.2, 1.2))
    scale = _FRIEND_SCALE * SPECIES[friend.animal].size * dice.between(0.95, 1.05)
    draw_animal(pen.moved(*place, scale=scale), friend.animal, friend.scarf, pose)


def _draw_hero(pen: Pen, scene: Scene, variation: Variation) -> None:
    """The hero with its prop: held props before it, so that the hand closes over them, standing ones after it."""
    hero = _stand(scene, Dice(scene.seed, "hero", variation))
    at = pen.moved(hero.x, hero.y, hero.scale)
    if scene.prop is None:
        draw_animal(at, scene.animal, scene.scarf, hero.pose)
        return
    dice = Dice(scene.seed, "prop", variation)
    kind = KINDS[scene.prop]
    x = kind.place[0] + (1.0 if scene.friend else 0) + dice.between(-2, 2)
    y = kind.place[1] + dice.between(-2, 2) * (1.0 if kind.held else 0.6)
    scale = dice.between(0.94, 1.06)
    hand = ((hero.hand()[0] - x) / scale, (hero.hand()[1] - y) / scale)
    if kind.held:
        draw_prop(pen.moved(x, y, scale), scene.prop, hand, dice)
    draw_animal(at, scene.animal, scene.scarf, hero.pose)
    if not kind.held:
        draw_prop(pen.moved(x, y, scale), scene.prop, hand, dice)


def _stand(scene: Scene, dice: Dice) -> _Standing:
    """Left of its prop, in the middle without one, and a little aside for a friend."""
    x = (41.0 if scene.prop else 50.0) + ((4.5 if scene.prop else 7.0) if scene.friend else 0.0)
    place = (x + dice.between(-2.5, 2.5), 90.5 + dice.between(-1.5, 1.5))
    scale = _HERO_SCALE * SPECIES[scene.animal].size * dice.between(0.95, 1.05)
    empty = _WAVING_HAND if scene.feeling in (Feeling.HAPPY, Feeling.SURPRISED) else _IDLE_HAND
    hand = KINDS[scene.prop].reach if scene.prop else empty
    return _Standing(*place, scale, Pose(scene.feeling, hand, 2.0, dice.between(-1, 1)))


def _varied(picture: Image.Image, seed: int, variation: Variation) -> Image.Image:
    """Colour cast, softness and noise, as far as the variation has any."""
    dice = Dice(seed, "finish", variation)
    cast, blur, noise = (dice.share() * most for most in (variation.cast, variation.blur, variation.noise))
    if cast > 0:
        colour = (round(255 * dice.share()), round(255 * dice.share()), round(255 * dice.share()))
        picture = Image.blend(picture, Image.new("RGB", picture.size, colour), cast)
    if blur > 0:
        picture = picture.filter(ImageFilter.GaussianBlur(blur * picture.width / SPAN))
    if noise > 0:
        grain = np.random.default_rng(seed).normal(0.0, noise, (picture.height, picture.width, 1))
        picture = Image.fromarray(np.clip(np.asarray(picture) + grain, 0, 255).round().astype(np.uint8))
    return picture
