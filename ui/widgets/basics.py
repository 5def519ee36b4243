"""Labels, buttons and distances as the theme has them, in one line each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLayout,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from ui.theme.theme import Theme

_Box = TypeVar("_Box", QHBoxLayout, QVBoxLayout)

ICON = 18
"""How large icons on buttons are, in pixels."""


def label(text: str = "", *, size: str = "", tone: str = "", wrap: bool = False, name: str = "") -> QLabel:
    """A label of plain text: what is written in a story or a file name is never taken for HTML.

    `size` is small, strong, heading, title or headline; `tone` quiet, accent, danger or warning.
    """
    made = QLabel(text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setWordWrap(wrap)
    if size:
        made.setProperty("scale", size)
    if tone:
        made.setProperty("tone", tone)
    if name:
        made.setAccessibleName(name)
    return made


def button(
    text: str,
    clicked: Callable[[], object] | None = None,
    *,
    kind: str = "",
    theme: Theme | None = None,
    icon: str = "",
) -> QPushButton:
    """A push button; `kind` is primary, quiet, danger or link."""
    made = QPushButton(f" {text}" if icon else text)  # Qt sets icon and text too close
    made.setAccessibleName(text)
    if kind:
        made.setProperty("kind", kind)
    if theme is not None and icon:
        made.setIcon(theme.icon(icon, "on_accent" if kind == "primary" else "quiet"))
        made.setIconSize(QSize(ICON, ICON))
    if clicked is not None:
        made.clicked.connect(lambda _down=False: clicked())
    if kind == "link":
        made.setCursor(Qt.CursorShape.PointingHandCursor)
        made.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
    return made


def icon_button(
    theme: Theme, icon: str, name: str, clicked: Callable[[], object] | None = None, *, size: int = ICON
) -> QToolButton:
    """A button that shows an icon alone; `name` is its tool tip and what a screen reader says."""
    made = QToolButton()
    made.setIcon(theme.icon(icon))
    made.setIconSize(QSize(size, size))
    made.setToolTip(name)
    made.setAccessibleName(name)
    made.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    if clicked is not None:
        made.clicked.connect(lambda _down=False: clicked())
    return made


def separator(*, vertical: bool = False) -> QFrame:
    """A hairline."""
    line = QFrame()
    line.setObjectName("separator")
    if vertical:
        line.setFixedWidth(1)
    else:
        line.setFixedHeight(1)
    return line


def row(
    *items: QWidget | int | None, spacing: int = 8, margins: tuple[int, int, int, int] = (0, 0, 0, 0)
) -> QHBoxLayout:
    """Widgets side by side; a number is a distance, None takes what room is left."""
    return _filled(QHBoxLayout(), items, spacing, margins)


def column(
    *items: QWidget | int | None, spacing: int = 8, margins: tuple[int, int, int, int] = (0, 0, 0, 0)
) -> QVBoxLayout:
    """Widgets one below the other; a number is a distance, None takes what room is left."""
    return _filled(QVBoxLayout(), items, spacing, margins)


def restyle(widget: QWidget, name: str, value: str) -> None:
    """Set a property that the style sheet looks at, and have the widget look again."""
    if widget.property(name) != value:
        widget.setProperty(name, value)
        widget.style().unpolish(widget)
        widget.style().polish(widget)


def add_now(box: QBoxLayout, *widgets: QWidget) -> None:
    """Put widgets into a box that is on show already: by itself, Qt would show them a turn of its event loop later."""
    for widget in widgets:
        box.addWidget(widget)
        widget.show()


def clear_layout(layout: QLayout) -> None:
    """Take everything out of a layout; its widgets are deleted."""
    while (item := layout.takeAt(0)) is not None:
        if (widget := item.widget()) is not None:
            widget.hide()
            widget.deleteLater()
        elif (inner := item.layout()) is not None:
            clear_layout(inner)


def _filled(box: _Box, items: Sequence[QWidget | int | None], spacing: int, margins: tuple[int, int, int, int]) -> _Box:
    box.setSpacing(spacing)
    box.setContentsMargins(*margins)
    for item in items:
        if item is None:
            box.addStretch(1)
        elif isinstance(item, int):
            box.addSpacing(item)
        else:
            box.addWidget(item)
    return box
