"""Removal of an entry: its parts go, but for those that another installed entry needs."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from engine.catalogue import Entry
from engine.weights.find import is_installed, part_folder
from engine.weights.installer import exclusive
from engine.weights.manifest import Manifest, read_manifest
from engine.weights.names import INCOMING, MANIFEST
from engine.weights.sentences import disk_error
from gill_studio.core.errors import ModelError


@dataclass(frozen=True)
class Removed:
    """Repositories removed and kept (for another entry), and how many bytes are free now."""

    repos: tuple[str, ...]
    kept: tuple[str, ...]
    bytes: int


def remove(entry: Entry, entries: Sequence[Entry], models_dir: Path) -> Removed:
    """Remove the parts of `entry` that no other installed one of `entries` needs, unfinished downloads too.

    Only files that we put there are deleted. Raises ModelError where nothing of the entry is there, and
    DownloadError where an installation is going on or the disk refuses.
    """
    with exclusive(models_dir):
        needed = {
            part.repo
            for other in entries
            if other.id != entry.id and is_installed(other, models_dir)
            for part in other.parts
        }
        repos = [repo for repo in dict.fromkeys(part.repo for part in entry.parts) if _is_there(models_dir, repo)]
        if not repos:
            raise ModelError(f"{entry.id} is not installed.", "There is nothing to remove.")
        going = [repo for repo in repos if repo not in needed]
        freed = sum(_remove_folder(part_folder(models_dir, repo)) for repo in going)
    return Removed(tuple(going), tuple(repo for repo in repos if repo in needed), freed)


def _is_there(models_dir: Path, repo: str) -> bool:
    folder = part_folder(models_dir, repo)
    return (folder / MANIFEST).exists() or (folder / INCOMING).exists()


def _remove_folder(folder: Path) -> int:
    """Delete what we wrote into a part's folder, and the folder if nothing else is left in it."""
    try:
        manifest = _manifest(folder)
        (folder / MANIFEST).unlink(missing_ok=True)  # first: what is half removed must not look installed
        freed = _remove_incoming(folder / INCOMING)
        for record in manifest.files if manifest is not None else ():
            path = folder / record.path
            if path.is_file():
                freed += path.stat().st_size
                path.unlink()
            _remove_empty(path.parent, folder)
        _remove_empty(folder, folder.parent)
    except OSError as error:
        raise disk_error(error, folder) from error
    return freed


def _manifest(folder: Path) -> Manifest | None:
    with suppress(ModelError):
        return read_manifest(folder)
    return None


def _remove_incoming(folder: Path) -> int:
    freed = sum(path.stat().st_size for path in folder.glob("*") if path.is_file())
    shutil.rmtree(folder, ignore_errors=True)
    return freed


def _remove_empty(folder: Path, top: Path) -> None:
    """Remove `folder` and the folders above it below `top`, as long as they are empty."""
    while folder != top and folder.is_dir() and not any(folder.iterdir()):
        if folder.is_symlink():
            folder.unlink()
        else:
            folder.rmdir()
        folder = folder.parent
