"""The engine's real process: what it answers, and that the window lives through whatever happens to it.

Each start of the engine takes some seconds, so one client goes through most of these tests, from death to death.
"""

from __future__ import annotations

import importlib
import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from itertools import pairwise
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

import psutil
import pytest
from PIL import Image

from gill_studio.core import locations
from gill_studio.core.jobs import JobState
from gill_studio.core.messages import SAMPLE, IndexCollection, ListModels, LoadModel, ModelList, PaintRequest
from gill_studio.core.protocol import (
    PaintPreview,
    PaintSettings,
    Proposals,
    ProposeRequest,
    StoryPanel,
    TextGrew,
    TextSettings,
)
from gill_studio.core.watchdog import Limits
from gill_studio.launch.process import spawn
from ui.engine_client import EngineState

if TYPE_CHECKING:
    from tests.process.conftest import Open, Studio

posix = pytest.mark.skipif(os.name == "nt", reason="signals and limits of POSIX")
linux = pytest.mark.skipif(sys.platform != "linux", reason="as Linux has it")
SECRET = "The heron Quillibrand dreams of a violet lighthouse."
TEXT = TextSettings(count=2, max_tokens=24)
ASK = ProposeRequest((StoryPanel(SECRET),), text=TEXT, paint=PaintSettings(count=1, steps=2, previews=True))
LONG = ProposeRequest(
    (StoryPanel(SECRET),), text=TextSettings(count=1, max_tokens=4), paint=PaintSettings(1, steps=900)
)


@pytest.fixture(scope="module", autouse=True)
def _own_folders(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """The folders of one person for all tests here: an engine that is started again finds what it had."""
    base = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        for name in ("DATA", "CACHE", "CONFIG"):
            patch.setenv(f"GILL_STUDIO_{name}", str(base / name.lower()))
        yield


@pytest.fixture(scope="module")
def garbling() -> Iterator[ModuleType]:
    """The module of engines that are not quite in order, where a fresh interpreter finds it too."""
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(Path(__file__).parent))
        yield importlib.import_module("garbling")


@pytest.fixture(scope="module")
def orders(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with the name of a trouble makes the engine of `shared` have it, once."""
    return tmp_path_factory.mktemp("orders")


@pytest.fixture(scope="module")
def shared(opened: Open, _own_folders: None, garbling: ModuleType, orders: Path) -> Iterator[Studio]:
    """The client that goes through these tests."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("ui.engine_client._MINUTE", 0.0)  # here, deaths may come one after the other
        yield opened(spawn=partial(spawn, garbling.run_troubled, _log(), orders))


@pytest.fixture
def studio(shared: Studio) -> Studio:
    """The same, with its model, and nothing said yet."""
    shared.ready()
    shared.forget()
    return shared


def propose(studio: Studio) -> Proposals:
    """The answer to a proposal, which must be a good one."""
    job = studio.client.submit("Propose", ASK)
    studio.until(lambda: studio.ended(job))
    assert job in studio.finished, studio.failed.get(job)
    result = studio.finished[job]
    assert isinstance(result, Proposals)
    assert result.texts
    assert result.painted
    return result


def busy(studio: Studio) -> str:
    """A job in the middle of painting, for a long time to come."""
    job = studio.client.submit("Propose", LONG)
    studio.until(lambda: any(one.id == job and one.label == "painting" and one.done > 2 for one in studio.jobs))
    return job


# What it is for -----------------------------------------------------------------------------------------------------


def test_a_model_is_loaded_in_steps_that_are_told(shared: Studio) -> None:
    models = shared.client.submit("Models", ListModels())
    shared.ready()
    shared.until(lambda: shared.ended(models))
    assert isinstance(shared.finished[models], ModelList)
    loading = [job.label for job in shared.jobs if isinstance(job.request, LoadModel)]
    assert "loading libraries" in loading
    assert "loading the language model" in loading


def test_the_engine_answers_and_behaves(studio: Studio) -> None:
    result = propose(studio)
    with Image.open(result.painted[0].path) as image:
        assert image.width >= 8
    kinds = {type(value) for _, value, _ in studio.partials}
    assert {TextGrew, PaintPreview} <= kinds
    folder = result.painted[0].path.parent
    assert [path.name for path in folder.iterdir()] == [result.painted[0].path.name], "previews are gone"
    again = propose(studio)
    assert [text.text for text in again.texts] == [text.text for text in result.texts], "the same seeds"
    _is_offline_and_polite(studio.process)
    assert "Traceback" not in _log().read_text(encoding="utf-8")


def _is_offline_and_polite(process: psutil.Process) -> None:
    assert not process.net_connections(kind="inet")
    assert not psutil.Process().net_connections(kind="inet"), "nor has the studio a socket"
    if sys.platform == "linux":
        assert process.nice() > psutil.Process().nice()


def test_it_cancels_within_a_step(studio: Studio) -> None:
    job = busy(studio)
    before = studio.client.job(job)
    longest = max(later - earlier for earlier, later in pairwise(studio.steps[-3:]))
    began = time.monotonic()
    studio.client.cancel(job)
    studio.until(lambda: job in studio.cancelled)
    after = studio.client.job(job)
    assert before is not None
    assert after is not None
    assert after.state == JobState.CANCELLED
    assert any(isinstance(value, TextGrew) for value in after.partials), "what was found stays"
    assert studio.cancelled[job] - began < max(1.0, 3 * longest), "a step takes some milliseconds, if it is let"
    assert after.done < 900


def test_it_cancels_within_a_token(studio: Studio, orders: Path, garbling: ModuleType) -> None:
    (orders / "linger").touch()
    job = studio.client.submit("Propose", replace(ASK, text=TextSettings(count=2, max_tokens=200)))
    studio.until(lambda: any(one.id == job and one.label == "writing" and one.done > 2 for one in studio.jobs))
    began = time.monotonic()
    studio.client.cancel(job)
    studio.until(lambda: job in studio.cancelled)
    (orders / "linger").unlink()
    assert studio.cancelled[job] - began < 3 * garbling.LINGER, "the token that is being written, not all of them"
    after = studio.client.job(job)
    assert after is not None
    assert after.state == JobState.CANCELLED


@pytest.mark.slow
def test_the_sample_collection_is_drawn_indexed_and_retrieved_from(studio: Studio) -> None:
    used = studio.client.use_collection(SAMPLE)
    studio.until(lambda: studio.ended(used))
    studio.ready()
    summary = studio.client.status.collection
    assert summary is not None
    assert (summary.id, summary.pictures, summary.skipped) == (SAMPLE, 600, ())
    indexing = [job for job in studio.jobs if isinstance(job.request, IndexCollection)]
    assert any(job.remaining is not None for job in indexing)
    result = propose(studio)
    assert len(result.retrieved) == 3
    for picture in result.retrieved:
        assert picture.path is not None
        assert picture.path.is_file()
    assert result.decision is not None


# What can happen to it ----------------------------------------------------------------------------------------------


def _signal(number: int) -> Callable[[Studio], None]:
    return lambda studio: os.kill(studio.process.pid, number)


HARMS: dict[str, tuple[Callable[[Studio], None], str]] = {
    "killed": (_signal(9), "SIGKILL"),
    "aborted": (_signal(6), "SIGABRT"),
    "stopped": (_signal(getattr(signal, "SIGSTOP", 0)), "halted by another program"),
}


@posix
@pytest.mark.parametrize("harm", HARMS)
def test_a_process_that_is_killed_aborted_or_stopped_is_replaced(studio: Studio, harm: str) -> None:
    do, words = HARMS[harm]
    job = busy(studio)
    do(studio)
    studio.until(lambda: job in studio.failed, 30)
    assert studio.failed[job].kind == "died"
    assert words in studio.failed[job].message
    propose(studio)
    studio.ready()
    states = [status.state for status in studio.states]
    assert EngineState.RESTARTING in states
    assert EngineState.STOPPED not in states
    _stayed_responsive(studio)


def test_noise_in_the_pipe_ends_the_process_and_nothing_else(studio: Studio, orders: Path) -> None:
    (orders / "garble").touch()
    job = studio.client.submit("Propose", ASK)
    studio.until(lambda: job in studio.failed)
    assert "cannot be understood" in studio.failed[job].message
    propose(studio)
    _stayed_responsive(studio)


def test_a_hung_step_is_ended_three_seconds_after_the_longest_one(studio: Studio, orders: Path) -> None:
    (orders / "hang").touch()
    job = studio.client.submit("Propose", ASK)
    studio.until(lambda: job in studio.failed)
    hung = max(time_ for id_, _, time_ in studio.partials if id_ == job)
    silence = time.monotonic() - hung
    assert "stopped answering" in studio.failed[job].message
    assert 3.0 <= silence < 6.0
    propose(studio)
    _stayed_responsive(studio)


@linux
def test_out_of_memory_is_a_sentence_and_the_next_proposal_works(studio: Studio) -> None:
    propose(studio)
    process = studio.process
    _, most = process.rlimit(psutil.RLIMIT_AS)
    process.rlimit(psutil.RLIMIT_AS, (process.memory_info().vms + (200 << 20), most))
    huge = PaintRequest((StoryPanel(SECRET),), PaintSettings(count=4, steps=1, size=(4096, 4096)))
    job = studio.client.submit("Paint", huge)
    studio.until(lambda: studio.ended(job))
    failure = studio.failed[job]
    assert failure.kind in {"memory", "died"}
    assert "memory" in str(failure)
    propose(studio)
    _stayed_responsive(studio)


def test_switched_off_it_leaves_nothing_behind(studio: Studio) -> None:
    """The last test of the client that all those above share."""
    folder = propose(studio).painted[0].path.parent
    process = studio.process
    studio.client.shutdown()
    assert not process.is_running()
    assert not folder.exists()
    text = _log().read_text(encoding="utf-8")
    assert "starts as process" in text
    assert "Quillibrand" not in text


@posix
def test_killed_twice_within_a_minute_it_is_left_alone_until_someone_starts_it(
    open_studio: Open, garbling: ModuleType
) -> None:
    """And then a model that loads slowly is left to it, whatever limits there are for all else."""
    slow = partial(spawn, garbling.run_slow_loading, _log(), 5.0)
    studio = open_studio(spawn=slow, limits=Limits(grace=1.0, idle=1.0))
    studio.until(lambda: studio.processes and studio.client.status.state == EngineState.STARTING)
    studio.process.kill()
    studio.until(lambda: len(studio.processes) == 2, 30)
    studio.process.kill()
    studio.until(lambda: studio.client.status.state == EngineState.STOPPED, 30)
    assert studio.client.status.log is not None
    assert studio.client.status.log.name == "engine.log"
    assert len(studio.processes) == 2
    studio.client.restart()
    studio.ready()
    assert len(studio.processes) == 3
    _stayed_responsive(studio)


@linux
def test_a_model_for_which_there_is_no_memory_is_said_to_be_so(open_studio: Open, garbling: ModuleType) -> None:
    studio = open_studio(spawn=partial(spawn, garbling.run_limited, _log(), 900 << 20))
    studio.until(lambda: studio.client.status.state in {EngineState.WITHOUT_MODEL, EngineState.STOPPED})
    assert "memory" in studio.client.status.text
    _stayed_responsive(studio)


def _log() -> Path:
    return locations.data_dir() / "logs" / "engine.log"


def _stayed_responsive(studio: Studio) -> None:
    print(f"longest gap of the event loop: {studio.longest_gap * 1000:.0f} ms")
    assert studio.longest_gap < 0.1
