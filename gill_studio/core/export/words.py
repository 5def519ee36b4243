"""The few words that an export adds to a story, in the story's language."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from gill_studio.core import locations

ENGLISH = "en"


def words_for(language: str) -> Mapping[str, str]:
    """The words in this language (a BCP 47 tag), in English where nobody has written them down in it."""
    table = _table()
    primary = language.casefold().split("-", maxsplit=1)[0]
    return MappingProxyType(table[ENGLISH] | table.get(primary, {}))


def languages() -> tuple[str, ...]:
    """The languages there are words in."""
    return tuple(_table())


@cache
def _table() -> dict[str, dict[str, str]]:
    file = locations.resources_dir() / "export" / "words.toml"
    with file.open("rb") as stream:
        return tomllib.load(stream)
