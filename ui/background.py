"""Work that takes a while, done on other threads; the answer comes back to the thread that asked."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import QCoreApplication, QObject, QRunnable, QThreadPool, QTimer, Signal

from gill_studio.core.errors import StudioError

_Answer = TypeVar("_Answer")
_LOOK_EVERY_MS = 100


class Background(QObject):
    """A few threads of one owner. Answers are dropped once it is closed."""

    _answered = Signal(object)

    def __init__(self, threads: int, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._open = True
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(max(1, threads))
        self._answered.connect(self._answer)

    def run(
        self,
        work: Callable[[], _Answer],
        done: Callable[[_Answer], object],
        failed: Callable[[StudioError], object] | None = None,
    ) -> None:
        """Do `work` elsewhere, then call `done` here; or `failed`. What is no StudioError is raised here as a bug."""

        def task() -> None:
            answer: Callable[[], object]
            try:
                result = work()
            except StudioError as error:
                answer = _failing(error, failed)
            except BaseException as error:  # noqa: BLE001 - raised again on the thread that asked
                answer = _raising(error)
            else:
                answer = lambda: done(result)  # noqa: E731
            if self._open:
                self._answered.emit(answer)

        self._pool.start(_Task(task))

    def close(self, *, finish: bool = False) -> None:
        """Drop what waits, or with `finish` do it too, and wait for what runs. Nobody hears of it any more."""
        self._open = False
        if not finish:
            self._pool.clear()
        self._pool.waitForDone()

    def leave(self) -> None:
        """Drop what waits, and wait for nothing: what runs ends in its own time, and this object after it.

        Its owner may go before. Nobody hears of it any more; only the end of the application waits for it.
        """
        self._open = False
        self._pool.clear()
        application = QCoreApplication.instance()
        if application is None or self._pool.waitForDone(0):
            return
        self.setParent(application)
        application.aboutToQuit.connect(self._pool.waitForDone)
        timer = QTimer(self, interval=_LOOK_EVERY_MS)
        timer.timeout.connect(lambda: self.deleteLater() if self._pool.waitForDone(0) else None)
        timer.start()

    def _answer(self, answer: Callable[[], object]) -> None:
        if self._open:
            answer()


class _Task(QRunnable):
    def __init__(self, task: Callable[[], None]) -> None:
        super().__init__()
        self._task = task

    def run(self) -> None:
        self._task()


def _failing(error: StudioError, failed: Callable[[StudioError], object] | None) -> Callable[[], object]:
    return _raising(error) if failed is None else lambda: failed(error)


def _raising(error: BaseException) -> Callable[[], object]:
    def answer() -> None:
        raise error

    return answer
