"""What the trainer says in English is said in the window's language, and without what is for the command line."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication

from gill_studio.core.jobs import Failure
from ui.told.training import TRAINING
from ui.told.words import KNOWN
from ui.training.words import failure_words

TRAINER = Path(__file__).parents[2] / "engine" / "training"
ERRORS = {"TrainingError", "ModelError"}
DIVERGED = "The loss of {} is not a number at step {}."
FOR_THE_COMMAND_LINE = ("gill-studio ", "--")


@pytest.fixture
def _german(speak: Callable[[str], None]) -> None:
    speak("de")


def pattern(node: ast.expr, named: dict[str, str]) -> str:
    match node:
        case ast.Constant(value=str(text)):
            return text
        case ast.Name(id=name):
            return named.get(name, "")
        case ast.JoinedStr(values=values):
            text = "".join(str(one.value) if isinstance(one, ast.Constant) else "{}" for one in values)
            return text.replace("{} ", f"{DIVERGED} ", 1) if text.startswith(("{} Nothing", "{} The state")) else text
        case _:
            return ""


def said() -> Iterator[tuple[str, str]]:
    """Each error's sentence and remedy, as far as they are written down."""
    for path in TRAINER.glob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        named = {
            target.id: node.value.value
            for node in tree.body
            if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
            for target in node.targets
            if isinstance(target, ast.Name) and isinstance(node.value.value, str)
        }
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ERRORS:
                message, hint = (pattern(argument, named) for argument in node.args)
                yield message, hint


def test_every_error_of_the_trainer_is_known() -> None:
    errors = list(said())
    assert len(errors) > 15
    messages = {message for message, _ in errors if message}
    hints = {hint for _, hint in errors if hint and not any(words in hint for words in FOR_THE_COMMAND_LINE)}
    assert (messages | hints) - KNOWN == set(), "add them to ui/told/training.py"


@pytest.mark.usefixtures("_german")
def test_all_are_said_in_german() -> None:
    assert [one for one in map(str, TRAINING) if QCoreApplication.translate("Told", one) == one] == []
    failure = Failure("error", "There is not enough room: 90 MB are needed, 8 MB are free.", "Name it with --out.")
    assert failure_words(failure) == "Es ist nicht genug Platz: 90 MB werden gebraucht, 8 MB sind frei."
