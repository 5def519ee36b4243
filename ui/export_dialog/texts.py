"""What the registry of exports and imports says, in the window's language."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication


def words(text: str) -> str:
    """A text of the registry; itself where no translation of it is known. They are in `known`."""
    return QCoreApplication.translate("Export", text) if text else ""
