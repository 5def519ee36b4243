"""The writer's own decisions between painted and retrieved pictures: a log on this computer, kept with consent only.

One JSON object a line: the captions that were read, whether a retrieved picture was taken, and the best similarity
there was. It is written when the writer takes or rejects a proposal and has agreed to it, is never sent anywhere, and
is erased as a whole.
"""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from gill_studio.core import locations
from gill_studio.core.errors import StudioError

_LARGEST = 64 << 20  # bytes
_MOST_CAPTIONS = 24  # of a story's end: more than a model reads


@dataclass(frozen=True)
class DecisionLabel:
    """What was read, and whether retrieving was right; None where nobody could say."""

    captions: tuple[str, ...]
    retrieve: bool | None
    similarity: float | None = None


def log_file() -> Path:
    """Where the log lies, or would."""
    return locations.data_dir() / "decisions.jsonl"


def log_decision(captions: Sequence[str], *, retrieve: bool, similarity: float | None = None) -> None:
    """Write a decision down. Call it only where the writer has agreed; StudioError when it cannot be written."""
    record = {"captions": list(captions)[-_MOST_CAPTIONS:], "retrieve": retrieve, "similarity": similarity}
    path = log_file()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)  # for this person alone
        with os.fdopen(descriptor, "ab") as file:
            file.write(json.dumps(record).encode() + b"\n")
    except OSError as error:
        raise StudioError(f"The decision cannot be written down: {error.strerror}.", "Free some space.") from error


def erase_log() -> None:
    """Delete every decision that was logged; StudioError when that cannot be done."""
    path = log_file()
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise StudioError(
            f"{path} cannot be deleted: {error.strerror or error}.", "Check the rights of the folder, then try again."
        ) from error


def read_log(path: Path | None = None) -> list[DecisionLabel]:
    """The decisions in a log, lines that are none left out; StudioError when it cannot be read."""
    path = path or log_file()
    try:
        with path.open("rb") as file:
            lines = file.read(_LARGEST).decode("utf-8", "replace").splitlines()
    except OSError as error:
        raise StudioError(
            f"{path} cannot be read: {error.strerror}.", "It is written when you take or reject proposals."
        ) from error
    return [label for line in lines if (label := _label(line)) is not None]


def _label(line: str) -> DecisionLabel | None:
    try:
        record = json.loads(line)
        captions = tuple(str(caption) for caption in record["captions"])
        retrieve, similarity = record["retrieve"], record.get("similarity")
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None
    sound = isinstance(retrieve, bool) and (similarity is None or isinstance(similarity, int | float))
    return DecisionLabel(captions, retrieve, similarity) if sound and captions else None
