"""Features are computed once, survive kills, are divided by processes, and are what the engine would see."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from torch import Tensor

from engine.catalogue import ModelFolders
from engine.context import CancelledError, RunContext
from engine.models.gill import Gill
from engine.models.painter import Painter
from engine.pictures import Picture
from engine.prompting.prompt import Prompter
from engine.training.examples import Lesson
from engine.training.features import Features, compute_features
from engine.training.shards import Shards

KEYS = [f"{number:04}" for number in range(600)]


class Numbers:
    """Computes a key's own number, and counts."""

    def __init__(self, bad: Sequence[str] = ()) -> None:
        self.asked: list[str] = []
        self._bad = set(bad)

    def __call__(self, keys: Sequence[str]) -> tuple[dict[str, Tensor], dict[str, str]]:
        self.asked += keys
        good = [key for key in keys if key not in self._bad]
        rows = torch.tensor([[float(key)] for key in good])
        return ({"row": rows} if good else {}), {key: "bad" for key in keys if key in self._bad}


def test_shards_give_each_key_its_row_and_compute_it_once(tmp_path: Path) -> None:
    shards, compute = Shards(tmp_path), Numbers(bad=["0003"])
    shards.complete(KEYS, compute, RunContext(), "counting")
    assert sorted(compute.asked) == KEYS
    assert shards.skipped == {"0003": "bad"}
    wanted = ["0500", "0001", "0500", "0299"]
    assert shards.rows(wanted, "row")[:, 0].tolist() == [500.0, 1.0, 500.0, 299.0]
    again, more = Shards(tmp_path), Numbers()
    again.complete([*KEYS, "0700"], more, RunContext(), "counting")
    assert sorted(more.asked) == ["0003", "0700"], "what could not be read is tried again on another day"
    assert again.rows(["0003", "0700"], "row")[:, 0].tolist() == [3.0, 700.0]


def test_what_was_computed_stays_when_it_is_cancelled(tmp_path: Path) -> None:
    steps: list[int] = []
    context = RunContext(lambda: len(steps) == 1, lambda *step: steps.append(step[1]))
    first = Numbers()
    with pytest.raises(CancelledError):
        Shards(tmp_path).complete(KEYS, first, context, "counting")
    second = Numbers()
    Shards(tmp_path).complete(KEYS, second, RunContext(), "counting")
    assert sorted(first.asked + second.asked) == KEYS
    assert first.asked
    assert second.asked


def test_a_damaged_shard_is_made_again(tmp_path: Path) -> None:
    Shards(tmp_path).complete(KEYS, Numbers(), RunContext(), "counting")
    path = min(tmp_path.glob("*.safetensors"))
    path.write_bytes(path.read_bytes()[:100])
    again, compute = Shards(tmp_path), Numbers()
    again.complete(KEYS, compute, RunContext(), "counting")
    assert 0 < len(compute.asked) <= 256
    assert again.missing(KEYS) == []


def test_several_at_once_divide_the_work(tmp_path: Path) -> None:
    workers = [Numbers() for _ in range(3)]
    threads = [
        threading.Thread(target=Shards(tmp_path).complete, args=(KEYS, worker, RunContext(), "counting"))
        for worker in workers
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(key for worker in workers for key in worker.asked) == KEYS, "nothing twice, nothing left out"


def test_features_are_what_the_engine_sees(
    own_gill: Gill, lesson: Lesson, features: Features, painter: Painter
) -> None:
    keys = lesson.pictures
    expected = Prompter(own_gill).features([Picture.open(lesson.files[key]) for key in keys])
    torch.testing.assert_close(features.pooled(keys), expected)
    captions = [one.caption for one in lesson.examples]
    encodings = painter.encode_texts(captions)[:, : own_gill.config.mapper.queries]
    torch.testing.assert_close(features.targets(captions), encodings, atol=2e-3, rtol=2e-3)
    assert features.ids(captions[0]) == tuple(own_gill.language.encode(captions[0]))
    assert features.variance > 0


def test_pictures_that_are_gone_or_changed_are_left_out(own_gill: Gill, lesson: Lesson, random_model: Path) -> None:
    first, second, *_ = (one.key for one in lesson.learnt)
    lesson.files[first].unlink()
    lesson.files[second].write_bytes(lesson.files[second].read_bytes() + b" ")
    found = compute_features(own_gill, ModelFolders.of(random_model), lesson)
    assert set(found.skipped) == {first, second}
    assert "changed" in found.skipped[second]
    left = lesson.restricted(found.__contains__)
    assert [one.key for one in left.learnt] == [one.key for one in lesson.learnt[2:]]
    assert [part.picture for part in left.stories[0]] == ["", "", lesson.stories[0][2].picture]


def test_a_model_without_a_painter_has_nothing_to_aim_at(own_gill: Gill, lesson: Lesson, random_model: Path) -> None:
    folders = replace(ModelFolders.of(random_model), painter=None)
    found = compute_features(own_gill, folders, lesson)
    assert not found.paints
    assert not found.targets(["a fox"]).any()
