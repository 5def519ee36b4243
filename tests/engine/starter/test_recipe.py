"""The whole recipe on a tiny world: every stage runs, stops and resumes to the same weights, and leaves a model."""

from __future__ import annotations

import csv
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from PIL import Image
from safetensors.torch import load_file

from engine.catalogue import ModelFolders
from engine.facade import Engine
from gill_studio.core.protocol import PaintSettings, ProposeRequest, StoryPanel

ROOT = Path(__file__).parents[3]
RECIPE = ROOT / "tests" / "fixtures" / "tiny-recipe.toml"
COMMAND = [
    sys.executable,
    "-m",
    "engine.starter",
    "train",
    "--recipe",
    str(RECIPE),
    "--threads",
    "1",
    "--device",
    "cpu",
]
STAGES = ("language", "sight", "vae", "decoder", "painter", "gill", "decision")


def start(folder: Path, *extra: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [*COMMAND, "--folder", str(folder), *extra],
        cwd=ROOT,
        env=os.environ | {"OMP_NUM_THREADS": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which the tiny recipe has run to its end."""
    folder = tmp_path_factory.mktemp("starter")
    process = start(folder)
    printed, _ = process.communicate(timeout=240)
    assert process.returncode == 0, printed
    return folder


def test_the_recipe_leaves_a_model_that_proposes(trained: Path, tmp_path: Path):
    engine = Engine.load(ModelFolders.of(trained / "model"))
    story = (StoryPanel("Pip the fox lived in the forest."), StoryPanel("He found a kite."))
    proposals = engine.propose(ProposeRequest(story, output=tmp_path, paint=PaintSettings(count=1, steps=2)))
    assert proposals.texts
    assert proposals.decision is not None
    assert proposals.painted[0].path.is_file()


def test_every_stage_is_logged_to_its_last_step(trained: Path):
    plan = json.loads((trained / "plan.json").read_text(encoding="utf-8"))
    for stage in STAGES:
        rows = list(csv.DictReader((trained / f"{stage}.csv").read_text(encoding="utf-8").splitlines()))
        assert int(rows[-1]["step"]) == plan[stage] == 12
        assert all(float(row["loss"]) == float(row["loss"]) for row in rows)


def run(*arguments: str) -> str:
    found = subprocess.run(
        [sys.executable, "-m", "engine.starter", *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=200,
        check=False,
    )
    assert found.returncode == 0, found.stderr
    return found.stdout


@pytest.mark.slow
def test_its_losses_are_drawn(trained: Path):
    path = Path(run("plot", "--folder", str(trained)).strip())
    with Image.open(path) as image:
        assert image.width > 1000
        assert len(image.convert("RGB").getcolors(1 << 20) or ()) > 50  # curves, not an empty page


@pytest.mark.slow
def test_it_is_bundled_with_a_record_of_its_training(trained: Path, tmp_path: Path):
    printed = run("bundle", "--folder", str(trained), "--out", str(tmp_path / "starter"), "--trained-on", "a test")
    assert str(tmp_path / "starter") in printed
    card = (tmp_path / "starter" / "README.md").read_text(encoding="utf-8")
    assert "- device: a test" in card
    assert all(f"- {stage}: 12 steps" in card for stage in STAGES)
    assert Engine.load(ModelFolders.of(tmp_path / "starter")).painter is not None


@pytest.fixture(scope="module")
def before_each_stage(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Copies of a folder in which the stages end one after the other, each in a process of its own."""
    folder = tmp_path_factory.mktemp("stages") / "now"
    folder.mkdir()
    copies = {}
    for stage in STAGES:
        copies[stage] = shutil.copytree(folder, folder.parent / f"before {stage}")
        printed, _ = start(folder, "--stage", stage).communicate(timeout=240)
        assert (folder / f"{stage}.done").exists(), printed
    return copies


@pytest.mark.slow
@pytest.mark.timeout(1800)  # the first of them waits for every stage
@pytest.mark.parametrize("stage", STAGES)
def test_killed_in_a_stage_and_started_again_it_ends_with_the_same_weights(
    trained: Path, before_each_stage: dict[str, Path], tmp_path: Path, stage: str
):
    folder = shutil.copytree(before_each_stage[stage], tmp_path / "again")
    process = start(folder, "--stage", stage, "--checkpoint-seconds", "0")
    checkpoint = folder / f"{stage}.checkpoint.pt"
    deadline = time.monotonic() + 200
    while not checkpoint.exists() and time.monotonic() < deadline:
        time.sleep(0.02)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    process = start(folder)
    printed, _ = process.communicate(timeout=240)
    assert process.returncode == 0, printed
    for path in sorted((trained / "model").rglob("*.safetensors")):
        theirs, ours = load_file(path), load_file(folder / "model" / path.relative_to(trained / "model"))
        assert all(theirs[name].equal(ours[name]) for name in theirs), path
