"""The page of a story: its title and views above, the view one works in, the panel beside it, the line below."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from gill_studio.core.settings import Remembered
from ui.board.board import Board
from ui.board.model import StoryboardModel
from ui.pages import SidePage, StoryContext, side_pages
from ui.script.units import characters
from ui.side.side_panel import SidePanel
from ui.status_line import StatusLine
from ui.story_commands import StoryCommands
from ui.story_session import StorySession
from ui.thumbnails import Thumbnails
from ui.widgets.basics import button, label
from ui.widgets.segmented import Segmented
from ui.widgets.splitter import Splitter
from ui.widgets.title_field import TitleField

if TYPE_CHECKING:
    from ui.find.bar import FindBar
    from ui.find.search import Match
    from ui.main_window import MainWindow
    from ui.script.view import Script
    from ui.slideshow.view import Slideshow

VIEWS = ("board", "script", "slideshow")


class StoryPage(QWidget):
    """One open story. It owns the session and ends it with `close_story`."""

    view_changed = Signal(str)
    pictures_asked = Signal()
    picture_asked = Signal(str)
    menu_asked = Signal(QPoint)
    selection_changed = Signal()

    def __init__(self, window: MainWindow, session: StorySession) -> None:
        super().__init__()
        self.setObjectName("page")
        session.setParent(self)
        self._window, self.session, self._theme = window, session, window.theme
        self.commands = StoryCommands(session, window.background, self)
        self.model = StoryboardModel(session)
        self.thumbnails = Thumbnails(session.pictures, self)
        self.context = self._make_context()
        self._side_shown, self._quiet, self._revealed = True, False, False
        self._script: Script | None = None
        self._slideshow: Slideshow | None = None
        self.board = self._make_board()
        self.status = StatusLine(self._theme, session)
        self._views = QStackedWidget()
        self._views.addWidget(self.board)
        self.switch = Segmented(self._theme, self.tr("View"))
        self.title = self._make_title()
        self.side = SidePanel(self.context, self._side_pages())
        self.bar = self._make_bar()
        self._splitter = Splitter(self._theme, self._views, self.side)
        self._splitter.setStretchFactor(0, 1)
        self._splitter.setSizes([1000, self._theme.space.side])
        self._find: FindBar | None = None
        box = self._box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        for widget in (self.bar, *self._notices(), self._splitter, self.status):
            box.addWidget(widget)
        box.setStretch(box.count() - 2, 1)
        self._connect()
        self._remember()

    # What the window asks of the page

    @property
    def view(self) -> str:
        """Which view one sees: board, script or slideshow."""
        return self.switch.key

    def show_view(self, key: str) -> None:
        """Show a view."""
        self.switch.choose(key)

    def view_widget(self) -> QWidget:
        """The view one sees."""
        return self._views.currentWidget() or self.board

    @property
    def script(self) -> Script:
        """The script, built when it is first needed."""
        if self._script is None:
            from ui.script.view import Script

            self._script = Script(self._theme, self.model, self.commands, self.thumbnails)
            self._script.menu_asked.connect(self.menu_asked)
            self._script.picture_asked.connect(self.picture_asked)
            self._views.addWidget(self._script)
        return self._script

    @property
    def slideshow(self) -> Slideshow:
        """The slideshow, built when it is first needed."""
        if self._slideshow is None:
            from ui.slideshow.view import Slideshow

            self._slideshow = Slideshow(self._theme, self.model, self.thumbnails)
            self._slideshow.left.connect(lambda: self.show_view("board"))
            self._views.addWidget(self._slideshow)
        return self._slideshow

    def selected(self) -> list[str]:
        """Ids of the selected panels of the view one sees; of the one in focus where none is."""
        if self.view == "board":
            return self.board.selected()
        if self.view == "script":
            return self.script.selected()
        return [self.session.focus] if self.session.focus else []

    def new_panel(self) -> None:
        """A new panel after the one in focus, ready to be written."""
        if self.view == "slideshow":
            self.show_view("board")
        (self.script if self.view == "script" else self.board).new_panel()

    def edit_caption(self) -> None:
        """Write the caption of the panel in focus."""
        if self.view == "script":
            self.script.setFocus(Qt.FocusReason.ShortcutFocusReason)
            return
        self.show_view("board")
        panel = self.session.focus or next((panel.id for panel in self.model.panels), "")
        self.board.begin_caption(panel)

    def split_panel(self) -> None:
        """Cut the caption in two where the cursor stands; in its middle sentence where there is none."""
        if self.view == "script":
            self.script.editing.enter()
        elif self.board.editing:
            panel, field = self.board.editing, self.board.caption_field
            made = self.commands.split(panel, characters(field.toPlainText(), field.textCursor().position()))
            self.board.begin_caption(made)
        elif (panel_now := self.session.focused_panel) is not None and panel_now.caption:
            made = self.commands.split(panel_now.id, _middle(panel_now.caption))
            self.board.select([made])

    def open_find(self, *, replacing: bool = False) -> None:
        """Open the bar with which one finds, with what is selected in the script."""
        if self._find is None:
            from ui.find.bar import FindBar

            self._find = FindBar(self._theme, self.session)
            self._find.shown.connect(self._show_match)
            self._find.closed.connect(lambda: self.view_widget().setFocus())
            self._box.insertWidget(1, self._find)
        words = self.script.textCursor().selectedText() if self.view == "script" else ""
        if self.view == "slideshow":
            self.show_view("script")
        self._find.open_bar("" if "\u2029" in words else words, replacing=replacing)

    @property
    def find_bar(self) -> FindBar | None:
        """The bar with which one finds, once it has been opened."""
        return self._find

    def set_side_shown(self, *, shown: bool) -> None:
        """Whether there is a panel beside the story; beside a slideshow there is none."""
        self._side_shown = shown
        self._show_side()

    def reveal_side(self, key: str) -> None:
        """Show a page beside the story, also in focus mode, whatever else is hidden; the focus stays where it is."""
        if self.view == "slideshow":
            self.show_view("board")
        self._revealed = True
        self._keep(lambda now: replace(now, side_open=True))
        self.side.choose(key)
        self._show_side()

    def set_quiet(self, *, quiet: bool) -> None:
        """Focus mode: nothing but the story."""
        self._quiet, self._revealed = quiet, False
        self.bar.setVisible(not quiet)
        self.status.setVisible(not quiet)
        self._show_side()

    def add_to_bar(self, widget: QWidget) -> None:
        """Put a button at the end of the bar above the story."""
        self._tools.insertWidget(self._tools.count() - 1, widget)

    def close_story(self) -> None:
        """Let go of the story; waits until all is on disk."""
        self.thumbnails.close()
        self.session.close()

    # Making

    def _make_context(self) -> StoryContext:
        window = self._window
        return StoryContext(
            window,
            window.theme,
            window.settings,
            window.registry,
            window.background,
            window.engine,
            self.session,
            self.commands,
            self.model,
            self.thumbnails,
            window.say,
            self.selected,
        )

    def _make_board(self) -> Board:
        board = Board(self._theme, self.model, self.commands, self.thumbnails)
        remembered = self._window.settings.now
        board.zoom = remembered.remembered.zoom
        board.show_authorship(shown=remembered.writing.show_authorship)
        board.menu_asked.connect(self.menu_asked)
        board.picture_asked.connect(self.picture_asked)
        board.pictures_asked.connect(self.pictures_asked)
        board.delete_asked.connect(self._window.registry["panel.delete"].trigger)
        board.selectionModel().selectionChanged.connect(lambda *_: self.selection_changed.emit())
        return board

    def _make_title(self) -> TitleField:
        title = TitleField(self.session.title)
        title.setAccessibleName(self.tr("Title of the story"))
        title.setPlaceholderText(self.tr("Untitled"))
        title.setReadOnly(self.session.read_only)
        title.setMinimumWidth(160)
        title.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        title.textEdited.connect(self.commands.rename)
        title.returnPressed.connect(lambda: self.view_widget().setFocus())
        return title

    def _make_bar(self) -> QWidget:
        space, actions = self._theme.space, self._window.registry
        bar = QFrame()
        bar.setObjectName("bar")
        bar.setFixedHeight(space.bar)
        for key, text, icon in (
            ("board", self.tr("Board"), "layout-grid"),
            ("script", self.tr("Script"), "text"),
            ("slideshow", self.tr("Slideshow"), "presentation"),
        ):
            self.switch.add(key, text, icon)
        left, self._tools = QHBoxLayout(), QHBoxLayout()
        left.addWidget(self.title)
        self._tools.setSpacing(space.hair)
        self._tools.addStretch(1)
        for name in ("edit.undo", "edit.redo", "view.side"):
            self._tools.addWidget(actions.button(name))
        box = QHBoxLayout(bar)
        box.setContentsMargins(space.medium, 0, space.medium, 0)
        box.setSpacing(space.medium)
        box.addLayout(left, 1)
        box.addWidget(self.switch)
        box.addLayout(self._tools, 1)
        return bar

    def _notices(self) -> list[QWidget]:
        """A line above a story that can only be read."""
        if not self.session.read_only:
            return []
        notice = QFrame()
        notice.setObjectName("notice")
        notice.setProperty("tone", "warning")
        box = QHBoxLayout(notice)
        box.setContentsMargins(16, 8, 16, 8)
        box.addWidget(label(self.tr("This story is open read-only: nothing you do here changes it.")))
        box.addStretch(1)
        box.addWidget(button(self.tr("Open a copy …"), self._window.registry["file.save-as"].trigger))
        return [notice]

    def _side_pages(self) -> list[SidePage]:
        return [page for page in side_pages() if self._window.engine is not None or not page.needs_engine]

    def _connect(self) -> None:
        self.switch.chosen.connect(self._show_view)
        self.side.page_changed.connect(lambda key: self._keep(lambda now: replace(now, side_page=key)))
        self.status.zoom_asked.connect(self.board.set_zoom)
        self.board.zoom_changed.connect(lambda zoom: self._keep(lambda now: replace(now, zoom=zoom)))
        self.board.zoom_changed.connect(lambda _: self._show_zoom())
        self.session.changed.connect(self._follow_title)
        self._show_zoom()

    def _remember(self) -> None:
        remembered = self._window.settings.now.remembered
        self.set_side_shown(shown=remembered.side_open)
        if remembered.side_page:
            self.side.choose(remembered.side_page)
        if remembered.view == "script":
            self.show_view("script")

    def _keep(self, change: Callable[[Remembered], Remembered]) -> None:
        settings = self._window.settings
        settings.set_part(change(settings.now.remembered))

    def _show_view(self, key: str) -> None:
        makers: dict[str, Callable[[], QWidget]] = {
            "board": lambda: self.board,
            "script": lambda: self.script,
            "slideshow": lambda: self.slideshow,
        }
        if self.board.editing:
            self.board.end_caption()
        self._views.setCurrentWidget(makers[key]())
        if not self.switch.hasFocus():
            self.view_widget().setFocus(Qt.FocusReason.OtherFocusReason)
        self._keep(lambda now: replace(now, view=key))
        self._show_side()
        self._show_zoom()
        self.view_changed.emit(key)

    def _show_match(self, match: Match | None) -> None:
        if match is not None and self.view == "script":
            self.script.select(match.panel, match.start, match.end)

    def _show_side(self) -> None:
        room = self.view != "slideshow" and (not self._quiet or self._revealed)
        self.side.setVisible(self._side_shown and room)

    def _show_zoom(self) -> None:
        self.status.show_zoom(self.board.zoom, possible=self.view == "board")

    def _follow_title(self) -> None:
        if self.title.text() != self.session.board.title and not self.title.hasFocus():
            self.title.setText(self.session.title)
            self.title.setCursorPosition(0)

    def sizeHint(self) -> QSize:
        """Qt's: room to work in."""
        return QSize(1200, 800)


def _middle(caption: str) -> int:
    """The end of the sentence nearest to the middle, or the space nearest to it."""
    middle = len(caption) // 2
    ends = [
        place + 1 for place, letter in enumerate(caption[:-1]) if letter in ".!?…" and caption[place + 1] in ' \n"”'
    ]
    spaces = [place for place, letter in enumerate(caption) if letter.isspace()]
    return min(ends or spaces or [middle], key=lambda place: abs(place - middle))
