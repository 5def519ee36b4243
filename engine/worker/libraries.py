"""What the engine's libraries are told before they are used."""

from __future__ import annotations

import logging
import threading

from engine.device.quiet import quiet_bitsandbytes


def prepare_libraries() -> None:
    """Call once, before the first model is loaded: no bars, no hints, and nothing that outlives a killed process."""
    import tqdm

    # Its own lock is a semaphore of the system, which a process that is killed would leave behind.
    tqdm.tqdm.set_lock(threading.RLock())
    quiet_bitsandbytes()
    logging.getLogger("transformers").setLevel(logging.ERROR)
    logging.getLogger("diffusers").setLevel(logging.ERROR)
