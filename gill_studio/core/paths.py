"""Paths that strangers' files name, and what we let them reach."""

from __future__ import annotations

from pathlib import Path

_DEVICES = frozenset({"con", "prn", "aux", "nul"} | {f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10)})
_LONGEST = 400
_SEPARATORS = frozenset("\\:")


def is_safe_relative(path: str, forbidden: frozenset[str] = _SEPARATORS) -> bool:
    """Whether `path` (with forward slashes) names a file inside a folder on every system we run on.

    Absolute paths, `..`, drives, backslashes, device names, control characters, and names that end in a dot or a
    space (which Windows drops) are refused, and so are the characters in `forbidden`.
    """
    return len(path) <= _LONGEST and all(_is_safe_segment(segment, forbidden) for segment in path.split("/"))


def _is_safe_segment(segment: str, forbidden: frozenset[str]) -> bool:
    stem = segment.split(".", maxsplit=1)[0].rstrip().casefold()
    return (
        bool(segment.strip(". "))
        and segment[-1] not in ". "
        and segment.isprintable()
        and forbidden.isdisjoint(segment)
        and stem not in _DEVICES
    )


def stays_inside(folder: Path, path: Path) -> bool:
    """Whether `path`, all links followed, lies in `folder`: a link on a foreign disk may point anywhere."""
    try:
        return path.resolve().is_relative_to(folder.resolve())
    except (OSError, RuntimeError):  # RuntimeError: links in a circle
        return False
