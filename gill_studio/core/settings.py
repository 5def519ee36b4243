"""Settings of the application: one frozen dataclass tree, kept as TOML.

The settings dialog is generated from these classes; `choice`, `number` and `hidden` say how a field is shown and what
is allowed. What a person wrote into the file by hand is checked field by field: a bad value becomes the default, with
a warning in the log, and never keeps the window from opening.
"""

from __future__ import annotations

import dataclasses
import logging
import math
import os
import tomllib
import types
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from enum import StrEnum
from pathlib import Path
from typing import Literal, TypeVar, cast, get_origin, get_type_hints

from gill_studio.core import locations
from gill_studio.core.errors import StudioError

VERSION = 1
FILE = "settings.toml"
_LONGEST_FILE = 1 << 20
_LOG = logging.getLogger(__name__)
_Value = TypeVar("_Value")
_Tree = TypeVar("_Tree")

Kind = Literal["plain", "folder", "percent", "language", "hidden"]


class SettingsError(StudioError):
    """Settings that cannot be written."""


class ThemeChoice(StrEnum):
    """Light, dark, or as the system has it."""

    AUTO = "auto"
    LIGHT = "light"
    DARK = "dark"


class Motion(StrEnum):
    """Whether things move: as the system asks, always, or never."""

    AUTO = "auto"
    FULL = "full"
    REDUCED = "reduced"


class Opening(StrEnum):
    """What the window shows when it opens without a story being named."""

    LAST_STORY = "last story"
    WELCOME = "welcome"


@dataclass(frozen=True, slots=True)
class Shown:
    """How the settings dialog shows a field, and between which bounds its value lies (both included)."""

    low: float | None = None
    high: float | None = None
    step: float | None = None
    kind: Kind = "plain"


def shown(
    default: _Value,
    *,
    low: float | None = None,
    high: float | None = None,
    step: float | None = None,
    kind: Kind = "plain",
) -> _Value:
    """A dataclass field with its bounds and how the dialog shows it."""
    metadata = {"shown": Shown(low, high, step, kind)}
    # To type checkers a field is what it holds; and a mapping, which has no hash, is taken for a mutable default.
    return field(default_factory=lambda: default, metadata=metadata)


def shown_of(one: dataclasses.Field[object]) -> Shown:
    """How a field of the tree is shown."""
    how = one.metadata.get("shown")
    return how if isinstance(how, Shown) else Shown()


@dataclass(frozen=True, slots=True)
class Appearance:
    """How the window looks."""

    theme: ThemeChoice = ThemeChoice.AUTO
    text_size: float = shown(1.0, low=0.8, high=2.0, step=0.1, kind="percent")
    motion: Motion = Motion.AUTO
    language: str = shown("", kind="language")
    """Of the window, not of the stories; empty follows the system."""


@dataclass(frozen=True, slots=True)
class Writing:
    """How one writes."""

    opening: Opening = Opening.LAST_STORY
    show_authorship: bool = True


@dataclass(frozen=True, slots=True)
class Engine:
    """The engine at the writer's side."""

    enabled: bool = True
    """Without it there is no proposal, no engine process and no mention of either."""
    model: str = shown("", kind="hidden")
    """The folder name of an installed model; empty is the starter that comes with the application."""
    adapter: str = shown("", kind="hidden")
    """The named adapter that is used with it; empty is the model's own."""
    collection: str = shown("", kind="hidden")
    """The id of the collection that proposals retrieve from; empty is the sample."""
    log_decisions: bool = shown(default=False, kind="hidden")
    """Whether the writer has agreed to a log of which proposed pictures they take; it stays on this computer."""
    pause: bool = False
    """Whether a pause in typing asks for proposals."""
    pause_seconds: float = shown(2.0, low=0.5, high=30.0, step=0.5)


@dataclass(frozen=True, slots=True)
class Proposing:
    """What a proposal holds when the writer asks for nothing special."""

    texts: int = shown(3, low=1, high=9)
    retrieved: int = shown(3, low=0, high=9)
    painted: int = shown(2, low=0, high=6)
    length: int = shown(48, low=8, high=256, step=8)
    temperature: float = shown(0.7, low=0.0, high=2.0, step=0.05)
    bias: float = shown(0.0, low=-1.0, high=1.0, step=0.1)
    """From -1, always retrieve, to 1, always generate; 0 leaves it to the decision module."""
    steps: int = shown(0, low=0, high=150)
    """0 takes as many as the model paints best with; so does a guidance of 0."""
    guidance: float = shown(0.0, low=0.0, high=30.0, step=0.5)


@dataclass(frozen=True, slots=True)
class Files:
    """Where stories are and how they are kept."""

    stories: str = shown("", kind="folder")
    """Where new stories are put; empty is the folder of documents."""
    backups: int = shown(10, low=0, high=100)


@dataclass(frozen=True, slots=True)
class Remembered:
    """What the application remembers for the writer; none of it is in the dialog."""

    recent: tuple[str, ...] = shown((), kind="hidden")
    """Paths of stories, the last opened first."""
    view: str = shown("board", kind="hidden")
    zoom: float = shown(1.0, low=0.4, high=2.5, kind="hidden")
    side_page: str = shown("", kind="hidden")
    side_open: bool = shown(default=True, kind="hidden")
    started_before: bool = shown(default=False, kind="hidden")
    export_format: str = shown("", kind="hidden")
    export_folder: str = shown("", kind="hidden")


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings. Shortcuts are by action name, only those that are not as delivered."""

    appearance: Appearance = Appearance()
    writing: Writing = Writing()
    engine: Engine = Engine()
    proposing: Proposing = Proposing()
    files: Files = Files()
    shortcuts: Mapping[str, str] = shown(cast("Mapping[str, str]", types.MappingProxyType({})), kind="hidden")
    remembered: Remembered = Remembered()


def settings_file() -> Path:
    """Where the settings lie."""
    return locations.config_dir() / FILE


def load_settings(path: Path | None = None) -> Settings:
    """The settings in the file; defaults where it is missing, damaged or says what cannot be. Never raises."""
    path = path or settings_file()
    table = _read(path)
    version = table.pop("version", VERSION)
    if isinstance(version, int) and version > VERSION:
        _LOG.warning("%s was written by a newer version; what is understood of it is used.", path)
        _keep_newer(path, version)
    return _from_table(Settings, table, str(path))


def save_settings(settings: Settings, path: Path | None = None) -> None:
    """Write the settings, all at once. SettingsError when that cannot be done."""
    path = path or settings_file()
    text = f"version = {VERSION}\n{_table_text(settings)}"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _write_at_once(path, text.encode())
    except OSError as error:
        raise SettingsError(
            f"The settings cannot be written to {path}: {error.strerror or error}.",
            "They hold until the application is closed. Free some space, or check the rights of the folder.",
        ) from error


def _write_at_once(path: Path, data: bytes) -> None:
    """Whoever reads `path` finds the old content or the new one whole, also after a power cut."""
    import tempfile  # it brings much along, and the window is to stand at once

    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except OSError:
        Path(name).unlink(missing_ok=True)
        raise


def _read(path: Path) -> dict[str, object]:
    try:
        if path.stat().st_size > _LONGEST_FILE:
            _LOG.warning("%s is too large to be settings; defaults are used.", path)
            return {}
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, RecursionError) as error:  # TOMLDecodeError and UnicodeDecodeError are ValueErrors
        _LOG.warning("%s cannot be read, defaults are used: %s", path, error)
        return {}


def _keep_newer(path: Path, version: int) -> None:
    try:
        _write_at_once(path.with_suffix(f".v{version}.toml"), path.read_bytes())
    except OSError:
        _LOG.warning("%s could not be set aside.", path)


def _from_table(kind: type[_Tree], table: Mapping[str, object], where: str) -> _Tree:
    tree = kind()
    hints = get_type_hints(kind)
    known = {one.name: one for one in fields(kind)}  # type: ignore[arg-type]
    for name, value in table.items():
        place = f"{where}: {name}"
        if name not in known:
            _LOG.warning("%s is no setting; it is left out.", place)
        elif dataclasses.is_dataclass(hints[name]):
            if isinstance(value, Mapping):
                tree = replace(tree, **{name: _from_table(hints[name], value, place)})  # type: ignore[type-var]
            else:
                _LOG.warning("%s should be a table; defaults are used.", place)
        else:
            tree = _with_value(tree, name, _checked(value, hints[name], shown_of(known[name])), place)
    return tree


def _with_value(tree: _Tree, name: str, value: object, place: str) -> _Tree:
    if value is None:
        _LOG.warning("%s is not a value it can have; %r is used.", place, getattr(tree, name))
        return tree
    return replace(tree, **{name: value})  # type: ignore[type-var]


def _checked(value: object, kind: object, how: Shown) -> object:
    """The value as `kind`, or None where it is none."""
    if get_origin(kind) is tuple:
        return tuple(value) if isinstance(value, list) and all(isinstance(one, str) for one in value) else None
    if get_origin(kind) is Mapping:
        if not isinstance(value, Mapping) or not all(isinstance(one, str) for one in value.values()):
            return None
        return types.MappingProxyType(dict(value))
    if kind in {int, float}:
        return _number(value, kind, how)
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        return kind(value) if value in [one.value for one in kind] else None
    return value if type(value) is kind else None


def _number(value: object, kind: type[float], how: Shown) -> float | None:
    if isinstance(value, bool) or not isinstance(value, (int, kind)) or not math.isfinite(value):
        return None
    low = -math.inf if how.low is None else how.low
    high = math.inf if how.high is None else how.high
    return kind(value) if low <= value <= high else None


def _table_text(tree: object, path: str = "") -> str:
    lines, tables = [], []
    for one in fields(cast("Settings", tree)):  # or one of the classes in it
        value = getattr(tree, one.name)
        inner = f"{path}.{one.name}" if path else one.name
        if dataclasses.is_dataclass(value):
            tables.append(f"\n[{inner}]\n{_table_text(value, inner)}")
        elif isinstance(value, Mapping):
            rows = "".join(f"{_quoted(key)} = {_quoted(text)}\n" for key, text in sorted(value.items()))
            tables.append(f"\n[{inner}]\n{rows}")
        else:
            lines.append(f"{one.name} = {_value_text(value)}\n")
    return "".join(lines) + "".join(tables)


def _value_text(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return repr(value)
    if isinstance(value, tuple):
        return f"[{', '.join(_quoted(one) for one in value)}]"
    return _quoted(str(value))


def _quoted(text: str) -> str:
    escaped = "".join(_escaped(one) for one in text)
    return f'"{escaped}"'


def _escaped(one: str) -> str:
    if one in '"\\':
        return f"\\{one}"
    if "\ud800" <= one <= "\udfff":  # a file name that is no text; TOML could not hold it
        return "\\uFFFD"
    return one if one.isprintable() else f"\\U{ord(one):08X}"
