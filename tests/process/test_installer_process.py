"""The real process that looks after models: listed, installed from a folder, moved, removed; the hub is far."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from gill_studio.core import locations
from gill_studio.core.jobs import Failure
from gill_studio.core.memory import PlannedMemory
from gill_studio.launch import spawn_installer
from ui.models_page.keeper import ModelKeeper
from ui.models_page.plan_words import plan_words

ENTRY = """
format = 1
[[models]]
id = "mine"
title = "My own"
description = "Three files."
licence = "Mine."
"""
PART = """
[[models.parts]]
role = "{role}"
repo = "me/{role}"
revision = "main"
licence = {{ name = "MIT", link = "https://example.org/mit" }}
files = ["config.json"]
bytes = 2
does = "Nothing."
"""
ROLES = ("language", "vision", "painter", "adapter")


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    """A folder with a model of which the catalogue of this computer knows."""
    config = locations.config_dir()
    config.mkdir(parents=True, exist_ok=True)
    parts = "".join(PART.format(role=role) for role in ROLES)
    (config / "models.toml").write_text(ENTRY + parts, encoding="utf-8")
    for role in ROLES:
        folder = tmp_path / "stick" / "me" / role
        folder.mkdir(parents=True)
        (folder / "config.json").write_text("{}", encoding="utf-8")
    return tmp_path / "stick"


@pytest.fixture
def keeper(qtbot: QtBot) -> Iterator[ModelKeeper]:
    keeper = ModelKeeper(spawn_installer)
    yield keeper
    keeper.close()


def until(qtbot: QtBot, condition: Callable[[], object]) -> None:
    qtbot.waitUntil(lambda: bool(condition()), timeout=120_000)


def installed(keeper: ModelKeeper) -> bool:
    return any(record.id == "mine" and record.installed for record in keeper.records)


def test_a_model_comes_goes_elsewhere_and_goes(qtbot: QtBot, keeper: ModelKeeper, stick: Path, tmp_path: Path) -> None:
    failures: list[Failure] = []
    keeper.failed.connect(lambda _name, failure: failures.append(failure))
    keeper.refresh()
    until(qtbot, lambda: keeper.records)
    assert not installed(keeper)
    keeper.install("mine", stick)
    until(qtbot, lambda: installed(keeper) or failures)
    assert failures == []
    keeper.move("mine", tmp_path / "disk")
    until(qtbot, lambda: next(one for one in keeper.records if one.id == "mine").folder == tmp_path / "disk")
    assert (tmp_path / "disk" / "me--language" / "config.json").is_file()
    keeper.remove("mine")
    until(qtbot, lambda: not installed(keeper))
    assert failures == []
    keeper.remove("mine")
    until(qtbot, lambda: failures)
    assert "is not installed" in failures[0].message


def test_the_memory_plan_is_told_in_words(qtbot: QtBot, keeper: ModelKeeper) -> None:
    keeper.ask_plan("gill-opt-6.7b")
    until(qtbot, lambda: keeper.plans)
    plan = keeper.plans["gill-opt-6.7b"]
    assert isinstance(plan, PlannedMemory), plan
    assert [part.role for part in plan.parts] == ["language", "vision", "adapter", "painter"]
    assert all(part.bytes > 0 for part in plan.parts)
    assert min(plan.free, plan.writing, plan.painting, plan.window) > 0
    assert (plan.missing > 0) == ("too-large" in plan.remarks)
    assert "Language model: " in plan_words(plan)


def test_what_a_process_without_network_cannot_do(qtbot: QtBot, stick: Path) -> None:
    keeper = ModelKeeper(lambda _network: spawn_installer(False))
    failures: list[Failure] = []
    keeper.failed.connect(lambda _name, failure: failures.append(failure))
    keeper.install("mine")
    until(qtbot, lambda: failures)
    assert "no network" in failures[0].message
    keeper.close()
