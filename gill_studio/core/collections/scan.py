"""Bringing a collection up to date with its folders: only what has changed is looked at, several files at a time.

A scan that is ended, or whose process is killed, has recorded what it has seen; the next goes on from there and comes
to the same records. Nothing is ever written to the folders.
"""

from __future__ import annotations

import os
import warnings
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from filelock import FileLock, Timeout

from gill_studio.core import locations
from gill_studio.core.collections.captions.beside import names_beside
from gill_studio.core.collections.captions.datasets import is_dataset, placed, read_dataset
from gill_studio.core.collections.captions.text import CaptionFileError
from gill_studio.core.collections.examine import Finding, Task, examine, fingerprint_of
from gill_studio.core.collections.model import CaptionSource, CollectionError, FileRecord, Problem
from gill_studio.core.collections.store import CollectionStore
from gill_studio.core.collections.walk import Stat, walk
from gill_studio.core.pictures import PICTURE_SUFFIXES

Progress = Callable[[str, int, int], object]
"""Told what is being done, and how much of it (done, total); what it raises ends the scan."""
_BATCH = 64  # files in one transaction
_AHEAD = 4  # files per thread that wait to be looked at or recorded
_MOST_THREADS = 16
_ENDINGS = tuple(PICTURE_SUFFIXES)
_PATIENCE = 10.0  # seconds to wait for another scan of the same collection


@dataclass(frozen=True)
class ScanResult:
    """What a scan has found: how many files are new, moved, changed (also in what is said of them) or gone.

    `problems` are files that cannot be used since then, `missing` folders that are not there.
    """

    new: int = 0
    moved: int = 0
    changed: int = 0
    gone: int = 0
    problems: int = 0
    missing: tuple[Path, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether all is as it was."""
        return not (self.new or self.moved or self.changed or self.gone or self.problems)


def scan(
    store: CollectionStore,
    progress: Progress = lambda *_: None,
    *,
    folders: Sequence[Path] | None = None,
    threads: int | None = None,
) -> ScanResult:
    """Look through the collection's folders, or some of them. A folder that is not there keeps its records.

    CollectionError when another process scans the same collection, or when nothing can be recorded.
    """
    results = []
    with _alone(store), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Pillow's remarks on odd files, on all threads
        for folder in store.folders() if folders is None else folders:
            if folder.is_dir():
                results.append(_FolderScan(store, folder, progress, threads or _threads()).run())
            else:
                results.append(ScanResult(missing=(folder,)))
    return ScanResult(
        sum(one.new for one in results),
        sum(one.moved for one in results),
        sum(one.changed for one in results),
        sum(one.gone for one in results),
        sum(one.problems for one in results),
        tuple(folder for one in results for folder in one.missing),
    )


@contextmanager
def _alone(store: CollectionStore) -> Iterator[None]:
    try:
        with FileLock(store.folder / "scan.lock", timeout=_PATIENCE):
            yield
    except Timeout as error:
        what = f"{store.name} is being scanned by another GILL Studio."
        raise CollectionError(what, "Wait until it has ended, then try again.") from error
    except OSError as error:
        what = f"Nothing can be written to {store.folder}: {error.strerror or error}."
        raise CollectionError(what, "Check the disk and its rights.") from error


def _threads() -> int:
    return min(_MOST_THREADS, os.cpu_count() or 1)


class _FolderScan:
    """One folder of a collection, looked through once."""

    def __init__(self, store: CollectionStore, folder: Path, progress: Progress, threads: int) -> None:
        self._store, self._folder, self._progress, self._threads = store, folder, progress, threads
        self._known = store.files(folder)
        self._problems = store.problems(folder)
        self._contents = store.known_contents()
        own = {locations.cache_dir(), locations.data_dir(), locations.config_dir()}
        progress("looking for pictures", 0, 1)
        self._listings = list(walk(folder, frozenset(own)))
        self._pictures: dict[str, Stat] = {}
        self._read: set[str] = set()
        """Files that were read for captions, or would have been."""
        self._found: list[Problem] = []

    def run(self) -> ScanResult:
        """Look through it."""
        tasks = list(self._tasks())
        texts = self._datasets()
        current = {path: (texts[path].size, texts[path].mtime_ns) for path in texts}
        differs = tasks or self._known.keys() - self._pictures.keys()
        said = self._dataset_captions(texts) if differs or current != self._store.datasets(self._folder) else None
        found = self._examine_all(tasks, said or {})
        corrected = 0 if said is None else self._correct(said)
        gone = self._forget()
        self._store.set_datasets(self._folder, current)
        return self._result(found, gone, corrected)

    def _tasks(self) -> Iterator[Task]:
        """The files that are not as they were recorded."""
        for listing in self._listings:
            names = {name.lower(): name for name in listing.texts} | {name: name for name in listing.texts}
            json_too = any(name.endswith(".json") for name in names)
            for name, stat in listing.pictures.items():
                path = listing.relative(name)
                self._pictures[path] = stat
                beside = names_beside(name, names, json_too=json_too)
                self._read.update(map(listing.relative, beside))
                task = self._task(path, stat, beside, fingerprint_of(beside, listing.texts.__getitem__))
                if task is not None:
                    yield task

    def _task(self, path: str, stat: Stat, beside: tuple[str, ...], fingerprint: str) -> Task | None:
        record, problem = self._known.get(path), self._problems.get(path)
        if record is not None and _is_same(record, stat):
            if record.beside == fingerprint:
                return None
            return Task(self._folder, path, stat, beside, fingerprint, record.picture)
        if problem is not None and problem.lasting and _is_same(problem, stat):
            return None
        return Task(self._folder, path, stat, beside, fingerprint)

    def _datasets(self) -> dict[str, Stat]:
        """The files with captions of many pictures, by path."""
        found = {
            listing.relative(name): stat
            for listing in self._listings
            for name, stat in listing.texts.items()
            if is_dataset(name) and listing.relative(name) not in self._read
        }
        self._read.update(found)
        return dict(sorted(found.items()))

    def _dataset_captions(self, datasets: Iterable[str]) -> dict[str, str]:
        captions: dict[str, str] = {}
        problems = []
        for path in datasets:
            try:
                rows = read_dataset(self._folder / path)
            except CaptionFileError as error:
                problems.append(Problem(path, error.message, error.hint))
                continue
            found = placed(rows, path, self._pictures)
            if not found and _names_pictures(rows):
                problems.append(_about_others(path, rows))
            for place, text in found.items():
                captions.setdefault(place, text)
        self._store.record_scanned(self._folder, [], problems, datasets)
        self._found += problems
        return captions

    def _examine_all(self, tasks: Sequence[Task], said: dict[str, str]) -> list[Finding]:
        """Look at them, some at a time, and record what is found in their order."""
        found: list[Finding] = []
        unrecorded: list[Finding] = []
        with self._pool() as submit:
            waiting: deque[Future[Finding]] = deque()
            left = iter(tasks)
            try:
                for done in range(len(tasks)):
                    for task in _some(left, self._threads * _AHEAD - len(waiting)):
                        waiting.append(submit(task))
                    self._progress("looking at pictures", done, len(tasks))
                    unrecorded.append(_with_said(waiting.popleft().result(), said))
                    if len(unrecorded) == _BATCH:
                        found += self._record(unrecorded)
                        unrecorded = []
            finally:
                found += self._record(unrecorded)
        if tasks:
            self._progress("looking at pictures", len(tasks), len(tasks))
        return found

    @contextmanager
    def _pool(self) -> Iterator[Callable[[Task], Future[Finding]]]:
        pool = ThreadPoolExecutor(self._threads, thread_name_prefix="scan")
        try:
            yield lambda task: pool.submit(examine, task, self._contents.__contains__)
        finally:
            pool.shutdown(cancel_futures=True)

    def _record(self, found: list[Finding]) -> list[Finding]:
        files = [one.file for one in found if one.file is not None]
        problems = [problem for one in found for problem in one.problems]
        beside = [_beside(one.task, name) for one in found for name in one.task.beside]
        if found:
            self._store.record_scanned(self._folder, files, problems, beside)
            self._found += problems
        self._contents.update(file.record.picture.sha256 for file in files if file.look is not None)
        return found

    def _correct(self, said: dict[str, str]) -> int:
        """What datasets say of files that were not looked at; how many captions were not so before."""
        before = self._store.said(self._folder, CaptionSource.DATASET)
        paths = {*before, *said} & self._pictures.keys()
        changed = {path: said.get(path, "") for path in paths if said.get(path, "") != before.get(path, "")}
        if changed:
            self._store.set_said(self._folder, CaptionSource.DATASET, changed)
        return len(changed)

    def _forget(self) -> set[str]:
        """Files that are not there any more, but for those in directories that cannot be looked into."""
        errors = {listing.path: listing.error for listing in self._listings if listing.error}
        problems = [
            Problem(path or ".", f"The folder cannot be read: {why}.", "Check its rights.", lasting=False)
            for path, why in errors.items()
        ]
        hidden = tuple(f"{path}/" if path else "" for path in errors)
        gone = {path for path in self._known.keys() - self._pictures.keys() if not path.startswith(hidden or ("\0",))}
        there = self._pictures.keys() | self._read
        solved = {path for path in self._problems if path not in there and not path.startswith(hidden or ("\0",))}
        self._store.record_scanned(self._folder, [], problems, solved)
        self._store.forget(self._folder, gone)
        self._found += problems
        return gone

    def _result(self, found: list[Finding], gone: set[str], corrected: int) -> ScanResult:
        files = [one.file.record for one in found if one.file is not None]
        fresh = [file for file in files if file.path not in self._known]
        lost = {self._known[path].picture.sha256 for path in gone}
        moved = sum(file.picture.sha256 in lost for file in fresh)
        changed = len(files) - len(fresh) + corrected
        before = {problem.path: problem.reason for problem in self._problems.values()}
        problems = sum(before.get(problem.path) != problem.reason for problem in self._found)
        return ScanResult(len(fresh) - moved, moved, changed, max(0, len(gone) - moved), problems)


def _names_pictures(rows: Mapping[str, str]) -> bool:
    """Whether a file means captions: tables of other things look alike."""
    named = sum(name.lower().endswith(_ENDINGS) for name in rows)
    return 2 * named > len(rows)


def _about_others(path: str, rows: Mapping[str, str]) -> Problem:
    """Whoever has written captions wonders where they are."""
    name = path.rpartition("/")[2]
    one = next(row for row in rows if row.lower().endswith(_ENDINGS))
    reason = f"No picture that {name} has a caption for is in this folder: {one}, for one."
    return Problem(path, reason, "Put it beside its pictures, or correct their names in it.")


def _is_same(before: FileRecord | Problem, now: Stat) -> bool:
    return (before.size, before.mtime_ns) == (now.size, now.mtime_ns)


def _with_said(found: Finding, said: dict[str, str]) -> Finding:
    """With what a dataset says of the file."""
    text = said.get(found.task.path)
    if found.file is None or not text:
        return found
    beside = {**found.file.beside, CaptionSource.DATASET: text}
    return replace(found, file=replace(found.file, beside=beside))


def _beside(task: Task, name: str) -> str:
    folder = task.path.rpartition("/")[0]
    return f"{folder}/{name}" if folder else name


def _some(tasks: Iterator[Task], count: int) -> Iterator[Task]:
    for _ in range(count):
        task = next(tasks, None)
        if task is None:
            return
        yield task
