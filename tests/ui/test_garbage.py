"""Where garbage is collected: widgets go where Qt wants them to."""

from __future__ import annotations

import gc
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ui.garbage import GarbageCollector


class _Cyclic(QObject):
    """Goes only when garbage is collected, and tells on which thread."""

    def __init__(self, told: list[int]) -> None:
        super().__init__()
        self._told, self._self = told, self

    def __del__(self) -> None:
        self._told.append(threading.get_ident())


@pytest.fixture
def collector(qapp: QApplication) -> Iterator[GarbageCollector]:
    gc.collect()
    before = gc.isenabled()
    gc.enable()
    made = GarbageCollector(qapp, interval=10)
    yield made
    made.stop()
    if not before:
        gc.disable()


def _make_objects() -> None:
    for _ in range(50):
        _ = [[] for _ in range(1000)]


def test_on_the_windows_thread_alone(collector: GarbageCollector, qtbot: QtBot) -> None:
    told: list[int] = []
    for _ in range(5):
        _Cyclic(told)
    busy = threading.Thread(target=_make_objects)
    busy.start()
    busy.join()
    assert not told, "another thread leaves them alone"
    kept = [[] for _ in range(5000)]
    qtbot.waitUntil(lambda: len(told) == 5)
    assert set(told) == {threading.get_ident()}
    assert kept


def test_it_is_left_to_whom_it_was_left_before(collector: GarbageCollector) -> None:
    assert not gc.isenabled()
    another = GarbageCollector(collector)
    another.stop()
    assert not gc.isenabled()
    collector.stop()
    assert gc.isenabled()


def test_the_application_has_it(tmp_path: Path) -> None:
    script = (
        "import gc\n"
        "from PySide6.QtCore import QCoreApplication, QTimer\n"
        "from gill_studio import app\n"
        "def look():\n"
        "    print(gc.isenabled())\n"
        "    QCoreApplication.quit()\n"
        "app._start_behind_first_paint = lambda studio: QTimer.singleShot(0, look)\n"
        "print(app.run_window(), gc.isenabled())"
    )
    folders = {f"GILL_STUDIO_{name}": str(tmp_path / name) for name in ("DATA", "CONFIG", "CACHE")}
    folders["HOME"] = str(tmp_path)  # the sample that it opens becomes a story of the user's
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, env=os.environ | folders, timeout=60
    )
    assert done.stdout.split() == ["False", "0", "True"]
