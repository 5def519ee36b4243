"""The hub as a source: what huggingface_hub knows of a repository, and its files with resume and patience.

huggingface_hub's own downloader starts each interrupted file anew since it keeps partial files for itself,
so the bytes are streamed here, through its session, its addresses and its errors.
"""

from __future__ import annotations

import re
import time
from collections.abc import Generator
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

import gill_studio
from engine.weights.names import is_safe_path
from engine.weights.source import Listing, RemoteFile
from gill_studio.core.errors import DownloadError

if TYPE_CHECKING:
    from huggingface_hub.hf_api import ModelInfo, RepoSibling

_AGAIN = "Check the network connection and run the command again: what has arrived is kept."
_RETRIED = frozenset({408, 429, 500, 502, 503, 504})
_BAD_RANGE = 416
_PARTIAL = 206


@dataclass(frozen=True)
class Patience:
    """How long a broken connection is tried again: `attempts` in a row without a byte; seconds otherwise.

    The pauses between attempts double: 0.5, 1 and 2 seconds as it stands.
    """

    attempts: int = 4
    first_pause: float = 0.5
    timeout: float = 15.0

    def pause(self, failures: int) -> float:
        """Seconds to wait after that many failures in a row (from 1)."""
        return self.first_pause * float(2 ** (failures - 1))


class HubSource:
    """Downloads from the Hugging Face hub or the mirror in HF_ENDPOINT, with the user's token if any.

    Needs `network.open_network()` before; huggingface_hub refuses every request otherwise.
    """

    kind = "hub"

    def __init__(self, patience: Patience | None = None, endpoint: str | None = None) -> None:
        self._patience = patience or Patience()
        self._endpoint = endpoint

    def listing(self, repo: str, revision: str) -> Listing:
        """Sizes and checksums of all files at `revision`, resolved to its commit."""
        info = self._ask(repo, revision)
        try:
            return _listing(repo, info)
        except (TypeError, ValueError, AttributeError) as error:
            raise DownloadError(f"The hub's list of {repo} makes no sense: {error}.", _AGAIN) from error

    def chunks(self, listing: Listing, file: RemoteFile, start: int) -> Generator[bytes, None, None]:
        """The file's bytes from `start`; after a break it goes on where it was, as long as patience lasts."""
        position, failures = start, 0
        while position < file.size:
            problem: Exception | None = None
            try:
                for chunk in self._stream(listing, file.path, position):
                    position, failures = position + len(chunk), 0
                    yield chunk
            except _http_error() as error:
                problem = error
            if position >= file.size:
                return
            failures += 1
            if failures >= self._patience.attempts or not _passes(problem):
                raise _broken(listing, file, position, problem) from problem
            yield b""
            time.sleep(self._patience.pause(failures))

    def _ask(self, repo: str, revision: str) -> ModelInfo:
        from huggingface_hub import HfApi

        api = HfApi(self._endpoint, library_name="gill-studio", library_version=gill_studio.__version__)
        failures = 0
        while True:
            try:
                return api.model_info(repo, revision=revision, files_metadata=True, timeout=self._patience.timeout)
            except _http_error() as error:
                failures += 1
                if failures >= self._patience.attempts or not _passes(error):
                    raise _refused(error, f"{repo} at {revision}", repo) from error
            except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
                raise DownloadError(
                    f"What answers for {repo} is not the hub.",
                    "A login page or a proxy may stand in between; open a web page, then try again.",
                ) from error
            time.sleep(self._patience.pause(failures))

    def _stream(self, listing: Listing, path: str, start: int) -> Generator[bytes, None, None]:
        from huggingface_hub import get_session, hf_hub_url
        from huggingface_hub.utils import build_hf_headers, hf_raise_for_status  # type: ignore[attr-defined]

        url = hf_hub_url(listing.repo, path, revision=listing.commit, endpoint=self._endpoint)
        headers = build_hf_headers(library_name="gill-studio", library_version=gill_studio.__version__)
        headers["Accept-Encoding"] = "identity"  # a compressed answer has no ranges, and another length
        if start:
            headers["Range"] = f"bytes={start}-"
        with get_session().stream("GET", url, headers=headers, timeout=self._patience.timeout) as response:
            hf_raise_for_status(response)
            arrived = start if response.status_code == _PARTIAL else 0
            for chunk in response.iter_bytes():
                skipped = max(0, min(len(chunk), start - arrived))  # a server that ignores ranges sends all
                arrived += len(chunk)
                if skipped < len(chunk):
                    yield chunk[skipped:]


def _listing(repo: str, info: ModelInfo) -> Listing:
    commit = info.sha or ""
    if not re.fullmatch(r"[0-9a-f]{40}", commit):
        raise ValueError("it names no commit")
    files = {file.rfilename: file for file in info.siblings or [] if is_safe_path(file.rfilename)}
    return Listing(repo, commit, tuple(_remote_file(file) for file in files.values()))


def _remote_file(file: RepoSibling) -> RemoteFile:
    size = file.lfs.size if file.lfs else file.size
    if not isinstance(size, int) or size < 0:
        raise ValueError(f"{file.rfilename} has no size")
    # With LFS the blob id is the pointer's, which we never see.
    checksum = file.lfs.sha256 if file.lfs else file.blob_id
    if not re.fullmatch(r"[0-9a-f]{64}" if file.lfs else r"[0-9a-f]{40}", checksum or ""):
        raise ValueError(f"{file.rfilename} has no checksum")
    return (
        RemoteFile(file.rfilename, size, sha256=checksum)
        if file.lfs
        else RemoteFile(file.rfilename, size, blob=checksum)
    )


def _http_error() -> type[Exception]:
    """The HTTP library's error; huggingface_hub has changed libraries, but derives its errors from it."""
    from huggingface_hub.errors import HfHubHTTPError

    return cast("type[Exception]", HfHubHTTPError.__bases__[0])


def _status(error: Exception | None) -> int | None:
    return getattr(getattr(error, "response", None), "status_code", None)


def _passes(error: Exception | None) -> bool:
    """Whether trying again may help: connections that break, and servers that are busy."""
    status = _status(error)
    return status is None or status in _RETRIED


def _broken(listing: Listing, file: RemoteFile, position: int, error: Exception | None) -> DownloadError:
    if error is None or _status(error) == _BAD_RANGE:
        return DownloadError(
            f"{listing.repo}/{file.path} is truncated: it ends after {position} of {file.size} bytes.",
            _AGAIN,
        )
    return _refused(error, f"{listing.repo}/{file.path}", listing.repo)


def _refused(error: Exception, what: str, repo: str) -> DownloadError:
    from huggingface_hub.errors import GatedRepoError, RepositoryNotFoundError

    if isinstance(error, GatedRepoError):
        return DownloadError(
            f"{repo} is gated: its owners want you to accept their terms first.",
            f"Accept them at https://huggingface.co/{repo}, put your token into HF_TOKEN, and try again.",
        )
    if isinstance(error, RepositoryNotFoundError):
        return DownloadError(
            f"The hub has no repository {repo}, or it is private.",
            "Check the name in the catalogue; for a private one put your access token into HF_TOKEN.",
        )
    status = _status(error)
    if status == 404:
        return DownloadError(f"The hub has no {what}.", "Check revision and files in the catalogue.")
    if status in (401, 403):
        return DownloadError(f"The hub denies access to {what}.", "Check the access token in HF_TOKEN.")
    if status is not None:
        return DownloadError(f"The hub answers with error {status} for {what}.", "Try again later.")
    reason = str(error) or type(error).__name__
    return DownloadError(f"There is no connection to the hub for {what}: {reason}.", _AGAIN)
