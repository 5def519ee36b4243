"""Where parts of the window are put in: pages of the rail, and pages of the panel at the side of a story.

One adds a page by adding it to `rail_pages` or `side_pages`; it is built when it is first shown.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from ui.actions import Actions
    from ui.background import Background
    from ui.board.model import StoryboardModel
    from ui.engine_client import EngineClient
    from ui.main_window import MainWindow
    from ui.settings.store import SettingsStore
    from ui.story_commands import StoryCommands
    from ui.story_session import StorySession
    from ui.theme.theme import Theme
    from ui.thumbnails import Thumbnails


@dataclass(frozen=True)
class StoryContext:
    """All that a part of the window may need of the story that is open in it."""

    window: MainWindow
    theme: Theme
    settings: SettingsStore
    actions: Actions
    background: Background
    engine: EngineClient | None
    session: StorySession
    commands: StoryCommands
    model: StoryboardModel
    thumbnails: Thumbnails
    say: Callable[[str], None]
    """Show a short message, and have it read aloud."""
    selected: Callable[[], list[str]]
    """Ids of the panels that are selected in the view one sees; of the one in focus where none is."""


@dataclass(frozen=True)
class RailPage:
    """A page of the window, reached by the rail at its left; `low` puts it at the rail's end."""

    key: str
    title: str
    icon: str
    build: Callable[[MainWindow], QWidget]
    low: bool = False
    needs_engine: bool = False
    """Not shown in AI-off mode."""


@dataclass(frozen=True)
class SidePage:
    """A page beside the story, reached by the switch above it."""

    key: str
    title: str
    build: Callable[[StoryContext], QWidget]
    needs_engine: bool = False


def rail_pages() -> tuple[RailPage, ...]:
    """Pages of the rail beside Welcome, Story and Settings, which the window has itself, from top to bottom."""
    translate = QCoreApplication.translate
    return (
        RailPage("library", translate("Pages", "Library"), "images", _library_page),
        RailPage("teach", translate("Pages", "Teach"), "graduation-cap", _training_page, needs_engine=True),
        RailPage("models", translate("Pages", "Models"), "box", _models_page, needs_engine=True),
    )


def side_pages() -> tuple[SidePage, ...]:
    """Pages beside the story, from left to right."""
    from ui.side.panel_page import PanelPage

    translate = QCoreApplication.translate
    return (
        SidePage("panel", translate("Pages", "Panel"), PanelPage),
        SidePage("proposals", translate("Pages", "Proposals"), _proposals_page, needs_engine=True),
        SidePage("takes", translate("Pages", "Takes"), _takes_page),
        SidePage("jobs", translate("Pages", "Jobs"), _jobs_page, needs_engine=True),
    )


def _proposals_page(context: StoryContext) -> QWidget:
    from ui.proposals.page import ProposalsPage

    return ProposalsPage(context)


def _takes_page(context: StoryContext) -> QWidget:
    from ui.takes.page import TakesPage

    return TakesPage(context)


def _jobs_page(context: StoryContext) -> QWidget:
    from ui.jobs.page import JobsPage

    return JobsPage(context)


def _library_page(window: MainWindow) -> QWidget:
    from ui.library.page import build_library_page

    return build_library_page(window)


def _training_page(window: MainWindow) -> QWidget:
    from ui.training.page import build_training_page

    return build_training_page(window)


def _models_page(window: MainWindow) -> QWidget:
    from ui.models_page.page import build_models_page

    return build_models_page(window)
