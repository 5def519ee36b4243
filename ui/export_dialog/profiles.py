"""Options of an export under a name, kept with the story."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QCoreApplication

from gill_studio.core.errors import StudioError
from gill_studio.core.export.exporter import AnyExporter
from gill_studio.core.export.options import option_items, read_options
from gill_studio.core.story.model import ExportProfile
from ui.story_session import StorySession

translate = QCoreApplication.translate


def profiles_of(session: StorySession, exporter: AnyExporter) -> list[ExportProfile]:
    """Those of a format, in the order of their names."""
    found = [one for one in session.board.settings.export_profiles if one.format == exporter.name]
    return sorted(found, key=lambda one: one.name.casefold())


def options_of(profile: ExportProfile, exporter: AnyExporter) -> object:
    """The options in a profile; what a newer or older version does not know stays as it is by default."""
    options = exporter.options()
    for name, value in profile.options:
        try:
            options = read_options(type(options), dict(option_items(options)) | {name: value})
        except StudioError:
            continue
    return options


def keep_profile(session: StorySession, name: str, exporter: AnyExporter, options: object) -> None:
    """Put one among those of the story, in the place of one of its name and format."""
    made = ExportProfile(name, exporter.name, option_items(options))
    others = [one for one in session.board.settings.export_profiles if (one.name, one.format) != (name, made.format)]
    _apply(session, (*others, made), translate("Export", "Save export profile"))


def drop_profile(session: StorySession, profile: ExportProfile) -> None:
    """Take one away."""
    others = tuple(one for one in session.board.settings.export_profiles if one != profile)
    _apply(session, others, translate("Export", "Delete export profile"))


def _apply(session: StorySession, profiles: tuple[ExportProfile, ...], name: str) -> None:
    settings = replace(session.board.settings, export_profiles=profiles)
    session.apply(name, replace(session.board, settings=settings))
