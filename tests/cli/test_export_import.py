"""`gill-studio export` and `gill-studio import`, as they are typed."""

from __future__ import annotations

import pypdf
import pytest

from gill_studio.cli.main import run
from gill_studio.core.story.file import StoryFile
from gill_studio.core.story.folder import read_story
from gill_studio.core.story.samples import sample_folder


@pytest.fixture
def story():
    return str(sample_folder("luna-cannot-sleep"))


@pytest.fixture(autouse=True)
def _config(tmp_path, monkeypatch):
    monkeypatch.setenv("GILL_STUDIO_CONFIG", str(tmp_path / "config"))
    monkeypatch.setenv("GILL_STUDIO_CACHE", str(tmp_path / "cache"))


def test_a_story_becomes_a_pdf(story, tmp_path, capsys):
    target = tmp_path / "luna.pdf"
    assert (
        run(
            ["export", story, "--to", str(target), "--layout", "sheet", "--columns", "1", "--rows", "1", "--no-credits"]
        )
        == 0
    )
    out = capsys.readouterr()
    assert str(target) in out.out
    assert "no alternative text" in out.err
    assert len(pypdf.PdfReader(target).pages) == len(read_story(sample_folder("luna-cannot-sleep")).board.panels)


@pytest.mark.parametrize("name", ["a.html", "a.epub", "a.docx", "a.pptx", "a.cbz"])
def test_the_ending_is_enough(name, story, tmp_path):
    assert run(["export", story, "--to", str(tmp_path / name)]) == 0
    assert (tmp_path / name).stat().st_size > 1000


def test_out_and_in_again(story, tmp_path, capsys):
    board = read_story(sample_folder("luna-cannot-sleep")).board
    for name in ("markdown", "json"):
        folder, file = tmp_path / name, tmp_path / f"{name}.gill"
        assert run(["export", story, "--to", str(folder), "--format", name]) == 0
        assert run(["import", str(folder), "--to", str(file)]) == 0
        assert f"{len(board.panels)} panels" in capsys.readouterr().out
        opened = StoryFile.open(file, read_only=True)
        found = opened.document.board
        opened.close()
        assert [panel.caption for panel in found.panels] == [panel.caption for panel in board.panels]
        assert found.pictures == board.pictures
        assert run(["export", str(file), "--to", str(tmp_path / f"{name}.html")]) == 0
        assert run(["import", str(folder), "--to", str(file)]) == 1
        assert "already" in capsys.readouterr().err
        assert run(["import", str(folder), "--to", str(file), "--replace"]) == 0


def test_a_story_that_is_not_there_is_named(tmp_path, capsys):
    assert run(["export", str(tmp_path / "nothing.gill"), "--to", str(tmp_path / "a.pdf")]) == 1
    assert f"no file {tmp_path / 'nothing.gill'}" in capsys.readouterr().err


def test_profiles(story, tmp_path):
    target = tmp_path / "a.pdf"
    run(["export", story, "--to", str(target), "--layout", "contact-sheet", "--no-credits", "--save-profile", "Small"])
    small = len(pypdf.PdfReader(target).pages)
    run(["export", story, "--to", str(target), "--profile", "Small"])
    assert len(pypdf.PdfReader(target).pages) == small
    run(["export", story, "--to", str(target), "--profile", "Small", "--cover", "yes"])
    assert len(pypdf.PdfReader(target).pages) == small + 1


WRONG = {
    "no place": (["--to", "{tmp}/missing/a.pdf"], "There is no folder"),
    "no format": (["--to", "{tmp}/a"], "does not say which format"),
    "another format": (["--to", "{tmp}/a", "--format", "fax"], "no format 'fax'"),
    "another option": (["--to", "{tmp}/a.html", "--layout", "sheet"], "no option 'layout'"),
    "wrong value": (["--to", "{tmp}/a.pdf", "--layout", "poster"], "cannot be 'poster'"),
    "no profile": (["--to", "{tmp}/a.pdf", "--profile", "x"], "no profile"),
    "a folder": (["--to", "{tmp}"], "does not say"),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_is_said(name, story, tmp_path, capsys):
    words, says = WRONG[name]
    assert run(["export", story, *(word.format(tmp=tmp_path) for word in words)]) == 1
    err = capsys.readouterr().err
    assert says in err
    assert len(err.strip().split("\n")) == 2, "a sentence and a hint"
    assert not list(tmp_path.iterdir())


def test_a_story_that_is_none(tmp_path, capsys):
    assert run(["export", str(tmp_path / "x.gill"), "--to", str(tmp_path / "a.pdf")]) == 1
    assert run(["import", str(tmp_path / "x"), "--to", str(tmp_path / "a.gill")]) == 1
    assert capsys.readouterr().err
