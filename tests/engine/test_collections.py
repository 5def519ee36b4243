"""A collection's index: complete, kept, and brought up to date with as little work as can be."""

from __future__ import annotations

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
