"""The texts of the models that come with the application or are known to it; what others say stays as it is.

The catalogue knows no translation: these are here for the tools that collect texts.
"""

from __future__ import annotations

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

KNOWN: tuple[object, ...] = (
    QT_TRANSLATE_NOOP("Catalogue", "The small model that comes with GILL Studio. It knows one picture-book world."),
    QT_TRANSLATE_NOOP(
        "Catalogue",
        "The model of the GILL paper: reads stories of text and pictures, proposes text, finds and paints pictures.",
    ),
    QT_TRANSLATE_NOOP(
        "Catalogue", "Research only: OPT forbids commercial use. Stable Diffusion's licence forbids harmful uses."
    ),
    QT_TRANSLATE_NOOP("Catalogue", "Reads the story and writes the next sentences (English)."),
    QT_TRANSLATE_NOOP("Catalogue", "Looks at the pictures of the story and of the collections."),
    QT_TRANSLATE_NOOP("Catalogue", "Paints new pictures, 512 by 512 pixels."),
    QT_TRANSLATE_NOOP(
        "Catalogue", "GILL's trained part: ties the other three together and decides between finding and painting."
    ),
)


def translated(text: str) -> str:
    """A text of the catalogue in the window's language; itself where no translation of it is known."""
    return QCoreApplication.translate("Catalogue", text) if text else ""
