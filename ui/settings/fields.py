"""One widget for one setting, made from the field of its dataclass."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QLocale, Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFileDialog,
    QHBoxLayout,
    QLineEdit,
    QWidget,
)

from gill_studio.core.settings import Shown
from ui.settings.texts import choice_names
from ui.widgets.basics import button
from ui.widgets.numbers import real_number, whole_number

Changed = Callable[[object], None]
_FIELD_WIDTH = 220


def make_field(name: str, value: object, how: Shown, languages: tuple[str, ...], changed: Changed) -> QWidget:
    """The widget for a setting; `changed` is told each new value. `name` is what a screen reader calls it."""
    if isinstance(value, bool):
        return _check(name, value, changed)
    if isinstance(value, StrEnum):
        return _choice(name, value, changed)
    if isinstance(value, int):
        return _whole(name, value, how, changed)
    if isinstance(value, float):
        return _percent(name, value, how, changed) if how.kind == "percent" else _real(name, value, how, changed)
    text = str(value)
    if how.kind == "language":
        return _language(name, text, languages, changed)
    return _folder(name, text, changed) if how.kind == "folder" else _line(name, text, changed)


def _check(name: str, value: bool, changed: Changed) -> QWidget:  # noqa: FBT001 - it is the value
    box = QCheckBox(name)
    box.setChecked(value)
    box.toggled.connect(changed)
    return box


def _choice(name: str, value: StrEnum, changed: Changed) -> QWidget:
    box, names = _combo(name), choice_names()
    for one in type(value):
        box.addItem(names.get(one, one.value), one)
    box.setCurrentIndex(list(type(value)).index(value))
    box.currentIndexChanged.connect(lambda place: changed(list(type(value))[place]))
    return box


def _language(name: str, value: str, languages: tuple[str, ...], changed: Changed) -> QWidget:
    box = _combo(name)
    box.addItem(choice_names()["auto"], "")
    for code in languages:
        box.addItem(QLocale(code).nativeLanguageName() or code, code)
    box.setCurrentIndex(max(0, box.findData(value)))
    box.currentIndexChanged.connect(lambda place: changed(str(box.itemData(place))))
    return box


def _whole(name: str, value: int, how: Shown, changed: Changed) -> QWidget:
    high = int(how.high) if how.high is not None else 2**31 - 1
    box = whole_number(name, value, int(how.low or 0), high, int(how.step or 1))
    box.valueChanged.connect(changed)
    return box


def _real(name: str, value: float, how: Shown, changed: Changed) -> QWidget:
    low, high = how.low if how.low is not None else -1e9, how.high if how.high is not None else 1e9
    box = real_number(name, value, low, high, how.step or 0.1)
    box.valueChanged.connect(lambda new: changed(round(float(new), 4)))
    return box


def _percent(name: str, value: float, how: Shown, changed: Changed) -> QWidget:
    low, high, step = (round((part or 0) * 100) for part in (how.low, how.high, how.step))
    box = whole_number(name, round(value * 100), low, high, step, " %")
    box.valueChanged.connect(lambda new: changed(new / 100))
    return box


def _line(name: str, value: str, changed: Changed) -> QLineEdit:
    field = QLineEdit(value)
    field.setAccessibleName(name)
    field.setMinimumWidth(_FIELD_WIDTH)
    field.editingFinished.connect(lambda: changed(field.text()))
    return field


def _folder(name: str, value: str, changed: Changed) -> QWidget:
    holder = QWidget()
    field = _line(name, value, changed)
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


def _combo(name: str) -> QComboBox:
    box = QComboBox()
    box.setAccessibleName(name)
    box.setMinimumWidth(_FIELD_WIDTH)
    box.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    return box
