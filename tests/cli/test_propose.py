"""`gill-studio propose`, run as the user does, with a model of random weights."""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Callable
from io import StringIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from engine.models.random_model import RandomSizes, write_random_model
from engine.quiet import quiet_libraries
from engine.starter import samples
from gill_studio.cli import propose, terminal
from gill_studio.cli.terminal import Style, columns, printable, wrapped
from gill_studio.core.errors import StudioError
from gill_studio.core.story.samples import sample_folder, sample_names

Run = Callable[..., int]
FEW = samples.sample_scenes()[:8]


@pytest.fixture(scope="module", autouse=True)
def _quiet() -> None:
    quiet_libraries()


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_random_model(tmp_path_factory.mktemp("model"))


@pytest.fixture
def propose_with(model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """`propose_with("--sample", "luna")`: the command's exit status; the current folder is `tmp_path`/here."""
    monkeypatch.setattr(samples, "sample_scenes", lambda: FEW)
    monkeypatch.setenv("COLUMNS", "80")
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    parser = argparse.ArgumentParser()
    propose.add_parser(parser.add_subparsers())

    def run(*arguments: str) -> int:
        known = () if "--model" in arguments else ("--model", str(model))
        options = parser.parse_args(["propose", *arguments, "--steps", "2", *known])
        return int(options.run(options))

    return run


@pytest.fixture
def story(tmp_path: Path) -> Callable[..., Path]:
    """`story("A fox.", ("It runs.", "red"))`: a story folder; a colour is a picture of it."""

    def write(*panels: str | tuple[str, str], title: str = "A Test") -> Path:
        folder = tmp_path / "my story"
        folder.mkdir()
        records = []
        for number, panel in enumerate(panels):
            caption, colour = (panel, "") if isinstance(panel, str) else panel
            records.append({"caption": caption} | ({"picture": f"{number}.png"} if colour else {}))
            if colour:
                Image.new("RGB", (40, 30), colour).save(folder / f"{number}.png")
        (folder / "story.json").write_text(json.dumps({"title": title, "panels": records}), encoding="utf-8")
        return folder

    return write


def read(text: str) -> dict:
    return json.loads(text)


def size_of(path: str) -> tuple[int, int]:
    with Image.open(path) as picture:
        return picture.size


def test_it_proposes_everything_for_a_sample_story(propose_with: Run, capsys: pytest.CaptureFixture[str]) -> None:
    assert propose_with("--sample", "luna") == 0
    printed = capsys.readouterr()
    assert printed.err == "", "no progress where nobody looks"
    lines = printed.out.splitlines()
    assert "Luna Cannot Sleep" in lines[1]
    assert "6 panels" in lines[1]
    for heading in ("Sentences for panel 7", "Pictures of the collection Picture book", "Painted"):
        assert heading in lines
    assert len(re.findall(r"^ {3}\d  .?\d\.\d\d [█░]{10}  \w", printed.out, re.MULTILINE)) == 3
    assert re.search(r"^GILL would (retrieve a picture|paint a new picture): \d+%$", printed.out, re.MULTILINE)
    assert "\x1b" not in printed.out, "no colours in a file"
    assert all(columns(line) <= 80 for line in lines if "/" not in line)
    painted = sorted(Path("luna-cannot-sleep-proposals").iterdir())
    assert [path.name for path in painted] == ["panel-7-seed-0.png", "panel-7-seed-1.png"]
    assert all(f"{path}  seed" in printed.out for path in painted)


def test_json_holds_all_of_it(propose_with: Run, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ("--sample", "oscar", "--json", "--count", "1", "--sentences", "2", "--retrieve", "4", "--seed", "9")
    assert propose_with(*arguments) == 0
    found = read(capsys.readouterr().out)
    assert (found["panels"], found["panel"], found["model"]) == (6, 7, "random opt")
    assert {text["seed"] for text in found["texts"]} == {9, 10}
    assert len(found["retrieved"]) == 4
    assert [p["score"] for p in found["retrieved"]] == sorted((p["score"] for p in found["retrieved"]), reverse=True)
    for picture in found["retrieved"]:
        assert size_of(picture["path"]) == (samples.PICTURE_SIZE, samples.PICTURE_SIZE)
        assert picture["caption"]
    (painted,) = found["painted"]
    assert painted["seed"] == 9
    assert size_of(painted["path"]) == (32, 32)
    assert found["decision"]["favours"] in {"retrieve", "generate"}
    assert found["decision"]["retrieve"] + found["decision"]["generate"] == pytest.approx(1)
    assert (found["dropped_panels"], found["truncated"]) == (0, False)
    assert propose_with(*arguments) == 0
    again = read(capsys.readouterr().out)
    assert again | {"seconds": 0} == found | {"seconds": 0}, "a seed gives the same answers, and the same files"


def test_the_panel_in_focus_gets_what_it_lacks(
    propose_with: Run, story: Callable[..., Path], capsys: pytest.CaptureFixture[str]
) -> None:
    folder = str(story(("A fox.", "red"), "It runs.", ("", "blue"), ("It sleeps.", "green")))
    assert propose_with(folder, "--panel", "2", "--json", "--collection", "none") == 0
    pictures = read(capsys.readouterr().out)
    assert (pictures["panel"], pictures["texts"], pictures["retrieved"], len(pictures["painted"])) == (2, [], [], 2)
    assert propose_with(folder, "--panel", "3", "--collection", "none") == 0
    printed = capsys.readouterr().out
    assert "Captions for panel 3" in printed
    assert "Painted" not in printed
    assert propose_with(folder, "--panel", "1", "--json", "--collection", "none") == 0
    following = read(capsys.readouterr().out)
    assert (following["panel"], len(following["texts"]) > 0, len(following["painted"])) == (2, True, 2)
    with pytest.raises(StudioError, match="4 panels; there is no panel 5"):
        propose_with(folder, "--panel", "5")


def test_an_earlier_painting_is_never_replaced(
    propose_with: Run, story: Callable[..., Path], capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    folder, out = story("A fox."), tmp_path / "paintings"
    options = (str(folder), "--count", "1", "--json", "--collection", "none", "--out", str(out))
    propose_with(*options)
    first = (out / "panel-2-seed-0.png").read_bytes()
    (folder / "story.json").write_text(json.dumps({"panels": [{"caption": "Quite another story!"}]}), encoding="utf-8")
    propose_with(*options)
    assert (out / "panel-2-seed-0.png").read_bytes() == first
    assert (out / "panel-2-seed-0-2.png").read_bytes() != first
    assert sorted(path.name for path in out.iterdir()) == ["panel-2-seed-0-2.png", "panel-2-seed-0.png"]
    assert capsys.readouterr().out.count("panel-2-seed-0-2.png") == 1


def test_nothing_is_written_where_nothing_is_painted(
    propose_with: Run, story: Callable[..., Path], capsys: pytest.CaptureFixture[str]
) -> None:
    folder = story(("A fox.", "red"))
    before = {path: (path.stat().st_mtime_ns, path.read_bytes()) for path in folder.iterdir()}
    assert propose_with(str(folder), "--count", "0", "--collection", "none") == 0
    assert list(Path.cwd().iterdir()) == []
    assert {path: (path.stat().st_mtime_ns, path.read_bytes()) for path in folder.iterdir()} == before
    assert "Painted" not in capsys.readouterr().out
    assert propose_with(str(folder), "--collection", "none") == 0
    assert {path: (path.stat().st_mtime_ns, path.read_bytes()) for path in folder.iterdir()} == before, (
        "a story folder may be read-only"
    )
    assert [path.name for path in Path.cwd().iterdir()] == ["my story-proposals"]


def test_a_folder_that_cannot_be_written_is_said_before_any_work(
    propose_with: Run, story: Callable[..., Path], tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(StudioError, match="Nothing can be written to") as caught:
        propose_with(str(story("A fox.")), "--out", str(tmp_path / "file" / "out"))
    assert "--out" in caught.value.hint


def test_panels_that_are_left_out_are_named(
    story: Callable[..., Path], tmp_path: Path, propose_with: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    small = write_random_model(tmp_path / "small", RandomSizes(window=160, painter=False))
    folder = str(story(*(f"Panel {i} of a long story." for i in range(12))))
    assert propose_with(folder, "--model", str(small), "--collection", "none") == 0
    printed = capsys.readouterr().out
    assert re.search(r"^Panels 1 to \d+ were left out: the story is longer", printed, re.MULTILINE)
    assert "This model has no painter." in printed
    assert propose_with(folder, "--model", str(small), "--collection", "none", "--json") == 0
    assert read(capsys.readouterr().out)["dropped_panels"] > 0


def test_a_story_cannot_talk_to_the_terminal(
    propose_with: Run, story: Callable[..., Path], capsys: pytest.CaptureFixture[str]
) -> None:
    evil = "\x1b]0;owned\x07\x1b[2J\u202eoof\u202c\r\nA fox\x9b31m \U0001f98a 狐"
    folder = story(evil, title="\x1b[31mred")
    assert propose_with(str(folder), "--count", "0", "--collection", "none") == 0
    printed = capsys.readouterr().out
    head = printed.split("Sentences")[0]
    assert not set("\x1b\x07\r\x9b\u202e\u202c") & set(head)
    assert "A fox31m \U0001f98a 狐" in head


def test_an_empty_story_begins(
    propose_with: Run, story: Callable[..., Path], capsys: pytest.CaptureFixture[str]
) -> None:
    assert propose_with(str(story()), "--count", "0") == 0
    assert "Sentences for panel 1" in capsys.readouterr().out


def test_what_is_not_there_is_said(propose_with: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(StudioError, match="no sample story 'nothing'") as caught:
        propose_with("--sample", "nothing")
    assert all(name in caught.value.hint for name in sample_names())
    with pytest.raises(StudioError, match=r"no story\.json"):
        propose_with(str(tmp_path))
    with pytest.raises(StudioError, match="not installed"):
        propose_with(str(sample_folder("luna")), "--model", "gill-opt-6.7b")


@pytest.mark.parametrize(
    "wrong",
    [
        ("--sample", "luna", "story"),
        (),
        ("--sample", "luna", "--panel", "0"),
        ("--sample", "luna", "--panel", "²"),
        ("--sample", "luna", "--count", "-1"),
        ("--sample", "luna", "--guidance", "nan"),
        ("--sample", "luna", "--seed", "9" * 30),
    ],
)
def test_wrong_options_are_wrong_usage(
    propose_with: Run, wrong: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as caught:
        propose_with(*wrong)
    assert caught.value.code == 2
    assert "usage" in capsys.readouterr().err


class Terminal(StringIO):
    """What somebody looks at."""

    def isatty(self) -> bool:
        return True


def test_progress_is_drawn_on_a_terminal_only(monkeypatch: pytest.MonkeyPatch) -> None:
    for stream in (Terminal(), StringIO()):
        monkeypatch.setattr("sys.stderr", stream)
        with terminal.progress() as step:
            step("painting", 1, 12)
            step("painting", 12, 12)
            step("loading", 1, 4)
        assert ("painting" in stream.getvalue()) == stream.isatty()


def test_colours_are_for_terminals_whose_users_want_them(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("NO_COLOR", "TERM"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("WT_SESSION", "1")
    assert terminal.style_of(Terminal()) == Style(colours=True)
    assert Style(colours=True).bold("x") != Style().bold("x") == "x"
    assert terminal.style_of(StringIO()) == Style()
    monkeypatch.setenv("NO_COLOR", "1")
    assert terminal.style_of(Terminal()) == Style()


@given(st.text(alphabet=st.sampled_from("ab 狐🦊é\u0301\u200d"), max_size=60), st.integers(2, 20))
def test_lines_fit_and_lose_nothing(text: str, width: int) -> None:
    lines = wrapped(text, width)
    assert lines
    assert all(columns(line) <= width for line in lines)
    assert "".join("".join(lines).split()) == "".join(text.split())


@given(st.text(max_size=40))
def test_printable_text_is_one_harmless_line(text: str) -> None:
    line = printable(text)
    assert not any(ord(c) < 32 or 0x7F <= ord(c) < 0xA0 for c in line)
    line.encode("utf-8")
