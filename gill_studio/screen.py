"""Whether a window can open at all: where it cannot, Qt ends the process in the middle, with no word for people."""

from __future__ import annotations

import ctypes
import os
import sys
from collections.abc import Mapping
from pathlib import Path

from gill_studio.core.errors import StudioError

_PACKAGES = "libegl1 libgl1 libxcb-cursor0 libxcb-icccm4 libxcb-keysyms1 libxcb-shape0 libxkbcommon-x11-0"


class ScreenError(StudioError):
    """No window can open here."""


def check_screen(environ: Mapping[str, str] = os.environ, plugin: Path | None = None) -> None:
    """Raise ScreenError where a Linux session has no screen, or lacks libraries that Qt needs to draw on it.

    `plugin` is what Qt draws on X11 with; by default its own.
    """
    if sys.platform != "linux" or environ.get("QT_QPA_PLATFORM") or environ.get("WAYLAND_DISPLAY"):
        return
    if not environ.get("DISPLAY"):
        raise ScreenError(
            "There is no screen to open a window on: neither DISPLAY nor WAYLAND_DISPLAY is set.",
            "Start it on a desktop, or use a command: gill-studio --help.",
        )
    try:
        ctypes.CDLL(str(plugin or _plugin()))
    except OSError as error:
        raise ScreenError(
            f"The window cannot open, because a library is missing: {error}.",
            f"Debian and Ubuntu: apt install {_PACKAGES}",
        ) from error


def _plugin() -> Path:
    from PySide6.QtCore import QLibraryInfo

    return Path(QLibraryInfo.path(QLibraryInfo.LibraryPath.PluginsPath)) / "platforms" / "libqxcb.so"
