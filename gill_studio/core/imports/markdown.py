"""A Markdown folder: what was changed in the text is taken from it, all the rest is as it was exported."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from urllib.parse import unquote

from gill_studio.core.errors import StudioError
from gill_studio.core.export.content import Item, book_of
from gill_studio.core.export.markdown import REST_FILE, TEXT_FILE
from gill_studio.core.export.text import one_line
from gill_studio.core.export.words import words_for
from gill_studio.core.export.xmp import without_xmp
from gill_studio.core.imports.imported import Imported, ImportJob, StoryImportError, read_limited, read_text
from gill_studio.core.imports.markdown_story import ReadPanel, ReadStory, as_text, read_markdown
from gill_studio.core.imports.registry import Importer
from gill_studio.core.paths import is_safe_relative, stays_inside
from gill_studio.core.pictures import MAX_BYTES, PictureRef
from gill_studio.core.sentences import Sentence
from gill_studio.core.story.json_form import LARGEST, StoryDocument, decode_story
from gill_studio.core.story.model import Authorship, Panel, Storyboard, Take, new_id

_LARGEST = 8 << 20
_ENDINGS = frozenset((".md", ".markdown"))


def markdown_importer() -> Importer:
    """Markdown."""
    return Importer(
        "markdown",
        "Markdown folder",
        "A Markdown text with pictures, as GILL Studio exports it or as it is written by hand.",
        folder=True,
        suffixes=(".md", ".markdown"),
        recognises=lambda path: path.suffix.casefold() in _ENDINGS or (path.is_dir() and _text_in(path) is not None),
        read=_read,
    )


def _text_in(folder: Path) -> Path | None:
    """The text of a folder: our own name, a usual one, or the only one there is."""
    for name in (TEXT_FILE, "index.md", "README.md"):
        if (folder / name).is_file():
            return folder / name
    found = [path for path in folder.iterdir() if path.suffix.casefold() in _ENDINGS and path.is_file()]
    return found[0] if len(found) == 1 else None


def _read(path: Path, job: ImportJob) -> Imported:
    file = _text_in(path) if path.is_dir() else path
    if file is None:
        raise StoryImportError(f"It is not clear which file in {path} is the story.", "Choose the file itself.")
    read = read_markdown(read_text(file, _LARGEST))
    if not (read.panels or read.title or (file.parent / REST_FILE).is_file()):
        raise StoryImportError(f"There is no story in {file}.", "Choose another file.")
    rest = _rest(file.parent, job)
    return job.whole(_Merge(file.parent, rest, job).board(read))


def _rest(folder: Path, job: ImportJob) -> StoryDocument:
    """What was exported beside the text, which has no words for it; nothing where the file is missing or damaged."""
    file = folder / REST_FILE
    if not file.is_file():
        return StoryDocument(Storyboard(new_id()))
    try:
        return decode_story(read_limited(file, LARGEST), str(file))
    except StudioError as error:
        job.warn(Sentence("Takes and recipes are left out: {why}", why=error))
        return StoryDocument(Storyboard(new_id()))


@dataclass
class _Merge:
    """Puts a text and what was exported beside it together."""

    folder: Path
    rest: StoryDocument
    job: ImportJob
    _taken: set[str] = field(default_factory=set)

    @property
    def _known(self) -> set[str]:
        """Ids that are taken: of panels so far, and of all takes and texts."""
        found = set(self._taken)
        for panel in self.rest.board.panels:
            found |= {panel.id, *(take.id for take in panel.takes), *(text.id for text in panel.offered)}
        return found

    def board(self, read: ReadStory) -> Storyboard:
        """The story."""
        before = self.rest.board
        items = {item.panel.id: item for item in book_of(before).items}
        for digest, relative in self.rest.files.items():
            self._restore(digest, relative)
        panels = []
        for done, one in enumerate(read.panels):
            self.job.steps.step("Reading panels", done, len(read.panels))
            item = None if one.id in self._taken else items.get(one.id)
            panels.append(self._panel(one, item or self._fresh(one, done + 1, read.language)))
        return replace(
            before,
            title=before.title if one_line(before.title) == read.title else read.title,
            author=before.author if one_line(before.author) == read.author else read.author,
            language=_language(before, read),
            panels=tuple(panels),
        )

    def _restore(self, digest: str, relative: str) -> None:
        """Know the picture as it is in the story, without what the export has said inside the file."""
        path = self.folder / relative
        if not stays_inside(self.folder, path) or not path.is_file():
            return
        kind = self.rest.board.pictures.get(digest)
        make = partial(_original, path, digest, "" if kind is None else kind.media_type)
        if make() is not None:
            self.job.pictures.add(digest, lambda: make() or b"")

    def _fresh(self, read: ReadPanel, number: int, language: str) -> Item:
        """A panel of which nothing is known but its text."""
        name = read.id if read.id and read.id not in self._known else new_id()
        return Item(number, Panel(name), words_for(language))

    def _panel(self, read: ReadPanel, item: Item) -> Panel:
        before = item.panel
        self._taken.add(before.id)
        caption, authorship = before.caption, before.authorship
        if item.caption != tuple(read.caption):
            caption = as_text(read.caption)
            authorship = Authorship.EDITED if authorship is Authorship.PROPOSED else authorship
        takes, chosen = self._takes(read, before)
        return replace(
            before,
            caption=caption,
            authorship=authorship,
            notes=before.notes if item.notes == tuple(read.notes) or not read.notes else as_text(read.notes),
            alt_text=before.alt_text if not read.picture or read.alt == item.alt else _alt(read, item),
            tags=before.tags if tuple(filter(None, map(one_line, before.tags))) == read.tags else read.tags,
            takes=takes,
            chosen=chosen,
        )

    def _takes(self, read: ReadPanel, before: Panel) -> tuple[tuple[Take, ...], str | None]:
        """The panel's takes, with one more where the text names another picture than it was."""
        shown = before.picture
        named = None if shown is None else self.rest.files.get(shown.sha256)
        path = None if read.picture is None else unquote(read.picture)
        if path == named and (shown is None or path is None or shown.sha256 in self.job.pictures):
            return before.takes, before.chosen
        picture = None if path is None else self._picture(path)
        if picture is None:
            return before.takes, None
        known = next((take for take in before.takes if take.picture.sha256 == picture.sha256), None)
        if known is not None:
            return before.takes, known.id
        take = Take(new_id(), picture, name=one_line((path or "").rsplit("/", maxsplit=1)[-1]))
        return (*before.takes, take), take.id

    def _picture(self, path: str) -> PictureRef | None:
        known: Mapping[str, str] = {relative: digest for digest, relative in self.rest.files.items()}
        digest = known.get(path)
        if digest is not None and digest in self.job.pictures and digest in self.rest.board.pictures:
            return self.rest.board.pictures[digest]
        return self.job.picture_in(self.folder, path.removeprefix("./"))


def _original(path: Path, digest: str, media_type: str) -> bytes | None:
    """The bytes of that SHA-256 that the file holds, or held before its provenance was added."""
    if not is_safe_relative(path.name):
        return None
    data = read_limited(path, MAX_BYTES)
    for candidate in (data, *without_xmp(data, media_type)):
        if hashlib.sha256(candidate).hexdigest() == digest:
            return candidate
    return None


def _alt(read: ReadPanel, item: Item) -> str:
    """What the writer has put there; nothing where the caption's beginning stands in for it."""
    shown = replace(item, panel=replace(item.panel, caption=as_text(read.caption), alt_text=""))
    return "" if read.alt == shown.stand_in_alt else read.alt


def _language(before: Storyboard, read: ReadStory) -> str:
    exported = book_of(before).language
    return before.language if read.language == ("" if exported == "und" else exported) else read.language
