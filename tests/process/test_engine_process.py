"""The engine's real process: what it answers, and that the window lives through whatever happens to it."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Callable
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import psutil
import pytest
from PIL import Image

from gill_studio.core import locations
from gill_studio.core.jobs import JobState
from gill_studio.core.messages import IndexCollection, ListModels, LoadModel, ModelList, PaintRequest
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


@pytest.fixture
def garbling(monkeypatch: pytest.MonkeyPatch) -> object:
    """The module of engines that are not quite in order, where a fresh interpreter finds it too."""
    monkeypatch.syspath_prepend(str(Path(__file__).parent))
    import garbling  # type: ignore[import-not-found]

    return garbling


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


def test_the_engine_answers_and_behaves(open_studio: Open) -> None:
    studio = open_studio()
    models = studio.client.submit("Models", ListModels())
    studio.ready()
    assert isinstance(studio.finished[models], ModelList)
    loading = [job.label for job in studio.jobs if isinstance(job.request, LoadModel)]
    assert "loading libraries" in loading
    assert "loading the language model" in loading
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
    _cancels_within_a_step(studio)
    process = studio.process
    studio.client.shutdown()
    assert not process.is_running()
    assert not folder.exists()
    _log_tells_no_story()


def _is_offline_and_polite(process: psutil.Process) -> None:
    assert not process.net_connections(kind="inet")
    assert not psutil.Process().net_connections(kind="inet"), "nor has the studio a socket"
    if sys.platform == "linux":
        assert process.nice() > psutil.Process().nice()


def _cancels_within_a_step(studio: Studio) -> None:
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


def _log_tells_no_story() -> None:
    text = (locations.data_dir() / "logs" / "engine.log").read_text(encoding="utf-8")
    assert "starts as process" in text
    assert "Quillibrand" not in text
    assert "Traceback" not in text


# What can happen to it ----------------------------------------------------------------------------------------------


def _signal(number: int) -> Callable[[Studio], None]:
    return lambda studio: os.kill(studio.process.pid, number)


HARMS: dict[str, tuple[Callable[[Studio], None], str]] = {
    "killed": (_signal(9), "SIGKILL"),
    "aborted": (_signal(6), "SIGABRT"),
    "stopped": (_signal(getattr(signal, "SIGSTOP", 0)), "halted by another program"),
}


@posix
def test_a_process_that_is_killed_aborted_or_stopped_is_replaced(
    open_studio: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ui.engine_client._MINUTE", 0.0)  # here, they may come one after the other
    studio = open_studio()
    studio.ready()
    for harm, words in HARMS.values():
        studio.states.clear()
        job = busy(studio)
        harm(studio)
        studio.until(lambda job=job: job in studio.failed, 30)
        assert studio.failed[job].kind == "died"
        assert words in studio.failed[job].message
        propose(studio)
        studio.ready()
        states = [status.state for status in studio.states]
        assert EngineState.RESTARTING in states
        assert EngineState.STOPPED not in states
    _stayed_responsive(studio)


@posix
def test_killed_twice_within_a_minute_it_is_left_alone_until_someone_starts_it(open_studio: Open) -> None:
    studio = open_studio()
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
    propose(studio)
    _stayed_responsive(studio)


@linux
def test_out_of_memory_is_a_sentence_and_the_next_proposal_works(open_studio: Open) -> None:
    studio = open_studio()
    studio.ready()
    propose(studio)
    room = studio.process.memory_info().vms + (200 << 20)
    studio.process.rlimit(psutil.RLIMIT_AS, (room, room))
    huge = PaintRequest((StoryPanel(SECRET),), PaintSettings(count=4, steps=1, size=(4096, 4096)))
    job = studio.client.submit("Paint", huge)
    studio.until(lambda: studio.ended(job))
    failure = studio.failed[job]
    assert failure.kind in {"memory", "died"}
    assert "memory" in str(failure)
    propose(studio)
    _stayed_responsive(studio)


@linux
def test_a_model_for_which_there_is_no_memory_is_said_to_be_so(open_studio: Open, garbling: object) -> None:
    limited = partial(spawn, garbling.run_limited, _log(), 900 << 20)  # type: ignore[attr-defined]
    studio = open_studio(limited)
    studio.until(lambda: studio.client.status.state in {EngineState.WITHOUT_MODEL, EngineState.STOPPED})
    assert "memory" in studio.client.status.text
    _stayed_responsive(studio)


def test_noise_in_the_pipe_ends_the_process_and_nothing_else(
    open_studio: Open, garbling: object, tmp_path: Path
) -> None:
    studio = open_studio(partial(spawn, garbling.run_garbling, _log(), tmp_path / "done"))  # type: ignore[attr-defined]
    studio.ready()
    job = studio.client.submit("Propose", ASK)
    studio.until(lambda: job in studio.failed)
    assert "cannot be understood" in studio.failed[job].message
    propose(studio)
    _stayed_responsive(studio)


def test_a_hung_step_is_ended_three_seconds_after_the_longest_one(
    open_studio: Open, garbling: object, tmp_path: Path
) -> None:
    studio = open_studio(partial(spawn, garbling.run_hanging, _log(), tmp_path / "done"))  # type: ignore[attr-defined]
    studio.ready()
    job = studio.client.submit("Propose", ASK)
    studio.until(lambda: job in studio.failed)
    hung = max(time_ for id_, _, time_ in studio.partials if id_ == job)
    silence = time.monotonic() - hung
    assert "stopped answering" in studio.failed[job].message
    assert 3.0 <= silence < 6.0
    propose(studio)
    _stayed_responsive(studio)


def test_a_model_that_loads_slowly_is_left_to_it(open_studio: Open, garbling: object) -> None:
    slow = partial(spawn, garbling.run_slow_loading, _log(), 5.0)  # type: ignore[attr-defined]
    studio = open_studio(slow, limits=Limits(grace=1.0, idle=1.0))
    studio.ready()
    assert len(studio.processes) == 1


def test_the_sample_collection_is_drawn_indexed_and_retrieved_from(open_studio: Open) -> None:
    studio = open_studio(collection="sample")
    studio.ready()
    summary = studio.client.status.collection
    assert summary is not None
    assert (summary.id, summary.pictures, summary.skipped) == ("sample", 600, ())
    indexing = [job for job in studio.jobs if isinstance(job.request, IndexCollection)]
    assert any(job.remaining is not None for job in indexing)
    result = propose(studio)
    assert len(result.retrieved) == 3
    for picture in result.retrieved:
        assert picture.path is not None
        assert picture.path.is_file()
    assert result.decision is not None


def _log() -> Path:
    return locations.data_dir() / "logs" / "engine.log"


def _stayed_responsive(studio: Studio) -> None:
    print(f"longest gap of the event loop: {studio.longest_gap * 1000:.0f} ms")
    assert studio.longest_gap < 0.1
