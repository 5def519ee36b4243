"""Whether a story is on disk, as others hear of it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from gill_studio.core.errors import StudioError

Status = Literal["saved", "saving", "failed", "read-only"]


@dataclass(frozen=True, slots=True)
class SaveState:
    """Whether all that was written is on disk; if not, `error` says why. A read-only story may have one, too."""

    status: Status
    saved_at: datetime | None = None
    """When the last change came to be on disk, in local time."""
    error: StudioError | None = None


StateListener = Callable[[SaveState], object]


class Announcer:
    """Tells listeners of each new state, on whichever thread it comes about."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._listeners: list[StateListener] = []

    def subscribe(self, listener: StateListener) -> Callable[[], None]:
        """Have `listener` told from now on; what is returned ends that."""
        with self._lock:
            self._listeners.append(listener)

        def end() -> None:
            with self._lock, suppress(ValueError):
                self._listeners.remove(listener)

        return end

    def tell(self, state: SaveState) -> None:
        """Tell all of them."""
        with self._lock:
            listeners = tuple(self._listeners)
        for listener in listeners:
            listener(state)
