"""`gill-studio doctor`, run as the user does."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import gill_studio
from gill_studio.cli import report as reporting
from gill_studio.cli.main import run
from gill_studio.core import locations


def test_doctor_reports_this_computer(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["doctor"]) == 0
    printed = capsys.readouterr().out
    for expected in (
        f"gill-studio {gill_studio.__version__}, Python {sys.version.split()[0]}",
        "torch 2.",
        "cpu: ",
        f"models and collections: {locations.data_dir()} (writable)",
        "gill-opt-6.7b: GILL with OPT-6.7B",
        "not installed",
        "The published model on this computer",
        "No problems.",
    ):
        assert expected in printed
    assert not locations.data_dir().exists(), "looking changes nothing"


def test_doctor_plans_for_other_computers(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["doctor", "--memory", "8GB", "--memory", "cpu:64GB", "--ram", "16GB"]) == 0
    printed = capsys.readouterr().out
    assert "on a GPU with 8.00 GB" in printed
    assert "Language model: 4 bits, 3.76 GB; waits in main memory until it is needed." in printed
    assert "Language model: full precision (32 bits), 26.6 GB." in printed


def test_doctor_prints_the_table(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["doctor", "--table"]) == 0
    lines = capsys.readouterr().out.splitlines()
    start = next(i for i, line in enumerate(lines) if line.startswith("  memory "))
    rows = [line.split("  ") for line in lines[start + 1 : start + 10]]
    names = [" ".join(row).split(" GB")[0].strip() for row in rows]
    assert names == ["6.00", "8.00", "12.0", "16.0", "24.0", "80.0", "CPU 16.0", "CPU 32.0", "CPU 64.0"]
    assert len({len(line[: line.index("float")]) for line in lines[start + 1 : start + 2]}) == 1
    assert "int4, 3.76 GB, waits" in lines[start + 2]


def test_doctor_in_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["doctor", "--json", "--memory", "8GB", "--table"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["problems"] == []
    assert told["devices"][-1]["kind"] == "cpu"
    assert told["folders"][0] == {
        "use": "models and collections",
        "path": str(locations.data_dir()),
        "writable": True,
    }
    assert [entry["id"] for entry in told["models"]] == ["gill-opt-6.7b"]
    assert len(told["supposed"]) == 10
    eight = told["supposed"][0]
    assert eight["quantization"] == "int4"
    assert eight["fits"]
    assert eight["peak"] == max(eight["language_peak"], eight["painting_peak"]) < 8e9
    assert {part["part"] for part in eight["parts"]} == {
        "language",
        "vision",
        "adapter",
        "unet",
        "vae",
        "text_encoder",
    }


def test_doctor_refuses_what_is_no_amount(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["doctor", "--memory", "plenty"]) == 1
    printed = capsys.readouterr()
    assert printed.out == ""
    assert "plenty" in printed.err
    assert "8GB" in printed.err


def test_doctor_says_what_must_be_put_right(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("no folder", encoding="utf-8")
    monkeypatch.setenv("GILL_STUDIO_CACHE", str(tmp_path / "file" / "cache"))
    monkeypatch.setattr(reporting, "_NEEDED", ("torch", "no-such-package"))
    (locations.config_dir()).mkdir(parents=True)
    (locations.config_dir() / "models.toml").write_text("not toml", encoding="utf-8")
    assert run(["doctor"]) == 1
    problems = capsys.readouterr().out.split("Problems\n")[1]
    assert str(tmp_path / "file" / "cache") in problems
    assert "no-such-package" in problems
    assert "models.toml" in problems


def test_doctor_goes_on_without_torch(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setitem(sys.modules, "torch", None)
    assert run(["doctor", "--memory", "8GB"]) == 1
    printed = capsys.readouterr().out
    assert "torch cannot be used" in printed
    assert "The published model on this computer" not in printed
    assert "on a GPU with 8.00 GB" in printed


def test_a_thorough_doctor_tries_four_bits(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["doctor", "--thorough"]) == 0
    assert "4-bit arithmetic works on" in capsys.readouterr().out


def test_doctor_as_a_program_imports_only_what_it_asks() -> None:
    code = (
        "import sys; from gill_studio.cli.main import run; status = run(['doctor'])\n"
        "heavy = {'transformers', 'diffusers', 'open_clip', 'bitsandbytes', 'PySide6'} & set(sys.modules)\n"
        "sys.exit(f'imported: {heavy}' if heavy else status)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, env=dict(os.environ)
    )
    assert (done.returncode, done.stderr) == (0, "")
