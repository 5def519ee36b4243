"""One registry of actions: menus, buttons, shortcuts and the list of keys in the settings are all made from it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from PySide6.QtCore import QObject, QSize, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from ui.theme.theme import Theme
from ui.widgets.basics import ICON

Keys = tuple[str | QKeySequence.StandardKey, ...]
"""Shortcuts as delivered: the standard one of the system where there is one; the first is shown in menus."""
_MORE = "; "


@dataclass(frozen=True, slots=True)
class Delivered:
    """What an action is like before anybody changes its keys; `group` is the heading it has in the list of keys."""

    name: str
    text: str
    group: str
    keys: tuple[QKeySequence, ...]


class Actions(QObject):
    """The actions of a window by their names, such as "edit.undo"."""

    def __init__(self, theme: Theme, window: QWidget) -> None:
        super().__init__(window)
        self._theme, self._window = theme, window
        self._actions: dict[str, QAction] = {}
        self._delivered: dict[str, Delivered] = {}
        self._changed: Mapping[str, str] = {}

    def add(
        self,
        name: str,
        text: str,
        act: Callable[[], object] | None = None,
        *,
        group: str = "",
        icon: str = "",
        keys: Keys = (),
        checkable: bool = False,
        role: QAction.MenuRole = QAction.MenuRole.NoRole,
    ) -> QAction:
        """One more action. ValueError when there is one of that name."""
        if name in self._actions:
            raise ValueError(f"There is an action {name} already.")
        action = QAction(text, self)
        action.setObjectName(name)
        action.setMenuRole(role)
        action.setCheckable(checkable)
        if icon:
            action.setIcon(self._theme.icon(icon))
        if act is not None:
            action.triggered.connect(lambda _checked=False: act())
        self._actions[name] = action
        self._delivered[name] = Delivered(name, plain_text(text), group, tuple(_sequences(keys)))
        self._window.addAction(action)
        self._set_keys(name)
        return action

    def __getitem__(self, name: str) -> QAction:
        return self._actions[name]

    def __contains__(self, name: object) -> bool:
        return name in self._actions

    def __iter__(self) -> Iterator[Delivered]:
        return iter(self._delivered.values())

    def set_shortcuts(self, changed: Mapping[str, str]) -> None:
        """Keys that are not as delivered: by name, as text; an empty text takes the keys away."""
        self._changed = changed
        for name in self._actions:
            self._set_keys(name)

    def button(self, name: str, *, size: int = ICON) -> QToolButton:
        """A button with the icon of an action, which its tool tip names together with its key."""
        return ActionButton(self._actions[name], size)

    def fill(self, menu: QMenu, names: tuple[str | None, ...]) -> QMenu:
        """Put actions into a menu, in this order; None is a line between them, a name that is not there is left out."""
        for name in names:
            if name is None:
                menu.addSeparator()
            elif name in self._actions:
                menu.addAction(self._actions[name])
        return menu

    def _set_keys(self, name: str) -> None:
        changed = self._changed.get(name)
        keys = self._delivered[name].keys if changed is None else sequences_of(changed)
        self._actions[name].setShortcuts(list(keys))


class ActionButton(QToolButton):
    """A button for an action that shows its icon alone, and follows it."""

    def __init__(self, action: QAction, size: int) -> None:
        super().__init__()
        self._action = action
        self.setIconSize(QSize(size, size))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCheckable(action.isCheckable())
        self.clicked.connect(action.trigger)
        action.changed.connect(self.follow)
        self.follow()

    def follow(self) -> None:
        """Be as the action is now."""
        self.setIcon(self._action.icon())
        self.setEnabled(self._action.isEnabled())
        self.setChecked(self._action.isChecked())
        self.setToolTip(with_key(self._action))
        self.setAccessibleName(plain_text(self._action.text()))


def sequences_of(text: str) -> tuple[QKeySequence, ...]:
    """Shortcuts from their portable text."""
    found = (QKeySequence.fromString(part.strip()) for part in text.split(_MORE) if part.strip())
    return tuple(one for one in found if not one.isEmpty())


def text_of(keys: tuple[QKeySequence, ...]) -> str:
    """Shortcuts as portable text."""
    return _MORE.join(one.toString() for one in keys)


def with_key(action: QAction) -> str:
    """An action's name with its key, for tool tips."""
    key = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
    name = plain_text(action.text())
    return f"{name}  ({key})" if key else name


def _sequences(keys: Keys) -> Iterator[QKeySequence]:
    for key in keys:
        if isinstance(key, str):
            yield QKeySequence(key)
        else:
            yield from QKeySequence.keyBindings(key)


def plain_text(text: str) -> str:
    """The text of an action without its marks for menus."""
    return text.replace("&&", "\0").replace("&", "").replace("\0", "&").rstrip(" …")
