"""The window against a bare one: first paint, a long story, scrolling, typing, saving.

usage: uv run python benchmarks/app.py [--panels 1000] [--rounds 5] [--quick] [--only NAME] [--model FOLDER]

Every figure comes from fresh processes, which take turns where two are compared; medians of the rounds count. All have
their modules compiled, as an installed application has. Windows are shown under Xvfb (or on the screen that there is),
else offscreen. The pictures are different JPEG files of one megapixel. The engine that generates meanwhile is a process
of its own: one that pretends, with every core kept as busy as a real one would, unless --model names a model's folder.
Prints a table; exits with 1 when a figure is beyond its limit:

- first paint: at most 2.5 times that of a bare QMainWindow with a label;
- opening the long story: at most 1 s longer than an empty one, and at most 300 MB more memory (after scrolling through
  it, too);
- scrolling through it and a keystroke in a caption, also while the engine generates: p95 at most 16 ms;
- saving one caption of the long story: at most 1.5 times as long as of one with 10 panels.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from ui.engine_client import EngineClient
    from ui.main_window import MainWindow
    from ui.story_page import StoryPage

PAINT, LONGER, MEMORY, FRAME, KEY, SAVING = 2.5, 1.0, 300e6, 16.0, 16.0, 1.5
SIZE = (1440, 900)
FEW = 10


# What is measured, in a process of its own --------------------------------------------------------------------------


def bare_paint() -> dict[str, float]:
    """A window without anything, from the beginning of the process to its first paint."""
    from PySide6.QtCore import QTimer
    from PySide6.QtGui import QPaintEvent
    from PySide6.QtWidgets import QApplication, QLabel, QMainWindow

    painted: list[float] = []

    class Window(QMainWindow):
        def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's
            super().paintEvent(event)
            if not painted:
                painted.append(time.time())
                QTimer.singleShot(0, app.quit)

    app = QApplication([])
    window = Window()
    window.setCentralWidget(QLabel("Hello"))
    window.resize(*SIZE)
    window.show()
    app.exec()
    return {"seconds": painted[0] - began()}


def first_paint() -> dict[str, float]:
    """Our window, the way the application opens it."""
    from PySide6.QtCore import QTimer

    from gill_studio import app as application
    from gill_studio.core.settings import load_settings

    app = application.make_application()
    studio = application._make_studio(app, load_settings())  # noqa: SLF001 - as the application does it
    window = studio.begin([])
    painted: list[float] = []

    def note() -> None:
        painted.append(time.time())
        QTimer.singleShot(0, app.quit)

    window.painted.connect(note)
    window.show()
    app.exec()
    os._exit(_print({"seconds": painted[0] - began()}))  # what follows the first paint is not the question


def opening(story: Path) -> dict[str, float]:
    """Open a story in a window that stands; then look through all of it."""
    app, window = open_window()
    started = time.perf_counter()
    window.open_path(story)
    page = story_of(window)
    page.board.viewport().repaint()
    until(app, lambda: True)
    seconds = time.perf_counter() - started
    settle(app, page)
    opened = memory()
    scroll(app, page)
    settle(app, page)
    return {"seconds": seconds, "memory": opened, "memory_after": memory()}


def scrolling(story: Path) -> dict[str, float]:
    """Frames while one scrolls through the board: pictures made for the first time, and again when they are known."""
    app, window = open_window()
    window.open_path(story)
    page = story_of(window)
    settle(app, page)
    cold = scroll(app, page)
    page.board.verticalScrollBar().setValue(0)
    settle(app, page)
    warm = scroll(app, page)
    return {"cold": p95(cold), "warm": p95(warm), "longest": max(*cold, *warm), "frames": float(len(cold))}


def typing(story: Path, view: str, model: str) -> dict[str, float]:
    """Keys in a caption of a long story: from the key to the end of all that follows from it.

    With a model's folder, or "fake", an engine generates meanwhile.
    """
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest

    engine = make_engine(model) if model else None
    app, window = open_window(engine)
    window.open_path(story)
    page = story_of(window)
    page.show_view(view)
    settle(app, page)
    page.session.set_focus(page.model.panels[len(page.model.panels) // 2].id)
    burning = keep_busy(app, engine, model) if engine is not None else []
    page.edit_caption()
    until(app, lambda: app.focusWidget() is not None)
    taken, computed = [], []
    for number, letter in enumerate("the fox and the owl went home " * 7):
        field = app.focusWidget()
        assert field is not None
        started, before = time.perf_counter(), time.thread_time()
        QTest.keyClicks(field, letter)
        app.processEvents()
        taken.append((time.perf_counter() - started) * 1000)
        computed.append((time.thread_time() - before) * 1000)
        pause(app, 0.03)
        if number % 60 == 59:
            QTest.keyClick(field, Qt.Key.Key_Backspace)
    busy = float(engine is None or any(not job.state.ended for job in engine.jobs))
    for one in burning:
        one.kill()
    if engine is not None:
        engine.shutdown()
    return {
        "p95": p95(taken),
        "computed": p95(computed),
        "median": statistics.median(taken),
        "longest": max(taken),
        "busy": busy,
    }


def saving(story: Path) -> dict[str, float]:
    """Change one caption and wait until it is on disk."""
    from gill_studio.core.story import edits
    from gill_studio.core.story.file import StoryFile

    file = StoryFile.open(story, backups=0)
    taken = []
    for number in range(40):
        panel = file.document.board.panels[number % len(file.document.board.panels)].id
        started = time.perf_counter()
        file.document.apply("Type", edits.with_caption(file.document.board, panel, f"Number {number}."))
        file.flush()
        taken.append((time.perf_counter() - started) * 1000)
        time.sleep(0.3)  # one transaction a change, as when one writes slowly
    file.close()
    return {"milliseconds": statistics.median(taken)}


# How it is measured -------------------------------------------------------------------------------------------------


def began() -> float:
    """When this process was started, as its parent has it: the interpreter's start counts too."""
    return float(os.environ["BENCHMARK_BEGAN"])


def open_window(engine: EngineClient | None = None) -> tuple[QApplication, MainWindow]:
    """A window on its welcome page, as large as on a laptop."""
    from gill_studio import app as application
    from gill_studio.core.settings import Settings
    from ui.main_window import MainWindow
    from ui.settings.store import SettingsStore
    from ui.theme.theme import Theme

    app = application.make_application()
    sys.setswitchinterval(application._TURN)  # noqa: SLF001 - as the application does it
    settings = SettingsStore(Settings())
    window = MainWindow(Theme(app, settings.now.appearance), settings, engine)
    window.resize(*SIZE)
    window.show()
    window.show_page("welcome")
    window.activateWindow()
    until(app, window.isActiveWindow, 5)
    pause(app, 0.5)
    return app, window


def story_of(window: MainWindow) -> StoryPage:
    """The story that is open."""
    assert window.story is not None
    return window.story


def until(app: QApplication, condition: Callable[[], object], seconds: float = 120) -> None:
    """Let the event loop run until the condition holds."""
    end = time.monotonic() + seconds
    app.processEvents()
    while not condition() and time.monotonic() < end:
        app.processEvents()
        time.sleep(0.005)


def pause(app: QApplication, seconds: float) -> None:
    """Let the event loop run for a while."""
    end = time.monotonic() + seconds
    until(app, lambda: time.monotonic() >= end)


def settle(app: QApplication, page: StoryPage) -> None:
    """Wait until all pictures in sight are there."""
    until(app, lambda: not page.thumbnails.busy)
    pause(app, 0.3)


def scroll(app: QApplication, page: StoryPage) -> list[float]:
    """Milliseconds of each frame on the way from the first card to the last, 60 frames a second."""
    board, taken = page.board, []
    bar = board.verticalScrollBar()
    step = max(60, bar.maximum() // 600)
    bar.setValue(0)
    while bar.value() < bar.maximum():
        started = time.perf_counter()
        bar.setValue(bar.value() + step)
        board.viewport().repaint()
        app.processEvents()
        took = time.perf_counter() - started
        taken.append(took * 1000)
        time.sleep(max(0.0, 1 / 60 - took))
    return taken


def make_engine(model: str) -> EngineClient:
    """An engine in a process of its own."""
    from gill_studio.core.watchdog import Limits
    from gill_studio.launch import spawn_engine
    from gill_studio.launch.fake import Act, FakeScript, Grow, Paint, spawn_fake_engine
    from ui.engine_client import EngineClient

    scene: tuple[Act, ...] = (
        *(Grow(number, "The fox followed the light. " * 20, 0.02) for number in range(3)),
        Paint(0.02, 2000),
    )
    if model == "fake":
        return EngineClient(lambda: spawn_fake_engine(FakeScript((scene,))), limits=Limits(grace=600))
    return EngineClient(spawn_engine, model=model, collection="", limits=Limits(grace=600))


def keep_busy(app: QApplication, engine: EngineClient, model: str) -> list[subprocess.Popen[bytes]]:
    """Have the engine generate for a long time to come; one that pretends is helped to compute as hard as a real one.

    The processes that do so, on every core and as politely as the engine.
    """
    from gill_studio.core.protocol import PaintSettings, ProposeRequest, StoryPanel, TextSettings
    from ui.engine_client import EngineState

    engine.start()
    until(app, lambda: engine.status.state == EngineState.READY, 300)
    paint = PaintSettings(count=1, steps=900, previews=True)
    for _ in range(20):
        engine.submit("Propose", ProposeRequest((StoryPanel("A fox."),), text=TextSettings(count=3), paint=paint))
    until(app, lambda: any(job.label == "writing" and job.done for job in engine.jobs), 60)
    if model != "fake":
        return []
    burn = "from engine.worker.priority import lower_priority\nlower_priority()\nwhile True: pass"
    command = [sys.executable, "-c", burn]
    return [subprocess.Popen(command, cwd=ROOT) for _ in range(os.cpu_count() or 1)]  # noqa: S603 - ours


def memory() -> float:
    """Bytes that are this process's own."""
    import psutil

    return float(psutil.Process().memory_full_info().uss)


def p95(taken: list[float]) -> float:
    """What 95 of 100 stay below."""
    return sorted(taken)[int(0.95 * (len(taken) - 1))]


CHILDREN: dict[str, Callable[..., dict[str, float]]] = {
    "bare": bare_paint,
    "paint": first_paint,
    "opening": lambda story: opening(Path(story)),
    "scrolling": lambda story: scrolling(Path(story)),
    "typing": lambda story, view, model="": typing(Path(story), view, model),
    "saving": lambda story: saving(Path(story)),
}


# The table ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Line:
    """One figure and its limit."""

    name: str
    value: float
    limit: float
    unit: str
    note: str = ""

    @property
    def good(self) -> bool:
        return self.value <= self.limit


class Bench:
    """Runs children and makes lines of what they say."""

    def __init__(self, folder: Path, options: argparse.Namespace) -> None:
        self._folder, self._options = folder, options
        self._number = 0

    def story(self, panels: int) -> str:
        """The path of a story with so many panels; made when it is first asked for."""
        path = self._folder / f"{panels}.gill"
        if not path.exists():
            from benchmarks.long_story import make_story  # no child that is timed needs what this imports

            make_story(path, panels)
        return str(path)

    def child(self, name: str, *arguments: str) -> dict[str, float]:
        """What a fresh process says, which has never seen a picture of the story."""
        self._number += 1
        home = self._folder / f"home{self._number}"
        places = {f"GILL_STUDIO_{what}": str(home / what.lower()) for what in ("DATA", "CACHE", "CONFIG")}
        compiled = {"PYTHONPYCACHEPREFIX": str(self._folder / "bytecode"), "PYTHONDONTWRITEBYTECODE": ""}
        environment = os.environ | places | compiled | {"HF_HUB_OFFLINE": "1", "BENCHMARK_BEGAN": str(time.time())}
        command = [sys.executable, str(Path(__file__).resolve()), "--child", name, *arguments]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)  # noqa: S603 - ours
        shutil.rmtree(home, ignore_errors=True)
        lines = [line for line in done.stdout.splitlines() if line.startswith("{")]
        if not lines:
            raise SystemExit(f"{name} said nothing:\n{done.stdout}{done.stderr}")
        found: dict[str, float] = json.loads(lines[-1])
        return found

    def turns(self, *calls: tuple[str, ...]) -> list[dict[str, float]]:
        """Medians of several rounds, in which they take turns."""
        rounds = [[self.child(*call) for call in calls] for _ in range(self._options.rounds)]
        return [
            {key: statistics.median(one[place][key] for one in rounds) for key in rounds[0][place]}
            for place in range(len(calls))
        ]

    def paint(self) -> Iterator[Line]:
        self.child("bare"), self.child("paint")  # files come into the system's cache
        bare, ours = self.turns(("bare",), ("paint",))
        note = f"{ours['seconds'] * 1000:.0f} ms, bare {bare['seconds'] * 1000:.0f} ms"
        yield Line("first paint, times a bare window's", ours["seconds"] / bare["seconds"], PAINT, "", note)

    def opening(self) -> Iterator[Line]:
        empty, long = self.turns(("opening", self.story(0)), ("opening", self.story(self._options.panels)))
        note = f"{long['seconds']:.2f} s, empty {empty['seconds']:.2f} s"
        yield Line("opening the long story, longer by", long["seconds"] - empty["seconds"], LONGER, "s", note)
        for key, when in (("memory", "opened"), ("memory_after", "looked through")):
            more = (long[key] - empty[key]) / 1e6
            note = f"{long[key] / 1e6:.0f} MB, empty {empty[key] / 1e6:.0f} MB"
            yield Line(f"memory of the long story, {when}, more by", more, MEMORY / 1e6, "MB", note)

    def scrolling(self) -> Iterator[Line]:
        (found,) = self.turns(("scrolling", self.story(self._options.panels)))
        note = f"{found['frames']:.0f} frames, longest {found['longest']:.0f} ms"
        yield Line("scrolling, pictures never seen, p95", found["cold"], FRAME, "ms", note)
        yield Line("scrolling, pictures seen before, p95", found["warm"], FRAME, "ms")

    def typing(self) -> Iterator[Line]:
        story, model = self.story(self._options.panels), self._options.model
        for view in ("board", "script"):
            alone, beside = self.turns(("typing", story, view), ("typing", story, view, model))
            for found, when in ((alone, ""), (beside, ", engine generating")):
                note = f"median {found['median']:.1f}, longest {found['longest']:.0f} ms"
                note += f"; of the processor's time {found['computed']:.1f} ms"
                note += "" if found["busy"] else "; but the engine was idle"
                value = found["p95"] if found["busy"] else float("inf")
                yield Line(f"a key in the {view}{when}, p95", value, KEY, "ms", note)

    def saving(self) -> Iterator[Line]:
        few, many = self.turns(("saving", self.story(FEW)), ("saving", self.story(self._options.panels)))
        note = f"{many['milliseconds']:.1f} ms, with {FEW} panels {few['milliseconds']:.1f} ms"
        ratio = many["milliseconds"] / few["milliseconds"]
        yield Line(f"saving a caption, times that of {FEW} panels", ratio, SAVING, "", note)


PARTS = ("paint", "opening", "scrolling", "typing", "saving")


@contextmanager
def screen() -> Iterator[str]:
    """Where windows are shown: the screen there is, Xvfb, or nowhere."""
    xvfb = shutil.which("Xvfb")
    if os.environ.get("QT_QPA_PLATFORM") == "offscreen":
        yield "offscreen"
    elif os.environ.get("DISPLAY") or sys.platform != "linux":
        yield "the screen"
    elif xvfb is None:
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
        yield "offscreen"
    else:
        reading, writing = os.pipe()
        server = subprocess.Popen(  # noqa: S603 - ours
            [xvfb, "-displayfd", str(writing), "-screen", "0", "1920x1200x24", "-nolisten", "tcp"],
            pass_fds=[writing],
            stderr=subprocess.DEVNULL,
        )
        os.close(writing)
        with os.fdopen(reading) as stream:
            os.environ["DISPLAY"] = f":{stream.readline().strip()}"
        try:
            yield "Xvfb"
        finally:
            server.terminate()
            server.wait()


def _print(found: dict[str, float]) -> int:
    print(json.dumps(found), flush=True)
    return 0


def run(options: argparse.Namespace) -> int:
    """All figures; 1 when one is beyond its limit."""
    wrong = 0
    with tempfile.TemporaryDirectory(prefix="gill-app-") as folder, screen() as place:
        places = {f"GILL_STUDIO_{what}": f"{folder}/making/{what.lower()}" for what in ("DATA", "CACHE", "CONFIG")}
        os.environ.update(places)
        print(f"{options.panels} panels, medians of {options.rounds} rounds, windows: {place}")
        bench = Bench(Path(folder), options)
        for part in PARTS if not options.only else options.only:
            for line in getattr(bench, part)():
                wrong += not line.good
                mark = "ok  " if line.good else "OVER"
                value = f"{line.value:8.2f} {line.unit:2} of {line.limit:g}"
                print(f"{mark} {line.name:52} {value:22} {line.note}", flush=True)
    return 1 if wrong else 0


def main() -> int:
    """The command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--panels", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--quick", action="store_true", help="200 panels, 1 round: whether it runs at all")
    parser.add_argument("--only", action="append", choices=PARTS, help="one part; repeatable")
    parser.add_argument("--model", default="fake", help="a model's folder: a real engine generates while one types")
    parser.add_argument("--child", nargs="+", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.child:
        arguments: list[Any] = options.child[1:]
        return _print(CHILDREN[options.child[0]](*arguments))
    if options.quick:
        options.panels, options.rounds = 200, 1
    return run(options)


if __name__ == "__main__":
    sys.exit(main())
