"""Our own record of an installed part: `gill-studio.json` in its folder, written last and at once."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import msgspec
from msgspec import Meta

from engine.weights.names import MANIFEST, is_safe_path
from gill_studio.core.errors import ModelError

_FORMAT = 1
_LARGEST = 10_000_000  # bytes
_HINT = "Install the model again; files that are whole are kept."


@dataclass(frozen=True)
class FileRecord:
    """One installed file: path inside the part's folder, size in bytes, SHA-256 in hexadecimal digits."""

    path: str
    size: Annotated[int, Meta(ge=0)]
    sha256: Annotated[str, Meta(pattern=r"\A[0-9a-f]{64}\Z")]


@dataclass(frozen=True)
class Manifest:
    """What lies in a part's folder: repository, commit ("" if unknown), the patterns it was asked for."""

    repo: str
    revision: str
    commit: str
    source: str
    patterns: tuple[str, ...]
    files: tuple[FileRecord, ...]
    format: int = _FORMAT

    @property
    def bytes(self) -> int:
        """Bytes of all files together."""
        return sum(file.size for file in self.files)


def read_manifest(folder: Path) -> Manifest | None:
    """The manifest of a part's folder, None where there is none; ModelError where it is damaged."""
    path = folder / MANIFEST
    try:
        with path.open("rb") as stream:
            content = stream.read(_LARGEST)
        manifest = msgspec.json.decode(content, type=Manifest)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise ModelError(f"{path} cannot be read: {error.strerror}.", _HINT) from error
    except (ValueError, RecursionError) as error:
        raise ModelError(f"{path} is damaged: {error}", _HINT) from error
    if manifest.format != _FORMAT:
        raise ModelError(f"{path} has format {manifest.format}; this version reads {_FORMAT}.", _HINT)
    for file in manifest.files:
        if not is_safe_path(file.path):
            raise ModelError(f"{path}: files.path: {file.path!r} is no path inside the folder.", _HINT)
    return manifest


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Write it by an atomic rename, so that at every moment the folder has all of it or none."""
    temporary = folder / (MANIFEST + ".part")
    with temporary.open("wb") as stream:
        stream.write(msgspec.json.format(msgspec.json.encode(manifest), indent=1))
        stream.flush()
        os.fsync(stream.fileno())
    temporary.replace(folder / MANIFEST)
