"""A story as an export shows it: clean text, an alternative text for every picture, and who made what."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property

from gill_studio.core.export.text import (
    clean,
    direction_of,
    language_of,
    one_line,
    paragraphs,
    ranges,
    shortened,
)
from gill_studio.core.export.words import words_for
from gill_studio.core.pictures import PictureRef
from gill_studio.core.sentences import Sentence
from gill_studio.core.story.model import Authorship, Origin, Panel, Storyboard, Take

Paragraphs = tuple[tuple[str, ...], ...]
_ALT = 250
_TITLE = 60
_SHORT = 200


@dataclass(frozen=True)
class Item:
    """One panel as it is shown, numbered from 1."""

    number: int
    panel: Panel
    words: Mapping[str, str]

    @property
    def picture(self) -> PictureRef | None:
        """The picture that is shown."""
        return self.panel.picture

    @cached_property
    def caption(self) -> Paragraphs:
        """The caption's paragraphs, each as its lines."""
        return paragraphs(self.panel.caption)

    @cached_property
    def notes(self) -> Paragraphs:
        """The notes' paragraphs."""
        return paragraphs(self.panel.notes)

    @property
    def short(self) -> bool:
        """Whether the caption is one short paragraph, to be centred below its picture."""
        return len(self.caption) == 1 and len(self.panel.caption) <= _SHORT

    @cached_property
    def alt(self) -> str:
        """The alternative text of the picture; where the writer gave none, the caption's beginning."""
        return one_line(self.panel.alt_text) or self.stand_in_alt

    @property
    def stand_in_alt(self) -> str:
        """What stands in for an alternative text that the writer did not give."""
        return shortened(self.panel.caption, _ALT) or self.words["picture"].format(number=self.number)

    @cached_property
    def title(self) -> str:
        """What the panel is called in a table of contents."""
        beginning = shortened(self.panel.caption, _TITLE)
        return f"{self.number}. {beginning}" if beginning else self.words["panel"].format(number=self.number)

    @cached_property
    def direction(self) -> str:
        """How the caption runs, "rtl" or "ltr"."""
        return direction_of("", self.panel.caption)

    @property
    def other_takes(self) -> tuple[Take, ...]:
        """The takes that are not shown, each picture once."""
        shown = self.picture
        seen = {} if shown is None else {shown.sha256: None}
        takes = []
        for take in self.panel.takes:
            if take.picture.sha256 not in seen:
                seen[take.picture.sha256] = None
                takes.append(take)
        return tuple(takes)


@dataclass(frozen=True)
class Book:
    """The whole story as it is shown."""

    id: str
    title: str
    author: str
    language: str
    direction: str
    items: tuple[Item, ...]
    words: Mapping[str, str]
    named: bool
    """Whether the writer gave it a title."""
    cover: Item | None
    """The panel whose picture is on the cover: the first that has one, also where only some items are looked at."""

    @cached_property
    def credits(self) -> tuple[str, ...]:
        """Sentences that say which pictures and captions are the writer's own, retrieved or generated."""
        return tuple(_credits(self))

    @property
    def without_alt(self) -> list[int]:
        """Numbers of the panels with a picture and no alternative text by the writer."""
        return [item.number for item in self.items if item.picture is not None and not item.panel.alt_text.strip()]


def book_of(board: Storyboard) -> Book:
    """The story as it is shown."""
    sample = " ".join([board.title, *(panel.caption[:200] for panel in board.panels[:50])])
    language = language_of(board.language, sample)
    words = words_for(language)
    title = one_line(board.title)
    items = tuple(Item(number, panel, words) for number, panel in enumerate(board.panels, start=1))
    return Book(
        board.id,
        title or words["untitled"],
        one_line(board.author),
        language,
        direction_of(language, "" if board.language else sample),
        items,
        words,
        bool(title),
        next((item for item in items if item.picture is not None), None),
    )


def warn_without_alt(book: Book, warn: Callable[[str], None]) -> None:
    """Tell the writer of pictures that people who cannot see them will miss."""
    if count := len(book.without_alt):
        warn(
            Sentence("1 picture has no alternative text; the captions stand in for it.")
            if count == 1
            else Sentence("{count} pictures have no alternative text; the captions stand in for it.", count=count)
        )


def _credits(book: Book) -> list[str]:
    words, sentences = book.words, []
    for kind in Origin:
        numbers: dict[str, list[int]] = {}
        for item in book.items:
            if (take := item.panel.take) is not None and take.origin is kind:
                model = one_line(take.recipe.model) if kind is Origin.GENERATED and take.recipe is not None else ""
                numbers.setdefault(model, []).append(item.number)
        for model, panels in sorted(numbers.items()):
            key = f"credit_{kind}_model" if model else f"credit_{kind}"
            sentences.append(words[key].format(panels=ranges(panels), model=model))
    for authorship in (Authorship.PROPOSED, Authorship.EDITED):
        panels = [i.number for i in book.items if i.caption and i.panel.authorship is authorship]
        if panels:
            sentences.append(words[f"credit_text_{authorship}"].format(panels=ranges(panels)))
    return [clean(sentence) for sentence in sentences]
