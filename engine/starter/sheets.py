"""What the pictures of the long sample story show, and those of the stories in Hebrew and in Japanese.

`write_albums(resources/stories)` draws them; the stories' texts are written by hand in their folders.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from engine.starter.album import Figure, Sheet, Thing, write_album
from engine.starter.world.facts import Animal, Feeling, Place, Prop, Scarf, Time

ALBUM_SIZE = 400
"""Pixels of a side of a square picture."""
PANORAMA, PORTRAIT, BROAD = 3.0, 1.5, 1.5
"""Width by height of a panorama, height by width of a tall picture, width by height of a broad one."""

_MABEL = Figure(Animal.ELEPHANT, Scarf.YELLOW, 50)
_IDA = Figure(Animal.OWL, Scarf.GREEN, 50)
_BRUNO = Figure(Animal.BEAR, Scarf.BLUE, 50)
_PIP = Figure(Animal.PENGUIN, Scarf.PINK, 50, scale=0.5)
_FENN = Figure(Animal.FOX, Scarf.RED, 50)
_BOAT = Thing(Prop.BOAT, 50)

_BEGINNING = {
    "01.jpg": Sheet(Place.VILLAGE, Time.DAY, (replace(_MABEL, x=58),), wide=BROAD, seed=3),
    "02.jpg": Sheet(Place.MEADOW, Time.DAY, (Thing(Prop.BOAT, 196, 84, 0.8),), wide=PANORAMA, seed=5),
    "03.jpg": Sheet(
        Place.MEADOW, Time.DAY, (replace(_MABEL, x=38, feeling=Feeling.SURPRISED, prop=Prop.BOAT),), seed=6
    ),
    "04.png": Sheet(Place.MEADOW, Time.DAY, (Thing(Prop.BOAT, 50, 92, 1.9),), seed=8),
    "05.jpg": Sheet(Place.MEADOW, Time.DAY, (replace(_MABEL, feeling=Feeling.HAPPY, waving=True),), seed=9),
    "06.jpg": Sheet(Place.VILLAGE, Time.SUNSET, (replace(_MABEL, x=40, prop=Prop.LANTERN),), seed=11),
    "07.jpg": Sheet(Place.VILLAGE, Time.NIGHT, (replace(_MABEL, x=52, scale=0.45),), tall=PORTRAIT, seed=12),
    "08.jpg": Sheet(
        Place.MEADOW, Time.SUNSET, (replace(_MABEL, x=102), Thing(Prop.BOAT, 42, 89, 1.1)), wide=BROAD, seed=14
    ),
    "09.jpg": Sheet(
        Place.FOREST,
        Time.SUNSET,
        (replace(_MABEL, x=150, y=84, scale=0.3), Thing(Prop.BOAT, 122, 84, 0.5)),
        wide=PANORAMA,
        seed=17,
    ),
    "10.jpg": Sheet(Place.FOREST, Time.NIGHT, (replace(_MABEL, x=41, prop=Prop.LANTERN),), seed=18),
    "11.jpg": Sheet(Place.FOREST, Time.NIGHT, (replace(_IDA, x=56, feeling=Feeling.SURPRISED),), seed=20),
    "12.jpg": Sheet(
        Place.FOREST, Time.NIGHT, (replace(_IDA, x=40, scale=0.5, prop=Prop.LANTERN),), tall=PORTRAIT, seed=21
    ),
    "13.jpg": Sheet(
        Place.FOREST, Time.SUNSET, (replace(_MABEL, x=44), replace(_IDA, x=106, scale=-0.5)), wide=BROAD, seed=23
    ),
    "14.jpg": Sheet(
        Place.MEADOW,
        Time.DAY,
        (replace(_MABEL, x=42), replace(_IDA, x=104, feeling=Feeling.HAPPY)),
        wide=BROAD,
        seed=25,
    ),
}

_HEIGHTS = {
    "15.jpg": Sheet(
        Place.MOUNTAIN,
        Time.DAY,
        (
            Thing(Prop.BOAT, 108, 90, 0.5),
            replace(_MABEL, x=138, y=90, scale=0.3),
            replace(_IDA, x=164, y=90, scale=0.26),
        ),
        wide=PANORAMA,
        seed=26,
    ),
    "16.jpg": Sheet(Place.MOUNTAIN, Time.DAY, (replace(_MABEL, feeling=Feeling.GRUMPY),), seed=28),
    "17.jpg": Sheet(Place.MOUNTAIN, Time.DAY, (replace(_MABEL, x=40, prop=Prop.CAKE),), seed=29),
    "18.jpg": Sheet(Place.MOUNTAIN, Time.SUNSET, (replace(_BRUNO, x=54),), seed=31),
    "19.jpg": Sheet(Place.MOUNTAIN, Time.SUNSET, (replace(_BRUNO, x=40, prop=Prop.KITE),), seed=32),
    "20.jpg": Sheet(
        Place.MOUNTAIN,
        Time.SUNSET,
        (replace(_BRUNO, x=38, scale=0.48, feeling=Feeling.HAPPY, prop=Prop.KITE),),
        tall=PORTRAIT,
        seed=34,
    ),
    "21.webp": Sheet(Place.SNOW, Time.NIGHT, wide=PANORAMA, seed=35),
    "22.jpg": Sheet(
        Place.SNOW, Time.DAY, (replace(_MABEL, x=44), replace(_BRUNO, x=106, scale=-0.55)), wide=BROAD, seed=36
    ),
    "23.jpg": Sheet(Place.SNOW, Time.DAY, (replace(_PIP, x=56, feeling=Feeling.SURPRISED),), seed=38),
    "24.jpg": Sheet(
        Place.SNOW, Time.DAY, (replace(_IDA, x=42, scale=0.5), replace(_PIP, x=104, scale=-0.5)), wide=BROAD, seed=40
    ),
    "25.jpg": Sheet(
        Place.SNOW,
        Time.SUNSET,
        (
            replace(_MABEL, x=24, scale=0.44),
            replace(_BRUNO, x=60, scale=0.44),
            replace(_IDA, x=94, scale=0.4),
            replace(_PIP, x=126, scale=0.38, feeling=Feeling.HAPPY),
        ),
        wide=BROAD,
        seed=42,
    ),
}

_SHORES = {
    "26.jpg": Sheet(
        Place.DESERT,
        Time.DAY,
        (
            replace(_MABEL, x=104, y=88, scale=0.26),
            replace(_BRUNO, x=126, y=88, scale=0.26),
            replace(_IDA, x=146, y=88, scale=0.23),
            replace(_PIP, x=165, y=88, scale=0.22),
            Thing(Prop.BOAT, 192, 88, 0.5),
        ),
        wide=PANORAMA,
        seed=44,
    ),
    "27.jpg": Sheet(Place.DESERT, Time.DAY, (replace(_BRUNO, feeling=Feeling.SLEEPY),), seed=46),
    "28.jpg": Sheet(Place.DESERT, Time.DAY, (replace(_PIP, x=40, scale=0.57, prop=Prop.UMBRELLA),), seed=47),
    "29.jpg": Sheet(Place.DESERT, Time.NIGHT, (replace(_FENN, x=54, scale=0.5),), tall=PORTRAIT, seed=49),
    "30.jpg": Sheet(
        Place.DESERT, Time.NIGHT, (replace(_MABEL, x=40), replace(_FENN, x=104, scale=-0.55)), wide=BROAD, seed=51
    ),
    "31.jpg": Sheet(Place.DESERT, Time.NIGHT, (replace(_MABEL, x=40, feeling=Feeling.HAPPY, prop=Prop.CAKE),), seed=52),
    "32.jpg": Sheet(
        Place.BEACH,
        Time.SUNSET,
        (
            replace(_MABEL, x=96, y=92, scale=0.36),
            replace(_IDA, x=128, y=92, scale=0.33),
            replace(_BRUNO, x=160, y=92, scale=0.36),
            replace(_PIP, x=190, y=92, scale=0.3),
            replace(_FENN, x=220, y=92, scale=0.35),
        ),
        wide=PANORAMA,
        seed=54,
    ),
    "33.png": Sheet(Place.BEACH, Time.SUNSET, (Thing(Prop.BOAT, 54, 76, 1.2),), seed=55),
    "34.jpg": Sheet(Place.BEACH, Time.SUNSET, (replace(_MABEL, x=56, scale=0.42),), tall=PORTRAIT, seed=57),
    "35.jpg": Sheet(
        Place.MEADOW,
        Time.SUNSET,
        (
            replace(_MABEL, x=34, scale=0.5, feeling=Feeling.HAPPY),
            replace(_BRUNO, x=78, scale=0.5, feeling=Feeling.HAPPY),
            replace(_IDA, x=118, scale=0.45, feeling=Feeling.HAPPY),
        ),
        wide=BROAD,
        seed=59,
    ),
    "36.jpg": Sheet(Place.VILLAGE, Time.DAY, (Thing(Prop.BOAT, 83, 63, 0.8),), wide=BROAD, seed=3),
}

_ELEPHANT = Figure(Animal.ELEPHANT, Scarf.RED, 50)
_BEAR = Figure(Animal.BEAR, Scarf.GREEN, 50)
_HEBREW = {
    "1.jpg": Sheet(Place.VILLAGE, Time.NIGHT, (replace(_ELEPHANT, feeling=Feeling.SAD),), seed=71),
    "2.jpg": Sheet(Place.FOREST, Time.NIGHT, (replace(_ELEPHANT, x=40, prop=Prop.LANTERN),), tall=PORTRAIT, seed=72),
    "3.jpg": Sheet(Place.MOUNTAIN, Time.NIGHT, (replace(_ELEPHANT, x=104), replace(_BEAR, x=44)), wide=BROAD, seed=74),
    "4.jpg": Sheet(
        Place.BEACH,
        Time.NIGHT,
        (replace(_BEAR, x=120, scale=0.42), replace(_ELEPHANT, x=168, scale=0.42)),
        wide=PANORAMA,
        seed=75,
    ),
    "5.jpg": Sheet(
        Place.VILLAGE, Time.NIGHT, (replace(_ELEPHANT, x=40, feeling=Feeling.HAPPY, prop=Prop.BALLOON),), seed=77
    ),
}

_OWL = Figure(Animal.OWL, Scarf.PINK, 50)
_RABBIT = Figure(Animal.RABBIT, Scarf.BLUE, 50)
_PENGUIN = Figure(Animal.PENGUIN, Scarf.RED, 50)
_JAPANESE = {
    "1.jpg": Sheet(Place.FOREST, Time.SUNSET, (replace(_OWL, x=52),), seed=81),
    "2.jpg": Sheet(
        Place.MEADOW, Time.DAY, (replace(_OWL, x=40), replace(_RABBIT, x=104, scale=-0.52)), wide=BROAD, seed=83
    ),
    "3.jpg": Sheet(Place.MOUNTAIN, Time.SUNSET, (replace(_OWL, x=40, prop=Prop.UMBRELLA),), tall=PORTRAIT, seed=84),
    "4.jpg": Sheet(
        Place.SNOW,
        Time.NIGHT,
        (replace(_OWL, x=108, scale=0.4), replace(_PENGUIN, x=172, scale=-0.38)),
        wide=PANORAMA,
        seed=86,
    ),
    "5.jpg": Sheet(Place.SNOW, Time.DAY, (replace(_PENGUIN, feeling=Feeling.HAPPY, waving=True),), seed=88),
}

ALBUMS: Mapping[str, Mapping[str, Sheet]] = {
    "the-long-way-to-the-sea": {**_BEGINNING, **_HEIGHTS, **_SHORES},
    "pila-vepanas": _HEBREW,
    "fukuro-no-tegami": _JAPANESE,
}
"""By the stories' folders, the sheets by their files' names."""


def write_albums(folder: Path, size: int = ALBUM_SIZE) -> None:
    """Draw all pictures into the stories' folders, `size` being the side of a square one in pixels."""
    for name, sheets in ALBUMS.items():
        (folder / name).mkdir(parents=True, exist_ok=True)
        write_album(folder / name, sheets, size)
