"""What became of an export or an import: where it is, what one should know of it, or why there is none."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFrame

from gill_studio.core.errors import StudioError
from ui.export_dialog.texts import words
from ui.theme.theme import Theme
from ui.widgets.basics import button, column, label, restyle, row
from ui.widgets.toast import announce

_MOST = 4


class Outcome(QFrame):
    """A notice in the dialog; hidden until there is something to say, and then read aloud."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("notice")
        self._path: Path | None = None
        self._title, self._note = label(size="heading", wrap=True), label(size="small", wrap=True)
        self._folder = button(self.tr("Show in folder"), self._show_folder, theme=theme, icon="folder-open")
        self._folder.setAutoDefault(False)
        space = theme.space
        texts = column(self._title, self._note, spacing=space.hair)
        line = row(margins=(space.medium, space.small, space.medium, space.small), spacing=space.medium)
        line.addLayout(texts, 1)
        line.addWidget(self._folder)
        self.setLayout(line)
        self.hide()

    @property
    def text(self) -> str:
        """What it says."""
        return "\n".join(filter(None, (self._title.text(), self._note.text()))) if not self.isHidden() else ""

    def show_done(self, title: str, warnings: Sequence[str], path: Path | None) -> None:
        """It went well; sentences about what one should know."""
        more = self.tr("And {} more.").format(len(warnings) - _MOST) if len(warnings) > _MOST else ""
        self._show(title, "\n".join(filter(None, (*warnings[:_MOST], more))), "warning" if warnings else "", path)

    def show_error(self, error: StudioError) -> None:
        """It did not."""
        self._show(words(error.message), words(error.hint), "danger", None)

    def _show(self, title: str, note: str, tone: str, path: Path | None) -> None:
        self._path = path
        self._title.setText(title)
        self._note.setText(note)
        self._note.setVisible(bool(note))
        self._folder.setVisible(path is not None)
        restyle(self, "tone", tone)
        self.show()
        announce(self, f"{title} {note}".strip(), urgent=tone == "danger")

    def _show_folder(self) -> None:
        if self._path is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._path.parent)))
