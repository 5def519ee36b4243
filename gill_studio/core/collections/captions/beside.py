"""Captions in files beside a picture: sidecars of photo and dataset tools, and Google Takeout's JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from gill_studio.core.collections.captions.text import CaptionFileError, caption_text, decoded, read_small
from gill_studio.core.collections.captions.xmp import xmp_description
from gill_studio.core.collections.model import Captions, CaptionSource

CAPTION_SUFFIXES = frozenset({".csv", ".json", ".jsonl", ".tsv", ".txt", ".xmp"})
"""Endings of files that may hold captions."""
_KEYS = ("caption", "description", "text")
_TAKEOUT_KEYS = ("photoTakenTime", "creationTime", "googlePhotosOrigin", "imageViews")
_TAKEOUT_ENDING = ".supplemental-metadata"
_TAKEOUT_LONGEST = 46  # characters of a name that Takeout leaves
_NUMBERED = re.compile(r"^(?P<stem>.+)(?P<number>\(\d+\))(?P<suffix>\.[^.]+)$")
_MOST_TEXT, _MOST_JSON, _MOST_XMP = 64 << 10, 4 << 20, 4 << 20


@dataclass(frozen=True)
class Beside:
    """What files beside a picture say, and which of them (by name) cannot be read, with the reason."""

    captions: Captions
    problems: Mapping[str, CaptionFileError]


def names_beside(picture: str, names: Mapping[str, str], *, json_too: bool = True) -> tuple[str, ...]:
    """The files that may speak of a picture, the one that counts most first.

    `names` are those of its folder with captions, by the name, and by the name in lower case; without `json_too`, none
    of them is JSON, which saves time.
    """
    if not names:
        return ()
    stem = picture.rpartition(".")[0]
    wanted = [f"{picture}.xmp", f"{stem}.xmp", f"{stem}.txt", f"{picture}.txt"]
    if json_too:
        wanted += [f"{stem}.json", *_takeout_names(picture)]
    found = [names.get(name) or names.get(name.lower()) for name in wanted]
    return tuple(dict.fromkeys(name for name in found if name))


def read_beside(folder: Path, names: tuple[str, ...]) -> Beside:
    """Read the files that `names_beside` has found."""
    captions: dict[CaptionSource, str] = {}
    problems: dict[str, CaptionFileError] = {}
    for name in names:
        try:
            source, text = _read(folder / name)
        except CaptionFileError as error:
            problems[name] = error
            continue
        if text:
            captions.setdefault(source, text)
    return Beside(captions, problems)


def _takeout_names(picture: str) -> Iterator[str]:
    """`x.jpg.json`, or `x.jpg.supplemental-metadata.json` cut off somewhere; also of copies and edited pictures."""
    match = _NUMBERED.match(picture)
    number, whole = ("", picture) if match is None else (match["number"], match["stem"] + match["suffix"])
    for name, count in ((whole, number), (picture, ""), (whole.replace("-edited.", "."), number)):
        longest = f"{name}{_TAKEOUT_ENDING}"
        for length in range(min(len(name), _TAKEOUT_LONGEST), len(longest) + 1):
            yield f"{longest[:length]}{count}.json"


def _read(path: Path) -> tuple[CaptionSource, str]:
    suffix = path.suffix.lower()
    if suffix == ".xmp":
        try:
            return CaptionSource.SIDECAR, xmp_description(read_small(path, _MOST_XMP))
        except CaptionFileError as error:
            raise CaptionFileError(f"{path.name}: {error.message}", error.hint) from error
    if suffix == ".txt":
        return CaptionSource.SIDECAR, caption_text(decoded(read_small(path, _MOST_TEXT)))
    return _read_json(path)


def _read_json(path: Path) -> tuple[CaptionSource, str]:
    try:
        record = json.loads(decoded(read_small(path, _MOST_JSON)))
    except (ValueError, RecursionError) as error:
        raise CaptionFileError(f"{path.name} is no JSON.", "Correct it, or remove it.") from error
    if not isinstance(record, dict):
        return CaptionSource.SIDECAR, ""
    if "title" in record and any(key in record for key in _TAKEOUT_KEYS):
        return CaptionSource.TAKEOUT, caption_text(record.get("description"))
    texts = (caption_text(_first(record.get(key))) for key in _KEYS)
    return CaptionSource.SIDECAR, next(filter(None, texts), "")


def _first(value: object) -> object:
    return value[0] if isinstance(value, list) and value else value
