"""Text as Markdown that shows it as it is: nothing in it is a mark, a link, a formula or a piece of HTML."""

from __future__ import annotations

import json
import re

from gill_studio.core.export.content import Paragraphs

_ALWAYS = re.compile(r"([\\`*_\[\]<>&|~$])")
_AT_START = re.compile(r"^(?:([#+=-])|(\d{1,9})([.)]))")
_HARD_BREAK = "\\\n"
_IN_COMMENTS = {ord(c): f"\\u{ord(c):04x}" for c in "-<>"}  # of which JSON has none outside of strings


_IN_VALUES = {ord(c): f"\\u{ord(c):04x}" for c in "<>&[]`*_"}  # for those who do not know front matter


def escaped(line: str) -> str:
    """One line of text as Markdown."""
    line = _ALWAYS.sub(r"\\\1", line)
    return _AT_START.sub(lambda m: f"\\{m[1]}" if m[1] else f"{m[2]}\\{m[3]}", line)


def as_markdown(text: Paragraphs, *, quoted: bool = False) -> str:
    """Paragraphs as Markdown, as a quotation if wanted; lines stay lines."""
    if not text:
        return ""
    found = "\n\n".join(_HARD_BREAK.join(map(escaped, lines)) for lines in text)
    return "\n".join(f"> {line}".rstrip(" ") for line in found.split("\n")) if quoted else found


def comment(name: str, value: object) -> str:
    """A value in a comment, which nobody sees; no text can end the comment."""
    return f"<!-- {name}: {json.dumps(value, ensure_ascii=True).translate(_IN_COMMENTS)} -->"


def front_matter(values: dict[str, str]) -> str:
    """Values at the head of a file; what JSON has as a string is one in YAML, too."""
    quoted = {name: json.dumps(value, ensure_ascii=False).translate(_IN_VALUES) for name, value in values.items()}
    lines = [f"{name}: {quoted[name]}" for name, value in values.items() if value]
    return "\n".join(["---", *lines, "---"]) if lines else ""
