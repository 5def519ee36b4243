"""The storyboard's one JSON form: complete, versioned, strict. What it may hold is in `schema`."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

import msgspec

from gill_studio.core.errors import PictureError
from gill_studio.core.paths import is_safe_relative
from gill_studio.core.pictures import PictureRef
from gill_studio.core.story import schema
from gill_studio.core.story.model import Panel, SeenPanel, Storyboard, StoryError, Take, new_id
from gill_studio.core.story.panel_form import Context, PanelReader, PanelWriter, read_settings, settings_json

LARGEST = 64 * 1024 * 1024
"""Bytes of a story's JSON that are read at all."""
_MOST_VALUES = 400_000  # objects and arrays: each takes a hundred bytes of memory for a few of the file
_HINT = "Correct the file; docs/story-format.md says what it may hold."
_NO_FOLDER = "Only a story folder can name its pictures by file."

Look = Callable[[str], PictureRef]
"""What the picture file at a relative path is; raises PictureError."""


@dataclass(frozen=True)
class StoryDocument:
    """A storyboard, and where its pictures lie: relative paths by SHA-256, of those that have a file."""

    board: Storyboard
    files: Mapping[str, str] = field(default_factory=dict)


def encode_story(board: Storyboard, files: Mapping[str, str] | None = None) -> bytes:
    """The whole storyboard as JSON; `files` says at which relative path a picture lies, by SHA-256."""
    kept = _Kept(files or {})
    panels = tuple(map(PanelWriter(kept.picture, kept.context).panel, board.panels))
    record = schema.StoryJson(
        format=schema.FORMAT,
        id=board.id,
        title=board.title,
        author=board.author,
        language=board.language,
        settings=settings_json(board.settings),
        panels=panels,
        pictures=tuple(kept.pictures.values()),
        contexts=tuple(kept.contexts),
    )
    return msgspec.json.format(_encoded(record), indent=2) + b"\n"


def decode_story(data: bytes, source: str, look: Look | None = None) -> StoryDocument:
    """The storyboard that JSON holds. Panels, takes and stories without an id get fresh ones.

    `look` identifies pictures that are named by file alone. Raises StoryError naming `source` and the field.
    """
    record = _decoded(data, source)
    reader = _Reader(source, record, look)
    board = Storyboard(
        record.id or new_id(),
        record.title,
        record.author,
        record.language,
        tuple(reader.panels()),
        read_settings(record.settings),
    )
    return StoryDocument(board, reader.files)


def _encoded(record: schema.StoryJson) -> bytes:
    try:
        return msgspec.json.encode(record)
    except UnicodeEncodeError:  # half a character, from a broken paste: better "?" than a story that is not saved
        return json.dumps(msgspec.to_builtins(record), ensure_ascii=False).encode("utf-8", "replace")


def _decoded(data: bytes, source: str) -> schema.StoryJson:
    data = data.removeprefix(b"\xef\xbb\xbf")  # some editors begin a file with a byte order mark
    if len(data) > LARGEST or data.count(b"{") + data.count(b"[") > _MOST_VALUES:
        raise StoryError(f"{source} is too large for a story.", "Split the story into several.")
    try:
        _check_version(data, source)
        return msgspec.json.decode(data, type=schema.StoryJson)
    except msgspec.ValidationError as error:
        raise StoryError(f"{source}: {str(error).replace('`$.', '`').replace('`$`', 'the top')}.", _HINT) from error
    except (ValueError, RecursionError) as error:
        raise StoryError(f"{source} is not a JSON file: {error}.", _HINT) from error


def _check_version(data: bytes, source: str) -> None:
    found = msgspec.json.decode(data, type=schema.AnyVersion).format
    if found > schema.FORMAT:
        raise StoryError(f"{source} was written by a newer GILL Studio (format {found}).", "Update GILL Studio.")


class _Kept:
    """The pictures and contexts that panels refer to, collected while they are written."""

    def __init__(self, files: Mapping[str, str]) -> None:
        self._files = files
        self.pictures: dict[str, schema.PictureJson] = {}
        self.contexts: dict[tuple[schema.SeenJson, ...], int] = {}
        self._known: dict[int, tuple[Context, int]] = {}

    def picture(self, picture: PictureRef) -> None:
        self.pictures[picture.sha256] = schema.PictureJson(
            picture.sha256, picture.media_type, picture.width, picture.height, self._files.get(picture.sha256)
        )

    def context(self, context: Context) -> int:
        """The context's place among the contexts. All takes of one proposal share theirs."""
        known = self._known.get(id(context))
        if known is None:
            seen = tuple(schema.SeenJson(panel.caption, panel.picture) for panel in context)
            known = (context, self.contexts.setdefault(seen, len(self.contexts)))
            self._known[id(context)] = known
        return known[1]


class _Reader:
    """Turns the JSON form into panels; whatever does not hold together becomes a StoryError naming the field."""

    def __init__(self, source: str, record: schema.StoryJson, look: Look | None) -> None:
        self._source, self._record, self._look = source, record, look
        self.files: dict[str, str] = {}
        self._pictures = self._read_pictures()
        self._contexts = [tuple(SeenPanel(seen.caption, seen.picture) for seen in one) for one in record.contexts]
        self._ids: set[str] = set()
        self._form = PanelReader(self._pictures.get, self._context, self._error)

    def panels(self) -> Iterator[Panel]:
        for number, panel in enumerate(self._record.panels):
            where = f"panels[{number}]"
            takes, chosen = self._takes(panel, where)
            for i, text in enumerate(panel.offered):
                self._id(text.id, f"{where}.offered[{i}].id")
            yield self._form.whole(panel, self._id(panel.id, f"{where}.id"), takes, chosen, where)

    def _context(self, number: int) -> Context | None:
        return self._contexts[number] if number < len(self._contexts) else None

    def _error(self, where: str, what: str, hint: str = _HINT) -> StoryError:
        return StoryError(f"{self._source}: {where}: {what}.", hint)

    def _id(self, given: str | None, where: str) -> str:
        if given is not None and given in self._ids:
            raise self._error(where, f"{given!r} is there twice")
        chosen = given or new_id()
        self._ids.add(chosen)
        return chosen

    def _read_pictures(self) -> dict[str, PictureRef]:
        pictures: dict[str, PictureRef] = {}
        for number, picture in enumerate(self._record.pictures):
            where = f"pictures[{number}]"
            if picture.sha256 in pictures:
                raise self._error(f"{where}.sha256", "this picture is there twice")
            pictures[picture.sha256] = PictureRef(picture.sha256, picture.media_type, picture.width, picture.height)
            if picture.file is not None:
                self.files[picture.sha256] = self._safe(picture.file, f"{where}.file")
        return pictures

    def _takes(self, panel: schema.PanelJson, where: str) -> tuple[tuple[Take, ...], str | None]:
        if panel.picture is None:
            for i, take in enumerate(panel.takes):
                self._id(take.id, f"{where}.takes[{i}].id")
            takes = tuple(self._form.take(take, f"{where}.takes[{i}]") for i, take in enumerate(panel.takes))
            return takes, panel.chosen
        if panel.takes or panel.chosen is not None:
            raise self._error(where, "a panel has either picture, or takes and chosen")
        picture = self._picture_at(self._safe(panel.picture, f"{where}.picture"), f"{where}.picture")
        only = Take(self._id(None, where), picture, name=panel.picture.rsplit("/", maxsplit=1)[-1])
        return (only,), only.id

    def _safe(self, path: str, where: str) -> str:
        if not is_safe_relative(path):
            what = f"{path!r} is no path of a file inside the story's folder"
            raise self._error(where, what, "Write it from that folder, with forward slashes: pictures/fox.png")
        return path

    def _picture_at(self, path: str, where: str) -> PictureRef:
        if self._look is None:
            raise self._error(where, "the picture is named by its file", _NO_FOLDER)
        try:
            picture = self._look(path)
        except PictureError as error:
            raise self._error(where, error.message.rstrip("."), error.hint) from error
        self.files.setdefault(picture.sha256, path)
        return picture
