"""Fountain, the plain-text form of scripts (fountain.io), read into its elements."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto

_BONEYARD = re.compile(r"/\*.*?(?:\*/|\Z)", re.DOTALL)
_KEY = re.compile(r"^([A-Za-z][A-Za-z ]{0,40}):(?:[ \t]*(.*))$")
_SCENE = re.compile(r"^(?:int|ext|est|int\.?/ext|ext\.?/int|i/e)[. ]", re.IGNORECASE)
_LONGEST_NUMBER, _LONGEST_NAME = 40, 200
_EMPHASIS = re.compile(r"(?<!\\)(\*{1,3}|_)(?=\S)([^*_\n]+?)(?<=[^\s\\])\1")
_ESCAPE = re.compile(r"\\([*_\\])")


class Kind(Enum):
    """What an element is."""

    SCENE = auto()
    ACTION = auto()
    CHARACTER = auto()
    DIALOGUE = auto()
    TRANSITION = auto()
    SYNOPSIS = auto()
    SECTION = auto()
    NOTE = auto()


@dataclass(frozen=True, slots=True)
class Element:
    """A piece of a script; paragraphs of action and dialogue keep their lines."""

    kind: Kind
    text: str


def title_page(text: str) -> tuple[dict[str, str], str]:
    """The keys at the head of a script, in small letters, and the rest of it."""
    lines = text.split("\n")
    found: dict[str, list[str]] = {}
    key = ""
    if not _KEY.match(lines[0]) or _SCENE.match(lines[0]):
        return {}, text
    for number, line in enumerate(lines):
        match = _KEY.match(line)
        if not line.strip():
            return {name: " ".join(values) for name, values in found.items()}, "\n".join(lines[number:])
        if match and not line[0].isspace():
            key = match[1].strip().casefold()
            found.setdefault(key, [])
            line = match[2]  # noqa: PLW2901 - what remains of it
        if line.strip() and key:
            found[key].append(plain(line))
    return {name: " ".join(values) for name, values in found.items()}, ""


def elements(text: str) -> Iterator[Element]:
    """The elements of a script without its title page."""
    text = _BONEYARD.sub("", text)
    for block in re.split(r"\n[ \t]*\n", text):
        lines = [line.rstrip() for line in block.split("\n") if line.strip()]
        text, notes = _without_notes("\n".join(lines))
        lines = [line for line in text.split("\n") if line.strip()]
        if lines:
            yield from _block(lines)
        yield from (Element(Kind.NOTE, plain(note)) for note in notes if note)


def plain(text: str) -> str:
    """The text without marks of emphasis."""
    for _ in range(3):  # bold in italics in underlined
        text = _EMPHASIS.sub(r"\2", text)
    return _ESCAPE.sub(r"\1", text).strip()


def _without_notes(text: str) -> tuple[str, list[str]]:
    """The text, and the notes that were in it: [[like this]]."""
    kept, notes, at = [], [], 0
    while (start := text.find("[[", at)) >= 0 and (end := text.find("]]", start)) >= 0:
        kept.append(text[at:start])
        notes.append(text[start + 2 : end].strip())
        at = end + 2
    return "".join([*kept, text[at:]]), notes


def _block(lines: list[str]) -> Iterator[Element]:
    """The elements between two blank lines."""
    first, rest = lines[0].strip(), lines[1:]
    marked = _marked(first)
    if marked is not None:
        kind, text = marked
        if text:
            yield Element(kind, plain(text))
        if rest:
            yield from _block(rest)
    elif rest and _is_character(first):
        yield Element(Kind.CHARACTER, plain(first.lstrip("@").rstrip("^").strip()))
        yield Element(Kind.DIALOGUE, "\n".join(plain(line.lstrip().lstrip("~")) for line in rest))
    else:
        yield from _action(lines)


def _marked(line: str) -> tuple[Kind, str] | None:
    """What a line is that is an element of its own; None for action and dialogue."""
    if re.fullmatch(r"={3,}", line):  # a page break
        return Kind.SECTION, ""
    if line[0] in "#=":
        return (Kind.SECTION if line[0] == "#" else Kind.SYNOPSIS), line.lstrip(line[0]).strip()
    forced = line.startswith(".") and not line.startswith("..")
    if forced or _SCENE.match(line):
        return Kind.SCENE, _without_number(line[1:] if forced else line)
    if (line[0] == ">" and line[-1] != "<") or (line.endswith(" TO:") and line == line.upper()):
        return Kind.TRANSITION, line.removeprefix(">").strip()
    return None


def _without_number(scene: str) -> str:
    head, mark, number = scene.rstrip().removesuffix("#").rpartition("#")
    return (head if mark and scene.rstrip().endswith("#") and 0 < len(number) <= _LONGEST_NUMBER else scene).strip()


def _is_character(line: str) -> bool:
    if line.startswith("@") or len(line) > _LONGEST_NAME:
        return line.startswith("@")
    name = re.sub(r"\(.*?\)", "", line).rstrip("^ ")
    return not line.startswith("!") and any(map(str.isalpha, name)) and name == name.upper()


def _action(lines: list[str]) -> Iterator[Element]:
    found: list[str] = []
    for line in lines:
        text = line.strip()
        if text.startswith((">", "!", "~")):  # centred, forced, sung
            text = text[1:].removesuffix("<") if text[0] == ">" else text[1:]
        found.append(plain(text))
    yield Element(Kind.ACTION, "\n".join(found))
