"""What one sees when there is a bug: that nothing is lost, and how to tell of it."""

from __future__ import annotations

import traceback
from types import TracebackType

from PySide6.QtCore import QCoreApplication, QObject, Signal
from PySide6.QtWidgets import QApplication

from gill_studio.core.logs import without_names

translate = QCoreApplication.translate


class CrashDialog(QObject):
    """Shows one dialog at a time, whatever thread the bug was in; what comes meanwhile is in the log."""

    _caught = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._shown = False
        self._caught.connect(self._show)

    def report(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        """For `logs.catch_exceptions`."""
        self._caught.emit("".join(traceback.format_exception(kind, error, trace)))

    def _show(self, detail: str) -> None:
        if self._shown:
            return
        self._shown = True
        from ui.help import ask_report_file, save_report  # not before something has gone wrong
        from ui.widgets.message import Message

        go_on, save = translate("Crash", "Go on"), translate("Crash", "Save a report …")
        window = QApplication.activeWindow()
        message = Message(
            window,
            translate("Crash", "Something went wrong, and that is our fault"),
            translate(
                "Crash",
                "Your story is saved; nothing of it is lost. You can go on. If it happens again, close the window and "
                "open it anew. A report helps us to mend it; no story text is in it.",
            ),
            [go_on, save],
            detail=without_names(detail),
        )
        message.exec()
        if message.chosen == save and (target := ask_report_file(window)) is not None:
            save_report(window, target)
        self._shown = False
