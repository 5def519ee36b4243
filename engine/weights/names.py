"""Names that others choose (repositories, files, patterns) and what we let them touch on disk."""

from __future__ import annotations

from fnmatch import fnmatchcase

from gill_studio.core.paths import is_safe_relative

MANIFEST = "gill-studio.json"
INCOMING = ".incoming"

_FORBIDDEN = frozenset('\\:<>"|*?')


def folder_name(repo: str) -> str:
    """The folder of a hub repository: `owner--name`; repository ids have no `--` of their own."""
    return repo.replace("/", "--")


def is_safe_path(path: str, *, wildcards: bool = False) -> bool:
    """Whether `path` (with forward slashes) names a file inside a folder on every system we run on.

    Absolute paths, `..`, drives, device names, control characters and our own two names are refused;
    `wildcards` lets `*` and `?` pass, as patterns have them.
    """
    if path.split("/", maxsplit=1)[0].casefold() in (MANIFEST, INCOMING):
        return False
    return is_safe_relative(path, _FORBIDDEN - {"*", "?"} if wildcards else _FORBIDDEN)


def matches(path: str, pattern: str) -> bool:
    """Whether `pattern` names `path`; `*` does not cross a slash, so `*.json` means the top folder alone."""
    names, globs = path.split("/"), pattern.split("/")
    return len(names) == len(globs) and all(map(fnmatchcase, names, globs))
