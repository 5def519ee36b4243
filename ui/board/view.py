"""The board: cards in a grid, to look at, to order and to write on."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import (
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import (
    QColor,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QShowEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QListView

from gill_studio.core.story.model import Panel
from ui.board.card import CardPainter, CardState
from ui.board.grid import Gap, Grid
from ui.board.model import StoryboardModel
from ui.story_commands import StoryCommands
from ui.theme.icons import paint_icon
from ui.theme.theme import Theme
from ui.thumbnails import Thumbnails
from ui.widgets.tiled import TiledView

ZOOMS = (0.4, 0.5, 0.6, 0.75, 0.9, 1.0, 1.2, 1.4, 1.7, 2.0, 2.5)
_AROUND = 5  # what a focus ring needs beyond its card
_PLUS = 28
_Index = QModelIndex | QPersistentModelIndex


class BoardCards(TiledView):
    """Geometry, painting, selection and keys of the board; `Board` adds writing, dragging and dropping.

    A QListView so that screen readers see a list; where its items lie and how they look is ours.
    """

    zoom_changed = Signal(float)
    caption_asked = Signal(str, str)
    """The caption of a panel is to be written, beginning with these characters."""
    picture_asked = Signal(str)
    """A picture file is to be chosen for a panel."""

    def __init__(self, theme: Theme, model: StoryboardModel, commands: StoryCommands, thumbnails: Thumbnails) -> None:
        super().__init__()
        self.theme, self.storyboard, self.commands, self.thumbnails = theme, model, commands, thumbnails
        self.zoom = 1.0
        self.editing = ""
        self.edited_height = 0
        self.dropping_on = -1
        self.gap: Gap | None = None
        self._hovered = -1
        self._authorship = True
        self._measured: dict[str, tuple[Panel, int]] = {}
        self.painter_of_cards = self._make_painter()
        self.grid = Grid([1], 1, 1, 1)
        self._stale = True
        self._regrid = QTimer(self, singleShot=True, interval=0)
        self._regrid.timeout.connect(self.doItemsLayout)
        self.setAccessibleName(self.tr("Board"))
        self.setProperty("kind", "plain")
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTabKeyNavigation(False)
        self.viewport().setMouseTracking(True)
        self.setModel(model)
        thumbnails.ready.connect(self._show_picture)
        theme.changed.connect(self._remake)
        for signal in (model.rowsInserted, model.rowsRemoved, model.rowsMoved, model.layoutChanged):
            signal.connect(self._outdate)
        model.session.focus_changed.connect(self._follow_focus)
        model.session.changed.connect(self._follow_change)

    # What others ask of the board

    def selected(self) -> list[str]:
        """Ids of the selected panels, in order; where none is, of the one in focus."""
        rows = sorted(index.row() for index in self.selectionModel().selectedRows())
        rows = rows or [self.currentIndex().row()]
        return [panel.id for row in rows if (panel := self.storyboard.panel_at(row)) is not None]

    def select(self, panels: Sequence[str]) -> None:
        """Select these panels, and no others; the last of them is in focus."""
        selection = QItemSelection()
        for panel in panels:
            index = self.storyboard.index(self.storyboard.row_of(panel))
            selection.select(index, index)
            self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.NoUpdate)
        self.selectionModel().select(selection, QItemSelectionModel.SelectionFlag.ClearAndSelect)

    def set_zoom(self, zoom: float) -> None:
        """Another size of the cards, 1 being 100 %; what is in focus stays in sight."""
        zoom = min(max(zoom, ZOOMS[0]), ZOOMS[-1])
        if zoom != self.zoom:
            self.zoom = zoom
            self._remake()
            if self.currentIndex().isValid():
                self.scrollTo(self.currentIndex(), QAbstractItemView.ScrollHint.EnsureVisible)
            self.zoom_changed.emit(zoom)

    def zoom_by(self, steps: int) -> None:
        """The next larger (1) or smaller (-1) of the usual sizes."""
        nearest = min(range(len(ZOOMS)), key=lambda place: abs(ZOOMS[place] - self.zoom))
        self.set_zoom(ZOOMS[min(max(nearest + steps, 0), len(ZOOMS) - 1)])

    def show_authorship(self, *, shown: bool) -> None:
        """Whether cards say who made what."""
        self._authorship = shown
        self._remake()

    def new_panel(self, position: int | None = None) -> None:
        """A panel after the one in focus, or before the one at `position`; ready to be written."""
        if position is None:
            row = self.currentIndex().row()
            position = row + 1 if row >= 0 else len(self.storyboard.panels)
        made = self.commands.new_panel(position)
        self.select([made])
        self.caption_asked.emit(made, "")

    # Geometry

    def card_rect(self, row: int) -> QRect:
        """A card as it lies in the viewport; the row after the last panel is the new panel's."""
        return self.grid.rect(row).translated(0, -self.verticalOffset())

    def visualRect(self, index: _Index) -> QRect:
        """Qt's: where a card is."""
        return self.card_rect(index.row()) if 0 <= index.row() < len(self.storyboard.panels) else QRect()

    def indexAt(self, point: QPoint) -> QModelIndex:
        """Qt's: which card is there."""
        place = self.grid.place_at(point + QPoint(0, self.verticalOffset()))
        return (
            self.storyboard.index(place) if place is not None and place < len(self.storyboard.panels) else QModelIndex()
        )

    def on_new_card(self, point: QPoint) -> bool:
        """Whether the card of the new panel is there."""
        return self.grid.place_at(point + QPoint(0, self.verticalOffset())) == len(self.storyboard.panels)

    def scrollTo(
        self, index: _Index, hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible
    ) -> None:
        """Qt's: bring a card into sight."""
        if not 0 <= index.row() < len(self.storyboard.panels):
            return
        if self._stale:
            self.doItemsLayout()
        card, bar = self.grid.rect(index.row()).adjusted(0, -self.grid.gap, 0, self.grid.gap), self.verticalScrollBar()
        height = self.viewport().height()
        if hint == QAbstractItemView.ScrollHint.PositionAtCenter:
            bar.setValue(card.center().y() - height // 2)
        elif hint == QAbstractItemView.ScrollHint.PositionAtTop or card.top() < bar.value() or card.height() > height:
            bar.setValue(card.top())
        elif card.bottom() > bar.value() + height:
            bar.setValue(card.bottom() - height + 1)

    def places(self) -> Grid:
        """Where the cards lie now."""
        return self.grid

    def extent(self) -> tuple[int, int]:
        """The height of all cards, and of a row of middling height."""
        return self.grid.height, self.grid.height // max(1, self.grid.rows)

    def doItemsLayout(self) -> None:
        """Qt's: find out where every card lies."""
        self._regrid.stop()
        self._stale = False
        if self.dropping_on < 0:
            self._hovered, self.gap = -1, None  # the cards have moved away under the pointer
        heights = [self._height(panel) for panel in self.storyboard.panels]
        kept = {panel.id for panel in self.storyboard.panels}
        self._measured = {panel: known for panel, known in self._measured.items() if panel in kept}
        heights.append(self.painter_of_cards.new_height())
        self.grid = Grid(heights, self.painter_of_cards.width, self.viewport().width(), self.theme.space.large)
        self.updateGeometries()
        self.viewport().update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt's: other columns, perhaps; the card at the top stays there."""
        top = self.indexAt(QPoint(self.grid.left + 1, self.grid.gap)).row()
        super().resizeEvent(event)
        self.doItemsLayout()
        if event.oldSize().width() != event.size().width() and top > 0 and event.oldSize().isValid():
            self.verticalScrollBar().setValue(self.grid.rect(top).top() - self.grid.gap)

    def showEvent(self, event: QShowEvent) -> None:
        """Qt's: whoever comes from another view finds the panel in focus."""
        super().showEvent(event)
        if self._stale:
            self.doItemsLayout()
        self.scrollTo(self.currentIndex())

    def sizeHint(self) -> QSize:
        """Qt's: room for three by two cards."""
        return QSize(3 * self.painter_of_cards.width + 120, 640)

    # Painting

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the cards that are in sight and need it."""
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = event.rect()
        painter.fillRect(area, QColor(self.theme.colours.paper))
        offset = self.verticalOffset()
        for row in self.grid.between(area.top() + offset - _AROUND, area.bottom() + offset + _AROUND):
            card = self.card_rect(row)
            if card.adjusted(-_AROUND, -_AROUND, _AROUND, _AROUND).intersects(area):
                self._paint_card(painter, card, row)
        self._paint_gap(painter)
        painter.end()

    def _paint_card(self, painter: QPainter, card: QRect, row: int) -> None:
        panel = self.storyboard.panel_at(row)
        if panel is None:
            if self.storyboard.panels and not self.storyboard.session.read_only:
                self.painter_of_cards.paint_new(painter, card, hovered=self._hovered == row)
            return
        state = CardState(
            selected=self.selectionModel().isSelected(self.storyboard.index(row)),
            current=self.currentIndex().row() == row and (self.hasFocus() or self.editing == panel.id),
            hovered=self._hovered == row,
            dropping=self.dropping_on == row,
            editing=self.editing == panel.id,
            writable=not self.storyboard.session.read_only,
        )
        self.painter_of_cards.paint(painter, card, panel, row + 1, state)

    def _paint_gap(self, painter: QPainter) -> None:
        if self.gap is None:
            return
        line = self.gap.line.translated(0, -self.verticalOffset())
        painter.fillRect(line, QColor(self.theme.colours.accent))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self.theme.colours.accent))
        disc = QRect(0, 0, _PLUS, _PLUS)
        disc.moveCenter(line.center())
        painter.drawEllipse(disc)
        paint_icon(painter, "plus", self.theme.colours.on_accent, disc.adjusted(6, 6, -6, -6).toRectF())

    # Keys and the mouse

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter and F2 write, and so do letters; Delete deletes; the rest is Qt's."""
        panel = self.storyboard.panel_at(self.currentIndex().row())
        plain = not event.modifiers() & ~(Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier)
        if panel is not None and plain:
            if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F2}:
                self.caption_asked.emit(panel.id, "")
                return
            if event.text().isprintable() and event.text().strip():
                self.caption_asked.emit(panel.id, event.text())
                return
        if event.key() == Qt.Key.Key_Escape:
            self.clearSelection()
        super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click between cards, or on the new one, makes a panel."""
        if event.button() == Qt.MouseButton.LeftButton and not self.storyboard.session.read_only:
            if self.gap is not None:
                self.new_panel(self.gap.position)
                self._point_at(-1, None)
                return
            if self.on_new_card(event.position().toPoint()):
                self.new_panel(len(self.storyboard.panels))
                return
        super().mousePressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """A double click writes the caption, or chooses a picture where none is."""
        panel = self.storyboard.panel_at(self.indexAt(event.position().toPoint()).row())
        if panel is None:
            return
        area = self.painter_of_cards.picture_rect(self.card_rect(self.storyboard.row_of(panel.id)), panel)
        if panel.picture is None and area.contains(event.position().toPoint()):
            self.picture_asked.emit(panel.id)
        else:
            self.caption_asked.emit(panel.id, "")

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Show what a click would do."""
        super().mouseMoveEvent(event)
        if event.buttons() == Qt.MouseButton.NoButton:
            point = event.position().toPoint() + QPoint(0, self.verticalOffset())
            writable = not self.storyboard.session.read_only
            place = self.grid.place_at(point)
            gap = self.grid.gap_at(point) if writable and self.grid.in_gap(point) else None
            self._point_at(-1 if place is None else place, gap)

    def leaveEvent(self, event: QEvent) -> None:
        """Nothing is pointed at any more."""
        super().leaveEvent(event)
        self._point_at(-1, None)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """With Ctrl, the wheel zooms."""
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoom_by(1 if event.angleDelta().y() > 0 else -1)
            event.accept()
            return
        super(QListView, self).wheelEvent(event)

    # Following

    def currentChanged(self, current: _Index, previous: _Index) -> None:
        """Qt's: the panel in focus is the story's focus, too."""
        super().currentChanged(current, previous)
        panel = self.storyboard.panel_at(current.row())
        self.storyboard.session.set_focus("" if panel is None else panel.id)
        self.viewport().update()

    def selectionChanged(self, selected: QItemSelection, deselected: QItemSelection) -> None:
        """Qt's: draw the rings anew."""
        super().selectionChanged(selected, deselected)
        self.viewport().update()

    def _follow_change(self, _change: object) -> None:
        self._follow_focus(self.storyboard.session.focus)

    def _follow_focus(self, panel: str) -> None:
        row = self.storyboard.row_of(panel)
        if row >= 0 and row != self.currentIndex().row():
            self.selectionModel().setCurrentIndex(
                self.storyboard.index(row), QItemSelectionModel.SelectionFlag.ClearAndSelect
            )
            if self.isVisible():
                self.scrollTo(self.storyboard.index(row))

    def _point_at(self, row: int, gap: Gap | None) -> None:
        if (row, gap) != (self._hovered, self.gap):
            self._hovered, self.gap = row, gap
            self.viewport().setCursor(Qt.CursorShape.PointingHandCursor if gap else Qt.CursorShape.ArrowCursor)
            self.viewport().update()

    def _show_picture(self, sha256: str) -> None:
        top, bottom = self.verticalOffset(), self.verticalOffset() + self.viewport().height()
        for row in self.grid.between(top, bottom):
            panel = self.storyboard.panel_at(row)
            if panel is not None and panel.picture is not None and panel.picture.sha256 == sha256:
                self.viewport().update(self.card_rect(row))

    def _outdate(self) -> None:
        """Find out anew where cards lie: once for all that changes at once, and only when one sees it."""
        self._stale = True
        if self.isVisible():
            self._regrid.start()

    def dataChanged(self, first: _Index, last: _Index, roles: Sequence[int] = ()) -> None:
        """Qt's: draw anew what is as high as before; where a card is not, all that follow it lie elsewhere."""
        super(QListView, self).dataChanged(first, last, list(roles))  # a list would find out where everything lies
        rows = range(first.row(), last.row() + 1)
        if self._stale or not self.isVisible() or any(self._has_grown(row) for row in rows):
            self._outdate()
            return
        for row in rows:
            self.viewport().update(self.card_rect(row).adjusted(-_AROUND, -_AROUND, _AROUND, _AROUND))

    def _has_grown(self, row: int) -> bool:
        panel = self.storyboard.panel_at(row)
        return panel is None or self._height(panel) != self.grid.rect(row).height()

    def _height(self, panel: Panel) -> int:
        if panel.id == self.editing:
            return self.painter_of_cards.height(panel, self.edited_height)
        known = self._measured.get(panel.id)
        if known is None or known[0] is not panel:
            known = (panel, self.painter_of_cards.height(panel))
            self._measured[panel.id] = known
        return known[1]

    def _make_painter(self) -> CardPainter:
        ratio = self.devicePixelRatioF()
        return CardPainter(self.theme, self.thumbnails, self.zoom, ratio, authorship=self._authorship)

    def _remake(self) -> None:
        self._measured.clear()
        self.painter_of_cards = self._make_painter()
        self.doItemsLayout()
