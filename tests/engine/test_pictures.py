"""Pictures of every kind become upright RGB, or a PictureError that names the file."""

from __future__ import annotations

import os
import struct
import zlib
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from PIL import Image
from torch import Tensor

from engine.models.gill import Gill
from engine.models.vision import encode_pictures
from engine.pictures import MAX_BYTES, Picture
from gill_studio.core.errors import PictureError

Encoded = Callable[..., bytes]


def png_chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png(width: int, height: int, bits: int, colour: int, rows: bytes, *extra: bytes) -> bytes:
    """A PNG by hand: Pillow cannot write 16-bit colours."""
    header = png_chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, bits, colour, 0, 0, 0))
    body = png_chunk(b"IDAT", zlib.compress(rows))
    return b"\x89PNG\r\n\x1a\n" + header + b"".join(extra) + body + png_chunk(b"IEND", b"")


def corner(picture: Image.Image) -> tuple[int, int, int]:
    red, green, blue = picture.convert("RGB").getpixel((0, 0))
    return red, green, blue


def flat(mode: str, colour: object) -> Image.Image:
    return Image.new(mode, (6, 4), colour)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "BMP", "TIFF", "WEBP", "PPM", "TGA", "ICO", "PCX"])
def test_common_kinds_of_files(kind: str, encoded: Encoded) -> None:
    found = Picture(encoded(Image.new("RGB", (32, 32), "red"), kind)).decode()
    assert found.mode == "RGB"
    assert np.allclose(corner(found), (255, 0, 0), atol=6)


@pytest.mark.parametrize(
    ("image", "kind", "expected"),
    [
        (flat("1", 1), "PNG", (255, 255, 255)),
        (flat("L", 100), "PNG", (100, 100, 100)),
        (flat("LA", (100, 255)), "PNG", (100, 100, 100)),
        (flat("LA", (0, 0)), "PNG", (255, 255, 255)),
        (flat("RGBA", (255, 0, 0, 255)), "PNG", (255, 0, 0)),
        (flat("RGBA", (255, 0, 0, 0)), "PNG", (255, 255, 255)),
        (flat("RGBA", (255, 0, 0, 51)), "PNG", (255, 204, 204)),
        (flat("CMYK", (0, 255, 255, 0)), "JPEG", (254, 0, 0)),
        (flat("CMYK", (0, 255, 255, 0)), "TIFF", (255, 0, 0)),
        (flat("I;16", 65535), "PNG", (255, 255, 255)),
        (flat("I;16", 32896), "PNG", (128, 128, 128)),
        (flat("I;16", 200), "TIFF", (1, 1, 1)),
        (flat("I", 32896), "TIFF", (128, 128, 128)),
        (flat("F", 0.5), "TIFF", (128, 128, 128)),
        (flat("F", float("nan")), "TIFF", (0, 0, 0)),
        (flat("LAB", (255, 128, 128)), "TIFF", (255, 255, 255)),
        (flat("YCbCr", (255, 128, 128)), "JPEG", (255, 255, 255)),
    ],
    ids=lambda value: value.mode if isinstance(value, Image.Image) else str(value),
)
def test_modes(image: Image.Image, kind: str, expected: tuple[int, int, int], encoded: Encoded) -> None:
    found = Picture(encoded(image, kind)).decode()
    assert (found.mode, found.size) == ("RGB", (6, 4))
    assert np.allclose(corner(found), expected, atol=2)


@pytest.mark.parametrize(("colour", "channels"), [(0, 1), (2, 3), (4, 2), (6, 4)])
def test_sixteen_bits_a_channel_are_scaled_not_clipped(colour: int, channels: int) -> None:
    row = b"\0" + struct.pack(">H", 0x8080) * (channels * 3)
    found = Picture(png(3, 2, 16, colour, row * 2)).decode()
    value = 128 if channels in (1, 3) else 191  # half transparent, over white
    assert np.allclose(corner(found), (value,) * 3, atol=1)


def test_palette_with_transparency_lies_on_white(encoded: Encoded) -> None:
    image = Image.new("P", (4, 4), 0)
    image.putpalette([255, 0, 0, 0, 0, 255])
    image.putpixel((3, 3), 1)
    for kind in ("PNG", "GIF"):
        found = Picture(encoded(image, kind, transparency=0)).decode()
        assert corner(found) == (255, 255, 255)
        assert found.getpixel((3, 3)) == (0, 0, 255)
    assert corner(Picture(encoded(image)).decode()) == (255, 0, 0)


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "PNG"])
def test_an_animated_picture_is_its_first_frame(kind: str, encoded: Encoded) -> None:
    frames = [Image.new("RGB", (8, 8), colour) for colour in ("red", "lime", "blue")]
    options = {"lossless": True} if kind == "WEBP" else {}
    data = encoded(frames[0], kind, save_all=True, append_images=frames[1:], duration=50, **options)
    with Image.open(BytesIO(data)) as whole:
        assert whole.n_frames == 3
    assert corner(Picture(data).decode()) == (255, 0, 0)


@pytest.mark.parametrize("orientation", range(1, 9))
def test_exif_rotation_is_undone(orientation: int, encoded: Encoded) -> None:
    upright = Image.fromarray(np.random.default_rng(0).integers(0, 255, (5, 7, 3), dtype=np.uint8))
    back = {
        1: None,
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }[orientation]
    stored = upright if back is None else upright.transpose(back)
    exif = Image.Exif()
    exif[0x0112] = orientation
    found = Picture(encoded(stored, "PNG", exif=exif.tobytes())).decode()
    assert np.array_equal(np.asarray(found), np.asarray(upright))


@pytest.mark.parametrize("size", [(1, 1), (1, 5000), (5000, 1), (1, 60_000)])
def test_odd_sizes_are_decoded_and_seen(size: tuple[int, int], encoded: Encoded, gill: Gill) -> None:
    picture = Picture(encoded(Image.new("RGB", size, "teal")))
    assert picture.decode().size == size
    assert picture.pixels == size[0] * size[1]
    assert next(encode_pictures(gill.vision, [picture])).isfinite().all()


def test_a_long_picture_is_seen_by_its_middle(gill: Gill, monkeypatch: pytest.MonkeyPatch) -> None:
    """So that resizing its short side does not make a giant of it: 224 x 13 million pixels of a 1 x 60,000 one."""
    middle = Image.fromarray(np.random.default_rng(0).integers(0, 255, (8, 160, 3), dtype=np.uint8))
    long = Image.new("RGB", (2000, 8), "white")
    long.paste(middle, (920, 0))
    resized: list[tuple[int, int]] = []
    preprocess = gill.vision.preprocess

    def watched(picture: Image.Image) -> Tensor:
        resized.append(picture.size)
        return preprocess(picture)

    monkeypatch.setattr(gill.vision, "preprocess", watched)
    blank = Image.new("RGB", (160, 8), "white")
    seen = next(encode_pictures(gill.vision, map(Picture.of, (long, middle, blank))))
    assert resized == [(160, 8)] * 3
    assert (seen[0] - seen[1]).abs().max() < 1e-5
    assert (seen[0] - seen[2]).abs().max() > 1e-2


def test_what_is_no_picture_is_refused_by_name(encoded: Encoded) -> None:
    jpeg = encoded(Image.effect_noise((64, 64), 50).convert("RGB"), "JPEG")
    for data in (b"", b"hello, this is text", jpeg[: len(jpeg) // 2], b"\x89PNG\r\n\x1a\n", jpeg[:3]):
        with pytest.raises(PictureError, match=r"holiday\.jpg") as caught:
            Picture(data, "holiday.jpg").decode()
        assert caught.value.hint
        assert "object at 0x" not in caught.value.message


def test_kinds_that_run_programs_are_not_opened(encoded: Encoded) -> None:
    """Pillow hands EPS to Ghostscript; a story from a stranger must not reach it."""
    data = encoded(Image.new("RGB", (8, 8), "red"), "EPS")
    with pytest.raises(PictureError, match="not a picture of a known kind"):
        Picture(data).decode()


@pytest.mark.parametrize("size", [(15_000, 10_000), (30_000, 30_000)])  # over our limit; over Pillow's own too
def test_a_decompression_bomb_is_refused_before_it_is_decoded(size: tuple[int, int]) -> None:
    bomb = png(*size, 8, 2, b"\0" * 100)
    with pytest.raises(PictureError, match="pixels") as caught:
        Picture(bomb, "bomb.png").decode()
    assert "bomb.png" in caught.value.message


def test_files_that_cannot_be_read_are_named(tmp_path: Path) -> None:
    missing = tmp_path / "missing.png"
    for path in (missing, tmp_path, Path("nul\0character.png")):
        with pytest.raises(PictureError) as caught:
            Picture.open(path)
        assert str(path) in caught.value.message
        assert caught.value.hint


@pytest.mark.timeout(20)
@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.png")
    with pytest.raises(PictureError, match="is not a file"):
        Picture.open(tmp_path / "pipe.png")


def test_a_giant_file_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "giant.png"
    with path.open("wb") as file:
        file.truncate(MAX_BYTES + 1)  # sparse: takes no room
    with pytest.raises(PictureError, match="larger than 512 MB"):
        Picture.open(path)


def test_equal_bytes_are_the_same_picture(tmp_path: Path, encoded: Encoded) -> None:
    data = encoded(Image.new("RGB", (3, 3), "red"))
    (tmp_path / "a.png").write_bytes(data)
    (tmp_path / "b.png").write_bytes(data)
    first, second = Picture.open(tmp_path / "a.png"), Picture.open(tmp_path / "b.png")
    assert first == second
    assert hash(first) == hash(second)
    assert first.digest == second.digest
    assert first != Picture(data + b"\0")


_KINDS = ("PNG", "JPEG", "GIF", "WEBP", "TIFF", "BMP")


@given(
    kind=st.sampled_from(_KINDS),
    edits=st.lists(st.tuples(st.integers(0, 2000), st.integers(0, 255)), max_size=6),
    cut=st.integers(0, 400),
)
@example(kind="PNG", edits=[(16, 255)], cut=0)
def test_damaged_files_give_a_picture_or_a_picture_error(
    encoded: Encoded, kind: str, edits: list[tuple[int, int]], cut: int
) -> None:
    data = bytearray(encoded(Image.linear_gradient("L").resize((24, 18)).convert("RGB"), kind))
    for place, value in edits:
        data[place % len(data)] = value
    try:
        found = Picture(bytes(data[: len(data) - cut] if cut < len(data) else b"")).decode()
    except PictureError as error:
        assert error.message  # noqa: PT017 - either outcome is right
    else:
        assert found.mode == "RGB"
