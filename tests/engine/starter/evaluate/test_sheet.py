"""The contact sheet and the blind test."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from engine.starter.evaluate.bench import Bench
from engine.starter.evaluate.blind import ANSWERS, ASKED, KEY, blind_stories, score_blind, write_blind
from engine.starter.evaluate.contexts import PARTS, HeldOut
from engine.starter.evaluate.sheet import COLUMNS, lay_out, paint_sheet, wrapped
from engine.starter.story.splits import Part
from gill_studio.core.errors import StudioError


def _contains(sheet: Image.Image, image: Image.Image) -> bool:
    whole, part = np.asarray(sheet).astype(int), np.asarray(image).astype(int)
    height, width = part.shape[:2]
    starts = np.argwhere((whole[: 1 - height or None, : 1 - width or None] == part[0, 0]).all(-1))
    return any((whole[y : y + height, x : x + width] == part).all() for y, x in starts)


def test_every_picture_is_on_the_sheet() -> None:
    stories = [HeldOut(part, 0, 96) for part in PARTS]
    colours = [(40 * i, 255 - 40 * i, 30 * row) for i in range(len(COLUMNS)) for row in range(2)]
    images = [Image.new("RGB", (96, 96), colour) for colour in colours]
    painted = {name: images[2 * i : 2 * i + 2] for i, name in enumerate(COLUMNS)}
    sheet = lay_out(stories, painted)
    for image in (*images, *(story.image(-1) for story in stories)):
        assert _contains(sheet, image)


def test_a_sheet_is_painted(bench: Bench) -> None:
    sheet = paint_sheet(bench, [HeldOut(part, 1, bench.size) for part in PARTS])
    assert sheet.mode == "RGB"
    assert sheet.width > 8 * 96


def test_captions_are_wrapped_and_cut() -> None:
    assert wrapped("a b", 1000, 2) == "a b"
    lines = wrapped("many words that are too long for one line and for two as well", 90, 2).split("\n")
    assert len(lines) == 2
    assert lines[1].endswith("…")
    assert wrapped("", 100, 2) == ""


@pytest.fixture(scope="module")
def blind(bench: Bench, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("blind") / "new"
    write_blind(bench, folder, 5, seed=1)
    return folder


def _answer(blind: Path, stories: list[HeldOut], target: Path, change: dict[int, str] | None = None) -> None:
    """The form, filled in by someone who knows the pictures by heart; `change` alters the animal of some rows."""
    truth = {}
    for name in blind.glob("*.png"):
        truth[name.name] = _story_of(blind, name.name, stories)
    with (blind / ANSWERS).open(newline="") as file:
        rows = list(csv.reader(file))
    with target.open("w", newline="") as file:
        form = csv.writer(file)
        form.writerow(rows[0])
        for number, row in enumerate(rows[1:]):
            scene = truth[row[0]].scene
            answers = [str(getattr(scene, fact) or "Nothing") for fact in ASKED]
            answers[0] = (change or {}).get(number, answers[0])
            form.writerow([row[0], *answers])


def _story_of(blind: Path, name: str, stories: list[HeldOut]) -> HeldOut:
    import base64

    key = json.loads(base64.b64decode(json.loads((blind / KEY).read_text())["sealed"]))
    return next(s for s in stories if all(key[name][f] == str(getattr(s.scene, f) or "nothing") for f in ASKED))


def test_a_blind_test_gives_nothing_away(bench: Bench, blind: Path) -> None:
    names = sorted(path.name for path in blind.glob("*.png"))
    assert len(names) == 5
    assert {int(name[:6], 16) for name in names} != set(range(5)), "names do not count the stories"
    assert all(len(name) == 10 and set(name[:6]) <= set("0123456789abcdef") for name in names)
    for name in names:
        with Image.open(blind / name) as image:
            assert image.info == {}
    sealed = (blind / KEY).read_text()
    assert not any(word in sealed for word in ("fox", "beach", "night", "kite", "animal"))
    assert {path.name for path in blind.iterdir()} == {*names, KEY, ANSWERS}
    measured = {(s.part, s.number) for part in PARTS for s in bench.stories(part, 500)}
    assert not {(s.part, s.number) for s in blind_stories(bench, 5)} & measured


def test_right_answers_are_counted(bench: Bench, blind: Path, tmp_path: Path) -> None:
    form, stories = tmp_path / "answers.csv", blind_stories(bench, 5)
    _answer(blind, stories, form)
    verdict = score_blind(blind, form)
    assert (verdict.whole, verdict.pictures, verdict.wrong) == (5, 5, ())
    assert verdict.by_fact == dict.fromkeys(("animal", "place", "time", "prop"), 5)
    first = (blind / ANSWERS).read_text().splitlines()[1].split(",")[0]
    right = str(_story_of(blind, first, stories).scene.animal)
    wrong = next(animal for animal in ("fox", "owl") if animal != right)
    _answer(blind, stories, form, {0: wrong, 1: ""})
    verdict = score_blind(blind, form)
    assert verdict.whole == 3
    assert verdict.by_fact["animal"] == 3
    assert f"{first}: animal is {right}, named {wrong}" in verdict.wrong


def test_what_cannot_be_scored_is_said(bench: Bench, blind: Path, tmp_path: Path) -> None:
    form = tmp_path / "answers.csv"
    _answer(blind, blind_stories(bench, 5), form, {2: "zebra"})
    with pytest.raises(StudioError, match="has animal “zebra”"):
        score_blind(blind, form)
    form.write_text("picture,animal\n")
    with pytest.raises(StudioError, match="has no answer for"):
        score_blind(blind, form)
    form.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(StudioError, match="cannot be read"):
        score_blind(blind, form)
    with pytest.raises(StudioError, match=r"answers\.csv cannot be read"):
        score_blind(blind, tmp_path / "none" / "answers.csv")
    with pytest.raises(StudioError, match=r"The key .* cannot be read"):
        score_blind(tmp_path, form)


@pytest.mark.parametrize("key", ["", "[]", "{}", '{"sealed": "%%"}', '{"sealed": "e30x"}', '{"sealed": 1}'])
def test_a_damaged_key_is_said(blind: Path, tmp_path: Path, key: str) -> None:
    (tmp_path / KEY).write_text(key)
    with pytest.raises(StudioError, match=r"The key .* cannot be read"):
        score_blind(tmp_path, blind / ANSWERS)


def test_old_pictures_are_not_mixed_with_new_ones(bench: Bench, blind: Path) -> None:
    with pytest.raises(StudioError, match="is not empty"):
        write_blind(bench, blind, 2, seed=0)


def test_both_parts_are_in_a_blind_test(bench: Bench) -> None:
    assert [story.part for story in blind_stories(bench, 3)] == [PARTS[0], PARTS[0], PARTS[1]]
    assert [story.part for story in blind_stories(bench, 1)] == [Part.NEW_STORIES]
