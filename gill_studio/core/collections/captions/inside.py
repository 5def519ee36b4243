"""Captions in picture files: XMP `dc:description`, IPTC Caption-Abstract, EXIF ImageDescription."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from gill_studio.core.collections.captions.text import caption_text, decoded
from gill_studio.core.collections.captions.xmp import xmp_description
from gill_studio.core.collections.model import CaptionSource

if TYPE_CHECKING:
    from PIL import Image

_CAPTION_ABSTRACT = (2, 120)
_TIFF_XMP = 700


def captions_inside(image: Image.Image) -> dict[CaptionSource, str]:
    """What a picture, open or decoded, says of itself. Damaged metadata say nothing: the picture is still good."""
    readers: dict[CaptionSource, Callable[[Image.Image], str]] = {
        CaptionSource.XMP: _xmp,
        CaptionSource.IPTC: _iptc,
        CaptionSource.EXIF: _exif,
    }
    found = {source: _tried(read, image) for source, read in readers.items()}
    return {source: text for source, text in found.items() if text}


def _tried(read: Callable[[Image.Image], str], image: Image.Image) -> str:
    try:
        return read(image)
    except Exception:  # noqa: BLE001 - Pillow may raise anything on metadata that are made to do harm
        return ""


def _xmp(image: Image.Image) -> str:
    packet = image.info.get("xmp") or image.info.get("XML:com.adobe.xmp")
    if packet is None and image.format == "TIFF":
        packet = getattr(image, "tag_v2", {}).get(_TIFF_XMP)
    if isinstance(packet, str):
        packet = packet.encode()
    return xmp_description(packet) if isinstance(packet, bytes) and packet else ""


def _iptc(image: Image.Image) -> str:
    from PIL import IptcImagePlugin, JpegImagePlugin, TiffImagePlugin

    if not isinstance(image, JpegImagePlugin.JpegImageFile | TiffImagePlugin.TiffImageFile):
        return ""
    records = IptcImagePlugin.getiptcinfo(image) or {}
    value = records.get(_CAPTION_ABSTRACT)
    first = value[0] if isinstance(value, list) and value else value
    return caption_text(decoded(first)) if isinstance(first, bytes) else ""


def _exif(image: Image.Image) -> str:
    from PIL import ExifTags

    value = image.getexif().get(ExifTags.Base.ImageDescription)
    if isinstance(value, str):
        # Pillow takes the bytes for Latin-1; most programs write UTF-8.
        value = decoded(value.encode("latin-1")) if all(ord(c) < 256 for c in value) else value
    elif isinstance(value, bytes):
        value = decoded(value)
    return caption_text(value)
