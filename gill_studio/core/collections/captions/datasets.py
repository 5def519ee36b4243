"""Files with captions of many pictures: the authors' TSV, imagefolder's metadata files, COCO's captions JSON."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import Annotated

import msgspec
from msgspec import Meta, Struct

from gill_studio.core.collections.captions.text import CaptionFileError, caption_text, decoded, read_small

_MOST = 256 << 20
_FILE_KEYS = ("file_name", "image", "image_path", "path", "file", "filename")
_TEXT_KEYS = ("text", "caption", "description", "prompt")
_CORRECT = "Correct the line, or remove the file."
Row = tuple[str, str]
"""A picture's name as the file has it, and its caption."""


class _CocoImage(Struct):
    id: int
    file_name: str


class _CocoCaption(Struct):
    image_id: int
    caption: str = ""
    id: int = 0


class _Coco(Struct):
    images: Annotated[list[_CocoImage], Meta(max_length=10_000_000)]
    annotations: Annotated[list[_CocoCaption], Meta(max_length=50_000_000)]


def is_dataset(name: str) -> bool:
    """Whether a file of that name may hold captions of many pictures; a JSON file is one only if nothing else is."""
    lower = name.lower()
    return lower.endswith((".tsv", ".jsonl", ".json")) or lower == "metadata.csv"


def read_dataset(path: Path) -> dict[str, str]:
    """Captions by the pictures' names in the file, the first of each; nothing where it is about something else.

    CaptionFileError when it cannot be read.
    """
    read = _READERS[path.suffix.lower()]
    found: dict[str, str] = {}
    for name, text in read(path):
        caption = caption_text(text)
        if name and caption:
            found.setdefault(name, caption)
    return found


def placed(rows: Mapping[str, str], dataset: str, files: Iterable[str]) -> dict[str, str]:
    """Captions by relative path of those `files` that a dataset file (by its own relative path) speaks of.

    Names count from the file's own folder, else from the collection's; else the last part of a name is enough when
    only one file has it.
    """
    folder = PurePosixPath(dataset).parent
    known, alone = set(files), _unique_names(files)
    result: dict[str, str] = {}
    for name, text in rows.items():
        plain = name.replace("\\", "/").removeprefix("./")
        places = (str(folder / plain), plain, alone.get(plain.rpartition("/")[2].lower(), ""))
        place = next((one for one in places if one in known), None)
        if place is not None:
            result.setdefault(place, text)
    return result


def _unique_names(files: Iterable[str]) -> dict[str, str]:
    names: dict[str, str] = {}
    for file in files:
        name = file.rpartition("/")[2].lower()
        names[name] = "" if name in names else file
    return names


def _read_tsv(path: Path) -> Iterator[Row]:
    """A line is caption and picture, as the authors have it; a line with names of columns may come first."""
    lines = decoded(read_small(path, _MOST)).splitlines()
    rows = (line.split("\t") for line in lines)
    first = next(rows, [])
    names = [name.strip().lower() for name in first]
    text, image = _column(names, _TEXT_KEYS), _column(names, _FILE_KEYS)
    if text is None or image is None:
        text, image = 0, 1
        yield from _pairs([first], image, text)
    yield from _pairs(rows, image, text)


def _read_csv(path: Path) -> Iterator[Row]:
    rows = _comma_separated(path)
    names = [name.strip().lower() for name in next(rows, [])]
    text, image = _column(names, _TEXT_KEYS), _column(names, _FILE_KEYS)
    if text is not None and image is not None:
        yield from _pairs(rows, image, text)


def _comma_separated(path: Path) -> Iterator[list[str]]:
    stream = io.StringIO(decoded(read_small(path, _MOST)), newline="")
    try:
        yield from csv.reader(stream)
    except csv.Error as error:
        raise CaptionFileError(f"{path.name} cannot be read: {error}.", _CORRECT) from error


def _column(names: list[str], keys: tuple[str, ...]) -> int | None:
    return next((names.index(key) for key in keys if key in names), None)


def _pairs(rows: Iterable[list[str]], image: int, text: int) -> Iterator[Row]:
    for row in rows:
        if len(row) > max(image, text):
            yield row[image].strip(), _unquoted(row[text].strip())


def _unquoted(text: str) -> str:
    """Without the quotes that pandas writes around a text with quotes; the authors' files have both ways."""
    if len(text) > 1 and text.startswith('"') and text.endswith('"'):
        return text[1:-1].replace('""', '"')
    return text


def _read_jsonl(path: Path) -> Iterator[Row]:
    for number, line in enumerate(read_small(path, _MOST).splitlines(), start=1):
        if not line.strip():
            continue
        try:
            record = msgspec.json.decode(line)
        except (ValueError, RecursionError) as error:
            raise CaptionFileError(f"{path.name}: line {number} is no JSON.", _CORRECT) from error
        if isinstance(record, dict):
            name = next((record[key] for key in _FILE_KEYS if isinstance(record.get(key), str)), "")
            text = next((record[key] for key in _TEXT_KEYS if isinstance(record.get(key), str)), "")
            yield name, text


def _read_coco(path: Path) -> Iterator[Row]:
    data = read_small(path, _MOST)
    if b'"annotations"' not in data or b'"images"' not in data:
        return
    try:
        coco = msgspec.json.decode(data, type=_Coco)
    except (ValueError, RecursionError) as error:
        raise CaptionFileError(
            f"{path.name} is no captions file as COCO has them.", "Correct it, or remove it."
        ) from error
    names = {image.id: image.file_name for image in coco.images}
    for caption in sorted(coco.annotations, key=lambda one: one.id):
        yield names.get(caption.image_id, ""), caption.caption


_READERS: dict[str, Callable[[Path], Iterator[Row]]] = {
    ".tsv": _read_tsv,
    ".csv": _read_csv,
    ".jsonl": _read_jsonl,
    ".json": _read_coco,
}
