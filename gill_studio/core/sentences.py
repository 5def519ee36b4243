"""Sentences for people that can still be said in another language after something was put into them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Self


class Sentence(str):
    """A sentence in English: `Sentence("There is no folder {folder}.", folder=path)`.

    Whoever speaks another language translates its `pattern`, and has `told` put the same `parts` in.
    """

    __slots__ = ("parts", "pattern")
    pattern: str
    parts: Mapping[str, object]

    def __new__(cls, pattern: str, /, **parts: object) -> Self:
        """KeyError or IndexError when a part that the pattern names is missing."""
        made = super().__new__(cls, pattern.format(**parts))
        made.pattern, made.parts = pattern, parts
        return made

    def __getnewargs_ex__(self) -> tuple[tuple[str], dict[str, Any]]:
        return (self.pattern,), dict(self.parts)  # crosses a process border whole

    def told(self, translate: Callable[[str], str]) -> str:
        """The sentence with its pattern, and those of sentences within it, translated."""
        parts = {
            name: part.told(translate) if isinstance(part, Sentence) else part for name, part in self.parts.items()
        }
        return translate(self.pattern).format(**parts)
