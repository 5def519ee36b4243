"""Options of exports: frozen dataclasses whose fields say how a dialog shows them and what they allow.

Values are plain (text, numbers, yes or no, or one of an enumeration's), so that they can be saved as a profile.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, field, fields, replace
from enum import StrEnum
from typing import Any, Literal, TypedDict, TypeVar, Unpack, cast, get_type_hints

from gill_studio.core.export.exporter import ExportError

Value = str | int | float | bool
Kind = Literal["flag", "whole", "number", "text", "choice"]
_Options = TypeVar("_Options")
_YES, _NO = ("yes", "true", "on", "1"), ("no", "false", "off", "0")
_LONGEST = 1000


@dataclass(frozen=True, slots=True)
class Option:
    """How one option is shown. Numbers lie between `low` and `high`, both included."""

    label: str
    help: str = ""
    group: str = ""
    low: float = -math.inf
    high: float = math.inf
    step: float = 1.0
    unit: str = ""
    labels: Mapping[str, str] = field(default_factory=dict)
    """What each value of a choice is called."""
    suggestions: tuple[str, ...] = ()
    """Values to offer where any text is allowed."""
    when: tuple[tuple[str, str], ...] = ()
    """It matters only when another option (first) has a value (second); any of these."""


@dataclass(frozen=True, slots=True)
class OptionField:
    """One option of an exporter."""

    name: str
    kind: Kind
    default: Value
    option: Option
    values: tuple[str, ...] = ()
    """Of a choice."""


class _How(TypedDict, total=False):
    help: str
    group: str
    low: float
    high: float
    step: float
    unit: str
    labels: Mapping[str, str]
    suggestions: tuple[str, ...]
    when: tuple[tuple[str, str], ...]


def option(label: str, **how: Unpack[_How]) -> dict[str, Option]:
    """The metadata of a dataclass field that is an option; `how` are fields of Option."""
    return {"option": Option(label, **how)}


def option_fields(kind: type[object]) -> tuple[OptionField, ...]:
    """The options in a class of options, in the order of the dialog. TypeError when a field says too little."""
    hints = get_type_hints(kind)
    return tuple(_field(kind, one, hints[one.name]) for one in fields(cast("Any", kind)))


def with_option(options: _Options, name: str, value: object) -> _Options:
    """The options with another value; text is understood too. ExportError names the option and what it allows."""
    known = {one.name: one for one in option_fields(type(options))}
    if name not in known:
        raise ExportError(f"There is no option {name!r} here.", f"There are: {', '.join(known)}.")
    wanted = get_type_hints(type(options))[name]
    return cast("_Options", replace(cast("Any", options), **{name: _value(known[name], wanted, value)}))


def read_options(kind: type[_Options], values: Mapping[str, object]) -> _Options:
    """Options with these values, the others as they are by default. ExportError names the one that is wrong."""
    options = kind()
    for name, value in values.items():
        options = with_option(options, name, value)
    return options


def option_items(options: object) -> tuple[tuple[str, Value], ...]:
    """All values, plain and by name in alphabetical order, as a profile keeps them."""
    items = {one.name: getattr(options, one.name) for one in fields(cast("Any", options))}
    return tuple((name, str(value) if isinstance(value, StrEnum) else value) for name, value in sorted(items.items()))


def matters(options: object, one: OptionField) -> bool:
    """Whether the option makes a difference with the other options as they are."""
    return not one.option.when or any(str(getattr(options, name)) == value for name, value in one.option.when)


def allowed(one: OptionField) -> str:
    """What the option allows, in words."""
    match one.kind:
        case "flag":
            return "yes or no"
        case "choice":
            return ", ".join(one.values)
        case "text":
            return "text"
        case "whole":
            return f"a whole number from {one.option.low:g} to {one.option.high:g}"
        case _:
            return f"a number from {one.option.low:g} to {one.option.high:g}"


def _field(owner: type[object], one: dataclasses.Field[Any], hint: type[Any]) -> OptionField:
    how = one.metadata.get("option")
    if not isinstance(how, Option) or one.default is MISSING:
        raise TypeError(f"{owner.__name__}.{one.name} is not made by option().")
    if issubclass(hint, StrEnum):
        values = tuple(str(value) for value in hint)
        if set(how.labels) != set(values):
            raise TypeError(f"{owner.__name__}.{one.name} has no label for each of its values.")
        return OptionField(one.name, "choice", one.default, how, values)
    kinds: dict[type[Any], Kind] = {bool: "flag", int: "whole", float: "number", str: "text"}
    if hint not in kinds:
        raise TypeError(f"{owner.__name__}.{one.name} is of a kind that no option can have.")
    if hint in {int, float} and not (math.isfinite(how.low) and math.isfinite(how.high)):
        raise TypeError(f"{owner.__name__}.{one.name} needs bounds.")
    return OptionField(one.name, kinds[hint], one.default, how)


def _value(one: OptionField, hint: type[Any], value: object) -> object:
    found = _read(one, hint, value)
    if found is None:
        raise ExportError(f"The option {one.name} cannot be {str(value)[:60]!r}.", f"It can be {allowed(one)}.")
    return found


def _read(one: OptionField, hint: type[Any], value: object) -> object | None:
    match one.kind:
        case "flag":
            return _flag(value)
        case "choice":
            return hint(value) if value in one.values else None
        case "text":
            return value if isinstance(value, str) and len(value) <= _LONGEST else None
        case _:
            return _number(hint, value, one.option)


def _flag(value: object) -> bool | None:
    if isinstance(value, str):
        text = value.strip().casefold()
        return True if text in _YES else False if text in _NO else None
    return value if isinstance(value, bool) else None


def _number(hint: type[Any], value: object, how: Option) -> float | None:
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        return None
    try:
        number = float(value)
    except ValueError:
        return None
    if not how.low <= number <= how.high or (hint is int and number != int(number)):
        return None
    return int(number) if hint is int else number
