"""The animals: one species for each, drawn as a standing figure with a face and, around its neck, a scarf."""

from __future__ import annotations

from engine.starter.world.animals.birds import OWL, PENGUIN
from engine.starter.world.animals.figure import Pose, Species
from engine.starter.world.animals.giants import DRAGON, ELEPHANT, PIG
from engine.starter.world.animals.mammals import BEAR, FOX, RABBIT
from engine.starter.world.facts import Animal, Scarf
from engine.starter.world.pen import Pen
from engine.starter.world.scarves import draw_scarf

SPECIES: dict[Animal, Species] = {
    Animal.FOX: FOX,
    Animal.RABBIT: RABBIT,
    Animal.BEAR: BEAR,
    Animal.PENGUIN: PENGUIN,
    Animal.ELEPHANT: ELEPHANT,
    Animal.OWL: OWL,
    Animal.PIG: PIG,
    Animal.DRAGON: DRAGON,
}


def draw_animal(pen: Pen, animal: Animal, scarf: Scarf | None, pose: Pose) -> None:
    """A figure of about 90 units that stands on the origin: shadow, body, light on its edges, scarf, face."""
    species = SPECIES[animal]
    pen = pen.fresh()
    pen.shadow(2, 0.5, 36 * species.width, 8)
    species.figure(pen, pose)
    pen.model(1.7)
    if scarf is not None:
        draw_scarf(pen, scarf, species.neck, pose.sway)
    species.face(pen, pose)
