"""Small versions of pictures: upright, in sRGB, and made within limits of memory whatever the file claims."""

from __future__ import annotations

import io
import threading
import warnings
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

from gill_studio.core.errors import PictureError
from gill_studio.core.pictures import LYING, MAX_PIXELS, openable_formats

if TYPE_CHECKING:
    from PIL import Image

_LOSSLESS = 256 * 256  # pixels up to which a small picture is kept exactly
_QUALITY = 88
_GAP, _QUICK_GAP = 2.0, 0.75  # how large a JPEG is decoded, at least, in units of the edge
_HEAVY = 16_000_000  # pixels from which one picture is decoded at a time
_MOST_MEMORY = 800 << 20
_PLAIN = frozenset({"RGB", "RGBA", "L", "I", "F", "CMYK"})
_WHOLE_DECODERS = frozenset(
    {"AVIF", "GIF", "HEIF", "JPEG2000", "WEBP"}
)  # hold the picture a second time while they decode
_TURNS: dict[object, str] = {
    2: "FLIP_LEFT_RIGHT",
    3: "ROTATE_180",
    4: "FLIP_TOP_BOTTOM",
    5: "TRANSPOSE",
    6: "ROTATE_270",
    7: "TRANSVERSE",
    8: "ROTATE_90",
}
"""What turns a picture upright, by EXIF orientation."""
_heavy = threading.Lock()


def make_thumbnail(source: Path | bytes, edge: int) -> tuple[bytes, str]:
    """A picture no larger than `edge` on its longer side, as JPEG or PNG, and the ending for its name.

    PictureError when it is no picture, or too large.
    """
    with opened(source) as image:
        return encoded(shrunk(image, edge))


@contextmanager
def opened(source: Path | bytes) -> Iterator[Image.Image]:
    """A picture whose limits are checked, not decoded yet; what goes wrong inside becomes a PictureError."""
    from PIL import Image, UnidentifiedImageError

    formats = openable_formats()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Pillow's remarks on odd files; what matters is raised
            with Image.open(io.BytesIO(source) if isinstance(source, bytes) else source, formats=formats) as image:
                _check(image)
                yield image
    except PictureError:
        raise
    except UnidentifiedImageError as error:
        raise PictureError("The picture is of no known kind.", _HINT) from error
    except Exception as error:  # a decoder may raise anything on a hostile file
        raise PictureError(f"The picture cannot be shown: {_reason(error)}.", _HINT) from error


def _reason(error: Exception) -> str:
    return type(error).__name__ if isinstance(error, MemoryError) else str(error).rstrip(".") or type(error).__name__


_HINT = "Choose another picture, or save it anew as PNG or JPEG."


def shrunk(image: Image.Image, edge: int, *, quickly: bool = False) -> Image.Image:
    """The first frame: small, in colours or greys, and upright.

    Quickly made, it is less sharp, and up to a quarter smaller still.
    """
    with _alone_if_heavy(image):
        return _small(image, edge, _QUICK_GAP if quickly else _GAP)


def stretched(image: Image.Image, size: tuple[int, int]) -> Image.Image:
    """The first frame, upright, in colours or greys, drawn out to exactly this width and height."""
    from PIL import Image

    with _alone_if_heavy(image):
        orientation, profile = _orientation(image), image.info.get("icc_profile")
        lying = size[::-1] if orientation in LYING else size
        _draft(image, lying)
        small = _smooth(image).resize(lying, Image.Resampling.BICUBIC, reducing_gap=_GAP)
    return _upright(_coloured(small, profile), orientation)


def _alone_if_heavy(image: Image.Image) -> AbstractContextManager[object]:
    return _heavy if image.width * image.height > _HEAVY else nullcontext()


def _check(image: Image.Image) -> None:
    """Refuse what would take too much memory: decoded, held a second time by its decoder, and converted."""
    pixels = image.width * image.height
    copies = 1 + (image.format in _WHOLE_DECODERS) + (image.mode not in _PLAIN)
    if pixels > MAX_PIXELS or pixels * 4 * copies > _MOST_MEMORY:
        raise PictureError(f"A picture of {image.width} × {image.height} pixels is too large to be shown.", _HINT)


def _small(image: Image.Image, edge: int, gap: float) -> Image.Image:
    """Made small as early as possible, for the memory."""
    from PIL import Image

    orientation, profile = _orientation(image), image.info.get("icc_profile")
    scale = gap * edge / max(image.size)
    _draft(image, (max(1, round(image.width * scale)), max(1, round(image.height * scale))))
    small = _smooth(image)
    quickly = gap < _GAP
    small.thumbnail((edge, edge), Image.Resampling.HAMMING if quickly else Image.Resampling.BICUBIC, max(1.0, gap))
    return _upright(_coloured(small, profile), orientation)


def _draft(image: Image.Image, size: tuple[int, int]) -> None:
    """Have a JPEG decoded to an eighth, a quarter or a half, but no smaller than `size`."""
    if image.mode in ("RGB", "L", "CMYK"):
        image.draft(None, size)


def _orientation(image: Image.Image) -> object:
    from PIL import ExifTags

    return image.getexif().get(ExifTags.Base.Orientation, 1)


def _upright(image: Image.Image, orientation: object) -> Image.Image:
    from PIL import Image

    turn = _TURNS.get(orientation, "")
    return image.transpose(getattr(Image.Transpose, turn)) if turn else image


def _smooth(image: Image.Image) -> Image.Image:
    """In a mode that can be made smaller smoothly."""
    see_through = "transparency" in image.info  # one colour is
    if image.mode in _PLAIN and not (see_through and image.mode in ("RGB", "L")):
        image.load()
        return image
    if image.mode.startswith("I"):
        return image.convert("I")
    transparent = image.mode in ("LA", "La", "PA", "RGBa") or see_through
    return image.convert("RGBA" if transparent else "RGB")


def _coloured(image: Image.Image, profile: object) -> Image.Image:
    """In sRGB, as screens show it."""
    if image.mode in ("I", "F"):
        image = _grey(image)
        image.info.pop("transparency", None)  # among 65,536 greys
    if isinstance(profile, bytes) and image.mode in ("RGB", "RGBA", "CMYK", "L"):
        image = _converted(image, profile)
    return image.convert("RGB") if image.mode == "CMYK" else image


def _grey(image: Image.Image) -> Image.Image:
    """Greys of 16 bits and more, which Pillow would cut off at 255."""
    low, high = image.getextrema()
    if not isinstance(low, int | float) or not isinstance(high, int | float) or not 255 < high < float("inf"):
        return image.convert("L")
    scale = 255 / max(65535, high)
    return image.convert("F").point(lambda value: value * scale + 0).convert("L")


def _converted(image: Image.Image, profile: bytes) -> Image.Image:
    from PIL import ImageCms

    target = "RGBA" if image.mode == "RGBA" else "RGB"
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        converted = ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB"), outputMode=target)
    except (ImageCms.PyCMSError, OSError, ValueError):  # a profile for other colours, or none at all
        return image
    return converted or image


def encoded(image: Image.Image, *, exact: bool = True) -> tuple[bytes, str]:
    """A small picture as a file, and the ending for its name: JPEG, but PNG where it is transparent.

    Where it is to be `exact`, PNG also where it is tiny.
    """
    stream = io.BytesIO()
    if image.mode == "RGBA" or (exact and image.width * image.height <= _LOSSLESS):
        image.save(stream, "PNG", compress_level=3)
        return stream.getvalue(), ".png"
    image.save(stream, "JPEG", quality=_QUALITY)
    return stream.getvalue(), ".jpg"
