"""Markdown: a folder with the story as text, its pictures, and what Markdown has no words for; it can be imported."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from gill_studio.core.export.content import Book, Item, book_of, warn_without_alt
from gill_studio.core.export.exporter import Exporter, Job, Source
from gill_studio.core.export.markdown_text import as_markdown, comment, escaped, front_matter
from gill_studio.core.export.options import option
from gill_studio.core.export.picture_folder import PictureFolder, names_of
from gill_studio.core.export.pictures import ANY, Form
from gill_studio.core.export.previews import source_pages
from gill_studio.core.export.text import one_line
from gill_studio.core.export.writing import write_text
from gill_studio.core.story.edits import without_history
from gill_studio.core.story.json_form import encode_story

TEXT_FILE, REST_FILE = "story.md", "panels.json"
_PANELS = 30  # more than there are on a page of a preview
PANEL, CREDITS = "panel", "credits"
"""Names of the comments that say where a panel begins, and that the credits do."""


@dataclass(frozen=True, slots=True)
class MarkdownOptions:
    """Options of the Markdown export."""

    history: bool = field(
        default=True,
        metadata=option(
            "Everything that was offered",
            help="All takes, offered texts and recipes, beside the text. Leave them out when you give the story away.",
        ),
    )
    notes: bool = field(default=True, metadata=option("Notes", help="As quotations below the captions."))
    credits: bool = field(default=True, metadata=option("Credits", help="Says who or what made the pictures."))
    recipe: bool = field(
        default=False,
        metadata=option(
            "Recipes of generated pictures",
            help="Adds model, seed and settings to what is said inside each generated picture.",
        ),
    )


def markdown_exporter() -> Exporter[MarkdownOptions]:
    """Markdown."""
    return Exporter(
        "markdown",
        "Markdown folder",
        "The story as plain text with its pictures beside it: for any editor and any website, and to come back in.",
        MarkdownOptions,
        lambda _: "",
        _write,
        _preview,
    )


def _write(source: Source, place: Path, options: MarkdownOptions, job: Job) -> None:
    board = source.board if options.history else without_history(source.board)
    book = book_of(source.board)
    pictures = PictureFolder(place, source, job, Form(ANY, recipe=options.recipe))
    pictures.fill(board)
    write_text(place / TEXT_FILE, "\n\n".join(filter(None, _blocks(book, options, pictures.names))) + "\n")
    (place / REST_FILE).write_bytes(encode_story(board, pictures.names))
    warn_without_alt(book, job.warn)


def _preview(source: Source, options: MarkdownOptions, count: int, width: int, job: Job) -> list[bytes]:
    """The beginning of the text."""
    book = book_of(source.board)
    shown = replace(book, items=book.items[: _PANELS * count])
    options = replace(options, credits=options.credits and len(shown.items) == len(book.items))
    text = "\n\n".join(filter(None, _blocks(shown, options, names_of(source.board))))
    return source_pages(source, shown, text, "markdown", count, width, job)


def _blocks(book: Book, options: MarkdownOptions, names: dict[str, str]) -> Iterator[str]:
    language = "" if book.language == "und" else book.language
    title = book.title if book.named else ""
    yield front_matter({"title": title, "author": book.author, "lang": language})
    yield f"# {escaped(book.title)}" if book.named else ""
    for item in book.items:
        yield from _panel(item, options, names)
    if options.credits and book.credits:
        yield f"<!-- {CREDITS} -->"
        yield f"## {escaped(book.words['credits'])}"
        yield as_markdown((book.credits,))


def _panel(item: Item, options: MarkdownOptions, names: dict[str, str]) -> Iterator[str]:
    tags = [line for line in map(one_line, item.panel.tags) if line]
    yield comment(PANEL, {"id": item.panel.id, **({"tags": tags} if tags else {})})
    yield f"## {escaped(item.words['panel'].format(number=item.number))}"
    name = None if item.picture is None else names.get(item.picture.sha256)
    yield f"![{escaped(item.alt)}]({name})" if name else ""
    yield as_markdown(item.caption)
    yield as_markdown(item.notes, quoted=True) if options.notes else ""
