"""One file from a source to disk: goes on where it broke off, and is whole or is not there."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from engine.weights.find import has_size
from engine.weights.manifest import FileRecord
from engine.weights.names import INCOMING
from engine.weights.sentences import disk_error
from engine.weights.source import Digest, Listing, RemoteFile, Source
from gill_studio.core.errors import DownloadError


class Slot:
    """The place of one file while it arrives: `partial` grows, `done` is whole and checked."""

    def __init__(self, folder: Path, file: RemoteFile) -> None:
        self.file = file
        # The checksum is in the name, so that another version of the file never goes on from this one.
        key = hashlib.sha256(f"{file.path}\n{file.size}\n{file.checksum}".encode()).hexdigest()[:24]
        self.partial = folder / INCOMING / f"{key}.part"
        self.done = folder / INCOMING / f"{key}.done"

    @property
    def is_done(self) -> bool:
        """Whether an earlier call has brought it; without a checksum it may have come from somewhere else."""
        return self.file.checksum is not None and has_size(self.done, self.file.size)

    @property
    def present(self) -> int:
        """Bytes that need not be fetched again."""
        if self.is_done:
            return self.file.size
        if self.file.checksum is None or not self.partial.is_file():
            return 0
        return min(self.partial.stat().st_size, self.file.size)


def fetch(source: Source, listing: Listing, slot: Slot, moved: Callable[[int], None]) -> FileRecord:
    """Bring the slot's file to its `done` path; `moved` hears of bytes gained, or of bytes lost as negative.

    Raises DownloadError for whatever goes wrong; what has arrived whole so far stays in the partial file.
    """
    try:
        slot.partial.parent.mkdir(parents=True, exist_ok=True)
        if slot.is_done:
            return record_of(slot.done, slot.file)
        resumed = _prepare(slot)
        digest = _receive(source, listing, slot, resumed, moved)
        if not digest.fits() and resumed:
            # What lay there may have been torn by a crash: once more, from nothing.
            moved(-digest.length)
            slot.partial.unlink()
            digest = _receive(source, listing, slot, 0, moved)
        _accept(slot, digest, listing)
    except OSError as error:
        raise disk_error(error, slot.partial) from error
    return FileRecord(slot.file.path, slot.file.size, digest.sha256)


def record_of(path: Path, file: RemoteFile) -> FileRecord:
    """The record of a file that is known to be whole; read once more only if its SHA-256 is not known."""
    if file.sha256 is not None:
        return FileRecord(file.path, file.size, file.sha256)
    digest = Digest(file)
    digest.read(path)
    return FileRecord(file.path, file.size, digest.sha256)


def _prepare(slot: Slot) -> int:
    """The bytes to go on from; a partial file that cannot be trusted is dropped."""
    if slot.partial.is_file() and (slot.file.checksum is None or slot.partial.stat().st_size > slot.file.size):
        slot.partial.unlink()
    return slot.present


def _receive(source: Source, listing: Listing, slot: Slot, start: int, moved: Callable[[int], None]) -> Digest:
    digest = Digest(slot.file)
    with slot.partial.open("ab", buffering=0) as stream:
        if start:
            digest.read(slot.partial)
        with closing(source.chunks(listing, slot.file, start)) as chunks:
            for chunk in chunks:
                digest.update(chunk)
                if digest.length > slot.file.size:
                    break  # longer than announced: that is no file of ours, and the disk was not asked for more
                _write(stream.write, chunk)
                moved(len(chunk))
        os.fsync(stream.fileno())
    return digest


def _write(write: Callable[[memoryview], int | None], chunk: bytes) -> None:
    view = memoryview(chunk)
    while view:  # a raw write may take less than all, as on a disk that is nearly full
        view = view[write(view) or 0 :]


def _accept(slot: Slot, digest: Digest, listing: Listing) -> None:
    if digest.length < slot.file.size:
        raise DownloadError(
            f"{listing.repo}/{slot.file.path} is truncated: {digest.length} of {slot.file.size} bytes came.",
            "Run the command again: what has arrived is kept.",
        )
    if not digest.fits():
        longer = digest.length > slot.file.size
        raise _wrong(slot, listing, "is longer than announced" if longer else "has the wrong checksum")
    slot.partial.replace(slot.done)


def _wrong(slot: Slot, listing: Listing, what: str) -> DownloadError:
    slot.partial.unlink(missing_ok=True)
    return DownloadError(
        f"{listing.repo}/{slot.file.path} {what}: it was damaged on its way or replaced.",
        "It has been discarded; run the command again, and try another source if that does not help.",
    )
