"""Says in the window's language what the core and the engine say in English.

They know no translation, and what the engine says comes through a pipe as it is. So a sentence is recognised by its
pattern; one that is not known stays English.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from gill_studio.core.sentences import Sentence
from ui.told.collections import COLLECTIONS
from ui.told.engine import ENGINE
from ui.told.files import FILES
from ui.told.models import MODELS
from ui.told.pictures import PICTURES
from ui.told.stories import STORY
from ui.told.training import TRAINING

if TYPE_CHECKING:
    from gill_studio.core.errors import StudioError
    from gill_studio.core.jobs import Failure

KNOWN = frozenset(str(text) for text in (*STORY, *PICTURES, *FILES, *COLLECTIONS, *ENGINE, *MODELS, *TRAINING))
"""The patterns; {} stands for what was put in."""
_GAP = "{}"


def told(text: str) -> str:
    """A sentence in the window's language, with what was put into it as it was."""
    if isinstance(text, Sentence):  # it knows itself what was put in
        return text.told(lambda pattern: QCoreApplication.translate("Export", pattern))
    for pattern in _patterns():
        parts = _put_in(pattern, text)
        if parts is not None:
            return QCoreApplication.translate("Told", pattern).format(*parts)
    return text


def error_words(error: StudioError | Failure) -> str:
    """What is wrong, and what to do about it."""
    return f"{told(error.message)} {told(error.hint)}".rstrip()


@cache
def _patterns() -> tuple[str, ...]:
    """Those that say most come first: "There is no folder {}." before "There is no {}."."""
    return tuple(sorted(KNOWN, key=lambda pattern: (-len(pattern.replace(_GAP, "")), pattern)))


def _put_in(pattern: str, text: str) -> tuple[str, ...] | None:
    """What stands in the gaps of the pattern; None where the text is another one."""
    first, *others = pattern.split(_GAP)
    if not others:
        return () if text == pattern else None
    if not text.startswith(first) or not text.endswith(others[-1]):
        return None
    parts, place = list[str](), len(first)
    for piece in others[:-1]:
        end = text.find(piece, place)
        if end < 0:
            return None
        parts.append(text[place:end])
        place = end + len(piece)
    end = len(text) - len(others[-1])
    return (*parts, text[place:end]) if end >= place else None
