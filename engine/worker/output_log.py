"""The engine's log: what it logs, what libraries print, and where it crashed, all in one file that rotates."""

from __future__ import annotations

import contextlib
import faulthandler
import logging
import os
import sys
from pathlib import Path
from typing import TextIO

_BYTES, _BACKUPS = 1 << 20, 3
_FORMAT = "%(asctime)s %(levelname)-7s %(name)s: %(message)s"


class OutputLog:
    """Standard output and error of this process, also of code that is not Python, go into `path` from now on.

    Where it cannot be written, they go nowhere.
    """

    def __init__(self, path: Path, limit: int = _BYTES) -> None:
        self.path, self._limit = path, limit
        self._rotate()
        self._stream = self._open()
        self._redirect(self._stream)
        self._handler = logging.StreamHandler(self._stream)
        self._handler.setFormatter(logging.Formatter(_FORMAT))
        logging.getLogger().addHandler(self._handler)
        for name in ("engine", "gill_studio"):  # libraries: warnings only, as the root logger has it
            logging.getLogger(name).setLevel(logging.INFO)
        logging.captureWarnings(capture=True)
        faulthandler.enable(self._stream)

    def rotate(self) -> None:
        """Begin a new file when this one is large; call it between jobs."""
        with contextlib.suppress(OSError):
            if self.path.stat().st_size < self._limit:
                return
            old, self._stream = self._stream, _nowhere()
            self._redirect(self._stream)
            old.close()  # before the renaming: some systems rename no open file
            self._rotate()
            nowhere, self._stream = self._stream, self._open()
            self._redirect(self._stream)
            nowhere.close()
            self._handler.setStream(self._stream)
            faulthandler.enable(self._stream)

    def _rotate(self) -> None:
        with contextlib.suppress(OSError):
            if self.path.stat().st_size < self._limit:
                return
            for number in range(_BACKUPS - 1, 0, -1):
                older = self._backup(number)
                if older.exists():
                    older.replace(self._backup(number + 1))
            self.path.replace(self._backup(1))

    def _backup(self, number: int) -> Path:
        return self.path.with_name(f"{self.path.name}.{number}")

    def _open(self) -> TextIO:
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            return self.path.open("a", encoding="utf-8", errors="backslashreplace", buffering=1)
        except OSError:  # a full or read-only disk must not keep anyone from writing
            return _nowhere()

    def _redirect(self, stream: TextIO) -> None:
        for descriptor in (1, 2):
            with contextlib.suppress(OSError):
                os.dup2(stream.fileno(), descriptor)
        sys.stdout = sys.stderr = stream


def _nowhere() -> TextIO:
    return Path(os.devnull).open("w", encoding="utf-8")
