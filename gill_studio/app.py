"""The application with its window: `gill-studio` without a command, or with stories to open."""

from __future__ import annotations

import faulthandler
import logging
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from gill_studio.core.logs import catch_exceptions, log_dir, start_logging
from gill_studio.core.settings import Settings, load_settings
from gill_studio.screen import ScreenError, check_screen

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from gill_studio.launch import EngineProcess
    from ui.engine_client import EngineClient
    from ui.studio import Studio

_LOG = logging.getLogger(__name__)
_DESKTOP_FILE = "gill-studio"
_TURN = 0.001  # seconds: a thread that makes thumbnails must not keep the window waiting


def run_window(paths: Sequence[Path] = ()) -> int:
    """Open the window, with stories where some are named; the exit status when it is closed.

    When the application is running already, it gets the paths, and this one ends.
    """
    os.environ["HF_HUB_OFFLINE"] = "1"  # for every process that comes of this one
    try:
        check_screen()
    except ScreenError as error:
        sys.stderr.write(f"{error.for_terminal}\n")
        return 1
    from ui.garbage import GarbageCollector
    from ui.single_instance import SingleInstance, hand_over

    app = make_application()
    if hand_over(paths):
        return 0
    sys.setswitchinterval(_TURN)
    start_logging("studio")
    _log_faults()
    settings = load_settings()
    studio = _make_studio(app, settings)
    server = SingleInstance(studio)
    server.asked.connect(lambda found: [studio.open_story(path) for path in found or [None]])
    server.listen()
    studio.begin(list(paths)).show()
    _start_behind_first_paint(studio)
    collector = GarbageCollector(app)
    status = app.exec()
    if studio.engine is not None:
        studio.engine.shutdown()
    server.close()
    collector.stop()
    return status


def make_application() -> QApplication:
    """Qt's application object, with our name on it."""
    from PySide6.QtCore import QCoreApplication
    from PySide6.QtGui import QGuiApplication, QIcon
    from PySide6.QtWidgets import QApplication

    from gill_studio.core import locations

    existing = QApplication.instance()
    app = existing if isinstance(existing, QApplication) else QApplication(["gill-studio"])
    QCoreApplication.setApplicationName("GILL Studio")
    QGuiApplication.setDesktopFileName(_DESKTOP_FILE)
    app.setWindowIcon(QIcon(str(locations.resources_dir() / "desktop" / "gill-studio.svg")))
    return app


def _make_studio(app: QApplication, settings: Settings) -> Studio:
    from ui.crash import CrashDialog
    from ui.settings.store import SettingsStore
    from ui.studio import Studio
    from ui.theme.theme import Theme
    from ui.translations import translate

    translate(app, settings.appearance.language)
    theme = Theme(app, settings.appearance)
    studio = Studio(theme, SettingsStore(settings), _make_engine(settings))
    catch_exceptions(CrashDialog(studio).report)
    return studio


def _make_engine(settings: Settings) -> EngineClient | None:
    """The engine's client, not started yet; None in AI-off mode."""
    if not settings.engine.enabled:
        return None
    from gill_studio.core.messages import SAMPLE
    from ui.engine_client import EngineClient

    return EngineClient(
        _spawn_engine,
        model=settings.engine.model,
        adapter=settings.engine.adapter,
        collection=_collection(settings) or SAMPLE,
        spawn_installer=_spawn_installer,
    )


def _collection(settings: Settings) -> str:
    """The id of the collection that was chosen for proposals, if it is still there."""
    if not settings.engine.collection:
        return ""
    from gill_studio.core.collections.library import there_is

    return settings.engine.collection if there_is(settings.engine.collection) else ""


def _spawn_engine() -> EngineProcess:
    """What starts processes is loaded when the first is started: the window stands before."""
    from gill_studio.launch import spawn_engine

    return spawn_engine()


def _spawn_installer(network: bool) -> EngineProcess:  # noqa: FBT001 - there is nothing else to say to it
    from gill_studio.launch import spawn_installer

    return spawn_installer(network)


def _start_behind_first_paint(studio: Studio) -> None:
    """What the window does not need to be seen and written in waits until it stands."""
    from PySide6.QtCore import QTimer

    def start() -> None:
        studio.theme.ask_system()
        studio.watch_collections()
        if studio.engine is not None:
            studio.engine.start()

    QTimer.singleShot(0, lambda: QTimer.singleShot(0, start))


def _log_faults() -> None:
    """A crash below Python leaves its traces in a file of its own."""
    try:
        faulthandler.enable((log_dir() / "studio-faults.log").open("a", encoding="utf-8"))
    except OSError:
        _LOG.warning("Faults will not be logged.")
