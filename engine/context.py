"""How long work reports its progress, hands out partial results, and learns that it is no longer wanted."""

from __future__ import annotations

from collections.abc import Callable

from gill_studio.core.errors import StudioError


class CancelledError(StudioError):
    """The work was cancelled; what it had emitted before stays valid."""

    def __init__(self) -> None:
        super().__init__("Cancelled.")


class RunContext:
    """Given to every verb of the engine. Called at each token, denoising step and batch.

    `cancelled` is asked at every step; `on_progress(label, done, total)` and `on_partial(result)` are told.
    """

    def __init__(
        self,
        cancelled: Callable[[], bool] = lambda: False,
        on_progress: Callable[[str, int, int], None] | None = None,
        on_partial: Callable[[object], None] | None = None,
    ) -> None:
        self._cancelled = cancelled
        self._on_progress = on_progress
        self._on_partial = on_partial

    def step(self, label: str, done: int, total: int) -> None:
        """One step of `label` is done; raises CancelledError when the work is not wanted any more."""
        self.check()
        if self._on_progress is not None:
            self._on_progress(label, done, total)

    def check(self) -> None:
        """Raise CancelledError when the work is not wanted any more; nobody is told of a step."""
        if self._cancelled():
            raise CancelledError

    def emit(self, result: object) -> None:
        """Hand out a partial result."""
        if self._on_partial is not None:
            self._on_partial(result)
