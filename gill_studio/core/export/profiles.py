"""Profiles: options of an export saved under a name, in the story or for all stories."""

from __future__ import annotations

import json
import os
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import msgspec

from gill_studio.core import locations
from gill_studio.core.export.exporter import AnyExporter, ExportError
from gill_studio.core.export.options import option_items, read_options
from gill_studio.core.story.model import ExportProfile, Storyboard
from gill_studio.core.story.schema import ProfileJson

FILE = "export-profiles.json"
_LARGEST = 1 << 20


def profile_of(name: str, exporter: AnyExporter, options: object) -> ExportProfile:
    """These options under a name. ExportError when it is no name."""
    name = " ".join(name.split())
    if not name or len(name) > 100 or not name.isprintable():
        raise ExportError("A profile needs a name of at most 100 characters.", "Choose another name.")
    return ExportProfile(name, exporter.name, option_items(options))


def options_of(profile: ExportProfile, exporter: AnyExporter) -> Any:  # noqa: ANN401 - the exporter's own class
    """The exporter's options as the profile has them. ExportError when they are none of its."""
    if profile.format != exporter.name:
        raise ExportError(
            f"The profile “{profile.name}” is for the format {profile.format}.", "Choose that format, or no profile."
        )
    return read_options(exporter.options, dict(profile.options))


def with_profile(board: Storyboard, profile: ExportProfile) -> Storyboard:
    """The story with the profile in it, in place of one of that name."""
    profiles = _with(board.settings.export_profiles, profile)
    return replace(board, settings=replace(board.settings, export_profiles=profiles))


def find_profile(name: str, board: Storyboard | None = None) -> ExportProfile:
    """The profile of that name, the story's own before those for all stories. ExportError lists those there are."""
    known = {one.name: one for one in (*saved_profiles(), *(board.settings.export_profiles if board else ()))}
    if name not in known:
        raise ExportError(f"There is no profile “{name}”.", f"There are: {', '.join(sorted(known)) or 'none'}.")
    return known[name]


def saved_profiles() -> tuple[ExportProfile, ...]:
    """The profiles for all stories. ExportError when their file is damaged."""
    path = _path()
    try:
        if not path.exists():
            return ()
        with path.open("rb") as file:
            records = msgspec.json.decode(file.read(_LARGEST), type=list[ProfileJson])
    except (OSError, ValueError) as error:
        raise ExportError(f"{path} cannot be read: {error}.", "Correct it, or delete it.") from error
    return tuple(ExportProfile(one.name, one.format, tuple(sorted(one.options.items()))) for one in records)


def save_profile(profile: ExportProfile) -> None:
    """Keep a profile for all stories, in place of one of that name. ExportError when that cannot be done."""
    _write(_with(saved_profiles(), profile))


def remove_profile(name: str) -> None:
    """Forget a profile for all stories, if there is one of that name."""
    _write(tuple(one for one in saved_profiles() if one.name != name))


def _path() -> Path:
    return locations.config_dir() / FILE


def _with(profiles: tuple[ExportProfile, ...], profile: ExportProfile) -> tuple[ExportProfile, ...]:
    return (*(one for one in profiles if one.name != profile.name), profile)


def _write(profiles: tuple[ExportProfile, ...]) -> None:
    path = _path()
    records = [{"name": one.name, "format": one.format, "options": dict(one.options)} for one in profiles]
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{FILE}.")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(json.dumps(records, ensure_ascii=False, indent=1).encode("utf-8", "replace"))
                file.flush()
                os.fsync(file.fileno())
            Path(name).replace(path)
        finally:
            Path(name).unlink(missing_ok=True)
    except OSError as error:
        raise ExportError(
            f"The profiles cannot be written to {path}: {error.strerror or error}.", "Check the rights of the folder."
        ) from error
