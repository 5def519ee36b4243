"""The C library's heap: memory that has been freed, given back to the system."""

from __future__ import annotations

import ctypes
import sys


def give_back() -> None:
    """Give freed memory back to the system, where the C library is glibc; elsewhere that is done without being asked.

    glibc keeps what was freed below anything that is still in use. Decoded pictures come and go by the thousand while
    a few bytes of each stay, so that a process would grow by tens of MB for every thousand pictures it has looked at.
    """
    if not sys.platform.startswith("linux"):
        return
    try:
        trim = ctypes.CDLL(None).malloc_trim
    except (OSError, AttributeError):  # another C library, musl for one
        return
    trim(0)
