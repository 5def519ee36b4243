"""A folder of pictures is added, searched, fitted to a story and taught from the command line, as on a first day.

The bundled starter, a processor, folders in which nothing is yet. What else is taught in ten minutes is taught here in
four steps, and it is measured on a small general set: the application's own takes a minute to be drawn.
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageDraw

from gill_studio.core import locations

ROOT = Path(__file__).parents[2]
STORY = ROOT / "resources" / "stories" / "luna-cannot-sleep"
COUNT = 14
RUN = """
name = "unnamed"
replay = "General"
[recipe]
steps = 4
batch = 6
samples = 1
precision = "float32"
distractors = 8
"""


def album(folder: Path, count: int, seed: int) -> Path:
    """A folder of pictures with captions beside them."""
    rng = random.Random(seed)
    folder.mkdir()
    for number in range(count):
        picture = Image.new("RGB", (64, 64), (rng.randrange(256), 120, 200))
        ImageDraw.Draw(picture).regular_polygon((32, 32, 8 + number), 3 + number % 5, fill=(250, 40 * (number % 6), 30))
        picture.save(folder / f"{number:02}.png")
        (folder / f"{number:02}.txt").write_text(f"A kite with {number} tails", encoding="utf-8")
    return folder


def studio(*arguments: object) -> str:
    """What `gill-studio …` prints."""
    environment = {**os.environ, "CUDA_VISIBLE_DEVICES": "", "OMP_NUM_THREADS": "2"}
    command = [sys.executable, "-m", "gill_studio", *map(str, arguments)]
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, cwd=ROOT, env=environment, timeout=900, encoding="utf-8"
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def records(*arguments: object) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(studio(*arguments, "--json"))
    return found


@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_the_first_day_with_ones_own_pictures(tmp_path: Path) -> None:
    kites = album(tmp_path / "Kites", COUNT, 4)
    assert not any(one.exists() for one in (locations.data_dir(), locations.cache_dir()))
    assert "14 pictures, 14 with captions" in studio("collection", "add", kites)
    found = records("collection", "search", "a red kite")
    assert len(found) == 10
    assert {Path(one["path"]).parent for one in found} == {kites}
    story = tmp_path / "Luna.gill"
    studio("import", STORY, "--to", story)
    fitting = records("collection", "fits", story, "--panel", 5, "--count", 3)
    assert len(fitting) == 3
    studio("collection", "add", album(tmp_path / "General", 6, 5))
    run = tmp_path / "run.toml"
    run.write_text(RUN, encoding="utf-8")
    printed = studio("train", run, "--collection", "Kites", "--out", "my-album")
    assert "learns    12 captioned pictures; 2 more are held out" in printed
    assert "The training is complete: 4 steps" in printed
    assert (locations.data_dir() / "adapters" / "my-album" / "report.json").is_file()
    words = ("collection", "search", "a red kite", "--collection", "Kites")
    with_it = records(*words, "--adapter", "my-album")
    assert [one["score"] for one in with_it] != [one["score"] for one in found]
    assert records(*words) == found, "without it, all is as before"
