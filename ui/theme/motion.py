"""Whether the system asks for less motion. Qt does not say, so each system is asked its own way."""

from __future__ import annotations

import sys
from collections.abc import Callable

from PySide6.QtCore import QObject

_ANIMATIONS = 0x1042  # SPI_GETCLIENTAREAANIMATION
_PORTAL = "org.freedesktop.portal.Desktop"


def ask_for_motion(parent: QObject, answer: Callable[[bool], None]) -> None:
    """Call `answer` with whether to keep still, once and perhaps later; never, where the system has no say in it."""
    if sys.platform == "win32":
        answer(_windows_keeps_still())
    elif sys.platform.startswith("linux"):
        _ask_portal(parent, answer)


def _windows_keeps_still() -> bool:
    import ctypes

    moving = ctypes.c_int(1)
    windll = getattr(ctypes, "windll", None)  # what mypy sees depends on the system it runs on
    if windll is not None:
        windll.user32.SystemParametersInfoW(_ANIMATIONS, 0, ctypes.byref(moving), 0)
    return not moving.value


def _ask_portal(parent: QObject, answer: Callable[[bool], None]) -> None:
    """The desktop portal over the session bus, which is a local socket; without waiting for it."""
    from PySide6.QtDBus import QDBusConnection, QDBusMessage, QDBusPendingCallWatcher

    bus = QDBusConnection.sessionBus()
    if not bus.isConnected():
        return
    call = QDBusMessage.createMethodCall(
        _PORTAL, "/org/freedesktop/portal/desktop", "org.freedesktop.portal.Settings", "Read"
    )
    call.setArguments(["org.gnome.desktop.interface", "enable-animations"])
    watcher = QDBusPendingCallWatcher(bus.asyncCall(call), parent)

    def read() -> None:
        arguments = watcher.reply().arguments() if not watcher.isError() else []
        value = arguments[0] if arguments else True
        variant = getattr(value, "variant", None)
        answer((variant() if callable(variant) else value) is False)
        watcher.deleteLater()

    watcher.finished.connect(read)
