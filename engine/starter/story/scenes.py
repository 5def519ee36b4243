"""Single scenes at random, for pictures that belong to no story."""

from __future__ import annotations

import random
from collections.abc import Callable

from engine.starter.world.facts import (
    ANIMALS,
    FEELINGS,
    PLACES,
    PROPS,
    SCARVES,
    TIMES,
    Animal,
    Friend,
    Place,
    Prop,
    Scene,
)

_NO_PROP, _FRIEND = 0.2, 0.3


def sample_scene(
    rng: random.Random, *, reserved: bool = False, allowed: Callable[[Scene], bool] = lambda _: True
) -> Scene:
    """A scene with every fact drawn evenly: a fifth without a prop, three in ten with a friend (without scarf).

    With `reserved`, the parts that no story contains are drawn, too. `allowed` has to hold, so it must not be a
    rule that nothing satisfies.
    """
    while True:
        scene = _any_scene(rng, reserved=reserved)
        if allowed(scene):
            return scene


def _any_scene(rng: random.Random, *, reserved: bool) -> Scene:
    animals = tuple(Animal) if reserved else ANIMALS
    animal = rng.choice(animals)
    friend = Friend(rng.choice([other for other in animals if other is not animal]))
    return Scene(
        animal=animal,
        scarf=rng.choice(SCARVES),
        place=rng.choice(tuple(Place) if reserved else PLACES),
        time=rng.choice(TIMES),
        prop=None if rng.random() < _NO_PROP else rng.choice(tuple(Prop) if reserved else PROPS),
        feeling=rng.choice(FEELINGS),
        friend=friend if rng.random() < _FRIEND else None,
        seed=rng.getrandbits(31),
    )
