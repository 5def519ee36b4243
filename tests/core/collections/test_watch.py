"""What changes in a collection's folders is in the collection a moment later."""

from __future__ import annotations

import queue
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from gill_studio.core.collections import watch as watch_module
from gill_studio.core.collections.model import CollectionError
from gill_studio.core.collections.scan import ScanResult
from gill_studio.core.collections.watch import CollectionWatch
from gill_studio.core.errors import StudioError

SOON = 2.0  # seconds in which a change must be there
BUSY = 8.0  # and what is waited for on a machine that does other things


class Heard:
    """A watch, and what it has told."""

    def __init__(self, collection: Path) -> None:
        self.results: queue.Queue[ScanResult] = queue.Queue()
        self.errors: queue.Queue[StudioError] = queue.Queue()
        self.watch = CollectionWatch(collection, self.results.put, self.errors.put)

    def next(self) -> ScanResult:
        return self.results.get(timeout=BUSY)


@pytest.fixture
def watched(album: Any) -> Iterator[Callable[[], Heard]]:
    """`watched()`: the album's watch, begun now."""
    begun: list[Heard] = []

    def begin() -> Heard:
        begun.append(Heard(album.store.folder))
        return begun[-1]

    yield begin
    for one in begun:
        one.watch.stop()


def test_it_scans_at_the_start_and_then_what_changes(album: Any, watched: Callable[[], Heard]) -> None:
    album.draw("before.jpg", 1)
    heard = watched()
    assert heard.next() == ScanResult(new=1)
    started = time.monotonic()
    album.draw("inside/new.jpg", 2)
    assert heard.next().new == 1
    took = time.monotonic() - started
    assert album.store.files(album.folder).keys() == {"before.jpg", "inside/new.jpg"}
    album.write("before.txt", "Described.")
    assert heard.next() == ScanResult(changed=1)
    assert album.caption("before.jpg") == ("sidecar", "Described.")
    (album.folder / "before.jpg").rename(album.folder / "inside" / "after.jpg")
    assert heard.next().moved == 1
    (album.folder / "inside" / "new.jpg").unlink()
    assert heard.next() == ScanResult(gone=1)
    album.write("bad.png", b"spoilt")
    assert heard.next() == ScanResult(problems=1)
    assert took < SOON, "on a machine that has time for it"
    assert heard.errors.empty()


def test_many_changes_are_few_scans(album: Any, watched: Callable[[], Heard], monkeypatch: pytest.MonkeyPatch) -> None:
    heard = watched()
    album.draw("first.jpg", 0)
    assert heard.next().new == 1
    for number in range(1, 41):
        album.draw(f"{number}.jpg", number)
    found, scans = 0, 0
    while found < 40:
        found, scans = found + heard.next().new, scans + 1
    assert scans <= 10


def test_what_it_reads_itself_does_not_wake_it(
    album: Any, watched: Callable[[], Heard], monkeypatch: pytest.MonkeyPatch
) -> None:
    scans: list[object] = []
    real = watch_module.scan
    monkeypatch.setattr(watch_module, "scan", lambda *some, **named: scans.append(some) or real(*some, **named))
    album.draw("one.jpg", 1)
    heard = watched()
    heard.next()
    album.write("notes.md", "No picture, and no caption.")
    time.sleep(1.5)
    assert len(scans) == 1


def test_a_folder_that_comes_back_is_watched_again(
    album: Any, watched: Callable[[], Heard], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watch_module, "_ROUND", 0.2)
    album.draw("one.jpg", 1)
    heard = watched()
    heard.next()
    away = album.folder.rename(album.folder.with_name("away"))
    time.sleep(0.6)
    assert album.store.files(album.folder).keys() == {"one.jpg"}
    shutil.copy(away / "one.jpg", away / "two.jpg")
    away.rename(album.folder)
    assert heard.next().new == 1
    album.draw("three.jpg", 3)
    assert heard.next().new == 1


def test_a_folder_that_cannot_be_watched_is_looked_through_now_and_then(
    album: Any, watched: Callable[[], Heard], monkeypatch: pytest.MonkeyPatch
) -> None:
    from watchdog.observers import Observer

    def refuse(*_: object, **__: object) -> None:
        raise OSError(28, "inotify watch limit reached")

    monkeypatch.setattr(Observer, "schedule", refuse)
    monkeypatch.setattr(watch_module, "_ROUND", 0.2)
    monkeypatch.setattr(watch_module, "_UNWATCHED", 0.4)
    heard = watched()
    album.draw("one.jpg", 1)
    assert heard.next().new == 1


def test_what_goes_wrong_is_told_and_tried_again(
    album: Any, watched: Callable[[], Heard], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watch_module, "_ROUND", 0.2)
    real, failures = watch_module.scan, [CollectionError("The disk is full.", "Free some space.")]

    def fail_once(*some: Any, **named: Any) -> ScanResult:
        if failures:
            raise failures.pop()
        return real(*some, **named)

    monkeypatch.setattr(watch_module, "scan", fail_once)
    album.draw("one.jpg", 1)
    heard = watched()
    assert heard.errors.get(timeout=BUSY).message == "The disk is full."
    assert heard.next().new == 1


def test_stopping_ends_a_scan_in_its_midst(album: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(60):
        album.draw(f"{number}.jpg", number)
    steps: list[int] = []
    told: list[object] = []

    def step(_label: str, done: int, _total: int) -> None:
        steps.append(done)
        time.sleep(0.05)

    watch = CollectionWatch(album.store.folder, told.append, told.append, step)
    while len(steps) < 3:
        time.sleep(0.01)
    watch.stop()
    assert not watch._thread.is_alive()
    assert told == []
    assert len(steps) < 60


def test_it_says_when_nothing_is_left_to_do(album: Any) -> None:
    """Also after a scan that has found nothing."""
    album.draw("one.jpg", 1)
    told: queue.Queue[str] = queue.Queue()
    for expected in (["scan", "rest"], ["rest"]):
        watch = CollectionWatch(album.store.folder, lambda _: told.put("scan"), on_rest=lambda: told.put("rest"))
        try:
            assert [told.get(timeout=BUSY) for _ in expected] == expected
        finally:
            watch.stop()
