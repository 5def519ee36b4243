"""The places: each draws everything between the sky and the characters."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from engine.starter.world.dice import Dice
from engine.starter.world.facts import Place
from engine.starter.world.pen import Pen
from engine.starter.world.places.heights import draw_mountain, draw_snow
from engine.starter.world.places.shores import draw_beach, draw_desert
from engine.starter.world.places.village import draw_village
from engine.starter.world.places.woods import draw_forest, draw_meadow


@dataclass(frozen=True, slots=True)
class Scenery:
    """How a place is drawn: where its sky ends (drawing units from the top) and what stands before it."""

    horizon: float
    draw: Callable[[Pen, Dice], None]


SCENERIES: dict[Place, Scenery] = {
    Place.FOREST: Scenery(58.0, draw_forest),
    Place.BEACH: Scenery(50.0, draw_beach),
    Place.MEADOW: Scenery(58.0, draw_meadow),
    Place.VILLAGE: Scenery(58.0, draw_village),
    Place.MOUNTAIN: Scenery(60.0, draw_mountain),
    Place.SNOW: Scenery(56.0, draw_snow),
    Place.DESERT: Scenery(58.0, draw_desert),
}
