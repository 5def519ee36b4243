"""The same request gets the same answer, candidate by candidate and picture by picture."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
import torch
from PIL import Image

from engine.facade import Engine
from engine.loading import Limits, LoadedModel
from engine.models.conditioning import CONDITIONERS, Conditioning, by_caption
from engine.models.gill import Gill
from engine.models.painter import Painter
from gill_studio.core.errors import ModelError
from gill_studio.core.protocol import PaintSettings, ProposeRequest, StoryPanel, TextSettings

if TYPE_CHECKING:
    from tests.engine.facade.conftest import Alike, MakePanels

SHORT = TextSettings(count=2, max_tokens=4, min_words=1)
ONE_STEP = PaintSettings(count=1, steps=1)
MIXED = ["#", "The fox.#", "", "It walks.", "#"]


@pytest.mark.usefixtures("_untouched_global_rng")
def test_the_same_request_gets_the_same_answer(
    engine: Engine,
    loaded: LoadedModel,
    pictures: list[Path],
    panels_of: MakePanels,
    alike: Alike,
    long_story: list[str],
) -> None:
    """Whatever was asked before, in this process or another; torch's global generator plays no part."""
    panels = panels_of(MIXED, pictures[0])
    long = panels_of(long_story, pictures[0])
    requests = [ProposeRequest(story, focus, SHORT) for story in (panels, long) for focus in (None, 3, 1)]
    first = [engine.propose(request) for request in requests]
    backwards = [engine.propose(request) for request in reversed(requests)]
    for request, once, again in zip(requests, first, reversed(backwards), strict=True):
        fresh = Engine(loaded).propose(request)
        assert alike(again, once)
        assert alike(fresh, once)


def test_each_candidate_can_be_had_again_by_its_seed(engine: Engine) -> None:
    panels = (StoryPanel("The fox finds a balloon."),)
    found = engine.propose(ProposeRequest(panels, text=TextSettings(count=4, max_tokens=6, seed=10)))
    assert len(found.texts) > 1
    for text in found.texts:
        again = engine.propose(ProposeRequest(panels, text=TextSettings(count=1, max_tokens=6, seed=text.seed)))
        assert [one.text for one in again.texts] == [text.text]
        assert 10 <= text.seed < 14


def test_more_candidates_than_fit_at_once_are_the_same(loaded: LoadedModel) -> None:
    request = ProposeRequest((StoryPanel("The fox."),), text=TextSettings(count=5, max_tokens=5))
    together = Engine(loaded).propose(request).texts
    in_twos = Engine(replace(loaded, limits=Limits(candidates=2))).propose(request).texts
    assert [(text.text, text.seed) for text in in_twos] == [(text.text, text.seed) for text in together]


def test_painted_files_exist_and_their_seeds_repeat(loaded: LoadedModel, tmp_path: Path) -> None:
    panels, paint = (StoryPanel("The fox."),), PaintSettings(count=3, steps=2, seed=7, size=(24, 16))
    engine = Engine(loaded)
    painted = engine.paint(panels, paint, tmp_path / "a" / "b")
    assert [picture.seed for picture in painted] == [7, 8, 9]
    images = [np.asarray(Image.open(picture.path)) for picture in painted]
    assert all(image.shape == (16, 24, 3) for image in images)
    assert np.abs(images[0].astype(int) - images[1]).max() > 5
    for picture, image in zip(painted, images, strict=True):
        (again,) = engine.paint(panels, replace(paint, count=1, seed=picture.seed), tmp_path / "again")
        assert np.abs(np.asarray(Image.open(again.path)).astype(int) - image).max() <= 1
    in_twos = Engine(replace(loaded, limits=Limits(pictures=2))).paint(panels, paint, tmp_path / "twos")
    for one, image in zip(in_twos, images, strict=True):
        assert np.abs(np.asarray(Image.open(one.path)).astype(int) - image).max() <= 1


def test_the_painter_is_told_the_favourite_text_or_the_panels_own(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[tuple[str, torch.Tensor]] = []

    def listening(gill: Gill, painter: Painter, caption: str, states: torch.Tensor) -> Conditioning:
        heard.append((caption, states))
        return by_caption(gill, painter, caption, states)

    monkeypatch.setitem(CONDITIONERS, "listening", listening)
    panels, paint = (StoryPanel("The fox."), StoryPanel("It walks.")), replace(ONE_STEP, conditioner="listening")
    engine.propose(ProposeRequest(panels, 0, SHORT, paint=paint, output=tmp_path))
    engine.paint(panels[:1], paint, tmp_path)
    best = engine.propose(ProposeRequest(panels, None, SHORT, paint=paint, output=tmp_path)).texts[0].text
    engine.paint((*panels, StoryPanel(best)), paint, tmp_path)
    assert [caption for caption, _ in heard] == ["The fox.", "The fox.", best, best]
    states = [states for _, states in heard]
    assert (states[0] - states[1]).abs().max() < 1e-5
    assert (states[2] - states[3]).abs().max() < 1e-5
    assert (states[0] - states[2]).abs().max() > 1e-3


def test_nothing_is_painted_unasked(engine: Engine, tmp_path: Path, loaded: LoadedModel) -> None:
    panels = (StoryPanel("The fox."),)
    assert engine.propose(ProposeRequest(panels, text=SHORT)).painted == ()
    none = replace(ONE_STEP, count=0)
    assert engine.propose(ProposeRequest(panels, text=SHORT, paint=none, output=tmp_path)).painted == ()
    assert engine.paint(panels, none, tmp_path) == ()
    blind = Engine(replace(loaded, painter=None))
    assert blind.propose(ProposeRequest(panels, text=SHORT, output=tmp_path)).painted == ()
    with pytest.raises(ModelError, match="no painter"):
        blind.paint(panels, ONE_STEP, tmp_path)
    assert list(tmp_path.iterdir()) == []
