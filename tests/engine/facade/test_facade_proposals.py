"""What the engine proposes: each panel in focus gets what it lacks, from what stands before it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from engine.facade import Engine, context_panels
from engine.loading import LoadedModel
from engine.models.adapter import AdapterBundle
from engine.models.gill import Gill
from engine.pictures import Picture
from gill_studio.core.errors import PictureError
from gill_studio.core.protocol import (
    Decision,
    PaintSettings,
    ProposeRequest,
    StoryPanel,
    TextSettings,
)

if TYPE_CHECKING:
    from tests.engine.facade.conftest import Alike, MakeCollection

SHORT = TextSettings(count=2, max_tokens=4, min_words=1)
ONE_STEP = PaintSettings(count=1, steps=1)


def test_each_panel_gets_what_it_lacks(engine: Engine, pictures: list[Path], collection: MakeCollection) -> None:
    """Caption without picture: pictures. Picture without caption: captions. Both, neither or the end: a new panel."""
    engine.collection = collection(engine, pictures[1:])
    panels = (
        StoryPanel("The fox.", pictures[0]),
        StoryPanel("It walks."),
        StoryPanel("", pictures[0]),
        StoryPanel("  "),
    )
    wants = {None: (True, True), 0: (True, True), 1: (False, True), 2: (True, False), 3: (True, True)}
    for focus, (text, picture) in wants.items():
        found = engine.propose(ProposeRequest(panels, focus, SHORT, output=None))
        assert bool(found.texts) == text, focus
        assert bool(found.retrieved) == picture, focus
        assert (found.decision is not None) == picture, focus


def test_the_context_is_what_stands_before(engine: Engine, pictures: list[Path], alike: Alike) -> None:
    """What comes later in the story changes nothing, nor does a panel's empty other half."""
    before = (StoryPanel("The fox.", pictures[0]), StoryPanel("It walks.", pictures[1]))
    for panel in (StoryPanel(""), StoryPanel("", pictures[2]), StoryPanel("It sleeps.")):
        one = engine.propose(ProposeRequest((*before, panel), 2, SHORT))
        other = engine.propose(ProposeRequest((*before, panel, StoryPanel("Later.", pictures[3])), 2, SHORT))
        assert alike(one, other)
        changed = (replace(before[0], caption="The owl."), before[1], panel)
        assert not alike(engine.propose(ProposeRequest(changed, 2, SHORT)), one)
    end = engine.propose(ProposeRequest(before, None, SHORT))
    assert alike(engine.propose(ProposeRequest(before, 1, SHORT)), end)
    assert alike(engine.propose(ProposeRequest((*before, StoryPanel("")), 2, SHORT)), end)


def test_pictures_for_a_new_panel_follow_its_favourite_text(
    engine: Engine, pictures: list[Path], collection: MakeCollection
) -> None:
    engine.collection = collection(engine, pictures[1:])
    panels = (StoryPanel("The fox.", pictures[0]),)
    found = engine.propose(ProposeRequest(panels, None, SHORT, retrieve=4))
    best = found.texts[0].text
    expected = engine.propose(ProposeRequest((*panels, StoryPanel(best)), 1, SHORT, retrieve=4))
    assert [picture.key for picture in found.retrieved] == [picture.key for picture in expected.retrieved]
    assert found.retrieved[0].score == pytest.approx(expected.retrieved[0].score, abs=1e-5)
    assert found.decision is not None
    assert expected.decision is not None
    assert found.decision.generate == pytest.approx(expected.decision.generate, abs=1e-5)


def test_pictures_of_the_story_are_not_offered_again(
    engine: Engine, pictures: list[Path], collection: MakeCollection
) -> None:
    """Neither those before the panel nor those after it, nor those that the writer has refused."""
    engine.collection = collection(engine, pictures)
    digests = [Picture.open(path).digest for path in pictures]
    panels = (StoryPanel("The fox.", pictures[0]), StoryPanel("It walks."), StoryPanel("", pictures[1]))
    request = ProposeRequest(panels, 1, SHORT, retrieve=9, exclude=(digests[2],))
    assert {picture.key for picture in engine.propose(request).retrieved} == set(digests[3:])
    assert {picture.key for picture in engine.find(panels, 9, exclude=digests[:4])} == {digests[4]}
    nothing = engine.propose(replace(request, exclude=tuple(digests)))
    assert nothing.retrieved == ()
    assert nothing.decision is not None


def test_the_decision_weighs_the_best_of_the_collection(
    engine: Engine, pictures: list[Path], collection: MakeCollection
) -> None:
    """The random model's module reads the best cosine; an empty collection is the worst there is."""
    request = ProposeRequest((StoryPanel("The fox."),), 0, SHORT, retrieve=0)
    engine.collection = collection(engine, pictures)
    found = engine.propose(request)
    assert found.retrieved == ()
    best, states = engine.find(request.panels, 1)[0].score, engine.image_states(context_panels(request.panels))
    assert best > -0.99
    assert_decided(found.decision, engine.gill.decide(states, best))
    engine.collection = None
    assert_decided(engine.propose(request).decision, engine.gill.decide(states, -1.0))
    assert Decision(0.7, 0.3).favours == "generate"
    assert Decision(0.3, 0.7).favours == "retrieve"


def assert_decided(found: Decision | None, expected: tuple[float, float] | None) -> None:
    assert found is not None
    assert expected is not None
    assert (found.generate, found.retrieve) == pytest.approx(expected, abs=1e-5)


def test_without_a_decision_module_there_is_no_decision(engine: Engine, loaded: LoadedModel) -> None:
    undecided = Gill(loaded.gill.language, loaded.gill.vision, AdapterBundle(loaded.gill.adapter))
    found = Engine(replace(loaded, gill=undecided)).propose(ProposeRequest((StoryPanel("a"),), 0, SHORT))
    assert found.decision is None


def test_each_picture_file_is_read_once(engine: Engine, pictures: list[Path], monkeypatch: pytest.MonkeyPatch) -> None:
    """A story's pictures may be a gigabyte; those after a panel that only wants captions need not even be there."""
    read: list[Path] = []
    opened = Picture.open

    def watched(path: Path) -> Picture:
        read.append(path)
        return opened(path)

    monkeypatch.setattr(Picture, "open", watched)
    panels = (StoryPanel("a", pictures[0]), StoryPanel("b"), StoryPanel("", pictures[1]))
    engine.propose(ProposeRequest(panels, 1, SHORT))
    assert read == pictures[:2]
    gone = (StoryPanel("", pictures[0]), StoryPanel("", Path("gone.png")))
    assert engine.propose(ProposeRequest(gone, 0, SHORT)).texts
    with pytest.raises(PictureError, match=r"gone\.png"):
        engine.propose(ProposeRequest(gone, 1, SHORT))
