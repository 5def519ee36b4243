"""Backups: taken in quiet moments, whole, and never so many that the old ones are all of today."""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from gill_studio.core.pictures import PictureRef
from gill_studio.core.story import edits
from gill_studio.core.story.file import StoryFile, all_backups, backups_dir, backups_of, picture_rows, total_size
from gill_studio.core.story.file import backups as backups_module
from gill_studio.core.story.file import writer as writer_module
from gill_studio.core.story.file.backups import Backup, superfluous, take_backup
from gill_studio.core.story.model import StoryError

Open = Callable[[StoryFile], StoryFile]


def back_up(story: StoryFile, keep: int = 10) -> Path | None:
    return story._writer.submit(lambda store: take_backup(store.connection, story.path.stem, keep)).result(10)


def write(story: StoryFile, text: str) -> None:
    story.document.apply("Write", edits.with_caption(story.document.board, "p0", text))
    story.flush()


def test_a_backup_is_taken_in_a_quiet_moment_after_opening(
    story: StoryFile, opened: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writer_module, "_QUIET", 0.0)
    write(story, "Before.")
    story.close()
    again = opened(StoryFile.open(story.path))
    end = time.monotonic() + 10
    while not backups_of("story"):
        assert time.monotonic() < end
        time.sleep(0.01)
    (backup,) = backups_of("story")
    assert backup.story == "story"
    assert abs(backup.taken_at.timestamp() - time.time()) < 60
    assert total_size() == backup.size == backup.path.stat().st_size > 0
    assert backup.path.is_relative_to(backups_dir())
    kept = opened(StoryFile.open(backup.path, read_only=True))
    assert kept.document.board == again.document.board


def test_a_backup_is_taken_only_when_something_changed(story: StoryFile) -> None:
    assert back_up(story) is not None
    assert back_up(story) is None
    write(story, "New.")
    assert back_up(story) is not None
    story.document.undo()
    story.flush()
    assert back_up(story) is not None
    assert back_up(story, 0) is None
    assert len(all_backups()) == 3


def test_only_so_many_are_kept(story: StoryFile) -> None:
    for number in range(3):
        write(story, f"{number}")
        back_up(story, 2)
    kept = backups_of("story")
    assert len(kept) == 2
    assert kept[0].taken_at >= kept[-1].taken_at


def test_a_day_of_many_backups_does_not_drive_out_those_of_last_week() -> None:
    now = datetime(2026, 5, 20, 18, 0).astimezone()
    hours = [Backup(Path(f"h{n}"), "s", now - timedelta(minutes=10 * n), 1) for n in range(12)]
    days = [Backup(Path(f"d{n}"), "s", now - timedelta(days=n, hours=3), 1) for n in range(1, 9)]
    gone = {str(one.path) for one in superfluous([*hours, *days], 10)}
    assert gone == {*(f"h{n}" for n in range(5, 12)), "d6", "d7", "d8"}
    assert superfluous(hours[:10], 10) == []
    assert [str(one.path) for one in superfluous(hours, 10)] == ["h10", "h11"], "of one day, the latest"


def test_what_was_kept_for_a_reason_is_never_dropped(story: StoryFile) -> None:
    kept = story._writer.submit(
        lambda store: backups_module.keep_copy(store.connection, "story", "before an update")
    ).result(10)
    for number in range(2):
        write(story, f"{number}")
        back_up(story, 1)
    assert kept.exists()
    assert len(backups_of("story")) == 2


def test_a_backup_ends_when_the_story_is_closed(story: StoryFile) -> None:
    with pytest.raises(StoryError, match="not finished"):
        story._writer.submit(lambda store: take_backup(store.connection, "story", 10, lambda: False)).result(10)
    assert list(backups_dir().rglob("*.*")) == []


def test_edits_are_saved_while_a_large_backup_is_taken(story: StoryFile, monkeypatch: pytest.MonkeyPatch) -> None:
    write(story, "x" * (1 << 20))
    monkeypatch.setattr("gill_studio.core.story.file.copies._PAGES", 16)
    saved: list[float] = []
    story.on_state(lambda state: saved.append(time.monotonic()) if state.status == "saved" else None)
    future = story._writer.submit(
        lambda store: take_backup(store.connection, "story", 10, story._writer.serve), alone=True
    )
    number = 0
    while not future.done():
        number += 1
        board = edits.with_caption(story.document.board, "p1", f"{number}")
        story.document.apply("Write", board)
        story.flush(1.0)
    path = future.result()
    assert path is not None
    assert number > 1
    read = StoryFile.open(path, read_only=True)
    assert read.document.board.panels[0].caption.startswith("xxx")
    read.close()


def test_a_damaged_story_drives_out_no_backup_and_it_is_said(story: StoryFile, opened: Open) -> None:
    """What opening does not look through, as it would have to read every picture."""
    back_up(story, 1)
    data = os.urandom(20 << 20)
    ref = PictureRef(hashlib.sha256(data).hexdigest(), "image/png", 1, 1)
    parts = [data[start : start + (1 << 20)] for start in range(0, len(data), 1 << 20)]
    story._writer.submit(lambda store: picture_rows.write_picture(store, ref, parts)).result(60)
    write(story, "New.")
    story.close()
    stored = bytearray(story.path.read_bytes())
    page = stored.find(data[500_000:500_100]) // 4096 * 4096
    stored[page : page + 4] = (1).to_bytes(4, "big")  # a picture's page leads to the first page
    story.path.write_bytes(stored)
    again = opened(StoryFile.open(story.path))
    with pytest.raises(StoryError, match="damaged"):
        back_up(again, 1)
    assert len(backups_of("story")) == 1


def test_no_room_for_a_backup_is_said_and_keeps_nothing_from_being_saved(
    story: StoryFile, monkeypatch: pytest.MonkeyPatch, opened: Open
) -> None:
    write(story, "New.")
    story.close()
    monkeypatch.setattr(writer_module, "_QUIET", 0.0)
    monkeypatch.setattr(backups_module, "_ROOM", 1 << 60)
    again = opened(StoryFile.open(story.path))
    end = time.monotonic() + 10
    while again.state.error is None:
        assert time.monotonic() < end
        time.sleep(0.01)
    assert "no room for a backup" in again.state.error.message
    write(again, "Newer.")
    assert again.state.status == "saved"
    assert again.state.error is not None


def test_ids_of_strangers_lead_nowhere(story: StoryFile) -> None:
    story.document.apply("Change", replace(story.document.board, id="../../.."))
    story.flush()
    place = back_up(story)
    assert place is not None
    assert place.resolve().is_relative_to(backups_dir().resolve())
