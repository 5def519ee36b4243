"""Where weights come from: what a hub or a folder must be able to tell, and the checksums it may know."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from engine.weights.names import matches
from gill_studio.core.errors import DownloadError

_BLOCK = 1 << 20


@dataclass(frozen=True)
class RemoteFile:
    """A file of a repository: `size` in bytes; `sha256` of its content or git's blob id, as far as known."""

    path: str
    size: int
    sha256: str | None = None
    blob: str | None = None

    @property
    def checksum(self) -> str | None:
        """What tells this content from any other, or None where the source knows nothing."""
        return self.sha256 or self.blob


@dataclass(frozen=True)
class Listing:
    """The wanted files of a repository at one commit ("" where a source does not know it)."""

    repo: str
    commit: str
    files: tuple[RemoteFile, ...]


class Source(Protocol):
    """A place to install from."""

    kind: str

    def listing(self, repo: str, revision: str) -> Listing:
        """All files of a repository; DownloadError where there is none, or no way to it."""
        ...

    def chunks(self, listing: Listing, file: RemoteFile, start: int) -> Generator[bytes, None, None]:
        """The content from byte `start`; empty chunks are signs of life. DownloadError if it breaks off."""
        ...


class Digest:
    """Hashes one file as it passes by, in the two ways a hub states checksums."""

    def __init__(self, file: RemoteFile) -> None:
        self._file = file
        self._sha256 = hashlib.sha256()
        # A git blob id is the SHA-1 of a header and the content; security is not what it is for here.
        self._blob = hashlib.sha1(f"blob {file.size}\0".encode(), usedforsecurity=False)
        self.length = 0

    def update(self, chunk: bytes) -> None:
        """Take in the next bytes."""
        self._sha256.update(chunk)
        if self._file.blob is not None:
            self._blob.update(chunk)
        self.length += len(chunk)

    def read(self, path: Path, seen: Callable[[int], None] = lambda _: None) -> None:
        """Take in a file from disk; `seen` hears how many bytes each block had."""
        with path.open("rb") as stream:
            while block := stream.read(_BLOCK):
                self.update(block)
                seen(len(block))

    @property
    def sha256(self) -> str:
        """Of all bytes so far, in hexadecimal digits."""
        return self._sha256.hexdigest()

    def fits(self) -> bool:
        """Whether length and every known checksum are the file's."""
        file = self._file
        return (
            self.length == file.size
            and file.sha256 in (None, self.sha256)
            and file.blob in (None, self._blob.hexdigest())
        )


def select(listing: Listing, required: Sequence[str], also: Sequence[str] = ()) -> Listing:
    """The listing's files that a pattern names; DownloadError where a required pattern names none."""
    for pattern in required:
        if not any(matches(file.path, pattern) for file in listing.files):
            raise DownloadError(
                f"{listing.repo} has no file {pattern!r}.",
                "The repository or the folder has changed; look for a newer catalogue or another copy.",
            )
    patterns = (*required, *also)
    files = tuple(file for file in listing.files if any(matches(file.path, p) for p in patterns))
    return Listing(listing.repo, listing.commit, files)
