"""The head of a collection: its name, what there is in it, and what can be done with it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from gill_studio.core.collections.library import CollectionEntry
from gill_studio.core.messages import SAMPLE
from ui.library.shelf import Activity
from ui.library.words import Counted, scan_words
from ui.theme.theme import Theme
from ui.told.words import error_words, told
from ui.widgets.basics import button, icon_button, label, restyle, row
from ui.widgets.elided_label import ElidedLabel
from ui.widgets.progress_row import ProgressRow


class CollectionHead(QWidget):
    """`use_asked`: proposals are to retrieve from it. `menu_asked`: everything else that can be done with it."""

    use_asked = Signal()
    menu_asked = Signal()
    stop_asked = Signal()
    go_on_asked = Signal()

    def __init__(self, theme: Theme, *, has_engine: bool) -> None:
        super().__init__()
        self._has_engine = has_engine
        self._name, self._coverage = ElidedLabel(), label(tone="quiet", wrap=True)
        self._name.setProperty("scale", "title")
        self._used = label(self.tr("Proposals retrieve from it"), size="small", tone="accent")
        self._use = button(self.tr("Use for proposals"), self.use_asked.emit)
        self.menu = icon_button(theme, "ellipsis", self.tr("More about this collection"), self.menu_asked.emit)
        self.scan = ProgressRow(theme, self.tr("Scan"))
        self.scan.cancelled.connect(self.stop_asked)
        self._stopped = QWidget()
        go_on = button(self.tr("Go on"), self.go_on_asked.emit, kind="link")
        go_on.setAccessibleName(self.tr("Go on with the scan"))
        self._stopped.setLayout(row(label(self.tr("The scan was stopped."), tone="warning"), go_on, None))
        self._error = label(wrap=True, tone="danger")
        line = row(self._name, self._used, self._use, self.menu, spacing=theme.space.small)
        line.setStretch(0, 1)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.space.hair)
        box.addLayout(line)
        for widget in (self._coverage, self.scan, self._stopped, self._error):
            box.addWidget(widget)

    @property
    def words(self) -> str:
        """What it says of the collection."""
        return self._coverage.text()

    def show_entry(self, entry: CollectionEntry, activity: Activity, *, used: bool, missing: int) -> None:
        """How it is now."""
        self._name.setText(entry.name)
        counted = Counted()
        parts = (counted.coverage(entry.coverage), counted.more(entry.coverage))
        self._coverage.setText("  ·  ".join(part for part in parts if part))
        self._coverage.setVisible(not entry.error)
        self._used.setVisible(used and self._has_engine)
        self._use.setVisible(not used and self._has_engine and not entry.error)
        self.menu.setVisible(entry.id != SAMPLE)
        self.scan.setVisible(activity.scanning)
        if activity.scanning:
            words = scan_words(activity.label, activity.done, activity.total)
            self.scan.set_progress(activity.done, activity.total, words)
        self._stopped.setVisible(activity.paused)
        self._show_error(entry, activity, missing)

    def _show_error(self, entry: CollectionEntry, activity: Activity, missing: int) -> None:
        words = told(entry.error) or ("" if activity.error is None else error_words(activity.error))
        lost = self.tr("%n folder(s) cannot be found now; what is known of the pictures stays.", "", missing)
        self._error.setText(words or (lost if missing else ""))
        self._error.setVisible(bool(words or missing))
        restyle(self._error, "tone", "danger" if words else "warning")
