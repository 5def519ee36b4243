"""What a picture file is, told without trusting it."""

from __future__ import annotations

import hashlib
import struct
import zlib
from pathlib import Path

import pytest
from PIL import Image

from gill_studio.core.errors import PictureError
from gill_studio.core.paths import is_safe_relative, stays_inside
from gill_studio.core.pictures import MAX_BYTES, PictureRef, identify, suffix_of


@pytest.mark.parametrize(
    ("name", "media_type"),
    [
        ("a.png", "image/png"),
        ("a.jpg", "image/jpeg"),
        ("a.webp", "image/webp"),
        ("a.gif", "image/gif"),
        ("a.tif", "image/tiff"),
        ("a.bmp", "image/bmp"),
        ("a.avif", "image/avif"),
        ("a.pcx", "image/x-pcx"),
        ("a.tga", "image/x-tga"),
        ("a.jp2", "image/jp2"),
    ],
)
def test_kinds_are_known_by_their_content(tmp_path: Path, name: str, media_type: str) -> None:
    path = tmp_path / name
    Image.new("RGB", (20, 10), "red").save(path)
    renamed = path.rename(tmp_path / "no-ending")
    found = identify(renamed)
    assert found == PictureRef(hashlib.sha256(renamed.read_bytes()).hexdigest(), media_type, 20, 10)
    assert suffix_of(found) == Path(name).suffix


def test_a_rotated_picture_has_its_upright_size(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    Image.new("RGB", (20, 10)).save(tmp_path / "a.jpg", exif=exif)
    found = identify(tmp_path / "a.jpg")
    assert (found.width, found.height) == (10, 20)


def test_pictures_that_claim_too_much_are_refused(tmp_path: Path) -> None:
    header = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    chunk = b"IHDR" + header
    data = b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + chunk + struct.pack(">I", zlib.crc32(chunk))
    (tmp_path / "bomb.png").write_bytes(data + struct.pack(">I", 0) + b"IDAT" + struct.pack(">I", zlib.crc32(b"IDAT")))
    with pytest.raises(PictureError, match=r"bomb\.png"):
        identify(tmp_path / "bomb.png")
    with (tmp_path / "large.png").open("wb") as file:
        file.truncate(MAX_BYTES + 1)
    with pytest.raises(PictureError, match=r"large\.png is larger"):
        identify(tmp_path / "large.png")


def test_what_is_no_picture_is_said(tmp_path: Path) -> None:
    (tmp_path / "script.eps").write_text("%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n", encoding="ascii")
    for path in (tmp_path / "script.eps", tmp_path, tmp_path / "missing", Path("a\x00b")):
        with pytest.raises(PictureError) as caught:
            identify(path)
        assert str(path) in caught.value.message
        assert caught.value.hint


def test_only_paths_that_every_system_can_have_are_safe(tmp_path: Path) -> None:
    for path in ("a.png", "pictures/a b.png", "ü/狐.png", "a..png", ".hidden"):
        assert is_safe_relative(path), path
    for path in (
        "",
        "/a",
        "a//b",
        "../a",
        "a/..",
        "a/./b",
        "c:a",
        "a\\b",
        "nul",
        "x/COM1.png",
        "a\n",
        "a ",
        "a.",
        "x" * 401,
    ):
        assert not is_safe_relative(path), path
    assert stays_inside(tmp_path, tmp_path / "a" / "b")
    assert not stays_inside(tmp_path, tmp_path / ".." / "b")
