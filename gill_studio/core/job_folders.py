"""Where jobs write their pictures: a folder each, in a folder of this session that goes with it."""

from __future__ import annotations

import contextlib
import os
import shutil
import uuid
from pathlib import Path

from gill_studio.core import locations


class JobFolders:
    """Folders for the jobs of one session. Nothing is made before a job writes into it."""

    def __init__(self, base: Path | None = None) -> None:
        self._base = base or locations.cache_dir() / "jobs"
        self._session = self._base / f"{os.getpid()}-{uuid.uuid4().hex[:8]}"

    def folder(self, job: str) -> Path:
        """The folder of that job."""
        return self._session / job

    def remove(self, job: str) -> None:
        """Delete the job's folder, as far as the system allows it now."""
        shutil.rmtree(self.folder(job), ignore_errors=True)

    def close(self) -> None:
        """Delete all of this session's."""
        shutil.rmtree(self._session, ignore_errors=True)

    def sweep(self) -> None:
        """Delete what sessions have left behind that did not come to close theirs."""
        import psutil  # later than the first paint

        with contextlib.suppress(OSError):
            for folder in self._base.iterdir():
                owner = folder.name.split("-")[0]
                if owner.isdecimal() and not psutil.pid_exists(int(owner)):
                    shutil.rmtree(folder, ignore_errors=True)
