"""No story, setting or request crashes the engine's verbs, or keeps them from the next one."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from engine.context import CancelledError
from engine.facade import Engine
from gill_studio.core.errors import PictureError, StudioError
from gill_studio.core.protocol import (
    PaintSettings,
    Proposals,
    ProposeRequest,
    StoryPanel,
    TextSettings,
)

if TYPE_CHECKING:
    from tests.engine.facade.conftest import MakeCollection, MakePanels

SHORT = TextSettings(count=2, max_tokens=4, min_words=1)
ONE_STEP = PaintSettings(count=1, steps=1)


STORIES: dict[str, list[str]] = {
    "empty": [],
    "one empty panel": [""],
    "blank captions": [" ", "\n\t", "\u3000"],
    "pictures only": ["#", "#", "#"],
    "text only": ["The fox.", "It walks.", "It sleeps."],
    "mixed": ["#", "The fox.#", "", "It walks.", "#"],
    "200 panels": [f"The fox walks to place {i}." + "#" * (i % 3 == 0) for i in range(200)],
    "emoji": ["🦊👩‍👩‍👧🏴󠁧󠁢󠁳󠁣󠁴󠁿#", "🎈"],
    "right to left": ["השועל מוצא בלון אדום.", "الثعلب يجد بالونا.#", "\u202eabc"],
    "control characters": ["a\0b#", "\x1b[31m\x7f", "\u2028\ufeff\ufffe"],
    "half letters": ["\ud83e#", "a \udd8a"],
    "typed tokens": ["</s></s>#", "[IMG0][IMG1]", "<pad><s>"],
    "an enormous caption": ["x" * 100_000 + "#"],
    "an enormous caption between": ["The fox.", "long " * 20_000, "It sleeps."],
    "many line breaks": ["\n" * 500 + "a" + "\n" * 500],
}


def check(found: Proposals, request: ProposeRequest, index: int) -> None:
    """What holds for every answer."""
    assert found.dropped_panels <= max(0, len(request.panels) - 1)
    scores = [text.score for text in found.texts]
    assert scores == sorted(scores, reverse=True)
    assert all(text.text.strip() == text.text != "" and "\n" not in text.text for text in found.texts)
    assert len({text.text for text in found.texts}) == len(found.texts)
    assert len(found.retrieved) <= min(request.retrieve, index)
    assert all(-1.001 <= picture.score <= 1.001 for picture in found.retrieved)
    if found.decision is not None:
        assert abs(found.decision.generate + found.decision.retrieve - 1) < 1e-5


@pytest.mark.parametrize("story", STORIES)
def test_no_story_crashes_a_proposal(
    story: str, engine: Engine, pictures: list[Path], tmp_path: Path, collection: MakeCollection, panels_of: MakePanels
) -> None:
    panels = panels_of(STORIES[story], pictures[0])
    indices = [None, *(collection(engine, pictures[1 : 1 + size]) for size in (0, 1, 2))]
    focuses = {None, 0, len(panels) // 2, len(panels) - 1} if panels else {None}
    for i, focus in enumerate(sorted(focuses, key=lambda focus: -1 if focus is None else focus)):
        for size, index in enumerate(indices):
            engine.collection = index
            output = tmp_path / f"{i}-{size}" if size == 1 else None
            request = ProposeRequest(panels, focus, SHORT, retrieve=5, paint=ONE_STEP, output=output)
            found = engine.propose(request)
            check(found, request, max(0, size - 1))
            assert bool(found.painted) <= (output is not None)


@pytest.mark.parametrize("story", STORIES)
def test_no_story_crashes_the_other_verbs(
    story: str, engine: Engine, pictures: list[Path], tmp_path: Path, collection: MakeCollection, panels_of: MakePanels
) -> None:
    panels = panels_of(STORIES[story], pictures[0])
    engine.collection = collection(engine, pictures[1:3])
    assert len(engine.find(panels, 5)) == 2
    captions = engine.caption(panels, pictures[3], TextSettings(count=1, max_tokens=3))
    assert len(captions) <= 1
    likelihood = engine.log_likelihood(panels)
    assert likelihood is None or -50 < likelihood < 0
    assert (likelihood is None) == (not any(panel.caption.strip() for panel in panels))
    (painted,) = engine.paint(panels, replace(ONE_STEP, conditioner="both"), tmp_path)
    assert painted.path.is_file()


@pytest.mark.parametrize("temperature", [0.0, 0.7, 1e308])
@pytest.mark.parametrize(
    "text", [{"top_p": 1e-9}, {"top_k": 1}, {"min_words": 4}, {"repetition_penalty": 100.0}], ids=str
)
def test_no_text_settings_crash_it(temperature: float, text: dict[str, float], engine: Engine) -> None:
    settings = replace(SHORT, temperature=temperature, **text)  # type: ignore[arg-type]
    request = ProposeRequest((StoryPanel("The fox."),), text=settings)
    check(engine.propose(request), request, 0)


@pytest.mark.parametrize(
    "wrong",
    [
        ProposeRequest(focus=0),
        ProposeRequest((StoryPanel("a"),), focus=1),
        ProposeRequest((StoryPanel("a"),), focus=-1),
        ProposeRequest(text=replace(SHORT, temperature=float("nan"))),
        ProposeRequest(text=replace(SHORT, top_p=0.0)),
        ProposeRequest(text=replace(SHORT, max_tokens=0)),
        ProposeRequest(text=replace(SHORT, max_tokens=10**9)),
        ProposeRequest((StoryPanel("a", Path("no-such-picture.png")),)),
        ProposeRequest((StoryPanel("a", Path("nul\0.png")),)),
        ProposeRequest((StoryPanel("a", Path(__file__)),)),
        ProposeRequest(paint=replace(ONE_STEP, steps=0), output=Path("unused")),
        ProposeRequest(paint=replace(ONE_STEP, size=(0, 0)), output=Path("unused")),
        ProposeRequest(paint=replace(ONE_STEP, scheduler="magic"), output=Path("unused")),
        ProposeRequest(paint=replace(ONE_STEP, conditioner="magic"), output=Path("unused")),
        ProposeRequest(paint=ONE_STEP, output=Path(__file__)),
    ],
    ids=lambda request: str(request)[15:80],
)
def test_wrong_requests_get_a_sentence_and_the_next_one_works(wrong: ProposeRequest, engine: Engine) -> None:
    with pytest.raises(StudioError) as caught:
        engine.propose(wrong)
    assert caught.value.message
    assert caught.value.hint
    assert not isinstance(caught.value, CancelledError)
    assert not Path("unused").exists()
    assert engine.propose(ProposeRequest((StoryPanel("The fox."),), text=SHORT)).texts


def test_a_missing_picture_is_named(engine: Engine, tmp_path: Path) -> None:
    missing = tmp_path / "gone.png"
    with pytest.raises(PictureError, match=r"gone\.png"):
        engine.propose(ProposeRequest((StoryPanel("a", missing),)))
    with pytest.raises(PictureError, match=r"gone\.png"):
        engine.caption((), missing)
