"""What the registry of exports and imports says, in the window's language."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from gill_studio.core.sentences import Sentence
from ui.told.words import told


def words(text: str) -> str:
    """A text of the registry or a sentence; itself where no translation of it is known. They are in `known`."""
    if isinstance(text, Sentence):
        return text.told(_translated)
    translated = _translated(text)
    return told(text) if translated == text else translated


def _translated(text: str) -> str:
    return QCoreApplication.translate("Export", text) if text else ""
