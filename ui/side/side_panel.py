"""The panel at the right: a switch, and the page it chooses."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from ui.pages import SidePage, StoryContext
from ui.widgets.segmented import Segmented

_NARROWEST, _WIDEST = 280, 400
"""Bounds, in pixels, of the width it keeps for the names of its pages, which are longer in some languages."""


class SidePanel(QWidget):
    """Shows one of its pages; a page is built when it is first shown. `page_changed` tells its key."""

    page_changed = Signal(str)

    def __init__(self, context: StoryContext, pages: Sequence[SidePage]) -> None:
        super().__init__()
        self.setObjectName("side")
        self._context, self._pages = context, {page.key: page for page in pages}
        self._built: dict[str, QWidget] = {}
        space = context.theme.space
        self._switch = Segmented(context.theme, self.tr("Beside the story"), dense=True)
        self._stack = QStackedWidget()
        head = QHBoxLayout()
        head.setContentsMargins(space.medium, 0, space.medium, 0)
        head.addWidget(self._switch)
        head.addStretch(1)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 12, 0, 0)
        box.setSpacing(space.small)
        box.addLayout(head)
        box.addWidget(self._stack, 1)
        for page in pages:
            self._switch.add(page.key, page.title, tip=page.title)
        self._switch.chosen.connect(self._show)
        self._show(self._switch.key)

    def minimumSizeHint(self) -> QSize:
        """Qt's: room for the names of all pages, within reason."""
        self._switch.ensurePolished()
        names = self._switch.sizeHint().width() + 2 * self._context.theme.space.medium
        return QSize(min(max(_NARROWEST, names), _WIDEST), super().minimumSizeHint().height())

    @property
    def key(self) -> str:
        """The page that is shown."""
        return self._switch.key

    def choose(self, key: str) -> None:
        """Show a page; one that is not there changes nothing."""
        self._switch.choose(key)

    def page(self, key: str) -> QWidget | None:
        """A page that has been built."""
        return self._built.get(key)

    def keys(self) -> tuple[str, ...]:
        """All pages, from left to right."""
        return tuple(self._pages)

    def _show(self, key: str) -> None:
        if key not in self._pages:
            return
        if key not in self._built:
            self._built[key] = self._pages[key].build(self._context)
            self._stack.addWidget(self._built[key])
        self._stack.setCurrentWidget(self._built[key])
        self.page_changed.emit(key)
