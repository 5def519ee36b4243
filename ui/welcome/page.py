"""Welcome: begin a story, go on with one, or look at a sample."""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QDateTime, QLocale, QPoint, Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QVBoxLayout, QWidget

from ui.background import Background
from ui.engine_words import EngineWords
from ui.pages import rail_pages
from ui.picture_loader import PictureLoader
from ui.places import cover_of
from ui.settings.store import SettingsStore
from ui.theme.theme import Theme
from ui.welcome.cover import Cover
from ui.widgets.basics import button, clear_layout, label, row
from ui.widgets.flow_layout import FlowLayout
from ui.widgets.page_scroll import PageScroll

if TYPE_CHECKING:
    from ui.engine_client import EngineClient

_SHELF = 8
_WIDTH = 976


class WelcomePage(PageScroll):
    """What it offers is asked of the window through its signals."""

    new_asked = Signal()
    open_asked = Signal()
    pictures_asked = Signal()
    story_asked = Signal(object)
    sample_asked = Signal(str)
    models_asked = Signal()

    def __init__(
        self, theme: Theme, settings: SettingsStore, engine: EngineClient | None, background: Background
    ) -> None:
        super().__init__()
        self._theme, self._settings = theme, settings
        self._pictures = PictureLoader(background, self)
        self.setAccessibleName(self.tr("Welcome"))
        space = theme.space
        sheet = QWidget()
        sheet.setMaximumWidth(_WIDTH)
        box = QVBoxLayout(sheet)
        box.setContentsMargins(space.wide, space.huge, space.wide, space.wide)
        box.setSpacing(space.small)
        box.addWidget(label(self.tr("What story will you tell?"), size="headline", wrap=True))
        box.addWidget(label(self._promise(), tone="quiet", wrap=True))
        box.addSpacing(space.medium)
        box.addLayout(self._beginnings())
        self._recent_title, self._recent, shelf = self._shelf(self.tr("Go on with"))
        box.addSpacing(space.large)
        box.addWidget(self._recent_title)
        box.addWidget(shelf)
        title, samples, shelf = self._shelf(self.tr("Look at a sample"))
        box.addSpacing(space.large)
        box.addWidget(title)
        box.addWidget(shelf)
        self._fill_samples(samples)
        box.addStretch(1)
        if engine is not None:
            box.addSpacing(space.large)
            box.addWidget(self._model(engine))
        self.show_sheet(sheet)
        settings.changed.connect(self._follow)

    def showEvent(self, event: QShowEvent) -> None:
        """Qt's: who comes back finds the shelf as it is now."""
        super().showEvent(event)
        self.refresh()

    def refresh(self) -> None:
        """Show the stories opened last, of those that are still there."""
        clear_layout(self._recent)
        paths = [path for path in self._settings.recent if path.is_file()][:_SHELF]
        self._recent_title.setVisible(bool(paths))
        before: QWidget = self._last_beginning
        for path in paths:
            cover = self._recent_cover(path)
            self._recent.addWidget(cover)
            QWidget.setTabOrder(before, cover)  # they are made after the samples, and stand before them
            before = cover

    def _promise(self) -> str:
        return self.tr(
            "In words and pictures, on your own computer. Every keystroke is kept; nothing leaves this machine."
        )

    def _beginnings(self) -> QHBoxLayout:
        theme = self._theme
        self._last_beginning = button(self.tr("Open …"), self.open_asked.emit, theme=theme, icon="folder-open")
        return row(
            button(self.tr("New story"), self.new_asked.emit, kind="primary", theme=theme, icon="feather"),
            button(self.tr("New from pictures …"), self.pictures_asked.emit, theme=theme, icon="images"),
            self._last_beginning,
            None,
        )

    def _shelf(self, title: str) -> tuple[QWidget, FlowLayout, QWidget]:
        shelf = QWidget()
        flow = FlowLayout(shelf, spacing=self._theme.space.medium)
        return label(title, size="strong"), flow, shelf

    def _recent_cover(self, path: Path) -> Cover:
        file = cover_of(path)
        made = Cover(self._theme, self._pictures, path.stem, _when(path), file if file.is_file() else None)
        made.setToolTip(str(path))
        made.clicked.connect(lambda: self.story_asked.emit(path))
        made.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        made.customContextMenuRequested.connect(lambda place: self._menu(made, place, path))
        return made

    def _menu(self, cover: Cover, place: QPoint, path: Path) -> None:
        menu = QMenu(cover)
        menu.addAction(self.tr("Open"), lambda: self.story_asked.emit(path))
        menu.addAction(self.tr("Take off this list"), lambda: self._settings.forget_story(path))
        menu.exec(cover.mapToGlobal(place))

    def _fill_samples(self, shelf: FlowLayout) -> None:
        from gill_studio.core.story.samples import sample_names

        for name in sample_names():
            title, picture = _sample(name)
            made = Cover(self._theme, self._pictures, title, self.tr("Sample story"), picture)
            made.clicked.connect(partial(self._ask_sample, name))
            shelf.addWidget(made)

    def _ask_sample(self, name: str, _checked: object = None) -> None:
        self.sample_asked.emit(name)

    def _model(self, engine: EngineClient) -> QWidget:
        card = QFrame()
        card.setObjectName("card")
        words = EngineWords(self._theme, engine)
        more = button(self.tr("Models …"), self.models_asked.emit, kind="link")
        if not any(page.key == "models" for page in rail_pages()):  # shown before it has a parent, it were a window
            more.hide()
        card.setLayout(row(words, None, more, margins=(16, 12, 16, 12)))
        return card

    def _follow(self, before: object, after: object) -> None:
        if getattr(before, "remembered", None) != getattr(after, "remembered", None):
            self.refresh()


def _sample(name: str) -> tuple[str, Path | None]:
    """Title and first picture of a sample; it comes with us, so that it is read without more ado."""
    from gill_studio.core.story.folder import STORY_FILE
    from gill_studio.core.story.samples import sample_folder

    folder = sample_folder(name)
    try:
        story = json.loads((folder / STORY_FILE).read_bytes())
        pictures = [folder / panel["picture"] for panel in story["panels"] if "picture" in panel]
        return str(story["title"]), pictures[0] if pictures else None
    except (OSError, ValueError, KeyError, TypeError):
        return name, None


def _when(path: Path) -> str:
    when = QDateTime.fromSecsSinceEpoch(int(path.stat().st_mtime))
    return QLocale().toString(when, QLocale.FormatType.ShortFormat)
