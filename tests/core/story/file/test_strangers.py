"""Files from others: opened safely or refused with a sentence, and never touched."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from gill_studio.core.story.file import StoryFile
from gill_studio.core.story.file import migrations as migrations_module
from gill_studio.core.story.file.connection import APPLICATION_ID
from gill_studio.core.story.file.migrations import FORMAT, MIGRATIONS, migrate
from gill_studio.core.story.model import StoryError

Open = Callable[[StoryFile], StoryFile]


@pytest.fixture
def path(story: StoryFile) -> Path:
    """A story file that nobody holds."""
    story.close()
    return story.path


def alter(path: Path, *statements: str) -> None:
    connection = sqlite3.connect(path, isolation_level=None)
    for statement in statements:
        connection.execute(statement)
    connection.close()


def refused(path: Path, words: str) -> None:
    """Refused in those words, with a remedy, for writing and for reading; nothing changes."""
    before, beside = path.read_bytes() if path.is_file() else b"", sorted(path.parent.iterdir())
    for read_only in (False, True):
        with pytest.raises(StoryError, match=words) as caught:
            StoryFile.open(path, read_only=read_only)
        assert caught.value.hint
        assert "Traceback" not in str(caught.value)
    assert sorted(path.parent.iterdir()) == beside
    if path.is_file():
        assert path.read_bytes() == before


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TRIGGER evil AFTER INSERT ON step BEGIN DELETE FROM panel; END",
        "CREATE VIEW evil AS SELECT * FROM panel",
        "CREATE TABLE evil (x)",
        "CREATE INDEX evil ON panel (caption)",
        "CREATE VIRTUAL TABLE evil USING fts5(x)",
        "ALTER TABLE panel ADD COLUMN evil TEXT DEFAULT 'x'",
        "DROP TABLE seen",
        "DROP INDEX take_by_picture",
    ],
)
def test_altered_tables_are_refused(path: Path, statement: str) -> None:
    alter(path, statement)
    refused(path, "its tables are not those of a story")


def test_a_view_in_the_place_of_a_table_is_refused(path: Path) -> None:
    alter(path, "ALTER TABLE panel RENAME TO other", "CREATE VIEW panel AS SELECT * FROM other")
    refused(path, "its tables are not those of a story")


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ("UPDATE panel SET authorship = 'nobody'", "a row of panel"),
        ("UPDATE panel SET caption = x'ff00'", "a row of panel"),
        ("UPDATE panel SET caption = 7.5 WHERE number = 1", None),  # which its column turns into text
        ("UPDATE panel SET caption = CAST(x'ff41' AS TEXT)", "text that cannot be read"),
        ("UPDATE panel SET tags = '{'", "panel 1 does not hold"),
        ("UPDATE panel SET tags = '[1]'", "panel 1 does not hold"),
        ("UPDATE panel SET chosen = 'none'", "its takes do not hold together"),
        ("UPDATE panel SET id = '' WHERE number = 1", "a row of panel"),
        ("UPDATE story SET settings = '[]'", "settings"),
        ("UPDATE story SET position = 'x'", "a row of story"),
        ("UPDATE story SET position = 99999999999", None),
        ("DELETE FROM story", "there is no story in it"),
        (f"UPDATE panel SET caption = printf('%.*c', {65 << 20}, 'x')", "far too large"),
        ("UPDATE panel SET caption = printf('%.*c', 40000000, 'x')", "too large"),
    ],
)
def test_values_that_are_none_of_ours(path: Path, statement: str, words: str | None, opened: Open) -> None:
    alter(path, statement)
    if words is None:
        assert len(opened(StoryFile.open(path)).document.board.panels) == 3
    else:
        refused(path, words)


def test_ids_that_are_there_twice(path: Path) -> None:
    picture = "INSERT INTO picture (number, sha256, media_type, width, height) VALUES (1, '{}', 'image/png', 1, 1)"
    take = "INSERT INTO take (id, panel, place, picture, origin, name) VALUES ('{}', {}, 0, 1, 'imported', '')"
    alter(path, picture.format("0" * 64), take.format("t", 1), take.format("u", 99))
    refused(path, "belongs to no panel")


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ("PRAGMA journal_mode = WAL", "altered by another program"),
        ("PRAGMA application_id = 7", "a database, but not a story"),
        ("PRAGMA user_version = 0", "no version"),
    ],
)
def test_files_whose_head_is_another(path: Path, statement: str, words: str) -> None:
    alter(path, statement)
    for suffix in ("-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)
    refused(path, words)


def test_what_is_no_file_at_all(tmp_path: Path) -> None:
    (tmp_path / "empty.gill").write_bytes(b"")
    (tmp_path / "words.gill").write_text("words " * 1000)
    (tmp_path / "folder.gill").mkdir()
    refused(tmp_path / "empty.gill", "not a story file")
    refused(tmp_path / "words.gill", "not a story file")
    refused(tmp_path / "folder.gill", "is a folder")
    refused(tmp_path / "none.gill", "There is no file")
    refused(Path("/a\0b.gill"), r"cannot be read|There is no file")
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "pipe.gill")
        refused(tmp_path / "pipe.gill", "is no file")


def test_a_journal_that_names_another_file_is_not_played_back(path: Path) -> None:
    """SQLite would delete the file that it names."""
    precious = path.with_name("precious.txt")
    precious.write_text("precious")
    name = str(precious).encode()
    trailer = len(name).to_bytes(4, "big") + sum(name).to_bytes(4, "big") + bytes.fromhex("d9d505f920a163d7")
    path.with_name(f"{path.name}-journal").write_bytes(bytes(512) + (1).to_bytes(4, "big") + name + trailer)
    refused(path, "is not GILL Studio's")
    assert precious.read_text() == "precious"


def test_a_newer_format_opens_read_only_and_says_so(path: Path, tmp_path: Path, opened: Open) -> None:
    alter(
        path, f"PRAGMA user_version = {FORMAT + 7}", "CREATE TABLE future (x)", "ALTER TABLE panel ADD COLUMN mood TEXT"
    )
    before = path.read_bytes()
    story = opened(StoryFile.open(path))
    assert story.read_only
    assert story.state.status == "read-only"
    assert f"newer GILL Studio (format {FORMAT + 7})" in str(story.state.error)
    assert [panel.caption for panel in story.document.board.panels][:2] == ["Caption 0.", "Caption 1."]
    story.save_as(tmp_path / "copy.gill")
    assert story.read_only
    story.close()
    assert path.read_bytes() == before
    assert not opened(StoryFile.open(path, read_only=True)).document.can_undo


def test_a_newer_format_without_what_we_read_is_refused(path: Path) -> None:
    alter(path, f"PRAGMA user_version = {FORMAT + 1}", "ALTER TABLE panel RENAME COLUMN caption TO words")
    refused(path, "newer GILL Studio")
    alter(path, "ALTER TABLE panel RENAME TO other", "CREATE VIEW panel AS SELECT * FROM other")
    refused(path, "keeps stories otherwise")


def test_an_older_format_is_brought_up_to_date_after_a_backup(
    path: Path, opened: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As it will be with the next version: a column more."""
    from gill_studio.core.story.file import backups_of, connection, opening

    def to_next(database: sqlite3.Connection) -> None:
        database.execute("CREATE TABLE mood (panel INTEGER PRIMARY KEY, text TEXT NOT NULL)")

    later = (*MIGRATIONS, to_next)
    monkeypatch.setattr(migrations_module, "MIGRATIONS", later)
    monkeypatch.setattr(migrations_module, "FORMAT", len(later))
    monkeypatch.setattr(connection, "FORMAT", len(later))
    monkeypatch.setattr(opening, "FORMAT", len(later))
    monkeypatch.setattr(opening, "migrate", lambda database: migrate(database, later))
    before = path.read_bytes()
    read = opened(StoryFile.open(path, read_only=True))
    assert read.document.board.title == "The Fox"
    assert path.read_bytes() == before
    story = opened(StoryFile.open(path))
    assert story.document.board.panels[0].caption == "Caption 0."
    (kept,) = backups_of("story")
    assert "before an update" in kept.path.name
    story.close()
    connection.expected_schema.cache_clear()
    database = sqlite3.connect(path)
    assert database.execute("PRAGMA user_version").fetchone() == (len(later),)
    assert database.execute("SELECT count(*) FROM mood").fetchone() == (0,)
    database.close()


def test_a_migration_that_fails_changes_nothing(path: Path) -> None:
    def fails(database: sqlite3.Connection) -> None:
        database.execute("CREATE TABLE half (x)")
        raise RuntimeError("a bug")

    database = sqlite3.connect(path, isolation_level=None)
    with pytest.raises(RuntimeError):
        migrate(database, (*MIGRATIONS, fails))
    assert database.execute("SELECT count(*) FROM sqlite_schema WHERE name = 'half'").fetchone() == (0,)
    assert database.execute("PRAGMA user_version").fetchone() == (FORMAT,)
    database.close()


def test_a_crash_in_the_midst_of_writing_is_put_right_at_opening(path: Path, opened: Open) -> None:
    copy = path.with_name("crashed.gill")
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA cache_size = 1")
    connection.execute("BEGIN IMMEDIATE")
    connection.execute("UPDATE panel SET caption = ?", ("half written " * 20_000,))
    shutil.copy(path, copy)
    shutil.copy(path.with_name("story.gill-journal"), copy.with_name("crashed.gill-journal"))
    connection.execute("ROLLBACK")
    connection.close()
    assert copy.read_bytes() != path.read_bytes()
    with pytest.raises(StoryError, match="was not closed properly"):
        StoryFile.open(copy, read_only=True)
    story = opened(StoryFile.open(copy))
    assert [panel.caption for panel in story.document.board.panels] == ["Caption 0.", "Caption 1.", "Caption 2."]


def test_the_file_says_what_it_is(path: Path) -> None:
    """As docs/story-file.md tells other programs."""
    head = path.read_bytes()[:100]
    assert head.startswith(b"SQLite format 3\0")
    assert int.from_bytes(head[68:72], "big") == APPLICATION_ID == int.from_bytes(b"GILL", "big")
    assert int.from_bytes(head[60:64], "big") == FORMAT
