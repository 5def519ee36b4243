"""A folder of pictures in natural order, each a panel; captions from text files beside them, or from the pictures."""

from __future__ import annotations

import os
import re
from pathlib import Path

from gill_studio.core.errors import PictureError
from gill_studio.core.export.provenance import SourceType, source_type_in
from gill_studio.core.export.text import clean, one_line
from gill_studio.core.imports.imported import MAX_PANELS, Imported, ImportJob, StoryImportError, read_limited, read_text
from gill_studio.core.imports.picture_texts import texts_in
from gill_studio.core.imports.registry import Importer
from gill_studio.core.pictures import MAX_BYTES, SUFFIXES, PictureRef
from gill_studio.core.sentences import Sentence
from gill_studio.core.story.model import Origin, Panel, Storyboard, Take, new_id

ENDINGS = frozenset(SUFFIXES.values()) | {".jpeg", ".jpe", ".jfif", ".tiff", ".tga", ".j2k", ".jpx", ".pgm", ".pbm"}
_NUMBER = re.compile(r"(\d+)")
_MOST_CAPTION = 1 << 20


def pictures_importer() -> Importer:
    """Pictures."""
    return Importer(
        "pictures",
        "Folder of pictures",
        "A panel for each picture, in natural order; captions from .txt files beside them, or from EXIF, IPTC and XMP.",
        folder=True,
        suffixes=(),
        recognises=lambda path: path.is_dir() and any(pictures_in(path)),
        read=_read,
    )


def natural_order(name: str) -> tuple[tuple[int, int, str], ...]:
    """A sorting key by which `page 10` follows `page 9`."""
    parts = _NUMBER.split(name.casefold())
    return tuple((0, int(part), "") if at % 2 else (1, 0, part) for at, part in enumerate(parts) if part)


def pictures_in(folder: Path) -> list[Path]:
    """The picture files of a folder (not of those in it) in natural order. StoryImportError when it is not readable."""
    found: list[str] = []
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                if Path(entry.name).suffix.casefold() in ENDINGS and not entry.name.startswith("."):
                    found.append(entry.name)
                if len(found) > MAX_PANELS:
                    raise StoryImportError(f"{folder} holds more than {MAX_PANELS} pictures.", "Import it in parts.")
    except OSError as error:
        raise StoryImportError(f"{folder} cannot be read: {error.strerror or error}.", "Check its rights.") from error
    return [folder / name for name in sorted(found, key=lambda name: (natural_order(name), name))]


def _read(folder: Path, job: ImportJob) -> Imported:
    files = pictures_in(folder)
    if not files:
        raise StoryImportError(f"There are no pictures in {folder}.", "Choose another folder.")
    panels = []
    for done, path in enumerate(files):
        job.steps.step("Reading pictures", done, len(files))
        try:
            picture = job.pictures.add_file(path)
        except PictureError as error:
            job.warn(Sentence("A picture is left out: {why}", why=error.message))
            continue
        panels.append(_panel(path, picture, job))
    if not panels:
        raise StoryImportError(f"None of the pictures in {folder} can be read.", "Choose another folder.")
    return job.whole(Storyboard(new_id(), one_line(folder.resolve().name), panels=tuple(panels)))


def _panel(path: Path, picture: PictureRef, job: ImportJob) -> Panel:
    data = read_limited(path, MAX_BYTES)
    said = texts_in(data, picture.media_type)
    origin = Origin.IMPORTED
    if source_type_in(data, picture.media_type) is SourceType.GENERATED:
        origin = Origin.GENERATED
    take = Take(new_id(), picture, origin, name=one_line(path.name))
    caption = _beside(path, job)
    return Panel(
        new_id(),
        said.caption if caption is None else caption,
        alt_text=said.alt_text,
        tags=said.tags,
        takes=(take,),
        chosen=take.id,
    )


def _beside(path: Path, job: ImportJob) -> str | None:
    """The text in the file beside the picture; None where there is none."""
    for place in (path.with_suffix(".txt"), path.with_name(path.name + ".txt")):
        try:
            if place.is_file():
                return clean(read_text(place, _MOST_CAPTION)).strip()
        except (StoryImportError, OSError) as error:
            job.warn(Sentence("A caption is left out: {why}", why=error))
    return None
