"""Pictures as PDF knows them: JPEG bytes as they are, PNG's compressed rows as they are, all else without loss."""

from __future__ import annotations

import struct
import zlib
from contextlib import suppress
from dataclasses import dataclass, replace
from io import BytesIO
from typing import TYPE_CHECKING

from gill_studio.core.export.picture_bytes import Piece, jpeg_segments, png_spans
from gill_studio.core.export.pictures import flat, in_colour, opened

if TYPE_CHECKING:
    from PIL.Image import Image

_CHANNELS = {0: 1, 2: 3, 3: 1}  # PNG's colour types without transparency
_PALETTE = 3
_FRAMES = frozenset({0xC0, 0xC1, 0xC2})  # the kinds of JPEG that PDF viewers decode
_NO_FRAMES = frozenset({0xC4, 0xC8, 0xCC})
_ICC = b"ICC_PROFILE\0"
_ICC_SPACES = {1: b"GRAY", 3: b"RGB "}
_LARGEST_PROFILE = 4 << 20


@dataclass(frozen=True)
class ImageObject:
    """One image: its bytes, the entries of its dictionary that say how to read them, and what belongs to it.

    The bytes are pieces to write one after the other: joining large ones would take as long as reading them.
    `channels` are those of its colours: 1 is grey, 3 is RGB (also of the colours in a palette).
    """

    entries: bytes
    data: tuple[bytes | memoryview, ...]
    channels: int
    profile: bytes = b""
    """An ICC profile; without one it is sRGB."""
    palette: bytes = b""
    mask: ImageObject | None = None
    """How opaque it is, as a grey image."""


def image_object(data: bytes, media_type: str) -> ImageObject:
    """The picture, not turned: whoever places it turns it as its EXIF orientation says.

    Raises whatever Pillow raises for a picture that cannot be decoded.
    """
    made = None
    with suppress(ValueError, struct.error, zlib.error):  # odd, but Pillow may forgive it
        if media_type == "image/jpeg":
            made = _jpeg(data)
        elif media_type == "image/png":
            made = _png(data)
    return made or _decoded(data)


def _jpeg(data: bytes) -> ImageObject | None:
    """As it is, if it is grey or YCbCr; None for ink (CMYK) and rare kinds."""
    segments = list(jpeg_segments(data))
    frame = next((s for s in segments if 0xC0 <= s.kind[0] <= 0xCF and s.kind[0] not in _NO_FRAMES), None)
    if frame is None or frame.kind[0] not in _FRAMES:
        return None
    depth, height, width, channels = struct.unpack_from(">BHHB", frame.body)
    if depth != 8 or channels not in _ICC_SPACES or not width or not height:
        return None
    entries = b"/Width %d/Height %d/BitsPerComponent 8/Filter/DCTDecode" % (width, height)
    return ImageObject(entries, (data,), channels, _fitting(_jpeg_profile(segments), channels))


def _jpeg_profile(segments: list[Piece]) -> bytes:
    """The ICC profile, which may be spread over several segments, each numbered."""
    parts = [s.body[len(_ICC) :] for s in segments if s.kind == b"\xe2" and s.body.startswith(_ICC)]
    return b"".join(part[2:] for part in sorted(parts))


def _png(data: bytes) -> ImageObject | None:
    """Its compressed rows as they are; None when it is interlaced or has transparency."""
    spans = list(png_spans(data))
    chunks = [Piece(kind, data[start:end], start - 8, end + 4) for kind, start, end in spans if kind != b"IDAT"]
    width, height, depth, colour, _, _, interlaced = struct.unpack(">IIBBBBB", chunks[0].body)
    kinds = {chunk.kind for chunk in chunks}
    if colour not in _CHANNELS or interlaced or not width or not height or b"tRNS" in kinds:
        return None
    palette = b"".join(chunk.body for chunk in chunks if chunk.kind == b"PLTE") if colour == _PALETTE else b""
    if colour == _PALETTE and (not palette or len(palette) % 3 or len(palette) > 3 << depth):
        return None
    samples = _CHANNELS[colour]
    how = b"<</Predictor 15/Colors %d/BitsPerComponent %d/Columns %d>>" % (samples, depth, width)
    entries = b"/Width %d/Height %d/BitsPerComponent %d/Filter/FlateDecode/DecodeParms%s" % (width, height, depth, how)
    channels = 3 if palette else samples
    view = memoryview(data)
    rows = tuple(view[start:end] for kind, start, end in spans if kind == b"IDAT")
    return ImageObject(entries, rows, channels, _fitting(_png_profile(chunks), channels), palette)


def _png_profile(chunks: list[Piece]) -> bytes:
    body = next((chunk.body for chunk in chunks if chunk.kind == b"iCCP"), b"")
    packed = body.partition(b"\0")[2][1:]
    return zlib.decompressobj().decompress(packed, _LARGEST_PROFILE) if packed else b""


def _fitting(profile: bytes, channels: int) -> bytes:
    """The profile, if it is one for these channels and one that archives take; else nothing."""
    fits = len(profile) >= 128 and profile[36:40] == b"acsp" and profile[8] <= 4
    fits = fits and profile[16:20] == _ICC_SPACES[channels] and profile[12:16] in {b"mntr", b"scnr", b"prtr", b"spac"}
    return profile if fits else b""


def _decoded(data: bytes) -> ImageObject:
    """Decoded and compressed anew: colour as PNG has it, transparency as a mask beside it."""
    image = in_colour(opened(data))
    if not image.has_transparency_data:
        return _from_pixels(image if image.mode in {"1", "L", "RGB", "I;16"} else flat(image))
    whole, profile = image.convert("RGBA"), image.info.get("icc_profile")
    colour = whole.convert("RGB")
    if profile:
        colour.info["icc_profile"] = profile
    return replace(_from_pixels(colour), mask=_from_pixels(whole.getchannel("A")))


def _from_pixels(image: Image) -> ImageObject:
    buffer, profile = BytesIO(), image.info.get("icc_profile")
    image.info.pop("transparency", None)
    image.save(buffer, "PNG", **({"icc_profile": profile} if profile else {}))
    made = _png(buffer.getvalue())
    if made is None:
        raise ValueError("a picture that PDF cannot hold")
    return made
