"""What is installed, judged by the manifests and the sizes on disk; no hashing, no network."""

from __future__ import annotations

from pathlib import Path

from engine.catalogue import Entry, ModelFolders, Part
from engine.weights.manifest import Manifest, read_manifest
from engine.weights.names import folder_name, matches
from gill_studio.core.errors import ModelError


def part_folder(models_dir: Path, repo: str) -> Path:
    """Where a repository's files lie; entries that share it share the folder."""
    return models_dir / folder_name(repo)


def find(entry: Entry, models_dir: Path) -> ModelFolders:
    """The folders of an installed entry; ModelError names the part that is missing and the remedy."""
    for part in entry.parts:
        require_part(entry, part, models_dir)
    folders = {part.role: part_folder(models_dir, part.repo) for part in entry.parts}
    return ModelFolders(
        entry.id, folders["language"], folders["vision"], folders.get("painter"), folders.get("adapter")
    )


def is_installed(entry: Entry, models_dir: Path) -> bool:
    """Whether `find` would succeed."""
    try:
        find(entry, models_dir)
    except ModelError:
        return False
    return True


def require_part(entry: Entry, part: Part, models_dir: Path) -> Manifest:
    """The manifest of a part that is whole, by names and sizes; ModelError says what is not."""
    hint = f"Run: gill-studio models install {entry.id}"
    folder = part_folder(models_dir, part.repo)
    what = f"The {part.role} part of {entry.id}, {part.repo},"
    manifest = read_manifest(folder)
    if manifest is None:
        raise ModelError(f"{what} is not installed.", hint)
    if part.pinned and manifest.commit not in ("", part.revision):
        raise ModelError(f"{what} is installed at another commit, {manifest.commit}.", hint)
    missing = missing_files(folder, manifest, part)
    if missing:
        raise ModelError(f"{what} is incomplete: {missing[0]} is missing or has another size.", hint)
    return manifest


def missing_files(folder: Path, manifest: Manifest, part: Part) -> tuple[str, ...]:
    """Patterns that no installed file fits, and recorded files that are not there in their size."""
    paths = [file.path for file in manifest.files]
    unmet = [pattern for pattern in part.files if not any(matches(path, pattern) for path in paths)]
    return (*unmet, *(file.path for file in manifest.files if not has_size(folder / file.path, file.size)))


def has_size(path: Path, size: int) -> bool:
    """Whether a plain file of that many bytes is there."""
    try:
        return path.is_file() and path.stat().st_size == size
    except OSError:
        return False
