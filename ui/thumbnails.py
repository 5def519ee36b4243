"""Pictures as small as they are shown: decoded on other threads, kept within a limit of bytes."""

from __future__ import annotations

import logging
import os
import threading
from collections import OrderedDict, deque
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QObject, QRectF, QRunnable, QSize, Qt, QThreadPool, Signal
from PySide6.QtGui import QImage, QPainter, QPainterPath, QPixmap

from gill_studio.core.errors import StudioError
from ui.decoding import sized_image

_LOG = logging.getLogger(__name__)
_EDGES = (256, 512, 1024, 2048)
_BYTES = 160 << 20
_WAITING = 256
_MOST_THREADS = 3


class PictureSource(Protocol):
    """Where small pictures come from: a story, or a collection."""

    def thumbnail(self, sha256: str, edge: int) -> Path | bytes:
        """A small version of a picture, no larger than `edge` or little more; StudioError where there is none."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A picture at a size in device pixels, its upper corners (or all four) rounded by `radius`."""

    sha256: str
    width: int
    height: int
    radius: int = 0
    all_corners: bool = False


class Thumbnails(QObject):
    """What views draw pictures from. What was asked for last is made first; `ready` tells the picture's hash."""

    ready = Signal(str)
    _made = Signal(object, object)

    def __init__(
        self, store: PictureSource, parent: QObject | None = None, *, limit: int = _BYTES, threads: int = 0
    ) -> None:
        super().__init__(parent)
        self._store, self._limit = store, limit
        self._kept: OrderedDict[Wanted, QPixmap] = OrderedDict()
        self._newest: dict[str, Wanted] = {}
        self._bytes = 0
        self._failed: set[str] = set()
        self._lock = threading.Lock()
        self._waiting: deque[Wanted] = deque()
        self._asked: set[Wanted] = set()
        self._running = 0
        threads = threads or max(1, min(_MOST_THREADS, (os.cpu_count() or 2) - 1))  # the window has one of its own
        self._threads = threads
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(threads)
        self._made.connect(self._keep)

    def get(self, wanted: Wanted) -> QPixmap | None:
        """The picture if it is there; if not, it is being made from now on."""
        found = self._kept.get(wanted)
        if found is not None:
            self._kept.move_to_end(wanted)
            return found
        if wanted.sha256 not in self._failed and wanted not in self._asked:
            self._ask(wanted)
        return None

    def any_size(self, sha256: str) -> QPixmap | None:
        """The picture at whatever size it is there, to stand in while the right one is made."""
        newest = self._newest.get(sha256)
        return None if newest is None else self._kept.get(newest)

    def has_failed(self, sha256: str) -> bool:
        """Whether that picture cannot be shown."""
        return sha256 in self._failed

    @property
    def bytes_kept(self) -> int:
        """How much memory the pictures take."""
        return self._bytes

    @property
    def busy(self) -> bool:
        """Whether pictures are being made."""
        return bool(self._asked)

    def close(self) -> None:
        """Stop making pictures."""
        with self._lock:
            self._waiting.clear()
        self._pool.waitForDone()

    def _ask(self, wanted: Wanted) -> None:
        self._asked.add(wanted)
        with self._lock:
            self._waiting.append(wanted)
            dropped = self._waiting.popleft() if len(self._waiting) > _WAITING else None
            start = self._running < self._threads
            self._running += start
        if dropped is not None:  # scrolled past long ago
            self._asked.discard(dropped)
        if start:
            self._pool.start(_Worker(self._work))

    def _work(self) -> None:
        """On another thread: make pictures until none is waited for."""
        while True:
            with self._lock:
                if not self._waiting:
                    self._running -= 1
                    return
                wanted = self._waiting.pop()
            try:
                image: QImage | None = _make(self._store.thumbnail(wanted.sha256, _edge(wanted)), wanted)
            except (StudioError, OSError) as error:
                _LOG.warning("A picture cannot be shown: %s", error)
                image = None
            self._made.emit(wanted, image)

    def _keep(self, wanted: Wanted, image: QImage | None) -> None:
        self._asked.discard(wanted)
        if image is None or image.isNull():
            self._failed.add(wanted.sha256)
        else:
            self._kept[wanted] = QPixmap.fromImage(image)
            self._newest[wanted.sha256] = wanted
            self._bytes += image.sizeInBytes()
            while self._bytes > self._limit and len(self._kept) > 1:
                gone, old = self._kept.popitem(last=False)
                if self._newest.get(gone.sha256) == gone:
                    del self._newest[gone.sha256]
                self._bytes -= old.width() * old.height() * 4
        self.ready.emit(wanted.sha256)


class _Worker(QRunnable):
    def __init__(self, work: Callable[[], None]) -> None:
        super().__init__()
        self._work = work

    def run(self) -> None:
        self._work()


def _edge(wanted: Wanted) -> int:
    longest = max(wanted.width, wanted.height)
    return next((edge for edge in _EDGES if edge >= longest), _EDGES[-1])


def _make(source: Path | bytes, wanted: Wanted) -> QImage:
    image = sized_image(source, QSize(wanted.width, wanted.height))
    return _rounded(image, wanted) if wanted.radius else image


def _rounded(image: QImage, wanted: Wanted) -> QImage:
    """Corners are cut here once, so that drawing a card is copying its picture."""
    target = QImage(image.size(), QImage.Format.Format_ARGB32_Premultiplied)
    target.fill(Qt.GlobalColor.transparent)
    painter = QPainter(target)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    path = QPainterPath()
    below = 0 if wanted.all_corners else wanted.radius  # lower corners fall outside of the picture
    path.addRoundedRect(QRectF(0, 0, wanted.width, wanted.height + below), wanted.radius, wanted.radius)
    painter.setClipPath(path)
    painter.drawImage(0, 0, image)
    painter.end()
    return target
