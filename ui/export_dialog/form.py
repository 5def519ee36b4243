"""A form for the options of an export, made from their dataclass."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from gill_studio.core.export.options import OptionField, matters, option_fields, with_option
from ui.export_dialog.texts import words
from ui.theme.theme import Theme
from ui.widgets.basics import label
from ui.widgets.fields import Changed, add_field, check_field, choice_field, line_field, real_field, whole_field


class OptionsForm(QWidget):
    """A field for each option; those that make no difference with the others as they are, are not shown."""

    changed = Signal(object)
    """The options, after each change."""

    def __init__(self, theme: Theme, options: object) -> None:
        super().__init__()
        self._options = options
        self._rows: dict[str, QWidget] = {}
        self._headings: dict[str, QWidget] = {}
        self._fields = option_fields(type(options))
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, theme.space.small, 0)
        box.setSpacing(0)
        for one in sorted(self._fields, key=self._place_of_group):
            group = one.option.group
            if group and group not in self._headings:
                self._headings[group] = label(words(group), size="heading")
                self._headings[group].setContentsMargins(0, theme.space.small, 0, theme.space.small)
                box.addWidget(self._headings[group])
            field = _make(one, getattr(options, one.name), partial(self._set, one.name))
            self._rows[one.name] = add_field(box, theme, words(one.option.label), words(one.option.help), field)
        box.addStretch(1)
        self._show_what_matters()

    @property
    def options(self) -> object:
        """The options as they are now."""
        return self._options

    def _place_of_group(self, one: OptionField) -> int:
        """Options of a group stand together, where its first one does."""
        group = one.option.group
        return next(place for place, other in enumerate(self._fields) if other is one or group == other.option.group)

    def _set(self, name: str, value: object) -> None:
        self._options = with_option(self._options, name, value)
        self._show_what_matters()
        self.changed.emit(self._options)

    def _show_what_matters(self) -> None:
        shown = set()
        for one in self._fields:
            visible = matters(self._options, one)
            self._rows[one.name].setVisible(visible)
            if visible:
                shown.add(one.option.group)
        for group, heading in self._headings.items():
            heading.setVisible(group in shown)


def _make(one: OptionField, value: object, changed: Changed) -> QWidget:
    makers: dict[str, Callable[[OptionField, object, Changed], QWidget]] = {
        "flag": lambda one, value, changed: check_field(words(one.option.label), bool(value), changed),
        "choice": _choice,
        "whole": _whole,
        "number": _number,
        "text": _text,
    }
    return makers[one.kind](one, value, changed)


def _choice(one: OptionField, value: object, changed: Changed) -> QWidget:
    choices = [(known, words(one.option.labels[known])) for known in one.values]
    return choice_field(words(one.option.label), choices, str(value), changed)


def _whole(one: OptionField, value: object, changed: Changed) -> QWidget:
    how = one.option
    bounds, suffix = (int(how.low), int(how.high)), f" {how.unit}" if how.unit else ""
    return whole_field(words(how.label), int(str(value)), bounds, changed, step=int(how.step), suffix=suffix)


def _number(one: OptionField, value: object, changed: Changed) -> QWidget:
    how = one.option
    suffix = f" {how.unit}" if how.unit else ""
    return real_field(words(how.label), float(str(value)), (how.low, how.high), changed, step=how.step, suffix=suffix)


def _text(one: OptionField, value: object, changed: Changed) -> QWidget:
    name = words(one.option.label)
    if one.option.suggestions:
        offered = [(text, text) for text in one.option.suggestions]
        return choice_field(name, offered, str(value), changed, editable=True)
    return line_field(name, str(value), changed)
