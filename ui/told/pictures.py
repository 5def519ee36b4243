"""What goes wrong with pictures."""

from __future__ import annotations

from PySide6.QtCore import QT_TRANSLATE_NOOP

PICTURES: tuple[object, ...] = (
    QT_TRANSLATE_NOOP("Told", "{} is not a file."),
    QT_TRANSLATE_NOOP("Told", "Choose a picture file."),
    QT_TRANSLATE_NOOP("Told", "{} is larger than {} MB."),
    QT_TRANSLATE_NOOP("Told", "Export a smaller copy of it."),
    QT_TRANSLATE_NOOP("Told", "{}: {} × {} pixels are more than the limit of {} megapixels."),
    QT_TRANSLATE_NOOP("Told", "{} is not a picture of a known kind."),
    QT_TRANSLATE_NOOP("Told", "Open it in a picture editor and save it anew as PNG or JPEG."),
    QT_TRANSLATE_NOOP("Told", "{}: more than the limit of {} megapixels."),
    QT_TRANSLATE_NOOP("Told", "Check that the picture is still there."),
    QT_TRANSLATE_NOOP("Told", "Take it from where it came from once more."),
    QT_TRANSLATE_NOOP("Told", "{} cannot be read as a picture: {}."),
    QT_TRANSLATE_NOOP("Told", "A picture of {} × {} pixels is too large to be shown."),
    QT_TRANSLATE_NOOP("Told", "Choose another picture, or save it anew as PNG or JPEG."),
    QT_TRANSLATE_NOOP("Told", "The picture is of no known kind."),
    QT_TRANSLATE_NOOP("Told", "The picture cannot be shown: {}."),
)
