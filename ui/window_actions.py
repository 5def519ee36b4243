"""The actions of the main window: what there is to do, with which keys, and when it can be done."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QApplication

from ui.actions import Keys
from ui.deeds import Deeds
from ui.exporting import export_story, import_story
from ui.help import show_about, show_logs, show_report

if TYPE_CHECKING:
    from ui.main_window import MainWindow

translate = QCoreApplication.translate
_Key = QKeySequence.StandardKey
_Role = QAction.MenuRole

_STORY: tuple[str, ...] = (
    "file.save",
    "file.save-as",
    "file.save-copy",
    "file.export",
    "file.close",
    "edit.select-all",
    "edit.word-target",
    "panel.new",
)
_STORY += ("panel.pictures", "view.board", "view.script", "view.slideshow", "view.side", "view.quiet", "edit.cut")
_STORY += ("view.authorship",)
_STORY += ("edit.copy", "edit.paste", "edit.find", "edit.replace")
_PANELS: tuple[str, ...] = (
    "panel.edit",
    "panel.split",
    "panel.merge",
    "panel.duplicate",
    "panel.delete",
    "panel.back",
    "panel.forward",
)
_PANELS += ("panel.picture", "panel.no-picture")
_WRITING = (*_PANELS, "edit.cut", "edit.paste", "edit.word-target", "panel.new", "panel.pictures")


class _Row(NamedTuple):
    name: str
    text: str
    act: Callable[[], object]
    icon: str = ""
    keys: Keys = ()
    checkable: bool = False
    role: QAction.MenuRole = _Role.NoRole


def add_actions(window: MainWindow) -> Deeds:
    """Add all of them to the window's registry; what those about the story do is in the Deeds that come back."""
    deeds = Deeds(window)
    for group, rows in (
        (translate("Actions", "File"), _file(window)),
        (translate("Actions", "Edit"), _edit(window, deeds)),
        (translate("Actions", "Panel"), _panel(window, deeds)),
        (translate("Actions", "View"), _view(window, deeds)),
        (translate("Actions", "Help"), _help(window)),
    ):
        for row in rows:
            window.registry.add(
                row.name,
                row.text,
                row.act,
                group=group,
                icon=row.icon,
                keys=row.keys,
                checkable=row.checkable,
                role=row.role,
            )
    if window.engine is not None:
        from ui.proposals.actions import GillActions

        GillActions(window)
    return deeds


def refresh_actions(window: MainWindow, deeds: Deeds) -> None:
    """Enable what can be done now."""
    registry, story = window.registry, window.story
    here = story is not None and window.page == "story"
    writable = story is not None and not story.session.read_only
    chosen = here and bool(deeds.chosen())
    for name in (*_STORY, *_PANELS):
        possible = chosen if name in _PANELS else story is not None
        registry[name].setEnabled(possible and (writable or name not in _WRITING))
    for view in ("board", "script", "slideshow"):
        registry[f"view.{view}"].setChecked(story is not None and story.view == view)
    for name in ("view.larger", "view.smaller", "view.usual-size"):
        registry[name].setEnabled(story is not None and story.view == "board")
    _refresh_undo(window)


def _refresh_undo(window: MainWindow) -> None:
    story = window.story
    document = None if story is None or story.session.read_only else story.session.file.document
    for name, plain, full, label in (
        (
            "edit.undo",
            translate("Actions", "&Undo"),
            translate("Actions", "&Undo: {}"),
            document and document.undo_label,
        ),
        (
            "edit.redo",
            translate("Actions", "&Redo"),
            translate("Actions", "&Redo: {}"),
            document and document.redo_label,
        ),
    ):
        window.registry[name].setEnabled(bool(label))
        window.registry[name].setText(full.format(label) if label else plain)


def _file(window: MainWindow) -> tuple[_Row, ...]:
    return (
        _Row("file.new", translate("Actions", "&New story"), window.new_story, "file-plus", (_Key.New,)),
        _Row("file.open", translate("Actions", "&Open …"), window.choose_story, "folder-open", (_Key.Open,)),
        _Row("file.pictures", translate("Actions", "New from &pictures …"), window.new_from_pictures, "images"),
        _Row("file.window", translate("Actions", "New &window"), window.new_window_asked.emit, "", ("Ctrl+Shift+N",)),
        _Row("file.save", translate("Actions", "&Save now"), window.save_now, "save", (_Key.Save,)),
        _Row("file.save-as", translate("Actions", "Save &as …"), window.save_as, "", ("Ctrl+Shift+S",)),
        _Row("file.save-copy", translate("Actions", "Save a copy without &history …"), window.save_copy),
        _Row("file.import", translate("Actions", "&Import …"), lambda: import_story(window), "download"),
        _Row("file.export", translate("Actions", "&Export …"), lambda: export_story(window), "share", ("Ctrl+E",)),
        _Row("file.close", translate("Actions", "&Close story"), window.close_story, "", ("Ctrl+W",)),
        _Row("file.quit", translate("Actions", "&Quit"), _quit, "power", ("Ctrl+Q",), role=_Role.QuitRole),
    )


def _edit(window: MainWindow, deeds: Deeds) -> tuple[_Row, ...]:
    return (
        _Row("edit.undo", translate("Actions", "&Undo"), deeds.undo, "undo-2", (_Key.Undo,)),
        _Row("edit.redo", translate("Actions", "&Redo"), deeds.redo, "redo-2", (_Key.Redo, "Ctrl+Y")),
        _Row("edit.cut", translate("Actions", "Cu&t"), deeds.cut, "scissors", (_Key.Cut,)),
        _Row("edit.copy", translate("Actions", "&Copy"), deeds.copy, "copy", (_Key.Copy,)),
        _Row("edit.paste", translate("Actions", "&Paste"), deeds.paste, "clipboard-paste", (_Key.Paste,)),
        _Row("edit.select-all", translate("Actions", "Select &all"), deeds.select_all, "", (_Key.SelectAll,)),
        _Row("edit.find", translate("Actions", "&Find …"), deeds.find, "search", (_Key.Find,)),
        _Row("edit.replace", translate("Actions", "R&eplace …"), deeds.replace, "replace", ("Ctrl+H",)),
        _Row("edit.word-target", translate("Actions", "&Word target …"), deeds.ask_word_target),
        _Row(
            "edit.settings",
            translate("Actions", "&Settings …"),
            window.show_settings,
            "settings",
            ("Ctrl+,",),
            role=_Role.PreferencesRole,
        ),
    )


def _panel(window: MainWindow, deeds: Deeds) -> tuple[_Row, ...]:
    new_keys: Keys = ("Ctrl+Shift+Return", "Ins")
    return (
        _Row("panel.new", translate("Actions", "&New panel"), deeds.new_panel, "plus", new_keys),
        _Row("panel.pictures", translate("Actions", "Add p&ictures …"), window.add_pictures, "image-plus"),
        _Row("panel.edit", translate("Actions", "&Write the caption"), deeds.edit_caption, "pen-line", ("F2",)),
        _Row(
            "panel.picture",
            translate("Actions", "&Choose a picture …"),
            deeds.choose_picture,
            "image",
            ("Ctrl+Shift+I",),
        ),
        _Row("panel.no-picture", translate("Actions", "&Remove the picture"), deeds.remove_picture, "image-off"),
        _Row("panel.split", translate("Actions", "&Split"), deeds.split, "split", ("Ctrl+Shift+K",)),
        _Row("panel.merge", translate("Actions", "&Merge with the next"), deeds.merge, "merge", ("Ctrl+J",)),
        _Row("panel.duplicate", translate("Actions", "&Duplicate"), deeds.duplicate, "copy-plus", ("Ctrl+D",)),
        _Row("panel.back", translate("Actions", "Move &back"), deeds.move_back, "arrow-left", ("Alt+Left", "Alt+Up")),
        _Row(
            "panel.forward",
            translate("Actions", "Move &forward"),
            deeds.move_forward,
            "arrow-right",
            ("Alt+Right", "Alt+Down"),
        ),
        _Row("panel.delete", translate("Actions", "De&lete"), deeds.delete, "trash-2", ("Ctrl+Shift+Del",)),
    )


def _view(window: MainWindow, deeds: Deeds) -> tuple[_Row, ...]:
    def show(view: str) -> Callable[[], None]:
        return lambda: window.show_view(view)

    def zoom(steps: int) -> Callable[[], None]:
        return lambda: window.zoom(steps)

    return (
        _Row("view.board", translate("Actions", "&Board"), show("board"), "layout-grid", ("Ctrl+1",), checkable=True),
        _Row("view.script", translate("Actions", "S&cript"), show("script"), "text", ("Ctrl+2",), checkable=True),
        _Row(
            "view.slideshow",
            translate("Actions", "&Slideshow"),
            show("slideshow"),
            "presentation",
            ("Ctrl+3", "F5"),
            checkable=True,
        ),
        _Row("view.larger", translate("Actions", "&Larger cards"), zoom(1), "zoom-in", (_Key.ZoomIn, "Ctrl+=")),
        _Row("view.smaller", translate("Actions", "S&maller cards"), zoom(-1), "zoom-out", (_Key.ZoomOut,)),
        _Row("view.usual-size", translate("Actions", "&Usual size"), zoom(0), "", ("Ctrl+0",)),
        _Row(
            "view.side", translate("Actions", "Side &panel"), window.toggle_side, "panel-right", ("F9",), checkable=True
        ),
        _Row("view.quiet", translate("Actions", "&Focus mode"), window.toggle_quiet, "focus", ("F11",), checkable=True),
        _Row("view.authorship", translate("Actions", "W&ho made what …"), deeds.show_authorship, "user-round"),
        _Row("view.welcome", translate("Actions", "&Welcome page"), lambda: window.show_page("welcome"), "house"),
    )


def _help(window: MainWindow) -> tuple[_Row, ...]:
    def keys() -> None:
        window.show_settings("keys")

    return (
        _Row("help.keys", translate("Actions", "&Keys"), keys, "keyboard", ("F1",)),
        _Row("help.logs", translate("Actions", "Show the &logs"), lambda: show_logs(window)),
        _Row("help.report", translate("Actions", "Save a &report …"), lambda: show_report(window), "life-buoy"),
        _Row(
            "help.about",
            translate("Actions", "&About GILL Studio"),
            lambda: show_about(window),
            "info",
            role=_Role.AboutRole,
        ),
    )


def _quit() -> None:
    QApplication.closeAllWindows()
