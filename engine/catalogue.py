"""Which models exist: the catalogue of what can be installed, and the folders a model is loaded from."""

from __future__ import annotations

import dataclasses
import tomllib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar

import msgspec
from msgspec import Meta

from engine.weights.names import is_safe_path
from gill_studio.core import locations
from gill_studio.core.errors import ModelError
from gill_studio.core.paths import stays_inside

CATALOGUE_FILE = "models.toml"
MODEL_FILE = "model.json"

_FORMAT = 1
_LARGEST_FILE = 1_000_000  # bytes; ours has some thousand
_COMMIT_LENGTH = 40
_HINT = "Correct the field, or take the entry out of the file."
_MODEL_HINT = "Choose another folder, or install the model again."

# No control characters: these texts are printed on terminals. Nor the marks that turn text around.
Line = Annotated[str, Meta(pattern=r"\A[^\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]{1,500}\Z")]
Identifier = Annotated[str, Meta(pattern=r"\A[a-z0-9][a-z0-9._-]{0,63}\Z")]
Repository = Annotated[str, Meta(pattern=r"\A(?!.*(--|\.\.))[A-Za-z0-9][\w.-]{0,47}/[A-Za-z0-9]([\w.-]{0,46}[\w-])?\Z")]
Revision = Annotated[str, Meta(pattern=r"\A(?!.*\.\.)[A-Za-z0-9][A-Za-z0-9._/-]{0,99}\Z")]
Link = Annotated[str, Meta(pattern=r"\Ahttps://[!-~]{3,300}\Z")]
Role = Literal["language", "vision", "painter", "adapter"]
_T = TypeVar("_T")


@dataclass(frozen=True)
class Licence:
    """A licence by its (SPDX-like) name, and where its text stands."""

    name: Line
    link: Link


@dataclass(frozen=True)
class Part:
    """One hub repository of a model: the files to fetch, the `bytes` they take (estimate), what it `does`."""

    role: Role
    repo: Repository
    revision: Revision
    licence: Licence
    files: Annotated[tuple[Line, ...], Meta(min_length=1, max_length=200)]
    bytes: Annotated[int, Meta(ge=0, le=10**15)]
    does: Line

    @property
    def pinned(self) -> bool:
        """Whether the revision is a commit, which never changes, and not a branch."""
        return len(self.revision) == _COMMIT_LENGTH and set(self.revision) <= set("0123456789abcdef")


@dataclass(frozen=True)
class Entry:
    """One model that can be installed; `licence` sums up in a sentence what its parts allow."""

    id: Identifier
    title: Line
    description: Line
    licence: Line
    parts: tuple[Part, ...]


@dataclass(frozen=True)
class ModelFolders:
    """The folders a model is loaded from; a model may have no painter, and a fresh one no adapter."""

    name: str
    language: Path
    vision: Path
    painter: Path | None
    adapter: Path | None

    @classmethod
    def of(cls, folder: Path) -> ModelFolders:
        """Read a self-contained model folder by its `model.json`.

        Raises ModelError, naming file and field, where the file is damaged, a path leads out of the folder
        or what it names is not there.
        """
        path = folder / MODEL_FILE
        record = _read_model_file(path)
        return cls(
            record.name,
            _inside(path, "language", record.language),
            _inside(path, "vision", record.vision),
            None if record.painter is None else _inside(path, "painter", record.painter),
            None if record.adapter is None else _inside(path, "adapter", record.adapter),
        )


@dataclass(frozen=True)
class _ModelFile:
    format: int
    name: Line
    language: str
    vision: str
    painter: str | None = None
    adapter: str | None = None


@dataclass(frozen=True)
class _CatalogueFile:
    format: int
    models: tuple[Entry, ...] = ()


def catalogue() -> tuple[Entry, ...]:
    """The entries that come with the application, then the user's own; ModelError names file and field."""
    files = [locations.resources_dir() / CATALOGUE_FILE]
    own = locations.config_dir() / CATALOGUE_FILE
    if own.exists():
        files.append(own)
    entries: list[Entry] = []
    for file in files:
        entries += read_entries(file)
        check_together(entries, file)
    return tuple(entries)


def entry_named(entries: Sequence[Entry], name: str) -> Entry:
    """The entry with that id; ModelError lists the ids there are."""
    for entry in entries:
        if entry.id == name:
            return entry
    known = ", ".join(entry.id for entry in entries) or "none"
    raise ModelError(f"There is no model {name!r} in the catalogue.", f"It knows: {known}.")


def read_entries(file: Path) -> tuple[Entry, ...]:
    """The entries of one catalogue file; whatever is wrong with it becomes a ModelError."""
    try:
        table = tomllib.loads(_read_limited(file).decode("utf-8"))
    except (ValueError, RecursionError) as error:  # also: not UTF-8, integers of thousands of digits
        raise ModelError(f"{file} is not a TOML file: {error}", _HINT) from error
    _check_format(file, table.get("format"))
    record = _convert(file, table, _CatalogueFile)
    _reject_unknown(file, "", table, _CatalogueFile)
    for number, entry in enumerate(record.models):
        _check_entry(file, f"models[{number}]", entry, table["models"][number])
    return record.models


def check_together(entries: Sequence[Entry], file: Path) -> None:
    """ModelError where ids repeat, or entries want one repository (so one folder) in different states."""
    for name, count in Counter(entry.id for entry in entries).items():
        if count > 1:
            raise ModelError(f"{file}: models.id: {name!r} is there twice.", "Give your entry another id.")
    known: dict[str, Part] = {}
    for part in (part for entry in entries for part in entry.parts):
        other = known.setdefault(part.repo.casefold(), part)
        if (part.repo, part.revision) != (other.repo, other.revision):
            raise ModelError(
                f"{file}: parts.revision: {part.repo} at {part.revision} is elsewhere"
                f" {other.repo} at {other.revision}.",
                "All entries must use a repository at the same revision, spelled the same way.",
            )


def _check_entry(file: Path, where: str, entry: Entry, table: Mapping[str, Any]) -> None:
    _reject_unknown(file, where, table, Entry)
    roles = Counter(part.role for part in entry.parts)
    for role, count in roles.items():
        if count > 1:
            raise ModelError(f"{file}: {where}.parts has more than one {role} part.", _HINT)
    for role in ("language", "vision"):
        if role not in roles:
            raise ModelError(f"{file}: {where}.parts has no {role} part.", "Every model needs one.")
    for number, part in enumerate(entry.parts):
        place = f"{where}.parts[{number}]"
        _reject_unknown(file, place, table["parts"][number], Part)
        _reject_unknown(file, f"{place}.licence", table["parts"][number]["licence"], Licence)
        for pattern in part.files:
            if not is_safe_path(pattern, wildcards=True):
                raise ModelError(f"{file}: {place}.files: {pattern!r} is no path inside a repository.", _HINT)


def _reject_unknown(file: Path, where: str, table: Mapping[str, Any], kind: type) -> None:
    known = {field.name for field in dataclasses.fields(kind)}
    for name in table:
        if name not in known:
            raise ModelError(f"{file}: unknown field {f'{where}.{name}'.lstrip('.')!r}.", _HINT)


def _convert(file: Path, table: object, kind: type[_T]) -> _T:
    try:
        return msgspec.convert(table, kind)
    except msgspec.ValidationError as error:
        raise ModelError(f"{file}: {str(error).replace('`$.', '`')}.", _HINT) from error


def _check_format(file: Path, found: object) -> None:
    if isinstance(found, int) and found > _FORMAT:
        raise ModelError(f"{file} was written for a newer GILL Studio (format {found}).", "Update GILL Studio.")
    if found != _FORMAT or isinstance(found, bool):
        raise ModelError(f"{file}: format must be {_FORMAT}.", f"Begin the file with format = {_FORMAT}.")


def _read_limited(file: Path) -> bytes:
    try:
        with file.open("rb") as stream:
            content = stream.read(_LARGEST_FILE + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise ModelError(
            f"{file} cannot be read: {reason}.", "Check that the file is there and may be read."
        ) from error
    if len(content) > _LARGEST_FILE:
        raise ModelError(f"{file} is larger than {_LARGEST_FILE} bytes.", _HINT)
    return content


def _read_model_file(path: Path) -> _ModelFile:
    try:
        table = msgspec.json.decode(_read_limited(path))
    except (ValueError, RecursionError) as error:
        raise ModelError(f"{path} is not a JSON file: {error}", _MODEL_HINT) from error
    _check_format(path, table.get("format") if isinstance(table, dict) else None)
    return _convert(path, table, _ModelFile)


def _inside(path: Path, field: str, relative: str) -> Path:
    if not is_safe_path(relative) or not stays_inside(path.parent, path.parent / relative):
        raise ModelError(f"{path}: {field}: {relative!r} is no folder inside {path.parent}.", _MODEL_HINT)
    if not (path.parent / relative).is_dir():
        raise ModelError(f"{path}: {field}: there is no folder {relative!r}.", _MODEL_HINT)
    return path.parent / relative
