"""The wheel, installed into an empty environment outside the checkout, works."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
pytestmark = [pytest.mark.slow, pytest.mark.timeout(1800)]


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of programs of an environment that holds the wheel and what it needs, nothing else."""
    uv = shutil.which("uv")
    assert uv, "uv is needed to build the wheel"
    work = tmp_path_factory.mktemp("dist")
    run([uv, "build", "--wheel", "--out-dir", str(work), str(ROOT)], work)
    (wheel,) = work.glob("*.whl")
    run([uv, "venv", str(work / "env")], work)
    python = work / "env" / ("Scripts" if os.name == "nt" else "bin") / "python"
    run([uv, "pip", "install", "--python", str(python), str(wheel)], work)
    return python.parent


def run(command: list[str], cwd: Path) -> str:
    """What a command prints; the test fails with it when the command does."""
    plain = {k: v for k, v in os.environ.items() if not k.startswith(("VIRTUAL_ENV", "PYTHON"))}
    done = subprocess.run(command, cwd=cwd, env=plain, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_help_and_doctor(installed: Path, tmp_path: Path):
    program = str(installed / "gill-studio")
    assert "doctor" in run([program, "--help"], tmp_path)
    told = run([program, "doctor"], tmp_path)
    assert "torch" in told
    assert "gill-opt-6.7b" in run([program, "models", "list"], tmp_path)


def test_the_lines_of_the_engine_page(installed: Path, tmp_path: Path):
    page = (ROOT / "docs" / "engine.md").read_text(encoding="utf-8")
    lines = "\n".join(re.findall(r"```python\n(.*?)```", page, flags=re.DOTALL))
    script = tmp_path / "lines.py"
    script.write_text(lines, encoding="utf-8")
    assert "GILL would" in run([str(installed / "python"), str(script)], tmp_path)
