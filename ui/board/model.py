"""The storyboard as a Qt list model: it tells exactly which panels came, went, moved and changed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import IntEnum
from typing import TYPE_CHECKING

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt

from gill_studio.core.story.model import Panel
from ui.story_session import StorySession

if TYPE_CHECKING:
    from gill_studio.core.story.document import Change

_ROOT = QModelIndex()


class PanelRole(IntEnum):
    """What the model has beside Qt's roles: the panel itself, and its id."""

    PANEL = Qt.ItemDataRole.UserRole + 1
    ID = Qt.ItemDataRole.UserRole + 2


class StoryboardModel(QAbstractListModel):
    """One row a panel."""

    def __init__(self, session: StorySession) -> None:
        super().__init__(session)
        self._session = session
        self._panels: list[Panel] = list(session.board.panels)
        session.changed.connect(self._follow)

    @property
    def session(self) -> StorySession:
        """Whose panels these are."""
        return self._session

    @property
    def panels(self) -> Sequence[Panel]:
        """The panels, in order."""
        return self._panels

    def panel_at(self, row: int) -> Panel | None:
        """The panel in a row."""
        return self._panels[row] if 0 <= row < len(self._panels) else None

    def row_of(self, panel: str) -> int:
        """The row of the panel with that id; -1 where there is none."""
        return next((row for row, known in enumerate(self._panels) if known.id == panel), -1)

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = _ROOT) -> int:
        """Qt's: how many panels."""
        return 0 if parent.isValid() else len(self._panels)

    def data(
        self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Panel | str | None:
        """Qt's: the caption, the words for a screen reader, the panel, its id."""
        panel = self.panel_at(index.row())
        if panel is None:
            return None
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return panel.caption
            case Qt.ItemDataRole.AccessibleTextRole:
                return self.in_words(index.row())
            case PanelRole.PANEL:
                return panel
            case PanelRole.ID:
                return panel.id
            case _:
                return None

    def flags(self, index: QModelIndex | QPersistentModelIndex) -> Qt.ItemFlag:
        """Qt's: panels can be chosen and dragged."""
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        usable = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return usable | Qt.ItemFlag.ItemIsDragEnabled | Qt.ItemFlag.ItemNeverHasChildren

    def in_words(self, row: int) -> str:
        """A panel as a screen reader says it."""
        panel = self._panels[row]
        where = self.tr("Panel {} of {}").format(row + 1, len(self._panels))
        caption = panel.caption or self.tr("no caption")
        picture = self.tr("no picture")
        if panel.picture is not None:
            picture = self.tr("Picture: {}").format(panel.alt_text) if panel.alt_text else self.tr("with a picture")
        return f"{where}: {caption} – {picture}"

    def _follow(self, change: Change) -> None:
        after = change.after.panels
        if [panel.id for panel in after] != [panel.id for panel in self._panels]:  # not while one types
            self._take_out({panel.id for panel in after})
            self._put_in_order([panel.id for panel in after])
            self._put_in(after)
        self._renew(after)

    def _take_out(self, kept: set[str]) -> None:
        gone = [row for row, panel in enumerate(self._panels) if panel.id not in kept]
        for first, last in reversed(list(_runs(gone))):
            self.beginRemoveRows(_ROOT, first, last)
            del self._panels[first : last + 1]
            self.endRemoveRows()

    def _put_in_order(self, wanted: Sequence[str]) -> None:
        place = {panel: number for number, panel in enumerate(wanted)}
        order = sorted(self._panels, key=lambda panel: place[panel.id])
        if order == self._panels:
            return
        move = _one_move(self._panels, order)
        if move is None:
            self._rearrange(order)
            return
        first, last, target = move
        self.beginMoveRows(_ROOT, first, last, _ROOT, target)
        self._panels = order
        self.endMoveRows()

    def _rearrange(self, order: list[Panel]) -> None:
        self.layoutAboutToBeChanged.emit()
        rows = {panel.id: row for row, panel in enumerate(order)}
        before = self.persistentIndexList()
        after = [self.index(rows[self._panels[index.row()].id]) for index in before]
        self._panels = order
        self.changePersistentIndexList(before, after)
        self.layoutChanged.emit()

    def _put_in(self, after: Sequence[Panel]) -> None:
        known = {panel.id for panel in self._panels}
        fresh = [row for row, panel in enumerate(after) if panel.id not in known]
        for first, last in _runs(fresh):
            self.beginInsertRows(_ROOT, first, last)
            self._panels[first:first] = after[first : last + 1]
            self.endInsertRows()

    def _renew(self, after: Sequence[Panel]) -> None:
        other = [row for row, (old, new) in enumerate(zip(self._panels, after, strict=True)) if old is not new]
        self._panels = list(after)
        for first, last in _runs(other):
            self.dataChanged.emit(self.index(first), self.index(last))


def _runs(rows: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Rows that follow each other, as first and last; `rows` ascend."""
    first = last = -2
    for row in rows:
        if row == last + 1:
            last = row
            continue
        if first >= 0:
            yield first, last
        first = last = row
    if first >= 0:
        yield first, last


def _one_move(before: Sequence[Panel], after: Sequence[Panel]) -> tuple[int, int, int] | None:
    """The move of neighbours that turns one order into the other, if one does: first and last row, and Qt's target."""
    count = len(before)
    start = next(row for row in range(count) if before[row].id != after[row].id)
    end = next(row for row in range(count - 1, -1, -1) if before[row].id != after[row].id)
    old = [panel.id for panel in before[start : end + 1]]
    new = [panel.id for panel in after[start : end + 1]]
    cut = old.index(new[0])
    if old[cut:] + old[:cut] != new:
        return None
    # The rows before the cut and those after it change places; the shorter of the two is what was moved.
    if cut <= len(old) - cut:
        return start, start + cut - 1, end + 1
    return start + cut, end, start
