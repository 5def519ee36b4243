"""The list of all actions with their keys, each of which can be changed."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from PySide6.QtCore import QT_TRANSLATE_NOOP, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QFrame, QGridLayout, QKeySequenceEdit, QLineEdit, QScrollArea, QVBoxLayout, QWidget

from ui.actions import Actions, Delivered, plain_text, sequences_of, text_of
from ui.settings.store import SettingsStore
from ui.theme.theme import Theme
from ui.widgets.basics import clear_layout, icon_button, label
from ui.widgets.search_field import SearchField

_FIELD = 240
PLACEHOLDER = QT_TRANSLATE_NOOP("QKeySequenceEdit", "Press shortcut")
"""What Qt writes into an empty field, and again after each key: translated by us, since others do it at length."""


class KeysPage(QWidget):
    """Finds actions by name; a key that another action has is taken from it only after one has been told."""

    def __init__(self, theme: Theme, actions: Actions, settings: SettingsStore) -> None:
        super().__init__()
        self._theme, self._actions, self._settings = theme, actions, settings
        self._search = SearchField(theme, self.tr("Find an action"))
        self._note = label(tone="warning", wrap=True)
        self._note.hide()
        self._grid = QGridLayout()
        self._grid.setColumnStretch(0, 1)
        self._grid.setContentsMargins(0, 0, theme.space.small, 0)
        self._grid.setHorizontalSpacing(theme.space.medium)
        body = QWidget()
        body.setLayout(self._grid)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(body)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        for widget in (self._search, self._note, scroll):
            box.addWidget(widget)
        self._search.textChanged.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """List the actions that the search finds."""
        clear_layout(self._grid)
        wanted, group, line = self._search.text().casefold(), "", 0
        for one in sorted(self._actions, key=lambda one: one.group):
            name = one.text
            if not one.group or wanted not in name.casefold():
                continue
            if one.group != group:
                group = one.group
                heading = label(group, size="heading")
                heading.setContentsMargins(0, self._theme.space.small, 0, 0)
                self._grid.addWidget(heading, line, 0)
                line += 1
            self._add(one, name, line)
            line += 1
        self._grid.setRowStretch(line, 1)

    def _add(self, one: Delivered, name: str, line: int) -> None:
        edit = QKeySequenceEdit(self._actions[one.name].shortcut())
        edit.setMaximumSequenceLength(1)
        edit.setClearButtonEnabled(True)
        for one_field in (edit, *edit.findChildren(QLineEdit)):
            one_field.setAccessibleName(name)
        edit.setFixedWidth(_FIELD)
        edit.editingFinished.connect(partial(self._change, one, edit))
        back = icon_button(self._theme, "rotate-ccw", self.tr("Back to the key it came with: {}").format(name), size=16)
        back.clicked.connect(partial(self._reset, one, edit))
        self._grid.addWidget(label(name), line, 0)
        self._grid.addWidget(edit, line, 1)
        self._grid.addWidget(back, line, 2)

    def _change(self, one: Delivered, edit: QKeySequenceEdit) -> None:
        keys = edit.keySequence()
        if keys == self._actions[one.name].shortcut():
            return
        other = self._owner(keys, one.name)
        if other is not None:
            words = plain_text(self._actions[other].text())
            self._say(self.tr("{} is the key of “{}”. Change that one first.").format(keys.toString(), words))
            edit.setKeySequence(self._actions[one.name].shortcut())
            return
        self._say("")
        self._set(one, keys.toString())

    def _reset(self, one: Delivered, edit: QKeySequenceEdit, _checked: object = None) -> None:
        self._set(one, None)
        edit.setKeySequence(self._actions[one.name].shortcut())

    def _set(self, one: Delivered, keys: str | None) -> None:
        changed = {name: text for name, text in self._settings.now.shortcuts.items() if name != one.name}
        if keys is not None and sequences_of(keys) != one.keys:
            changed[one.name] = text_of(sequences_of(keys))
        self._settings.set(replace(self._settings.now, shortcuts=changed))
        self._actions.set_shortcuts(changed)

    def _owner(self, keys: QKeySequence, name: str) -> str | None:
        if keys.isEmpty():
            return None
        return next(
            (one.name for one in self._actions if one.name != name and keys in self._actions[one.name].shortcuts()),
            None,
        )

    def _say(self, words: str) -> None:
        self._note.setText(words)
        self._note.setVisible(bool(words))
