"""Pictures that show the same are found, whatever their size and format; others are not."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import numpy as np
from PIL import Image

from gill_studio.core.collections.duplicates import grouped, near_duplicates, versions_of
from gill_studio.core.collections.look import LOOK_BYTES, MOST_BITS, look_of, resemble
from gill_studio.core.collections.scan import scan
from gill_studio.core.collections.usage import not_to_offer, used_in
from gill_studio.core.pictures import PictureRef
from gill_studio.core.story.model import Panel, Storyboard, Take

Drawing = Callable[..., Image.Image]


def names_of(album: Any, digests: Any) -> set[str]:
    known = {file.picture.sha256: path for path, file in album.store.files(album.folder).items()}
    return {known[digest] for digest in digests}


def test_other_sizes_and_formats_of_a_picture_are_one_group(album: Any, draw_seed: Drawing) -> None:
    for seed in range(12):
        draw_seed(seed, (600, 400)).save(album.folder / f"{seed:02}.png")
    original = draw_seed(3, (600, 400))
    original.resize((300, 200)).save(album.folder / "small.jpg", quality=70)
    original.save(album.folder / "other.webp", quality=60)
    original.crop((0, 0, 300, 400)).save(album.folder / "half.png")
    original.transpose(Image.Transpose.FLIP_LEFT_RIGHT).save(album.folder / "mirrored.png")
    for name, colour in (("white.png", "white"), ("black.png", "black"), ("red.png", "red")):
        Image.new("RGB", (600, 400), colour).save(album.folder / name)
    scan(album.store)
    (group,) = near_duplicates(album.store)
    assert names_of(album, group) == {"03.png", "small.jpg", "other.webp"}
    assert names_of(album, group[-1:]) == {"small.jpg"}, "the largest comes first"
    assert near_duplicates(album.store) == [group]
    (album.folder / "small.jpg").unlink()
    (album.folder / "other.webp").unlink()
    scan(album.store)
    assert near_duplicates(album.store) == [], "of what is gone nothing is a duplicate"


def test_the_same_scene_with_a_small_thing_of_another_colour_is_another_picture(draw_seed: Drawing) -> None:
    """As picture books are full of: the owl is red here, and purple there."""
    scene = draw_seed(5, (600, 400))
    red, purple = scene.copy(), scene.copy()
    for image, colour in ((red, (200, 60, 60)), (purple, (147, 60, 200))):
        image.paste(colour, (250, 150, 370, 290))
    looks = look_of(red), look_of(purple)
    bits = [int.from_bytes(look[:8], "big") for look in looks]
    assert (bits[0] ^ bits[1]).bit_count() <= MOST_BITS, "brightness does not tell them apart"
    assert not resemble(*looks)
    assert resemble(look_of(red), look_of(red.resize((300, 200))))


def test_all_pairs_of_near_hashes_are_found() -> None:
    """As comparing each with each would find them."""
    chance = random.Random(7)
    looks: dict[str, bytes] = {}
    for number in range(400):
        look = bytearray(chance.randbytes(8) + bytes([100]) * (LOOK_BYTES - 8))
        if number % 4:
            look[:8] = looks[str(number - 1)][:8]
            for _ in range(chance.randint(0, 5)):
                look[chance.randrange(8)] ^= 1 << chance.randrange(8)
        looks[str(number)] = bytes(look)
    pictures = {digest: PictureRef(digest, "image/png", 10, 10) for digest in looks}
    groups = {digest: group for group in map(frozenset, grouped(pictures, looks)) for digest in group}
    for one, look in looks.items():
        for other, its_look in looks.items():
            if one != other and resemble(look, its_look):
                assert other in groups[one]
    assert set(map(len, groups.values())) <= {2, 3, 4}


def test_transparency_is_over_white() -> None:
    clear = Image.new("RGBA", (40, 30), (255, 0, 0, 0))
    assert look_of(clear) == look_of(Image.new("RGB", (40, 30), "white"))
    assert not resemble(look_of(clear), look_of(Image.new("RGB", (40, 30), "red")))
    assert not resemble(look_of(clear), b"short")


def test_what_a_story_shows_is_not_offered_again(album: Any, draw_seed: Drawing) -> None:
    for seed in range(4):
        draw_seed(seed, (600, 400)).save(album.folder / f"{seed}.png")
    draw_seed(1, (600, 400)).resize((300, 200)).save(album.folder / "small.jpg")
    scan(album.store)
    pictures = {path: file.picture for path, file in album.store.files(album.folder).items()}
    shown = [Take(name, pictures[name]) for name in ("1.png", "3.png")]
    elsewhere = Take("x", PictureRef("e" * 64, "image/png", 1, 1))
    panels = [Panel(f"p{i}", takes=(take,), chosen=take.id) for i, take in enumerate([*shown, elsewhere])]
    offered = Panel("p9", takes=(Take("t", pictures["0.png"]),))
    board = Storyboard("s", panels=(offered, *panels))
    used = used_in(album.store, board)
    assert {
        pictures[name].sha256: numbers for name, numbers in (("1.png", (2,)), ("small.jpg", (2,)), ("3.png", (3,)))
    } == used
    album.store.exclude([pictures["2.png"].sha256])
    assert names_of(album, not_to_offer(album.store, board)) == {"1.png", "small.jpg", "2.png", "3.png"}
    album.store.exclude([pictures["2.png"].sha256], excluded=False)
    assert names_of(album, not_to_offer(album.store, board)) == {"1.png", "small.jpg", "3.png"}


def test_versions_of_nothing(album: Any) -> None:
    assert versions_of(album.store, ["0" * 64]) == {"0" * 64: set()}


def test_hashes_of_one_kind_do_not_take_for_ever() -> None:
    """Thousands of pictures without any contrast, all of another grey."""
    looks = {str(number): bytes(8) + bytes([number % 256]) * (LOOK_BYTES - 8) for number in range(3000)}
    pictures = {digest: PictureRef(digest, "image/png", 10, 10) for digest in looks}
    groups = grouped(pictures, looks)
    assert 30 < len(groups) < 60
    assert np.all([len(group) > 10 for group in groups])
