"""Verification: every file of an installed part is read and hashed again; needs no network."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from engine.catalogue import Entry
from engine.weights.find import part_folder
from engine.weights.manifest import FileRecord, read_manifest
from engine.weights.source import Digest, RemoteFile
from gill_studio.core.errors import ModelError


@dataclass(frozen=True)
class Verified:
    """What one repository's folder came to: paths that are missing, and paths with another content."""

    repo: str
    bytes: int
    files: int
    missing: tuple[str, ...]
    damaged: tuple[str, ...]

    @property
    def whole(self) -> bool:
        """Whether every file is as it was installed."""
        return not self.missing and not self.damaged


def verify(entry: Entry, models_dir: Path, read: Callable[[int], None] = lambda _: None) -> tuple[Verified, ...]:
    """Hash all files of an entry's parts; `read` hears how many bytes each step had and may raise to stop.

    Raises ModelError where a part is not installed at all, or its manifest is damaged.
    """
    repos = dict.fromkeys(part.repo for part in entry.parts)
    return tuple(verify_repository(entry, repo, models_dir, read) for repo in repos)


def verify_repository(
    entry: Entry, repo: str, models_dir: Path, read: Callable[[int], None] = lambda _: None
) -> Verified:
    """The same for one of the entry's repositories, which several entries may share."""
    folder = part_folder(models_dir, repo)
    manifest = read_manifest(folder)
    if manifest is None:
        raise ModelError(f"{repo} is not installed.", f"Run: gill-studio models install {entry.id}")
    missing, damaged = [], []
    for record in manifest.files:
        path = folder / record.path
        if not path.is_file():
            missing.append(record.path)
        elif not _is_as_recorded(path, record, read):
            damaged.append(record.path)
    return Verified(manifest.repo, manifest.bytes, len(manifest.files), tuple(missing), tuple(damaged))


def _is_as_recorded(path: Path, record: FileRecord, read: Callable[[int], None]) -> bool:
    digest = Digest(RemoteFile(record.path, record.size, record.sha256))
    try:
        digest.read(path, read)
    except OSError:
        return False  # a disk that cannot give it back has damaged it
    return digest.fits()
