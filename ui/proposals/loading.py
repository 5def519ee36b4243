"""Pictures from files, small enough to be shown, read on other threads."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QSize, Qt, Signal
from PySide6.QtGui import QImage, QImageReader, QPixmap

from ui.background import Background

_KEPT = 96
_MEGABYTES = 512  # of memory for one picture while it is read


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
    reader = QImageReader(str(path))
    reader.setAutoTransform(True)
    reader.setDecideFormatFromContent(True)
    reader.setAllocationLimit(_MEGABYTES)
    size = reader.size()
    if size.isValid() and max(size.width(), size.height()) > 2 * edge:  # a decoder makes some smaller as it reads
        reader.setScaledSize(size.scaled(QSize(2 * edge, 2 * edge), Qt.AspectRatioMode.KeepAspectRatio))
    image = reader.read()
    if max(image.width(), image.height()) > edge:
        mode = Qt.TransformationMode.SmoothTransformation
        image = image.scaled(QSize(edge, edge), Qt.AspectRatioMode.KeepAspectRatio, mode)
    return image
