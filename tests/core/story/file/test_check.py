"""Looking a story through, and saving of a damaged one what can be saved."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from gill_studio.core import picture_cache as cache
from gill_studio.core.story import edits
from gill_studio.core.story.file import StoryFile, StoryLockedError
from gill_studio.core.story.file.backups import take_backup
from gill_studio.core.story.file.check import check_story
from gill_studio.core.story.file.repair import Repair, repair_story
from gill_studio.core.story.model import OfferedText, Recipe, SeenPanel, Storyboard, StoryError, Take

Draw = Callable[..., Path]
Open = Callable[[StoryFile], StoryFile]


@pytest.fixture
def whole(story: StoryFile, draw: Draw) -> tuple[Path, Storyboard]:
    """A closed story with a bit of everything, and its storyboard."""
    fox, owl = story.pictures.add_file(draw("fox.png", "red")), story.pictures.add_file(draw("owl.png", "blue"))
    recipe = Recipe("starter", context=(SeenPanel("Caption 0.", fox.sha256),))
    board = edits.with_take(story.document.board, "p0", Take("t", fox, recipe=recipe), show=True)
    board = edits.with_take(board, "p1", Take("u", owl), show=True)
    story.document.apply("Pictures", edits.with_offered(board, "p2", [OfferedText("o", "Offered.", recipe)]))
    for number in range(4):
        story.document.apply("Write", edits.with_caption(story.document.board, "p2", f"Text {number}."))
    story.document.apply("Remove", edits.removed(story.document.board, ["p1"]))
    story.document.undo()
    story.close()
    return story.path, story.document.board


def alter(path: Path, *statements: str) -> None:
    connection = sqlite3.connect(path, isolation_level=None)
    for statement in statements:
        connection.execute(statement)
    connection.close()


def repaired(path: Path) -> tuple[Repair, StoryFile]:
    """Repair; afterwards the file is whole, and the damaged one is kept as it was."""
    before = path.read_bytes()
    done = repair_story(path)
    assert done.kept.read_bytes() == before
    assert check_story(path) == []
    return done, StoryFile.open(path)


def test_a_whole_story_is_whole_and_untouched(whole: tuple[Path, Storyboard]) -> None:
    path, _ = whole
    before = path.read_bytes()
    told: list[str] = []
    assert check_story(path, lambda what, *_: told.append(what)) == []
    assert set(told) == {"structure", "pictures", "history"}
    assert path.read_bytes() == before
    assert [one.name for one in path.parent.iterdir() if one.is_file()] == ["story.gill"]


def test_a_repair_of_a_whole_story_loses_nothing(whole: tuple[Path, Storyboard], opened: Open) -> None:
    path, board = whole
    done, story = repaired(path)
    opened(story)
    assert done.lost == ()
    assert story.document.board == board == done.board
    story.document.redo()
    assert len(story.document.board.panels) == 2
    while story.document.can_undo:
        story.document.undo()
    assert [panel.caption for panel in story.document.board.panels] == ["Caption 0.", "Caption 1.", "Caption 2."]
    assert all(story.pictures.data_of(digest) for digest in board.pictures)


def test_a_story_that_is_open_is_left_alone(story: StoryFile) -> None:
    for use in (check_story, repair_story):
        with pytest.raises(StoryLockedError):
            use(story.path)
    with pytest.raises(StoryError, match="There is no file"):
        check_story(story.path.with_name("none.gill"))


@pytest.mark.parametrize(
    ("statement", "said", "lost"),
    [
        ("CREATE TRIGGER evil AFTER UPDATE ON story BEGIN DELETE FROM panel; END", "The tables are not", ()),
        ("UPDATE panel SET chosen = 'none' WHERE id = 'p0'", "do not hold together", ("lost the picture",)),
        ("UPDATE panel SET tags = 'x' WHERE id = 'p0'", "panel 1", ("lost its tags",)),
        ("UPDATE panel SET caption = x'00' WHERE id = 'p0'", "a row of panel", ()),
        ("UPDATE story SET settings = 'x'", "settings", ("settings are lost",)),
        ("DELETE FROM story", "no story in it", ("title, author", "history is lost")),
        ("UPDATE take SET origin = 'moon' WHERE id = 't'", "a row of take", ("A take is lost", "lost the picture")),
        ("UPDATE take SET recipe = '{}' WHERE id = 't'", "a recipe", ("A recipe is lost",)),
        ("DELETE FROM seen", "a context", ("A recipe is lost",)),
        ("DELETE FROM panel WHERE id = 'p0'", "belong to nothing", ("A panel is lost", "part of the history")),
        ("UPDATE step SET delta = '{' WHERE number = 3", "Step 3 of the history", ("A part of the history",)),
        ("DELETE FROM step WHERE number = 6", "belong to nothing", ()),
        ("DELETE FROM step WHERE number = 2", "Step 2 of the history", ("A part of the history",)),
        ("UPDATE picture SET size = size + 1", "A picture is damaged", ("A picture is lost",)),
    ],
)
def test_what_is_damaged_is_said_and_the_rest_is_saved(
    whole: tuple[Path, Storyboard], statement: str, said: str, lost: tuple[str, ...], opened: Open
) -> None:
    path, board = whole
    alter(path, statement)
    problems = check_story(path)
    assert any(said in problem for problem in problems), problems
    done, story = repaired(path) if "picture SET size" not in statement else (repair_story(path), StoryFile.open(path))
    opened(story)
    for words in lost:
        assert any(words in one for one in done.lost), done.lost
    assert "Text 3." in [panel.caption for panel in story.document.board.panels]
    assert len(story.document.board.panels) == len(board.panels)


def test_a_damaged_picture_comes_back_from_the_cache_or_a_backup(whole: tuple[Path, Storyboard], opened: Open) -> None:
    path, board = whole
    story = opened(StoryFile.open(path))
    fox, owl = board.panels[0].picture, board.panels[1].picture
    assert fox is not None
    assert owl is not None
    data = {picture.sha256: story.pictures.data_of(picture.sha256) for picture in (fox, owl)}
    story.pictures.path_of(fox.sha256)
    story._writer.submit(lambda store: take_backup(store.connection, "story", 10)).result(5)
    story.close()
    alter(path, "UPDATE picture_part SET data = zeroblob(length(data))")
    assert len(check_story(path)) == 2
    done, again = repaired(path)
    opened(again)
    assert done.lost == ()
    assert {digest: again.pictures.data_of(digest) for digest in data} == data
    assert cache.original(fox).exists()
    assert not cache.original(owl).exists()


@pytest.mark.parametrize("where", ["head", "magic", "a leaf", "the second half"])
def test_bytes_that_are_gone(whole: tuple[Path, Storyboard], where: str, opened: Open) -> None:
    path, board = whole
    data = bytearray(path.read_bytes())
    if where == "head":
        data[:100] = bytes(100)
    elif where == "magic":
        data[:16] = b"x" * 16
    elif where == "a leaf":
        at = data.find(b"Caption 0.")
        data[at // 4096 * 4096] ^= 0xFF
    else:
        del data[len(data) // 2 // 4096 * 4096 :]
    path.write_bytes(data)
    assert check_story(path)
    done, story = repaired(path)
    opened(story)
    if where in ("head", "magic"):
        assert (story.document.board, done.lost) == (board, ())
    else:
        assert done.lost
        assert story.document.board.title == board.title


def test_a_take_that_lost_its_panel_is_found_again(whole: tuple[Path, Storyboard], opened: Open) -> None:
    path, board = whole
    alter(path, "DELETE FROM panel WHERE id = 'p1'")
    _, story = repaired(path)
    opened(story)
    last = story.document.board.panels[-1]
    assert last.notes == "Found again by a repair."
    assert last.picture == board.panels[1].picture


def test_nothing_that_can_be_saved_is_said(tmp_path: Path) -> None:
    path = tmp_path / "s.gill"
    path.write_bytes(b"words" * 10_000)
    with pytest.raises(StoryError, match="Nothing of"):
        repair_story(path)
    assert path.read_bytes() == b"words" * 10_000
    assert [one.name for one in tmp_path.iterdir()] == ["s.gill"]


def test_an_unfinished_write_is_part_of_what_is_repaired(whole: tuple[Path, Storyboard], opened: Open) -> None:
    path, board = whole
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA cache_size = 1")
    connection.execute("BEGIN IMMEDIATE")
    connection.execute("UPDATE panel SET caption = ?", ("half written " * 20_000,))
    data, journal = path.read_bytes(), path.with_name("story.gill-journal").read_bytes()
    connection.execute("ROLLBACK")
    connection.close()
    path.write_bytes(data)
    path.with_name("story.gill-journal").write_bytes(journal)
    done = repair_story(path)
    assert done.lost == ()
    assert opened(StoryFile.open(path)).document.board == replace(board)
