"""Amounts and times about models, as people say them."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QLocale

from gill_studio.core.messages import InstallModel, ModelRecord, MoveModel
from ui.models_page.keeper import Doing

translate = QCoreApplication.translate
_MINUTE, _HOUR = 60, 3600


def amount(count: int) -> str:
    """Bytes, in decimal units."""
    return QLocale().formattedDataSize(count, 1, QLocale.DataSizeFormat.DataSizeSIFormat)


def size_words(record: ModelRecord) -> str:
    """How much of the disk a model takes, or would take."""
    if record.installed:
        return translate("Models", "{} on disk").format(amount(record.bytes))
    there = sum(part.bytes for part in record.parts)
    if there:
        return translate("Models", "{} of about {} are there").format(amount(there), amount(record.bytes))
    return translate("Models", "About {} to fetch").format(amount(record.bytes))


def doing_title(doing: Doing) -> str:
    """What is being done with a model."""
    if doing.paused:
        return translate("Models", "Paused")
    if isinstance(doing.request, InstallModel):
        if doing.label == "checking":
            return translate("Models", "Checking what is there …")
        copying = doing.request.folder is not None
        return translate("Models", "Copying …") if copying else translate("Models", "Downloading …")
    moving = isinstance(doing.request, MoveModel)
    return translate("Models", "Moving …") if moving else translate("Models", "Deleting …")


def doing_note(doing: Doing) -> str:
    """How far it is, and how long it will still take."""
    if doing.total <= 0:
        return ""
    far = translate("Models", "{} of {}").format(amount(doing.done << 10), amount(doing.total << 10))
    return f"{far} · {time_words(doing.remaining)}" if doing.remaining is not None else far


def time_words(seconds: float) -> str:
    """Time that something will still take, roughly."""
    if seconds < _MINUTE:
        return translate("Models", "less than a minute")
    if seconds < _HOUR:
        return translate("Models", "about {} min").format(round(seconds / _MINUTE))
    return translate("Models", "about {} h").format(max(1, round(seconds / _HOUR)))
