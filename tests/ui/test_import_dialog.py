"""Importing in the window: what is chosen is shown before anything is written, and then opened."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from ui.exporting import import_story
from ui.import_dialog.dialog import ImportDialog
from ui.main_window import MainWindow

MakePicture = Callable[..., Path]


@pytest.fixture
def dialog(window: MainWindow) -> Iterator[ImportDialog]:
    made = import_story(window)
    yield made
    if isValid(made):  # it deletes itself when it is done
        made.done(0)


@pytest.fixture
def pictures(make_picture: MakePicture, tmp_path: Path) -> Path:
    """A folder of three pictures, one with its words beside it."""
    folder = tmp_path / "A walk"
    folder.mkdir()
    for number in (1, 2, 10):
        make_picture(f"A walk/{number}.png", f"#{number:02d}50a0")
    (folder / "2.txt").write_text("The second.", encoding="utf-8")
    return folder


def until(qtbot: QtBot, condition: Callable[[], object]) -> None:
    qtbot.waitUntil(lambda: bool(condition()), timeout=15_000)


def test_a_folder_is_looked_at_and_taken_over(
    qtbot: QtBot, window: MainWindow, dialog: ImportDialog, pictures: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert not dialog._import.isEnabled()
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(pictures))
    dialog._ask_folder()
    until(qtbot, lambda: dialog.found is not None)
    assert "3" in dialog._count.text()
    assert dialog._form.currentData() == "pictures"
    assert window.page == "welcome", "nothing is written yet"
    until(qtbot, lambda: not dialog.preview.image.isNull())
    dialog._import.click()
    until(qtbot, lambda: window.story is not None)
    assert window.story is not None
    panels = window.story.session.board.panels
    assert len(panels) == 3
    assert panels[1].caption == "The second."
    assert all(panel.picture is not None for panel in panels)


def test_what_cannot_be_imported_is_said(qtbot: QtBot, dialog: ImportDialog, tmp_path: Path) -> None:
    broken = tmp_path / "story.json"
    broken.write_text(json.dumps({"nothing": 1}), encoding="utf-8")
    dialog.read(broken)
    until(qtbot, lambda: dialog.outcome.text)
    assert not dialog._import.isEnabled()
    assert dialog.found is None
    unknown = tmp_path / "song.mp3"
    unknown.write_bytes(b"ID3")
    dialog.read(unknown)
    until(qtbot, lambda: "nothing that can be imported" in dialog.outcome.text)


def test_another_choice_takes_the_place_of_the_first(
    qtbot: QtBot, dialog: ImportDialog, pictures: Path, tmp_path: Path
) -> None:
    dialog.read(tmp_path / "gone")
    dialog.read(pictures)
    until(qtbot, lambda: dialog.found is not None)
    assert dialog.outcome.text == ""
    assert str(pictures) in dialog._path.text()
