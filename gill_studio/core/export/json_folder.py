"""JSON: the storyboard's one documented form, complete, with its pictures; it can be opened and imported again."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from gill_studio.core.export.exporter import Exporter, Job, Source
from gill_studio.core.export.options import option
from gill_studio.core.export.picture_folder import PictureFolder
from gill_studio.core.export.pictures import ANY, Form
from gill_studio.core.story.edits import without_history
from gill_studio.core.story.folder import STORY_FILE
from gill_studio.core.story.json_form import encode_story


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
