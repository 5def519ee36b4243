"""Memory that really runs out: a training goes on in smaller pieces, to the same gradients."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
COUNT = 256
ROOM = 160  # megabytes beyond what one example at a time has needed


@pytest.fixture
def pictures(tmp_path: Path) -> Path:
    folder = tmp_path / "pictures"
    folder.mkdir()
    for number in range(COUNT):
        Image.new("RGB", (16, 16), (number, 255 - number, 90)).save(folder / f"{number:03}.png")
    return folder


def gradients(*arguments: object) -> dict[str, Any]:
    command = [sys.executable, str(HERE / "training_memory.py"), *map(str, arguments)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"}
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment, timeout=280)
    assert done.returncode == 0, done.stdout + done.stderr
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the room of a process is bounded there")
def test_when_memory_runs_out_a_batch_is_read_in_smaller_pieces(random_model: Path, pictures: Path) -> None:
    whole = gradients(random_model, pictures, 0)
    assert whole["micro_batch"] == COUNT
    divided = gradients(random_model, pictures, ROOM)
    assert 1 <= divided["micro_batch"] < COUNT, "it did not fit, and was divided"
    assert divided["loss"] == pytest.approx(whole["loss"], rel=1e-4)
    assert divided["norms"] == pytest.approx(whole["norms"], rel=1e-3, abs=1e-5)
