"""What is learnt from: examples of collections, the split, remarks on the data, rows and batches."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image

from engine.models.adapter import PromptFormat
from engine.models.gill import Gill
from engine.training.examples import Context, Example, Lesson, StoryPart, examples_of, remarks_on, split
from engine.training.gathering import read_lesson, write_lesson
from engine.training.layout import Layout, cheapest_cuts
from engine.training.rows import ImageTokens, Visual, Words, assemble, captioning_rows, picture_rows
from engine.training.sampler import Mixture, Sampler
from gill_studio.core.collections.library import find_collection
from gill_studio.core.collections.model import CaptionSource
from gill_studio.core.collections.scan import scan
from gill_studio.core.training import TrainingError
from gill_studio.core.training_remarks import FATAL, DataRemark


def examples(count: int, groups: int = 0) -> list[Example]:
    return [Example(f"k{i}", f"a fox {i}", f"g{i % groups}" if groups else f"k{i}") for i in range(count)]


def test_captions_that_nobody_wrote_and_pictures_never_to_be_offered_are_not_learnt(
    collection: Callable[..., str], tmp_path: Path
) -> None:
    with find_collection(collection("Album", 6)) as store:
        first, second, third, *_ = (one.picture.sha256 for one in store.pictures())
        (tmp_path / "Album" / "01.txt").unlink()
        scan(store, lambda *_: None)
        store.set_captions({second: "proposed"}, CaptionSource.PROPOSED)
        store.exclude([third])
        found = examples_of(store)
        assert found[0].key == first
        assert not {second, third} & {one.key for one in found}
        remarks = remarks_on([store], found, 0)
    assert remarks == [
        DataRemark("captions-missing", 1, 6),
        DataRemark("captions-proposed", 1),
        DataRemark("never-offered", 1),
        DataRemark("by-heart", 4),
    ]
    told = " ".join(map(str, remarks))
    assert "1 of 6 pictures has no caption and is left out." in told
    assert "1 has a proposed caption" in told
    assert "1 captioned picture is never to be offered, and is left out." in told
    assert "only 4 captioned" in told


def test_what_is_wrong_with_the_data_is_seen(tmp_path: Path, collection: Callable[..., str]) -> None:
    with find_collection(collection("Album", 25)) as store:
        (tmp_path / "Album" / "bad.jpg").write_bytes(b"spoilt")
        for number in range(8):
            (tmp_path / "Album" / f"{number:02}.txt").write_text("A picture", encoding="utf-8")
        scan(store, lambda *_: None)
        found = examples_of(store)
        told = {one.kind: one for one in remarks_on([store], found, 0)}
        assert told["unusable-files"].count == 1
        assert told["same-caption"] == DataRemark("same-caption", 8, 25, "a picture")
        shutil.rmtree(tmp_path / "Album")
        assert DataRemark("folder-gone", name=str(tmp_path / "Album")) in remarks_on([store], found, 0)
        (few,) = (one for one in remarks_on([store], found[:1], 0) if one.fatal)
        assert few == DataRemark("too-few", 1)
        kinds = {one.kind for one in remarks_on([store], [], 1)}
        assert not kinds & {*FATAL, "by-heart"}, "stories are enough"


def test_near_duplicates_stay_on_one_side_of_the_split(tmp_path: Path, collection: Callable[..., str]) -> None:
    with find_collection(collection("Album", 12)) as store:
        for number in range(12):
            image = Image.open(tmp_path / "Album" / f"{number:02}.png")
            image.resize((96, 96)).save(tmp_path / "Album" / f"{number:02}-large.png")
            (tmp_path / "Album" / f"{number:02}-large.txt").write_text(f"twin {number}", encoding="utf-8")
        scan(store, lambda *_: None)
        found = examples_of(store)
    assert len(found) == 24
    assert len({one.group for one in found}) <= 14, "nearly all twins are seen as such"
    learnt, held_out = split(found, 0.3)
    assert len(held_out) >= 4
    assert not {one.group for one in learnt} & {one.group for one in held_out}


@pytest.mark.parametrize(
    ("count", "share", "held"), [(100, 0.15, 15), (20, 0.15, 3), (3, 0.5, 0), (4, 0.1, 2), (9, 0, 0)]
)
def test_how_many_are_held_out(count: int, share: float, held: int) -> None:
    learnt, held_out = split(examples(count), share)
    assert len(held_out) == held
    assert {*learnt, *held_out} == set(examples(count))


def test_a_growing_album_keeps_its_split() -> None:
    before, after = split(examples(200), 0.2)[1], split(examples(220), 0.2)[1]
    assert len(set(before) & set(after)) > 0.85 * len(before)


def test_a_lesson_is_written_down_and_read_again(lesson: Lesson, tmp_path: Path) -> None:
    context = Context(lesson.stories[0], (True, False, True))
    whole = replace(lesson, replayed_contexts=(context,), replayed=lesson.learnt[:2], general=lesson.held_out)
    write_lesson(tmp_path / "lesson", whole)
    assert read_lesson(tmp_path / "lesson") == whole
    (tmp_path / "lesson").write_bytes(b"\x93damaged")
    with pytest.raises(TrainingError, match="lesson cannot be read"):
        read_lesson(tmp_path / "lesson")


# Rows --------------------------------------------------------------------------------------------------------------


def test_with_an_empty_format_pairs_are_laid_out_as_published(gill: Gill) -> None:
    layout, bos = Layout(gill, end_captions=False, label_second=False), gill.language.bos
    ids = [[40, 41], [50, 51, 52]]
    pairs = list(enumerate(ids))
    shape = (gill.config.image_token_ids, gill.config.visual_tokens)
    for ours, theirs in (
        ([layout.captioning(pairs)], captioning_rows(ids, bos, packed=True)),
        ([layout.asking(pairs)], picture_rows(ids, bos, packed=True, label_second=False)),
        ([layout.captioning(pairs[:1])], captioning_rows(ids[:1], bos, packed=False)),
        ([layout.asking(pairs[:1])], picture_rows(ids[:1], bos, packed=False)),
    ):
        first, second = assemble(ours, *shape), assemble(theirs, *shape)
        for name in ("ids", "visual", "labels", "states", "pictures"):
            assert getattr(first, name).tolist() == getattr(second, name).tolist(), name


class _Framed:
    """A model whose adapter has a prompt format of its own."""

    def __init__(self, gill: Gill) -> None:
        prompt = PromptFormat(" (", " )", "\n", "start")
        self.config, self.language = replace(gill.config, prompt=prompt), gill.language


def test_a_story_asks_for_its_last_picture_after_what_comes_before(gill: Gill) -> None:
    layout = Layout(_Framed(gill))  # type: ignore[arg-type]
    encode = lambda text: tuple(gill.language.encode(text))  # noqa: E731
    panels = (StoryPart("A fox.", "p1"), StoryPart("", "p2"), StoryPart("It naps.", "p3", "a fox naps"))
    placed: list[tuple[str, str]] = []

    def place(key: str, painted: str) -> int:
        placed.append((key, painted))
        return len(placed) - 1

    row = layout.story(panels, (True, True, True), encode, place)
    expected = [
        Words((gill.language.bos,), labelled=False),
        Words(encode("A fox."), labelled=False),
        Words(encode(" ("), labelled=False),
        Visual(0),
        Words(encode(" )"), labelled=False),
        Words(encode("\n"), labelled=False),
        Words(encode(" ("), labelled=False),
        Visual(1),
        Words(encode(" )"), labelled=False),
        Words(encode("\n"), labelled=False),
        Words(encode("It naps.")),
        ImageTokens(2),
    ]
    assert list(row) == expected
    assert placed == [("p1", ""), ("p2", ""), ("p3", "a fox naps")]


def test_a_story_that_outgrows_the_window_loses_its_beginning(gill: Gill) -> None:
    layout = Layout(gill, longest=40)
    panels = tuple(StoryPart(f"A fox finds balloon {i}.", f"p{i}") for i in range(12))
    row = layout.story(panels, (True,) * 12, gill.language.encode, lambda *_: 0)
    length = assemble([row], gill.config.image_token_ids, gill.config.visual_tokens).ids.shape[1]
    assert length <= 40
    words = [part for part in row if isinstance(part, Words) and part.ids]
    assert words[-1].ids == tuple(gill.language.encode("A fox finds balloon 11."))


@pytest.mark.parametrize(
    ("lengths", "costs", "cuts"),
    [
        ([], 5, [0]),
        ([7], 5, [0, 1]),
        ([4, 4, 4], 5, [0, 3]),
        ([2, 2, 2, 30, 31], 5, [0, 3, 5]),
        ([2, 2, 2, 30, 31], 500, [0, 5]),
        ([1, 10, 100], 0, [0, 1, 2, 3]),
    ],
)
def test_rows_are_read_in_the_passes_that_cost_least(lengths: list[int], costs: int, cuts: list[int]) -> None:
    assert cheapest_cuts(lengths, costs) == cuts


# Batches -----------------------------------------------------------------------------------------------------------


def drawn(sampler: Sampler, steps: range) -> list[str]:
    draws = [sampler.draw(step) for step in steps]
    return [one.key for draw in draws for row in (*draw.rows, *draw.replayed_rows) for one in row]


def test_an_epoch_meets_every_example_about_once() -> None:
    lesson = Lesson(tuple(examples(50)), (), replayed=tuple(replace(one, key=f"r{one.key}") for one in examples(40)))
    sampler = Sampler(lesson, Mixture(batch=20, replay=0.5, distractors=7))
    counts = Counter(drawn(sampler, range(5)))
    assert all(one.key.startswith("k") for row in sampler.draw(0).rows for one in row)
    assert all(one.key.startswith("r") for row in sampler.draw(0).replayed_rows for one in row)
    own = {key: count for key, count in counts.items() if key.startswith("k")}
    assert set(own.values()) == {1}
    assert len(own) == 50
    assert sum(counts.values()) == 100
    assert len(sampler.draw(0).others) == 7


def test_a_draw_depends_on_the_step_and_the_seed_alone() -> None:
    lesson = Lesson(tuple(examples(50)), ())
    first, again = Sampler(lesson, Mixture(batch=8)), Sampler(lesson, Mixture(batch=8))
    drawn(again, range(11, 3, -1))
    assert first.draw(5) == again.draw(5)
    assert first.draw(5) != first.draw(6)
    assert first.draw(5) != Sampler(lesson, Mixture(batch=8, seed=1)).draw(5)


def test_rows_of_a_batch_are_of_similar_length() -> None:
    lesson = Lesson(tuple(Example(f"k{i}", "fox " * (1 + i % 40), f"k{i}") for i in range(400)), ())
    sampler = Sampler(lesson, Mixture(batch=20, packing=0.0))
    spreads = []
    for step in range(20):
        lengths = [len(one.caption) for row in sampler.draw(step).rows for one in row]
        spreads.append(max(lengths) - min(lengths))
    assert sum(spreads) / len(spreads) < 40, "of 156 characters that they differ by in all"


def test_a_small_album_is_learnt_whole_in_every_step() -> None:
    sampler = Sampler(Lesson(tuple(examples(5)), ()), Mixture(batch=48))
    assert sorted(drawn(sampler, range(1))) == [f"k{i}" for i in range(5)]


def test_stories_are_drawn_as_far_as_a_picture() -> None:
    story = (StoryPart("one", "p1"), StoryPart("two"), StoryPart("three", "p3"), StoryPart("four"))
    sampler = Sampler(Lesson((), (), (story,)), Mixture(batch=64))
    contexts = sampler.draw(0).stories
    assert len(contexts) == 64
    assert {context.panels[-1].picture for context in contexts} == {"p1", "p3"}
    assert any(any(context.shown) for context in contexts)
    assert any(len(context.panels) == 3 and not any(context.shown[:2]) for context in contexts)
    assert any(not context.panels[0].caption for context in contexts if len(context.panels) == 3)
