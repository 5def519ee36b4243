"""Where stories are put, and the small pictures by which one knows them again."""

from __future__ import annotations

import hashlib
import logging
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QStandardPaths

from gill_studio.core import locations
from gill_studio.core.errors import StudioError
from gill_studio.core.paths import is_safe_relative
from gill_studio.core.settings import Settings
from gill_studio.core.story.model import Storyboard

if TYPE_CHECKING:
    from gill_studio.core.story.file import PictureStore

SUFFIX = ".gill"
_COVER_EDGE = 512
_LOG = logging.getLogger(__name__)


def stories_dir(settings: Settings) -> Path:
    """Where new stories are put."""
    if settings.files.stories:
        return Path(settings.files.stories)
    documents = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    return Path(documents or Path.home()) / "GILL Studio"


def free_path(folder: Path, name: str) -> Path:
    """A path for a story of that name which nothing has yet."""
    plain = free_name(name)
    path, number = folder / f"{plain}{SUFFIX}", 2
    while path.exists():
        path, number = folder / f"{plain} {number}{SUFFIX}", number + 1
    return path


def free_name(name: str) -> str:
    """The name without what no file may have in its own."""
    plain = "".join(" " if one in '<>:"/\\|?*' or not one.isprintable() else one for one in name)
    plain = " ".join(plain.split())[:80].strip(". ")
    return plain if is_safe_relative(f"{plain}{SUFFIX}") else "Story"


def cover_of(story: Path) -> Path:
    """Where the cover of a story lies, if there is one."""
    return (
        locations.cache_dir() / "covers" / f"{hashlib.sha256(str(story).encode(errors='replace')).hexdigest()[:32]}.jpg"
    )


def keep_cover(story: Path, board: Storyboard, pictures: PictureStore) -> None:
    """Keep the first picture of a story as its cover; nothing depends on that it works."""
    first = next((panel.picture for panel in board.panels if panel.picture is not None), None)
    target = cover_of(story)
    try:
        if first is None:
            target.unlink(missing_ok=True)
            return
        found = pictures.thumbnail(first.sha256, _COVER_EDGE)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(found if isinstance(found, bytes) else found.read_bytes())
    except (OSError, StudioError) as error:
        _LOG.warning("The cover of a story is not kept: %s", error)
