"""The page "Takes" beside the story: all that was ever offered for the panel in focus."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from gill_studio.core.story.model import Panel, Take
from ui.pages import StoryContext
from ui.proposals.grid import TileGrid
from ui.takes.again import MakeAgain
from ui.takes.detail import TakeDetail
from ui.takes.recipes import can_be_made_again
from ui.takes.restoring import fetch_picture
from ui.takes.tiles import RecordTile, TakeTile, TextTile
from ui.takes.why import Record, search_text
from ui.widgets.basics import label
from ui.widgets.empty_state import EmptyState
from ui.widgets.search_field import SearchField


class TakesPage(QWidget):
    """It follows the focus and the story. `looked_at` is the id of the take whose reasons one sees."""

    def __init__(self, context: StoryContext) -> None:
        super().__init__()
        self._context, self._theme = context, context.theme
        self.tiles: dict[str, RecordTile] = {}
        self.looked_at = ""
        self._panel = ""
        self.search = SearchField(self._theme, self.tr("Search takes"))
        self._title = label(size="strong")
        self._nothing = label(self.tr("Nothing is found."), tone="quiet")
        self._grid, self._texts = TileGrid(), QVBoxLayout()
        self._headings = (label(self.tr("Pictures"), size="heading"), label(self.tr("Sentences"), size="heading"))
        self.detail = TakeDetail(self._theme)
        self._empty = EmptyState(
            self._theme,
            "layers",
            self.tr("No takes yet"),
            self.tr("Every picture and sentence that is ever offered for a panel stays here, to look at and to use."),
        )
        self.again = self._make_again()
        self._lay_out()
        self._connect()
        self.refresh()

    def refresh(self) -> None:
        """Show what the panel in focus has."""
        panel = self._context.session.focused_panel
        if (panel.id if panel else "") != self._panel:
            self._panel, self.looked_at = (panel.id if panel else ""), ""
            self.search.clear()
        records: list[Record] = [] if panel is None else [*reversed(panel.takes), *reversed(panel.offered)]
        found = list(self._found(records))
        self._show_tiles(panel, found)
        self._empty.setVisible(not records)
        self.search.setVisible(bool(records))
        self._title.setVisible(bool(records))
        number = self._context.model.row_of(self._panel) + 1
        self._title.setText(self.tr("Takes of panel {}").format(number))
        self._nothing.setVisible(bool(records) and not found)
        self._show_detail(panel)

    def look_at(self, record: str) -> None:
        """See why it was offered."""
        self.looked_at = record
        self.refresh()

    def use(self) -> None:
        """Put what one looks at into the panel."""
        panel, record = self._context.session.focused_panel, self._record()
        if panel is None or record is None:
            return
        if isinstance(record, Take):
            self._use_take(panel.id, record)
        else:
            self._context.commands.accept_caption(panel.id, record.text)

    def make_again(self) -> None:
        """Make what one looks at once more."""
        panel, record = self._context.session.focused_panel, self._record()
        if self.again is not None and panel is not None and can_be_made_again(record) and record is not None:
            self.detail.say(self.tr("It is being made again …"))
            self.again.make(panel, record)

    # Inside

    def _use_take(self, panel: str, take: Take) -> None:
        store, engine = self._context.session.pictures, self._context.engine
        collection = None if engine is None else engine.status.collection
        self._context.background.run(
            lambda: fetch_picture(store, take, collection),
            lambda _: self._context.commands.show_take(panel, take.id),
            self._context.window.say_error,
        )

    def _record(self) -> Record | None:
        panel = self._context.session.focused_panel
        records: tuple[Record, ...] = () if panel is None else (*panel.takes, *panel.offered)
        return next((one for one in records if one.id == self.looked_at), None)

    def _found(self, records: list[Record]) -> Iterator[Record]:
        words = self.search.text().casefold().split()
        for record in records:
            text = search_text(record) if words else ""
            if all(word in text for word in words):
                yield record

    def _show_tiles(self, panel: Panel | None, found: list[Record]) -> None:
        ids = {record.id for record in found}
        for gone in [one for one in self.tiles if one not in ids]:
            tile = self.tiles.pop(gone)
            tile.hide()
            tile.deleteLater()
        for record in found:
            shown = panel is not None and (
                panel.chosen == record.id if isinstance(record, Take) else panel.caption == record.text
            )
            self._tile(record).show_record(record, shown=shown, checked=record.id == self.looked_at)
        takes = [self.tiles[one.id] for one in found if isinstance(one, Take)]
        self._grid.set_tiles(takes)
        self._grid.setVisible(bool(takes))
        self._headings[0].setVisible(bool(takes))
        self._headings[1].setVisible(len(takes) < len(found))

    def _tile(self, record: Record) -> RecordTile:
        if record.id not in self.tiles:
            if isinstance(record, Take):
                tile: RecordTile = TakeTile(self._theme, record, self._context.thumbnails)
            else:
                tile = TextTile(self._theme, record)
                self._texts.addWidget(tile)
            tile.clicked.connect(lambda _down=False, record=record.id: self.look_at(record))
            self.tiles[record.id] = tile
        return self.tiles[record.id]

    def _show_detail(self, panel: Panel | None) -> None:
        record = self._record()
        if panel is None or record is None:
            self.detail.hide()
            return
        shown = panel.chosen == record.id if isinstance(record, Take) else panel.caption == record.text
        writable = not self._context.session.read_only
        can_make = self.again is not None and writable and can_be_made_again(record)
        self.detail.show_record(record, can_use=writable and not shown, can_make=can_make)

    def _make_again(self) -> MakeAgain | None:
        engine = self._context.engine
        return None if engine is None else MakeAgain(self._context, engine, self)

    def _connect(self) -> None:
        self.search.textChanged.connect(self.refresh)
        self.detail.use_asked.connect(self.use)
        self.detail.again_asked.connect(self.make_again)
        self.detail.closed.connect(lambda: self.look_at(""))
        if self.again is not None:
            self.again.told.connect(self._tell)
            self.again.made.connect(self.look_at)
        self._context.session.changed.connect(self.refresh)
        self._context.session.focus_changed.connect(self.refresh)

    def _tell(self, words: str) -> None:
        self.detail.say(words)
        self._context.window.announce(words)

    def _lay_out(self) -> None:
        space = self._theme.space
        body, box = QWidget(), QVBoxLayout()
        box.setContentsMargins(space.medium, space.small, space.medium, space.medium)
        box.setSpacing(space.small)
        for widget in (self._title, self.search, self._nothing, self._empty, self._headings[0], self._grid):
            box.addWidget(widget)
        box.addWidget(self._headings[1])
        self._texts.setSpacing(space.small)
        box.addLayout(self._texts)
        box.addStretch(1)
        body.setLayout(box)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(body)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(scroll, 1)
        outer.addWidget(self.detail)
