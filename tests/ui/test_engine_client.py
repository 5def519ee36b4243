"""The engine's client against an engine that only pretends: whatever that does, the window learns how it is."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from gill_studio.core import locations
from gill_studio.core.jobs import Failure, Job, JobState
from gill_studio.core.messages import (
    SAMPLE,
    IndexCollection,
    ListModels,
    LoadModel,
    ModelList,
    PaintedPictures,
    PaintRequest,
)
from gill_studio.core.protocol import (
    PaintPreview,
    PaintSettings,
    PicturesRetrieved,
    Proposals,
    ProposeRequest,
    StoryPanel,
    TextGrew,
)
from gill_studio.core.watchdog import Limits
from gill_studio.launch.fake import (
    Act,
    Die,
    Fail,
    FakeEngineThread,
    FakeScript,
    Garbage,
    Grow,
    Halt,
    Hang,
    Paint,
    Retrieve,
    Steps,
)
from ui.engine_client import EngineClient, EngineState, EngineStatus

QUICK = Limits(grace=0.3, unmeasured_cancel=0.3, idle=1.0, loading_idle=2.0, starting=1.0)
ASK = ProposeRequest((StoryPanel("A fox."),), paint=PaintSettings(count=2, previews=True, seed=7))
PROPOSE: tuple[Act, ...] = (
    Steps("reading", 2, 0.001),
    Grow(0, "The fox ran home.", 0.001, -1.0),
    Grow(1, "It snowed.", 0.001, -2.0),
    Retrieve(3, 0.72),
    Paint(0.001, 4),
)
LOAD = (Steps("loading the language model", 1, 0.001, 4), Steps("loading", 4, 0.001))
MIDST = (Steps("writing", 3, 0.01, 100),)  # in the middle of writing
DIE: tuple[Act, ...] = (*MIDST, Die(-9))


def script(*scenes: tuple[Act, ...], **changed: object) -> FakeScript:
    quick = {"loading": LOAD, "indexing": (Steps("looking at pictures", 2, 0.001),)}
    return FakeScript(scenes or (PROPOSE,), **(quick | changed))  # type: ignore[arg-type]


class Heard(QObject):
    """Everything a client said, in its order."""

    def __init__(self, client: EngineClient) -> None:
        super().__init__()
        self.client = client
        self.states: list[EngineStatus] = []
        self.jobs: list[Job] = []
        self.partials: list[tuple[str, object]] = []
        self.finished: dict[str, object] = {}
        self.failed: dict[str, Failure] = {}
        self.cancelled: list[str] = []
        self.threads: set[int] = set()
        client.state_changed.connect(self._state)
        client.job_changed.connect(self.jobs.append)
        client.partial.connect(lambda job, value: self.partials.append((job, value)))
        client.finished.connect(self.finished.__setitem__)
        client.failed.connect(self.failed.__setitem__)
        client.cancelled.connect(self.cancelled.append)

    def _state(self, status: EngineStatus) -> None:
        self.states.append(status)
        self.threads.add(threading.get_ident())

    @property
    def state_names(self) -> list[EngineState]:
        """The states, each change once."""
        names = [status.state for status in self.states]
        return [name for number, name in enumerate(names) if number == 0 or name != names[number - 1]]


Begin = Callable[..., Heard]


@pytest.fixture
def begin(qtbot: QtBot) -> Iterator[Begin]:
    """`begin(script, script …)`: a started client; each process plays the next script, the last one again and again."""
    clients: list[EngineClient] = []

    def make(*scripts: FakeScript, limits: Limits = QUICK, start: bool = True, collection: str = SAMPLE) -> Heard:
        processes = iter(scripts)
        latest: list[FakeScript] = []

        def spawn() -> FakeEngineThread:
            latest.extend(next(([one] for one in processes), []))
            return FakeEngineThread(latest[-1])

        client = EngineClient(spawn, limits=limits, collection=collection)
        clients.append(client)
        heard = Heard(client)
        if start:
            client.start()
        return heard

    yield make
    for client in clients:
        client.shutdown()


def until(qtbot: QtBot, condition: Callable[[], object], seconds: float = 8) -> None:
    qtbot.waitUntil(lambda: bool(condition()), timeout=int(seconds * 1000))


def ready(qtbot: QtBot, heard: Heard) -> None:
    until(qtbot, lambda: heard.client.status.state == EngineState.READY and heard.client.status.collection)


# What it is for -----------------------------------------------------------------------------------------------------


def started(qtbot: QtBot, begin: Begin) -> Heard:
    """A client of an engine that has all it needs, and nothing to play."""
    heard = begin(script())
    ready(qtbot, heard)
    return heard


def test_it_starts_loads_the_model_and_the_collection_and_is_ready(qtbot: QtBot, begin: Begin) -> None:
    heard = begin(script(), start=False)
    assert heard.client.status.state == EngineState.OFF
    heard.client.start()
    assert heard.client.status.state == EngineState.STARTING
    ready(qtbot, heard)
    assert [s for s in heard.state_names if s != EngineState.BUSY][-1] == EngineState.READY
    assert heard.state_names[0] == EngineState.STARTING
    assert "Loading the language model …" in [status.text for status in heard.states]
    status = heard.client.status
    assert status.model is not None
    assert status.collection is not None
    assert (status.model.name, status.collection.id, status.collection.pictures) == ("starter", "sample", 600)
    assert status.text == "Ready: A model that pretends"
    assert heard.threads == {threading.get_ident()}, "signals arrive on the thread of the window"


def test_a_proposal_comes_in_parts_and_then_whole(qtbot: QtBot, begin: Begin) -> None:
    heard = begin(script())
    job = heard.client.submit("Propose", ASK, urgent=True)
    until(qtbot, lambda: job in heard.finished)
    values = [value for id_, value in heard.partials if id_ == job]
    texts = [value for value in values if isinstance(value, TextGrew)]
    assert [t.text for t in texts if t.index == 0] == ["The", "The fox", "The fox ran", "The fox ran home."]
    kinds = [type(value) for value in values if not isinstance(value, TextGrew)]
    assert kinds == [PicturesRetrieved, PaintPreview, PaintPreview, PaintPreview]
    result = heard.finished[job]
    assert isinstance(result, Proposals)
    assert [text.text for text in result.texts] == ["The fox ran home.", "It snowed."]
    assert result.decision is not None
    assert result.decision.favours == "retrieve"
    assert len(result.retrieved) == 3
    for picture in (*result.painted, *result.retrieved):
        assert picture.path is not None
        with Image.open(picture.path) as image:
            assert image.size == (384, 384)
    assert [picture.seed for picture in result.painted] == [7, 8]
    last = heard.client.job(job)
    assert last is not None
    assert (last.state, last.title, last.result) == (JobState.FINISHED, "Propose", result)


def test_each_step_has_preview_files_of_its_own(qtbot: QtBot, begin: Begin) -> None:
    heard = begin(script())
    job = heard.client.submit("Propose", ASK)
    until(qtbot, lambda: job in heard.finished)
    previews = [value for _, value in heard.partials if isinstance(value, PaintPreview)]
    paths = [path for preview in previews for path in preview.paths]
    assert len(set(paths)) == len(paths) == 6


def test_pictures_last_until_they_are_released(qtbot: QtBot, begin: Begin) -> None:
    heard = begin(script())
    first, second = (heard.client.submit("Propose", ASK) for _ in range(2))
    until(qtbot, lambda: second in heard.finished)
    paths = {}
    for job in (first, second):
        result = heard.finished[job]
        assert isinstance(result, Proposals)
        paths[job] = result.painted[0].path
        assert paths[job].is_file()
    heard.client.release(first)
    until(qtbot, lambda: not paths[first].exists())
    assert paths[second].is_file()
    heard.client.shutdown()
    assert not paths[second].exists()
    assert not list((locations.cache_dir() / "jobs").iterdir())


def test_what_a_session_that_crashed_has_left_is_swept_away(qtbot: QtBot, begin: Begin) -> None:
    base = locations.cache_dir() / "jobs"
    gone, mine = base / "999999999-aa" / "job-1", base / f"{os.getpid()}-bb" / "job-1"
    for folder in (gone, mine):
        folder.mkdir(parents=True)
    started(qtbot, begin)
    assert not gone.parent.exists()
    assert mine.exists()


def test_a_folder_that_the_request_names_is_used(qtbot: QtBot, begin: Begin, tmp_path: Path) -> None:
    heard = begin(script((Paint(0.001, 2),)))
    request = PaintRequest((StoryPanel("A fox."),), PaintSettings(count=1, seed=3), tmp_path / "own")
    job = heard.client.submit("Paint", request)
    until(qtbot, lambda: job in heard.finished)
    result = heard.finished[job]
    assert isinstance(result, PaintedPictures)
    assert result.pictures[0].path == tmp_path / "own" / "painted-3.png"


def test_other_questions_are_answered_too(qtbot: QtBot, begin: Begin) -> None:
    heard = begin(script())
    job = heard.client.submit("Models", ListModels())
    until(qtbot, lambda: job in heard.finished)
    assert isinstance(heard.finished[job], ModelList)


def test_urgent_jobs_overtake(qtbot: QtBot, begin: Begin) -> None:
    heard = begin(script((Steps("reading", 1, 0.01),)))
    jobs = [heard.client.submit(str(number), ASK, urgent=number == 2) for number in range(3)]
    until(qtbot, lambda: len(heard.finished) >= 5)
    order = [job for job in heard.finished if job in jobs]
    assert order == [jobs[2], jobs[0], jobs[1]]


# Cancelling ---------------------------------------------------------------------------------------------------------


def test_a_cancel_keeps_what_was_found(qtbot: QtBot, begin: Begin) -> None:
    heard = begin(script((Grow(0, "One two three", 0.001), Steps("painting", 100, 0.05))))
    job = heard.client.submit("Propose", ASK)
    until(qtbot, lambda: any(one.id == job and one.label == "painting" for one in heard.jobs))
    heard.client.cancel(job)
    until(qtbot, lambda: job in heard.cancelled)
    last = heard.client.job(job)
    assert last is not None
    assert last.partials == (TextGrew(0, "One two three"),)
    assert job not in heard.failed
    assert heard.client.status.state == EngineState.READY, "the engine lives"


def test_cancel_all_leaves_the_model(qtbot: QtBot, begin: Begin) -> None:
    heard = begin(script((Steps("painting", 100, 0.05),)))
    jobs = [heard.client.submit("Propose", ASK) for _ in range(3)]
    heard.client.cancel_all()
    assert set(heard.cancelled) == set(jobs)
    ready(qtbot, heard)
    assert not heard.finished.keys() & set(jobs)


def test_who_does_not_cancel_is_ended_and_the_next_proposal_works(qtbot: QtBot, begin: Begin) -> None:
    heard = begin(script((*MIDST, Hang())), script(), limits=Limits(grace=0.3, idle=60))
    job = heard.client.submit("Propose", ASK)
    until(qtbot, lambda: any(one.id == job and one.done == 3 for one in heard.jobs))
    heard.client.cancel(job)
    until(qtbot, lambda: job in heard.cancelled)
    assert job not in heard.failed, "it is cancelled, as it was asked to be"
    assert EngineState.RESTARTING in heard.state_names
    assert any("did not stop when it was asked to" in status.text for status in heard.states)
    following = heard.client.submit("Propose", ASK)
    until(qtbot, lambda: following in heard.finished)


# What can go wrong --------------------------------------------------------------------------------------------------


def test_a_failure_is_told_and_the_engine_goes_on(qtbot: QtBot, begin: Begin) -> None:
    heard = begin(script((Fail("There is not enough memory for this.", "Close programs.", "memory"),), PROPOSE))
    first, second = (heard.client.submit("Propose", ASK) for _ in range(2))
    until(qtbot, lambda: second in heard.finished)
    assert heard.failed[first] == Failure("memory", "There is not enough memory for this.", "Close programs.")
    assert EngineState.RESTARTING not in heard.state_names


ENDS = {
    "killed": (DIE, "SIGKILL"),
    "aborted": ((*MIDST, Die(-6)), "SIGABRT"),
    "crashed": ((*MIDST, Die(-11)), "crashed (SIGSEGV)"),
    "left": ((*MIDST, Die(4)), "error 4"),
    "graphics": ((Die(3),), "graphics processor"),
    "windows": ((Die(0xC0000005),), "ACCESS_VIOLATION"),
    "hung": ((*MIDST, Hang()), "stopped answering"),
    "hung at once": ((Hang(),), "stopped answering"),
    "halted": ((*MIDST, Halt()), "halted by another program"),
    "noise": ((Garbage(os.urandom(200)),), "cannot be understood"),
    "huge": ((Garbage(b"\x7f\xff\xff\xff" + b"x" * 100, framed=False),), "cannot be understood"),
    "negative": ((Garbage(b"\xff\xff\xff\xfe", framed=False),), "cannot be understood"),
    "torn": ((*MIDST, Garbage(b"\x00\x00\x10\x00abc", framed=False), Hang()), "stopped answering"),
}


@pytest.mark.parametrize(("scene", "words"), ENDS.values(), ids=ENDS.keys())
def test_an_engine_that_ends_badly_is_started_once_more(
    qtbot: QtBot, begin: Begin, scene: tuple[Act, ...], words: str
) -> None:
    if "SIG" in words and os.name == "nt":
        pytest.skip("no signals there")
    heard = begin(script(scene), script())
    job = heard.client.submit("Propose", ASK)
    waiting = heard.client.submit("Propose", ASK)
    until(qtbot, lambda: waiting in heard.finished)
    assert heard.failed.keys() == {job}
    assert heard.failed[job].kind == "died"
    assert words in heard.failed[job].message
    assert heard.failed[job].hint == "Ask again."
    restarting = [status.text for status in heard.states if status.state == EngineState.RESTARTING]
    assert restarting
    assert words in restarting[0]
    assert restarting[0].endswith("It is being started again.")
    ready(qtbot, heard)
    assert heard.state_names[-1] == EngineState.READY


def test_after_two_deaths_within_a_minute_it_is_left_alone(qtbot: QtBot, begin: Begin) -> None:
    heard = begin(script(DIE), script(DIE), script())
    jobs = [heard.client.submit("Propose", ASK) for _ in range(3)]
    until(qtbot, lambda: heard.client.status.state == EngineState.STOPPED)
    assert heard.failed.keys() == set(jobs), "none is left waiting for ever"
    assert "in vain" in heard.client.status.text
    assert heard.client.status.log is not None
    assert heard.client.status.log.name == "fake-engine.log"
    late = heard.client.submit("Propose", ASK)
    until(qtbot, lambda: late in heard.failed)
    heard.client.restart()
    ready(qtbot, heard)
    again = heard.client.submit("Propose", ASK)
    until(qtbot, lambda: again in heard.finished)


def test_one_that_dies_while_it_loads_is_left_alone_however_long_that_takes(
    qtbot: QtBot, begin: Begin, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ui.engine_client._MINUTE", 0.0)
    heard = begin(script(loading=(Steps("loading", 1, 0.01, 4), Die(-9))))
    until(qtbot, lambda: heard.client.status.state == EngineState.STOPPED)
    assert heard.state_names.count(EngineState.RESTARTING) == 1


def test_deaths_that_lie_apart_do_not_count_together(
    qtbot: QtBot, begin: Begin, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ui.engine_client._MINUTE", 0.0)
    heard = begin(script(DIE), script(DIE), script(DIE), script())
    for _ in range(3):
        job = heard.client.submit("Propose", ASK)
        until(qtbot, lambda job=job: job in heard.failed)
    ready(qtbot, heard)
    assert EngineState.STOPPED not in heard.state_names


def test_one_that_never_says_a_word_is_ended(qtbot: QtBot, begin: Begin) -> None:
    heard = begin(script(ready=30.0), script(), limits=Limits(starting=0.5))
    ready(qtbot, heard)
    assert any("did not start" in status.text for status in heard.states)


def test_a_slow_load_is_not_taken_for_a_hung_one(qtbot: QtBot, begin: Begin) -> None:
    slow = (Steps("loading the language model", 2, 0.01, 4), Steps("loading", 1, 1.5))
    heard = begin(script(loading=slow), limits=Limits(grace=0.3, idle=0.3, loading_idle=30))
    ready(qtbot, heard)
    assert EngineState.RESTARTING not in heard.state_names


def test_a_request_that_is_too_large_fails_alone(qtbot: QtBot, begin: Begin) -> None:
    heard = begin(script())
    job = heard.client.submit("Propose", ProposeRequest((StoryPanel("x" * (17 << 20)),)))
    following = heard.client.submit("Propose", ASK)
    until(qtbot, lambda: following in heard.finished)
    assert "too much" in heard.failed[job].message


# Models and collections ---------------------------------------------------------------------------------------------


def test_without_a_model_it_says_why_and_another_can_be_chosen(qtbot: QtBot, begin: Begin) -> None:
    missing = FakeScript((PROPOSE,), loading=(Fail("The starter model is not there.", "Install it again."),))
    heard = begin(missing, script())
    until(qtbot, lambda: heard.client.status.state == EngineState.WITHOUT_MODEL)
    assert heard.client.status.text == "The starter model is not there. Install it again."
    load = heard.client.use_model("large")
    ready(qtbot, heard)
    assert load in heard.finished, "by a fresh process: the old one may have half-imported libraries"
    assert heard.client.status.model is not None
    assert heard.client.status.model.name == "large"
    assert EngineState.RESTARTING not in heard.state_names


def test_another_model_can_be_chosen_and_the_collection_is_indexed_for_it(qtbot: QtBot, begin: Begin) -> None:
    heard = started(qtbot, begin)
    load = heard.client.use_model("large")
    until(qtbot, lambda: load in heard.finished)
    until(qtbot, lambda: heard.client.status.collection)
    assert heard.client.status.model is not None
    assert heard.client.status.model.name == "large"
    loads = [job for job in heard.client.jobs if isinstance(job.request, LoadModel)]
    indexed = [job for job in heard.client.jobs if isinstance(job.request, IndexCollection)]
    assert (len(loads), len(indexed)) == (2, 2), "each model has an index of its own"


def test_a_cancelled_load_goes_back_to_the_model_before(qtbot: QtBot, begin: Begin) -> None:
    heard = begin(script(loading=(Steps("loading", 8, 0.02),)))
    ready(qtbot, heard)
    load = heard.client.use_model("large")
    until(qtbot, lambda: any(job.id == load and job.done for job in heard.jobs))
    heard.client.cancel(load)
    until(qtbot, lambda: load in heard.cancelled)
    ready(qtbot, heard)
    assert heard.client.status.model is not None
    assert heard.client.status.model.name == "starter"


def test_after_a_restart_the_chosen_model_is_loaded_again(qtbot: QtBot, begin: Begin) -> None:
    heard = started(qtbot, begin)
    load = heard.client.use_model("large")
    until(qtbot, lambda: load in heard.finished)
    before = len(heard.states)
    heard.client.restart()
    until(qtbot, lambda: any(status.model is None for status in heard.states[before:]))
    ready(qtbot, heard)
    assert heard.client.status.model is not None
    assert heard.client.status.model.name == "large"
    assert not any("SIGKILL" in status.text for status in heard.states), "it was asked for"


@pytest.mark.parametrize("meanwhile", [True, False])
def test_long_indexing_gives_way_and_goes_on(qtbot: QtBot, begin: Begin, meanwhile: bool) -> None:
    """Also to what was asked before it began."""
    heard = begin(script(indexing=(Steps("looking at pictures", 12, 0.05, 6000),)))
    if meanwhile:
        until(qtbot, lambda: any((job.remaining or 0) > 100 for job in heard.jobs))
    collections: dict[str, object] = {}
    heard.client.finished.connect(lambda one, _: collections.setdefault(one, heard.client.status.collection))
    job = heard.client.submit("Propose", ASK, urgent=True)
    until(qtbot, lambda: job in heard.finished)
    assert collections[job] is None, "it was not done yet"
    until(qtbot, lambda: heard.client.status.collection)


def test_retrieving_from_nothing_can_be_chosen(qtbot: QtBot, begin: Begin) -> None:
    heard = begin(script(), collection="")
    ready(qtbot, heard)
    assert heard.client.status.collection is not None
    assert heard.client.status.collection.id == ""


# Off ----------------------------------------------------------------------------------------------------------------


def test_what_is_asked_while_it_is_off_fails_with_a_sentence(qtbot: QtBot, begin: Begin) -> None:
    heard = begin(script(), start=False)
    job = heard.client.submit("Propose", ASK)
    assert not heard.failed, "not before the caller knows the id"
    until(qtbot, lambda: job in heard.failed)
    assert heard.failed[job].message == "The engine is off."


def test_a_shutdown_ends_everything_and_it_can_be_started_again(qtbot: QtBot, begin: Begin) -> None:
    heard = begin(script((Steps("painting", 100, 0.05),)))
    jobs = [heard.client.submit("Propose", ASK) for _ in range(2)]
    until(qtbot, lambda: any(job.label == "painting" for job in heard.jobs))
    began = time.monotonic()
    heard.client.shutdown()
    assert time.monotonic() - began < 2.5
    assert heard.failed.keys() == set(jobs)
    assert heard.client.status.state == EngineState.OFF
    qtbot.wait(50)  # what was said before the end is not heard after it
    assert heard.client.status.state == EngineState.OFF
    heard.client.start()
    ready(qtbot, heard)
