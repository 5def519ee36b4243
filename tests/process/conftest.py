"""The engine's real process over a small model with random weights, and a watch on the window's event loop."""

from __future__ import annotations

import gc
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest
from PySide6.QtCore import QEventLoop, QObject, QTimer
from PySide6.QtWidgets import QApplication

from gill_studio.core.jobs import Failure, Job
from gill_studio.core.watchdog import Limits
from gill_studio.launch import spawn_engine
from ui.engine_client import EngineClient, EngineProcess, EngineState, EngineStatus

ROOT = Path(__file__).parents[2]
START = 180.0  # seconds a process may take to have its model, on a computer that has other things to do


@pytest.fixture(scope="session")
def random_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A whole model folder with random weights, made elsewhere: no window has the engine's libraries in its process."""
    folder = tmp_path_factory.mktemp("random-model")
    script = "import sys, pathlib, engine.models.random_model as m; m.write_random_model(pathlib.Path(sys.argv[1]))"
    subprocess.run([sys.executable, "-c", script, str(folder)], check=True, capture_output=True, cwd=ROOT, timeout=300)
    return folder


@pytest.fixture(autouse=True)
def _garbage_of_other_tests_is_not_collected_here() -> Iterator[None]:
    """In one process with all other tests there are millions of objects, and looking at them takes 0.3 s."""
    gc.collect()
    gc.freeze()
    yield
    gc.unfreeze()


def kept_waiting() -> float:
    """Seconds this thread has waited for a processor that others had; 0 where the system does not tell."""
    try:
        return int(Path("/proc/thread-self/schedstat").read_text(encoding="ascii").split()[1]) / 1e9
    except (OSError, IndexError, ValueError):
        return 0.0


class Studio(QObject):
    """A client with everything it said.

    The event loop's longest gap is measured while it is used, without what other programs' load added to it.
    """

    def __init__(self, client: EngineClient, processes: list[EngineProcess]) -> None:
        super().__init__()
        self.client, self.processes = client, processes
        self.states: list[EngineStatus] = []
        self.jobs: list[Job] = []
        self.partials: list[tuple[str, object, float]] = []
        self.finished: dict[str, object] = {}
        self.failed: dict[str, Failure] = {}
        self.cancelled: dict[str, float] = {}
        self.steps: list[float] = []
        """When each step of painting was told of."""
        self.longest_gap = 0.0
        client.state_changed.connect(self.states.append)
        client.job_changed.connect(self._note)
        client.partial.connect(lambda job, value: self.partials.append((job, value, time.monotonic())))
        client.finished.connect(self.finished.__setitem__)
        client.failed.connect(self.failed.__setitem__)
        client.cancelled.connect(lambda job: self.cancelled.__setitem__(job, time.monotonic()))
        self._last, self._kept = time.monotonic(), kept_waiting()
        self._timer = QTimer(self, interval=5)
        self._timer.timeout.connect(self._beat)
        self._timer.start()

    def forget(self) -> None:
        """What was said and measured so far was another test's."""
        for heard in (self.states, self.jobs, self.partials, self.finished, self.failed, self.cancelled, self.steps):
            heard.clear()
        self.longest_gap, self._last, self._kept = 0.0, time.monotonic(), kept_waiting()

    def _note(self, job: Job) -> None:
        painted = max((one.done for one in self.jobs if one.id == job.id and one.label == "painting"), default=0)
        if job.label == "painting" and job.done > painted:
            self.steps.append(time.monotonic())
        self.jobs.append(job)

    def _beat(self) -> None:
        now, kept = time.monotonic(), kept_waiting()
        self.longest_gap = max(self.longest_gap, now - self._last - (kept - self._kept))
        self._last, self._kept = now, kept

    @property
    def process(self) -> psutil.Process:
        """The engine's process that is alive now."""
        pid = self.processes[-1].pid  # type: ignore[attr-defined]
        return psutil.Process(pid)

    def until(self, condition: Callable[[], object], seconds: float = START) -> None:
        """Let the event loop run until the condition holds; what the condition raises is raised here."""
        loop, ends = QEventLoop(), time.monotonic() + seconds
        raised: list[BaseException] = []

        def look() -> None:
            try:
                over = condition() or time.monotonic() > ends
            except BaseException as error:  # noqa: BLE001 - in a slot it would be lost, and this would wait for ever
                raised.append(error)
                over = True
            if over:
                loop.quit()

        looking = QTimer(interval=10)
        looking.timeout.connect(look)
        looking.start()
        loop.exec()
        looking.stop()
        if raised:
            raise raised[0]
        assert condition(), f"not within {seconds:.0f} s; the engine: {self.client.status.text}"

    def ready(self) -> None:
        """Wait until it has its model and nothing to do."""
        self.until(lambda: self.client.status.state in {EngineState.READY, EngineState.STOPPED})
        assert self.client.status.state == EngineState.READY, self.client.status.text

    def ended(self, job: str) -> bool:
        """Whether that job has come to its end."""
        found = self.client.job(job)
        return found is not None and found.state.ended


Open = Callable[..., Studio]


@pytest.fixture(scope="module")
def opened(qapp: QApplication, random_model: Path) -> Iterator[Open]:
    """`opened()`: a client whose engine loads the random model; it is closed after the last test of the module."""
    with closing_studios() as studios:
        yield lambda **options: studio_with(studios, random_model, **options)


@pytest.fixture
def open_studio(qapp: QApplication, random_model: Path) -> Iterator[Open]:
    """The same for one test."""
    with closing_studios() as studios:
        yield lambda **options: studio_with(studios, random_model, **options)


def studio_with(
    studios: list[Studio],
    model: Path,
    *,
    spawn: Callable[[], EngineProcess] = spawn_engine,
    collection: str = "",
    limits: Limits | None = None,
) -> Studio:
    """One more client, started."""
    processes: list[EngineProcess] = []

    def noted() -> EngineProcess:
        processes.append(spawn())
        return processes[-1]

    client = EngineClient(noted, model=str(model), collection=collection, limits=limits)
    studios.append(Studio(client, processes))
    client.start()
    return studios[-1]


@contextmanager
def closing_studios() -> Iterator[list[Studio]]:
    """Studios that are shut down at the end."""
    studios: list[Studio] = []
    yield studios
    for studio in studios:
        studio.client.shutdown()
        for process in studio.processes:
            assert process.wait(10) is not None, "no engine is left behind"
