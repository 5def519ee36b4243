"""What has been measured, kept piece by piece, so that a run that was killed goes on where it was."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from pathlib import Path

import msgspec

Columns = dict[str, list[float]]
"""Measured values by name, one a story (or picture, or example) in a fixed order."""
VERSION = 1
"""Raised whenever something is measured otherwise than before."""


class Results:
    """Columns by name, each a JSON file in a folder of the very weights and settings it was measured with."""

    def __init__(self, folder: Path, key: Mapping[str, object]) -> None:
        record = json.dumps({**key, "version": VERSION}, sort_keys=True, default=str)
        self.folder = folder / hashlib.sha256(record.encode()).hexdigest()[:16]
        self._record = record

    def columns(self, name: str, measure: Callable[[], Columns]) -> Columns:
        """What was measured under this name, now if it has not been yet."""
        path = self.folder / f"{name.replace('/', '-').replace(' ', '_')}.json"
        kept = _read(path)
        if kept is None:
            kept = measure()
            self.folder.mkdir(parents=True, exist_ok=True)
            (self.folder / "key.json").write_text(self._record, encoding="utf-8")
            temporary = path.with_suffix(".part")
            temporary.write_bytes(msgspec.json.encode(kept))
            temporary.replace(path)
        return kept


def _read(path: Path) -> Columns | None:
    try:
        return msgspec.json.decode(path.read_bytes(), type=Columns)
    except (OSError, msgspec.DecodeError):  # not there, or damaged: it can be measured again
        return None


def folder_fingerprint(folder: Path) -> str:
    """SHA-256 over names and contents of a folder's files."""
    digest = hashlib.sha256()
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        content = hashlib.sha256(path.read_bytes()).hexdigest()
        digest.update(f"{path.relative_to(folder).as_posix()} {content}\n".encode())
    return digest.hexdigest()
