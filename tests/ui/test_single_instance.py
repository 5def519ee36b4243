"""A second start hands its files to the first."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from pytestqt.qtbot import QtBot

from ui.single_instance import SingleInstance, hand_over

ROOT = Path(__file__).parents[2]


def test_without_a_first_there_is_nobody_to_hand_to(qtbot: QtBot) -> None:
    assert not hand_over([Path("a.gill")])


def test_the_first_hears_of_the_files_of_the_second(qtbot: QtBot) -> None:
    first = SingleInstance()
    assert first.listen()
    script = (
        "from pathlib import Path; from PySide6.QtCore import QCoreApplication\n"
        "from ui.single_instance import hand_over\n"
        "app = QCoreApplication([]); raise SystemExit(0 if hand_over([Path('a.gill'), Path('b c.gill')]) else 1)"
    )
    with qtbot.waitSignal(first.asked, timeout=20_000) as asked:
        second = subprocess.Popen([sys.executable, "-c", script], cwd=ROOT)
    assert second.wait(20) == 0
    assert asked.args[0] == [ROOT / "a.gill", ROOT / "b c.gill"]
    first.close()


def test_a_socket_that_a_crash_left_behind_is_no_hindrance(qtbot: QtBot) -> None:
    script = (
        "import os; from PySide6.QtCore import QCoreApplication; from ui.single_instance import SingleInstance;"
        "app = QCoreApplication([]); one = SingleInstance(); assert one.listen(); os._exit(9)"
    )
    assert subprocess.run([sys.executable, "-c", script], cwd=ROOT, check=False).returncode == 9
    assert not hand_over([])
    first = SingleInstance()
    assert first.listen()
    first.close()


def test_what_is_no_list_of_paths_is_not_heard(qtbot: QtBot) -> None:
    from PySide6.QtNetwork import QLocalSocket

    from ui.single_instance import _name

    first = SingleInstance()
    assert first.listen()
    with qtbot.assertNotEmitted(first.asked, wait=200):
        for data in (b"", b"{", b'{"a": 1}', b"[1]", b"\xff" * 100):
            socket = QLocalSocket()
            socket.connectToServer(_name())
            assert socket.waitForConnected(1000)
            socket.write(data)
            socket.flush()
            socket.disconnectFromServer()
    first.close()
