"""One story, one writer; and no lock outlives who held it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from gill_studio.core.story.file import StoryFile, StoryLockedError
from gill_studio.core.story.file.lock import StoryLock, lock_of
from gill_studio.core.story.model import Storyboard, StoryError

Open = Callable[[StoryFile], StoryFile]
ROOT = Path(__file__).parents[4]
HOLD = """
import pathlib, sys, time
from gill_studio.core.story.file import StoryFile
story = StoryFile.open(pathlib.Path(sys.argv[1]))
print("open", flush=True)
time.sleep(60)
"""


def test_a_story_that_is_open_cannot_be_opened_twice(story: StoryFile, opened: Open) -> None:
    for _ in range(3):
        with pytest.raises(StoryLockedError, match=r"story\.gill is open by .+ since \d{4}-") as caught:
            StoryFile.open(story.path)
    assert str(caught.value.holder) in caught.value.message
    assert "read-only" in caught.value.hint
    link = story.path.with_name("link.gill")
    try:
        link.symlink_to(story.path)
    except OSError:
        pytest.skip("no links here")
    with pytest.raises(StoryLockedError):
        StoryFile.open(link)


def test_one_may_read_what_another_writes(story: StoryFile, tmp_path: Path, opened: Open) -> None:
    story.document.apply("Change title", replace(story.document.board, title="Newer"))
    story.flush()
    read = opened(StoryFile.open(story.path, read_only=True))
    assert (read.read_only, read.document.board.title) == (True, "Newer")
    story.document.apply("Change title", replace(story.document.board, title="Newest"))
    story.flush()
    assert read.document.board.title == "Newer"
    read.save_as(tmp_path / "copy.gill")
    assert opened(StoryFile.open(tmp_path / "copy.gill", read_only=True)).document.board.title == "Newest"


def test_a_killed_process_holds_no_lock(story: StoryFile, opened: Open) -> None:
    story.close()
    holder = subprocess.Popen([sys.executable, "-c", HOLD, str(story.path)], stdout=subprocess.PIPE, cwd=ROOT)
    try:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"open\n"
        with pytest.raises(StoryLockedError):
            StoryFile.open(story.path)
    finally:
        holder.kill()
        holder.communicate()
    assert lock_of(story.path).exists()
    assert opened(StoryFile.open(story.path)).document.board.title == "The Fox"


def test_a_lock_goes_with_its_story_and_what_is_in_it_may_be_anything(story: StoryFile, opened: Open) -> None:
    lock = lock_of(story.path)
    assert lock.exists()
    story.close()
    assert not lock.exists()
    lock.write_bytes(b"\xff{]" * 5000)
    again = opened(StoryFile.open(story.path))
    again.close()
    assert not lock.exists()


def test_opening_what_is_not_there_makes_nothing(tmp_path: Path) -> None:
    for path in (tmp_path / "no.gill", tmp_path / "folder" / "no.gill"):
        with pytest.raises(StoryError, match="There is no file"):
            StoryFile.open(path)
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(StoryError, match="Nothing can be written to"):
        StoryFile.create(tmp_path / "folder" / "new.gill")
    assert list(tmp_path.iterdir()) == []


def test_who_holds_a_lock_is_shown_without_what_could_do_harm(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOGNAME", "eve\x1b[31m\n" + "x" * 500)
    lock = StoryLock(tmp_path / "s.gill")
    try:
        with pytest.raises(StoryLockedError) as caught:
            StoryLock(tmp_path / "s.gill")
        assert caught.value.holder.isprintable()
        assert len(caught.value.holder) < 200
    finally:
        lock.release()


def test_a_failed_opening_leaves_no_lock(tmp_path: Path, board: Storyboard) -> None:
    path = tmp_path / "s.gill"
    path.write_bytes(b"words")
    with pytest.raises(StoryError, match="not a story file"):
        StoryFile.open(path)
    assert sorted(os.listdir(tmp_path)) == ["s.gill"]  # noqa: PTH208
    StoryFile.create(path, board, replace=True).close()
