"""The files of a collection that cannot be used, each with the reason and what to do about it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, QUrl
from PySide6.QtGui import QColor, QDesktopServices, QPainter
from PySide6.QtWidgets import QListView, QStyledItemDelegate, QStyleOptionViewItem

from gill_studio.core.collections.model import Problem
from ui.theme.theme import Theme
from ui.told.words import told

_Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()
_PAD, _LINE = 10, 22
Listed = tuple[Path, Problem]


def _words(problem: Problem) -> str:
    return f"{told(problem.reason)} {told(problem.hint)}".strip()


class ProblemsModel(QAbstractListModel):
    """Files and reasons."""

    def __init__(self) -> None:
        super().__init__()
        self.problems: tuple[Listed, ...] = ()

    def show(self, problems: Sequence[Listed]) -> None:
        """These instead."""
        if tuple(problems) != self.problems:
            self.beginResetModel()
            self.problems = tuple(problems)
            self.endResetModel()

    def rowCount(self, parent: _Index = _ROOT) -> int:
        """Qt's: how many there are."""
        return 0 if parent.isValid() else len(self.problems)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Qt's: the file; and to hear, everything."""
        if not 0 <= index.row() < len(self.problems):
            return None
        folder, problem = self.problems[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return problem.path
        if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            return f"{folder / problem.path}: {_words(problem)}"
        return None


class ProblemList(QListView):
    """Enter and a double click show the folder of a file."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.problems = ProblemsModel()
        self.setProperty("kind", "plain")
        self.setAccessibleName(self.tr("Files that cannot be used"))
        self.setItemDelegate(_Delegate(theme, self))
        self.setUniformItemSizes(True)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setModel(self.problems)
        self.activated.connect(self._open_folder)
        theme.changed.connect(self.doItemsLayout)

    def _open_folder(self, index: _Index) -> None:
        folder, problem = self.problems.problems[index.row()]
        QDesktopServices.openUrl(QUrl.fromLocalFile(str((folder / problem.path).parent)))


class _Delegate(QStyledItemDelegate):
    """Two lines: the file, and why."""

    def __init__(self, theme: Theme, parent: ProblemList) -> None:
        super().__init__(parent)
        self._theme, self._list = theme, parent

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        """Qt's: two lines high."""
        return QSize(200, 2 * _PAD + 2 * self._line())

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """Qt's: draw one."""
        _, problem = self._list.problems.problems[index.row()]
        colours, type_, line = self._theme.colours, self._theme.type, self._line()
        area: QRect = option.rect.adjusted(1, 1, -1, -1)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if index.row() == self._list.currentIndex().row():
            painter.setPen(QColor(colours.accent) if self._list.hasFocus() else Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colours.tint))
            painter.drawRoundedRect(area, self._theme.tokens.radii.medium, self._theme.tokens.radii.medium)
        left, width = area.left() + _PAD, area.width() - 2 * _PAD
        said = _words(problem)
        for place, (text, size, tone, mode) in enumerate(
            (
                (problem.path, type_.body, colours.ink, Qt.TextElideMode.ElideMiddle),
                (said, type_.small, colours.quiet, Qt.TextElideMode.ElideRight),
            )
        ):
            painter.setFont(self._theme.ui_font(size, strong=place == 0))
            painter.setPen(QColor(tone))
            words = painter.fontMetrics().elidedText(text, mode, width)
            line_area = QRect(left, area.top() + _PAD - 2 + place * line, width, line)
            painter.drawText(line_area, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, words)
        painter.restore()

    def _line(self) -> int:
        return max(_LINE, self._theme.type.body + 7)
