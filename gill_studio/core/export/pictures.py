"""Pictures on their way into a format: as they are where it can hold them, converted without loss where it cannot."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING, TypeVar

from gill_studio.core.errors import StudioError
from gill_studio.core.export.exporter import Job, Source
from gill_studio.core.export.picture_bytes import png_spans
from gill_studio.core.export.provenance import marked
from gill_studio.core.pictures import MAX_PIXELS, SUFFIXES, openable_formats
from gill_studio.core.sentences import Sentence
from gill_studio.core.story.model import Take

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageFile import ImageFile

PNG, JPEG, WEBP, GIF = "image/png", "image/jpeg", "image/webp", "image/gif"
WEB = frozenset({PNG, JPEG, WEBP, GIF, "image/avif", "image/bmp", "image/x-icon"})
"""What every browser shows."""
ANY: frozenset[str] = frozenset()
_ORIENTATION = 0x0112
_PNG_TEXTS = (b"tEXt", b"zTXt", b"iTXt")
QUALITY = 95
_Made = TypeVar("_Made")


@dataclass(frozen=True, slots=True)
class Form:
    """What a format can hold: media types, whether pictures must stand upright by themselves; and what was asked for.

    Without media types (ANY), pictures of every kind stay as they are.

    `longest` is the longest edge in pixels that a picture may have, 0 for any; `quality` is that of JPEG and WebP
    files that have to be made, above 100 is WebP without loss.
    """

    kinds: frozenset[str] = WEB
    upright: bool = False
    longest: int = 0
    quality: int = QUALITY
    recipe: bool = False
    mark: bool = True


@dataclass(frozen=True, slots=True)
class PictureFile:
    """A picture as it goes into an export; width and height are upright."""

    data: bytes
    media_type: str
    width: int
    height: int

    @property
    def suffix(self) -> str:
        """The file name's ending."""
        return SUFFIXES.get(self.media_type, "")


class PictureFiles:
    """The pictures of one export. One that cannot be had is left out, and the writer is told."""

    def __init__(self, source: Source, job: Job, form: Form) -> None:
        self._pictures, self._job, self._form = source.pictures, job, form

    def of(self, take: Take | None, number: int) -> PictureFile | None:
        """The picture of a take of panel `number`, None where there is none."""
        return None if take is None else self.made(take, number, lambda data: self._formed(data, take))

    def made(self, take: Take, number: int, make: Callable[[bytes], _Made]) -> _Made | None:
        """What `make` makes of the picture's bytes; None, and a warning, when the picture is no good."""
        data = self.data_of(take, number)
        if data is None:
            return None
        try:
            return make(data)
        except StudioError:
            raise
        except Exception as error:  # noqa: BLE001 - a decoder may raise anything on a damaged picture
            self._missing(number, Sentence("it cannot be decoded ({error}).", error=error))
            return None

    def data_of(self, take: Take, number: int) -> bytes | None:
        """The bytes as they came, None where they are not to be had."""
        try:
            return self._pictures.data_of(take.picture.sha256)
        except StudioError as error:
            self._missing(number, Sentence("{message} {hint}", message=error.message, hint=error.hint))
            return None

    def _missing(self, number: int, why: Sentence) -> None:
        self._job.warn(Sentence("The picture of panel {number} is left out: {why}", number=number, why=why))

    def _formed(self, data: bytes, take: Take) -> PictureFile:
        ref, form = take.picture, self._form
        file = PictureFile(data, ref.media_type, ref.width, ref.height)
        too_large = bool(form.longest) and max(ref.width, ref.height) > form.longest
        unfit = bool(form.kinds) and ref.media_type not in form.kinds
        if unfit or too_large or (form.upright and orientation(data, ref.media_type) != 1):
            file = converted(data, ref.media_type, form.kinds or WEB, form.longest, form.quality)
        if not form.mark:
            return file
        return PictureFile(
            marked(file.data, file.media_type, take, recipe=form.recipe), file.media_type, file.width, file.height
        )


def opened(data: bytes) -> ImageFile:
    """The picture, not decoded yet; only kinds we read, and none beyond the limit."""
    from PIL import Image

    formats = openable_formats()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Pillow's remarks on odd files; what matters is raised
        image = Image.open(BytesIO(data), formats=formats)
    if image.width * image.height > MAX_PIXELS:
        raise ValueError("more pixels than the limit")
    return image


def orientation(data: bytes, media_type: str) -> int:
    """The EXIF orientation, 1 where there is none."""
    if media_type not in {JPEG, WEBP, PNG, "image/tiff"}:
        return 1
    if media_type == PNG and not _may_have_exif(data):
        return 1
    try:
        found = opened(data).getexif().get(_ORIENTATION, 1)
    except (OSError, ValueError, SyntaxError):
        return 1
    return found if found in range(1, 9) else 1


def _may_have_exif(png: bytes) -> bool:
    """To find out, Pillow would decode all of it."""
    try:
        return any(
            kind == b"eXIf" or (kind in _PNG_TEXTS and png.startswith(b"Raw profile type", start))
            for kind, start, _ in png_spans(png)
        )
    except ValueError:
        return True


def converted(
    data: bytes, media_type: str, kinds: frozenset[str], longest: int = 0, quality: int = QUALITY
) -> PictureFile:
    """The picture upright, at most `longest` on an edge (0 for any), and of one of these kinds.

    JPEG stays JPEG where its size or its side has to change; everything else becomes PNG where that will do, which
    loses nothing, otherwise WebP or JPEG.
    """
    from PIL import Image, ImageOps

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        image = ImageOps.exif_transpose(opened(data))
    if longest and max(image.size) > longest:
        image.thumbnail((longest, longest), Image.Resampling.LANCZOS)
    if media_type == JPEG and JPEG in kinds:
        return encoded(image, JPEG, quality)
    return encoded(image, next(kind for kind in (PNG, WEBP, JPEG) if kind in kinds), quality)


def encoded(image: Image, media_type: str, quality: int = QUALITY) -> PictureFile:
    """The picture as PNG, JPEG or WebP. Its colour profile goes along, and nothing else that the file had said."""
    buffer, profile = BytesIO(), image.info.get("icc_profile")
    more = {"icc_profile": profile} if profile and image.mode not in {"CMYK", "P"} else {}
    match media_type:
        case "image/jpeg":
            flat(image).save(buffer, "JPEG", quality=min(quality, 100), subsampling=0, **more)
        case "image/webp":
            in_colour(image).save(buffer, "WEBP", quality=min(quality, 100), lossless=quality > 100, method=4, **more)
        case _:
            in_colour(image).save(buffer, "PNG", **more)
    return PictureFile(buffer.getvalue(), media_type, *image.size)


def in_colour(image: Image) -> Image:
    """The picture in a mode that PNG and WebP know, without loss where there is one."""
    if image.mode in {"1", "L", "LA", "P", "RGB", "RGBA", "I;16"}:
        if image.mode == "P" and "transparency" in image.info:
            return image.convert("RGBA")
        return image
    if image.mode == "I":
        return image.convert("I;16")
    return image.convert("RGBA" if "A" in image.mode or "a" in image.mode else "RGB")


def flat(image: Image) -> Image:
    """The picture without transparency, on white, in a mode that JPEG knows."""
    from PIL import Image as Images

    if image.mode in {"L", "RGB", "CMYK"}:
        return image if image.mode != "CMYK" else image.convert("RGB")
    if image.has_transparency_data:
        ground = Images.new("RGBA", image.size, "white")
        ground.alpha_composite(image.convert("RGBA"))
        return ground.convert("RGB")
    return image.convert("L" if image.mode in {"1", "I;16", "I"} else "RGB")
