"""The dependency rule and the sizes of the house rules (DESIGN section 1), held by a machine."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGES = ("gill_studio", "engine", "ui")
EVERYWHERE = (*PACKAGES, "tests", "benchmarks", "packaging")
HEAVY = ("torch", "torchvision", "transformers", "diffusers", "open_clip", "hnswlib", "huggingface_hub", "bitsandbytes")
LINES_OF_A_FILE, LINES_OF_A_FUNCTION = 500, 50


def imported_by(statement: str) -> set[str]:
    """Top-level modules in memory after a fresh interpreter has run `statement`."""
    script = f"{statement}\nimport sys\nprint(*sorted({{name.split('.')[0] for name in sys.modules}}))"
    command = [sys.executable, "-c", script]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60, cwd=ROOT)
    return set(done.stdout.split())


@pytest.mark.parametrize(
    "statement",
    [
        "import ui",
        "import gill_studio.cli.main",
        "import gill_studio.__main__",
        "import gill_studio.core.protocol, gill_studio.core.errors, gill_studio.core.locations",
        "import engine, engine.context, engine.catalogue",
    ],
)
def test_what_opens_a_window_or_a_help_text_imports_no_torch(statement: str) -> None:
    assert not imported_by(statement) & set(HEAVY)


def test_help_is_printed_without_torch() -> None:
    statement = (
        "from gill_studio.cli.main import run\n"
        "import contextlib, io\n"
        "with contextlib.redirect_stdout(io.StringIO()), contextlib.suppress(SystemExit):\n"
        "    run(['--help'])"
    )
    assert not imported_by(statement) & set(HEAVY)


def sources(folders: tuple[str, ...] = PACKAGES) -> Iterator[Path]:
    for folder in folders:
        yield from sorted((ROOT / folder).rglob("*.py"))


def test_no_file_is_longer_than_the_house_allows() -> None:
    """Tests and scripts are read as often as what they prove."""
    files = list(sources(EVERYWHERE))
    lengths = {str(path.relative_to(ROOT)): len(path.read_text(encoding="utf-8").splitlines()) for path in files}
    assert len(lengths) > 20, "the packages were found"
    assert {name: lines for name, lines in lengths.items() if lines > LINES_OF_A_FILE} == {}


def test_no_function_is_longer_than_the_house_allows() -> None:
    """Decorators and docstring included: what has to be scrolled is too long."""
    long = {}
    for path in sources(EVERYWHERE):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                lines = (node.end_lineno or node.lineno) - node.lineno + 1
                if lines > LINES_OF_A_FUNCTION:
                    long[f"{path.relative_to(ROOT)}:{node.lineno} {node.name}"] = lines
    assert long == {}


@pytest.mark.parametrize("folder", ["tests", "packaging", "benchmarks"])
def test_folders_that_would_shadow_others_are_no_packages(folder: str) -> None:
    """`packaging/__init__.py` would shadow PyPI's packaging, `tests/engine/__init__.py` our engine."""
    assert list((ROOT / folder).rglob("__init__.py")) == []


def test_nothing_is_printed_below_the_command_line() -> None:
    """Nor is the process ended there."""
    ending = {"print", "sys.exit", "exit", "quit"}
    found = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in sources()
        if not path.is_relative_to(ROOT / "gill_studio" / "cli") and path.name != "__main__.py"
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and ast.unparse(node.func) in ending
    ]
    assert found == []
