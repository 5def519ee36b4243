"""Where no window can open, that is said in a sentence, by the command itself."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from gill_studio.screen import ScreenError, check_screen

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="elsewhere there is always a screen")


def test_without_a_screen_the_command_says_so_and_ends() -> None:
    unwanted = {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"}
    environ = {name: value for name, value in os.environ.items() if name not in unwanted}
    found = subprocess.run(
        [sys.executable, "-m", "gill_studio"], env=environ, capture_output=True, text=True, timeout=120, check=False
    )
    assert found.returncode == 1
    assert found.stdout == ""
    assert found.stderr.startswith("gill-studio: There is no screen")
    assert "gill-studio --help" in found.stderr
    assert "Traceback" not in found.stderr


def test_a_library_that_qt_lacks_is_named_with_what_to_install(tmp_path: Path) -> None:
    plugin = tmp_path / "libqxcb.so"
    source = "extern int nowhere(void); int here(void) { return nowhere(); }"
    lacking = tmp_path / "liblacking.so"
    for name, text, more in ((lacking, "int nowhere(void) { return 1; }", []), (plugin, source, [str(lacking)])):
        subprocess.run(
            ["c++", "-shared", "-fPIC", "-x", "c", "-", "-x", "none", *more, "-o", str(name)],
            input=text,
            text=True,
            check=True,
            cwd=tmp_path,
        )
    lacking.rename(tmp_path / "elsewhere.so")
    with pytest.raises(ScreenError, match="liblacking") as caught:
        check_screen({"DISPLAY": ":0"}, plugin)
    assert "apt install" in caught.value.hint
    assert "libxcb-cursor0" in caught.value.hint
    (tmp_path / "elsewhere.so").rename(lacking)
    check_screen({"DISPLAY": ":0"}, plugin)


@pytest.mark.parametrize("name", ["QT_QPA_PLATFORM", "WAYLAND_DISPLAY"])
def test_where_x11_is_not_used_it_is_not_looked_at(name: str, tmp_path: Path) -> None:
    check_screen({name: "offscreen", "DISPLAY": ":0"}, tmp_path / "missing.so")
    check_screen({name: "offscreen"})
