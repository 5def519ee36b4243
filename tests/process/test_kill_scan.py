"""A scan whose process is killed goes on from where it was, and comes to the same."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parents[1]


def test_a_scan_that_is_killed_twenty_times_ends_in_the_same_state() -> None:
    command = [sys.executable, str(HERE / "kill_scan.py"), "--times", "10"]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
    assert done.returncode == 0, done.stdout + done.stderr
    told = json.loads(done.stdout.splitlines()[-1])
    assert (told["kills"], told["problems"]) == (20, 0), done.stdout
    interrupted = re.findall(r"in (\d+) interrupted scans", done.stdout)
    assert sum(map(int, interrupted)) >= 4, "the kills come in the midst of it"
