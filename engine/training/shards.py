"""Features on disk: what frozen parts say of pictures and texts, computed once, by any number of processes.

A shard is one safetensors file that appears whole or not at all. Which keys belong to which shard follows from the
keys alone, so that processes that want the same divide the work without talking: each takes the shards that nobody
holds, and in the end those that somebody left.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import torch
from filelock import FileLock, Timeout
from safetensors import safe_open
from safetensors.torch import save_file
from torch import Tensor

from engine.context import RunContext

_SIZE = 256  # keys of one shard: what a kill may cost
_KEYS = "keys"

Compute = Callable[[Sequence[str]], tuple[dict[str, Tensor], Mapping[str, str]]]
"""Keys to (name to rows of tensors, one a key that worked, in order; reasons of those that did not, by key)."""


class Shards:
    """The shards of one kind of feature in a folder. Reading maps files into memory; nothing is held."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._places: dict[str, tuple[Path, int]] = {}
        self._read: set[str] = set()
        self.skipped: dict[str, str] = {}
        """Why a key has no features; another process, or another day, tries again."""
        self._open: dict[Path, Any] = {}

    def __contains__(self, key: str) -> bool:
        return key in self._places

    def missing(self, keys: Sequence[str]) -> list[str]:
        """Those without features that were not tried yet, each once."""
        self.look()
        return [key for key in dict.fromkeys(keys) if key not in self._places and key not in self.skipped]

    def complete(self, keys: Sequence[str], compute: Compute, context: RunContext, label: str) -> None:
        """Have the features of all these keys; OSError when the disk is full. Goes on where it was killed."""
        wanted = sorted(set(self.missing(keys)))
        if not wanted:
            return
        self.folder.mkdir(parents=True, exist_ok=True)
        done = 0
        for last_round in (False, True):
            for part in self._parts(sorted(set(keys))):
                left = self.missing(part)
                if left and self._make(part, left, compute, wait=last_round):
                    done += len(left)
                context.step(label, min(done, len(wanted)), len(wanted))
        self.look()

    def rows(self, keys: Sequence[str], name: str) -> Tensor:
        """Rows (n, ...) of the tensor `name`, in the order of the keys; KeyError for a key without features."""
        found: list[Tensor] = []
        for key in keys:
            path, row = self._places[key]
            found.append(self._file(path).get_slice(name)[row : row + 1])
        return torch.cat(found)

    def look(self) -> None:
        """Find shards that were not there before."""
        if not self.folder.is_dir():
            return
        for path in sorted(self.folder.glob("*.safetensors")):
            if path.name in self._read:
                continue
            self._read.add(path.name)
            try:
                with safe_open(path, framework="pt") as file:
                    keys = json.loads((file.metadata() or {})[_KEYS])
            except Exception:  # noqa: BLE001 - a damaged shard, whatever the reader says of it, is made again
                self._read.discard(path.name)
                with suppress(OSError):
                    path.unlink()
                continue
            self._places |= {str(key): (path, row) for row, key in enumerate(keys)}

    def close(self) -> None:
        """Let go of the files."""
        self._open.clear()

    def _parts(self, keys: Sequence[str]) -> Iterator[Sequence[str]]:
        """The keys in shards, each process beginning elsewhere."""
        parts = [keys[start : start + _SIZE] for start in range(0, len(keys), _SIZE)]
        first = os.getpid() % len(parts)
        return iter(parts[first:] + parts[:first])

    def _make(self, part: Sequence[str], left: Sequence[str], compute: Compute, *, wait: bool) -> bool:
        """Write a shard; False when another process is at it."""
        name = hashlib.sha256("\n".join(part).encode()).hexdigest()[:24]
        try:
            with FileLock(self.folder / f"{name}.lock", timeout=-1 if wait else 0):
                left = self.missing(left)
                tensors, skipped = compute(left) if left else ({}, {})
                self.skipped |= skipped
                if tensors:
                    self._write(name, [key for key in left if key not in skipped], tensors)
                return True
        except Timeout:
            return False

    def _write(self, name: str, keys: Sequence[str], tensors: dict[str, Tensor]) -> None:
        digest = hashlib.sha256("\n".join(keys).encode()).hexdigest()[:12]
        path = self.folder / f"{name}-{digest}.safetensors"
        temporary = path.with_suffix(f".{os.getpid()}.part")
        plain = {key: tensor.contiguous() for key, tensor in tensors.items()}
        try:
            save_file(plain, temporary, metadata={_KEYS: json.dumps(list(keys))})
            temporary.replace(path)
        except BaseException:
            with suppress(OSError):
                temporary.unlink()
            raise
        self.look()

    def _file(self, path: Path) -> Any:  # noqa: ANN401 - safetensors is untyped
        if path not in self._open:
            self._open[path] = safe_open(path, framework="pt")
        return self._open[path]
