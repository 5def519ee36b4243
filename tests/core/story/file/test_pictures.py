"""Pictures of a story: kept as they came, found when wanted, small and upright when shown."""

from __future__ import annotations

import hashlib
import io
import os
import sqlite3
import struct
import threading
import time
import zlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from PIL import Image, ImageCms

from gill_studio.core import locations
from gill_studio.core import picture_cache as cache
from gill_studio.core.errors import PictureError
from gill_studio.core.pictures import PictureRef
from gill_studio.core.story import edits
from gill_studio.core.story.file import StoryFile, picture_rows
from gill_studio.core.story.model import Recipe, SeenPanel, StoryError, Take
from gill_studio.core.thumbnails import make_thumbnail

Draw = Callable[..., Path]
Open = Callable[[StoryFile], StoryFile]


def show(story: StoryFile, picture: PictureRef, panel: str = "p0", take: str = "t") -> None:
    board = edits.with_take(story.document.board, panel, Take(take, picture), show=True)
    story.document.apply("Add picture", board)


def image_of(found: Path | bytes) -> Image.Image:
    with Image.open(io.BytesIO(found) if isinstance(found, bytes) else found) as image:
        image.load()
        return image


def noise(size: int) -> bytes:
    """A PNG that does not shrink, of about that many bytes."""
    stream = io.BytesIO()
    edge = int((size / 3) ** 0.5) + 1
    Image.frombytes("RGB", (edge, edge), os.urandom(3 * edge * edge)).save(stream, "PNG")
    return stream.getvalue()


def test_a_picture_is_kept_byte_for_byte(story: StoryFile, draw: Draw, opened: Open) -> None:
    path = draw("fox.jpg", "red", exif=b"Exif\0\0MM\0*\0\0\0\x08\0\0\0\0\0\0")
    picture = story.pictures.add_file(path)
    show(story, picture)
    story.close()
    path_bytes = path.read_bytes()
    path.unlink()
    again = opened(StoryFile.open(story.path))
    assert again.document.board.panels[0].picture == picture
    assert again.pictures.data_of(picture.sha256) == path_bytes
    place = again.pictures.path_of(picture.sha256)
    assert place.read_bytes() == path_bytes
    assert (place.suffix, place.stem) == (".jpg", picture.sha256)
    assert place.is_relative_to(locations.cache_dir())
    assert again.pictures.path_of(picture.sha256) == place


def test_a_picture_is_on_disk_before_the_edit_that_shows_it(story: StoryFile, draw: Draw) -> None:
    picture = story.pictures.add_file(draw("fox.png"))
    connection = sqlite3.connect(story.path)
    assert connection.execute("SELECT size FROM picture WHERE sha256 = ?", (picture.sha256,)).fetchone()[0] > 0
    connection.close()


def test_a_large_picture_comes_in_parts_between_which_edits_are_saved(story: StoryFile) -> None:
    data = noise(12 << 20)
    done = threading.Event()

    def add() -> PictureRef:
        try:
            return story.pictures.add_bytes(data)
        finally:
            done.set()

    with ThreadPoolExecutor(1) as pool:
        future = pool.submit(add)
        number = 0
        while not done.wait(0.05):
            number += 1
            story.document.apply("Write", edits.with_caption(story.document.board, "p0", f"{number}"))
            story.flush(1.0)
        picture = future.result()
    assert story.pictures.data_of(picture.sha256) == data
    connection = sqlite3.connect(story.path)
    parts = connection.execute("SELECT count(*), max(length(data)) FROM picture_part").fetchone()
    connection.close()
    assert parts == (len(data) // (1 << 20) + 1, 1 << 20)
    assert list((locations.cache_dir() / "arriving").iterdir()) == []


def test_one_picture_is_there_once(story: StoryFile, draw: Draw) -> None:
    path = draw("fox.png")
    with ThreadPoolExecutor(8) as pool:
        futures = [pool.submit(story.pictures.add_bytes, path.read_bytes()) for _ in range(8)]
        found = {future.result() for future in futures}
    assert found == {story.pictures.add_file(path)}
    connection = sqlite3.connect(story.path)
    assert connection.execute("SELECT count(*) FROM picture_part").fetchone() == (1,)
    connection.close()


def test_what_is_no_picture_is_refused(story: StoryFile, tmp_path: Path) -> None:
    text = tmp_path / "words.png"
    text.write_text("words")
    with pytest.raises(PictureError, match=r"words\.png is not a picture"):
        story.pictures.add_file(text)
    with pytest.raises(PictureError, match="What was pasted is not a picture"):
        story.pictures.add_bytes(b"words")
    with pytest.raises(PictureError, match="known to the story, but not in it"):
        story.pictures.data_of("0" * 64)
    with pytest.raises(PictureError, match="known to the story, but not in it"):
        story.pictures.thumbnail("0" * 64, 256)


def test_thumbnails_are_small_upright_and_made_once(story: StoryFile, draw: Draw) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # the camera was held upright
    picture = story.pictures.add_file(draw("tall.jpg", "red", (1200, 900), exif=exif))
    assert (picture.width, picture.height) == (900, 1200)
    place = story.pictures.thumbnail(picture.sha256, 512)
    assert isinstance(place, Path)
    assert image_of(place).size == (384, 512)
    before = place.stat().st_mtime_ns
    assert story.pictures.thumbnail(picture.sha256, 512) == place
    assert place.stat().st_mtime_ns == before
    assert image_of(story.pictures.thumbnail(picture.sha256, 2048)).size == (900, 1200), "never larger than it is"


@pytest.mark.parametrize("orientation", range(1, 9))
def test_every_orientation_is_as_cameras_mean_it(orientation: int) -> None:
    """A red top left corner, stored as each orientation stores it."""
    upright = Image.new("RGB", (40, 20), "white")
    upright.paste("red", (0, 0, 20, 10))
    turns = Image.Transpose
    stored = {
        2: turns.FLIP_LEFT_RIGHT,
        3: turns.ROTATE_180,
        4: turns.FLIP_TOP_BOTTOM,
        5: turns.TRANSPOSE,
        6: turns.ROTATE_90,
        7: turns.TRANSVERSE,
        8: turns.ROTATE_270,
    }.get(orientation)
    stream, exif = io.BytesIO(), Image.Exif()
    exif[0x0112] = orientation
    (upright if stored is None else upright.transpose(stored)).save(stream, "PNG", exif=exif)
    found = image_of(make_thumbnail(stream.getvalue(), 64)[0])
    assert found.size == (40, 20)
    assert found.getpixel((3, 3)) == (255, 0, 0)
    assert found.getpixel((36, 16)) == (255, 255, 255)


@pytest.mark.parametrize(
    ("mode", "colour", "expected"),
    [
        ("RGBA", (200, 0, 0, 128), (200, 0, 0, 128)),
        ("P", 0, (0, 0, 0)),
        ("L", 77, 77),
        ("LA", (77, 128), (77, 77, 77, 128)),
        ("1", 1, 255),
        ("I;16", 40_000, 155),
        ("CMYK", (0, 255, 255, 0), (254, 0, 0)),
        ("F", 0.0, 0),
    ],
)
def test_pictures_of_every_mode(mode: str, colour: object, expected: object) -> None:
    stream = io.BytesIO()
    Image.new(mode, (30, 20), colour).save(stream, "TIFF")
    data, suffix = make_thumbnail(stream.getvalue(), 16)
    found = image_of(data)
    assert (found.size, suffix) == ((16, 11), ".png")
    pixel = found.getpixel((5, 5))
    if mode in ("P", "1"):
        assert pixel in (expected, (expected,) * 3)
    else:
        assert pixel == pytest.approx(expected, abs=2)


def test_colours_of_a_wide_profile_are_shown_as_they_are_meant() -> None:
    stream = io.BytesIO()
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
    Image.new("RGB", (300, 300), (10, 200, 30)).save(stream, "PNG", icc_profile=profile)
    assert image_of(make_thumbnail(stream.getvalue(), 290)[0]).getpixel((9, 9)) == pytest.approx((10, 200, 30), abs=3)
    stream = io.BytesIO()
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    Image.new("RGB", (300, 300), (10, 200, 30)).save(stream, "PNG", icc_profile=srgb)
    data, suffix = make_thumbnail(stream.getvalue(), 290)
    assert suffix == ".jpg"
    assert image_of(data).getpixel((9, 9)) == pytest.approx((10, 200, 30), abs=6)
    assert "icc_profile" not in image_of(data).info


def png_claiming(width: int, height: int) -> bytes:
    """A few hundred bytes that say they are a huge picture."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(b"\0" * 10_000)) + chunk(b"IEND", b"")


@pytest.mark.parametrize("size", [(60_000, 60_000), (2**31 - 1, 2**31 - 1), (100_000, 1001)])
def test_bombs_are_refused(story: StoryFile, size: tuple[int, int]) -> None:
    with pytest.raises(PictureError):
        story.pictures.add_bytes(png_claiming(*size))
    with pytest.raises(PictureError):
        make_thumbnail(png_claiming(*size), 256)


def test_a_bomb_that_is_in_a_story_is_not_set_off(story: StoryFile) -> None:
    data = png_claiming(50_000, 50_000)
    lying = PictureRef(hashlib.sha256(data).hexdigest(), "image/png", 40, 40)
    story._writer.submit(lambda store: picture_rows.write_picture(store, lying, [data])).result(5)
    with pytest.raises(PictureError, match=r"cannot be shown|too large"):
        story.pictures.thumbnail(lying.sha256, 256)


def test_a_damaged_picture_is_noticed_and_can_be_put_right(story: StoryFile, draw: Draw, opened: Open) -> None:
    path = draw("fox.png")
    picture = story.pictures.add_file(path)
    show(story, picture)
    story.close()
    connection = sqlite3.connect(story.path)
    connection.execute("UPDATE picture_part SET data = zeroblob(length(data))")
    connection.commit()
    connection.close()
    again = opened(StoryFile.open(story.path))
    for use in (again.pictures.data_of, again.pictures.path_of, lambda digest: again.pictures.thumbnail(digest, 256)):
        with pytest.raises(PictureError, match="damaged"):
            use(picture.sha256)
    assert not list(cache.original(picture).parent.glob("*"))
    assert again.pictures.add_file(path) == picture
    assert again.pictures.data_of(picture.sha256) == path.read_bytes()


def test_what_was_offered_and_not_taken_is_kept_as_a_thumbnail(story: StoryFile, draw: Draw, opened: Open) -> None:
    path = draw("large.png", "blue", (2000, 1000))
    picture = story.pictures.add_reference(path)
    story.document.keep(edits.with_take(story.document.board, "p0", Take("t", picture), show=False))
    story.close()
    again = opened(StoryFile.open(story.path))
    assert not again.pictures.contains(picture.sha256)
    assert image_of(again.pictures.thumbnail(picture.sha256, 256)).size == (256, 128)
    with pytest.raises(PictureError, match="not in it"):
        again.pictures.data_of(picture.sha256)
    again.pictures.add_file(path)
    assert again.pictures.contains(picture.sha256)
    again.pictures.add_reference(path)
    assert again.pictures.contains(picture.sha256), "what is there whole stays so"
    connection = sqlite3.connect(story.path)
    assert connection.execute("SELECT count(*) FROM thumbnail").fetchone() == (0,)
    connection.close()


def in_file(path: Path) -> set[str]:
    connection = sqlite3.connect(path)
    try:
        return {digest for (digest,) in connection.execute("SELECT sha256 FROM picture")}
    finally:
        connection.close()


def collect(story: StoryFile) -> None:
    def work(store: object) -> None:
        for _ in picture_rows.collect(lambda: store, story.pictures.added):
            pass

    story._writer.submit(work).result(10)


def test_pictures_that_nobody_speaks_of_are_thrown_away(story: StoryFile, draw: Draw, opened: Open) -> None:
    colours = ("red", "green", "blue", "white", "black")
    shown, undone, seen, gone, fresh = (story.pictures.add_file(draw(f"{colour}.png", colour)) for colour in colours)
    large = story.pictures.add_bytes(noise(3 << 20))
    show(story, undone)
    story.document.undo()
    show(story, shown)  # from now on nothing leads back to the other
    show(story, gone, "p1", "u")
    context = (SeenPanel("It saw this.", seen.sha256),)
    board = edits.with_take(
        story.document.board, "p2", Take("w", shown, recipe=Recipe("m", context=context)), show=True
    )
    story.document.apply("Take", board)
    story.document.apply("Remove", edits.removed(story.document.board, ["p1"]))
    story.flush()
    collect(story)
    assert len(in_file(story.path)) == 6, "an edit may be about to show what was added"
    story.close()
    again = opened(StoryFile.open(story.path))
    again.pictures.add_file(draw("black.png", "black"))
    before = story.path.stat().st_size
    collect(again)
    assert in_file(story.path) == {shown.sha256, gone.sha256, seen.sha256, fresh.sha256}
    assert story.path.stat().st_size < before - (2 << 20), "the disk gets its room back"
    assert large.sha256 not in in_file(story.path)
    while again.document.can_undo:
        again.document.undo()
    while again.document.can_redo:
        again.document.redo()
    assert again.pictures.data_of(gone.sha256)


def test_a_full_cache_is_no_reason_to_show_nothing(
    story: StoryFile, draw: Draw, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    picture = story.pictures.add_file(draw("fox.png"))
    blocked = tmp_path / "no-folder"
    blocked.write_bytes(b"")
    monkeypatch.setenv("GILL_STUDIO_CACHE", str(blocked))
    assert isinstance(story.pictures.thumbnail(picture.sha256, 256), bytes)
    with pytest.raises(StoryError, match="no room for pictures"):
        story.pictures.path_of(picture.sha256)


def test_the_cache_is_kept_within_a_limit() -> None:
    old = time.time() - 3 * 24 * 3600
    for number in range(6):
        place = cache.original(PictureRef(f"{number:064x}", "image/png", 1, 1))
        cache.put(place, [b"x" * 1000])
        os.utime(place, (old + number, old + number))
    used = cache.original(PictureRef(f"{0:064x}", "image/png", 1, 1))
    assert cache.touch(used, 1000)
    assert not cache.touch(used, 999)
    for _ in cache.trim(2500):
        pass
    left = {path.stem for path in (locations.cache_dir() / "pictures").rglob("*.png")}
    assert left == {f"{number:064x}" for number in (0, 5)}
    for _ in cache.trim(10):
        pass
    assert used.exists(), "used lately"


def test_what_a_power_cut_left_in_the_cache_is_made_anew(story: StoryFile, draw: Draw) -> None:
    path = draw("fox.png")
    picture = story.pictures.add_file(path)
    story.pictures.path_of(picture.sha256).write_bytes(b"")
    assert story.pictures.path_of(picture.sha256).read_bytes() == path.read_bytes()
    small = story.pictures.thumbnail(picture.sha256, 256)
    assert isinstance(small, Path)
    small.write_bytes(b"")
    assert image_of(story.pictures.thumbnail(picture.sha256, 256)).size == (60, 40)


def test_many_threads_may_ask_while_one_writes(story: StoryFile, draw: Draw) -> None:
    pictures = [story.pictures.add_file(draw(f"{number}.png", "red", (50 + number, 40))) for number in range(8)]

    def use(number: int) -> bool:
        digest = pictures[number % 8].sha256
        return len(story.pictures.data_of(digest)) > 0 and bool(story.pictures.thumbnail(digest, 256))

    with ThreadPoolExecutor(6) as pool:
        futures = [pool.submit(use, number) for number in range(60)]
        for number in range(60):
            story.document.apply("Write", edits.with_caption(story.document.board, "p0", f"{number}"))
        assert all(future.result() for future in futures)
    story.flush()


def test_a_story_with_many_pictures_opens_without_reading_them(story: StoryFile, opened: Open) -> None:
    def fill(store: object) -> None:
        for number in range(300):
            data = os.urandom(100_000)
            ref = PictureRef(hashlib.sha256(data).hexdigest(), "image/png", 1000, number + 1)
            picture_rows.write_picture(store, ref, [data])

    story._writer.submit(lambda store: store.connection.execute("PRAGMA synchronous = OFF")).result(5)
    story._writer.submit(fill).result(60)
    story.close()
    if not Path("/proc/self/io").exists():
        pytest.skip("this system does not tell what is read")
    before = bytes_read()
    again = opened(StoryFile.open(story.path))
    assert bytes_read() - before < 2_000_000
    assert story.path.stat().st_size > 30_000_000
    assert again.document.board.title == "The Fox"


def bytes_read() -> int:
    fields = dict(line.split(": ") for line in Path("/proc/self/io").read_text().splitlines())
    return int(fields["rchar"])
