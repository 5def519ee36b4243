"""Each part of the evaluation, on an untrained model, against the engine's own answers and plain loops."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import open_clip
import pytest
import torch
from PIL import Image
from torch.nn import functional as F

from engine.pictures import Picture
from engine.prompting.prompt import ContextPanel
from engine.starter.evaluate import deciding, finding, likelihood, sentences
from engine.starter.evaluate.bench import Bench
from engine.starter.evaluate.captions import panel_of, told_right
from engine.starter.evaluate.contexts import PARTS, Shown
from engine.starter.evaluate.generation import (
    ALL,
    GILL,
    PAINTER_FITTING,
    TELLINGS,
    columns_of,
    fitting_captions,
    mean_columns,
    measure_pictures,
    paint_all,
)
from engine.starter.evaluate.mappers import generation_losses, with_adapter
from engine.starter.evaluate.reader import FACTS
from engine.starter.evaluate.reconstruction import reconstructed
from engine.starter.story.describe import describe
from engine.starter.story.reveal import shows
from engine.starter.story.splits import Part
from engine.starter.world.facts import Animal, Fact, Friend, Place, Prop, Scarf, Scene, Time
from gill_studio.core.protocol import PaintSettings, ProposeRequest, StoryPanel, TextSettings

SCENE = Scene(Animal.FOX, Scarf.RED, Place.BEACH, Time.NIGHT, Prop.KITE)


@pytest.fixture(scope="module")
def stories(bench: Bench) -> list:
    return bench.stories(Part.NEW_STORIES)


def _pixels(image: Image.Image) -> np.ndarray:
    return np.asarray(image).astype(int)


def test_pictures_are_the_engines_own(bench: Bench, stories: list, tmp_path: Path) -> None:
    """In batches, of different stories, each picture is what the verb paints from the same context and seed."""
    run = 1
    painted = [
        i for batch in paint_all(bench.engine, stories, TELLINGS[GILL[Shown.FULL]], run, bench.config) for i in batch
    ]
    assert len(painted) == len(stories)
    for number in (0, 1, 3):  # of the first and of the second batch
        story = stories[number]
        paths = bench.files([story.image(i) for i in range(len(story.panels) - 1)])
        panels = [StoryPanel(p.caption, path) for p, path in zip(story.panels, [*paths, None], strict=True)]
        settings = PaintSettings(
            1, bench.config.steps, bench.config.guidance, scheduler="dpm++", seed=run * 1_000_003 + story.number
        )
        (alone,) = bench.engine.paint(panels, settings, tmp_path)
        assert np.abs(_pixels(painted[number]) - _pixels(Image.open(alone.path))).max() <= 1
    assert np.abs(_pixels(painted[0]) - _pixels(painted[1])).max() > 1, "each story has noise of its own"


def test_the_painter_alone_is_told_its_text(bench: Bench, stories: list) -> None:
    painter = bench.painter
    for name, text in (
        ("painter alone, last caption", stories[0].caption),
        ("painter alone, true description", describe(stories[0].scene)),
        (PAINTER_FITTING, fitting_captions(bench.engine, stories[0])),
    ):
        assert torch.equal(TELLINGS[name](bench.engine, stories[0]), painter.encode_texts([text])[0]), name


def test_captions_that_fit_do_fit_and_one_more_would_not(bench: Bench, stories: list) -> None:
    tokenizer = bench.painter.pipeline.tokenizer
    for story in stories:
        text = fitting_captions(bench.engine, story)
        captions = [panel.caption for panel in story.panels]
        count = next(n for n in range(1, len(captions) + 1) if " ".join(captions[-n:]) == text)
        assert len(tokenizer(text).input_ids) <= bench.painter.tokens
        if count < len(captions):
            longer = " ".join(captions[-count - 1 :])
            assert len(tokenizer(longer).input_ids) > bench.painter.tokens - 2


def test_facts_are_kept_by_run_and_averaged(bench: Bench) -> None:
    found = measure_pictures(bench)
    assert set(found) == {f"{part}/{name}" for part in PARTS for name in (*TELLINGS, "true pictures")}
    columns = found[f"{Part.NEW_STORIES}/{GILL[Shown.FULL]}"]
    assert set(columns) == {*FACTS, ALL}
    assert all(len(values) == bench.config.stories for values in columns.values())
    assert set(columns[Fact.TIME]) <= {0.0, 0.5, 1.0}


def test_columns_by_hand() -> None:
    first = columns_of([[1, 1, 1, 1, 1], [1, 0, 1, 1, 1]])
    assert first[Fact.SCARF] == [1.0, 0.0]
    assert first[ALL] == [1.0, 0.0]
    second = columns_of([[0, 1, 1, 1, 1], [1, 0, 1, 1, 1]])
    assert mean_columns([first, second])[Fact.ANIMAL] == [0.5, 1.0]
    assert mean_columns([first, second])[ALL] == [0.5, 0.0]


def test_ranks_against_a_plain_loop(bench: Bench, stories: list) -> None:
    others = bench.stories(Part.NEW_STORIES, 3, first=len(stories))
    found = finding.all_ranks(bench, stories, others)
    assert set(found) == set(finding.NAMES)
    gill, prompter = bench.engine.gill, bench.engine.prompter
    vectors = [gill.picture_vectors(prompter.features([s.picture(-1)]))[0] for s in (*stories, *others)]
    for shown, name in GILL.items():
        for i, story in enumerate(stories):
            query = gill.query_vector(bench.engine.image_states(story.context(shown)))
            scores = [float(query @ vector) for vector in vectors]
            better = sum(score > scores[i] + 1e-6 for score in scores)
            as_good = sum(score > scores[i] - 1e-6 for score in scores) - 1
            assert better <= found[name][i] <= as_good


def test_the_text_picture_score_is_clips(bench: Bench, stories: list) -> None:
    """The pictures' side equals open_clip's own `encode_image` on the same folder."""
    model = open_clip.create_model(f"local-dir:{bench.folders.vision}", device="cpu", require_pretrained=True).eval()
    picture = stories[0].picture(-1)
    pixels = bench.engine.gill.vision.preprocess(picture.decode())[None]
    with torch.no_grad():
        expected = model.encode_image(pixels, normalize=True)
    features = bench.engine.prompter.features([picture])
    got = F.normalize(features @ finding.projection(bench.folders.vision), dim=-1)
    assert torch.allclose(got, expected, atol=1e-5)
    texts = finding.text_vectors(bench.engine, ["a fox", "a bear in the snow"])
    assert texts.shape == (2, got.shape[1])
    assert torch.allclose(texts.norm(dim=-1), torch.ones(2), atol=1e-5)
    alone = finding.text_vectors(bench.engine, ["a fox"])
    assert torch.allclose(texts[:1], alone, atol=1e-5), "padding is not read"


def test_told_right_by_hand() -> None:
    assert told_right(describe(SCENE), SCENE) == dict.fromkeys(FACTS, 1.0)
    wrong = told_right("a happy fox in a blue scarf holding a kite on the beach", SCENE)
    assert wrong == {Fact.ANIMAL: 1.0, Fact.SCARF: 0.0, Fact.PLACE: 1.0, Fact.TIME: 0.0, Fact.PROP: 1.0}
    bare = Scene(Animal.FOX, Scarf.RED, Place.BEACH, Time.NIGHT)
    assert told_right("a fox in a red scarf on the beach at night", bare)[Fact.PROP] == 0.0, "silence tells nothing"
    assert told_right("a fox in a red scarf holding nothing", bare)[Fact.PROP] == 1.0


def test_the_looked_at_panel_shows_the_new_combination(bench: Bench) -> None:
    for story in bench.stories(Part.NEW_COMBINATIONS):
        assert panel_of(story) == len(story.panels) - 1
    assert len({panel_of(story) for story in bench.stories(Part.NEW_STORIES, 12)}) > 1


def test_likelihoods_are_the_engines(bench: Bench, stories: list) -> None:
    found = likelihood.measure_likelihood(bench)[Part.NEW_STORIES]
    story = stories[0]
    paths = bench.files([story.image(i) for i in range(len(story.panels))])
    captions = [panel.caption for panel in story.panels]
    sparse = ["" if i % 2 == 0 else caption for i, caption in enumerate(captions)]

    def is_likelihood(telling: str, kind: str, words: list[str], pictures: list) -> bool:
        panels = [StoryPanel(caption, path) for caption, path in zip(words, pictures, strict=True)]
        expected = bench.engine.log_likelihood(panels)
        return found[likelihood.column(telling, kind)][0] == pytest.approx(expected, abs=1e-5)

    whole, half = likelihood.Telling
    assert is_likelihood(whole, likelihood.TRUE, captions, paths)
    assert is_likelihood(whole, likelihood.NONE, captions, [None] * len(paths))
    assert is_likelihood(whole, likelihood.TURNED, captions, [*paths[1:], paths[0]])
    assert is_likelihood(half, likelihood.TRUE, sparse, paths)
    assert len({found[name][0] for name in found}) == len(found) == 10


def test_sentences_are_judged(stories: list) -> None:
    before, following = stories[0].panels[:-1], stories[0].panels[-1].caption
    copy = before[1].caption
    counts = sentences.judged(before, [following, copy, "Sing blue the of."])
    assert counts[sentences.COUNT] == 3
    assert counts[sentences.LANGUAGE] == 2
    assert counts[sentences.COPIED] == 1
    assert counts[sentences.FAITHFUL] >= 1
    assert counts[sentences.DIFFERENT] == 1
    assert sentences.judged(before, [following, following, copy])[sentences.DIFFERENT] == 0
    assert sentences.judged(before, [following, copy])[sentences.DIFFERENT] == 0, "there have to be three"
    stranger = sentences.judged(before, [before[0].caption.replace(stories[0].panels[0].scene.animal, "zebra")])
    assert stranger[sentences.LANGUAGE] == 0
    again = sentences.judged(before, [before[0].caption])
    assert again[sentences.FAITHFUL] == 0, "it begins the story all over again"


def test_the_checker_rejects_what_is_wrong(bench: Bench) -> None:
    rejected = sentences.measure_sentences(bench)[sentences.CHECKER][sentences.REJECTED]
    assert len(rejected) > bench.config.stories * len(PARTS), "shuffled sentences, and swapped ones"
    assert np.mean(rejected) >= 0.95


def test_proposals_continue_the_story_by_the_studios_settings(bench: Bench, stories: list) -> None:
    story = stories[1]
    found = sentences.propose(bench, story, 2)
    paths = bench.files([story.image(0), story.image(1)])
    panels = tuple(StoryPanel(p.caption, path) for p, path in zip(story.panels, paths, strict=False))
    settings = TextSettings(seed=3 * story.number)  # so that no two stories share a candidate's seed
    expected = bench.engine.propose(ProposeRequest(panels, text=settings, paint=PaintSettings(count=0))).texts
    assert found == [proposal.text for proposal in expected]


def test_planted_pictures_fit_and_labels_are_the_worlds(bench: Bench, stories: list) -> None:
    import random

    pool = deciding.Pool(bench)
    target = Scene(Animal.FOX, Scarf.RED, Place.BEACH, Time.NIGHT, Prop.KITE, friend=Friend(Animal.BEAR))
    fitting = []
    for seed in range(40):
        scenes, vectors = pool.sub_collection(random.Random(seed), target, list(Fact))
        assert len(scenes) == len(vectors)
        fitting.append(any(shows(scene, target, list(Fact)) for scene in scenes))
    assert 0.2 < np.mean(fitting) < 0.8, "every other collection has a fitting picture planted"
    found = deciding.measure_decision(bench)
    columns = found[Part.NEW_STORIES]
    assert {len(values) for values in columns.values()} == {bench.config.stories * len(deciding.ASKED)}
    assert set(columns[deciding.TRUTH]) <= {0.0, 1.0}
    assert set(found) == {*PARTS, *(f"{deciding.APART}/{part}" for part in PARTS)}


def test_a_fitting_scene_shows_just_the_facts() -> None:
    import random

    rng = random.Random(0)
    for _ in range(30):
        scene = deciding.fitting_scene(rng, SCENE, [Fact.ANIMAL, Fact.PROP])
        assert shows(scene, SCENE, [Fact.ANIMAL, Fact.PROP])
    assert len({deciding.fitting_scene(rng, SCENE, [Fact.ANIMAL]).place for _ in range(30)}) > 1


def test_the_module_is_asked_with_the_best_of_the_collection(bench: Bench, stories: list) -> None:
    columns = deciding.measure_decision(bench)[Part.NEW_STORIES]
    states = bench.engine.image_states(stories[0].context(deciding.ASKED[0]))
    expected = bench.engine.gill.decide(states, columns[deciding.SIMILARITY][0])
    assert expected is not None
    assert columns[deciding.RETRIEVE][0] == pytest.approx(expected[1], abs=1e-5)


def test_reconstructions_are_the_vaes(bench: Bench, stories: list) -> None:
    pixels = np.asarray(stories[0].image(0))[None]
    back = reconstructed(bench.painter, pixels)
    assert back.shape == pixels.shape
    assert back.dtype == np.uint8
    vae = bench.painter.pipeline.vae
    with torch.no_grad():
        values = torch.tensor(pixels).permute(0, 3, 1, 2) / 127.5 - 1
        expected = vae.decode(vae.encode(values).latent_dist.mode()).sample
    assert np.abs(back[0] - ((expected[0].clamp(-1, 1) + 1) * 127.5).permute(1, 2, 0).numpy()).max() <= 0.51


def test_another_adapter_is_compared_with_the_same_backbones(
    bench: Bench, stories: list, tiny_adapter: Callable[[str], Path]
) -> None:
    engine = with_adapter(bench.engine, tiny_adapter("linear"))
    assert engine.gill.config.mapper.kind == "linear"
    assert engine.gill.language is bench.engine.gill.language
    losses = generation_losses(engine, stories)
    told = [engine.gill.painter_embeddings(engine.image_states(s.context(Shown.FULL))) for s in stories]
    wanted = [bench.painter.encode_texts([describe(s.scene, s.revealed(Shown.FULL))])[0] for s in stories]
    mean = sum(wanted) / len(wanted)
    variance = sum(float((w - mean).square().mean()) for w in wanted) / len(wanted)
    by_hand = [float((t - w).square().mean()) / variance for t, w in zip(told, wanted, strict=True)]
    assert losses == pytest.approx(by_hand, rel=1e-4)


def test_files_are_written_once(bench: Bench, stories: list) -> None:
    (path,) = bench.files([stories[0].image(0)])
    assert Picture.open(path).decode().tobytes() == stories[0].image(0).tobytes()
    changed = path.stat().st_mtime_ns
    assert bench.files([stories[0].image(0)]) == [path]
    assert path.stat().st_mtime_ns == changed


def test_a_context_panel_is_what_the_engine_takes(stories: list) -> None:
    assert all(isinstance(panel, ContextPanel) for panel in stories[0].context(Shown.FULL))
