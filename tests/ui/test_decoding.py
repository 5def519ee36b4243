"""Pictures for the window: upright, exact in size and colour, and decoded without standing in anybody's way."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QImage

from gill_studio.core.errors import PictureError
from ui.decoding import fitted_image, sized_image, whole_image

_DECODING_BESIDE_WHAT_GOES = """
import random, sys, threading, time
from pathlib import Path
from PySide6.QtCore import QCoreApplication, QObject, QSize, QTimer
from ui.decoding import sized_image

sys.setswitchinterval(1e-4)
app, end, decoded = QCoreApplication([]), time.monotonic() + 3, 0

def decode():
    global decoded
    while time.monotonic() < end:
        sized_image(Path(sys.argv[1]), QSize(20, 20))
        decoded += 1

thread = threading.Thread(target=decode, daemon=True)
thread.start()
while thread.is_alive():
    timers, receivers = [QTimer() for _ in range(500)], [QObject() for _ in range(500)]
    for timer, receiver in zip(timers, receivers):
        timer.timeout.connect(receiver.deleteLater)
    del timer, receiver
    random.shuffle(receivers)
    receivers.clear()
print(decoded)
"""


@pytest.fixture
def halves(tmp_path: Path) -> Path:
    """Red above, blue below, to be turned by a quarter: red on the right then."""
    image = Image.new("RGB", (40, 80), "#ff0000")
    image.paste("#0000ff", (0, 40, 40, 80))
    image.getexif()[0x0112] = 6
    image.save(tmp_path / "halves.png", exif=image.getexif())
    return tmp_path / "halves.png"


@pytest.mark.parametrize(
    ("decode", "size"),
    [
        (lambda path: whole_image(path, 80), (80, 40)),
        (lambda path: whole_image(path.read_bytes(), 80), (80, 40)),
        (lambda path: fitted_image(path, 20), (20, 10)),
        (lambda path: sized_image(path, QSize(32, 16)), (32, 16)),
        (lambda path: sized_image(path, QSize(160, 80)), (160, 80)),
    ],
)
def test_upright_and_in_its_colours(decode: Callable[[Path], QImage], size: tuple[int, int], halves: Path) -> None:
    image = decode(halves)
    assert (image.width(), image.height()) == size
    assert image.pixelColor(1, size[1] // 2) == QColor("#0000ff")
    assert image.pixelColor(size[0] - 2, size[1] // 2) == QColor("#ff0000")


def test_what_is_transparent_stays_so(tmp_path: Path) -> None:
    Image.new("RGBA", (8, 8), (200, 100, 0, 128)).save(tmp_path / "glass.png")
    colour = whole_image(tmp_path / "glass.png", 8).pixelColor(4, 4)
    assert colour.alpha() == 128
    assert abs(colour.red() - 200) <= 1
    assert abs(colour.green() - 100) <= 1


@pytest.mark.parametrize(
    ("mode", "colour", "options"),
    [
        ("RGB", (200, 100, 0), {"transparency": (200, 100, 0)}),
        ("L", 90, {"transparency": 90}),
        ("P", 3, {"transparency": 3}),
        ("LA", (90, 0), {}),
    ],
)
def test_a_colour_that_is_transparent(mode: str, colour: object, options: dict[str, object], tmp_path: Path) -> None:
    image = Image.new(mode, (8, 8), colour)  # type: ignore[arg-type]
    image.paste(255 if mode in "LP" else (255,) * len(mode), (0, 0, 4, 8))  # type: ignore[arg-type]
    if mode == "P":
        image.putpalette([level for entry in range(256) for level in (entry, entry, entry)])
    image.save(tmp_path / "hole.png", **options)  # type: ignore[arg-type]
    for shown in (whole_image(tmp_path / "hole.png", 8), sized_image(tmp_path / "hole.png", QSize(8, 8))):
        assert [shown.pixelColor(x, 4).alpha() for x in (1, 6)] == [255, 0]


@pytest.mark.parametrize(
    ("mode", "colour"), [("1", 1), ("L", 255), ("I;16", 65535), ("F", 70000.0), ("CMYK", (0,) * 4)]
)
def test_what_is_not_transparent_is_not(mode: str, colour: object, tmp_path: Path) -> None:
    path = tmp_path / "white.tif"
    Image.new(mode, (8, 8), colour).save(path)  # type: ignore[arg-type]
    assert sized_image(path, QSize(4, 4)).pixelColor(2, 2) == QColor("#ffffff")


def test_one_a_pixel_high(tmp_path: Path) -> None:
    Image.new("RGB", (6000, 1), "#ff0000").save(tmp_path / "thin.jpg", quality=95)
    assert fitted_image(tmp_path / "thin.jpg", 100).width() == 100


def test_what_is_too_large_or_no_picture(halves: Path) -> None:
    assert whole_image(halves, 79).isNull()
    halves.write_bytes(b"<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>")
    for decode in (lambda: whole_image(halves, 80), lambda: fitted_image(halves, 20)):
        with pytest.raises(PictureError):
            decode()


def test_no_two_threads_wait_for_each_other(halves: Path) -> None:
    """Qt's readers, which hold Python's lock, stood still here within a second or two (see `ui.decoding`)."""
    ran = subprocess.run(
        [sys.executable, "-c", _DECODING_BESIDE_WHAT_GOES, str(halves)],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert ran.returncode == 0, ran.stderr
    assert int(ran.stdout) > 100
