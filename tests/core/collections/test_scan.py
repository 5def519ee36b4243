"""A scan finds what is there, says what is wrong, looks only at what has changed, and loses nothing."""

from __future__ import annotations

import os
import shutil
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from gill_studio.core.collections import examine
from gill_studio.core.collections import scan as scan_module
from gill_studio.core.collections.model import CaptionSource, CollectionError
from gill_studio.core.collections.scan import ScanResult, scan
from gill_studio.core.collections.small_pictures import small_picture
from gill_studio.core.collections.store import CollectionStore

Fill = Callable[[Any], dict[str, Any]]


@pytest.fixture
def decoded(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the pictures that are decoded."""
    names: list[str] = []
    real = examine._decoded

    def count(path: Path, *rest: Any) -> Any:
        names.append(path.name)
        return real(path, *rest)

    monkeypatch.setattr(examine, "_decoded", count)
    return names


def test_every_caption_source_format_and_rotation(
    album: Any, fill: Fill, formats: dict[str, tuple[str, tuple[int, int]]]
) -> None:
    expected = fill(album)
    result = scan(album.store)
    assert result == ScanResult(new=len(expected))
    files = album.store.files(album.folder)
    assert {path: album.caption(path) for path in files} == expected
    assert album.store.problems(album.folder) == {}
    for name, (media_type, size) in formats.items():
        picture = files[f"formats/{name}"].picture
        assert (picture.media_type, (picture.width, picture.height)) == (media_type, size), name
        status = (album.folder / "formats" / name).stat()
        assert (files[f"formats/{name}"].size, files[f"formats/{name}"].mtime_ns) == (
            status.st_size,
            status.st_mtime_ns,
        )
    captioned = sum(1 for source, _ in expected.values() if source)
    coverage = album.store.coverage()
    assert (coverage.pictures, coverage.captioned, coverage.problems) == (len(expected), captioned, 0)


def test_heic_is_read_where_the_extra_is_installed(
    album: Any, draw_seed: Callable[..., Image.Image], monkeypatch: pytest.MonkeyPatch
) -> None:
    heif = pytest.importorskip("pillow_heif")
    exif = Image.Exif()
    exif[0x0112], exif[0x010E] = 6, "From a telephone."
    heif.from_pillow(draw_seed(1)).save(album.folder / "turned.heic", exif=exif.tobytes(), quality=90)
    with monkeypatch.context() as patched:
        patched.setattr(examine, "openable_formats", lambda: ("JPEG",))
        patched.setattr("gill_studio.core.pictures.openable_formats", lambda: ("JPEG",))
        scan(album.store)
    (problem,) = album.store.problems(album.folder).values()
    assert "extra library" in problem.reason
    assert "heic" in problem.hint
    assert scan(album.store).new == 1, "it is tried again, for the library may have come"
    record = album.store.files(album.folder)["turned.heic"]
    assert (record.picture.media_type, record.picture.width, record.picture.height) == ("image/heif", 64, 96)
    assert album.caption("turned.heic") == ("exif", "From a telephone.")


def test_bad_files_are_named_and_stop_nothing(album: Any, fill: Fill, harm: Fill) -> None:
    good, bad = fill(album), harm(album)
    scan(album.store, threads=3)
    problems = album.store.problems(album.folder)
    assert problems.keys() == bad.keys()
    for path, words in bad.items():
        assert words in problems[path].reason
        assert problems[path].hint
        assert str(album.folder) not in problems[path].reason
    assert {path for path in album.store.files(album.folder) if not path.startswith("texts")} == good.keys()
    assert album.caption("texts/entities.jpg") == ("exif", "Still here.")
    assert album.store.coverage().problems == len(bad)


def test_only_what_has_changed_is_looked_at(album: Any, fill: Fill, harm: Fill, decoded: list[str]) -> None:
    fill(album), harm(album)
    scan(album.store)
    before = album.state()
    decoded.clear()
    assert scan(album.store).is_empty
    assert decoded == []
    assert album.state() == before
    album.draw("new.jpg", 99)
    album.draw("xmp.jpg", 98, exif="Another.")
    (album.folder / "iptc.jpg").unlink()
    assert scan(album.store) == ScanResult(new=1, changed=1, gone=1)
    assert sorted(decoded) == ["new.jpg", "xmp.jpg"]
    assert album.caption("xmp.jpg") == ("exif", "Another.")


def test_moved_and_copied_files_keep_what_is_known_of_them(album: Any, decoded: list[str]) -> None:
    album.draw("one.jpg", 1)
    album.write("one.txt", "By text.")
    album.draw("two.jpg", 2)
    scan(album.store)
    digests = {path: file.picture.sha256 for path, file in album.store.files(album.folder).items()}
    album.store.set_captions({digests["two.jpg"]: "My words."}, CaptionSource.WRITER)
    album.store.exclude([digests["two.jpg"]])
    decoded.clear()
    (album.folder / "there").mkdir()
    (album.folder / "one.jpg").rename(album.folder / "there" / "first.jpg")
    (album.folder / "two.jpg").rename(album.folder / "second.jpg")
    shutil.copy(album.folder / "second.jpg", album.folder / "copy.jpg")
    result = scan(album.store)
    assert (result.moved, result.gone, result.new + result.moved) == (3, 0, 3)
    assert decoded == [], "the content is known"
    assert album.caption("there/first.jpg") == ("sidecar", "By text.")
    assert album.caption("second.jpg") == album.caption("copy.jpg") == ("writer", "My words.")
    assert album.store.excluded() == {digests["two.jpg"]}
    assert len(album.store) == 2
    assert album.store.paths_of(digests["two.jpg"]) == (album.folder / "copy.jpg", album.folder / "second.jpg")


def test_a_rescan_never_overwrites_the_writers_words(album: Any) -> None:
    album.draw("one.jpg", 1, exif="By EXIF.")
    scan(album.store)
    digest = album.store.files(album.folder)["one.jpg"].picture.sha256
    album.store.set_captions({digest: "Mine."}, CaptionSource.WRITER)
    album.write("one.txt", "By text.")
    scan(album.store)
    assert album.caption("one.jpg") == ("writer", "Mine.")
    album.store.set_captions({digest: ""}, CaptionSource.WRITER)
    assert album.caption("one.jpg") == ("sidecar", "By text.")


def test_a_picture_that_was_only_tagged_keeps_the_writers_words(album: Any) -> None:
    """Other programs write metadata into files: the content is another, the picture is not."""
    album.draw("one.jpg", 1)
    scan(album.store)
    digest = album.store.files(album.folder)["one.jpg"].picture.sha256
    album.store.set_captions({digest: "Mine."}, CaptionSource.WRITER)
    album.store.exclude([digest])
    album.draw("one.jpg", 1, xmp="Rated and described.")
    scan(album.store)
    tagged = album.store.files(album.folder)["one.jpg"].picture.sha256
    assert tagged != digest
    assert album.caption("one.jpg") == ("writer", "Mine.")
    assert album.store.excluded() == {digest, tagged}
    album.draw("one.jpg", 2)
    scan(album.store)
    assert album.caption("one.jpg") == ("", ""), "this is another picture"


def test_captions_beside_pictures_come_change_and_go(album: Any, decoded: list[str]) -> None:
    album.draw("one.jpg", 1, exif="By EXIF.")
    album.draw("two.jpg", 2)
    scan(album.store)
    decoded.clear()
    album.write("one.txt", "By text.")
    album.write("all.tsv", "caption\timage\nA fox.\ttwo.jpg\n")
    assert scan(album.store) == ScanResult(changed=2)
    assert (album.caption("one.jpg"), album.caption("two.jpg")) == (("sidecar", "By text."), ("dataset", "A fox."))
    album.write("one.txt", "Another text.")
    album.write("all.tsv", "caption\timage\nAn owl.\ttwo.jpg\nBoth.\tone.jpg\n")
    assert not scan(album.store).is_empty
    assert (album.caption("one.jpg"), album.caption("two.jpg")) == (
        ("sidecar", "Another text."),
        ("dataset", "An owl."),
    )
    (album.folder / "one.txt").unlink()
    (album.folder / "all.tsv").unlink()
    scan(album.store)
    assert (album.caption("one.jpg"), album.caption("two.jpg")) == (("exif", "By EXIF."), ("", ""))
    assert decoded == []


def test_captions_of_pictures_that_are_not_there_are_a_problem_until_they_come(album: Any) -> None:
    album.draw("one.jpg", 1)
    album.write("all.tsv", "what one sees\twhere\nA fox.\tnew/two.jpg\nAn owl.\tthree.jpg\n")
    album.write("prices.tsv", "what\tprice\nApples\t2\nPears\t3\n")
    assert scan(album.store) == ScanResult(new=1, problems=1)
    (problem,) = album.store.problems(album.folder).values()
    assert problem.path == "all.tsv"
    assert problem.reason == "No picture that all.tsv has a caption for is in this folder: new/two.jpg, for one."
    assert scan(album.store).is_empty, "it is said once"
    assert album.store.problems(album.folder)
    album.draw("three.jpg", 3)
    assert scan(album.store) == ScanResult(new=1)
    assert not album.store.problems(album.folder), "that others are missing is the writer's affair"
    assert album.caption("three.jpg") == ("dataset", "An owl.")
    (album.folder / "three.jpg").unlink()
    assert scan(album.store) == ScanResult(gone=1, problems=1)


def test_of_two_copies_the_first_that_is_described_says_it(album: Any) -> None:
    album.draw("b.jpg", 1)
    album.draw("c.jpg", 1)
    album.draw("a.jpg", 1)
    album.write("c.txt", "By c.")
    album.write("b.txt", "By b.")
    scan(album.store)
    assert len(album.store) == 1
    assert album.caption("a.jpg") == ("sidecar", "By b.")
    (album.folder / "b.txt").unlink()
    scan(album.store)
    assert album.caption("a.jpg") == ("sidecar", "By c.")
    (album.folder / "c.jpg").unlink()
    (album.folder / "c.txt").unlink()
    scan(album.store)
    assert album.caption("a.jpg") == ("sidecar", "By c."), "a file that is gone takes nothing with it"


def test_a_file_that_is_mended_is_a_problem_no_more(album: Any) -> None:
    good = album.draw("one.jpg", 1).read_bytes()
    album.write("one.jpg", good[:500])
    album.write("one.json", "{")
    assert scan(album.store).problems == 1, "a picture that cannot be read needs no caption"
    album.write("one.jpg", good)
    assert scan(album.store) == ScanResult(new=1, problems=1)
    assert album.store.problems(album.folder).keys() == {"one.json"}
    album.write("one.json", '{"caption": "Good."}')
    assert scan(album.store) == ScanResult(changed=1)
    assert album.store.problems(album.folder) == {}
    album.write("one.jpg", b"spoilt")
    scan(album.store)
    assert album.store.files(album.folder) == {}
    (album.folder / "one.jpg").unlink()
    (album.folder / "one.json").unlink()
    scan(album.store)
    assert album.store.problems(album.folder) == {}


def test_a_folder_that_is_gone_loses_nothing(album: Any) -> None:
    album.draw("one.jpg", 1)
    scan(album.store)
    before = album.state()
    away = album.folder.rename(album.folder.with_name("away"))
    assert scan(album.store) == ScanResult(missing=(album.folder,))
    assert album.state() == before
    away.rename(album.folder)
    assert scan(album.store).is_empty


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="nobody is kept from reading here")
def test_a_directory_that_cannot_be_read_loses_nothing(album: Any) -> None:
    album.draw("closed/one.jpg", 1)
    scan(album.store)
    closed = album.folder / "closed"
    closed.chmod(0)
    try:
        scan(album.store)
        assert album.store.files(album.folder).keys() == {"closed/one.jpg"}
        assert "cannot be read" in album.store.problems(album.folder)["closed"].reason
    finally:
        closed.chmod(0o700)
    scan(album.store)
    assert album.store.problems(album.folder) == {}


def test_hidden_files_links_to_folders_and_our_own_folders_are_left_alone(
    album: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in (".hidden.jpg", ".thumbnails/x.jpg", "cache/y.jpg", "seen/z.jpg"):
        album.draw(name, 1)
    monkeypatch.setenv("GILL_STUDIO_CACHE", str(album.folder / "cache"))
    scan(album.store)
    assert album.store.files(album.folder).keys() == {"seen/z.jpg"}


def test_it_ends_when_it_is_told_to_and_goes_on_from_there(album: Any, decoded: list[str]) -> None:
    for number in range(100):
        album.draw(f"{number:03}.jpg", number)

    def end(_label: str, done: int, _total: int) -> None:
        if done == 40:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        scan(album.store, end, threads=2)
    assert len(album.store.files(album.folder)) == 40
    decoded.clear()
    scan(album.store)
    assert len(decoded) == 60
    assert len(album.store) == 100


def test_a_file_that_is_being_written_waits_for_the_next_scan(album: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    path = album.draw("one.jpg", 1)
    real = examine.identify

    def slow(path: Path) -> Any:
        found = real(path)
        path.write_bytes(path.read_bytes() + b"more")
        return found

    monkeypatch.setattr(examine, "identify", slow)
    scan(album.store)
    assert album.store.files(album.folder) == {}
    assert album.store.problems(album.folder) == {}
    monkeypatch.setattr(examine, "identify", real)
    scan(album.store)
    assert album.store.files(album.folder)["one.jpg"].size == path.stat().st_size


def test_two_scans_of_one_collection_take_turns(album: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    album.draw("one.jpg", 1)
    monkeypatch.setattr(scan_module, "_PATIENCE", 0.1)
    begun, go_on = threading.Event(), threading.Event()

    def wait(*_: object) -> None:
        begun.set()
        go_on.wait(10)

    def other() -> None:
        with CollectionStore.open(album.store.folder) as store:
            scan(store, wait)

    thread = threading.Thread(target=other)
    thread.start()
    assert begun.wait(10)
    with pytest.raises(CollectionError, match="another GILL Studio"):
        scan(album.store)
    go_on.set()
    thread.join()
    assert scan(album.store).is_empty
    assert len(album.store) == 1, "and what the other has recorded is there"


def test_nothing_is_written_to_the_folder(album: Any, fill: Fill) -> None:
    fill(album)
    before = {path: path.stat().st_mtime_ns for path in album.folder.rglob("*")}
    time.sleep(0.01)
    scan(album.store)
    assert {path: path.stat().st_mtime_ns for path in album.folder.rglob("*")} == before


def test_small_pictures_are_upright_and_made_once(album: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    album.draw("turned.jpg", 1, orientation=6)
    scan(album.store)
    (picture,) = album.store.pictures()
    monkeypatch.setattr("gill_studio.core.collections.small_pictures.make_thumbnail", None)
    place = small_picture(picture)
    assert isinstance(place, Path)
    with Image.open(place) as image:
        assert image.size == (64, 96)
    monkeypatch.undo()


def test_proposed_captions_are_accepted_in_bulk(album: Any) -> None:
    album.draw("one.jpg", 1)
    album.draw("two.jpg", 2)
    scan(album.store)
    one, two = (file.picture.sha256 for file in album.store.files(album.folder).values())
    album.store.set_captions({two: "Mine."}, CaptionSource.WRITER)
    album.store.set_captions({one: "A fox?", two: "An owl?"}, CaptionSource.PROPOSED)
    assert album.store.coverage().proposed == 1
    album.store.accept_proposed([one, two, "0" * 64])
    assert album.caption("one.jpg") == ("writer", "A fox?")
    assert album.caption("two.jpg") == ("writer", "Mine.")
    assert (album.store.coverage().proposed, album.store.own_words()) == (0, 2)
