"""The engine gives way: typing in the window must stay smooth while it computes."""

from __future__ import annotations

import contextlib
import os

_NICE = 10


def lower_priority() -> None:
    """Let this process have what time the others leave; where that is refused, it stays as it is."""
    import psutil

    with contextlib.suppress(psutil.Error, OSError):
        if os.name == "nt":
            psutil.Process().nice(psutil.BELOW_NORMAL_PRIORITY_CLASS)
        else:
            os.nice(_NICE)
