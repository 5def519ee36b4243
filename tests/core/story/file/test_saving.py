"""When a story is on disk, and what happens when it cannot be: nothing is lost, and it is said."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from gill_studio.core.story import edits
from gill_studio.core.story.file import SaveState, StoryFile, backups_of
from gill_studio.core.story.file import writer as writer_module
from gill_studio.core.story.file.store import Pending, Store
from gill_studio.core.story.model import Panel, Storyboard, StoryError

ROOT = Path(__file__).parents[4]
Open = Callable[[StoryFile], StoryFile]


def write(story: StoryFile, text: str, panel: str = "p0") -> None:
    story.document.apply("Change caption", edits.with_caption(story.document.board, panel, text))


def on_disk(path: Path) -> list[str]:
    """The captions in a file, read by nothing of ours."""
    connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    try:
        return [caption for (caption,) in connection.execute("SELECT caption FROM panel ORDER BY place")]
    finally:
        connection.close()


def wait_for(story: StoryFile, status: str, seconds: float = 10.0) -> SaveState:
    end = time.monotonic() + seconds
    while story.state.status != status:
        assert time.monotonic() < end, story.state
        time.sleep(0.01)
    return story.state


def fill_disk(story: StoryFile) -> None:
    """SQLite itself answers as it does on a full disk."""
    limit = "PRAGMA max_page_count = 1"  # which becomes as many as there are
    story._writer.submit(lambda store: store.connection.execute(limit).fetchall()).result(5)


def free_disk(story: StoryFile) -> None:
    limit = "PRAGMA max_page_count = 1000000"
    story._writer.submit(lambda store: store.connection.execute(limit).fetchall()).result(5)


def test_an_edit_is_on_disk_within_a_second_by_itself(story: StoryFile) -> None:
    write(story, "At once.")
    end = time.monotonic() + 1.0
    while on_disk(story.path)[0] != "At once.":
        assert time.monotonic() < end
        time.sleep(0.02)


def test_saved_is_told_when_it_is_on_disk_and_not_before(story: StoryFile) -> None:
    told: list[tuple[str, str, str]] = []

    def listen(state: SaveState) -> None:
        told.append((state.status, on_disk(story.path)[0], threading.current_thread().name))

    end = story.on_state(listen)
    assert story.state.status == "saved"
    write(story, "New.")
    assert story.state.status == "saving", "from the moment of the edit on"
    story.flush()
    state = wait_for(story, "saved")
    assert state.saved_at is not None
    assert abs(state.saved_at.timestamp() - time.time()) < 60
    assert state.saved_at.tzinfo is not None
    while len(told) < 2:
        time.sleep(0.01)
    assert told == [("saving", "Caption 0.", "story writer"), ("saved", "New.", "story writer")]
    end()
    write(story, "Newer.")
    story.flush()
    assert len(told) == 2


def test_fast_typing_goes_together(story: StoryFile) -> None:
    before = revision(story.path)
    for number in range(200):
        write(story, f"Text {number}")
    story.flush()
    assert revision(story.path) - before < 10
    assert on_disk(story.path)[0] == "Text 199"


def revision(path: Path) -> int:
    connection = sqlite3.connect(path)
    try:
        return connection.execute("SELECT revision FROM story").fetchone()[0]
    finally:
        connection.close()


def test_saving_a_caption_asks_the_same_of_a_long_story_as_of_a_short_one(tmp_path: Path, opened: Open) -> None:
    asked = []
    for count in (10, 1000):
        panels = tuple(Panel(f"p{number}", f"Caption {number}.") for number in range(count))
        story = opened(StoryFile.create(tmp_path / f"{count}.gill", Storyboard("s", panels=panels)))
        write(story, "First.")
        story.flush()
        statements: list[str] = []
        trace = statements.append
        story._writer.submit(lambda store, trace=trace: store.connection.set_trace_callback(trace)).result(5)
        write(story, "Second.")
        story.document.apply("Move", edits.moved(story.document.board, ["p0"], 5))
        story.flush()
        story._writer.submit(lambda store: store.connection.set_trace_callback(None)).result(5)
        asked.append([statement.split(" ")[0] for statement in statements])
    assert asked[0] == asked[1]
    assert len(asked[0]) < 15


def test_a_full_disk_is_said_and_nothing_is_lost(story: StoryFile, monkeypatch: pytest.MonkeyPatch) -> None:
    fill_disk(story)
    before = on_disk(story.path)
    long = "word " * 50_000
    write(story, long)
    with pytest.raises(StoryError, match="disk is full"):
        story.flush()
    state = wait_for(story, "failed")
    assert state.error is not None
    assert "Free some space" in state.error.hint
    write(story, long + "more", "p1")
    assert story.state.status == "failed", "it stays so while more is written"
    assert on_disk(story.path) == before
    free_disk(story)
    assert wait_for(story, "saved").error is None, "tried again by itself"
    assert on_disk(story.path) == [long, long + "more", "Caption 2."]
    story.close()
    again = StoryFile.open(story.path)
    while again.document.can_undo:
        again.document.undo()
    assert [panel.caption for panel in again.document.board.panels] == before
    again.close()


def test_what_could_not_be_saved_is_put_with_the_backups_at_the_end(story: StoryFile) -> None:
    fill_disk(story)
    long = "word " * 50_000
    write(story, long)
    with pytest.raises(StoryError, match="disk is full") as caught:
        story.close()
    (rescued,) = backups_of("story")
    assert str(rescued.path) in caught.value.hint
    assert on_disk(rescued.path)[0] == long
    assert on_disk(story.path)[0] == "Caption 0."
    again = StoryFile.open(rescued.path)
    again.document.undo()
    assert again.document.board.panels[0].caption == "Caption 0."
    again.close()


def test_what_comes_while_the_last_is_being_written_is_saved_too_when_the_story_is_closed(
    story: StoryFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, go_on, real = threading.Event(), threading.Event(), Store.save

    def slow(store: Store, pending: Pending) -> None:
        begun.set()
        assert go_on.wait(10)
        real(store, pending)

    monkeypatch.setattr(Store, "save", slow)
    write(story, "First.")
    assert begun.wait(10)
    write(story, "Second.")
    threading.Timer(0.1, go_on.set).start()  # the end is asked for in the midst of it
    story.close()
    assert on_disk(story.path)[0] == "Second."


@pytest.mark.skipif(os.name == "nt", reason="Windows lets nobody remove a file that is open")
@pytest.mark.parametrize("how", ["removed", "moved", "replaced", "folder removed"])
def test_a_file_that_is_gone_is_noticed(story: StoryFile, how: str, tmp_path: Path, opened: Open) -> None:
    """SQLite would go on writing into a file without a name, and call it saved."""
    picture = tmp_path / "fox.png"
    from PIL import Image

    Image.new("RGB", (30, 20), "red").save(picture)
    kept = story.pictures.add_file(picture)
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    if how == "folder removed":
        story.save_as(folder / "story.gill")
        shutil.rmtree(folder)
    elif how == "moved":
        story.path.rename(folder / "story.gill")
    elif how == "removed":
        story.path.unlink()
    else:
        shutil.copy(story.path, folder / "other.gill")
        write(story, "One more.")
        story.flush()
        (folder / "other.gill").replace(story.path)
    write(story, "Lost?")
    with pytest.raises(StoryError, match="replaced by another" if how == "replaced" else "not in its place"):
        story.flush()
    assert story.state.status == "failed"
    target = tmp_path / "saved.gill"
    story.save_as(target)
    assert (story.path, story.state.status) == (target, "saved")
    write(story, "And on.", "p1")
    story.flush()
    assert on_disk(target)[:2] == ["Lost?", "And on."]
    assert story.pictures.data_of(kept.sha256) == picture.read_bytes()
    story.document.undo()
    story.document.undo()
    assert story.document.board.panels[0].caption in {"Caption 0.", "One more."}
    story.close()
    assert opened(StoryFile.open(target)).pictures.data_of(kept.sha256) == picture.read_bytes()


@pytest.mark.skipif(os.name == "nt", reason="Windows lets nobody move a file that is open")
def test_a_file_that_comes_back_is_gone_on_with(story: StoryFile, tmp_path: Path) -> None:
    story.path.rename(tmp_path / "away.gill")
    write(story, "Kept.")
    wait_for(story, "failed")
    (tmp_path / "away.gill").rename(story.path)
    wait_for(story, "saved")
    assert on_disk(story.path)[0] == "Kept."


def test_another_name_takes_everything_along(story: StoryFile, tmp_path: Path, opened: Open) -> None:
    write(story, "Before.")
    first, target = story.path, tmp_path / "folder" / "other.gill"
    with pytest.raises(StoryError):
        story.save_as(target)
    assert (story.path, story.state.status) == (first, "saving")
    target.parent.mkdir()
    story.save_as(target)
    write(story, "After.")
    story.flush()
    assert (on_disk(first)[0], on_disk(target)[0]) == ("Before.", "After.") or on_disk(first)[0] == "Caption 0."
    opened(StoryFile.open(first))  # which nobody holds any more
    story.close()
    again = opened(StoryFile.open(target))
    again.document.undo()
    again.document.undo()
    assert again.document.board.panels[0].caption == "Caption 0."


def test_another_name_that_is_taken(story: StoryFile, tmp_path: Path, board: Storyboard, opened: Open) -> None:
    other = opened(StoryFile.create(tmp_path / "other.gill", replace(board, title="Other")))
    with pytest.raises(StoryError, match=r"other\.gill is open"):
        story.save_as(other.path)
    other.close()
    with pytest.raises(StoryError, match="already"):
        story.save_as(other.path, replace=False)
    assert story.path.name == "story.gill"
    write(story, "Still here.")
    story.save_as(other.path)
    story.save_as(other.path)
    assert on_disk(other.path)[0] == "Still here."


def test_a_story_whose_file_cannot_be_read_any_more_is_made_anew(
    story: StoryFile, tmp_path: Path, draw: Callable[..., Path], opened: Open
) -> None:
    """A memory stick pulled out: what is in memory and in the cache folder is what there is."""
    shown, gone = story.pictures.add_file(draw("a.png", "red")), story.pictures.add_file(draw("b.png", "blue"))
    story.pictures.path_of(shown.sha256)
    from gill_studio.core.story.model import Take

    board = edits.with_take(story.document.board, "p0", Take("t", shown), show=True)
    story.document.apply("Pictures", edits.with_take(board, "p1", Take("u", gone), show=True))
    story.flush()
    story._writer.submit(lambda store: store.connection.close()).result(5)
    story.pictures._connection.close()
    write(story, "In memory.", "p2")
    with pytest.raises(StoryError):
        story.flush()
    story.save_as(tmp_path / "new.gill")
    assert story.state.status == "saved"
    assert "1 of the story's pictures" in str(story.state.error)
    story.close()
    again = opened(StoryFile.open(tmp_path / "new.gill"))
    assert again.document.board.panels[2].caption == "In memory."
    assert again.pictures.contains(shown.sha256)
    assert not again.pictures.contains(gone.sha256)
    again.document.undo()
    again.document.undo()
    assert again.document.board.panels[0].takes == ()


def test_a_copy_for_giving_away_holds_nothing_that_was_deleted(story: StoryFile, tmp_path: Path, opened: Open) -> None:
    write(story, "SECRET that was thought better of.")
    write(story, "Public.")
    target = tmp_path / "away.gill"
    story.save_copy_without_history(target)
    data = target.read_bytes()
    assert b"SECRET" not in data
    assert b"Public." in data
    away = opened(StoryFile.open(target))
    assert not away.document.can_undo
    assert away.document.board.panels == edits.without_history(story.document.board).panels
    assert away.document.board.id != story.document.board.id
    with pytest.raises(StoryError, match="name of its own"):
        story.save_copy_without_history(story.path)


def test_a_story_that_is_read_only_is_not_changed(story: StoryFile, tmp_path: Path, opened: Open) -> None:
    story.close()
    before = story.path.read_bytes()
    read = opened(StoryFile.open(story.path, read_only=True))
    assert (read.read_only, read.state) == (True, SaveState("read-only"))
    write(read, "Only here.")
    read.flush()
    with pytest.raises(StoryError, match="read-only"):
        read.pictures.add_bytes(picture_bytes())
    assert story.path.read_bytes() == before
    read.save_as(tmp_path / "mine.gill")
    assert not read.read_only
    write(read, "Mine.", "p1")
    read.close()
    assert on_disk(tmp_path / "mine.gill")[:2] == ["Only here.", "Mine."]
    assert story.path.read_bytes() == before


def picture_bytes() -> bytes:
    import io

    from PIL import Image

    stream = io.BytesIO()
    Image.new("RGB", (8, 8), "green").save(stream, "PNG")
    return stream.getvalue()


def test_a_listener_that_fails_keeps_nothing_from_being_saved(
    story: StoryFile, caplog: pytest.LogCaptureFixture
) -> None:
    def listener(_: SaveState) -> None:
        raise RuntimeError("a bug")

    story.on_state(listener)
    write(story, "Saved.")
    story.flush()
    assert on_disk(story.path)[0] == "Saved."
    assert "a bug" in caplog.text


def test_a_story_that_nobody_closed_is_saved_when_the_process_ends(tmp_path: Path) -> None:
    script = """
import pathlib, sys
from gill_studio.core.story.file import StoryFile
from gill_studio.core.story.model import Panel, Storyboard
story = StoryFile.create(pathlib.Path(sys.argv[1]), Storyboard("s"))
story.document.apply("New", Storyboard("s", panels=(Panel("p", "At the very end."),)))
"""
    path = tmp_path / "s.gill"
    subprocess.run([sys.executable, "-c", script, str(path)], check=True, cwd=ROOT)
    assert on_disk(path) == ["At the very end."]
    assert [one.name for one in tmp_path.iterdir()] == ["s.gill"]


def test_nobody_may_write_where_one_may_only_read(story: StoryFile) -> None:
    """A medium or folder that is protected: opened read-only, and it is said why."""
    story.close()
    if os.name == "nt":
        pytest.skip("Windows has other rights")
    folder = story.path.parent
    script = """
import json, os, pathlib, sys
from gill_studio.core.story.file import StoryFile
if os.geteuid() == 0:  # who may do everything
    os.setgroups([])
    os.setgid(65534)
    os.setuid(65534)
story = StoryFile.open(pathlib.Path(sys.argv[1]), backups=0)
print(json.dumps([story.read_only, story.state.status, str(story.state.error), story.document.board.title]))
story.close()
"""
    for path in folder.parents:
        if path.name.startswith("pytest-"):
            path.chmod(0o755)
    story.path.chmod(0o444)
    for writable_folder in (False, True):
        folder.chmod(0o777 if writable_folder else 0o555)
        command = [sys.executable, "-c", script, str(story.path)]
        done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=True)
        read_only, status, error, title = json.loads(done.stdout)
        assert (read_only, status, title) == (True, "read-only", "The Fox")
        assert "cannot be written" in error
    folder.chmod(0o755)


def test_the_writer_survives_what_nobody_thought_of(
    story: StoryFile, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(writer_module, "_FIRST_RETRY", 0.05)
    real, calls = story._writer.store.save, []

    def save(*arguments: object) -> None:
        calls.append(1)
        if len(calls) == 1:
            raise KeyError("a bug")
        real(*arguments)

    monkeypatch.setattr(story._writer.store, "save", save)
    write(story, "Saved.")
    state = wait_for(story, "saved", 5) if len(calls) > 1 else wait_for(story, "failed")
    if state.status == "failed":
        assert "error of the application (KeyError)" in str(state.error)
        wait_for(story, "saved")
    assert on_disk(story.path)[0] == "Saved."
    assert "a bug" in caplog.text
