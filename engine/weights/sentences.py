"""What goes wrong with disks, in words a user can act on; and amounts of bytes."""

from __future__ import annotations

import errno
from pathlib import Path

from gill_studio.core.errors import DownloadError

_FULL = frozenset({errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC)})
_UNITS = ("bytes", "kB", "MB", "GB", "TB")
_FREE_SPACE = "Free some space, or set GILL_STUDIO_DATA to a folder on a larger disk; then run the command again."


def amount(count: int) -> str:
    """A number of bytes for people, in decimal units: 1710540580 is "1.71 GB"."""
    value, unit = float(count), 0
    while value >= 999.5 and unit < len(_UNITS) - 1:
        value, unit = value / 1000, unit + 1
    return f"{value:.{0 if unit == 0 or value >= 99.95 else 3 - len(str(int(value)))}f} {_UNITS[unit]}"


def disk_error(error: OSError, path: Path) -> DownloadError:
    """The sentence for what the system said while `path` was written or read."""
    if error.errno in _FULL:
        return DownloadError(f"The disk is full: {path} could not be written to the end.", _FREE_SPACE)
    reason = error.strerror or str(error) or type(error).__name__
    return DownloadError(f"{path} cannot be written: {reason}.", "Check the disk and the folder's permissions.")


def too_little_space(needed: int, free: int, folder: Path) -> DownloadError:
    """The sentence before the first byte, when the whole would not fit."""
    return DownloadError(f"{amount(needed)} are needed in {folder}, and only {amount(free)} are free.", _FREE_SPACE)
