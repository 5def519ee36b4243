"""Messages survive the pipe, and nothing else does: no bytes make the reader do anything but refuse."""

from __future__ import annotations

import os
import pickle
import random
import sys
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gill_studio.core import messages, wire
from gill_studio.core.messages import (
    Cancel,
    Cancelled,
    CollectionSummary,
    Failed,
    FindRequest,
    Finished,
    IndexCollection,
    ListModels,
    LoadModel,
    ModelSummary,
    PaintedPictures,
    PaintRequest,
    Partial,
    Progress,
    Ready,
    Shutdown,
    Skipped,
    Submit,
)
from gill_studio.core.protocol import (
    Decision,
    PaintedPicture,
    PaintPreview,
    PaintSettings,
    PicturesRetrieved,
    Proposals,
    ProposeRequest,
    RetrievedPicture,
    StoryPanel,
    TextGrew,
    TextProposal,
)
from gill_studio.core.training import (
    AdapterList,
    AdapterRecord,
    DecisionRequest,
    RemoveAdapter,
    TrainingFigures,
    TrainingMeasured,
    TrainingPainted,
    TrainingRecipe,
    TrainingReport,
    TrainingSample,
    TrainingStep,
    TrainRequest,
)
from gill_studio.core.training_remarks import DataRemark
from gill_studio.core.wire import MessageError, decode_for_engine, decode_for_studio, encode

REPORT = TrainingReport(
    "mine", Path("/a"), 5, 4, 2.5, "early", (TrainingFigures("s", 3, 9, {"R@1": 0.5}),), (),
    (TrainingSample("a fox", Path("p.png"), None, Path("q.png")),),
)  # fmt: skip
TO_ENGINE = [
    Submit("a", LoadModel()),
    Submit("a", IndexCollection("x")),
    Submit("a", ListModels()),
    Submit(
        "b",
        ProposeRequest(
            (StoryPanel("Füchse 🦊", Path("a b/ü.png")), StoryPanel()),
            focus=1,
            paint=PaintSettings(size=(64, 32), scheduler="ddim"),
            output=Path("/tmp/out"),
            exclude=("x", "y"),
        ),
    ),
    Submit("c", FindRequest(words="fox")),
    Submit("d", PaintRequest((StoryPanel("a"),))),
    Submit("e", TrainRequest("mine", ("album",), stories=(Path("a.gill"),), recipe=TrainingRecipe(steps=5))),
    Submit("f", DecisionRequest("mine", Path("labels.tsv"))),
    Submit("g", RemoveAdapter("mine")),
    Cancel("a"),
    Shutdown(),
]
TO_STUDIO = [
    Ready(1, "0.1"),
    Progress("a", "writing", 3, 10),
    Partial("a", TextGrew(1, "The fox")),
    Partial("a", PicturesRetrieved((RetrievedPicture("k", 0.5, Path("x.png")),), Decision(0.25, 0.75))),
    Partial("a", PaintPreview(1, 8, (Path("p.png"),))),
    Partial("a", PaintedPictures((PaintedPicture(Path("q.png"), 2**62),))),
    Finished("a", Proposals((TextProposal("x", -1.5, 3),), dropped_panels=2, truncated=True)),
    Finished("a", CollectionSummary("s", "S", None, 3, (Skipped(Path("bad.png"), "why"),))),
    Finished("a", ModelSummary("s", "S", "cpu", True, False, 512, 8, 3.0)),
    Partial("e", TrainingStep(3, 9, {"loss": 0.5}, 1e-3, 2.5)),
    Partial("e", TrainingMeasured(3, {"loss": 0.5}, best=True)),
    Partial("e", TrainingPainted(3, (TrainingSample("a fox", Path("p.png"), Path("b.jpg"), Path("n.jpg")),))),
    Partial("e", DataRemark("captions-missing", 3, 9, "")),
    Finished("e", AdapterList((AdapterRecord("mine", Path("/a"), "starter", 5, report=REPORT),))),
    Finished("e", REPORT),
    Cancelled("a"),
    Failed("a", "memory", "m", "h", "d"),
]


@pytest.mark.parametrize("message", TO_ENGINE, ids=lambda m: str(m)[:40])
def test_what_goes_to_the_engine_arrives_as_it_was(message: messages.ToEngine) -> None:
    assert decode_for_engine(encode(message)) == message


@pytest.mark.parametrize("message", TO_STUDIO, ids=lambda m: str(m)[:40])
def test_what_goes_to_the_studio_arrives_as_it_was(message: messages.ToStudio) -> None:
    assert decode_for_studio(encode(message)) == message


def test_each_side_takes_its_own_messages_only() -> None:
    with pytest.raises(MessageError):
        decode_for_engine(encode(Ready(1, "")))
    with pytest.raises(MessageError):
        decode_for_studio(encode(Cancel("a")))


@pytest.mark.skipif(sys.platform == "win32", reason="names of files are text there")
def test_a_file_name_that_is_no_text_survives() -> None:
    path = Path(os.fsdecode(b"/tmp/\xff\xfe.png"))
    message = Submit("a", ProposeRequest((StoryPanel("x", path),)))
    assert decode_for_engine(encode(message)) == message


def test_half_characters_do_not_keep_a_story_from_the_engine() -> None:
    message = Submit("a", ProposeRequest((StoryPanel("fox \ud83e!", Path("x.png")), StoryPanel("snow"))))
    arrived = decode_for_engine(encode(message))
    assert isinstance(arrived, Submit)
    assert isinstance(arrived.request, ProposeRequest)
    assert arrived.request.panels == (StoryPanel("fox ?!", Path("x.png")), StoryPanel("snow"))


def test_a_message_that_is_too_large_is_refused_by_who_would_send_it() -> None:
    panels = (StoryPanel("x" * wire.LARGEST),)
    with pytest.raises(MessageError, match="too much"):
        encode(Submit("a", ProposeRequest(panels)))


class Mine:
    """Runs code when it is unpickled."""

    ran = False

    def __reduce__(self) -> tuple[object, tuple[str, ...]]:
        return (setattr, (Mine, "ran", True))


@pytest.mark.parametrize(
    "value", [TrainingStep(1, 2**40, {"loss": 1.0}, 1e-3, 1.0), TrainingStep(-1, 9, {}, 1e-3, 1.0)]
)
def test_a_count_of_updates_that_no_window_can_draw_is_refused(value: TrainingStep) -> None:
    """Qt's counts have 32 bits."""
    with pytest.raises(wire.MessageError):
        wire.decode_for_studio(wire.encode(Partial("job-1", value)))


def test_a_pickle_is_refused_and_not_run() -> None:
    data = pickle.dumps(Mine())
    with pytest.raises(MessageError):
        decode_for_studio(data)
    assert not Mine.ran
    pickle.loads(data)
    assert Mine.ran, "it would have run"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xc1",
        b"\x91" * 100_000,  # lists in lists, deeper than any stack
        msgspec.msgpack.encode(["Progress", {"job": "a", "label": "x", "done": "1", "total": 2}]),
        msgspec.msgpack.encode(["Progress", {"job": "a"}]),
        msgspec.msgpack.encode(["Partial", "a", "Ready", {"pid": 1, "version": ""}]),
        msgspec.msgpack.encode(["Partial", "a", "PaintPreview", {"step": 1, "steps": 2, "paths": ["text"]}]),
        msgspec.msgpack.encode(["Partial", 7, "TextGrew", {"index": 1, "text": ""}]),
        msgspec.msgpack.encode(["Failed", {"job": "a", "kind": "other", "message": ""}]),
        msgspec.msgpack.encode(["MessageError", {}]),
        msgspec.msgpack.encode({"kind": "Ready"}),
    ],
)
def test_what_is_not_quite_a_message_is_refused(data: bytes) -> None:
    with pytest.raises(MessageError):
        decode_for_studio(data)


@given(st.binary(max_size=200))
@settings(max_examples=300, deadline=None, derandomize=True)
def test_noise_is_refused(data: bytes) -> None:
    with pytest.raises(MessageError):
        decode_for_studio(data)


def test_damaged_messages_are_refused_or_are_other_messages() -> None:
    rng = random.Random(0)
    for message in TO_STUDIO * 40:
        data = bytearray(encode(message))
        for _ in range(rng.randint(1, 3)):
            data[rng.randrange(len(data))] = rng.randrange(256)
        try:
            found = decode_for_studio(bytes(data))
        except MessageError:
            continue
        assert isinstance(found, messages.ToStudio)
