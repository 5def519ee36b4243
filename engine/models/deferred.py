"""Something large that is loaded when it is first needed, by whichever thread is first."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any


class Deferred:
    """Holds what `load` returns, on the device it was last sent to. Sending it elsewhere never waits for a load."""

    def __init__(self, load: Callable[[], Any], device: object = None) -> None:
        self._load, self._device = load, device
        self._made: Any = None
        self._changes: list[Callable[[Any], object]] = []
        self._loading, self._state = threading.Lock(), threading.Lock()

    def get(self) -> Any:  # noqa: ANN401 - whatever it is
        """It, loaded now if it was not; raises what `load` raises, each time anew."""
        with self._loading:
            if self._made is None:
                made = self._load()
                with self._state:
                    for change in self._changes:
                        change(made)
                    if self._device is not None:
                        made.to(self._device)
                    self._made = made
        return self._made

    def to(self, device: object) -> None:
        """Send it to a device, now or when it is there."""
        with self._state:
            self._device = device
            if self._made is not None:
                self._made.to(device)

    def change(self, change: Callable[[Any], object]) -> None:
        """Do that to it, now or when it is there."""
        with self._state:
            self._changes.append(change)
            if self._made is not None:
                change(self._made)
