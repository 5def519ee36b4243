"""What docs/story-file.md tells other programs is so."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from gill_studio.core.story import edits
from gill_studio.core.story.file import StoryFile
from gill_studio.core.story.file.migrations import migrate
from gill_studio.core.story.model import Take

PAGE = (Path(__file__).parents[4] / "docs" / "story-file.md").read_text(encoding="utf-8")


def test_every_table_and_column_is_described() -> None:
    connection = sqlite3.connect(":memory:", isolation_level=None)
    migrate(connection)
    tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
    described = {row[0]: row[1] for row in re.findall(r"^\| `(\w+)` \| (.*) \|$", PAGE, re.MULTILINE)}
    assert sorted(described) == sorted(tables)
    for table in tables:
        named = set(re.findall(r"`(\w+)`", described[table]))
        columns = {row[1] for row in connection.execute(f"PRAGMA table_info({table})")}
        assert columns <= named, table
    connection.close()


def test_the_program_on_the_page_reads_a_story(
    story: StoryFile,
    draw: Callable[..., Path],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    fox = draw("fox.png")
    panel = story.document.board.panels[2].id
    take = Take("t", story.pictures.add_file(fox))
    story.document.apply("Picture", edits.with_take(story.document.board, panel, take, show=True))
    moved = edits.moved(story.document.board, [story.document.board.panels[0].id], 2)
    story.document.apply("Move", replace(moved, title="Moved"))
    story.flush()
    story.path.rename(story.path.with_name("fox.gill"))
    monkeypatch.chdir(story.path.parent)
    (program,) = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
    space: dict[str, object] = {}
    exec(compile(program, "docs/story-file.md", "exec"), space)
    expected = [("Caption 1.", None), ("Caption 0.", None), ("Caption 2.", take.picture.sha256)]
    assert capsys.readouterr().out.splitlines() == [f"{caption} {sha256}" for caption, sha256 in expected]
    assert space["picture"] == fox.read_bytes()
    connection = space["story"]
    assert isinstance(connection, sqlite3.Connection)
    connection.close()
