"""Markdown read as a story: panels of a picture, a caption and notes. What GILL Studio writes is read exactly."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from gill_studio.core.export.content import Paragraphs
from gill_studio.core.export.markdown import CREDITS, PANEL
from gill_studio.core.export.text import clean, one_line, paragraphs

if TYPE_CHECKING:
    from markdown_it.token import Token

_FRONT = re.compile(r"\A---[ \t]*\n(.*?)^(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
_ID = re.compile(r"[A-Za-z0-9_.-]{1,64}\Z")
_ONLY_A_NUMBER = re.compile(r"\D{0,30}\d{1,6}\D{0,10}\Z")
_MOST_TAGS = 1000


@dataclass
class ReadPanel:
    """One panel as the text has it; lists of lines, and the picture's path."""

    id: str = ""
    tags: tuple[str, ...] = ()
    picture: str | None = None
    alt: str = ""
    caption: list[tuple[str, ...]] = field(default_factory=list)
    notes: list[tuple[str, ...]] = field(default_factory=list)

    @property
    def empty(self) -> bool:
        """Whether nothing was found."""
        return not (self.id or self.picture or self.caption or self.notes)


@dataclass
class ReadStory:
    """A story as the text has it."""

    title: str = ""
    author: str = ""
    language: str = ""
    panels: list[ReadPanel] = field(default_factory=list)


def read_markdown(text: str) -> ReadStory:
    """The story in a Markdown text."""
    from markdown_it import MarkdownIt

    values, body = front_matter(text)
    tokens = MarkdownIt("commonmark", {"maxNesting": 20}).parse(body)
    divided = any(token.type == "hr" or _level(token) > 1 for token in tokens)
    pictured = any(child.type == "image" for token in tokens for child in token.children or ())
    reader = _Reader(divided=divided, prose=not divided and not pictured)
    reader.read(tokens)
    story = reader.story
    story.title = values.get("title", "") or story.title
    story.author = values.get("author", "")
    story.language = values.get("lang", "") or values.get("language", "")
    story.panels = [panel for panel in story.panels if not panel.empty]
    return story


def front_matter(text: str) -> tuple[dict[str, str], str]:
    """The simple values at the head of a text, and the rest of it."""
    found = _FRONT.match(text)
    if found is None:
        return {}, text
    values = {}
    for line in found[1].split("\n"):
        name, colon, value = line.partition(":")
        if colon and name.strip().isidentifier():
            values[name.strip().casefold()] = one_line(_scalar(value.strip()))
    return values, text[found.end() :]


def _scalar(value: str) -> str:
    if len(value) > 1 and value[0] == value[-1] == "'":
        return value[1:-1].replace("''", "'")
    if value.startswith('"'):
        try:
            return str(json.loads(value))
        except (ValueError, RecursionError):
            return value.strip('"')
    return value


def _level(token: Token) -> int:
    return int(token.tag[1]) if token.type == "heading_open" else 0


class _Reader:
    """Goes through the blocks of a text.

    `divided` says whether headings or lines part the panels; in `prose`, each paragraph is one.
    """

    def __init__(self, *, divided: bool, prose: bool) -> None:
        self._divided, self._prose = divided, prose
        self._skipping = self._named = False
        self.story = ReadStory()

    def read(self, tokens: Sequence[Token]) -> None:
        """All blocks."""
        at = 0
        while at < len(tokens):
            end = _end_of(tokens, at)
            self._block(tokens[at : end + 1])
            at = end + 1

    def _block(self, block: Sequence[Token]) -> None:
        first = block[0]
        if first.type == "html_block":
            self._comment(first.content)
        elif self._skipping:
            return
        elif first.type == "heading_open":
            self._heading(_level(first), _texts(block))
        elif first.type == "hr":
            self._new()
        elif first.type == "blockquote_open":
            self._panel().notes.extend(_texts(block))
        elif first.type == "paragraph_open":
            self._paragraph(block[1].children or [])
        else:
            for text in _texts(block):
                self._caption(text)

    def _comment(self, content: str) -> None:
        text = content.strip()
        inner = text[4:-3] if text.startswith("<!--") and text.endswith("-->") else ""
        name, _, value = (part.strip() for part in inner.partition(":"))
        if name == CREDITS:
            self._skipping = True
        elif name == PANEL:
            self._skipping, self._named = False, True
            panel = self._new()
            panel.id, panel.tags = _about(value)

    def _heading(self, level: int, text: list[tuple[str, ...]]) -> None:
        words = one_line(" ".join(" ".join(lines) for lines in text))
        if self._named:  # the heading of the panel whose comment stands before it
            self._named = False
        elif level == 1 and not self.story.title and not self.story.panels:
            self.story.title = words
        else:
            panel = self._new()
            if words and not _ONLY_A_NUMBER.match(words):
                panel.caption.append((words,))

    def _paragraph(self, children: Sequence[Token]) -> None:
        self._named = False
        for token in children:
            if token.type == "image":
                self._picture(token)
        lines = _lines(token for token in children if token.type != "image")
        if lines:
            self._caption(lines)

    def _picture(self, token: Token) -> None:
        panel = self._panel()
        if panel.picture is not None or (not self._divided and panel.caption and not panel.id):
            panel = self._new()
        panel.picture = str(token.attrs.get("src", ""))
        panel.alt = one_line(_plain(token.children or []))

    def _caption(self, lines: tuple[str, ...]) -> None:
        panel = self._panel()
        if self._prose and panel.caption:
            panel = self._new()
        panel.caption.append(lines)

    def _panel(self) -> ReadPanel:
        return self.story.panels[-1] if self.story.panels else self._new()

    def _new(self) -> ReadPanel:
        self.story.panels.append(ReadPanel())
        return self.story.panels[-1]


def _end_of(tokens: Sequence[Token], at: int) -> int:
    """Where the block that begins at `at` ends."""
    depth = 0
    for place in range(at, len(tokens)):
        depth += tokens[place].nesting
        if depth <= 0:
            return place
    return len(tokens) - 1


def _texts(block: Sequence[Token]) -> list[tuple[str, ...]]:
    """The paragraphs anywhere in a block; items of lists with their marks."""
    found: list[tuple[str, ...]] = []
    mark = ""
    for token in block:
        if token.type == "list_item_open":
            mark = f"{token.info}{token.markup} " if token.info else "– "
        elif token.type in {"fence", "code_block"}:
            found += paragraphs(token.content)
        elif token.type == "inline" and (lines := _lines(token.children or [])):
            found.append((mark + lines[0], *lines[1:]))
            mark = ""
    return found


def _lines(children: Any) -> tuple[str, ...]:  # noqa: ANN401 - tokens, in a list or not
    text = _plain(children)
    return tuple(line.strip() for line in clean(text).split("\n") if line.strip())


def _plain(children: Any) -> str:  # noqa: ANN401
    parts = []
    for token in children:
        match token.type:
            case "softbreak":
                parts.append(" ")
            case "hardbreak":
                parts.append("\n")
            case "text" | "code_inline" | "text_special":
                parts.append(token.content)
            case "image":
                parts.append(_plain(token.children or []))
            case _:
                continue
    return "".join(parts)


def _about(value: str) -> tuple[str, tuple[str, ...]]:
    """The id and the tags in a panel's comment."""
    try:
        found = json.loads(value)
    except (ValueError, RecursionError):
        return "", ()
    if not isinstance(found, dict):
        return "", ()
    name, tags = found.get("id"), found.get("tags", [])
    words = [one_line(tag) for tag in tags if isinstance(tag, str)] if isinstance(tags, list) else []
    return name if isinstance(name, str) and _ID.match(name) else "", tuple(filter(None, words))[:_MOST_TAGS]


def as_text(text: Sequence[tuple[str, ...]] | Paragraphs) -> str:
    """Paragraphs as one text."""
    return "\n\n".join("\n".join(lines) for lines in text)
