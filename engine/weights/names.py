"""Names that others choose (repositories, files, patterns) and what we let them touch on disk."""

from __future__ import annotations

from fnmatch import fnmatchcase
from pathlib import Path

MANIFEST = "gill-studio.json"
INCOMING = ".incoming"

_FORBIDDEN = frozenset('\\:<>"|*?')
_DEVICES = frozenset({"con", "prn", "aux", "nul"} | {f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10)})
_LONGEST = 400


def folder_name(repo: str) -> str:
    """The folder of a hub repository: `owner--name`; repository ids have no `--` of their own."""
    return repo.replace("/", "--")


def is_safe_path(path: str, *, wildcards: bool = False) -> bool:
    """Whether `path` (with forward slashes) names a file inside a folder on every system we run on.

    Absolute paths, `..`, drives, device names, control characters and our own two names are refused;
    `wildcards` lets `*` and `?` pass, as patterns have them.
    """
    segments = path.split("/")
    if len(path) > _LONGEST or segments[0].casefold() in (MANIFEST, INCOMING):
        return False
    forbidden = _FORBIDDEN - {"*", "?"} if wildcards else _FORBIDDEN
    return all(_is_safe_segment(segment, forbidden) for segment in segments)


def _is_safe_segment(segment: str, forbidden: frozenset[str]) -> bool:
    stem = segment.split(".", maxsplit=1)[0].rstrip().casefold()
    return (
        bool(segment.strip(". "))
        and segment[-1] not in ". "
        and segment.isprintable()
        and forbidden.isdisjoint(segment)
        and stem not in _DEVICES
    )


def matches(path: str, pattern: str) -> bool:
    """Whether `pattern` names `path`; `*` does not cross a slash, so `*.json` means the top folder alone."""
    names, globs = path.split("/"), pattern.split("/")
    return len(names) == len(globs) and all(map(fnmatchcase, names, globs))


def stays_inside(folder: Path, path: Path) -> bool:
    """Whether `path`, all links followed, lies in `folder`: a link on a foreign disk may point anywhere."""
    try:
        return path.resolve().is_relative_to(folder.resolve())
    except (OSError, RuntimeError):  # RuntimeError: links in a circle
        return False
