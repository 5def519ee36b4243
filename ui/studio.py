"""The whole application: its windows, what they share, and which story opens where."""

from __future__ import annotations

import importlib
import threading
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal

from gill_studio.core.settings import Opening, Settings
from ui.main_window import MainWindow
from ui.settings.store import SettingsStore
from ui.theme.theme import Theme

if TYPE_CHECKING:
    from ui.engine_client import EngineClient
    from ui.leaving import Leaving

FIRST_SAMPLE = "nora"
"""The story that is open at the very first start; its last page is yet to be told."""


class Studio(QObject):
    """Holds the windows. `engine` is None in AI-off mode."""

    emptied = Signal()
    """The last window is closed."""
    _can_watch = Signal()

    def __init__(self, theme: Theme, settings: SettingsStore, engine: EngineClient | None) -> None:
        super().__init__()
        self.theme, self.settings, self.engine = theme, settings, engine
        self.windows: list[MainWindow] = []
        self._leaving: Leaving | None = None
        settings.changed.connect(self._follow)
        self._can_watch.connect(self._watch)

    def open_window(self) -> MainWindow:
        """One more window, without a page yet."""
        window = MainWindow(self.theme, self.settings, self.engine)
        window.new_window_asked.connect(self._open_another)
        window.closed.connect(lambda: self._forget(window))
        window.may_close = lambda: self._may_close(window)
        self.windows.append(window)
        return window

    def begin(self, paths: list[Path]) -> MainWindow:
        """The first window. Once it is seen, it shows what was named, or the last story; at first a sample."""
        window = self.open_window()

        def fill() -> None:
            if paths:
                self._open_in(window, paths[0])
                for path in paths[1:]:
                    self.open_story(path)
            else:
                self._open_usual(window)
            if window.story is None:
                window.show_page("welcome")
            remembered = self.settings.now.remembered
            self.settings.set_part(replace(remembered, started_before=True))

        window.painted.connect(fill, Qt.ConnectionType.QueuedConnection)
        return window

    def watch_collections(self) -> None:
        """Scan the collections' folders, and keep watch over them from now on."""

        def load() -> None:  # what that needs takes a moment, which the window does not have
            importlib.import_module("ui.library.indexing")
            self._can_watch.emit()

        threading.Thread(target=load, name="load the library", daemon=True).start()

    def _watch(self) -> None:
        from ui.library.indexing import index_with
        from ui.library.shelf import shelf_of

        shelf = shelf_of(self.settings)
        if self.engine is not None:
            index_with(self.engine, shelf)

    def open_story(self, path: Path | None) -> MainWindow:
        """Show a story: in the window that has it, in one that has none, or in a new one. None shows what is there."""
        window = self._window_for(path)
        if path is not None:
            self._open_in(window, path)
        if not window.page:
            window.show_page("welcome")
        window.show()
        window.raise_()
        window.activateWindow()
        return window

    def _open_another(self) -> None:
        window = self.open_window()
        window.show_page("welcome")
        window.show()

    def _window_for(self, path: Path | None) -> MainWindow:
        for window in self.windows:
            if path is None or (window.story is not None and window.story.session.path == path):
                return window
        free = next((window for window in self.windows if window.story is None), None)
        return free or self.open_window()

    def _open_in(self, window: MainWindow, path: Path) -> None:
        window.open_path(path.absolute())

    def _open_usual(self, window: MainWindow) -> None:
        now = self.settings.now
        if not now.remembered.started_before and not now.remembered.recent:
            from gill_studio.core.story.samples import sample_names

            sample = next((name for name in sample_names() if name.startswith(FIRST_SAMPLE)), None)
            if sample is not None:
                window.open_sample(sample)
        elif now.writing.opening is Opening.LAST_STORY:
            last = next(iter(self.settings.recent), None)
            if last is not None and last.is_file():
                window.open_path(last)

    def _may_close(self, window: MainWindow) -> bool:
        """The last window takes the engine with it, and what that is learning."""
        if self.engine is None or self.windows != [window]:
            return True
        if self._leaving is None:
            from ui.leaving import Leaving

            self._leaving = Leaving(self.engine)
        return self._leaving.may_leave(window)

    def _forget(self, window: MainWindow) -> None:
        if window in self.windows:
            self.windows.remove(window)
            window.deleteLater()
        if not self.windows:
            self.emptied.emit()

    def _follow(self, before: Settings, after: Settings) -> None:
        if before.appearance != after.appearance:
            self.theme.set_appearance(after.appearance)
        if before.shortcuts != after.shortcuts:
            for window in self.windows:
                window.registry.set_shortcuts(after.shortcuts)
