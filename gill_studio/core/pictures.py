"""What a picture file is: its content hash, kind and size, found without decoding or trusting it."""

from __future__ import annotations

import hashlib
import os
import stat
import warnings
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import BinaryIO

from gill_studio.core.errors import PictureError

MAX_PIXELS = 100_000_000
"""More than any camera's picture; a file that claims more is refused."""
MAX_BYTES = 512 * 1024 * 1024
FORMATS = ("AVIF", "BMP", "GIF", "HEIF", "ICO", "JPEG", "JPEG2000", "MPO", "PCX", "PNG", "PPM", "TGA", "TIFF", "WEBP")
"""What is opened at all, by Pillow's names: for EPS, it would start a PostScript interpreter."""
SUFFIXES = {
    "image/avif": ".avif",
    "image/bmp": ".bmp",
    "image/gif": ".gif",
    "image/heif": ".heic",
    "image/jp2": ".jp2",
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "image/tiff": ".tif",
    "image/webp": ".webp",
    "image/x-icon": ".ico",
    "image/x-portable-anymap": ".ppm",
    "image/x-pcx": ".pcx",
    "image/x-tga": ".tga",
}
"""The file name's ending for each media type we know."""
PICTURE_SUFFIXES = frozenset(
    {
        *(".avif", ".bmp", ".gif", ".heic", ".heif", ".hif", ".jfif", ".jp2", ".jpe", ".jpeg", ".jpg", ".pcx", ".pgm"),
        *(".png", ".pnm", ".ppm", ".tga", ".tif", ".tiff", ".webp"),
    }
)
"""Endings of the files that are taken for pictures; what they are is seen when they are read."""
_SMALLER = "Export a smaller copy of it."
_RESAVE = "Open it in a picture editor and save it anew as PNG or JPEG."
_MEDIA = {"MPO": "image/jpeg", "PCX": "image/x-pcx", "TGA": "image/x-tga"}  # others are as Pillow has them
LYING = (5, 6, 7, 8)
"""EXIF orientations that swap width and height."""


@dataclass(frozen=True, slots=True)
class PictureRef:
    """A picture by the SHA-256 of its bytes (hexadecimal), with its media type and upright size in pixels."""

    sha256: str
    media_type: str
    width: int
    height: int


def identify(path: Path) -> PictureRef:
    """What the file is; PictureError names it when it cannot be read, is no picture or is too large."""
    from PIL import Image, UnidentifiedImageError  # Pillow costs a command that shows no picture a tenth of a second

    try:
        with open(path, "rb", opener=_open_at_once) as file:
            _check_file(file, path)
            digest = hashlib.file_digest(file, "sha256").hexdigest()
            file.seek(0)
            return _identify(file, digest)
    except PictureError:
        raise
    except UnidentifiedImageError as error:  # an OSError whose own words are of no use
        raise PictureError(f"{path} is not a picture of a known kind.", _RESAVE) from error
    except Image.DecompressionBombError as error:  # it claims so many that Pillow does not say how many
        raise PictureError(f"{path}: more than the limit of {MAX_PIXELS // 10**6} megapixels.", _SMALLER) from error
    except (OSError, ValueError) as error:  # a path with a NUL character is a ValueError
        if isinstance(error, OSError) and error.errno is None:  # Pillow's
            raise PictureError(f"{path} is damaged: {error}.", "Take it from where it came from once more.") from error
        reason = getattr(error, "strerror", None) or error
        raise PictureError(f"{path} cannot be read: {reason}.", "Check that the picture is still there.") from error
    except Exception as error:  # a decoder may raise anything on a hostile file
        raise PictureError(f"{path} cannot be read as a picture: {error}.", _RESAVE) from error


@cache
def openable_formats() -> tuple[str, ...]:
    """Those of FORMATS that can be opened here: HEIF only where the extra `heic` is installed."""
    from PIL import Image

    Image.init()
    with suppress(ImportError, OSError):  # OSError: a library it needs is missing
        from pillow_heif import register_heif_opener

        register_heif_opener()
    return tuple(kind for kind in FORMATS if kind in Image.OPEN)


def suffix_of(picture: PictureRef) -> str:
    """The ending its file should have, ".png" for one; none for a kind we do not know."""
    return SUFFIXES.get(picture.media_type, "")


def _open_at_once(path: str, flags: int) -> int:
    """Opening a pipe to which nobody writes would wait for ever."""
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))


def _check_file(file: BinaryIO, path: Path) -> None:
    status = os.fstat(file.fileno())
    if not stat.S_ISREG(status.st_mode):
        raise PictureError(f"{path} is not a file.", "Choose a picture file.")
    if status.st_size > MAX_BYTES:
        raise PictureError(f"{path} is larger than {MAX_BYTES >> 20} MB.", _SMALLER)


def _identify(file: BinaryIO, digest: str) -> PictureRef:
    from PIL import ExifTags, Image

    formats = openable_formats()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Pillow's remarks on odd files; what matters is raised
        with Image.open(file, formats=formats) as image:
            kind, (width, height) = image.format or "", image.size
            if image.getexif().get(ExifTags.Base.Orientation) in LYING:
                width, height = height, width
    if width * height > MAX_PIXELS:
        raise PictureError(
            f"{file.name}: {width} × {height} pixels are more than the limit of {MAX_PIXELS // 10**6} megapixels.",
            _SMALLER,
        )
    return PictureRef(digest, _MEDIA.get(kind) or Image.MIME.get(kind, f"image/{kind.lower()}"), width, height)
