"""The decision module from labels: of a TSV as the authors have it, and of the writer's own log."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
import torch

from engine.adapters import adapter_folder
from engine.choice import choose_model
from engine.facade import Engine
from engine.loading import LoadedModel
from engine.models.adapter_files import read_adapter
from engine.training.decision import DecisionOptions, macro_f1, read_labels, teach_decision, train_decision
from gill_studio.core.decisions import DecisionLabel, erase_log, log_decision, log_file, read_log
from gill_studio.core.protocol import StoryPanel
from gill_studio.core.training import DecisionRequest, TrainingError

HEADER = "Prompt\tCategory\tChallenge\tNote\tDecision\n"


def table(folder: Path, rows: list[tuple[str, str]]) -> Path:
    path = folder / "labels.tsv"
    lines = [f'{prompt}\tAbstract\tBasic\t"a note\t{decision}\n' for prompt, decision in rows]
    path.write_text(HEADER + "".join(lines), encoding="utf-8")
    return path


def separable(count: int) -> list[tuple[str, str]]:
    """What is about a fox is to be painted, what is about a boat retrieved; one in five nobody could decide."""
    kinds = (("a fox in the forest", "gen"), ("the little boat", "ret"))
    rows = [(f"{kinds[i % 2][0]} {i}", kinds[i % 2][1]) for i in range(count)]
    return [row for i, row in enumerate(rows) for row in ([row, ("the wind", "same")] if i % 5 == 0 else [row])]


def test_the_first_six_hundred_decided_prompts_train_and_the_others_test(tmp_path: Path) -> None:
    train, test = read_labels(table(tmp_path, separable(911)))
    assert (len(train), len(test)) == (600, 311)
    assert train[0] == DecisionLabel(("a fox in the forest 0",), retrieve=False)
    short, rest = read_labels(table(tmp_path, separable(30)))
    assert (len(short), len(rest)) == (20, 10)


def test_a_head_learns_what_can_be_told_apart(engine: Engine, loaded: LoadedModel, tmp_path: Path) -> None:
    options = DecisionOptions(steps=300, rate=1e-2)
    bundle, report = train_decision(engine, table(tmp_path, separable(60)), options)
    assert (report.trained, report.tested) == (40, 20)
    assert report.test_f1 > 0.9
    assert not report.similarity
    again = train_decision(Engine(loaded), table(tmp_path, separable(60)), options)[0]
    assert bundle.decision is not None
    assert again.decision is not None
    assert torch.equal(bundle.decision.weight, again.decision.weight)


def test_it_is_kept_under_a_name_and_the_engine_decides_by_it(random_model: Path, tmp_path: Path) -> None:
    labels = table(tmp_path, separable(60))
    report = teach_decision(DecisionRequest("decides", labels, str(random_model)))
    assert 0 <= report.test_f1 <= 1
    before, after = read_adapter(random_model / "adapter"), read_adapter(adapter_folder("decides"))
    assert all(
        torch.equal(tensor, after.adapter.state_dict()[name]) for name, tensor in before.adapter.state_dict().items()
    )
    assert after.decision is not None
    assert after.decision.config.similarity == "none"
    engine = Engine.load(choose_model(str(random_model), "decides").folders)
    states = engine.image_states([])
    assert engine.gill.decide(states) is not None
    assert engine.find([StoryPanel("a fox")]) == ()


def test_the_writers_own_log_is_private_complete_and_erasable(tmp_path: Path, engine: Engine) -> None:
    for number in range(15):
        log_decision(["Once.", f"a fox {number}"], retrieve=False)
        log_decision([f"the little boat {number}"], retrieve=True, similarity=0.5)
    with log_file().open("a", encoding="utf-8") as file:
        file.write('{"captions": "broken\n[]\n{"captions": ["a"], "retrieve": "yes"}\n')
    labels = read_log()
    assert len(labels) == 30
    assert labels[0] == DecisionLabel(("Once.", "a fox 0"), retrieve=False)
    assert labels[1].similarity == 0.5
    if os.name == "posix":
        assert log_file().stat().st_mode & 0o077 == 0
    _, report = train_decision(engine, log_file(), DecisionOptions(steps=100))
    assert (report.trained, report.tested) == (20, 10)
    erase_log()
    erase_log()
    assert not log_file().exists()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("Prompt\tNote\nfox\tx\n", "no columns"),
        (HEADER + "fox\ta\tb\tc\tgen\n" * 30, "1 kinds"),
        (HEADER + "fox\ta\tb\tc\tgen\nboat\ta\tb\tc\tret\n", "2 decisions"),
    ],
)
def test_labels_that_teach_nothing_are_refused(content: str, words: str, tmp_path: Path) -> None:
    path = tmp_path / "labels.tsv"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(TrainingError, match=words):
        read_labels(path)
    with pytest.raises(TrainingError, match="cannot be read"):
        read_labels(tmp_path / "nowhere.tsv")


def test_macro_f1() -> None:
    truth, answers = torch.tensor([1, 1, 0, 0]), torch.tensor([1, 0, 0, 0])
    assert macro_f1(truth, answers) == pytest.approx((2 / 3 + 4 / 5) / 2)
    assert macro_f1(truth, torch.ones(4, dtype=torch.int64)) == pytest.approx(1 / 3)
