"""`gill-studio evaluate starter` and `gill-studio sheet`, as a user calls them."""

from __future__ import annotations

import argparse
import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from engine.adapters import install_adapter
from engine.catalogue import ModelFolders
from engine.facade import Engine
from engine.starter.card import model_card
from engine.starter.evaluate import bench as benches
from engine.starter.evaluate.bench import Bench
from engine.starter.evaluate.run import STEPS, USUAL_PARTS, evaluate
from gill_studio.cli import evaluate as evaluate_command
from gill_studio.cli import sheet as sheet_command
from gill_studio.core.errors import StudioError

Command = Callable[..., int]


@pytest.fixture
def command(bench: Bench, starter: Path, work: Path, monkeypatch: pytest.MonkeyPatch) -> Command:
    """Runs a command on the untrained model, at the tests' sizes."""
    monkeypatch.setattr(benches, "QUICK", bench.config)

    def run(*arguments: str) -> int:
        parser = argparse.ArgumentParser()
        commands = parser.add_subparsers()
        evaluate_command.add_parser(commands)
        sheet_command.add_parser(commands)
        given = [*arguments, "--model", str(starter), "--work", str(work), "--device", "cpu"]
        options = parser.parse_args(given)
        return int(options.run(options))

    return run


def test_everything_is_measured_once(
    command: Command, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    arguments = ["evaluate", "starter", "--quick", "--json", str(tmp_path / "sub" / "r.json")]
    assert command(*arguments) == 1, "an untrained model meets little"
    captured = capsys.readouterr()
    for title in (
        "The reader of facts",
        "a. Pictures",
        "b. The last",
        "d. Captions",
        "d. Retrieve",
        "e. The VAE",
        "3. ",
    ):
        assert f"\n{title}" in captured.out
    assert "requirements are met.\n" in captured.out
    assert captured.err == "", "no progress where nobody looks"
    told = json.loads((tmp_path / "sub" / "r.json").read_text())
    assert told["settings"]["stories"] == 4
    assert told["required"] == sum(len(table["checks"]) for table in told["tables"])
    card = model_card({"adapter": 1}, told)
    assert "| painter alone, last caption |" in card, "the model card reads what is written"

    monkeypatch.setattr(Engine, "load", lambda *_, **__: pytest.fail("everything was measured before"))
    assert command(*arguments) == 1
    assert capsys.readouterr().out == captured.out


def test_one_part_alone(command: Command, capsys: pytest.CaptureFixture[str]) -> None:
    assert command("evaluate", "starter", "--quick", "--part", "captions") == 1
    printed = capsys.readouterr().out
    assert "d. Captions" in printed
    assert "e. The VAE" not in printed


def test_a_model_compared_with_itself_agrees(
    command: Command, starter: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command("evaluate", "starter", "--quick", "--part", "captions", "--part", "vae", "--compare", str(starter))
    printed = capsys.readouterr().out
    assert "Largest differences from tiny starter" in printed
    assert printed.count("yes  d. Captions") == 1
    assert printed.count("yes  e. The VAE") == 1


def test_what_an_adapter_has_forgotten_is_told(
    command: Command, tiny_adapter: Callable[[str], Path], capsys: pytest.CaptureFixture[str]
) -> None:
    install_adapter(tiny_adapter("gill_mapper"), "taught")
    command("evaluate", "starter", "--quick", "--part", "captions", "--adapter", "taught", "--forgotten")
    printed = capsys.readouterr().out
    assert "Forgotten since tiny starter" in printed
    assert "figures that fell by more than a tenth: " in printed
    with pytest.raises(StudioError, match="Without an adapter nothing"):
        command("evaluate", "starter", "--quick", "--part", "captions", "--forgotten")


def test_ablations_are_compared(
    command: Command, tiny_adapter: Callable[[str], Path], capsys: pytest.CaptureFixture[str]
) -> None:
    given = [f"--ablations={name}={tiny_adapter(name)}" for name in ("linear", "mlp")]
    command("evaluate", "starter", "--quick", "--part", "mappers", *given)
    printed = capsys.readouterr().out
    assert "c. Maps to the painter with full context, new stories" in printed
    assert "Best first by generation loss: " in printed


def test_wrong_usage_is_refused(command: Command, capsys: pytest.CaptureFixture[str]) -> None:
    for wrong in (["--part", "x"], ["--stories", "0"], ["--ablations", "folder"], ["--ablations", "=f"]):
        with pytest.raises(SystemExit, match="2"):
            command("evaluate", "starter", *wrong)
    capsys.readouterr()


def test_a_folder_that_is_no_model_is_named(command: Command, bench: Bench, tmp_path: Path) -> None:
    with pytest.raises(StudioError, match=str(tmp_path)):
        command("evaluate", "starter", "--quick", "--part", "captions", "--compare", str(tmp_path))
    with pytest.raises(StudioError, match='no part "x"'):
        evaluate(bench, ["x"])


def test_the_command_knows_the_engines_parts() -> None:
    assert evaluate_command.PARTS == USUAL_PARTS
    assert {*evaluate_command.PARTS, *evaluate_command.EXTRA_PARTS} == set(STEPS)


def test_settings_of_a_part_are_part_of_what_is_kept(bench: Bench, starter: Path, work: Path) -> None:
    """Another guidance paints anew, and leaves everything else as measured."""
    other = Bench(ModelFolders.of(starter), work, replace(bench.config, guidance=1.0))
    assert other.results().folder == bench.results().folder
    more = Bench(ModelFolders.of(starter), work, replace(bench.config, stories=5))
    assert more.results().folder != bench.results().folder


def test_another_adapter_leaves_the_painter_as_measured(
    bench: Bench, starter: Path, work: Path, tiny_adapter: Callable[[str], Path], tmp_path: Path
) -> None:
    changed = shutil.copytree(starter, tmp_path / "model")
    shutil.copytree(tiny_adapter("mlp"), changed / "adapter", dirs_exist_ok=True)
    other = Bench(ModelFolders.of(changed), work, bench.config)
    assert other.fingerprint != bench.fingerprint
    assert other.results().folder != bench.results().folder
    assert other.results(("painter",)).folder == bench.results(("painter",)).folder


def test_guidance_is_chosen_on_training_stories(command: Command, capsys: pytest.CaptureFixture[str]) -> None:
    assert command("evaluate", "starter", "--quick", "--part", "guidance") == 0, "nothing is required of it"
    printed = capsys.readouterr().out
    assert "on training stories" in printed
    assert printed.count("painter alone, true description, guidance") == 6


def test_a_sheet_is_written(command: Command, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "new" / "sheet.png"
    assert command("sheet", "--stories", "1", "--steps", "2", "--out", str(out)) == 0
    assert out.stat().st_size > 1000
    assert capsys.readouterr().out == f"1 stories are on {out}.\n"
    with pytest.raises(StudioError, match="cannot be written"):
        command("sheet", "--stories", "1", "--steps", "1", "--out", str(tmp_path / "sheet.xyz"))


def test_a_blind_test_is_written_and_scored(
    command: Command, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "blind"
    assert command("sheet", "--blind", str(folder), "--count", "2", "--steps", "1") == 0
    assert len(list(folder.glob("*.png"))) == 2
    capsys.readouterr()
    assert command("sheet", "--score", str(folder)) == 1, "nothing was answered"
    assert capsys.readouterr().out.endswith("0 of 2 pictures were named right in everything.\n")
