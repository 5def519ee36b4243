"""The engine's verbs: no story crashes them, and each panel in focus gets what it lacks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from engine.catalogue import ModelFolders
from engine.context import CancelledError, RunContext
from engine.decoding.options import DecodeOptions
from engine.facade import Engine, context_panels
from engine.loading import Limits, LoadedModel, Residency
from engine.models.adapter import AdapterBundle
from engine.models.conditioning import CONDITIONERS, Conditioning, by_caption
from engine.models.gill import Gill
from engine.models.painter import Painter
from engine.pictures import Picture
from engine.retrieval.index import RetrievalIndex
from gill_studio.core.errors import ModelError, PictureError, StudioError
from gill_studio.core.protocol import (
    Decision,
    PaintPreview,
    PaintSettings,
    PicturesRetrieved,
    Proposals,
    ProposeRequest,
    StoryPanel,
    TextGrew,
    TextSettings,
)

PictureFile = Callable[..., Path]
SHORT = TextSettings(count=2, max_tokens=4, min_words=1)
ONE_STEP = PaintSettings(count=1, steps=1)


def collection(engine: Engine, paths: list[Path]) -> RetrievalIndex:
    """An index of these pictures by the engine's own vectors."""
    index = RetrievalIndex(engine.gill.config.retrieval_width)
    if paths:
        vectors = engine.picture_vectors(paths)
        index.add(list(vectors), np.stack([vector.numpy() for vector in vectors.values()]))
    return index


@pytest.fixture
def pictures(picture_file: PictureFile) -> list[Path]:
    return [picture_file(colour) for colour in ("red", "blue", "lime", "black", "white")]


# No input crashes it -----------------------------------------------------------------------------------------------


STORIES: dict[str, list[str | None]] = {
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


def panels_of(story: list[str], path: Path) -> tuple[StoryPanel, ...]:
    return tuple(StoryPanel(text.rstrip("#"), path if text.endswith("#") else None) for text in story)


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
def test_no_story_crashes_a_proposal(story: str, engine: Engine, pictures: list[Path], tmp_path: Path) -> None:
    panels = panels_of(STORIES[story], pictures[0])  # type: ignore[arg-type]
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
def test_no_story_crashes_the_other_verbs(story: str, engine: Engine, pictures: list[Path], tmp_path: Path) -> None:
    panels = panels_of(STORIES[story], pictures[0])  # type: ignore[arg-type]
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


# What is proposed --------------------------------------------------------------------------------------------------


def test_each_panel_gets_what_it_lacks(engine: Engine, pictures: list[Path]) -> None:
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


def alike(one: Proposals, other: Proposals) -> bool:
    """Equal but for the last bits, which depend on what the prefix cache could keep."""
    numbers = [
        [text.score for text in found.texts] + ([found.decision.generate] if found.decision is not None else [])
        for found in (one, other)
    ]
    words = [[(text.text, text.seed) for text in found.texts] for found in (one, other)]
    same = words[0] == words[1] and numbers[0] == pytest.approx(numbers[1], abs=1e-4)
    return same and one.dropped_panels == other.dropped_panels


def test_the_context_is_what_stands_before(engine: Engine, pictures: list[Path]) -> None:
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


def test_pictures_for_a_new_panel_follow_its_favourite_text(engine: Engine, pictures: list[Path]) -> None:
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


def test_pictures_of_the_story_are_not_offered_again(engine: Engine, pictures: list[Path]) -> None:
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


def test_the_decision_weighs_the_best_of_the_collection(engine: Engine, pictures: list[Path]) -> None:
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


# Repeatable --------------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("_untouched_global_rng")
def test_the_same_request_gets_the_same_answer(engine: Engine, loaded: LoadedModel, pictures: list[Path]) -> None:
    """Whatever was asked before, in this process or another; torch's global generator plays no part."""
    panels = panels_of(STORIES["mixed"], pictures[0])  # type: ignore[arg-type]
    long = panels_of(STORIES["200 panels"], pictures[0])  # type: ignore[arg-type]
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


# What is told ------------------------------------------------------------------------------------------------------


def test_partial_results_come_in_order(engine: Engine, pictures: list[Path], tmp_path: Path) -> None:
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
def test_a_cancel_is_heard_at_every_stage(label: str, engine: Engine, pictures: list[Path], tmp_path: Path) -> None:
    engine.collection = collection(engine, pictures[1:])
    at: list[str] = []
    context = RunContext(cancelled=lambda: at[-1:] == [label], on_progress=lambda name, *_: at.append(name))
    panels = (StoryPanel("The fox.", pictures[0]), *(StoryPanel("It walks to the place.") for _ in range(10)))
    request = ProposeRequest(panels, text=SHORT, paint=PaintSettings(count=1, steps=3), output=tmp_path)
    with pytest.raises(CancelledError):
        engine.propose(request, context)
    assert at[-1] == label
    assert len(engine.propose(request).painted) == 1


def test_the_result_says_which_panels_were_left_out(engine: Engine, pictures: list[Path]) -> None:
    panels = panels_of(STORIES["200 panels"], pictures[0])  # type: ignore[arg-type]
    found = engine.propose(ProposeRequest(panels, text=SHORT))
    assert 100 < found.dropped_panels < 200
    assert not found.truncated
    cut = engine.propose(ProposeRequest(panels[found.dropped_panels :], text=SHORT))
    assert cut.dropped_panels == 0
    assert [text.text for text in cut.texts] == [text.text for text in found.texts]
    huge = engine.propose(ProposeRequest((StoryPanel("x" * 10_000),), text=SHORT))
    assert huge.truncated
    assert not engine.propose(ProposeRequest(panels[:3], text=SHORT)).dropped_panels


def test_texts_and_pictures_are_for_the_same_context(engine: Engine, pictures: list[Path]) -> None:
    """A favourite text does not push out panels that the texts were written after."""
    starts = []
    fit = engine.prompter.fit

    def watched(*args: object, **kwargs: object) -> object:
        prompt = fit(*args, **kwargs)  # type: ignore[arg-type]
        starts.append(prompt.dropped_panels)
        return prompt

    engine.prompter.fit = watched  # type: ignore[assignment,method-assign]
    for count in range(20, 60):
        panels = panels_of(STORIES["200 panels"][:count], pictures[0])  # type: ignore[arg-type]
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
