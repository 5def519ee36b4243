"""Keeps bitsandbytes from writing to the user's terminal what only its makers can use."""

from __future__ import annotations

import logging


def quiet_bitsandbytes() -> None:
    """Call before the first import of diffusers, which imports bitsandbytes where that is installed.

    On some CPUs it would warn of an optional download that it could not make.
    """
    logging.getLogger("bitsandbytes").setLevel(logging.ERROR)
