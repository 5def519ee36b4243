"""Installation of a catalogue entry: what is missing or damaged is fetched, checked, then put in place."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from engine.catalogue import Entry, Part
from engine.weights.find import has_size, part_folder
from engine.weights.manifest import FileRecord, Manifest, read_manifest, write_manifest
from engine.weights.names import INCOMING, MANIFEST, matches
from engine.weights.sentences import disk_error, too_little_space
from engine.weights.source import Digest, Listing, RemoteFile, Source, select
from engine.weights.transfer import Slot, fetch
from gill_studio.core.errors import DownloadError, ModelError

_SPARE = 50_000_000  # bytes that stay free, for the file system's own books and everybody else
_LOCK = ".lock"


@dataclass(frozen=True)
class Progress:
    """How far an installation is: `done` of `total` bytes, those that were there already included.

    `activity` is "checking" (files that are there are hashed) or "fetching"; `file` is a repository's path.
    """

    activity: str
    repo: str
    file: str
    done: int
    total: int


@dataclass(frozen=True)
class Installed:
    """What an installation came to, in bytes: `fetched` by it, `kept` because it was there and whole."""

    fetched: int
    kept: int


Listener = Callable[[Progress], None]


@dataclass(frozen=True)
class _Plan:
    """One repository's work: records of files that are whole in place, slots of those to be fetched."""

    part: Part
    patterns: tuple[str, ...]
    folder: Path
    listing: Listing
    kept: tuple[FileRecord, ...]
    slots: tuple[Slot, ...]

    @property
    def kept_bytes(self) -> int:
        return sum(record.size for record in self.kept)

    @property
    def total(self) -> int:
        return self.kept_bytes + sum(slot.file.size for slot in self.slots)

    @property
    def present(self) -> int:
        return self.kept_bytes + sum(slot.present for slot in self.slots)


def install(entry: Entry, models_dir: Path, source: Source, listen: Listener = lambda _: None) -> Installed:
    """Install all parts of `entry` under `models_dir`, or what is still missing of them.

    `listen` may raise to stop, and the process may be killed: a later call goes on where this one ended. A
    part counts as installed only when its manifest is there, which is written last.

    Raises DownloadError: no network, no such repository or file, gated, truncated, wrong checksum, disk full.
    """
    with exclusive(models_dir):
        plans = [_plan(part, patterns, models_dir, source, listen) for part, patterns in _repositories(entry)]
        total, present = sum(plan.total for plan in plans), sum(plan.present for plan in plans)
        _check_space(plans, models_dir)
        counter = _Counter(listen, present, total)
        for plan in plans:
            _carry_out(plan, source, counter)
    return Installed(counter.gained, present)


class _Counter:
    """Turns bytes moved into Progress for the listener."""

    def __init__(self, listen: Listener, done: int, total: int, activity: str = "fetching") -> None:
        self._listen, self._done, self._total, self._activity = listen, done, total, activity
        self.gained = 0

    def moved(self, repo: str, file: str, count: int) -> None:
        self._done += count
        self.gained += max(0, count)
        self._listen(Progress(self._activity, repo, file, self._done, self._total))


@contextmanager
def exclusive(models_dir: Path) -> Iterator[None]:
    """Hold the models folder for one process; DownloadError where another has it."""
    from filelock import FileLock, Timeout

    try:
        models_dir.mkdir(parents=True, exist_ok=True)
        lock = FileLock(models_dir / _LOCK)
        with suppress(NotImplementedError):  # a file system without locks: nobody can be kept out
            lock.acquire(timeout=0)
    except Timeout as error:
        raise DownloadError(
            "Another installation is going on.", "Wait until it has ended, or stop it, and try again."
        ) from error
    except OSError as error:
        raise disk_error(error, models_dir) from error
    try:
        yield
    finally:
        lock.release()


def _repositories(entry: Entry) -> list[tuple[Part, tuple[str, ...]]]:
    """Each repository once, with the patterns of all the entry's parts that lie in it."""
    found: dict[str, tuple[Part, tuple[str, ...]]] = {}
    for part in entry.parts:
        first, patterns = found.get(part.repo, (part, ()))
        found[part.repo] = (first, tuple(dict.fromkeys((*patterns, *part.files))))
    return list(found.values())


def _plan(part: Part, patterns: tuple[str, ...], models_dir: Path, source: Source, listen: Listener) -> _Plan:
    folder = part_folder(models_dir, part.repo)
    before = _manifest(folder)
    earlier = before.patterns if before is not None else ()
    listing = _as_recorded(part, patterns, before)
    kept = _kept(folder, listing, listen) if listing is not None else []
    if listing is None or len(kept) < len(listing.files):
        # Other entries may share the folder: what they asked for stays part of it.
        listing = select(source.listing(part.repo, part.revision), patterns, earlier)
        kept = _kept(folder, listing, listen)
    there = {record.path for record in kept}
    slots = tuple(Slot(folder, file) for file in listing.files if file.path not in there)
    return _Plan(part, tuple(dict.fromkeys((*patterns, *earlier))), folder, listing, tuple(kept), slots)


def _manifest(folder: Path) -> Manifest | None:
    with suppress(ModelError):  # a damaged manifest counts as none: the files are checked one by one
        return read_manifest(folder)
    return None


def _as_recorded(part: Part, patterns: tuple[str, ...], before: Manifest | None) -> Listing | None:
    """The wanted files as our manifest has them, if nothing can have changed since; saves asking the hub."""
    if before is None or not part.pinned or before.commit != part.revision:
        return None
    files = tuple(RemoteFile(record.path, record.size, record.sha256) for record in before.files)
    if not all(any(matches(file.path, pattern) for file in files) for pattern in patterns):
        return None
    return Listing(part.repo, before.commit, files)


def _kept(folder: Path, listing: Listing, listen: Listener) -> list[FileRecord]:
    """Records of the files that are in place already and have their checksum."""
    records = []
    for file in listing.files:
        if file.checksum is not None and has_size(folder / file.path, file.size):
            counter = _Counter(listen, 0, file.size, "checking")
            record = _record(folder, file, partial(counter.moved, listing.repo, file.path))
            records += [record] if record is not None else []
    return records


def _record(folder: Path, file: RemoteFile, seen: Callable[[int], None]) -> FileRecord | None:
    """The record of a file in place, or None if its content is not what it should be."""
    digest = Digest(file)
    try:
        digest.read(folder / file.path, seen)
    except OSError:
        return None  # unreadable is as good as missing
    return FileRecord(file.path, file.size, digest.sha256) if digest.fits() else None


def _check_space(plans: Sequence[_Plan], models_dir: Path) -> None:
    """DownloadError where a disk has no room for what comes to it; parts may be linked to different ones."""
    needs: dict[int, tuple[Path, int]] = {}
    try:
        for plan in plans:
            where = plan.folder if plan.folder.is_dir() else models_dir
            place, needed = needs.get(where.stat().st_dev, (where, 0))
            needs[where.stat().st_dev] = (place, needed + plan.total - plan.present)
        free = {place: shutil.disk_usage(place).free for place, _ in needs.values()}
    except OSError as error:
        raise disk_error(error, models_dir) from error
    for place, needed in needs.values():
        if needed and needed + _SPARE > free[place]:
            raise too_little_space(needed + _SPARE, free[place], place)


def _carry_out(plan: _Plan, source: Source, counter: _Counter) -> None:
    records = list(plan.kept)
    for slot in plan.slots:
        moved = partial(counter.moved, plan.part.repo, slot.file.path)
        records.append(fetch(source, plan.listing, slot, moved))
    try:
        _put_in_place(plan, records, source.kind)
    except OSError as error:
        raise disk_error(error, plan.folder) from error


def _put_in_place(plan: _Plan, records: Sequence[FileRecord], kind: str) -> None:
    before = _manifest(plan.folder)
    (plan.folder / MANIFEST).unlink(missing_ok=True)
    for slot in plan.slots:
        target = plan.folder / slot.file.path
        target.parent.mkdir(parents=True, exist_ok=True)
        slot.done.replace(target)
    new = {record.path for record in records}
    old = [record for record in (before.files if before is not None else ()) if record.path not in new]
    if kind == "hub":
        for record in old:  # gone from the repository
            (plan.folder / record.path).unlink(missing_ok=True)
        old = []
    # A folder may just not have what other entries need, so what it lacks stays.
    files = tuple(sorted((*records, *old), key=lambda record: record.path))
    part = plan.part
    manifest = Manifest(part.repo, part.revision, plan.listing.commit, kind, plan.patterns, files)
    write_manifest(plan.folder, manifest)
    shutil.rmtree(plan.folder / INCOMING, ignore_errors=True)
