"""Story folders: written by hand or by us, read without ever being written to."""

from __future__ import annotations

import json
import os
import re
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from gill_studio.core.pictures import identify
from gill_studio.core.protocol import StoryPanel
from gill_studio.core.story import edits, folder
from gill_studio.core.story.folder import read_story, write_story
from gill_studio.core.story.json_form import encode_story
from gill_studio.core.story.model import Panel, Storyboard, StoryError, Take
from gill_studio.core.story.samples import sample_folder, sample_names

ROOT = Path(__file__).parents[3]
Write = Callable[..., Path]
FOX = {"panels": [{"caption": "A fox.", "picture": "fox.png"}, {"caption": "It runs."}]}


def test_a_folder_written_by_hand_is_read(story_folder: Write) -> None:
    path = story_folder(FOX, fox="red")
    story = read_story(path)
    assert [panel.caption for panel in story.board.panels] == ["A fox.", "It runs."]
    assert story.board.panels[0].picture == identify(path / "fox.png")
    assert story.engine_panels() == (StoryPanel("A fox.", path / "fox.png"), StoryPanel("It runs.", None))
    assert read_story(path / "story.json").files == story.files


def test_the_examples_of_the_page_are_read(story_folder: Write) -> None:
    page = (ROOT / "docs" / "story-format.md").read_text(encoding="utf-8")
    examples = re.findall(r"```json\n(.*?)```", page, flags=re.DOTALL)
    assert len(examples) == 2
    path = story_folder(examples[0], fox="red", hill="green")
    assert [panel.picture is not None for panel in read_story(path).board.panels] == [True, True, False]
    digest = identify(path / "fox.png").sha256
    fixed = re.sub(r"[0-9a-f]{64}", digest, examples[1]).replace('"width": 512', '"width": 24')
    (path / "story.json").write_text(fixed.replace('"height": 512', '"height": 16'), encoding="utf-8")
    story = read_story(path)
    assert story.board.panels[0].take.recipe.painting.seed == 7
    assert story.files == {digest: path / "fox.png"}


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="root and Windows write everywhere")
def test_a_folder_that_cannot_be_written_is_read(story_folder: Write) -> None:
    path = story_folder(FOX, fox="red")
    path.chmod(0o500)
    try:
        assert len(read_story(path).board.panels) == 2
    finally:
        path.chmod(0o700)


def test_reading_changes_nothing(story_folder: Write) -> None:
    path = story_folder(FOX, fox="red")
    before = {p: (p.stat().st_mtime_ns, p.read_bytes()) for p in path.iterdir()}
    read_story(path)
    assert {p: (p.stat().st_mtime_ns, p.read_bytes()) for p in path.iterdir()} == before


def test_a_written_story_comes_back_whole(story_folder: Write, tmp_path: Path) -> None:
    first = read_story(story_folder(FOX, fox="red"))
    owl = tmp_path / "owl.jpg"
    Image.new("RGB", (9, 9), "purple").save(owl)
    offered = Take("owl", identify(owl), name="owl.jpg")
    lost = Take("lost", identify(tmp_path / "story" / "fox.png").__class__("1" * 64, "image/png", 1, 1))
    board = edits.with_take(first.board, first.board.panels[1].id, offered, show=True)
    board = edits.with_take(board, board.panels[1].id, lost, show=False)
    write_story(tmp_path / "copy", board, {**first.files, offered.picture.sha256: owl})
    copy = read_story(tmp_path / "copy")
    assert copy.board == board
    assert [panel.picture.read_bytes() for panel in copy.engine_panels() if panel.picture] == [
        (first.folder / "fox.png").read_bytes(),
        owl.read_bytes(),
    ]
    assert set(copy.files) == {*first.files, offered.picture.sha256}
    write_story(tmp_path / "copy", board, copy.files)
    assert read_story(tmp_path / "copy").board == board, "also over itself"


def test_a_failed_write_leaves_the_old_story(
    story_folder: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    story = read_story(story_folder(FOX, fox="red"))
    write_story(tmp_path / "copy", story.board, story.files)
    missing = dict.fromkeys(story.files, tmp_path / "gone.png")
    (shown,) = (tmp_path / "copy" / "pictures").iterdir()
    shown.unlink()
    with pytest.raises(StoryError, match="cannot be written"):
        write_story(tmp_path / "copy", edits.with_caption(story.board, story.board.panels[0].id, "New"), missing)
    assert json.loads((tmp_path / "copy" / "story.json").read_text())["panels"][0]["caption"] == "A fox."


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
def test_a_link_out_of_the_folder_is_not_followed(story_folder: Write, tmp_path: Path) -> None:
    Image.new("RGB", (4, 4)).save(tmp_path / "secret.png")
    path = story_folder(FOX)
    (path / "fox.png").symlink_to(tmp_path / "secret.png")
    with pytest.raises(StoryError, match=re.escape("panels[0].picture: 'fox.png' leads out")):
        read_story(path)
    (path / "fox.png").unlink()
    (path / "fox.png").symlink_to(path / "fox.png")
    with pytest.raises(StoryError, match=r"panels\[0\].picture"):
        read_story(path)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes in folders")
def test_pipes_are_not_waited_for(story_folder: Write) -> None:
    path = story_folder(FOX)
    os.mkfifo(path / "fox.png")
    with pytest.raises(StoryError, match="is not a file"):
        read_story(path)
    (path / "story.json").unlink()
    os.mkfifo(path / "story.json")
    with pytest.raises(StoryError, match=r"no story\.json"):
        read_story(path)


def test_a_picture_that_is_missing_or_none_is_named(story_folder: Write, tmp_path: Path) -> None:
    path = story_folder(FOX)
    with pytest.raises(StoryError, match=r"panels\[0\].picture: .*fox\.png cannot be read: No such file") as caught:
        read_story(path)
    assert str(path / "story.json") in caught.value.message
    (path / "fox.png").write_text("no picture", encoding="utf-8")
    with pytest.raises(StoryError, match=r"fox\.png is not a picture of a known kind"):
        read_story(path)
    with pytest.raises(StoryError, match=r"no story\.json"):
        read_story(tmp_path / "nowhere")
    with pytest.raises(StoryError):
        read_story(Path("no\x00where"))


def test_a_recorded_picture_that_has_changed_is_not_taken_for_it(story_folder: Write, tmp_path: Path) -> None:
    story = read_story(story_folder(FOX, fox="red"))
    write_story(tmp_path / "copy", story.board, story.files)
    (picture,) = (tmp_path / "copy" / "pictures").iterdir()
    Image.new("RGB", (24, 16), "blue").save(picture)
    with pytest.raises(StoryError, match="has changed since"):
        read_story(tmp_path / "copy")
    picture.unlink()
    with pytest.raises(StoryError, match="cannot be read"):
        read_story(tmp_path / "copy")


def test_a_shown_picture_without_a_file_is_said_where_it_is_needed(story_folder: Write) -> None:
    story = read_story(story_folder(FOX, fox="red"))
    (story.folder / "story.json").write_bytes(encode_story(story.board))
    read = read_story(story.folder)
    assert read.board == story.board, "the storyboard itself is complete"
    with pytest.raises(StoryError, match="panel 1 is not in the folder"):
        read.engine_panels()


def test_pictures_are_read_once(story_folder: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    path = story_folder({"panels": [{"picture": "fox.png"}] * 5}, fox="red")
    seen: list[Path] = []

    def count(file: Path) -> object:
        seen.append(file)
        return identify(file)

    monkeypatch.setattr(folder, "identify", count)
    assert len(read_story(path).board.pictures) == 1
    assert len(seen) == 1


def test_the_samples_are_whole_stories() -> None:
    assert len(sample_names()) >= 3
    for name in sample_names():
        path = sample_folder(name)
        story = read_story(path)
        assert story.board.title
        assert 5 <= len(story.board.panels) <= 40
        assert sum(panel.picture is not None for panel in story.board.panels) >= 4
        assert all(panel.caption or panel.picture for panel in story.board.panels)
        assert sum(file.stat().st_size for file in path.iterdir()) < 1_000_000


def test_samples_are_found_by_the_beginning_of_their_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("luna", "lula", "pip"):
        shutil.copytree(sample_folder(sample_names()[0]), tmp_path / "stories" / name)
    monkeypatch.setattr("gill_studio.core.locations.resources_dir", lambda: tmp_path)
    assert sample_names() == ("lula", "luna", "pip")
    assert sample_folder("p").name == "pip"
    assert sample_folder("luna").name == "luna"
    for name, reason in (("lu", "More than one"), ("x", "no sample story"), ("", "no sample"), ("../pip", "no sample")):
        with pytest.raises(StoryError, match=reason) as caught:
            sample_folder(name)
        assert "lula, luna, pip" in caught.value.hint


def test_an_empty_story_is_a_story(tmp_path: Path) -> None:
    write_story(tmp_path, Storyboard("s"), {})
    assert read_story(tmp_path).engine_panels() == ()
    write_story(tmp_path, Storyboard("s", panels=(Panel("p"),)), {})
    assert read_story(tmp_path).engine_panels() == (StoryPanel(),)
