"""The first lines that run in the engine's process."""

from __future__ import annotations

import errno
import logging
import os
import socket
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

OFFLINE = {
    "HF_HUB_OFFLINE": "1",
    "TRANSFORMERS_OFFLINE": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "DO_NOT_TRACK": "1",
}
"""The engine has no network: libraries read these when they are imported."""
QUIET = {
    "TQDM_DISABLE": "1",
    "TRANSFORMERS_VERBOSITY": "error",
    "DIFFUSERS_VERBOSITY": "error",
    "TOKENIZERS_PARALLELISM": "false",
}
"""Their bars and hints are for their developers, and would fill the log."""


def forbid_network() -> None:
    """From now on, no Python code in this process gets a socket that leads anywhere; there is no way back.

    Libraries need not mean any harm: one tries out IPv6 with a socket when it is imported.
    """
    inet = (socket.AF_INET, socket.AF_INET6)

    def refuse(event: str, arguments: tuple[object, ...]) -> None:
        if event == "socket.__new__" and arguments[1] in inet:
            raise OSError(errno.ENETUNREACH, "the engine has no network")

    sys.addaudithook(refuse)


def run_engine(connection: Connection, log_file: Path) -> None:
    """Be the engine until the studio has no more to do; does not return."""
    os.environ.update(OFFLINE | QUIET)
    forbid_network()
    from engine.worker.process import run  # after the lines above, and in this process only

    status = run(connection, log_file)
    logging.shutdown()
    os._exit(status)  # libraries take seconds to clean up what the system frees at once


def run_installer(connection: Connection, log_file: Path, *, network: bool) -> None:
    """Look after models until the studio has no more to do; does not return. Only with `network`, downloads work."""
    os.environ.update(QUIET)
    if not network:
        os.environ.update(OFFLINE)
        forbid_network()
    from engine.worker.process import run_installer as run  # after the lines above, and in this process only

    status = run(connection, log_file, network=network)
    logging.shutdown()
    os._exit(status)
