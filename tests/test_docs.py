"""The lines of the documentation run as they stand."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


def python_blocks(page: Path) -> list[str]:
    """The fenced Python blocks of a Markdown page."""
    return re.findall(r"```python\n(.*?)```", page.read_text(encoding="utf-8"), flags=re.DOTALL)


def test_the_lines_of_the_engine_page_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.chdir(tmp_path)
    blocks = python_blocks(ROOT / "docs" / "engine.md")
    assert len(blocks) == 2
    assert len(blocks[0].strip().splitlines()) <= 20
    space: dict[str, object] = {}
    for block in blocks:
        exec(compile(block, "docs/engine.md", "exec"), space)
    printed = capsys.readouterr().out
    assert re.search(r"GILL would (generate|retrieve): \d+% for retrieving", printed)
    assert (tmp_path / "pictures").is_dir()
    assert "RetrievedPicture(key=" in printed
