"""The settings, made from their dataclasses. What one changes holds at once; there is no OK to forget."""

from __future__ import annotations

from dataclasses import fields, replace
from functools import partial

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from gill_studio.core.settings import Settings, shown_of
from ui.actions import Actions
from ui.settings.fields import make_field
from ui.settings.keys import KeysPage
from ui.settings.store import SettingsStore
from ui.settings.texts import field_texts, section_names
from ui.theme.theme import Theme
from ui.translations import languages
from ui.widgets.basics import button, column, label, row
from ui.widgets.fields import add_field


class SettingsDialog(QDialog):
    """A list of parts at the left, the settings of one at the right."""

    def __init__(self, theme: Theme, settings: SettingsStore, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Settings"))
        self._theme, self._settings, self._actions = theme, settings, actions
        self._parts = QListWidget()
        self._parts.setProperty("kind", "plain")
        self._parts.setAccessibleName(self.tr("Parts of the settings"))
        self._parts.setFixedWidth(176)
        self._stack = QStackedWidget()
        self._fill()
        self._parts.currentRowChanged.connect(self._stack.setCurrentIndex)
        self._parts.setCurrentRow(0)
        space = theme.space
        box = QVBoxLayout(self)
        box.setContentsMargins(space.medium, space.medium, space.large, space.medium)
        box.setSpacing(space.medium)
        body = QHBoxLayout()
        body.setSpacing(space.large)
        body.addWidget(self._parts)
        body.addWidget(self._stack, 1)
        box.addLayout(body, 1)
        close = button(self.tr("Close"), self.accept)
        close.setDefault(True)
        reset = button(self.tr("Back to how it came"), self._reset, kind="quiet")
        reset.setAutoDefault(False)
        box.addLayout(row(reset, None, close))
        self.resize(QSize(820, 620))

    def show_part(self, name: str) -> None:
        """Show a part by the name of its field; "keys" are the shortcuts."""
        names = [*section_names(), "keys"]
        if name in names:
            self._parts.setCurrentRow(names.index(name))

    def _fill(self) -> None:
        for name, title in section_names().items():
            self._add_item(title)
            self._stack.addWidget(self._make_part(name, title))
        keys, space = self.tr("Keys"), self._theme.space
        self._add_item(keys)
        page = QWidget()
        list_of_keys = KeysPage(self._theme, self._actions, self._settings)
        page.setLayout(column(label(keys, size="title"), space.hair, list_of_keys, margins=(space.hair, 0, 0, 0)))
        self._stack.addWidget(page)

    def _add_item(self, title: str) -> None:
        item = QListWidgetItem(title)
        item.setSizeHint(QSize(0, 36))
        self._parts.addItem(item)

    def _make_part(self, name: str, title: str) -> QWidget:
        space = self._theme.space
        page = QWidget()
        box = QVBoxLayout(page)
        box.setContentsMargins(space.hair, 0, space.small, 0)
        box.setSpacing(space.hair)
        box.addWidget(label(title, size="title"))
        box.addSpacing(space.medium)
        part = getattr(self._settings.now, name)
        for one in fields(part):
            how, key = shown_of(one), f"{name}.{one.name}"
            if how.kind == "hidden":
                continue
            words, note = field_texts()[key]
            field = make_field(words, getattr(part, one.name), how, languages(), partial(self._set, name, one.name))
            add_field(box, self._theme, words, note, field)
        box.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(page)
        return scroll

    def _set(self, part: str, name: str, value: object) -> None:
        before = getattr(self._settings.now, part)
        self._settings.set_part(replace(before, **{name: value}))

    def _reset(self) -> None:
        """All but what is remembered: stories opened last are no setting."""
        kept = self._settings.now.remembered
        self._settings.set(replace(Settings(), remembered=kept))
        self._actions.set_shortcuts({})
        here = self._parts.currentRow()
        while (page := self._stack.widget(0)) is not None:
            self._stack.removeWidget(page)
            page.deleteLater()
        self._parts.clear()
        self._fill()
        self._parts.setCurrentRow(here)
