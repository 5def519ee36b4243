"""The main window: the rail of pages at the left, and the page one is on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QSettings, QSize, Qt, Signal
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import (
    QApplication,
    QFileDialog,
    QHBoxLayout,
    QMainWindow,
    QMenu,
    QStackedWidget,
    QWidget,
)

from gill_studio.core import locations
from gill_studio.core.errors import StudioError
from gill_studio.core.settings import Settings
from ui.actions import Actions
from ui.background import Background
from ui.load_words import LoadWords
from ui.menus import build_menus, panel_menu
from ui.pages import RailPage, rail_pages
from ui.rail import Rail
from ui.settings.store import SettingsStore
from ui.theme.theme import Theme
from ui.widgets.toast import Toast, announce
from ui.window_actions import add_actions, refresh_actions

if TYPE_CHECKING:
    from ui.engine_client import EngineClient
    from ui.opening import StoryOpener
    from ui.story_page import StoryPage
    from ui.story_session import StorySession
    from ui.welcome.page import WelcomePage

_SMALLEST, _FIRST = QSize(880, 600), QSize(1320, 880)
_THREADS = 2
STORY_SUFFIX = ".gill"


class MainWindow(QMainWindow):
    """One window with at most one story. Stories are always saved: closing it asks nothing about them."""

    story_changed = Signal(object)
    """The StoryPage that is now open, or None."""
    painted = Signal()
    """The window is seen for the first time: what takes a while may begin."""
    new_window_asked = Signal()
    closed = Signal()

    def __init__(self, theme: Theme, settings: SettingsStore, engine: EngineClient | None) -> None:
        super().__init__()
        self.theme, self.settings, self.engine = theme, settings, engine
        self.background = Background(_THREADS, self)
        self.registry = Actions(theme, self)
        self.story: StoryPage | None = None
        self._pages: dict[str, QWidget] = {}
        self._opener: StoryOpener | None = None
        self._rail_pages = {page.key: page for page in rail_pages() if engine is not None or not page.needs_engine}
        self.page = ""
        self.may_close: Callable[[], bool] = lambda: True
        self.deeds = add_actions(self)
        self.registry.set_shortcuts(settings.now.shortcuts)
        self.setWindowTitle("GILL Studio")
        self.setMinimumSize(_SMALLEST)
        self.resize(_FIRST)
        self.setAcceptDrops(True)
        self._stack = QStackedWidget()
        self._rail = self._make_rail()
        central = QWidget()
        central.setObjectName("central")
        box = QHBoxLayout(central)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addWidget(self._rail)
        box.addWidget(self._stack, 1)
        self.setCentralWidget(central)
        build_menus(self)
        self._toast = Toast(theme, central)
        self._restore()
        settings.changed.connect(self._follow_settings)
        settings.failed.connect(self.say_error)
        self._follow_story()
        if engine is not None:
            LoadWords(self, engine)

    # Pages

    def show_page(self, key: str) -> None:
        """Show "welcome", "story", or a page that is registered in `ui.pages`; it is built when it is first shown."""
        if key == "story" and self.story is None:
            return
        page: QWidget | None = self.story if key == "story" else self._pages.get(key)
        if page is None:
            page = self._build(key)
            if page is None:
                return
            self._pages[key] = page
            self._stack.addWidget(page)
        self._stack.setCurrentWidget(page)
        self.page = key
        self._rail.show_page(key)
        self._follow_story()

    def page_widget(self, key: str) -> QWidget | None:
        """A page that has been built."""
        return self.story if key == "story" else self._pages.get(key)

    # Stories

    @property
    def opener(self) -> StoryOpener:
        """What opens stories and asks for files; made when it is first needed."""
        if self._opener is None:
            from ui.opening import StoryOpener

            self._opener = StoryOpener(self, self.settings)
        return self._opener

    def open_path(self, path: Path) -> bool:
        """Open a story in this window; whether that went well."""
        if self.story is not None and self.story.session.path == path:
            self.show_page("story")
            return True
        return self._take(lambda: self.opener.open(path), path)

    def open_sample(self, name: str) -> bool:
        """Open the writer's own copy of a sample story."""
        return self._take(lambda: self.opener.sample(name))

    def new_story(self) -> bool:
        """Begin a story."""
        return self._take(self.opener.create)

    def choose_story(self) -> None:
        """Ask which story to open."""
        path = self.opener.choose()
        if path is not None:
            self.open_path(path)

    def new_from_pictures(self) -> None:
        """Ask for pictures, and begin a story with a panel for each."""
        pictures = self.choose_pictures()
        if pictures and self.new_story() and self.story is not None:
            self.story.commands.add_pictures(pictures, None)

    def choose_pictures(self) -> list[Path]:
        """Ask for picture files."""
        names = "*.png *.jpg *.jpeg *.webp *.gif *.bmp *.tif *.tiff *.avif *.jp2"
        chosen, _ = QFileDialog.getOpenFileNames(
            self, self.tr("Choose pictures"), "", self.tr("Pictures ({})").format(names)
        )
        return [Path(one) for one in chosen]

    def choose_picture_for(self, panel: str) -> None:
        """Ask for a picture file for a panel."""
        pictures = self.choose_pictures()
        if self.story is not None and pictures:
            self.story.commands.replace_picture(panel, pictures[0])

    def add_pictures(self) -> None:
        """Ask for picture files, and add a panel for each after the one in focus."""
        if self.story is not None and (pictures := self.choose_pictures()):
            row = self.story.model.row_of(self.story.session.focus)
            following = self.story.model.panel_at(row + 1) if row >= 0 else None
            self.story.commands.add_pictures(pictures, None if following is None else following.id)

    def save_as(self) -> None:
        """Go on with the story in another file."""
        self._save(
            self.tr("Save the story as"), lambda session, path: session.file.save_as(path), self.tr("Saved as {}")
        )

    def save_copy(self) -> None:
        """A copy to give away: without undo, untaken proposals and recipes."""
        self._save(
            self.tr("Save a copy without history"),
            lambda session, path: session.file.save_copy_without_history(path),
            self.tr("The copy is {}"),
        )

    def save_now(self) -> None:
        """Stories are always saved; who asks nevertheless hears so."""
        if self.story is not None:
            self.story.session.file.flush()
            self.say(self.story.status.saved_text)

    def close_story(self) -> None:
        """Let go of the story and go to the welcome page."""
        if self.story is None:
            return
        page, self.story = self.story, None
        from ui.places import keep_cover

        keep_cover(page.session.path, page.session.board, page.session.pictures)
        self.show_page("welcome")
        try:
            page.close_story()
        except StudioError as error:  # it says where all of the story is instead
            self._show_error(error)
        self._stack.removeWidget(page)
        page.deleteLater()
        self._follow_story()
        self.story_changed.emit(None)

    # Saying something

    def say(self, text: str, action: str = "", act: Callable[[], object] | None = None) -> None:
        """A short message at the lower edge, read aloud by screen readers."""
        self._toast.say(text, action, act)

    def say_error(self, error: StudioError) -> None:
        """The same for something that went wrong."""
        from ui.told.words import error_words

        self._toast.say(error_words(error), urgent=True)

    def announce(self, text: str) -> None:
        """Have a screen reader say something that one sees anyway."""
        announce(self, text)

    @property
    def said(self) -> str:
        """What was said last."""
        return self._toast.text

    def show_settings(self, part: str = "") -> None:
        """Open the settings, at a part."""
        from ui.settings.dialog import SettingsDialog

        dialog = SettingsDialog(self.theme, self.settings, self.registry, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.show_part(part)
        dialog.open()

    def toggle_side(self) -> None:
        """Show or hide the panel beside the story."""
        remembered = self.settings.now.remembered
        self.settings.set_part(replace(remembered, side_open=not remembered.side_open))

    def hush(self) -> None:
        """Take away what was said: it is about something that is over."""
        self._toast.hide()

    def show_view(self, view: str) -> None:
        """Show the story as "board", "script" or "slideshow"."""
        if self.story is not None:
            self.show_page("story")
            self.story.show_view(view)

    def zoom(self, steps: int) -> None:
        """Larger (1) or smaller (-1) cards; 0 is the usual size."""
        if self.story is not None and steps:
            self.story.board.zoom_by(steps)
        elif self.story is not None:
            self.story.board.set_zoom(1.0)

    def toggle_quiet(self) -> None:
        """Focus mode: nothing but the story, in the whole screen."""
        quiet = self._rail.isVisible()
        self._rail.setVisible(not quiet)
        self.menuBar().setVisible(not quiet)
        if self.story is not None:
            self.story.set_quiet(quiet=quiet)
        self.registry["view.quiet"].setChecked(quiet)
        self.setWindowState(
            self.windowState() | Qt.WindowState.WindowFullScreen
            if quiet
            else self.windowState() & ~Qt.WindowState.WindowFullScreen
        )

    # Qt's events

    def closeEvent(self, event: QCloseEvent) -> None:
        """Qt's: keep how the window stood, and let go of the story."""
        if not self.may_close():
            event.ignore()
            return
        self._state().setValue("geometry", self.saveGeometry())
        if self.story is not None:
            self.close_story()
        self.background.close()
        self.settings.save()
        event.accept()
        self.closed.emit()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Qt's: stories may be dropped anywhere, pictures where there is no story yet."""
        story, pictures = _dropped(event)
        if story is not None or (self.story is None and pictures):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Qt's: open the story, or begin one with the pictures."""
        story, pictures = _dropped(event)
        if story is not None:
            self.open_path(story)
        elif pictures and self.new_story() and self.story is not None:
            self.story.commands.add_pictures(pictures, None)

    # Inside

    def _take(self, make: Callable[[], StorySession | None], path: Path | None = None) -> bool:
        """Show the story that `make` opens. The one before is closed first where it is the same file."""
        QApplication.setOverrideCursor(Qt.CursorShape.BusyCursor)
        try:
            session = make()
        finally:
            QApplication.restoreOverrideCursor()
        if session is None:
            if path is not None and not path.exists():
                self.settings.forget_story(path)
            return False
        self.close_story()
        self._show_story(session)
        return True

    def _show_story(self, session: StorySession) -> None:
        from ui.story_page import StoryPage

        page = StoryPage(self, session)
        page.picture_asked.connect(self.choose_picture_for)
        page.pictures_asked.connect(self.add_pictures)
        page.menu_asked.connect(self._show_panel_menu)
        page.commands.failed.connect(self._show_error)
        page.view_changed.connect(self.hush)
        page.view_changed.connect(self._follow_story)
        page.selection_changed.connect(self._follow_story)
        page.status.save_elsewhere_asked.connect(self.save_as)
        page.status.target_asked.connect(self.deeds.ask_word_target)
        session.changed.connect(self._follow_story)
        session.focus_changed.connect(self._follow_story)
        if self.engine is not None:
            from ui.engine_words import EngineWords

            page.status.add_engine(EngineWords(self.theme, self.engine))
        self.story = page
        self._stack.addWidget(page)
        if not session.read_only:
            self.settings.remember_story(session.path)
        if session.board.panels:
            session.set_focus(session.board.panels[-1].id)
        self.story_changed.emit(page)
        self.show_page("story")
        page.view_widget().setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_error(self, error: StudioError) -> None:
        from ui.widgets.message import show_error

        show_error(self, error)

    def _save(self, title: str, write: Callable[[StorySession, Path], None], said: str) -> None:
        if self.story is None:
            return
        session = self.story.session
        path = self.opener.choose_target(title, session.title)
        if path is None:
            return
        try:
            write(session, path)
        except StudioError as error:
            self._show_error(error)
            return
        if session.path == path:
            self.settings.remember_story(path)
            self._follow_story()
        self.say(said.format(path.name))

    def _build(self, key: str) -> QWidget | None:
        if key == "welcome":
            return self._make_welcome()
        page = self._rail_pages.get(key)
        return None if page is None else page.build(self)

    def _make_welcome(self) -> WelcomePage:
        from ui.welcome.page import WelcomePage

        page = WelcomePage(self.theme, self.settings, self.engine, self.background)
        page.new_asked.connect(self.new_story)
        page.open_asked.connect(self.choose_story)
        page.pictures_asked.connect(self.new_from_pictures)
        page.story_asked.connect(self.open_path)
        page.sample_asked.connect(self.open_sample)
        page.models_asked.connect(lambda: self.show_page("models"))
        return page

    def _make_rail(self) -> Rail:
        own = (
            RailPage("welcome", self.tr("Welcome"), "house", MainWindow._make_welcome),
            RailPage("story", self.tr("Story"), "book-open", lambda _: QWidget()),
        )
        rail = Rail(self.theme, (*own, *self._rail_pages.values()))
        rail.chosen.connect(self._go_to)
        rail.settings_asked.connect(self.show_settings)
        rail.painted.connect(self.painted)
        return rail

    def _go_to(self, key: str) -> None:
        self._rail.show_page(self.page)  # a page that cannot be shown is not marked
        self.show_page(key)

    def _show_panel_menu(self, place: QPoint) -> None:
        menu: QMenu = panel_menu(self)
        menu.exec(place)
        menu.deleteLater()

    def _follow_story(self) -> None:
        """What can be done now, and what the window is called."""
        refresh_actions(self, self.deeds)
        self._rail.set_possible("story", possible=self.story is not None)
        title = "" if self.story is None else self.story.session.title
        self.setWindowTitle(f"{title} — GILL Studio" if title else "GILL Studio")
        self.setWindowFilePath("" if self.story is None else str(self.story.session.path))

    def _follow_settings(self, before: Settings, after: Settings) -> None:
        if self.story is not None:
            if before.remembered.side_open != after.remembered.side_open:
                self.story.set_side_shown(shown=after.remembered.side_open)
            if before.writing.show_authorship != after.writing.show_authorship:
                self.story.board.show_authorship(shown=after.writing.show_authorship)
        self.registry["view.side"].setChecked(after.remembered.side_open)

    def _state(self) -> QSettings:
        return QSettings(str(locations.config_dir() / "window.ini"), QSettings.Format.IniFormat)

    def _restore(self) -> None:
        geometry = self._state().value("geometry")
        if geometry is not None:
            self.restoreGeometry(geometry)


def _dropped(event: QDropEvent) -> tuple[Path | None, list[Path]]:
    """The first story that is dropped, and the pictures."""
    from ui.exchange import pictures_in

    paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
    return next((path for path in paths if path.suffix.lower() == STORY_SUFFIX), None), pictures_in(paths)
