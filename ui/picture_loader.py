"""Pictures from files, small enough to be shown, read on other threads."""

from __future__ import annotations

import logging
from collections import OrderedDict
from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage, QPixmap

from gill_studio.core.errors import PictureError
from ui.background import Background
from ui.decoding import fitted_image

_LOG = logging.getLogger(__name__)
_KEPT = 96


class PictureLoader(QObject):
    """What is on the table as pixmaps, by file. `loaded` tells the path."""

    loaded = Signal(object)

    def __init__(self, background: Background, parent: QObject) -> None:
        super().__init__(parent)
        self._background = background
        self._kept: OrderedDict[tuple[Path, int], QPixmap | None] = OrderedDict()
        self._asked: set[tuple[Path, int]] = set()

    def get(self, path: Path, edge: int) -> QPixmap | None:
        """The picture, its longer side at most `edge` device pixels; None while it is read, or where it cannot be."""
        key = (path, edge)
        if key not in self._kept and key not in self._asked:
            self._asked.add(key)
            self._background.run(partial(read_image, path, edge), self._keeping(key))
        return self._kept.get(key)

    def _keeping(self, key: tuple[Path, int]) -> Callable[[QImage], None]:
        def keep(image: QImage) -> None:
            self._asked.discard(key)
            self._kept[key] = None if image.isNull() else QPixmap.fromImage(image)
            while len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
            self.loaded.emit(key[0])

        return keep


def read_image(path: Path, edge: int) -> QImage:
    """The picture in a file, upright, no larger than `edge`; a null image where it cannot be read. For any thread."""
    try:
        return fitted_image(path, edge)
    except PictureError as error:
        _LOG.warning("A picture cannot be shown: %s", error)
        return QImage()
