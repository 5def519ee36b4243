"""What a terminal needs: colours where they are wanted, text that cannot do harm, lines that fit, progress."""

from __future__ import annotations

import os
import shutil
import sys
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TextIO

_WIDEST, _NARROWEST = 100, 40
_TURNS_TEXT = frozenset("\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")

ProgressCallback = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Style:
    """How text is set off; plain where `colours` is false."""

    colours: bool = False

    def bold(self, text: str) -> str:
        """Headings."""
        return self._coded("1", text)

    def dim(self, text: str) -> str:
        """What is beside the point."""
        return self._coded("2", text)

    def accent(self, text: str) -> str:
        """What matters."""
        return self._coded("36", text)

    def _coded(self, code: str, text: str) -> str:
        return f"\x1b[{code}m{text}\x1b[0m" if self.colours and text else text


def style_of(stream: TextIO) -> Style:
    """Colours on a terminal that knows them, unless the user has set NO_COLOR."""
    capable = os.name != "nt" or "WT_SESSION" in os.environ
    return Style(stream.isatty() and capable and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb")


def width_of_terminal() -> int:
    """Columns to write in: those of the terminal, but no more than is good to read."""
    return max(_NARROWEST, min(_WIDEST, shutil.get_terminal_size().columns))


def print_anything(stream: TextIO) -> None:
    """Have characters that the terminal's encoding lacks replaced, where Python would end the program."""
    if hasattr(stream, "reconfigure"):
        stream.reconfigure(errors="replace")


def printable(text: str) -> str:
    """The text as one line without anything a terminal would obey: no control characters, nothing that turns it."""
    line = " ".join(text.split())
    return "".join(c for c in line if c not in _TURNS_TEXT and unicodedata.category(c) not in ("Cc", "Cs"))


def columns(text: str) -> int:
    """How many columns the text takes: East Asian characters two, combining ones none."""
    return sum(map(_columns, text))


def wrapped(text: str, width: int) -> list[str]:
    """The text in lines of at most `width` columns, at least one; words longer than that are cut."""
    lines, line = [], ""
    for word in text.split():
        if line and columns(line) + 1 + columns(word) > width:
            lines.append(line)
            line = ""
        line = f"{line} {word}" if line else word
        while columns(line) > width:
            head = _head(line, width)
            lines.append(head)
            line = line[len(head) :]
    return [*lines, line] if line or not lines else lines


@contextmanager
def progress() -> Iterator[ProgressCallback]:
    """A callback (label, done, total) that draws a bar on a terminal, and nothing where nobody looks."""
    if not sys.stderr.isatty():
        yield lambda *_: None
        return
    from tqdm import tqdm

    form = "{desc:<30} {bar:24} {n_fmt}/{total_fmt}"
    with tqdm(leave=False, dynamic_ncols=True, bar_format=form, desc="starting", total=1) as bar:

        def step(label: str, done: int, total: int) -> None:
            if bar.desc != label or bar.total != total:
                bar.set_description_str(label, refresh=False)  # first: resetting draws the bar
                bar.reset(total)
            bar.update(done - bar.n)

        yield step


def _columns(character: str) -> int:
    if unicodedata.combining(character) or unicodedata.category(character) in ("Cf", "Mn", "Me"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in ("W", "F") else 1


def _head(text: str, width: int) -> str:
    """The longest beginning of at most `width` columns, at least one character."""
    taken = 0
    for place, character in enumerate(text):
        taken += _columns(character)
        if taken > width and place:
            return text[:place]
    return text
