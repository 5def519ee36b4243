"""What is told while the engine works, what it left out, and which parts are on the device meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import torch

from engine.catalogue import ModelFolders
from engine.context import CancelledError, RunContext
from engine.decoding.options import DecodeOptions
from engine.facade import Engine
from engine.loading import LoadedModel, Residency
from engine.pictures import Picture
from gill_studio.core.protocol import (
    PaintPreview,
    PaintSettings,
    PicturesRetrieved,
    ProposeRequest,
    StoryPanel,
    TextGrew,
    TextSettings,
)

if TYPE_CHECKING:
    from tests.engine.facade.conftest import MakeCollection, MakePanels

SHORT = TextSettings(count=2, max_tokens=4, min_words=1)
ONE_STEP = PaintSettings(count=1, steps=1)


def test_partial_results_come_in_order(
    engine: Engine, pictures: list[Path], tmp_path: Path, collection: MakeCollection
) -> None:
    engine.collection = collection(engine, pictures)
    heard: list[object] = []
    steps: list[str] = []
    context = RunContext(on_partial=heard.append, on_progress=lambda label, *_: steps.append(label))
    paint = PaintSettings(count=2, steps=3, previews=True)
    request = ProposeRequest((StoryPanel("The fox."),), text=SHORT, paint=paint, output=tmp_path)
    found = engine.propose(request, context)
    kinds = [type(part) for part in heard]
    assert [kind for i, kind in enumerate(kinds) if i == 0 or kinds[i - 1] != kind] == [
        TextGrew,
        PicturesRetrieved,
        PaintPreview,
    ]
    last = {part.index: part.text for part in heard if isinstance(part, TextGrew)}
    assert {text.strip() for text in last.values()} >= {text.text for text in found.texts}
    (retrieved,) = (part for part in heard if isinstance(part, PicturesRetrieved))
    assert (retrieved.pictures, retrieved.decision) == (found.retrieved, found.decision)
    previews = [part for part in heard if isinstance(part, PaintPreview)]
    assert [(preview.step, preview.steps) for preview in previews] == [(1, 3), (2, 3)]
    assert all(len(preview.paths) == 2 and all(path.is_file() for path in preview.paths) for preview in previews)
    assert [step for i, step in enumerate(steps) if i == 0 or steps[i - 1] != step] == [
        "reading",
        "writing",
        "reading",
        "painting",
    ]


@pytest.mark.parametrize("label", ["looking", "reading", "writing", "painting"])
def test_a_cancel_is_heard_at_every_stage(
    label: str, engine: Engine, pictures: list[Path], tmp_path: Path, collection: MakeCollection
) -> None:
    engine.collection = collection(engine, pictures[1:])
    at: list[str] = []
    context = RunContext(cancelled=lambda: at[-1:] == [label], on_progress=lambda name, *_: at.append(name))
    panels = (StoryPanel("The fox.", pictures[0]), *(StoryPanel("It walks to the place.") for _ in range(10)))
    request = ProposeRequest(panels, text=SHORT, paint=PaintSettings(count=1, steps=3), output=tmp_path)
    with pytest.raises(CancelledError):
        engine.propose(request, context)
    assert at[-1] == label
    assert len(engine.propose(request).painted) == 1


def test_the_result_says_which_panels_were_left_out(
    engine: Engine, pictures: list[Path], panels_of: MakePanels, long_story: list[str]
) -> None:
    panels = panels_of(long_story, pictures[0])
    found = engine.propose(ProposeRequest(panels, text=SHORT))
    assert 100 < found.dropped_panels < 200
    assert not found.truncated
    cut = engine.propose(ProposeRequest(panels[found.dropped_panels :], text=SHORT))
    assert cut.dropped_panels == 0
    assert [text.text for text in cut.texts] == [text.text for text in found.texts]
    huge = engine.propose(ProposeRequest((StoryPanel("x" * 10_000),), text=SHORT))
    assert huge.truncated
    assert not engine.propose(ProposeRequest(panels[:3], text=SHORT)).dropped_panels


def test_texts_and_pictures_are_for_the_same_context(
    engine: Engine, pictures: list[Path], panels_of: MakePanels, long_story: list[str]
) -> None:
    """A favourite text does not push out panels that the texts were written after."""
    starts = []
    fit = engine.prompter.fit

    def watched(*args: object, **kwargs: object) -> object:
        prompt = fit(*args, **kwargs)  # type: ignore[arg-type]
        starts.append(prompt.dropped_panels)
        return prompt

    engine.prompter.fit = watched  # type: ignore[assignment,method-assign]
    for count in range(20, 60):
        panels = panels_of(long_story[:count], pictures[0])
        starts.clear()
        found = engine.propose(ProposeRequest(panels, text=replace(SHORT, count=1, max_tokens=2)))
        assert starts == [found.dropped_panels] * 2


# Parts on and off the device ---------------------------------------------------------------------------------------


def test_parts_that_wait_are_brought_when_they_are_needed(
    loaded: LoadedModel, tmp_path: Path, pictures: list[Path]
) -> None:
    """Language model and painter are never on the device together; the vision encoder only where pictures are new."""
    there: set[str] = set()
    seen: list[set[str]] = []

    def mover(name: str) -> tuple[str, Callable[[str], None]]:
        def move(device: str) -> None:
            (there.add if device == "accelerator" else there.discard)(name)
            seen.append(set(there))

        return name, move

    residency = Residency("accelerator", tuple(mover(name) for name in ("language", "vision", "painter")))
    engine = Engine(replace(loaded, residency=residency))
    request = ProposeRequest((StoryPanel("The fox.", pictures[0]),), text=SHORT, paint=ONE_STEP, output=tmp_path)
    engine.propose(request)
    assert {"language", "vision"} in seen
    assert not any({"language", "painter"} <= parts for parts in seen)
    assert there == {"painter"}
    seen.clear()
    engine.propose(replace(request, output=None))
    assert there == {"language"}
    assert not any("vision" in parts for parts in seen), "its picture is known by now"


def test_a_whole_model_loads_and_reports_its_steps(random_model: Path) -> None:
    steps: list[tuple[str, int, int]] = []
    context = RunContext(on_progress=lambda *step: steps.append(step))
    engine = Engine.load(ModelFolders.of(random_model), context=context)
    assert steps == [("loading", i, 4) for i in (1, 2, 3, 4)]
    assert engine.painter is not None
    cancelled = RunContext(cancelled=lambda: True)
    with pytest.raises(CancelledError):
        Engine.load(ModelFolders.of(random_model), context=cancelled)


def test_vectors_of_pictures_are_normalised_and_by_content(engine: Engine, pictures: list[Path]) -> None:
    vectors = engine.picture_vectors([*pictures, pictures[0]])
    assert set(vectors) == {Picture.open(path).digest for path in pictures}
    for vector in vectors.values():
        assert vector.shape == (engine.gill.config.retrieval_width,)
        assert vector.dtype == torch.float32
        assert float(vector.norm()) == pytest.approx(1.0, abs=1e-5)
    assert engine.picture_vectors([]) == {}


def test_likelihood_is_the_mean_over_words_given_all_before(engine: Engine, pictures: list[Path]) -> None:
    """Checked against a plain sum over positions; pictures are read, not scored, and BOS after one is scored."""
    gill = engine.gill
    ids = gill.language.encode("The fox.")
    with torch.no_grad():
        hidden, _ = gill.read(gill.embed(gill.tokens([[gill.language.bos, *ids]])))
        scores = gill.logits(hidden[0]).log_softmax(-1)
    expected = float(torch.stack([scores[i, token] for i, token in enumerate(ids)]).mean())
    assert engine.log_likelihood((StoryPanel("The fox."),)) == pytest.approx(expected, abs=1e-5)
    with_picture = engine.log_likelihood((StoryPanel("", pictures[0]), StoryPanel("The fox.")))
    assert with_picture is not None
    assert with_picture != pytest.approx(expected, abs=1e-3)
    assert engine.log_likelihood((StoryPanel("", pictures[0]),)) is None
    assert DecodeOptions().stop.eos
