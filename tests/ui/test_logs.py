"""Logs and the report: what went wrong is in them, names and story text are not."""

from __future__ import annotations

import logging
import sys
import threading
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QDialog
from pytestqt.qtbot import QtBot

from gill_studio.core import logs
from ui.crash import CrashDialog
from ui.widgets.message import Message


@pytest.fixture
def log_file() -> Iterator[Path]:
    root = logging.getLogger()
    before, level = list(root.handlers), root.level
    path = logs.start_logging("studio")
    assert path is not None
    yield path
    for handler in set(root.handlers) - set(before):
        root.removeHandler(handler)
        handler.close()
    root.setLevel(level)
    logging.captureWarnings(capture=False)


@pytest.fixture
def _hooks() -> Iterator[None]:
    before = sys.excepthook, threading.excepthook
    yield
    sys.excepthook, threading.excepthook = before


def test_a_disk_that_takes_no_log_keeps_nobody_from_writing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    monkeypatch.setenv("GILL_STUDIO_DATA", str(tmp_path / "file"))
    assert logs.start_logging("studio") is None


@pytest.mark.usefixtures("_hooks")
def test_what_nobody_caught_is_logged_and_reported(log_file: Path) -> None:
    heard: list[BaseException] = []
    logs.catch_exceptions(lambda _kind, error, _trace: heard.append(error))

    def fail() -> None:
        raise ZeroDivisionError("a bug")

    thread = threading.Thread(target=fail)
    thread.start()
    thread.join()
    try:
        fail()
    except ZeroDivisionError as error:
        sys.excepthook(type(error), error, error.__traceback__)
    assert len(heard) == 2
    assert log_file.read_text(encoding="utf-8").count("ZeroDivisionError: a bug") == 2


def test_a_log_does_not_grow_for_ever(log_file: Path) -> None:
    for _ in range(60):
        logging.getLogger("test").warning("x" * 100_000)
    sizes = [path.stat().st_size for path in log_file.parent.glob("studio.log*")]
    assert len(sizes) == 4
    assert max(sizes) < 1_300_000


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("opened {home}/stories/My Secret Tale.gill now", "opened <story> now"),
        ('"{home}/x.gill" and "/media/Disk One/y.gill"', '"<story>" and "<story>"'),
        ("C:\\Users\\Ann\\Documents\\A tale.gill is locked", "<story> is locked"),
        ("{home}/.cache/log", "~/.cache/log"),
        ("nothing of the kind", "nothing of the kind"),
    ],
)
def test_names_are_taken_out(text: str, clean: str) -> None:
    assert logs.without_names(text.format(home=Path.home())) == clean


def test_a_report_holds_what_helps_and_nothing_of_the_story(log_file: Path, tmp_path: Path) -> None:
    logging.getLogger("test").warning("%s is broken", Path.home() / "Secret Plan.gill")
    target = tmp_path / "report.zip"
    logs.write_report(target, f'recent = ["{Path.home()}/Secret Plan.gill"]\ntheme = "dark"', {"Screens": "one"})
    with zipfile.ZipFile(target) as archive:
        whole = "\n".join(archive.read(name).decode() for name in archive.namelist())
        assert set(archive.namelist()) >= {"machine.txt", "settings.toml", "logs/studio.log"}
    assert "Secret" not in whole
    assert str(Path.home()) not in whole
    assert 'theme = "dark"' in whole
    assert "is broken" in whole
    assert "Screens: one" in whole


def test_a_report_that_cannot_be_written_is_said_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(logs.ReportError, match="cannot be written"):
        logs.write_report(tmp_path / "no" / "report.zip", "")


def test_a_bug_is_said_once_and_one_goes_on(qapp: QApplication, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Message, "exec", QDialog.exec)
    crash, shown = CrashDialog(), []

    def close() -> None:
        message = QApplication.activeModalWidget()
        assert isinstance(message, Message)
        shown.append(message.accessibleName())
        crash.report(ValueError, ValueError("another"), None)
        message.reject()

    QTimer.singleShot(50, close)
    threading.Thread(target=lambda: crash.report(KeyError, KeyError("a bug"), None)).start()
    qtbot.waitUntil(lambda: bool(shown))
    assert "our fault" in shown[0]
    qtbot.wait(20)
    assert QApplication.activeModalWidget() is None
