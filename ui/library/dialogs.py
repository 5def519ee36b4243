"""What the library asks of the person: which folder, which name, and whether that is really wanted."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QPoint, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QInputDialog, QMenu, QWidget

from gill_studio.core.collections.library import CollectionEntry, open_collection
from ui.library.shelf import Shelf
from ui.library.words import Counted
from ui.widgets.message import ask

translate = QCoreApplication.translate


def ask_folder(parent: QWidget) -> Path | None:
    """Which folder of pictures."""
    title = translate("Library", "Choose a folder with pictures")
    chosen = QFileDialog.getExistingDirectory(parent, title, str(Path.home()))
    return Path(chosen) if chosen else None


def ask_name(parent: QWidget, name: str) -> str:
    """What a collection is to be called; empty when it keeps its name."""
    title, words = translate("Library", "Rename the collection"), translate("Library", "Name")
    new, agreed = QInputDialog.getText(parent, title, words, text=name)
    return " ".join(new.split()) if agreed and new != name else ""


def ask_removal(parent: QWidget, shelf: Shelf, entry: CollectionEntry, remove: Callable[[], object]) -> None:
    """Whether a collection is to be forgotten; says which of the writer's words go with it."""

    def count() -> int:
        if entry.error:
            return 0
        with open_collection(entry.id) as store:
            return store.own_words()

    def decide(words: int) -> None:
        agree = translate("Library", "Remove")
        text = translate("Library", "Your pictures stay where they are and as they are.")
        text = f"{Counted().own_words(words)} {text}".strip()
        title = translate("Library", "Remove the collection “{}”?").format(entry.name)
        if ask(parent, title, text, (agree,), careful=True) == agree:
            remove()

    shelf.run(count, decide)


def collection_menu(
    parent: QWidget,
    shelf: Shelf,
    entry: CollectionEntry,
    remove: Callable[[], object],
    teach: Callable[[], object] | None = None,
) -> QMenu:
    """What can be done with a collection of the writer's."""
    menu = QMenu(parent)

    def add() -> None:
        folder = ask_folder(parent)
        if folder is not None:
            shelf.add_folders(entry.id, [folder])

    def rename() -> None:
        if name := ask_name(parent, entry.name):
            shelf.rename(entry.id, name)

    if not entry.error:
        if teach is not None:
            menu.addAction(translate("Library", "Teach GILL this collection …"), teach)
            menu.addSeparator()
        menu.addAction(translate("Library", "Add another folder …"), add)
        menu.addAction(translate("Library", "Rename …"), rename)
        if shelf.activity(entry.id).paused:
            menu.addAction(translate("Library", "Go on with the scan"), lambda: shelf.resume(entry.id))
        menu.addSeparator()
        _add_folders(menu, shelf, entry)
        menu.addSeparator()
    menu.addAction(translate("Library", "Remove the collection …"), lambda: ask_removal(parent, shelf, entry, remove))
    return menu


def open_folder(folder: Path) -> None:
    """Show a folder in the system's file manager."""
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))


def show_menu(menu: QMenu, place: QPoint) -> None:
    """Show it, and let it go."""
    menu.exec(place)
    menu.deleteLater()


def _add_folders(menu: QMenu, shelf: Shelf, entry: CollectionEntry) -> None:
    for folder in entry.folders:
        of_folder = menu.addMenu(str(folder).replace("&", "&&"))
        of_folder.addAction(translate("Library", "Show the folder"), partial(open_folder, folder))
        leave = of_folder.addAction(translate("Library", "Take it out of the collection"))
        leave.triggered.connect(partial(_take_out, shelf, entry.id, folder))
        leave.setEnabled(len(entry.folders) > 1)


def _take_out(shelf: Shelf, collection: str, folder: Path, _checked: object = None) -> None:
    shelf.remove_folder(collection, folder)
