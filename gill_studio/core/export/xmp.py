"""XMP in PNG, JPEG and WebP files: put in and read without decoding a pixel, and taken out again to the byte."""

from __future__ import annotations

import zlib
from contextlib import suppress

from gill_studio.core.export.picture_bytes import (
    Piece,
    jpeg_segment,
    jpeg_segments,
    png_chunk,
    png_chunks,
    webp_chunks,
    webp_file,
)

_JPEG_NAME = b"http://ns.adobe.com/xap/1.0/\0"
_PNG_NAME = b"XML:com.adobe.xmp\0"
_PNG_HEAD = _PNG_NAME + b"\0\0\0\0"  # not compressed, no language, no translated keyword
_LARGEST = 1 << 20
_END = b"</rdf:RDF>"
_XMP_FLAG, _ALPHA_FLAG = 0x04, 0x10
KINDS = ("image/png", "image/jpeg", "image/webp")


def xmp_of(data: bytes, media_type: str) -> bytes | None:
    """The XMP packet in a picture file, None where it has none or is no file that we understand."""
    with suppress(ValueError, zlib.error):
        match media_type:
            case "image/png":
                return _packet_of_png(data)[0]
            case "image/jpeg":
                return _packet_of_jpeg(data)[0]
            case "image/webp":
                return next((piece.body for piece in webp_chunks(data) if piece.kind == b"XMP "), None)
    return None


def with_xmp(data: bytes, media_type: str, packet: bytes) -> bytes:
    """The file with a packet in it; what it has already is kept, with the packet's descriptions added.

    ValueError for files that cannot hold one or are damaged.
    """
    present = xmp_of(data, media_type)
    if present is not None and (together := _joined(present, packet)) is not None:
        packet = together
    match media_type:
        case "image/png":
            return _png_with(data, packet)
        case "image/jpeg":
            return _jpeg_with(data, packet)
        case "image/webp":
            return _webp_with(data, packet)
    raise ValueError(f"{media_type} holds no XMP")


def without_xmp(data: bytes, media_type: str) -> tuple[bytes, ...]:
    """What the file may have been before `with_xmp`; a WebP file may have been of the simple kind, or not."""
    with suppress(ValueError, zlib.error):
        match media_type:
            case "image/png":
                return tuple(_cut(data, [_packet_of_png(data)[1]]))
            case "image/jpeg":
                return tuple(_cut(data, [_packet_of_jpeg(data)[1]]))
            case "image/webp":
                return _webp_without(data)
    return ()


def _joined(present: bytes, packet: bytes) -> bytes | None:
    """The present packet with the descriptions of another."""
    start, end = packet.find(b"<rdf:Description"), packet.find(_END)
    at = present.rfind(_END)
    if at < 0 or start < 0 or end < 0:
        return None
    return present[:at] + packet[start:end] + present[at:]


def _cut(data: bytes, pieces: list[Piece | None]) -> list[bytes]:
    return [data[: piece.start] + data[piece.end :] for piece in pieces if piece is not None]


def _packet_of_png(data: bytes) -> tuple[bytes | None, Piece | None]:
    for piece in png_chunks(data):
        if piece.kind == b"iTXt" and piece.body.startswith(_PNG_NAME):
            rest = piece.body[len(_PNG_NAME) :]
            packet = rest[2:].split(b"\0", 2)[-1]
            if rest[:1] == b"\1":
                packet = zlib.decompressobj().decompress(packet, _LARGEST)
            return packet, piece
    return None, None


def _packet_of_jpeg(data: bytes) -> tuple[bytes | None, Piece | None]:
    for piece in jpeg_segments(data):
        if piece.kind == b"\xe1" and piece.body.startswith(_JPEG_NAME):
            return piece.body[len(_JPEG_NAME) :], piece
    return None, None


def _png_with(data: bytes, packet: bytes) -> bytes:
    piece = _packet_of_png(data)[1]
    chunk = png_chunk(b"iTXt", _PNG_HEAD + packet)
    start, end = (piece.start, piece.end) if piece else (next(png_chunks(data)).end,) * 2  # after IHDR
    return data[:start] + chunk + data[end:]


def _jpeg_with(data: bytes, packet: bytes) -> bytes:
    piece = _packet_of_jpeg(data)[1]
    segment = jpeg_segment(0xE1, _JPEG_NAME + packet)
    if piece is not None:
        return data[: piece.start] + segment + data[piece.end :]
    at = 2
    for other in jpeg_segments(data):  # JFIF and EXIF have to come first
        if other.kind != b"\xe0" and not (other.kind == b"\xe1" and other.body.startswith(b"Exif")):
            break
        at = other.end
    return data[:at] + segment + data[at:]


def _webp_with(data: bytes, packet: bytes) -> bytes:
    chunks = [(piece.kind, piece.body) for piece in webp_chunks(data) if piece.kind != b"XMP "]
    if chunks and chunks[0][0] == b"VP8X":
        head = chunks[0][1]
        chunks[0] = (b"VP8X", bytes([head[0] | _XMP_FLAG]) + head[1:])
    else:
        chunks.insert(0, (b"VP8X", _webp_head(data)))
    return webp_file([*chunks, (b"XMP ", packet)])


def _webp_head(data: bytes) -> bytes:
    from io import BytesIO

    from PIL import Image

    with Image.open(BytesIO(data), formats=["WEBP"]) as image:
        (width, height), alpha = image.size, image.mode == "RGBA"
    flags = _XMP_FLAG | (_ALPHA_FLAG if alpha else 0)
    return bytes([flags, 0, 0, 0]) + (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")


def _webp_without(data: bytes) -> tuple[bytes, ...]:
    chunks = [(piece.kind, piece.body) for piece in webp_chunks(data) if piece.kind != b"XMP "]
    if not chunks or chunks[0][0] != b"VP8X":
        return ()
    head = chunks[0][1]
    extended = webp_file([(b"VP8X", bytes([head[0] & ~_XMP_FLAG]) + head[1:]), *chunks[1:]])
    return (webp_file(chunks[1:]), extended)
