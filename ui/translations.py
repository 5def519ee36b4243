"""The window's language."""

from __future__ import annotations

import logging
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QObject, QTranslator

from gill_studio.core import locations

_LOG = logging.getLogger(__name__)
_NAME = "gill_studio_"
_SOURCE = "en"


def translations_dir() -> Path:
    """Where the translations lie."""
    return locations.resources_dir() / "translations"


def languages() -> tuple[str, ...]:
    """The languages that the window speaks, as codes."""
    found = {path.stem.removeprefix(_NAME) for path in translations_dir().glob(f"{_NAME}*.qm")}
    return tuple(sorted(found | {_SOURCE}))


def translate(app: QCoreApplication, wanted: str) -> str:
    """Speak that language from now on, or the system's where none is wanted; the language that is spoken, as a code."""
    locale = QLocale(wanted) if wanted else QLocale()
    code = locale.name().split("_", maxsplit=1)[0]
    code = code if code in languages() else _SOURCE
    if wanted:
        QLocale.setDefault(locale)
    if code != _SOURCE:  # first: what Qt says can be said better by ours, which comes after it
        _load(app, f"qtbase_{code}", Path(QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)))
    _load(app, f"{_NAME}{code}", translations_dir())  # English has one, too: for its plurals
    return code


def _load(app: QObject, name: str, folder: Path) -> None:
    translator = QTranslator(app)
    if translator.load(name, str(folder)):
        QCoreApplication.installTranslator(translator)
    else:
        _LOG.info("There is no translation %s.", name)
