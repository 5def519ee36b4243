"""Story folders become story files, and story files are read where folders are."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from gill_studio.cli.main import run
from gill_studio.cli.propose import _output, read_any_story
from gill_studio.core.story import edits
from gill_studio.core.story.file import StoryFile, import_folder, read_story_file
from gill_studio.core.story.folder import read_story
from gill_studio.core.story.model import StoryError, Take
from gill_studio.core.story.samples import sample_folder, sample_names

Open = Callable[[StoryFile], StoryFile]


def test_every_sample_can_be_taken_over(tmp_path: Path, opened: Open) -> None:
    for name in sample_names():
        folder = read_story(sample_folder(name))
        story = opened(import_folder(sample_folder(name), tmp_path / f"{name}.gill"))
        assert [panel.caption for panel in story.document.board.panels] == [p.caption for p in folder.board.panels]
        assert story.document.board.pictures == folder.board.pictures
        for digest, path in folder.files.items():
            assert story.pictures.data_of(digest) == path.read_bytes()


def test_a_folder_that_cannot_be_taken_over_leaves_nothing(
    tmp_path: Path, story_folder: Callable[..., Path], story: StoryFile
) -> None:
    with pytest.raises(StoryError, match=r"no story\.json"):
        import_folder(tmp_path / "none", tmp_path / "new.gill")
    folder = story_folder({"panels": [{"picture": "fox.png"}]}, fox="red")
    with pytest.raises(StoryError, match="is open"):
        import_folder(folder, story.path)
    story.close()
    with pytest.raises(StoryError, match="already"):
        import_folder(folder, story.path)
    assert sorted(one.name for one in tmp_path.iterdir()) == ["story", "story.gill"]


def test_a_story_file_is_read_like_a_folder_while_it_is_open(story: StoryFile, draw: Callable[..., Path]) -> None:
    path = draw("fox.png")
    picture = story.pictures.add_file(path)
    story.document.apply("Add", edits.with_take(story.document.board, "p1", Take("t", picture), show=True))
    story.flush()
    found = read_story_file(story.path)
    assert found.board == story.document.board
    panels = found.engine_panels()
    assert [panel.caption for panel in panels] == ["Caption 0.", "Caption 1.", "Caption 2."]
    assert panels[1].picture is not None
    assert panels[1].picture.read_bytes() == path.read_bytes()
    assert read_any_story(story.path).board == found.board


def test_a_picture_that_is_missing_is_said_where_it_is_needed(story: StoryFile, draw: Callable[..., Path]) -> None:
    picture = story.pictures.add_reference(draw("fox.png"))
    story.document.apply("Add", edits.with_take(story.document.board, "p1", Take("t", picture), show=True))
    story.flush()
    with pytest.raises(StoryError, match="the picture of panel 2 is not in the file"):
        read_story_file(story.path).engine_panels()


def test_proposals_for_a_story_file_lie_beside_where_one_is(
    story: StoryFile, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    import argparse

    monkeypatch.chdir(tmp_path)
    with _output(argparse.Namespace(count=1, out=None), read_story_file(story.path)) as place:
        assert place is not None
        assert place.parent.resolve() == tmp_path / "story-proposals"


def test_check_says_whether_a_story_is_whole(
    story: StoryFile, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    path = str(story.path)
    assert run(["check", path]) == 1
    assert "is open by" in capsys.readouterr().err
    story.close()
    assert run(["check", path]) == 0
    assert capsys.readouterr().out == "story.gill is whole.\n"
    import sqlite3

    connection = sqlite3.connect(path)
    connection.execute("UPDATE panel SET chosen = 'none' WHERE id = 'p0'")
    connection.commit()
    connection.close()
    assert run(["check", path]) == 1
    assert "do not hold together" in capsys.readouterr().out
    assert run(["check", path, "--repair"]) == 0
    said = capsys.readouterr().out
    assert "A panel has lost the picture" in said
    assert "story.gill is repaired: 3 panels." in said
    assert "(damaged" in said
    assert run(["check", path]) == 0
    assert run(["check", str(tmp_path / "none.gill")]) == 1
    assert "There is no file" in capsys.readouterr().err
