"""The menus, made from the registry of actions."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QMenu

if TYPE_CHECKING:
    from ui.main_window import MainWindow

translate = QCoreApplication.translate
Names = tuple[str | None, ...]

FILE: Names = ("file.new", "file.open", "file.pictures", None)
FILE_END: Names = (None, "file.save", "file.save-as", "file.save-copy", "file.import", "file.export", None)
FILE_END += ("file.window", "file.close", "file.quit")
EDIT: Names = ("edit.undo", "edit.redo", None, "edit.cut", "edit.copy", "edit.paste", "edit.select-all", None)
EDIT += ("edit.find", "edit.replace", "edit.word-target", None, "edit.settings")
PANEL: Names = ("panel.new", "panel.pictures", None, "panel.edit", "panel.picture", "panel.no-picture", None)
PANEL += ("panel.split", "panel.merge", "panel.duplicate", None, "panel.back", "panel.forward", None, "panel.delete")
VIEW: Names = (
    "view.board",
    "view.script",
    "view.slideshow",
    None,
    "view.larger",
    "view.smaller",
    "view.usual-size",
    None,
)
VIEW += ("view.side", "view.quiet", None, "view.authorship", "view.welcome")
HELP: Names = ("help.keys", None, "help.logs", "help.report", None, "help.about")
GILL: Names = (
    "gill.propose",
    "gill.propose-next",
    "gill.again",
    "gill.cancel",
    None,
    "gill.alt-text",
    None,
    "gill.takes",
    "gill.jobs",
    None,
    "gill.teach",
)
"""What the engine does; left out whole in AI-off mode, and each while nothing has registered it."""


def build_menus(window: MainWindow) -> None:
    """Fill the menu bar. What other parts of the window register under the names above gets its place by itself."""
    bar, fill = window.menuBar(), window.registry.fill
    file = fill(bar.addMenu(translate("Menus", "&File")), FILE)
    recent = file.addMenu(translate("Menus", "Open &recent"))
    recent.aboutToShow.connect(partial(_fill_recent, window, recent))
    fill(file, FILE_END)
    fill(bar.addMenu(translate("Menus", "&Edit")), EDIT)
    fill(bar.addMenu(translate("Menus", "&Panel")), PANEL)
    if any(name in window.registry for name in GILL if name):
        fill(bar.addMenu(translate("Menus", "&GILL")), GILL)
    fill(bar.addMenu(translate("Menus", "&View")), VIEW)
    fill(bar.addMenu(translate("Menus", "&Help")), HELP)


def panel_menu(window: MainWindow) -> QMenu:
    """The menu of a panel."""
    menu = QMenu(window)
    proposing = tuple(name for name in ("gill.propose", "gill.alt-text") if name in window.registry)
    clipboard = ("edit.cut", "edit.copy", "edit.paste", None)
    return window.registry.fill(menu, (*proposing, *((None,) if proposing else ()), *clipboard, *PANEL))


def _fill_recent(window: MainWindow, menu: QMenu) -> None:
    menu.clear()
    for path in window.settings.recent:
        action = menu.addAction(path.stem.replace("&", "&&"))
        action.setToolTip(str(path))
        action.triggered.connect(partial(_open, window, path))
    menu.setEnabled(True)
    if menu.isEmpty():
        menu.addAction(translate("Menus", "No story yet")).setEnabled(False)


def _open(window: MainWindow, path: Path, _checked: object = None) -> None:
    window.open_path(path)
