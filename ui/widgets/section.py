"""A section that opens and closes."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QSizePolicy, QToolButton, QVBoxLayout, QWidget

from ui.theme.theme import Theme


class Section(QWidget):
    """A heading that is a button, and what it opens. `toggled` tells whether it is open."""

    toggled = Signal(bool)

    def __init__(self, theme: Theme, title: str, body: QWidget, *, opened: bool = True) -> None:
        super().__init__()
        self._theme, self._body = theme, body
        self._head = QToolButton()
        self._head.setText(title)
        self._head.setProperty("kind", "section")
        self._head.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._head.setIconSize(QSize(16, 16))
        self._head.setCheckable(True)
        self._head.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._head.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._head.toggled.connect(self.set_opened)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.space.hair)
        box.addWidget(self._head)
        box.addWidget(body)
        self._head.setChecked(opened)
        self._show(opened=opened)

    @property
    def opened(self) -> bool:
        """Whether one sees what is in it."""
        return self._head.isChecked()

    def set_opened(self, opened: bool) -> None:  # noqa: FBT001 - a slot
        """Open or close it."""
        self._head.setChecked(opened)
        self._show(opened=opened)
        self.toggled.emit(opened)

    def _show(self, *, opened: bool) -> None:
        self._head.setIcon(self._theme.icon("chevron-down" if opened else "chevron-right", checked="quiet"))
        self._body.setVisible(opened)
