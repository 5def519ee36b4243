"""Where words are in a story, and the story with others in their place: plain functions."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from gill_studio.core.story import edits
from gill_studio.core.story.model import Storyboard


@dataclass(frozen=True, slots=True)
class Match:
    """A place in a caption, from character `start` to before `end`."""

    panel: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for."""

    words: str
    case: bool = False
    whole: bool = False

    def pattern(self) -> re.Pattern[str]:
        """The same as an expression; without `case`, large and small letters are alike."""
        plain = re.escape(self.words)
        if self.whole:
            plain = rf"(?<!\w){plain}(?!\w)"
        return re.compile(plain, 0 if self.case else re.IGNORECASE)


def find_all(board: Storyboard, wanted: Wanted) -> list[Match]:
    """Every place where it is, in reading order; none where nothing is looked for."""
    if not wanted.words:
        return []
    pattern = wanted.pattern()
    return [
        Match(panel.id, found.start(), found.end())
        for panel in board.panels
        for found in pattern.finditer(panel.caption)
    ]


def replace_one(board: Storyboard, match: Match, words: str) -> Storyboard:
    """Other words in one place."""
    caption = edits.panel_of(board, match.panel).caption
    return edits.with_caption(board, match.panel, f"{caption[: match.start]}{words}{caption[match.end :]}")


def replace_all(board: Storyboard, wanted: Wanted, words: str) -> Storyboard:
    """Other words in all places."""
    if not wanted.words:
        return board
    pattern, put = wanted.pattern(), _literally(words)
    for panel in board.panels:
        if (caption := pattern.sub(put, panel.caption)) != panel.caption:
            board = edits.with_caption(board, panel.id, caption)
    return board


def _literally(words: str) -> Callable[[re.Match[str]], str]:
    return lambda _: words
