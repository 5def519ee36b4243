"""What is dropped and pasted on the board: where it would go, and what becomes of it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QMimeData, QPoint
from PySide6.QtGui import QDropEvent

from gill_studio.core.story.model import Panel, new_id
from ui.board.grid import Gap
from ui.board.view import BoardCards
from ui.exchange import PANELS, Brought, brought, with_new_ids, with_pictures_of

_EDGE, _SCROLL = 48, 24


class Drops:
    """Drops and pastes for one board."""

    def __init__(self, board: BoardCards) -> None:
        self._board = board

    def point_at(self, mime: QMimeData, point: QPoint) -> None:
        """Show where what the pointer carries would go."""
        board = self._board
        below = point + QPoint(0, board.verticalOffset())
        place = board.grid.place_at(below)
        panels = board.storyboard.panels
        over = place is not None and place < len(panels) and self._one_picture(mime)
        if over and place is not None:
            area = board.painter_of_cards.picture_rect(board.grid.rect(place), panels[place])
            over = area.contains(below)
        self._show(place if over and place is not None else -1, None if over else board.grid.gap_at(below))
        self.scroll_at_edge(point)

    def leave(self) -> None:
        """Show nothing any more."""
        self._show(-1, None)

    def drop(self, event: QDropEvent) -> None:
        """Do what was shown."""
        board, mime = self._board, event.mimeData()
        row, gap = board.dropping_on, board.gap
        self.leave()
        found = brought(mime)
        panel = board.storyboard.panel_at(row)
        if panel is not None and found.pictures:
            board.commands.replace_picture(panel.id, found.pictures[0])
        elif gap is not None and found.panels and event.source() is board:
            board.commands.move([moved.id for moved in found.panels], gap.position)
        elif gap is not None:
            self._insert(found, gap.position)

    def paste(self, mime: QMimeData) -> None:
        """Pictures go where there is none, in the panel in focus; all else after it."""
        board = self._board
        found, row = brought(mime), board.currentIndex().row()
        panel = board.storyboard.panel_at(row)
        if panel is not None and panel.picture is None and len(found.pictures) == 1:
            board.commands.replace_picture(panel.id, found.pictures[0])
        else:
            self._insert(found, row + 1 if row >= 0 else len(board.storyboard.panels))

    def _insert(self, found: Brought, position: int) -> None:
        commands = self._board.commands
        if found.panels:
            self._insert_panels(found, position)
        elif found.pictures:
            following = self._board.storyboard.panel_at(position)
            commands.add_pictures(found.pictures, None if following is None else following.id)
        elif found.words:
            commands.insert(position, [Panel(new_id(), words) for words in found.words])

    def _insert_panels(self, found: Brought, position: int) -> None:
        commands = self._board.commands
        if found.story == self._board.storyboard.session.board.id:
            commands.insert(position, [with_new_ids(panel) for panel in found.panels])
            return
        following = self._board.storyboard.panel_at(position)
        before = None if following is None else following.id
        commands.bring_pictures(found.files, lambda known: self._insert_foreign(found.panels, known, before))

    def _insert_foreign(self, panels: Sequence[Panel], known: set[str], before: str | None) -> None:
        row = self._board.storyboard.row_of(before) if before is not None else -1
        fresh = [with_new_ids(with_pictures_of(panel, known)) for panel in panels]
        self._board.commands.insert(row if row >= 0 else len(self._board.storyboard.panels), fresh)

    def _one_picture(self, mime: QMimeData) -> bool:
        if mime.hasFormat(PANELS):
            return False
        urls = mime.urls()
        return len(urls) == 1 if urls else mime.hasImage()

    def _show(self, row: int, gap: Gap | None) -> None:
        board = self._board
        if (row, gap) != (board.dropping_on, board.gap):
            board.dropping_on, board.gap = row, gap
            board.viewport().update()

    def scroll_at_edge(self, point: QPoint) -> None:
        """Go on where the pointer rests near an edge."""
        bar, height = self._board.verticalScrollBar(), self._board.viewport().height()
        if point.y() < _EDGE:
            bar.setValue(bar.value() - _SCROLL)
        elif point.y() > height - _EDGE:
            bar.setValue(bar.value() + _SCROLL)
