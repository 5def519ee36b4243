"""What helps when something is not clear or not right: about, logs, and the report one may send."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QUrl, qVersion
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QApplication, QFileDialog, QWidget

import gill_studio
from gill_studio.core.errors import StudioError
from gill_studio.core.logs import log_dir, write_report
from gill_studio.core.settings import settings_file
from ui.widgets.message import Message, show_error

if TYPE_CHECKING:
    from ui.main_window import MainWindow

translate = QCoreApplication.translate


def show_about(window: QWidget) -> None:
    """What this is, and whose work is in it."""
    title = translate("Help", "GILL Studio {}").format(gill_studio.__version__)
    text = translate(
        "Help",
        "Stories in words and pictures, offline. It stands on GILL by Jing Yu Koh, Daniel Fried and Ruslan "
        "Salakhutdinov.\n\nFonts: Source Sans 3 and Source Serif 4 (SIL Open Font License). Icons: Lucide (ISC). "
        "Window: Qt for Python (LGPL).",
    )
    Message(window, title, text, [translate("Help", "Close")]).exec()


def show_logs(window: QWidget) -> None:
    """Open the folder of the logs."""
    if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(log_dir()))):
        text = translate("Help", "The logs are in {}.").format(log_dir())
        Message(window, translate("Help", "Logs"), text, [translate("Help", "Close")]).exec()


def show_report(window: MainWindow) -> None:
    """Ask where to, and write the report."""
    chosen = ask_report_file(window)
    if chosen is not None and save_report(window, chosen):
        window.say(translate("Help", "The report is {}. No story text is in it.").format(chosen.name))


def ask_report_file(parent: QWidget | None) -> Path | None:
    """Where the report is to be written."""
    title = translate("Help", "Save a report")
    chosen, _ = QFileDialog.getSaveFileName(parent, title, str(Path.home() / "gill-studio-report.zip"), "*.zip")
    return Path(chosen) if chosen else None


def save_report(parent: QWidget | None, target: Path) -> bool:
    """Write the report; whether that went well."""
    try:
        settings = settings_file().read_text(encoding="utf-8", errors="replace") if settings_file().is_file() else ""
        write_report(target, settings, _screen())
    except StudioError as error:
        show_error(parent, error)
        return False
    return True


def _screen() -> dict[str, str]:
    screens = [
        f"{screen.size().width()} × {screen.size().height()} at {screen.devicePixelRatio():g}"
        for screen in QApplication.screens()
    ]
    return {"Qt": qVersion(), "Platform": QApplication.platformName(), "Screens": ", ".join(screens)}
