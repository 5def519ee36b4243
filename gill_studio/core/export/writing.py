"""All at once or not at all: an export is written beside its target and takes its place when it is whole."""

from __future__ import annotations

import ctypes
import errno
import json
import os
import secrets
import shutil
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from io import BufferedWriter, FileIO
from pathlib import Path
from typing import TYPE_CHECKING

from gill_studio.core.export.exporter import ExportError
from gill_studio.core.sentences import Sentence

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

MARKER = ".gill-studio-export"
"""The file in an exported folder that lists what was exported, so that nothing else is ever replaced."""
_PART = ".gill-part-"
_BUFFER = 1 << 20  # bytes; pictures come in pieces, many of 8 kB
_TOGETHER = 128 << 10  # bytes from which on copying costs more than a call
_PIECES = 1000  # most systems take 1024 at once
_FLUSH_EVERY = 256 << 20  # bytes
_LEFT_OVER = 3600.0  # seconds after which what an export that was killed had written may go
_NOT_ALLOWED = Sentence("You may not write there, or the file is open in another program. Choose another place.")
_HINTS = {
    errno.ENOSPC: Sentence("Free some space on that disk, or choose another place."),
    errno.EDQUOT: Sentence("Free some of the space you have there, or choose another place."),
    errno.EROFS: Sentence("That place can only be read. Choose another place."),
    errno.EACCES: _NOT_ALLOWED,
    errno.EPERM: _NOT_ALLOWED,
    errno.ENAMETOOLONG: Sentence("Choose a shorter name."),
    errno.EFBIG: Sentence("That disk cannot hold files of this size. Choose another place."),
}


@contextmanager
def replacing(target: Path, *, folder: bool, maker: str, check: Callable[[], object] = lambda: None) -> Iterator[Path]:
    """A fresh file's path, or a fresh folder, beside `target`; it takes the target's place when the block ends well.

    A folder is replaced only when it is empty or holds nothing but what an earlier export by `maker` wrote. What
    replaces something is on the disk before, so that not even a power cut leaves nothing of both; what is new is left
    to the system, as other programs do it: to wait for a disk may take longer than all the rest.
    `check` is asked last, and what it raises leaves the target as it was.
    ExportError when the place is missing, cannot be written to or is full: then the target is as it was before.
    """
    _check(target, folder=folder, maker=maker)
    place = target.with_name(f".{target.name[:80]}{_PART}{secrets.token_hex(4)}")
    try:
        _remove_left_overs(target)
        if folder:
            place.mkdir()
        yield place
        if folder:
            _mark(place, maker)
        old = target.exists()
        if old:
            _flush(place)
        check()
        _exchange(place, target)
        if old:
            _flush_names(target.parent)
    except OSError as error:
        raise _failed(target, error) from error
    finally:
        _remove(place)


def write_text(path: Path, text: str) -> None:
    """A text file in UTF-8 with line breaks as they are."""
    path.write_bytes(text.encode("utf-8", "replace"))


def large_file(path: Path, *, flush: bool) -> BufferedWriter:
    """A new file; with `flush` it reaches the disk while it is being written, so that flushing it takes less then."""
    return _LargeFile(_FlushedFile(path, _FLUSH_EVERY if flush else sys.maxsize), _BUFFER)


class _LargeFile(BufferedWriter):
    """Hands many pieces over at once where the system takes them so, instead of copying each into a buffer."""

    def __init__(self, file: _FlushedFile, size: int) -> None:
        super().__init__(file, size)
        self._file = file

    def writelines(self, lines: Iterable[ReadableBuffer], /) -> None:
        """Write the pieces one after the other."""
        pieces = [memoryview(piece) for piece in lines]
        if not hasattr(os, "writev") or sum(piece.nbytes for piece in pieces) < _TOGETHER:
            super().writelines(pieces)
            return
        self.flush()
        self._file.write_all(pieces)


class _FlushedFile(FileIO):
    """Has another thread flush what was written so far, again and again. What goes wrong there, close() raises."""

    def __init__(self, path: Path, every: int) -> None:
        self._every = every
        self._flusher = ThreadPoolExecutor(1, "flush")  # first: close() needs it, also of a file that cannot be opened
        self._flushing: Future[None] | None = None
        self._new = 0
        super().__init__(path, "w")

    def write(self, data: ReadableBuffer, /) -> int:
        """Write, and flush when there is much of it."""
        count = super().write(data)
        self._written(count)
        return count

    def _written(self, count: int) -> None:
        self._new += count
        if self._new >= self._every and (self._flushing is None or self._flushing.done()):
            self._raise_failure()
            self._flushing, self._new = self._flusher.submit(os.fsync, self.fileno()), 0

    def write_all(self, pieces: list[memoryview]) -> None:
        """Write the pieces without joining them; only where there is `os.writev`."""
        at = 0
        while at < len(pieces):
            count = os.writev(self.fileno(), pieces[at : at + _PIECES])
            self._written(count)
            while at < len(pieces) and count >= pieces[at].nbytes:
                count, at = count - pieces[at].nbytes, at + 1
            if count:  # a system may take less than it was given
                pieces[at] = pieces[at][count:]

    def close(self) -> None:
        """Close, once nothing is being flushed any more."""
        try:
            self._flusher.shutdown()
            self._raise_failure()
        finally:
            super().close()

    def _raise_failure(self) -> None:
        # A system tells of a lost page once: a later flush would seem to have gone well.
        done, self._flushing = self._flushing, None
        if done is not None:
            done.result()


def _failed(target: Path, error: OSError) -> ExportError:
    reason = error.strerror or str(error)
    return ExportError(
        Sentence("{file} cannot be written: {what}.", file=target, what=reason),
        _HINTS.get(error.errno or 0, Sentence("Choose another place for the export.")),
    )


def _check(target: Path, *, folder: bool, maker: str) -> None:
    if not target.name or "\0" in target.name:
        raise ExportError(
            Sentence("{file} is no place for an export.", file=target), Sentence("Name a file or a folder.")
        )
    try:
        if not target.parent.is_dir():
            raise ExportError(
                Sentence("There is no folder {folder}.", folder=target.parent),
                Sentence("Make it first, or choose another place."),
            )
        if target.is_dir() and not folder:
            raise ExportError(
                Sentence("{file} is a folder.", file=target), Sentence("Choose a file name for this export.")
            )
        if target.exists() and folder:
            _check_folder(target, maker)
    except (OSError, ValueError) as error:  # a NUL character is a ValueError
        what = getattr(error, "strerror", None) or error
        raise ExportError(
            Sentence("{file} is no place for an export: {what}.", file=target, what=what),
            Sentence("Choose another place."),
        ) from error


def _check_folder(target: Path, maker: str) -> None:
    if not target.is_dir():
        raise ExportError(
            Sentence("{file} is a file.", file=target), Sentence("This format makes a folder: choose another name.")
        )
    found = _files_in(target)
    if not found:
        return
    with suppress(OSError, ValueError, TypeError):
        mark = json.loads((target / MARKER).read_text(encoding="utf-8"))
        if mark["maker"] == maker and found <= {MARKER, *mark["files"]}:
            return
    raise ExportError(
        Sentence("The folder {folder} holds other files, which an export would replace.", folder=target),
        Sentence("Choose a new or an empty folder."),
    )


def _files_in(folder: Path) -> set[str]:
    """What is in the folder that is not a folder, by its path from there; links are not followed."""
    return {
        (Path(root) / name).relative_to(folder).as_posix()
        for root, folders, names in os.walk(folder)
        for name in (*names, *(one for one in folders if (Path(root) / one).is_symlink()))
    }


def _mark(place: Path, maker: str) -> None:
    files = sorted(_files_in(place))
    write_text(place / MARKER, json.dumps({"maker": maker, "files": files}, ensure_ascii=False, indent=1))


def _flush(place: Path) -> None:
    """On the disk, not only in its cache: otherwise a power cut could leave an empty file under the right name."""
    paths = [place] if place.is_file() else [path for path in place.rglob("*") if path.is_file()]
    for path in paths:
        with path.open("rb+") as file:
            os.fsync(file.fileno())


def _flush_names(folder: Path) -> None:
    """The renaming as well, where a folder can be flushed."""
    if os.name != "posix":
        return
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _exchange(place: Path, target: Path) -> None:
    if not place.is_dir():
        place.replace(target)
    elif not target.exists():
        place.rename(target)
    elif not _swapped(place, target):  # then there is a moment without the target; the old one is beside it, whole
        old = target.with_name(f".{target.name[:80]}{_PART}{secrets.token_hex(4)}")
        target.rename(old)
        try:
            place.rename(target)
        except OSError:
            old.rename(target)
            raise
        _remove(old)


def _swapped(one: Path, other: Path) -> bool:
    """Exchange two folders in one step, where the system can (Linux and macOS)."""
    swap = _system_swap()
    return swap is not None and swap(os.fsencode(one), os.fsencode(other)) == 0


def _system_swap() -> Callable[[bytes, bytes], int] | None:
    if sys.platform not in {"linux", "darwin"}:
        return None
    try:
        library = ctypes.CDLL(None, use_errno=True)
        if sys.platform == "darwin":
            return lambda one, other: int(library.renamex_np(one, other, 2))  # RENAME_SWAP
        here, exchange = -100, 2  # AT_FDCWD, RENAME_EXCHANGE
        function = library.renameat2
    except (OSError, AttributeError):  # a C library older than the call
        return None
    return lambda one, other: int(function(here, one, here, other, exchange))


def _remove_left_overs(target: Path) -> None:
    """What exports to this target that were killed have left behind, once nobody can be writing it any more."""
    for path in target.parent.glob(f".{_escaped(target.name[:80])}{_PART}????????"):
        with suppress(OSError):
            if time.time() - path.stat().st_mtime > _LEFT_OVER:
                _remove(path)


def _escaped(name: str) -> str:
    return "".join(f"[{c}]" if c in "*?[" else c for c in name)


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        with suppress(OSError):
            path.unlink(missing_ok=True)
