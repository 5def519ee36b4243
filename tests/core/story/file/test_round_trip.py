"""What is saved comes back: the story, every step of undo, and what is beside them."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gill_studio.core.pictures import PictureRef
from gill_studio.core.story import edits
from gill_studio.core.story.document import Document
from gill_studio.core.story.file import StoryFile
from gill_studio.core.story.file.places import places_for
from gill_studio.core.story.model import Origin, Panel, Recipe, SeenPanel, Storyboard, StoryError, Take

FOX = PictureRef("f" * 64, "image/png", 4, 3)
ROOT = Path(__file__).parents[4]


def reopened(file: StoryFile) -> StoryFile:
    file.close()
    return StoryFile.open(file.path)


@settings(max_examples=25)
@given(data=st.data())
def test_any_storyboards_and_the_steps_between_them_come_back(
    data: st.DataObject, storyboards: st.SearchStrategy[Storyboard]
) -> None:
    boards = [data.draw(storyboards) for _ in range(4)]
    with tempfile.TemporaryDirectory() as folder:
        file = StoryFile.create(Path(folder, "s.gill"), boards[0])
        for board in boards[1:]:
            file.document.apply("Change", board)
            if data.draw(st.booleans()):
                file.flush()
        file = reopened(file)
        assert file.document.board == boards[-1]
        taken_back = walk(file.document, back=True)
        file = reopened(file)
        assert file.document.board == taken_back[-1] == boards[0]
        assert walk(file.document, back=False)[-1] == boards[-1]
        file.close()


def walk(document: Document, *, back: bool) -> list[Storyboard]:
    """All storyboards on the way to the beginning or the end of the history, the present first."""
    boards = [document.board]
    while document.can_undo if back else document.can_redo:
        if back:
            document.undo()
        else:
            document.redo()
        boards.append(document.board)
    return boards


EDITS = (
    "caption",
    "insert",
    "remove",
    "move",
    "merge",
    "split",
    "duplicate",
    "take",
    "keep",
    "undo",
    "redo",
)
SCRIPTS = st.lists(st.tuples(st.sampled_from(EDITS), st.integers(0, 7), st.integers(0, 7)), max_size=25)


@settings(max_examples=25)
@given(script=SCRIPTS, flushes=st.sets(st.integers(0, 24), max_size=3))
def test_a_session_of_edits_comes_back(script: list[tuple[str, int, int]], flushes: set[int]) -> None:
    """Also what was taken back, and then written anew."""
    with tempfile.TemporaryDirectory() as folder:
        start = Storyboard("s", panels=(Panel("a", "One two."), Panel("b", "Three.")))
        file = StoryFile.create(Path(folder, "s.gill"), start)
        for number, (what, first, second) in enumerate(script):
            edit(file.document, what, first, second, number)
            if number in flushes:
                file.flush()
        expected = file.document.board
        file = reopened(file)
        assert file.document.board == expected
        back = walk(file.document, back=True)
        file = reopened(file)
        assert walk(file.document, back=False)[: len(back)] == back[::-1]
        file.close()


def edit(document: Document, what: str, first: int, second: int, number: int) -> None:
    names = [panel.id for panel in document.board.panels]
    if what == "undo":
        document.undo()
    elif what == "redo":
        document.redo()
    elif not names or what == "insert":
        new = [Panel(f"n{number}", "New one.")]
        document.apply("Insert", edits.inserted(document.board, second % (len(names) + 1), new))
    elif what == "keep":
        document.keep(changed(document.board, what, names[first % len(names)], second, number))
    else:
        board = changed(document.board, what, names[first % len(names)], second, number)
        document.apply(what, board, merge="typing" if what == "caption" else "")


def changed(board: Storyboard, what: str, one: str, second: int, number: int) -> Storyboard:
    names = [panel.id for panel in board.panels]
    two = {one, names[second % len(names)]}
    ids = iter(range(1000))
    recipe = Recipe("starter", context=tuple(SeenPanel(panel.caption) for panel in board.panels))
    take = Take(f"t{number}", replace(FOX, sha256=f"{second:064x}"), Origin.GENERATED, recipe)
    results: dict[str, Callable[[], Storyboard]] = {
        "caption": lambda: edits.with_caption(board, one, f"Words {number} and more."),
        "remove": lambda: edits.removed(board, names[second % len(names) :][:2]),
        "move": lambda: edits.moved(board, two, second % (len(names) + 1)),
        "merge": lambda: edits.merged(board, two),
        "split": lambda: edits.split(board, one, second, f"n{number}"),
        "duplicate": lambda: edits.duplicated(board, [one], lambda: f"d{number}-{next(ids)}"),
        "take": lambda: edits.with_take(board, one, take, show=True),
        "keep": lambda: edits.with_take(board, one, take, show=False),
    }
    return results[what]()


def test_half_characters_and_odd_numbers_do_not_keep_a_story_from_being_saved(story: StoryFile) -> None:
    take = Take("t", FOX, recipe=Recipe("m\ud83d", context=(SeenPanel("\ud83d"),)), score=float("nan"), name="\udcff")
    board = edits.with_take(story.document.board, "p0", take, show=True)
    board = edits.with_caption(replace(board, title="\ud83d", author="a\0b"), "p1", "half a \ud83d letter")
    story.document.apply("Paste \ud83d", board)
    story.flush()
    file = reopened(story)
    panel = file.document.board.panels[1]
    assert (file.document.board.author, panel.caption) == ("a\0b", "half a ? letter")
    assert file.document.board.panels[0].takes[0].score is None
    file.document.undo()
    assert file.document.board.panels[1].caption == "Caption 1."
    file.close()


def test_the_history_of_years_stays_small_and_is_not_read_at_opening(
    tmp_path: Path, opened: Callable[[StoryFile], StoryFile]
) -> None:
    text = "A long caption. " * 2000
    story = opened(StoryFile.create(tmp_path / "s.gill", Storyboard("s", panels=(Panel("a", text),))))
    for number in range(2000):
        board = story.document.board
        story.document.apply("Change caption", edits.with_caption(board, "a", f"{number} {text}"))
    story.close()
    assert story.path.stat().st_size < 600_000, "32 KB of text, changed 2,000 times"
    story = opened(StoryFile.open(story.path))
    assert len(story._history.in_memory()) < 100
    while story.document.can_undo:
        story.document.undo()
    assert story.document.board.panels[0].caption == text


def test_nothing_heavy_is_imported() -> None:
    """The window stands on this, and so does a process that must start fast."""
    script = "import gill_studio.core.story.file, sys; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=ROOT)
    assert not {"torch", "PySide6", "PIL", "numpy"} & set(done.stdout.split())


def test_a_new_file_never_takes_the_place_of_another_unasked(
    tmp_path: Path, board: Storyboard, opened: Callable[[StoryFile], StoryFile]
) -> None:
    path = tmp_path / "s.gill"
    path.write_bytes(b"precious")
    with pytest.raises(StoryError, match="already"):
        StoryFile.create(path, board)
    assert path.read_bytes() == b"precious"
    assert [one.name for one in tmp_path.iterdir()] == ["s.gill"]
    assert opened(StoryFile.create(path, board, replace=True)).document.board == board


def test_a_new_file_is_not_spoilt_by_the_journal_of_an_old_one(
    tmp_path: Path, board: Storyboard, opened: Callable[[StoryFile], StoryFile]
) -> None:
    """A crash, the story thrown away by hand, and a new one of the same name."""
    path = tmp_path / "s.gill"
    old = StoryFile.create(path, board)
    old.document.apply("Change", replace(board, title="x" * 20_000))
    old.close()
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA cache_size = 1")
    connection.execute("BEGIN IMMEDIATE")
    connection.execute("UPDATE story SET title = ?", ("y" * 100_000,))
    connection.execute("UPDATE panel SET notes = ?", ("y" * 100_000,))
    journal = path.with_name("s.gill-journal").read_bytes()
    connection.execute("ROLLBACK")
    connection.close()
    path.unlink()
    path.with_name("s.gill-journal").write_bytes(journal)
    story = StoryFile.create(path, board)
    story.close()
    assert opened(StoryFile.open(path)).document.board == board


def test_moving_a_panel_changes_one_place() -> None:
    order = [f"p{i}" for i in range(1000)]
    places = places_for(order, {})
    assert sorted(places, key=places.__getitem__) == order
    del places["p0"]
    moved = [*order[1:500], "p0", *order[500:]]
    assert places_for(moved, places).keys() == {"p0"}
    for number in range(100):  # always into the same gap: there is room for thirty, then all are placed anew
        moved.insert(1, f"n{number}")
        places |= places_for(moved, {one: place for one, place in places.items() if one in moved})
        assert sorted(moved, key=places.__getitem__) == moved
    assert places_for(["x", "y"], {"y": -(1 << 62)}).keys() == {"x", "y"}


def names_beside(story: StoryFile) -> list[str]:
    return sorted(path.name for path in story.path.parent.iterdir())


def test_what_is_left_beside_a_story_that_is_closed(story: StoryFile) -> None:
    story.document.apply("Change", replace(story.document.board, title="T"))
    story.flush()
    assert names_beside(story) == [".~lock.story.gill#", "story.gill", "story.gill-journal"]
    story.close()
    assert names_beside(story) == ["story.gill"]
