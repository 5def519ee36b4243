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
from ui.decoding import filling_image, fitted_image, sized_image, whole_image

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
        (lambda path: filling_image(path, QSize(30, 30)), (30, 30)),
        (lambda path: filling_image(path, QSize(90, 90)), (90, 90)),
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
        timeout=60,
    )
    assert ran.returncode == 0, ran.stderr
    assert int(ran.stdout) > 100
