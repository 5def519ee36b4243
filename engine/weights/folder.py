"""A folder or a USB stick as a source: another computer's models, a hub cache, or plain copies."""

from __future__ import annotations

import json
import os
import re
import zipfile
from collections.abc import Generator, Iterator, Mapping
from pathlib import Path

from engine.weights.manifest import Manifest, read_manifest
from engine.weights.names import INCOMING, MANIFEST, folder_name, is_safe_path
from engine.weights.source import Listing, RemoteFile
from gill_studio.core.errors import DownloadError, ModelError
from gill_studio.core.paths import stays_inside

_BLOCK = 1 << 20
_COMMIT_LENGTH = 40  # hexadecimal digits of a git object id, of a commit as of a blob
_LARGEST_JSON = 1 << 28  # bytes
_LAYOUTS = "OWNER/NAME, OWNER--NAME, or a hub cache with models--OWNER--NAME/snapshots"
_COPY_AGAIN = "Copy the files anew; they must be whole."
_SKIPPED = frozenset({INCOMING, ".cache", ".git"})


class FolderSource:
    """Repositories under a folder, in any of the layouts that people have them in.

    Checksums are known where the folder says them: our manifest, the blob names of a hub cache, the records
    of `hf download`. Where it does not, files are looked at: a torn safetensors, zip or JSON file is found.
    """

    kind = "folder"

    def __init__(self, folder: Path) -> None:
        if not folder.is_dir():
            raise DownloadError(f"There is no folder {folder}.", "Check the path; is the stick mounted?")
        self._root = folder
        self._found: dict[str, Path] = {}

    def listing(self, repo: str, revision: str) -> Listing:
        """All files of the repository that lie in the folder, links that lead out of it left aside."""
        folder, commit = self._locate(repo, revision)
        manifest = _manifest(folder)
        if manifest is not None:
            commit = manifest.commit
        if len(revision) == _COMMIT_LENGTH and commit not in ("", revision):
            raise DownloadError(
                f"{folder} holds commit {commit} of {repo}; the catalogue asks for {revision}.",
                "Copy that commit, or download it from the hub.",
            )
        self._found[repo] = folder
        known = {file.path: file.sha256 for file in manifest.files} if manifest is not None else {}
        return Listing(repo, commit, tuple(self._remote_files(folder, known)))

    def chunks(self, listing: Listing, file: RemoteFile, start: int) -> Generator[bytes, None, None]:
        """The file's bytes from `start`."""
        path = self._found[listing.repo] / file.path
        if file.checksum is None:
            _check_structure(path)
        try:
            with path.open("rb") as stream:
                stream.seek(start)
                while block := stream.read(_BLOCK):
                    yield block
        except OSError as error:
            raise DownloadError(f"{path} cannot be read: {error.strerror}.", _COPY_AGAIN) from error

    def _remote_files(self, folder: Path, known: Mapping[str, str]) -> Iterator[RemoteFile]:
        for path in _files(folder):
            name = path.relative_to(folder).as_posix()
            if is_safe_path(name) and stays_inside(self._root, path):
                checksum = known.get(name) or _from_hub_records(folder, path, name)
                sha256 = checksum if checksum is not None and len(checksum) != _COMMIT_LENGTH else None
                yield RemoteFile(name, path.stat().st_size, sha256, None if sha256 else checksum)

    def _locate(self, repo: str, revision: str) -> tuple[Path, str]:
        """The repository's folder and, in a hub cache, its commit."""
        for base in (self._root, self._root / "models", self._root / "hub"):
            for name in (folder_name(repo), repo):
                if (base / name).is_dir() and not (base / name / "snapshots").is_dir():
                    return base / name, ""
            cached = base / f"models--{folder_name(repo)}"
            if (cached / "snapshots").is_dir():
                return _snapshot(cached, revision)
        raise DownloadError(f"{self._root} holds no {repo}.", f"It is looked for as {_LAYOUTS}.")


def _snapshot(cached: Path, revision: str) -> tuple[Path, str]:
    try:
        reference = cached / "refs" / revision
        commit = reference.read_text("utf-8").strip() if reference.is_file() else revision
        found = sorted(folder.name for folder in (cached / "snapshots").iterdir() if folder.is_dir())
    except (OSError, ValueError) as error:
        raise DownloadError(f"{cached} cannot be read: {error}.", _COPY_AGAIN) from error
    if commit not in found and len(found) == 1:
        commit = found[0]
    if commit not in found:
        raise DownloadError(f"{cached} has no snapshot of {revision}.", f"It has {', '.join(found) or 'none'}.")
    return cached / "snapshots" / commit, commit


def _files(folder: Path) -> Iterator[Path]:
    for parent, folders, names in os.walk(folder):
        if Path(parent) == folder:
            folders[:] = [name for name in folders if name not in _SKIPPED]
        for name in sorted(names):
            path = Path(parent) / name
            if path.is_file() and path != folder / MANIFEST:
                yield path


def _manifest(folder: Path) -> Manifest | None:
    try:
        return read_manifest(folder)
    except ModelError as error:
        raise DownloadError(error.message, _COPY_AGAIN) from error


def _from_hub_records(folder: Path, path: Path, name: str) -> str | None:
    """The checksum by which huggingface_hub stored a file: a blob's name, or the etag it noted."""
    candidate = path.resolve().name if path.is_symlink() else ""
    if not candidate:
        record = folder / ".cache" / "huggingface" / "download" / f"{name}.metadata"
        try:
            candidate = record.read_text("ascii").split("\n")[1].strip()
        except (OSError, ValueError, IndexError):
            return None
    return candidate if re.fullmatch(r"[0-9a-f]{40}([0-9a-f]{24})?", candidate) else None


def _check_structure(path: Path) -> None:
    """DownloadError for a file of which no checksum is known and which is visibly not whole."""
    try:
        whole = _is_whole(path)
    except OSError as error:
        raise DownloadError(f"{path} cannot be read: {error.strerror}.", _COPY_AGAIN) from error
    if not whole:
        raise DownloadError(f"{path} is damaged or was not copied to its end.", _COPY_AGAIN)


def _is_whole(path: Path) -> bool:
    size = path.stat().st_size
    with path.open("rb") as stream:
        head = stream.read(8)
        if path.suffix == ".safetensors":
            header = stream.read(min(int.from_bytes(head, "little"), _LARGEST_JSON))
            return _safetensors_size(head, header) == size
    if path.suffix == ".json" and size < _LARGEST_JSON:
        return _is_json(path)
    if head.startswith(b"PK\3\4"):
        return zipfile.is_zipfile(path)
    return size > 0


def _is_json(path: Path) -> bool:
    try:
        json.loads(path.read_bytes())
    except (ValueError, RecursionError):
        return False
    return True


def _safetensors_size(head: bytes, header: bytes) -> int:
    """The bytes a safetensors file must have by its own header; -1 where the header is none."""
    try:
        tensors = json.loads(header)
        ends = [value["data_offsets"][1] for name, value in tensors.items() if name != "__metadata__"]
        return int(8 + int.from_bytes(head, "little") + max(ends, default=0))
    except (ValueError, TypeError, KeyError, IndexError, AttributeError, RecursionError):
        return -1
