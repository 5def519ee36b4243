"""`gill-studio train`: options and run.toml become a request; plan, progress and report are printed."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image

from engine.context import RunContext
from gill_studio.cli import main, train
from gill_studio.cli.main import build_parser, run
from gill_studio.cli.training_page import painted_line
from gill_studio.core.collections.library import create_collection
from gill_studio.core.collections.scan import scan
from gill_studio.core.decisions import log_decision
from gill_studio.core.errors import StudioError
from gill_studio.core.training import (
    PUBLISHED,
    TrainingPainted,
    TrainingRecipe,
    TrainingSample,
    TrainRequest,
    read_run_file,
)

RUN = """
name = "mine"
collections = ["album"]
stories = ["stories/summer.gill"]
[recipe]
steps = 50
batch = 16
"""


def request(*arguments: str) -> TrainRequest:
    return train.request_of(build_parser().parse_args(["train", *arguments]))


def test_options_become_a_request() -> None:
    found = request("--collection", "a", "--collection", "b", "--out", "x", "--minutes", "3", "--from-scratch")
    assert found == TrainRequest("x", ("a", "b"), from_scratch=True, recipe=TrainingRecipe(minutes=3.0))
    assert request("--out", "x", "--resume").resume
    published = request("--collection", "a", "--out", "x", "--published", "--steps", "7").recipe
    assert (published.batch, published.steps, published.label_second) == (PUBLISHED.batch, 7, False)


def test_a_run_file_is_read_and_options_beside_it_win(tmp_path: Path) -> None:
    path = tmp_path / "run.toml"
    path.write_text(RUN, encoding="utf-8")
    found = request(str(path))
    assert found.stories == (tmp_path / "stories" / "summer.gill",)
    assert found.recipe == TrainingRecipe(steps=50, batch=16)
    over = request(str(path), "--out", "other", "--batch", "8", "--minutes", "2")
    assert (over.name, over.recipe) == ("other", TrainingRecipe(steps=0, batch=8, minutes=2.0))


def test_samples_are_painted_meanwhile_unless_one_says_otherwise(tmp_path: Path) -> None:
    path = tmp_path / "run.toml"
    path.write_text("name = 'a'\ncollections = ['b']\npreviews = false", encoding="utf-8")
    assert request("--collection", "a", "--out", "x").previews
    assert not request("--collection", "a", "--out", "x", "--no-previews").previews
    assert not request(str(path)).previews
    assert request(str(path), "--previews").previews


def test_where_samples_lie_is_printed() -> None:
    sample = TrainingSample("a fox", Path("own.png"), Path("1-after-0.jpg"))
    assert painted_line(TrainingPainted(0, (sample,))).endswith("1 held-out caption before it learns: 1-after-0.jpg")
    later = tuple(replace(sample, after=Path(f"{number}-after-40.jpg")) for number in (1, 2))
    assert painted_line(TrainingPainted(40, later)).endswith("2 held-out captions after 40 steps: 1-after-40.jpg …")
    assert "painting has failed" in painted_line(TrainingPainted(0, failed=True))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("name = 3", "name"),
        ("name = 'a'\n[recipe]\nbatch = 1", r"recipe\.batch: expected `int` >= 2\."),
        ("name = 'a'\n[recipe]\nminutes = inf", "minutes"),
        ("name = 'a'\n[recipe]\nminuts = 1.0", "no recipe.minuts. Did you mean recipe.minutes"),
        ("name = 'a'\ncolections = ['b']", "no colections. Did you mean collections"),
        ("name = 'a'\nzzz = 1", "no zzz. There are: name, collections"),
        ("name = 'a'\nrecipe = 1", "recipe"),
        ("[", "cannot be read"),
        ("", "name"),
    ],
)
def test_a_run_file_that_is_wrong_is_named_with_its_field(text: str, words: str, tmp_path: Path) -> None:
    path = tmp_path / "run.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(StudioError, match=rf"run\.toml.*{words}"):
        read_run_file(path)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--collection", "a"), "needs a name"),
        (("--out", "x"), "nothing to learn from"),
        (("--collection", "a", "--out", "x", "--batch", "1"), "cannot be followed"),
        (("--out", "x", "--resume", "--minutes", "3"), "--minutes cannot be changed"),
        (("--out", "x", "--finish", "--collection", "a"), "--collection cannot be changed"),
        (("--out", "x", "--resume", "--from-scratch"), "--from-scratch cannot be changed"),
    ],
)
def test_what_is_missing_is_said(arguments: tuple[str, ...], words: str) -> None:
    with pytest.raises(StudioError, match=words):
        request(*arguments)


def test_an_album_is_taught_from_the_command_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from engine.models.random_model import RandomSizes, write_random_model

    monkeypatch.setattr(main, "close_network", lambda: None)
    model = write_random_model(tmp_path / "model", RandomSizes(picture_size=16))
    for name, count in (("Album", 12), ("General", 6)):
        folder = tmp_path / name
        folder.mkdir()
        for number in range(count):
            image = Image.new("RGB", (32, 32), (number * 20, 250 - number * 20, 90))
            image.paste((255, 255, 255), (0, 0, 2 * number + 1, 30 - 2 * number))
            image.save(folder / f"{number}.png")
            (folder / f"{number}.txt").write_text(f"a fox {number}", encoding="utf-8")
        with create_collection(name, [folder]) as store:
            scan(store, lambda *_: None)
    report = tmp_path / "report.json"
    arguments = ["--collection", "Album", "--replay", "General", "--model", str(model), "--out", "mine"]
    arguments += ["--steps", "4", "--batch", "6", "--json", str(report)]
    assert run(["train", *arguments, "--plan"]) == 0
    plan = capsys.readouterr().out
    assert re.search(r"mine, from random opt on cpu", plan)
    assert re.search(r"learns +10 captioned pictures; 2 more are held out", plan)
    assert "learn these by heart" in plan
    assert run(["train", *arguments]) == 0
    printed = capsys.readouterr().out
    assert "best so far" in printed
    assert re.search(r"found by its caption, R@1 +\d\.\d+ +\d\.\d+", printed)
    assert re.search(r"log-likelihood of a caption's token +-\d+\.\d+ +-\d+\.\d+", printed)
    assert "--adapter mine" in printed
    record = json.loads(report.read_text(encoding="utf-8"))
    assert record["name"] == "mine"
    assert {Path(sample["after"]).name for sample in record["samples"]} == {"1-after.png", "2-after.png"}
    assert run(["models", "list"]) == 0
    assert "adapter mine: for random opt" in capsys.readouterr().out
    story = ["propose", "--sample", "luna-cannot-sleep", "--model", str(model), "--adapter", "mine"]
    assert run([*story, "--count", "0", "--collection", "none", "--sentences", "1"]) == 0
    assert run(["train", *arguments]) == 1
    assert "an adapter mine already" in capsys.readouterr().err
    assert run(["train", "--out", "mine", "--resume"]) == 1
    assert "The training of mine is complete" in capsys.readouterr().err
    assert run(["models", "remove-adapter", "mine"]) == 0
    assert run(story) == 1
    assert "no adapter mine" in capsys.readouterr().err
    _interrupted_and_gone_on_with(arguments, capsys, monkeypatch)


def _interrupted_and_gone_on_with(
    arguments: list[str], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(_context: object, name: str, done: int, total: int) -> None:
        del total
        if name == "adapter" and done == 2:
            raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(RunContext, "step", interrupt)
        assert run(["train", *arguments, "--replace"]) == 130
    assert "gill-studio train --out mine --resume" in capsys.readouterr().err
    assert run(["train", "--out", "mine", "--resume"]) == 0
    assert "complete: 4 steps" in capsys.readouterr().out


def test_deciding_is_taught_from_labels_and_from_ones_own_decisions(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from engine.models.random_model import RandomSizes, write_random_model

    monkeypatch.setattr(main, "close_network", lambda: None)
    model = str(write_random_model(tmp_path / "model", RandomSizes(painter=False)))
    labels = tmp_path / "labels.tsv"
    kinds = (("a fox in the forest", "gen"), ("the little boat", "ret"))
    rows = [f'{kinds[i % 2][0]} {i}\tAbstract\tBasic\t"a note\t{kinds[i % 2][1]}\n' for i in range(40)]
    labels.write_text("Prompt\tCategory\tChallenge\tNote\tDecision\n" + "".join(rows), encoding="utf-8")
    assert run(["train", "--decision", str(labels), "--model", model, "--out", "decides"]) == 0
    printed = capsys.readouterr().out
    assert re.search(r"macro-F1 on 26 labels it was trained on +[01]\.\d+", printed)
    assert re.search(r"macro-F1 on 14 labels kept apart +[01]\.\d+", printed)
    assert run(["train", "--decision", "log", "--model", model, "--out", "mine"]) == 1
    assert "decisions" in capsys.readouterr().err
    for number in range(24):
        log_decision([f"{kinds[number % 2][0]} {number}"], retrieve=bool(number % 2), similarity=0.5)
    assert run(["train", "--decision", "log", "--model", model, "--out", "mine"]) == 0
    assert "on 16 labels it was trained on" in capsys.readouterr().out
    assert run(["models", "list"]) == 0
    listed = capsys.readouterr().out
    assert "adapter decides" in listed
    assert "adapter mine" in listed
