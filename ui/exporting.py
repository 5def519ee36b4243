"""Opening the dialogs of export and import: what they stand on is loaded when one of them is first wanted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

if TYPE_CHECKING:
    from ui.export_dialog.dialog import ExportDialog
    from ui.import_dialog.dialog import ImportDialog
    from ui.main_window import MainWindow


def export_story(window: MainWindow) -> ExportDialog | None:
    """The dialog for the story that is open; None where there is none."""
    if window.story is None:
        return None
    from ui.export_dialog.dialog import ExportDialog

    dialog = ExportDialog(window.theme, window.story.session, window.settings, window)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.open()
    return dialog


def import_story(window: MainWindow) -> ImportDialog:
    """The dialog in which a story of another program becomes one of ours."""
    from ui.import_dialog.dialog import ImportDialog

    dialog = ImportDialog(window.theme, window.settings, window)
    dialog.imported.connect(window.open_path)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.open()
    return dialog
