"""What the core and the engine say in English is said in German in a German window."""

from __future__ import annotations

import ast
import errno
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication

from engine.worker.failures import failed
from gill_studio.core.errors import StudioError
from ui.told.words import KNOWN, error_words, told

ROOT = Path(__file__).parents[2]
PLACES = (ROOT / "gill_studio" / "core", ROOT / "engine" / "weights")
"""Whose errors a writer meets in the window."""
FEW_LETTERS = 4
"""A pattern with fewer is not a sentence: what is put in is."""


@pytest.fixture
def german(speak: Callable[[str], None]) -> None:
    speak("de")


def errors(trees: Mapping[Path, ast.Module]) -> frozenset[str]:
    """The names of StudioError and of everything that is one."""
    found, before = {"StudioError"}, 0
    while len(found) > before:
        before = len(found)
        for tree in trees.values():
            for node in ast.walk(tree):
                if isinstance(node, ast.ClassDef):
                    bases = {base.id for base in node.bases if isinstance(base, ast.Name)}
                    found |= {node.name} if bases & found else set()
    return frozenset(found)


def constants(tree: ast.Module) -> dict[str, ast.expr]:
    return {
        target.id: node.value
        for node in tree.body
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }


def patterns(node: ast.expr, named: Mapping[str, ast.expr]) -> Iterator[str]:
    """What an argument may be, as far as it is written down; a Sentence has a way of its own."""
    match node:
        case ast.Constant(value=str(text)):
            yield text
        case ast.JoinedStr(values=values):
            yield "".join(str(one.value) if isinstance(one, ast.Constant) else "{}" for one in values)
        case ast.IfExp(body=body, orelse=other):
            yield from patterns(body, named)
            yield from patterns(other, named)
        case ast.Name(id=name) if name in named:
            yield from patterns(named[name], {})


def said() -> Iterator[str]:
    trees = {path: ast.parse(path.read_text(encoding="utf-8")) for place in PLACES for path in place.rglob("*.py")}
    known, everywhere = errors(trees), dict[str, ast.expr]()
    for tree in trees.values():
        everywhere |= constants(tree)
    for tree in trees.values():
        named = everywhere | constants(tree)
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in known:
                for argument in node.args[:2]:
                    yield from patterns(argument, named)


def test_every_error_a_writer_meets_is_known() -> None:
    sentences = {one for one in said() if sum(map(str.isalpha, one.replace("{}", ""))) >= FEW_LETTERS}
    assert len(sentences) > 200
    assert sentences - KNOWN == set(), "add them to ui/told"


@pytest.mark.usefixtures("german")
def test_all_are_said_in_german() -> None:
    assert [one for one in KNOWN if QCoreApplication.translate("Told", one) == one] == []


@pytest.mark.usefixtures("german")
def test_what_was_put_in_stays() -> None:
    error = StudioError("Fox {1}.gill is too large for a story.", "Split the story into several.")
    assert error_words(error) == "Fox {1}.gill ist zu groß für eine Geschichte. Teilen Sie die Geschichte in mehrere."
    assert told("There is no folder /a: b.") == "Den Ordner /a: b gibt es nicht."
    assert told("a.png: 9 × 8 pixels are more than the limit of 7 megapixels.").startswith("a.png: 9 × 8 Pixel")
    assert told("It is what nobody has heard of.") == "It is what nobody has heard of."
    assert told("") == ""


@pytest.mark.usefixtures("german")
@pytest.mark.parametrize(
    "error",
    [
        MemoryError(),
        OSError(errno.ENOSPC, "No space left", "a.png"),
        OSError(errno.ENOSPC, "No space left"),
        PermissionError(errno.EACCES, "Denied", "a.png"),
        FileNotFoundError(errno.ENOENT, "Gone", "a.png"),
        RuntimeError("CUDA error: misaligned address"),
        ZeroDivisionError(),
    ],
)
def test_what_the_engine_meets_is_said_in_german(error: BaseException) -> None:
    message = failed("job-1", error)
    assert told(message.message) != message.message
    assert told(message.hint) != message.hint


def test_in_english_all_stays_as_it_is() -> None:
    for sentence in ("The disk is full.", "There is no folder {x}.", "a is open.", "{} is damaged: {}."):
        assert told(sentence) == sentence
