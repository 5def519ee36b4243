"""What strangers' text becomes before it is a caption, and small files that hold such text."""

from __future__ import annotations

import os
import stat
import unicodedata
from pathlib import Path

from gill_studio.core.errors import StudioError

_LONGEST = 2000  # characters; a caption is a sentence or a few
_JUNK = frozenset(
    {
        "ascii",
        "charset=ascii",
        "default",
        "digital camera",
        "exif_jpeg_picture",
        "kodak digital still camera",
        "konica minolta digital camera",
        "minolta digital camera",
        "olympus digital camera",
        "samsung",
        "sony dsc",
        "untitled",
    }
)
"""What cameras and programs write where a person has written nothing, in lower case."""
_PATHS = ("dcim\\", "c:\\", "file://")


class CaptionFileError(StudioError):
    """A file with captions that cannot be read."""


def caption_text(text: object) -> str:
    """A caption as one line of clean text; empty where nobody has said anything."""
    if not isinstance(text, str):
        return ""
    text = unicodedata.normalize("NFC", text[: 4 * _LONGEST].encode("utf-8", "replace").decode())
    words = "".join(c if unicodedata.category(c) not in ("Cc", "Co", "Cs", "Cn") else " " for c in text).split()
    line = " ".join(words)
    if line.casefold() in _JUNK or line.casefold().startswith(_PATHS):
        return ""
    return line if len(line) <= _LONGEST else line[:_LONGEST].rsplit(" ", 1)[0] + " …"


def decoded(data: bytes) -> str:
    """Text of which nobody says how it is encoded: UTF-8 or UTF-16 with a mark, UTF-8, else as Windows has it."""
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if data.startswith(mark):
            return data.decode(encoding, "replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def read_small(path: Path, most: int) -> bytes:
    """A whole file; CaptionFileError when it cannot be read, or has more than `most` bytes."""
    try:
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
        with os.fdopen(handle, "rb") as file:
            status = os.fstat(file.fileno())
            if not stat.S_ISREG(status.st_mode):
                raise CaptionFileError(f"{path.name} is not a file.", "Remove it from the folder.")
            if status.st_size > most:
                raise CaptionFileError(f"{path.name} is too large for captions.", "Remove it from the folder.")
            return file.read(most)
    except OSError as error:
        raise CaptionFileError(
            f"{path.name} cannot be read: {error.strerror}.", "Check the rights of the file."
        ) from error
