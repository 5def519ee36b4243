"""`gill-studio collection`, run as the user does, with a model of random weights."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from engine.models.random_model import RandomSizes, write_random_model
from engine.quiet import quiet_libraries
from gill_studio.cli import main
from gill_studio.core.collections.library import find_collection, list_collections
from gill_studio.core.collections.model import CaptionSource

Run = Callable[..., int]


@pytest.fixture(scope="module", autouse=True)
def _quiet() -> None:
    quiet_libraries()


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_random_model(tmp_path_factory.mktemp("model"), RandomSizes(painter=False))


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Run:
    """`run("list")`: the exit status of `gill-studio collection list`."""
    monkeypatch.setattr(main, "close_network", lambda: None)
    monkeypatch.setenv("COLUMNS", "80")
    return lambda *arguments: main.run(["collection", *map(str, arguments)])


@pytest.fixture
def holiday(tmp_path: Path) -> Path:
    """A folder with five pictures of one colour each, and one that is none."""
    folder = tmp_path / "My holiday"
    folder.mkdir()
    for number, colour in enumerate(["red", "green", "blue", "white", "black"]):
        Image.new("RGB", (60, 40), colour).save(folder / f"{colour}.png")
        if number < 3:
            (folder / f"{colour}.txt").write_text(f"All {colour}.", encoding="utf-8")
    (folder / "bad.jpg").write_bytes(b"spoilt")
    return folder


def test_add_list_scan_remove(run: Run, holiday: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("list") == 0
    assert "no collection yet" in capsys.readouterr().out
    assert run("add", holiday) == 0
    out = capsys.readouterr().out
    assert "My holiday  5 pictures, 3 with captions; 1 file cannot be used" in out
    assert "Files: 5 new." in out
    assert "bad.jpg is not a picture of a known kind." in out
    (holiday / "red.png").rename(holiday / "rot.png")
    assert run("add", holiday) == 0, "again: it is brought up to date"
    assert "1 moved." in capsys.readouterr().out
    assert run("scan") == 0
    assert run("scan", "my holiday") == 0
    assert run("list") == 0
    out = capsys.readouterr().out
    assert str(holiday) in out
    assert run("list", "--json") == 0
    (record,) = json.loads(capsys.readouterr().out)
    assert (record["name"], record["pictures"], record["captioned"], record["problems"]) == ("My holiday", 5, 3, 1)
    assert run("remove", "My holiday") == 0
    assert list_collections() == ()
    assert len(list(holiday.iterdir())) == 9


def test_a_folder_more_and_a_folder_gone(
    run: Run, holiday: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run("add", holiday, "--name", "Album")
    more = tmp_path / "more"
    more.mkdir()
    for number in range(15):
        (more / f"{number}.jpg").write_bytes(b"spoilt")
    Image.new("RGB", (8, 8), "yellow").save(more / "yellow.png")
    assert run("add", more, "--to", "album") == 0
    out = capsys.readouterr().out
    assert "Album  6 pictures" in out
    assert "… and 6 more: --all names them." in out
    holiday.rename(tmp_path / "away")
    assert run("scan", "Album", "--all") == 0
    out = capsys.readouterr().out
    assert "is not there now" in out
    assert out.count("not a picture") == 16
    assert run("list") == 0
    assert "(not there now)" in capsys.readouterr().out


def test_words_of_the_writer_are_not_removed_by_mistake(
    run: Run, holiday: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run("add", holiday)
    with find_collection("My holiday") as store:
        store.set_captions({store.pictures()[0].picture.sha256: "Mine."}, CaptionSource.WRITER)
    assert run("remove", "My holiday") == 1
    assert "1 caption that you have written would be gone" in capsys.readouterr().err
    assert run("remove", "My holiday", "--yes") == 0


def test_search_by_words(run: Run, holiday: Path, model: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("search", "a red kite", "--model", model) == 1
    assert "no collection yet" in capsys.readouterr().err
    run("add", holiday)
    capsys.readouterr()
    assert run("search", "a red kite", "--model", model, "--count", "3") == 0
    page = capsys.readouterr().out
    assert page.count(".png") == 3
    assert run("search", "a red kite", "--model", model, "--collection", "my holiday", "--json") == 0
    records = json.loads(capsys.readouterr().out)
    assert len(records) == 5
    assert [one["score"] for one in records] == sorted((one["score"] for one in records), reverse=True)
    assert {one["caption"] for one in records} == {"All red.", "All green.", "All blue.", ""}
    with find_collection("My holiday") as store:
        store.exclude([records[0]["sha256"]])
    run("search", "a red kite", "--model", model, "--json")
    rest = json.loads(capsys.readouterr().out)
    assert [one["path"] for one in rest] == [one["path"] for one in records[1:]]
    assert run("search", "  ", "--model", model) == 1
    assert run("search", "x", "--model", model, "--collection", "none such") == 1
    assert "no collection none such" in capsys.readouterr().err


def test_what_captions_say_comes_before_what_pictures_show(
    run: Run, holiday: Path, model: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run("add", holiday)
    capsys.readouterr()
    assert run("search", "GREEN all", "--model", model, "--count", "2") == 0
    page = capsys.readouterr().out
    assert page.index("Their captions say so") < page.index("All green.") < page.index("By what they show")
    assert page.count(".png") == 3
    assert page.count("green.png") == 1
    with find_collection("My holiday") as store:
        store.exclude([one.picture.sha256 for one in store.pictures() if one.caption == "All green."])
    run("search", "green all", "--model", model, "--json")
    records = json.loads(capsys.readouterr().out)
    assert not any(one["by_caption"] or one["caption"] == "All green." for one in records), "it is never offered"


def test_a_picture_of_two_collections_is_found_once(
    run: Run, holiday: Path, model: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run("add", holiday)
    run("add", holiday.parent, "--name", "All")
    capsys.readouterr()
    for words in ("a red kite", "all"):
        run("search", words, "--model", model, "--json")
        paths = [one["path"] for one in json.loads(capsys.readouterr().out)]
        assert len(paths) == len(set(paths)) == 5


def test_what_fits_a_story(
    run: Run, holiday: Path, model: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run("add", holiday)
    story = tmp_path / "story"
    story.mkdir()
    (story / "1.png").write_bytes((holiday / "red.png").read_bytes())
    panels = [{"caption": "It is red.", "picture": "1.png"}, {"caption": "What is it now?"}]
    (story / "story.json").write_text(json.dumps({"panels": panels}), encoding="utf-8")
    capsys.readouterr()
    assert run("fits", story, "--model", model, "--json") == 0
    records = json.loads(capsys.readouterr().out)
    assert len(records) == 4
    assert not any(one["path"].endswith("red.png") for one in records), "the story shows it already"
    assert run("fits", story, "--panel", "2", "--model", model, "--json") == 0
    asked = json.loads(capsys.readouterr().out)
    scores = [[one.pop("score") for one in found] for found in (asked, records)]
    assert asked == records, "the end of it is panel 2"
    assert scores[0] == pytest.approx(scores[1], abs=1e-5)
    assert run("fits", story, "--panel", "1", "--model", model, "--json") == 0
    assert json.loads(capsys.readouterr().out) != records
    assert run("fits", "--sample", "luna-cannot-sleep", "--model", model, "--json") == 0
    assert len(json.loads(capsys.readouterr().out)) == 5, "all of them: the sample shows none"
    assert run("fits", tmp_path / "lost.gill", "--model", model) == 1
    assert "There is no story" in capsys.readouterr().err
    assert run("fits", story, "--panel", "3", "--model", model) == 1
    assert "no panel 3" in capsys.readouterr().err


def test_an_empty_folder_is_said_to_be_empty(
    run: Run, tmp_path: Path, model: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "empty").mkdir()
    assert run("add", tmp_path / "empty") == 0
    assert "There are no pictures in it" in capsys.readouterr().out
    assert run("search", "a red kite", "--model", model) == 0
    assert capsys.readouterr().out == "Nothing was found.\n"
    assert run("search", "a red kite", "--model", model, "--json") == 0
    assert json.loads(capsys.readouterr().out) == []
    assert run("add", tmp_path / "none") == 1
    assert "There is no folder" in capsys.readouterr().err
    Image.new("RGB", (60, 40), "red").save(tmp_path / "empty" / "red.png")
    assert run("add", tmp_path / "empty") == 0, "empty as it was, it is that collection"
    assert "1 picture," in capsys.readouterr().out
    assert len(list_collections()) == 1


def test_a_name_that_would_be_passed_over_or_misunderstood_is_not_taken(
    run: Run, holiday: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run("add", holiday)
    assert run("add", holiday, "--name", "Other") == 1
    assert "is the collection My holiday already" in capsys.readouterr().err
    assert run("add", holiday, "--name", "My holiday") == 0
    for name in ("none", "sample"):
        (tmp_path / name).mkdir()
        assert run("add", tmp_path / name) == 1
        assert f"cannot be called {name}" in capsys.readouterr().err
    assert len(list_collections()) == 1
