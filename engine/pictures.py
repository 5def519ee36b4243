"""Pictures from files of any kind, decoded safely to upright RGB, known by the hash of their bytes."""

from __future__ import annotations

import hashlib
import stat
import warnings
from dataclasses import dataclass, field
from functools import cached_property
from io import BytesIO
from pathlib import Path

import numpy as np
from PIL import Image, ImageOps, UnidentifiedImageError

from gill_studio.core.errors import PictureError
from gill_studio.core.pictures import MAX_BYTES, MAX_PIXELS, openable_formats

_RESAVE = "Open it in a picture editor and save it anew as PNG or JPEG."


@dataclass(frozen=True)
class Picture:
    """A picture of a story: its encoded bytes, known by their SHA-256. Equal bytes are the same picture."""

    data: bytes = field(repr=False)
    name: str = field(default="picture", compare=False)

    @classmethod
    def open(cls, path: Path) -> Picture:
        """Read a file; PictureError names it when it is not there or too large. Decoding comes later."""
        try:
            status = path.stat()
            if not stat.S_ISREG(status.st_mode):  # a pipe or a device would be read for ever
                raise PictureError(f"{path} is not a file.", "Choose a picture file.")
            if status.st_size > MAX_BYTES:
                raise PictureError(f"{path} is larger than {MAX_BYTES >> 20} MB.", "Export a smaller copy of it.")
            return cls(path.read_bytes(), str(path))
        except (OSError, ValueError) as error:  # a path with a NUL character is a ValueError
            reason = getattr(error, "strerror", None) or error
            raise PictureError(f"{path} cannot be read: {reason}.", "Check that the picture is still there.") from error

    @classmethod
    def of(cls, image: Image.Image) -> Picture:
        """A picture held in memory, kept losslessly as PNG."""
        buffer = BytesIO()
        image.save(buffer, "PNG")
        return cls(buffer.getvalue())

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the bytes, in hexadecimal."""
        return hashlib.sha256(self.data).hexdigest()

    def __hash__(self) -> int:
        return hash(self.digest)

    @property
    def pixels(self) -> int:
        """How many there are, as its header says; 0 when it is no picture."""
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                with Image.open(BytesIO(self.data), formats=openable_formats()) as image:
                    return image.width * image.height
        except Exception:  # noqa: BLE001 - a decoder may raise anything on a hostile file; `decode` says what
            return 0

    def decode(self) -> Image.Image:
        """The picture upright and in RGB; PictureError names the file and what is wrong with it."""
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # Pillow's remarks on odd files; what matters is raised
                return _upright_rgb(self.data)
        except PictureError as error:
            raise PictureError(f"{self.name}: {error.message}", error.hint) from error
        except UnidentifiedImageError as error:  # its own words name a buffer in memory
            raise PictureError(f"{self.name} is not a picture of a known kind.", _RESAVE) from error
        except Exception as error:  # a decoder may raise anything on a hostile file
            raise PictureError(f"{self.name} cannot be read as a picture: {error}", _RESAVE) from error


def _upright_rgb(data: bytes) -> Image.Image:
    with Image.open(BytesIO(data), formats=openable_formats()) as image:
        if image.width * image.height > MAX_PIXELS:
            raise PictureError(
                f"{image.width} × {image.height} pixels are more than the limit of {MAX_PIXELS // 10**6} megapixels.",
                "Export a smaller copy of it.",
            )
        image.seek(0)  # an animated picture is its first frame
        image.load()
        ImageOps.exif_transpose(image, in_place=True)
        return _to_rgb(image)


def _to_rgb(image: Image.Image) -> Image.Image:
    """RGB, transparency over white, 16 bits scaled down rather than clipped."""
    if image.mode.startswith(("I", "F")):
        values = np.array(image, dtype=np.float32)
        np.nan_to_num(values, copy=False, nan=0.0, posinf=0.0, neginf=0.0)
        top = 65535.0 if image.mode != "F" else max(float(values.max(initial=0.0)), 1.0)
        values.clip(0, top, out=values)
        values *= 255.0 / top
        image = Image.fromarray(values.round(out=values).astype(np.uint8))
    if image.mode in {"RGBA", "LA", "PA"} or "transparency" in image.info:
        layer = image.convert("RGBA")
        ground = Image.new("RGBA", layer.size, (255, 255, 255, 255))
        return Image.alpha_composite(ground, layer).convert("RGB")
    return image if image.mode == "RGB" else image.convert("RGB")
