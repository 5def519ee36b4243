"""One model: what it is and can do, what it takes, and what can be done with it."""

from __future__ import annotations

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QMenu, QVBoxLayout, QWidget

from gill_studio.core.jobs import Failure
from gill_studio.core.memory import PlannedMemory
from gill_studio.core.messages import STARTER, InstallModel, ModelPart, ModelRecord
from ui.models_page.keeper import Doing
from ui.models_page.known import translated
from ui.models_page.plan_words import plan_words
from ui.models_page.words import amount, doing_note, doing_title, size_words
from ui.theme.theme import Theme
from ui.widgets.basics import button, clear_layout, label, row
from ui.widgets.section import Section
from ui.widgets.transfer_row import TransferRow

_LINK_EDGE = 4  # pixels of a link's frame and padding, as the style sheet has them


class ModelCard(QFrame):
    """Shows one model; what is wanted with it is told by its signals."""

    use_asked = Signal()
    hub_asked = Signal()
    folder_asked = Signal()
    move_asked = Signal()
    remove_asked = Signal()
    paused = Signal()
    resumed = Signal()
    cancelled = Signal()
    plan_wanted = Signal()

    def __init__(self, theme: Theme, record: ModelRecord) -> None:
        super().__init__()
        self.setObjectName("card")
        self.setAccessibleName(record.title)
        self._theme, self.record = theme, record
        self._state = label(size="small", tone="accent")
        self._facts = label(size="small", tone="quiet", wrap=True)
        self._plan = label(size="small", tone="quiet", wrap=True)
        self._plan.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._acts = QHBoxLayout()
        self._acts.setSpacing(theme.space.small)
        self._shown: object = None
        self.transfer = TransferRow(theme, record.title)
        self.transfer.paused.connect(self.paused)
        self.transfer.resumed.connect(self.resumed)
        self.transfer.cancelled.connect(self.cancelled)
        self._fill(record)

    def show_state(
        self, record: ModelRecord, doing: Doing | None, plan: PlannedMemory | Failure | None, *, in_use: bool
    ) -> None:
        """How it is now."""
        self.record = record
        self._state.setText(self._state_words(record, in_use=in_use))
        self._facts.setText(
            " · ".join(filter(None, (size_words(record), translated(record.licence), self._place(record))))
        )
        self._plan.setText(plan_words(plan))
        self.transfer.setVisible(doing is not None)
        if doing is not None:
            can_pause = isinstance(doing.request, InstallModel)
            self.transfer.show_progress(
                doing_title(doing), doing_note(doing), doing.done, doing.total, paused=doing.paused, can_pause=can_pause
            )
        wanted = (record.installed, in_use, doing is not None, any(part.bytes for part in record.parts))
        if wanted != self._shown:
            self._shown = wanted
            self._fill_acts(record, in_use=in_use, busy=doing is not None)

    def _fill(self, record: ModelRecord) -> None:
        space = self._theme.space
        box = QVBoxLayout(self)
        box.setContentsMargins(space.large, space.medium, space.large, space.medium)
        box.setSpacing(space.hair)
        head = row(label(record.title, size="strong", wrap=True), self._state)
        head.setStretch(0, 1)
        box.addLayout(head)
        box.addWidget(label(translated(record.description), wrap=True))
        box.addWidget(self._facts)
        box.addSpacing(space.small)
        if record.parts:
            box.addWidget(Section(self._theme, self.tr("Parts and licences"), self._parts(record), opened=False))
        self._plan.setContentsMargins(space.large, 0, 0, space.small)
        plan = Section(self._theme, self.tr("On this computer"), self._plan, opened=False)
        plan.toggled.connect(lambda opened: self.plan_wanted.emit() if opened else None)
        box.addWidget(plan)
        box.addWidget(self.transfer)
        box.addSpacing(space.small)
        box.addLayout(self._acts)

    def _parts(self, record: ModelRecord) -> QWidget:
        holder = QWidget()
        box = QVBoxLayout(holder)
        box.setContentsMargins(self._theme.space.large, 0, 0, self._theme.space.small)
        box.setSpacing(self._theme.space.small)
        for part in record.parts:
            box.addWidget(label(f"{part.repo}: {translated(part.does)}", size="small", wrap=True))
            line = row(self._licence(part), self._part_size(part), None)
            line.setContentsMargins(-_LINK_EDGE, 0, 0, 0)  # its letters stand below those of the line above
            box.addLayout(line)
        return holder

    def _licence(self, part: ModelPart) -> QWidget:
        """Nothing is fetched by itself: the browser opens the link, when a person asks."""
        link = button(part.licence, lambda: QDesktopServices.openUrl(QUrl(part.licence_link)), kind="link")
        link.setProperty("scale", "small")
        link.setToolTip(part.licence_link)
        link.setAccessibleName(self.tr("Licence of {}: {}").format(part.repo, part.licence))
        link.setEnabled(part.licence_link.startswith("https://"))
        return link

    def _part_size(self, part: ModelPart) -> QLabel:
        words = self.tr("{} on disk").format(amount(part.bytes)) if part.bytes else self.tr("not installed")
        return label(words, size="small", tone="quiet")

    def _state_words(self, record: ModelRecord, *, in_use: bool) -> str:
        if in_use:
            return self.tr("In use")
        return self.tr("Installed") if record.installed else ""

    def _place(self, record: ModelRecord) -> str:
        return str(record.folder) if record.installed and record.folder is not None else ""

    def _fill_acts(self, record: ModelRecord, *, in_use: bool, busy: bool) -> None:
        clear_layout(self._acts)
        if busy:
            return
        if not record.installed:
            self._acts.addWidget(self._install_button(record))
        else:
            use = button(self.tr("Use"), self.use_asked.emit, kind="primary")
            use.setAccessibleName(self.tr("Use {}").format(record.title))
            use.setVisible(not in_use)
            self._acts.addWidget(use)
        partial = any(part.bytes for part in record.parts)
        if record.id != STARTER and (record.installed or partial):
            self._add_file_acts(record, in_use=in_use)
        self._acts.addStretch(1)

    def _add_file_acts(self, record: ModelRecord, *, in_use: bool) -> None:
        move = button(self.tr("Move …"), self.move_asked.emit, theme=self._theme, icon="hard-drive")
        move.setVisible(record.installed)
        remove = button(self.tr("Delete …"), self.remove_asked.emit, theme=self._theme, icon="trash-2")
        for one in (move, remove):
            one.setEnabled(not in_use)
            one.setToolTip(self.tr("It is in use. Choose another model first.") if in_use else "")
            one.setAccessibleName(f"{one.text().strip(' …')}: {record.title}")
            self._acts.addWidget(one)

    def _install_button(self, record: ModelRecord) -> QWidget:
        begun = any(part.bytes for part in record.parts)
        made = button(
            self.tr("Go on installing") if begun else self.tr("Install"),
            kind="primary",
            theme=self._theme,
            icon="download",
        )
        made.setAccessibleName(self.tr("Install {}").format(record.title))
        menu = QMenu(made)
        menu.addAction(self.tr("Download from the hub"), self.hub_asked.emit)
        menu.addAction(self.tr("From a folder or a USB stick …"), self.folder_asked.emit)
        made.setMenu(menu)
        made.setProperty("menu", "true")
        return made
