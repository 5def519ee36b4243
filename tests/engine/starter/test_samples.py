"""The sample collection and the sample stories."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from engine.context import CancelledError, RunContext
from engine.starter import samples
from engine.starter.samples import (
    HEROES,
    SAMPLES,
    sample_caption,
    sample_collection,
    sample_scenes,
    write_sample_stories,
)
from engine.starter.story.describe import facts_in
from engine.starter.story.splits import may_be_collected
from gill_studio.core import locations
from gill_studio.core.collections.model import CaptionSource
from gill_studio.core.errors import StudioError
from gill_studio.core.story.folder import read_story
from gill_studio.core.story.samples import sample_folder, sample_names

FEW = 12
SCENES = sample_scenes()[:FEW]


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """A collection of twelve pictures: the same code, in less than a second."""
    monkeypatch.setattr(samples, "sample_scenes", lambda: SCENES)
    monkeypatch.setattr(samples, "_BATCH", 5)


def drawn() -> dict[str, bytes]:
    folder = locations.cache_dir() / "collections" / "picture-book" / "pictures"
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_the_collection_holds_six_hundred_pictures_and_no_held_out_combination() -> None:
    scenes = sample_scenes()
    assert len(scenes) == 600
    assert all(may_be_collected(scene) for scene in scenes)
    assert not any(scene.is_reserved for scene in scenes)
    of_heroes = [scene.combination for scene in scenes if (scene.animal, scene.scarf) in HEROES]
    assert len(set(of_heroes)) >= 300
    assert len({scene.animal for scene in scenes}) == 6
    assert len({scene.place for scene in scenes}) == 6


def test_captions_tell_every_fact_in_several_ways() -> None:
    captions = [sample_caption(number) for number in range(200)]
    for scene, caption in zip(sample_scenes(), captions, strict=False):
        told = facts_in(caption)
        assert (told["animal"], told["scarf"], told["place"], told["time"], told["prop"]) == scene.combination
    assert len({caption.split()[0] for caption in captions}) > 5


@pytest.mark.usefixtures("few")
def test_it_is_drawn_on_the_first_run_and_kept() -> None:
    steps: list[tuple[str, int, int]] = []
    with sample_collection(RunContext(on_progress=lambda *step: steps.append(step))) as store:
        assert len(store) == FEW
        first = store.pictures()[0]
        assert first.caption == sample_caption(0)
        assert first.caption_source is CaptionSource.DATASET
        with Image.open(first.path) as picture:
            assert picture.size == (samples.PICTURE_SIZE, samples.PICTURE_SIZE)
    assert steps[-1] == ("drawing the sample collection", FEW, FEW)
    steps.clear()
    with sample_collection(RunContext(on_progress=lambda *step: steps.append(step))):
        assert steps == []


@pytest.mark.usefixtures("few")
def test_it_is_always_the_same(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    sample_collection().close()
    before = drawn()
    monkeypatch.setenv("GILL_STUDIO_CACHE", str(tmp_path / "elsewhere"))
    sample_collection().close()
    assert drawn() == before


@pytest.mark.usefixtures("few")
@pytest.mark.parametrize("damage", ["missing", "changed", "store", "no store", "half a store"])
def test_what_is_damaged_is_drawn_again(damage: str) -> None:
    sample_collection().close()
    before = drawn()
    folder = locations.cache_dir() / "collections" / "picture-book"
    if damage == "missing":
        (folder / "pictures" / "004.jpg").unlink()
    elif damage == "changed":
        data = bytearray(before["004.jpg"])
        data[-100] ^= 1
        (folder / "pictures" / "004.jpg").write_bytes(data)
    elif damage == "store":
        (folder / "collection.db").write_bytes(b"damaged" * 1000)
    elif damage == "no store":
        (folder / "collection.db").unlink()
    else:
        with (folder / "collection.db").open("r+b") as file:
            file.truncate(5000)
    with sample_collection() as store:
        assert len(store) == FEW
        assert all(picture.caption for picture in store.pictures())
    assert drawn() == before


@pytest.mark.usefixtures("few")
def test_another_world_has_another_collection(monkeypatch: pytest.MonkeyPatch) -> None:
    sample_collection().close()
    before = drawn()
    monkeypatch.setattr(samples, "sample_scenes", lambda: SCENES[::-1])
    sample_collection().close()
    assert sorted(drawn().values()) == sorted(before.values())
    assert drawn() != before


@pytest.mark.usefixtures("few")
def test_drawing_goes_on_where_it_was_cancelled() -> None:
    steps: list[tuple[str, int, int]] = []
    with pytest.raises(CancelledError):
        sample_collection(RunContext(lambda: len(steps) == 2, lambda *step: steps.append(step)))
    there = len(drawn())
    assert 0 < there < FEW
    steps.clear()
    with sample_collection(RunContext(on_progress=lambda *step: steps.append(step))) as store:
        assert len(store) == FEW
    assert {total for _, _, total in steps} == {FEW - there}


def test_a_cache_that_cannot_be_written_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    monkeypatch.setenv("GILL_STUDIO_CACHE", str(tmp_path / "file" / "cache"))
    with pytest.raises(StudioError) as caught:
        sample_collection()
    assert "GILL_STUDIO_CACHE" in caught.value.hint


def test_the_sample_stories_are_the_world_s(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(samples, "STORY_SIZE", 32)
    write_sample_stories(tmp_path)
    heroes = set()
    for sample in SAMPLES:
        assert sample.name in sample_names()
        bundled, written = read_story(sample_folder(sample.name)), read_story(tmp_path / sample.name)
        for story in (bundled, written):
            shown = [panel.picture is not None for panel in story.board.panels]
            assert shown == [True] * sample.shown + [False] * (sample.told - sample.shown)
        assert [p.caption for p in bundled.board.panels] == [p.caption for p in written.board.panels], (
            "run engine.starter.samples.write_sample_stories for resources/stories again"
        )
        scene = sample.story.panels[0].scene
        heroes.add((scene.animal, scene.scarf))
    assert heroes == set(HEROES)


def test_for_some_sample_stories_a_picture_fits_and_for_some_none() -> None:
    collected = {scene.combination for scene in sample_scenes()}
    asked = []
    for sample in SAMPLES:
        panels = sample.story.panels
        asked.append(panels[min(sample.shown, len(panels) - 1)].scene.combination in collected)
    assert any(asked)
    assert not all(asked)
