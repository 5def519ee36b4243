"""Pictures decoded for the window, on any thread, within the core's limits of memory.

Pillow decodes them. `QImageReader.size`, `QImage.fromData`, `QPixmap.loadFromData` and their like keep Python's lock
while Qt waits for one of its own (its SVG plug-in connects a signal to ask whether a file is one of its kind); where
another thread, which has that one, waits for Python's, because an object with signals goes, the application stands
still for ever.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize
from PySide6.QtGui import QImage

from gill_studio.core.thumbnails import opened, shrunk, stretched

if TYPE_CHECKING:
    from PIL import Image


def whole_image(source: Path | bytes, largest: int) -> QImage:
    """The picture as it is, upright; a null image where its longer side has more than `largest` pixels.

    PictureError where it cannot be read.
    """
    with opened(source) as image:
        return QImage() if max(image.size) > largest else _as_qimage(shrunk(image, largest))


def fitted_image(source: Path | bytes, edge: int) -> QImage:
    """The picture, upright, its longer side at most `edge` pixels; PictureError where it cannot be read."""
    with opened(source) as image:
        return _as_qimage(shrunk(image, edge))


def sized_image(source: Path | bytes, size: QSize) -> QImage:
    """The picture, upright, drawn out to exactly `size`; PictureError where it cannot be read."""
    with opened(source) as image:
        return _as_qimage(stretched(image, (size.width(), size.height())))


def _as_qimage(image: Image.Image) -> QImage:
    """A copy, in the format that is fastest to draw: uint8 BGRA, colours multiplied by alpha where it has alpha."""
    if image.mode == "RGBA":
        data, form = image.convert("RGBa").tobytes("raw", "BGRa"), QImage.Format.Format_ARGB32_Premultiplied
    else:
        # With alpha at its highest, which Qt counts on in this format.
        data, form = image.convert("RGBA").tobytes("raw", "BGRA"), QImage.Format.Format_RGB32
    return QImage(data, image.width, image.height, 4 * image.width, form).copy()
