"""Damaged and hostile story files open or are refused, and stay as they were."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parents[1]


def test_a_hundred_damaged_files_do_no_harm() -> None:
    command = [sys.executable, str(HERE / "fuzz_story.py"), "--times", "100"]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
    assert done.returncode == 0, done.stdout + done.stderr
    told = re.search(
        r"100 damaged files .*: (\d+) opened, (\d+) opened in part, (\d+) refused; 0 problems", done.stdout
    )
    assert told is not None, done.stdout
    assert sum(map(int, told.groups())) == 100
    assert min(map(int, told.groups())) > 10, "what is done to the files matters, and not only to their first bytes"
