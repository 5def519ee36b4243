"""The window teaches with the real engine and the bundled starter: a plan, a few steps, a pause, an adapter."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PIL import Image, ImageDraw
from PySide6.QtWidgets import QApplication

from gill_studio.core import locations
from gill_studio.core.collections.library import create_collection
from gill_studio.core.collections.scan import scan
from gill_studio.core.messages import STARTER
from gill_studio.core.settings import Appearance, Files, Motion, Settings, ThemeChoice
from ui.main_window import MainWindow
from ui.settings.store import SettingsStore
from ui.theme.theme import Theme
from ui.training.course import LOSSES, Course, Stage
from ui.training.page import TrainingPage

if TYPE_CHECKING:
    from tests.process.conftest import Open, Studio

COUNT, STEPS = 14, 6


@pytest.fixture
def studio(open_studio: Open) -> Studio:
    studio = open_studio()
    studio.ready()
    studio.client.use_model(STARTER)
    studio.until(lambda: getattr(studio.client.status.model, "name", "") == STARTER)
    return studio


@pytest.fixture
def album(tmp_path: Path) -> str:
    """Small pictures with captions; the id of their collection."""
    folder, rng = tmp_path / "Kites", random.Random(4)
    folder.mkdir()
    for number in range(COUNT):
        picture = Image.new("RGB", (64, 64), (rng.randrange(256), 120, 200))
        ImageDraw.Draw(picture).regular_polygon((32, 32, 8 + number), 3 + number % 5, fill=(250, 40 * (number % 6), 30))
        picture.save(folder / f"{number:02}.png")
        (folder / f"{number:02}.txt").write_text(f"A kite with {number} tails", encoding="utf-8")
    with create_collection("Kites", [folder]) as store:
        scan(store, lambda *_: None)
        return store.id


@pytest.fixture
def page(qapp: QApplication, studio: Studio, album: str, tmp_path: Path) -> Iterator[TrainingPage]:
    appearance = Appearance(theme=ThemeChoice.LIGHT, motion=Motion.REDUCED)
    settings = SettingsStore(Settings(appearance=appearance, files=Files(stories=str(tmp_path))))
    window = MainWindow(Theme(qapp, appearance), settings, studio.client)
    window.resize(1280, 840)
    window.show()
    window.show_page("teach")
    found = window.page_widget("teach")
    assert isinstance(found, TrainingPage)
    studio.until(lambda: found.teacher.listed and album in found.form.collections)
    yield found
    found.teacher.close()
    found.shelf.close()
    window.close()


def stage_of(course: Course) -> Stage:
    """Asked anew: it changes while the test waits."""
    return course.stage


@pytest.mark.timeout(600)
def test_an_album_is_taught_in_the_window(studio: Studio, page: TrainingPage, album: str) -> None:
    recipe = page.form.recipe
    recipe.recipe = replace(
        recipe.recipe, steps=STEPS, batch=6, replay=0.0, measure_every=2, samples=1, precision="float32", distractors=8
    )
    page.form.collections[album].setChecked(True)
    page.look.click()
    studio.until(lambda: page.begin.isVisible() or page._problem.isVisible())
    course = page.teacher.course
    assert course is not None
    assert stage_of(course) is Stage.PLANNED, course.failure
    assert "Learns 12 captioned" in page.plan.words
    assert "by heart" in page.plan.words
    page.teacher.progressed.connect(lambda: page.teacher.pause() if course.step == 2 else None)
    page.begin.click()
    studio.until(lambda: not course.stage.busy)
    assert stage_of(course) is Stage.PAUSED, course.failure
    studio.until(lambda: page.teacher.run_of("Kites") is not None)
    run = page.teacher.run_of("Kites")
    assert run is not None
    assert (run.steps, run.can_keep) == (STEPS, True)
    page.teacher.progressed.disconnect()
    page.course.resume.click()
    studio.until(lambda: not course.stage.busy)
    assert stage_of(course) is Stage.FINISHED, course.failure
    assert [step for step, _ in course.curves["loss"].trained.points] == list(range(1, STEPS + 1))
    assert set(course.curves) == set(LOSSES) - {"kept"}, "nothing is replayed"
    assert [step for step, _ in course.curves["loss"].held_out.points] == [2, 4, 6]
    report = course.report
    assert report is not None
    assert [figures.set for figures in report.after] == ["your pictures", "the general set"]
    assert all(one.before is not None and one.after is not None for one in report.samples)
    _use(studio, page)


def _use(studio: Studio, page: TrainingPage) -> None:
    """It is used, gone back from, and removed; the model's own is what it was."""
    studio.ready()
    own = studio.client.status.model
    assert own is not None
    page.course.use.click()
    studio.until(lambda: getattr(studio.client.status.model, "adapter", "") == "Kites")
    taught = studio.client.status.model
    assert taught is not None
    assert taught.adapter_fingerprint != own.adapter_fingerprint
    assert page._window.settings.now.engine.adapter == "Kites"
    studio.until(lambda: "Kites" in page.cards)
    page.cards[""].use.click()
    studio.until(lambda: getattr(studio.client.status.model, "adapter", "Kites") == "")
    assert studio.client.status.model == own
    page.teacher.remove("Kites")
    studio.until(lambda: "Kites" not in page.cards)
    assert not (locations.data_dir() / "adapters" / "Kites").exists()
    assert not (locations.data_dir() / "training" / "Kites").exists()
