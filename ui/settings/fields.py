"""One widget for one setting, made from the field of its dataclass."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QLocale
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QWidget

from gill_studio.core.settings import Shown
from ui.settings.texts import choice_names
from ui.widgets.basics import button
from ui.widgets.fields import Changed, check_field, choice_field, line_field, real_field, whole_field


def make_field(name: str, value: object, how: Shown, languages: tuple[str, ...], changed: Changed) -> QWidget:
    """The widget for a setting; `changed` is told each new value. `name` is what a screen reader calls it."""
    if isinstance(value, bool):
        return check_field(name, value, changed)
    if isinstance(value, StrEnum):
        names = choice_names()
        return choice_field(name, [(one, names.get(one, one.value)) for one in type(value)], value, changed)
    if isinstance(value, int):
        high = int(how.high) if how.high is not None else 2**31 - 1
        return whole_field(name, value, (int(how.low or 0), high), changed, step=int(how.step or 1))
    if isinstance(value, float):
        return _percent(name, value, how, changed) if how.kind == "percent" else _real(name, value, how, changed)
    text = str(value)
    if how.kind == "language":
        return _language(name, text, languages, changed)
    return _folder(name, text, changed) if how.kind == "folder" else line_field(name, text, changed)


def _language(name: str, value: str, languages: tuple[str, ...], changed: Changed) -> QWidget:
    spoken = [(code, QLocale(code).nativeLanguageName() or code) for code in languages]
    return choice_field(name, [("", choice_names()["auto"]), *spoken], value, changed)


def _real(name: str, value: float, how: Shown, changed: Changed) -> QWidget:
    low, high = how.low if how.low is not None else -1e9, how.high if how.high is not None else 1e9
    return real_field(name, value, (low, high), changed, step=how.step or 0.1)


def _percent(name: str, value: float, how: Shown, changed: Changed) -> QWidget:
    low, high, step = (round((part or 0) * 100) for part in (how.low, how.high, how.step))

    def told(new: object) -> None:
        changed(int(str(new)) / 100)

    return whole_field(name, round(value * 100), (low, high), told, step=step, suffix=" %")


def _folder(name: str, value: str, changed: Changed) -> QWidget:
    holder = QWidget()
    field = line_field(name, value, changed)
    translate = QCoreApplication.translate
    field.setPlaceholderText(translate("Settings", "The folder of documents"))
    choose = button(translate("Settings", "Choose …"))
    choose.setAccessibleName(translate("Settings", "{}: choose a folder").format(name))

    def ask() -> None:
        folder = QFileDialog.getExistingDirectory(holder, name, value or str(Path.home()))
        if folder:
            field.setText(folder)
            changed(folder)

    choose.clicked.connect(ask)
    box = QHBoxLayout(holder)
    box.setContentsMargins(0, 0, 0, 0)
    box.addWidget(field, 1)
    box.addWidget(choose)
    return holder
