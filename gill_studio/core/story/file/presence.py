"""Whether a story's file is still where it was: one that was removed or replaced would take our writing unseen."""

from __future__ import annotations

from pathlib import Path

from gill_studio.core.story.model import StoryError

_ELSEWHERE = "Save the story under another name."


class Presence:
    """Watches over one file's place on disk."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._identity = _identity(path)

    def check(self) -> None:
        """StoryError when there is no such file any more, or another one."""
        found = _identity(self._path)
        if found is None:
            raise StoryError(
                f"{self._path.name} is not in its place any more: it was moved or removed, or the disk is gone.",
                f"Put it back. {_ELSEWHERE}",
            )
        if found != self._identity:
            raise StoryError(
                f"{self._path.name} was replaced by another file, perhaps by a synchronising program.", _ELSEWHERE
            )


def _identity(path: Path) -> tuple[int, int] | None:
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino
