"""A collection's index: complete, kept, and brought up to date with as little work as can be."""

from __future__ import annotations

import copy
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from engine.catalogue import ModelFolders
from engine.collections import index_collection, index_folder, vector_fingerprint
from engine.context import CancelledError, RunContext
from engine.facade import Engine
from engine.loading import LoadedModel, load_model
from engine.models.random_model import RandomSizes
from engine.retrieval.index import RetrievalIndex
from gill_studio.core.collections.model import FileRecord
from gill_studio.core.collections.store import CollectionStore
from gill_studio.core.pictures import identify

COUNT = 40


@pytest.fixture
def album(tmp_path: Path) -> Iterator[CollectionStore]:
    """A collection of pictures of different greys."""
    folder = tmp_path / "album"
    folder.mkdir()
    with CollectionStore.create(tmp_path / "collection", "Album") as store:
        store.add_folder(folder)
        for number in range(COUNT):
            Image.new("L", (8, 8), number).save(folder / f"{number:02}.png")
        scan(store, folder)
        yield store


def scan(store: CollectionStore, folder: Path) -> None:
    store.forget(folder, store.files(folder))
    records = [FileRecord(p.name, p.stat().st_size, p.stat().st_mtime_ns, identify(p)) for p in folder.iterdir()]
    store.record(folder, records)


def counting(engine: Engine) -> list[int]:
    """How many pictures each call looks at."""
    looked: list[int] = []
    pooled = engine.gill.vision.pooled

    def count(pixels: torch.Tensor) -> torch.Tensor:
        looked.append(len(pixels))
        return pooled(pixels)

    engine.prompter.gill.vision.pooled = count  # type: ignore[method-assign]
    return looked


@pytest.fixture
def looked(engine: Engine) -> Iterator[list[int]]:
    found = counting(engine)
    yield found
    del engine.gill.vision.__dict__["pooled"]


def test_every_picture_has_the_vector_that_the_engine_gives_it(engine: Engine, album: CollectionStore) -> None:
    indexed = index_collection(engine, album)
    assert indexed.skipped == ()
    pictures = album.pictures()
    assert sorted(indexed.index.keys) == sorted(picture.picture.sha256 for picture in pictures)
    vectors = engine.picture_vectors([picture.path for picture in pictures])
    found = indexed.index.vectors_of(list(vectors))
    np.testing.assert_allclose(found, torch.stack(list(vectors.values())).numpy(), atol=1e-6)


def test_what_was_computed_is_not_computed_again(
    engine: Engine, album: CollectionStore, looked: list[int], loaded: LoadedModel
) -> None:
    index_collection(engine, album)
    assert sum(looked) == COUNT
    again = Engine(loaded)
    assert len(index_collection(again, album).index) == COUNT
    assert sum(looked) == COUNT
    (folder,) = album.folders()
    Image.new("L", (8, 8), 200).save(folder / "new.png")
    (folder / "00.png").unlink()
    (folder / "01.png").rename(folder / "renamed.png")
    gone = album.pictures()[0].picture.sha256
    scan(album, folder)
    index = index_collection(again, album).index
    assert sum(looked) == COUNT + 1
    assert len(index) == COUNT
    assert gone not in index


def test_it_goes_on_where_it_was_cancelled(
    engine: Engine, album: CollectionStore, looked: list[int], loaded: LoadedModel
) -> None:
    steps: list[tuple[str, int, int]] = []
    with pytest.raises(CancelledError):
        index_collection(engine, album, RunContext(lambda: len(steps) == 2, lambda *step: steps.append(step)))
    before = sum(looked)
    assert 0 < before < COUNT
    steps.clear()
    again = index_collection(Engine(loaded), album, RunContext(on_progress=lambda *step: steps.append(step)))
    assert len(again.index) == COUNT
    assert sum(looked) == COUNT
    assert steps[-1] == ("looking at pictures", COUNT - before, COUNT - before)


def test_a_bad_picture_is_skipped_and_named(engine: Engine, album: CollectionStore) -> None:
    (folder,) = album.folders()
    (folder / "05.png").write_text("damaged", encoding="utf-8")
    (folder / "06.png").unlink()
    Image.new("L", (8, 8), 250).save(folder / "07.png")
    indexed = index_collection(engine, album)
    assert len(indexed.index) == COUNT - 3
    reasons = {path.name: reason for path, reason in indexed.skipped}
    assert set(reasons) == {"05.png", "06.png", "07.png"}
    assert "not a picture" in reasons["05.png"]
    assert "changed" in reasons["07.png"]


def test_a_damaged_index_is_made_again(engine: Engine, album: CollectionStore) -> None:
    index_collection(engine, album)
    for path in index_folder(album, engine.gill).iterdir():
        path.write_bytes(b"damaged")
    assert len(index_collection(engine, album).index) == COUNT
    assert len(index_collection(engine, album).index) == COUNT


def test_another_model_has_an_index_of_its_own(
    engine: Engine, album: CollectionStore, write_model: Callable[[RandomSizes], Path]
) -> None:
    other = Engine(load_model(ModelFolders.of(write_model(RandomSizes(seed=1, painter=False)))))
    assert vector_fingerprint(engine.gill) == vector_fingerprint(engine.gill)
    assert vector_fingerprint(engine.gill) != vector_fingerprint(other.gill)
    first, second = index_collection(engine, album).index, index_collection(other, album).index
    assert first.fingerprint != second.fingerprint
    key = first.keys[0]
    assert not np.allclose(first.vectors_of([key]), second.vectors_of([key]))
    assert len(list((album.folder / "indexes").iterdir())) == 2


def slightly_other(engine: Engine, by: float) -> Engine:
    """The same model after some training of what maps pictures: `by` 0 changes nothing."""
    loaded = LoadedModel(copy.deepcopy(engine.gill), None, engine._residency, engine._limits)
    other = Engine(loaded)
    head = other.gill.adapter.picture_head
    noise = torch.Generator().manual_seed(7)
    with torch.no_grad():
        for parameter in head.parameters():
            parameter.add_(by * parameter.std() * torch.randn(parameter.shape, generator=noise))
    return other


def served_when_cancelled(engine: Engine, album: CollectionStore, steps: int) -> list[RetrievalIndex]:
    served: list[RetrievalIndex] = []
    told: list[str] = []
    context = RunContext(lambda: len(told) == steps, lambda label, *_: told.append(label))
    with pytest.raises(CancelledError):
        index_collection(engine, album, context, served.append)
    return served


def test_the_index_of_the_model_before_serves_meanwhile(engine: Engine, album: CollectionStore) -> None:
    before = index_collection(engine, album).index
    other = slightly_other(engine, 0.2)
    served = served_when_cancelled(other, album, 2)
    assert [index.fingerprint for index in served] == [vector_fingerprint(other.gill), before.fingerprint]
    assert len(served[-1]) == COUNT
    served.clear()
    indexed = index_collection(other, album, serve=served.append)
    assert len(indexed.index) == COUNT
    assert served[-1] is indexed.index
    assert indexed.index.fingerprint == vector_fingerprint(other.gill) != before.fingerprint


def test_the_index_of_an_unrelated_model_does_not_serve(
    engine: Engine, album: CollectionStore, write_model: Callable[[RandomSizes], Path]
) -> None:
    index_collection(engine, album)
    other = Engine(load_model(ModelFolders.of(write_model(RandomSizes(seed=1, painter=False)))))
    served = served_when_cancelled(other, album, 2)
    assert {index.fingerprint for index in served} == {vector_fingerprint(other.gill)}
    assert len(served[-1]) == 32  # what there is of its own


def test_what_is_never_to_be_offered_is_not_in_an_index_that_stands_in(engine: Engine, album: CollectionStore) -> None:
    index_collection(engine, album)
    gone = album.pictures()[20].picture.sha256
    album.exclude([gone])
    served = served_when_cancelled(slightly_other(engine, 0.2), album, 2)
    assert len(served[-1]) == COUNT - 1
    assert gone not in served[-1]


def test_only_the_indexes_used_last_stay_on_disk(engine: Engine, album: CollectionStore) -> None:
    models = [slightly_other(engine, 0.01 * number) for number in range(6)]
    for number, model in enumerate(models):
        index_collection(model, album)
        os.utime(index_folder(album, model.gill), (number, number))
    index_collection(models[2], album)
    kept = {path.name for path in (album.folder / "indexes").iterdir()}
    assert kept == {vector_fingerprint(models[number].gill) for number in (2, 3, 4, 5)}


def test_pictures_that_look_alike_are_found_by_one_of_them(engine: Engine, album: CollectionStore) -> None:
    index = index_collection(engine, album).index
    picture = album.pictures()[3]
    found = engine.find_like(picture.path, 5, index=index)
    assert len(found) == 5
    assert picture.picture.sha256 not in {one.key for one in found}
    (vector,) = engine.picture_vectors([picture.path]).values()
    assert found[0].score == pytest.approx(index.search(vector.numpy(), 2)[1].score, abs=1e-6)
