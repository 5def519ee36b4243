"""JSON: the storyboard's one documented form, complete, with its pictures; it can be opened and imported again."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path

from gill_studio.core.export.content import book_of
from gill_studio.core.export.exporter import Exporter, Job, Source
from gill_studio.core.export.options import option
from gill_studio.core.export.picture_folder import PictureFolder, names_of
from gill_studio.core.export.pictures import ANY, Form
from gill_studio.core.export.previews import source_pages
from gill_studio.core.story.edits import without_history
from gill_studio.core.story.folder import STORY_FILE
from gill_studio.core.story.json_form import encode_story

_PANELS = 30  # more than there are on a page of a preview


@dataclass(frozen=True, slots=True)
class JsonOptions:
    """Options of the JSON export."""

    pictures: bool = field(
        default=True,
        metadata=option("Pictures", help="A folder with the pictures beside the story, or the story's file alone."),
    )
    history: bool = field(
        default=True,
        metadata=option(
            "Everything that was offered",
            help="All takes, offered texts and recipes. Leave them out when you give the story away.",
        ),
    )


def json_exporter() -> Exporter[JsonOptions]:
    """JSON."""
    return Exporter(
        "json",
        "Story folder (JSON)",
        "The whole story in an open form, with its pictures byte for byte: for programs, and to be imported again.",
        JsonOptions,
        lambda options: "" if options.pictures else ".json",
        _write,
        _preview,
    )


def _write(source: Source, place: Path, options: JsonOptions, job: Job) -> None:
    board = source.board if options.history else without_history(source.board)
    if not options.pictures:
        place.write_bytes(encode_story(board))
        return
    # Not marked: the story says itself where each picture comes from, and knows it by its very bytes.
    pictures = PictureFolder(place, source, job, Form(ANY, mark=False))
    pictures.fill(board)
    (place / STORY_FILE).write_bytes(encode_story(board, pictures.names))


def _preview(source: Source, options: JsonOptions, count: int, width: int, job: Job) -> list[bytes]:
    """The beginning of the story's file."""
    board = source.board if options.history else without_history(source.board)
    shown = replace(board, panels=board.panels[: _PANELS * count])
    names = names_of(board) if options.pictures else None
    text = (encode_story(shown) if names is None else encode_story(shown, names)).decode("utf-8")
    return source_pages(source, book_of(shown), text, "json", count, width, job)
