"""The pictures of the long sample story and of those in other scripts: as they are told, and as they are bundled."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image, ImageChops

from engine.starter.album import Figure, Sheet, Thing, draw, write_album
from engine.starter.sheets import ALBUM_SIZE, ALBUMS, write_albums
from engine.starter.world.facts import Animal, Place, Prop, Scarf, Time
from gill_studio.core.story.folder import read_story
from gill_studio.core.story.samples import sample_folder

FOX = Figure(Animal.FOX, Scarf.RED, 50)


def differ(first: Image.Image, second: Image.Image) -> tuple[int, int, int, int] | None:
    """The box in which two pictures differ."""
    return ImageChops.difference(first, second).getbbox()


@pytest.mark.parametrize("time", list(Time))
@pytest.mark.parametrize(("wide", "tall", "size"), [(1, 1, (90, 90)), (3, 1, (90, 30)), (1, 1.5, (90, 135))])
def test_a_sheet_of_any_shape_is_painted_all_over(time: Time, wide: float, tall: float, size: tuple[int, int]) -> None:
    picture = draw(Sheet(Place.BEACH, time, wide=wide, tall=tall), 90)
    assert picture.size == size
    darkest = [low for low, _ in picture.getextrema()]
    assert sum(darkest) > 0, "nothing of the sheet is left bare"


def test_who_is_on_it_is_where_it_says() -> None:
    empty = draw(Sheet(Place.MEADOW, Time.DAY, wide=3), 300)
    box = differ(empty, draw(Sheet(Place.MEADOW, Time.DAY, (Figure(Animal.FOX, Scarf.RED, 250),), wide=3), 300))
    assert box is not None
    assert box[0] > 210
    assert differ(empty, draw(Sheet(Place.MEADOW, Time.DAY, (Thing(Prop.BOAT, 50),), wide=3), 300))[2] < 100
    left = draw(Sheet(Place.MEADOW, Time.DAY, (Figure(Animal.FOX, Scarf.RED, 250, scale=-0.57),), wide=3), 300)
    assert differ(empty, left) != box, "it looks the other way"


@pytest.mark.parametrize("prop", list(Prop))
def test_everything_can_be_held_or_stand_beside(prop: Prop) -> None:
    alone = draw(Sheet(Place.SNOW, Time.DAY, (FOX,)), 120)
    assert differ(alone, draw(Sheet(Place.SNOW, Time.DAY, (Figure(Animal.FOX, Scarf.RED, 50, prop=prop),)), 120))


def test_the_same_sheet_is_the_same_picture(tmp_path: Path) -> None:
    sheets = {"a.png": Sheet(Place.FOREST, Time.NIGHT, (FOX,), wide=1.5), "b.jpg": Sheet(Place.FOREST, Time.DAY)}
    write_album(tmp_path, sheets, 60)
    first = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    write_album(tmp_path, sheets, 60)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == first
    with Image.open(tmp_path / "a.png") as image:
        assert abs(image.width * image.height - 60 * 60) < 120, "pictures of all shapes are of the same area"


@pytest.mark.parametrize("name", ALBUMS)
def test_the_bundled_pictures_are_those_of_the_sheets(name: str) -> None:
    story = read_story(sample_folder(name))
    assert {path.name for path in story.files.values()} == set(ALBUMS[name])
    refs = story.board.pictures
    sizes = {path.name: (refs[digest].width, refs[digest].height) for digest, path in story.files.items()}
    for file, sheet in ALBUMS[name].items():
        width = round(ALBUM_SIZE * (sheet.wide / sheet.tall) ** 0.5)
        assert sizes[file] == (width, round(width * sheet.tall / sheet.wide)), "run write_albums again"
    assert all(panel.alt_text for panel in story.board.panels if panel.picture)


def test_albums_are_drawn_into_their_folders(tmp_path: Path) -> None:
    write_albums(tmp_path, 16)
    assert {path.name for path in tmp_path.iterdir()} == set(ALBUMS)
    assert all(len(list((tmp_path / name).iterdir())) == len(sheets) for name, sheets in ALBUMS.items())
