"""Without any network: the whole tour, and a proposal of the real engine; and no socket is opened but to this computer.

Both run in a network namespace that has no interface, not even the loopback one, under strace.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LONGEST = 900  # seconds, on a computer that has other things to do
PROPOSE = """
import sys
from PySide6.QtCore import QCoreApplication
from gill_studio.core.protocol import PaintSettings, ProposeRequest, StoryPanel, TextSettings
from gill_studio.launch import spawn_engine
from ui.engine_client import EngineClient

app = QCoreApplication([])
client = EngineClient(spawn_engine, model=sys.argv[1], collection="")
text, paint = TextSettings(count=2, max_tokens=8), PaintSettings(count=1, steps=2)
asked = ProposeRequest((StoryPanel("A fox."),), text=text, paint=paint)
jobs = []

def ended(job, result):
    if job in jobs:
        print("PROPOSED", len(result.texts), len(result.painted), flush=True)
        app.quit()

def failed(job, failure):
    print("FAILED", failure, flush=True)
    app.exit(1)

client.finished.connect(ended)
client.failed.connect(failed)
client.start()
jobs.append(client.submit("Propose", asked))
status = app.exec()
client.shutdown()
sys.exit(status)
"""


@cache
def missing() -> str:
    """Why there can be no such test here; empty where there can."""
    if sys.platform != "linux":
        return "network namespaces are Linux's"
    for tool in ("unshare", "strace"):
        if shutil.which(tool) is None:
            return f"there is no {tool}"
    command = ["unshare", "-rn", "strace", "-o", os.devnull, "true"]
    tried = subprocess.run(command, capture_output=True, text=True, check=False)
    return f"this system allows neither: {tried.stderr.strip()[:200]}" if tried.returncode else ""


def run_offline(trace: Path, *command: str) -> str:
    """What a Python program printed that ran without network; its sockets are in `trace`."""
    strace = ["strace", "-f", "--seccomp-bpf", "-e", "trace=network", "-o", str(trace)]
    environment = {name: value for name, value in os.environ.items() if name not in {"DISPLAY", "WAYLAND_DISPLAY"}}
    environment |= {"QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        ["unshare", "-rn", *strace, sys.executable, *command],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
        env=environment,
        timeout=LONGEST,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def families(trace: Path) -> set[str]:
    """The address families of all sockets in a trace."""
    return set(re.findall(r"\bsocket(?:pair)?\((\w+)", trace.read_text(encoding="utf-8", errors="replace")))


@pytest.fixture(autouse=True)
def _possible() -> None:
    if reason := missing():
        pytest.skip(reason)


def test_a_socket_to_elsewhere_would_be_seen(tmp_path: Path) -> None:
    statement = "import socket; socket.socketpair(); socket.socket(socket.AF_INET)"
    run_offline(tmp_path / "trace", "-c", statement)
    assert families(tmp_path / "trace") == {"AF_UNIX", "AF_INET"}


@pytest.mark.slow
def test_the_whole_tour_needs_no_network(tmp_path: Path) -> None:
    shots = tmp_path / "shots"
    run_offline(
        tmp_path / "trace", str(ROOT / "tests" / "ui" / "tour.py"), str(shots), "--theme", "light", "--pause", "60"
    )
    assert len(list(shots.glob("*.png"))) > 10
    assert families(tmp_path / "trace") <= {"AF_UNIX"}


def test_the_engine_needs_no_network(tmp_path: Path, random_model: Path) -> None:
    assert "PROPOSED 2 1" in run_offline(tmp_path / "trace", "-c", PROPOSE, str(random_model))
    assert families(tmp_path / "trace") <= {"AF_UNIX"}
