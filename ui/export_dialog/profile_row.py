"""A line to choose, keep and delete profiles of an export."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QInputDialog, QSizePolicy, QWidget

from gill_studio.core.export.exporter import AnyExporter
from gill_studio.core.story.model import ExportProfile
from ui.export_dialog.profiles import drop_profile, keep_profile, options_of, profiles_of
from ui.story_session import StorySession
from ui.theme.theme import Theme
from ui.widgets.basics import button, icon_button, label

_LONGEST = 60


class ProfileRow(QWidget):
    """Tells the options of a profile that was chosen."""

    chosen = Signal(object)

    def __init__(self, theme: Theme, session: StorySession) -> None:
        super().__init__()
        self._session = session
        self._exporter: AnyExporter | None = None
        self._options: object = None
        self._profiles: list[ExportProfile] = []
        self.choice = QComboBox()
        self.choice.setAccessibleName(self.tr("Profile"))
        self.choice.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.choice.setMinimumContentsLength(12)
        self.choice.activated.connect(self._choose)
        self._keep = button(self.tr("Keep …"), self._ask_name)
        self._keep.setAccessibleName(self.tr("Keep these options as a profile"))
        self._keep.setAutoDefault(False)
        self._keep.setEnabled(not session.read_only)
        self._drop = icon_button(theme, "trash-2", self.tr("Delete the profile"), self._delete)
        box = QHBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.space.small)
        name = label(self.tr("Profile"))
        name.setBuddy(self.choice)
        for one in (name, self.choice, self._keep, self._drop):
            box.addWidget(one)
        box.setStretch(1, 1)

    def show_for(self, exporter: AnyExporter, options: object) -> None:
        """Offer the profiles of a format; options that are none of them are without a name."""
        self._exporter, self._options = exporter, options
        self._profiles = profiles_of(self._session, exporter)
        self.choice.clear()
        self.choice.addItem(self.tr("As it comes") if options == exporter.options() else self.tr("Without a name"))
        for one in self._profiles:
            self.choice.addItem(one.name)
        found = [place for place, one in enumerate(self._profiles) if options_of(one, exporter) == options]
        self.choice.setCurrentIndex(found[0] + 1 if found else 0)
        self._drop.setEnabled(bool(found) and not self._session.read_only)

    def keep(self, name: str) -> None:
        """Keep the options as they are under a name."""
        name = " ".join(name.split())[:_LONGEST]
        if name and self._exporter is not None:
            keep_profile(self._session, name, self._exporter, self._options)
            self.show_for(self._exporter, self._options)

    def _choose(self, place: int) -> None:
        if self._exporter is not None:
            options = self._exporter.options() if place == 0 else options_of(self._profiles[place - 1], self._exporter)
            self.chosen.emit(options)

    def _ask_name(self) -> None:
        place = self.choice.currentIndex()
        before = self._profiles[place - 1].name if place > 0 else ""
        name, wanted = QInputDialog.getText(self, self.tr("Keep these options"), self.tr("Name"), text=before)
        if wanted:
            self.keep(name)

    def _delete(self) -> None:
        place = self.choice.currentIndex()
        if place > 0 and self._exporter is not None:
            drop_profile(self._session, self._profiles[place - 1])
            self.show_for(self._exporter, self._options)
