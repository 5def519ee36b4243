"""Opening and making stories, with the questions that come up on the way."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog, QWidget

from gill_studio.core.errors import StudioError
from gill_studio.core.story.model import Storyboard, StoryError, new_id
from ui.places import SUFFIX, free_path, stories_dir
from ui.settings.store import SettingsStore
from ui.story_session import StorySession
from ui.told.words import told
from ui.widgets.message import ask, show_error

if TYPE_CHECKING:
    from gill_studio.core.story.file import StoryFile

_STORY_FILE = "story.json"
_LOG = logging.getLogger(__name__)


class StoryOpener(QObject):
    """Opens stories for a window; what cannot be opened is said in a dialog, and None is the answer."""

    def __init__(self, window: QWidget, settings: SettingsStore) -> None:
        super().__init__(window)
        self._window, self._settings = window, settings

    def choose(self) -> Path | None:
        """Ask for a story's file."""
        folder = stories_dir(self._settings.now)
        names = self.tr("Stories ({})").format(f"*{SUFFIX} {_STORY_FILE}")
        chosen, _ = QFileDialog.getOpenFileName(self._window, self.tr("Open a story"), str(folder), names)
        return Path(chosen) if chosen else None

    def choose_target(self, title: str, name: str) -> Path | None:
        """Ask where a story is to be written."""
        chosen, _ = QFileDialog.getSaveFileName(
            self._window, title, str(free_path(stories_dir(self._settings.now), name)), f"GILL Studio (*{SUFFIX})"
        )
        if not chosen:
            return None
        path = Path(chosen)
        return path if path.suffix.lower() == SUFFIX else path.with_name(f"{path.name}{SUFFIX}")

    def open(self, path: Path) -> StorySession | None:
        """Open a story file; a story folder is taken over into a file of its own."""
        if path.is_dir() or path.name == _STORY_FILE:
            return self.take_over(path if path.is_dir() else path.parent)
        return self._session(lambda: self._open_file(path))

    def create(self, title: str = "") -> StorySession | None:
        """A new story, in a file of its own from the first moment, so that nothing of it can be lost."""
        from gill_studio.core.story.file import StoryFile

        def make() -> StoryFile:
            folder = stories_dir(self._settings.now)
            _make_folder(folder)
            board = Storyboard(new_id(), title=title)
            return StoryFile.create(free_path(folder, title or self.tr("Untitled story")), board)

        return self._session(make)

    def take_over(self, folder: Path) -> StorySession | None:
        """A story folder as a story file."""
        from gill_studio.core.story.file import import_folder
        from gill_studio.core.story.folder import read_story

        def make() -> StoryFile:
            target = stories_dir(self._settings.now)
            _make_folder(target)
            name = read_story(folder).board.title or folder.name
            return import_folder(folder, free_path(target, name))

        return self._session(make)

    def sample(self, name: str) -> StorySession | None:
        """A sample story, to play with: the writer's own copy of it."""
        from gill_studio.core.story.samples import sample_folder

        try:
            return self.take_over(sample_folder(name))
        except StudioError as error:
            show_error(self._window, error)
            return None

    def _open_file(self, path: Path) -> StoryFile | None:
        from gill_studio.core.story.file import StoryFile, StoryLockedError

        try:
            return StoryFile.open(path)
        except StoryLockedError as error:
            return self._open_locked(path, error)

    def _open_locked(self, path: Path, error: StudioError) -> StoryFile | None:
        from gill_studio.core.story.file import StoryFile

        read, copy = self.tr("Open read-only"), self.tr("Open a copy")
        answer = ask(self._window, told(error.message), told(error.hint), (copy, read))
        if answer == read:
            return StoryFile.open(path, read_only=True)
        if answer == copy:
            return open_copy(path, free_path(path.parent, self.tr("{} (copy)").format(path.stem)))
        return None

    def _session(self, make: Callable[[], StoryFile | None]) -> StorySession | None:
        try:
            file = make()
        except StudioError as error:
            _LOG.warning("A story was not opened: %s", type(error).__name__)
            show_error(self._window, error)
            return None
        return None if file is None else StorySession(file)


def open_copy(path: Path, target: Path) -> StoryFile:
    """A copy of a story that somebody else has open."""
    from gill_studio.core.story.file import StoryFile

    source = StoryFile.open(path, read_only=True)
    try:
        source.save_as(target)
    finally:
        source.close()
    return StoryFile.open(target)


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoryError(
            f"The folder {folder} for stories cannot be made: {error.strerror or error}.",
            "Choose another in the settings, under Files.",
        ) from error
