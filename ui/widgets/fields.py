"""One widget for one value of a form: settings, and the options of an export. Each tells every new value."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QComboBox, QDoubleSpinBox, QLineEdit, QSpinBox, QVBoxLayout, QWidget

from ui.theme.theme import Theme
from ui.widgets.basics import label, row
from ui.widgets.numbers import real_number, whole_number

Changed = Callable[[object], None]
FIELD_WIDTH = 220


def check_field(name: str, value: bool, changed: Changed) -> QCheckBox:  # noqa: FBT001 - it is the value
    """Yes or no; it bears its name itself."""
    box = QCheckBox(name)
    box.setChecked(value)
    box.toggled.connect(changed)
    return box


def choice_field(
    name: str, choices: Sequence[tuple[object, str]], value: object, changed: Changed, *, editable: bool = False
) -> QComboBox:
    """One of some values, each with what it is called; with `editable`, any other text too."""
    box = QComboBox()
    box.setAccessibleName(name)
    box.setMinimumWidth(FIELD_WIDTH)
    box.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    box.setEditable(editable)
    for one, words in choices:
        box.addItem(words, one)
    values = [one for one, _ in choices]
    box.setCurrentIndex(values.index(value) if value in values else -1 if editable else 0)
    if editable:
        if (line := box.lineEdit()) is not None:
            line.setAccessibleName(name)
        box.setCurrentText(str(value))
        box.currentTextChanged.connect(changed)
    else:
        box.currentIndexChanged.connect(lambda place: changed(values[place]))
    return box


def whole_field(
    name: str, value: int, bounds: tuple[int, int], changed: Changed, *, step: int = 1, suffix: str = ""
) -> QSpinBox:
    """A whole number between bounds, both included."""
    box = whole_number(name, value, *bounds, step, suffix)
    box.valueChanged.connect(changed)
    return box


def real_field(
    name: str, value: float, bounds: tuple[float, float], changed: Changed, *, step: float = 0.1, suffix: str = ""
) -> QDoubleSpinBox:
    """A number between bounds, both included."""
    box = real_number(name, value, *bounds, step)
    box.setSuffix(suffix)
    box.valueChanged.connect(lambda new: changed(round(float(new), 4)))
    return box


def line_field(name: str, value: str, changed: Changed) -> QLineEdit:
    """A line of text; told when one leaves it."""
    field = QLineEdit(value)
    field.setAccessibleName(name)
    field.setMinimumWidth(FIELD_WIDTH)
    field.editingFinished.connect(lambda: changed(field.text()))
    return field


def add_field(box: QVBoxLayout, theme: Theme, words: str, note: str, field: QWidget) -> QWidget:
    """Put a field into a form, with its name before it and a note below; what holds all of it."""
    holder = QWidget()
    inner = QVBoxLayout(holder)
    inner.setContentsMargins(0, 0, 0, 0)
    inner.setSpacing(theme.space.hair)
    if isinstance(field, QCheckBox):
        inner.addWidget(field)
    else:
        name = label(words)
        name.setBuddy(field)
        inner.addLayout(row(name, None, field))
    if note:
        inner.addWidget(label(note, size="small", tone="quiet", wrap=True))
    inner.addSpacing(theme.space.medium)
    box.addWidget(holder)
    return holder
