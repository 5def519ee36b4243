"""The sample stories that come with the application."""

from __future__ import annotations

from pathlib import Path

from gill_studio.core import locations
from gill_studio.core.story.folder import STORY_FILE
from gill_studio.core.story.model import StoryError


def sample_names() -> tuple[str, ...]:
    """Their names, in alphabetical order."""
    folder = locations.resources_dir() / "stories"
    return tuple(sorted(path.parent.name for path in folder.glob(f"*/{STORY_FILE}")))


def sample_folder(name: str) -> Path:
    """The story folder of a sample by its name, or by a beginning that only one has; else StoryError lists them."""
    names = sample_names()
    found = [name] if name in names else [known for known in names if name and known.startswith(name)]
    if len(found) != 1:
        what = "There is no sample story" if not found else "More than one sample story begins with"
        raise StoryError(f"{what} {name!r}.", f"Samples: {', '.join(names) or 'none'}.")
    return locations.resources_dir() / "stories" / found[0]
