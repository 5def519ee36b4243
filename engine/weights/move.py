"""Moving an entry's parts to another folder, such as one on a larger disk; a link stays where they were."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

from engine.catalogue import Entry
from engine.weights.find import find, part_folder
from engine.weights.installer import Listener, Progress, exclusive
from engine.weights.manifest import Manifest, read_manifest
from engine.weights.names import INCOMING, MANIFEST
from engine.weights.sentences import disk_error, too_little_space
from engine.weights.source import Digest, RemoteFile
from gill_studio.core.errors import DownloadError, ModelError

_BLOCK = 1 << 20
_SPARE = 50_000_000  # bytes that stay free on the disk they come to


def move(entry: Entry, target: Path, models_dir: Path, listen: Listener = lambda _: None) -> Path:
    """Have the parts of an installed entry lie in folders inside `target`; the answer is `target`.

    Everything is copied and compared with its checksums first, so that an end in the midst of it, by `listen` raising
    or by the process being killed, leaves the model as it was. Back into `models_dir`, the links go.

    Raises ModelError where it is not installed, DownloadError where the disk refuses or has too little space.
    """
    find(entry, models_dir)
    target = target.absolute()
    with exclusive(models_dir):
        repos = [repo for repo in dict.fromkeys(part.repo for part in entry.parts) if _lies(repo, models_dir) != target]
        manifests = [_manifest(repo, models_dir) for repo in repos]
        _check_space(manifests, target)
        total, done = sum(manifest.bytes for manifest in manifests), 0
        for manifest in manifests:
            start = done

            def moved(file: str, count: int, manifest: Manifest = manifest) -> None:
                nonlocal done
                done += count
                listen(Progress("moving", manifest.repo, file, done, total))

            try:
                _move_part(manifest, target, models_dir, moved)
            except OSError as error:
                raise disk_error(error, target) from error
            done = start + manifest.bytes
    return target


def _lies(repo: str, models_dir: Path) -> Path:
    return part_folder(models_dir, repo).resolve().parent


def _manifest(repo: str, models_dir: Path) -> Manifest:
    manifest = read_manifest(part_folder(models_dir, repo))
    if manifest is None:
        raise ModelError(f"{repo} is not installed.", "There is nothing to move.")
    return manifest


def _check_space(manifests: Sequence[Manifest], target: Path) -> None:
    needed = sum(manifest.bytes for manifest in manifests)
    try:
        target.mkdir(parents=True, exist_ok=True)
        free = shutil.disk_usage(target).free
    except OSError as error:
        raise disk_error(error, target) from error
    if needed and needed + _SPARE > free:
        raise too_little_space(needed + _SPARE, free, target)


def _move_part(manifest: Manifest, target: Path, models_dir: Path, moved: Callable[[str, int], None]) -> None:
    link = part_folder(models_dir, manifest.repo)
    old = link.resolve()
    new = target / link.name
    if new.is_dir() and any(new.iterdir()) and not (new == link and _is_link(link)):
        raise DownloadError(f"{new} is there already.", "Choose another folder, or remove that one.")
    arriving = target / f".{link.name}.arriving"
    shutil.rmtree(arriving, ignore_errors=True)
    try:
        for record in manifest.files:
            _copy(old / record.path, arriving / record.path, RemoteFile(record.path, record.size, record.sha256), moved)
        shutil.copyfile(old / MANIFEST, arriving / MANIFEST)
        before = _take_place(arriving, new, link, old)
        _delete_ours(before, manifest)
    finally:
        shutil.rmtree(arriving, ignore_errors=True)


def _copy(source: Path, target: Path, file: RemoteFile, moved: Callable[[str, int], None]) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    digest = Digest(file)
    with source.open("rb") as reading, target.open("wb") as writing:
        while block := reading.read(_BLOCK):
            digest.update(block)
            writing.write(block)
            moved(file.path, len(block))
        writing.flush()
        os.fsync(writing.fileno())
    if not digest.fits():
        raise DownloadError(
            f"{source} is damaged, and was not moved.", "Install the model again; only damaged files are fetched."
        )


def _take_place(arriving: Path, new: Path, link: Path, old: Path) -> Path:
    """A few renames: the copy gets its name, the link its place. Where the files of before lie now."""
    if _is_link(link):
        _drop_link(link)
        before = old
    else:
        before = link.with_name(f".{link.name}.moved")
        _delete_empty(before)
        link.replace(before)
    try:
        _delete_empty(new)
        arriving.replace(new)
        if new != link:
            _make_link(link, new)
    except OSError:
        if new.exists():
            shutil.rmtree(new, ignore_errors=True)
        if before == old:
            _make_link(link, old)
        else:
            before.replace(link)
        raise
    return before


def _delete_ours(folder: Path, manifest: Manifest) -> None:
    """Delete what was moved; whatever else a person has put there stays."""
    for name in (MANIFEST, *(record.path for record in manifest.files)):
        (folder / name).unlink(missing_ok=True)
    shutil.rmtree(folder / INCOMING, ignore_errors=True)
    _delete_empty(folder)


def _delete_empty(folder: Path) -> None:
    """Delete a folder in which there are but folders, if that."""
    if folder.is_dir():
        for parent, _, files in os.walk(folder, topdown=False):
            if not files:
                with suppress(OSError):
                    Path(parent).rmdir()


def _is_link(path: Path) -> bool:
    return path.is_symlink() or (sys.platform == "win32" and bool(getattr(os.path, "isjunction", lambda _: 0)(path)))


def _make_link(link: Path, folder: Path) -> None:
    """A junction on Windows: links there need rights that people mostly do not have."""
    if sys.platform == "win32":
        import _winapi

        _winapi.CreateJunction(str(folder), str(link))
    else:
        link.symlink_to(folder, target_is_directory=True)


def _drop_link(path: Path) -> None:
    if path.is_symlink():
        path.unlink()
    else:  # a junction is a folder to those who delete
        path.rmdir()
