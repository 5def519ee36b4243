"""The pieces that PNG, JPEG and WebP files are made of, so that one can be added without decoding a pixel.

ValueError where a file is not what it says it is.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from typing import NamedTuple

PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_WITHOUT_LENGTH = frozenset({0x01, *range(0xD0, 0xD8)})


class Piece(NamedTuple):
    """A chunk or segment: what it is, what it holds, and where in the file it begins and ends."""

    kind: bytes
    body: bytes
    start: int
    end: int


def png_chunks(data: bytes) -> Iterator[Piece]:
    """The chunks of a PNG file up to IEND."""
    for kind, start, end in png_spans(data):
        yield Piece(kind, data[start:end], start - 8, end + 4)


def png_spans(data: bytes) -> Iterator[tuple[bytes, int, int]]:
    """The kinds of the chunks of a PNG file, and where their bodies begin and end: nothing is copied."""
    if not data.startswith(PNG_SIGNATURE):
        raise ValueError("not a PNG file")
    at = len(PNG_SIGNATURE)
    while True:
        if at + 12 > len(data):
            raise ValueError("a PNG file that ends too early")
        length, kind = struct.unpack_from(">I4s", data, at)
        end = at + 12 + length
        if end > len(data):
            raise ValueError("a PNG file that ends too early")
        yield kind, at + 8, end - 4
        if kind == b"IEND":
            return
        at = end


def png_chunk(kind: bytes, body: bytes) -> bytes:
    """One chunk as it stands in a PNG file."""
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def jpeg_segments(data: bytes) -> Iterator[Piece]:
    """The segments of a JPEG file from its start to the first scan; `kind` is the marker's second byte."""
    if not data.startswith(b"\xff\xd8"):
        raise ValueError("not a JPEG file")
    at = 2
    while True:
        if at + 4 > len(data) or data[at] != 0xFF:
            raise ValueError("a JPEG file that ends too early")
        marker = data[at + 1]
        if marker == 0xFF:  # a fill byte
            at += 1
            continue
        if marker in _WITHOUT_LENGTH:
            at += 2
            continue
        end = at + 2 + int.from_bytes(data[at + 2 : at + 4], "big")
        if end > len(data) or end < at + 4:
            raise ValueError("a JPEG file that ends too early")
        yield Piece(bytes([marker]), data[at + 4 : end], at, end)
        if marker == 0xDA:
            return
        at = end


def jpeg_segment(marker: int, body: bytes) -> bytes:
    """One segment as it stands in a JPEG file; ValueError when it is longer than a segment can be."""
    if len(body) > 0xFFFF - 2:
        raise ValueError("too long for a JPEG segment")
    return bytes([0xFF, marker]) + struct.pack(">H", len(body) + 2) + body


def webp_chunks(data: bytes) -> Iterator[Piece]:
    """The chunks of a WebP file."""
    if data[:4] != b"RIFF" or data[8:12] != b"WEBP":
        raise ValueError("not a WebP file")
    at, whole = 12, min(len(data), 8 + int.from_bytes(data[4:8], "little"))
    while at + 8 <= whole:
        kind, length = struct.unpack_from("<4sI", data, at)
        if at + 8 + length > len(data):
            raise ValueError("a WebP file that ends too early")
        end = at + 8 + length + (length & 1)
        yield Piece(kind, data[at + 8 : at + 8 + length], at, end)
        at = end


def webp_chunk(kind: bytes, body: bytes) -> bytes:
    """One chunk as it stands in a WebP file."""
    return kind + struct.pack("<I", len(body)) + body + b"\0" * (len(body) & 1)


def webp_file(chunks: list[tuple[bytes, bytes]]) -> bytes:
    """A WebP file of these chunks."""
    body = b"WEBP" + b"".join(webp_chunk(kind, content) for kind, content in chunks)
    return b"RIFF" + struct.pack("<I", len(body)) + body
