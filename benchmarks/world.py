"""How fast the picture-book world is drawn, beside encoding the same pictures as PNG: one core, 128 pixels.

uv run python benchmarks/world.py [--size 128] [--count 300]
"""

from __future__ import annotations

import argparse
import io
import random
import time

from PIL import Image

from engine.starter.world.facts import SCARVES, Animal, Feeling, Friend, Place, Prop, Scene, Time
from engine.starter.world.picture import render


def scenes(count: int) -> list[Scene]:
    """Random scenes, reserved parts and friends among them."""
    chance = random.Random(0)  # noqa: S311 - scenes, not secrets
    drawn = []
    for seed in range(count):
        animal, other = chance.sample(list(Animal), 2)
        drawn.append(
            Scene(
                animal=animal,
                scarf=chance.choice(SCARVES),
                place=chance.choice(list(Place)),
                time=chance.choice(list(Time)),
                prop=chance.choice([None, *Prop]),
                feeling=chance.choice(list(Feeling)),
                friend=Friend(other) if seed % 4 == 0 else None,
                seed=seed,
            )
        )
    return drawn


def encode(picture: Image.Image) -> int:
    """The size of the picture as PNG, in bytes."""
    with io.BytesIO() as file:
        picture.save(file, "PNG")
        return file.tell()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--size", type=int, default=128)
    parser.add_argument("--count", type=int, default=300)
    options = parser.parse_args()
    drawn = scenes(options.count)
    for scene in drawn[:50]:
        render(scene, options.size)

    start = time.process_time()
    pictures = [render(scene, options.size) for scene in drawn]
    drawing = time.process_time() - start
    start = time.process_time()
    for picture in pictures:
        encode(picture)
    encoding = time.process_time() - start

    print(f"{options.count / drawing:.0f} scenes a second a core at {options.size} pixels")
    print(f"{1000 * drawing / options.count:.2f} ms to draw, {1000 * encoding / options.count:.2f} ms to encode as PNG")
    print(f"drawing / encoding: {drawing / encoding:.2f}")


if __name__ == "__main__":
    main()
