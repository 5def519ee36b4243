"""A splitter whose handle is a hairline that is easy to grasp."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSplitter, QSplitterHandle, QWidget

from ui.theme.theme import Theme

_GRASP = 7


class _Handle(QSplitterHandle):
    def __init__(self, theme: Theme, splitter: QSplitter) -> None:
        super().__init__(splitter.orientation(), splitter)
        self._theme = theme
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        theme.changed.connect(self.update)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        colours = self._theme.colours
        painter.fillRect(self.rect(), QColor(colours.paper))
        middle = self.width() // 2
        if self.underMouse():
            painter.fillRect(middle - 1, 0, 2, self.height(), QColor(colours.accent))
        else:
            painter.fillRect(middle, 0, 1, self.height(), QColor(colours.line))
        painter.end()


class Splitter(QSplitter):
    """Areas side by side, with a line between them that can be moved."""

    def __init__(self, theme: Theme, *areas: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self._theme = theme
        self.setHandleWidth(_GRASP)
        self.setChildrenCollapsible(False)
        for area in areas:
            self.addWidget(area)

    def createHandle(self) -> QSplitterHandle:
        """Ours."""
        return _Handle(self._theme, self)
