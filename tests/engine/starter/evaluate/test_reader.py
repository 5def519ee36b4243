"""The reader learns facts from rendered pictures, and is kept."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from engine.starter.evaluate import schooling
from engine.starter.evaluate.reader import (
    FACTS,
    FactReader,
    ReaderConfig,
    class_numbers,
    right,
    shrunk,
    value_named,
)
from engine.starter.evaluate.schooling import exam, school, schooled_reader, world_fingerprint
from engine.starter.world.facts import Animal, Fact, Place, Prop, Scarf, Scene, Time
from engine.starter.world.palette import SCARF_COLOURS

SMALL = ReaderConfig(side=32, widths=(8, 16, 24), pictures=24, steps=2, batch=8)
SCENE = Scene(Animal.DRAGON, Scarf.PINK, Place.DESERT, Time.NIGHT, Prop.PUMPKIN)


def test_class_numbers_name_the_facts_reserved_ones_too() -> None:
    (numbers,) = class_numbers([SCENE])
    assert tuple(value_named(fact, int(n)) for fact, n in zip(FACTS, numbers, strict=True)) == SCENE.combination
    assert value_named(Fact.PROP, class_numbers([replace(SCENE, prop=None)])[0, 4]) is None


def test_pictures_shrink_to_the_means_of_their_pixels() -> None:
    pixels = np.zeros((1, 4, 4, 3), np.uint8)
    pixels[0, :2, :2] = [[[100, 0, 0], [200, 0, 0]], [[0, 40, 0], [0, 0, 80]]]
    assert shrunk(pixels, 2)[0, 0, 0].tolist() == [75, 10, 20]
    assert shrunk([Image.new("L", (64, 64), 7)], 2).tolist() == [[[[7] * 3] * 2] * 2]


def test_the_reader_learns() -> None:
    reader = school(replace(SMALL, pictures=400, steps=70, batch=32))
    found = exam(reader, 60)
    assert set(found) == {"as drawn", "mildly blurred", "otherwise varied"}
    for condition, rights in found.items():
        assert rights.shape == (60, 5)
        assert rights[:, FACTS.index(Fact.TIME)].mean() > 0.9, condition
    assert found["as drawn"][:, FACTS.index(Fact.PLACE)].mean() > 3 / 7


def test_right_is_what_the_scene_has() -> None:
    torch.manual_seed(0)
    reader = FactReader(SMALL).eval()
    image = Image.new("RGB", (40, 40), "red")
    (numbers,) = reader.read([image])
    read = dict(zip((fact.value for fact in FACTS), map(value_named, FACTS, numbers.tolist()), strict=True))
    seen = Scene(**read)  # type: ignore[arg-type]
    assert right(reader, [image], [seen]).tolist() == [[1.0] * 5]
    other = next(scarf for scarf in Scarf if scarf is not seen.scarf)
    assert right(reader, [image], [replace(seen, scarf=other)]).tolist() == [[1.0, 0.0, 1.0, 1.0, 1.0]]


def test_schooling_repeats_and_leaves_global_chance_alone() -> None:
    before = torch.random.get_rng_state()
    first, second = school(SMALL), school(SMALL)
    assert torch.equal(torch.random.get_rng_state(), before)
    for name, tensor in first.state_dict().items():
        assert torch.equal(tensor, second.state_dict()[name]), name


def test_a_schooled_reader_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = schooled_reader(tmp_path, SMALL)
    monkeypatch.setattr(schooling, "school", lambda *_: pytest.fail("it was schooled before"))
    second = schooled_reader(tmp_path, SMALL)
    for name, tensor in first.state_dict().items():
        assert torch.equal(tensor, second.state_dict()[name]), name


def test_a_damaged_reader_is_schooled_anew(tmp_path: Path) -> None:
    first = schooled_reader(tmp_path, SMALL)
    (path,) = tmp_path.glob("reader-*.safetensors")
    path.write_bytes(path.read_bytes()[:100])
    second = schooled_reader(tmp_path, SMALL)
    assert torch.equal(first.state_dict()["heads.0.weight"], second.state_dict()["heads.0.weight"])


def test_a_world_drawn_otherwise_is_another_world(monkeypatch: pytest.MonkeyPatch) -> None:
    before = world_fingerprint()
    assert world_fingerprint() == before
    for scarf in Scarf:
        monkeypatch.setitem(SCARF_COLOURS, scarf, (1, 2, 3))
    assert world_fingerprint() != before
