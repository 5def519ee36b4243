"""The collection store: pictures by content, captions by source, nothing lost by a rename."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from gill_studio.core.collections.model import CaptionSource, CollectionError, FileRecord
from gill_studio.core.collections.store import STORE_FILE, CollectionStore
from gill_studio.core.pictures import PictureRef

FOX, OWL = PictureRef("f" * 64, "image/png", 4, 3), PictureRef("0" * 64, "image/jpeg", 8, 8)
ALBUM = Path("/pictures/album")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[CollectionStore]:
    with CollectionStore.create(tmp_path / "collection", "My album") as store:
        store.add_folder(ALBUM)
        store.record(ALBUM, [FileRecord("fox.png", 10, 1, FOX), FileRecord("sub/owl.jpg", 20, 2, OWL)])
        yield store


def test_what_is_recorded_is_there_when_it_is_opened_again(store: CollectionStore) -> None:
    store.set_captions({FOX.sha256: "A fox."}, CaptionSource.EXIF)
    with CollectionStore.open(store.folder) as again:
        assert (again.id, again.name, again.folders(), len(again)) == (store.id, "My album", (ALBUM,), 2)
        assert again.files(ALBUM) == {
            "fox.png": FileRecord("fox.png", 10, 1, FOX),
            "sub/owl.jpg": FileRecord("sub/owl.jpg", 20, 2, OWL),
        }
        fox, owl = again.pictures()
        assert (fox.picture, fox.path, fox.caption) == (FOX, ALBUM / "fox.png", "A fox.")
        assert (owl.picture, owl.path, owl.caption, owl.caption_source) == (OWL, ALBUM / "sub" / "owl.jpg", "", None)
        assert again.picture(OWL.sha256) == owl
        assert again.picture("1" * 64) is None


def test_the_caption_that_counts_most_wins_and_the_others_stay(store: CollectionStore) -> None:
    order = [*reversed(CaptionSource)]
    for source in order:
        store.set_captions({FOX.sha256: f"by {source}"}, source)
        picture = store.picture(FOX.sha256)
        assert picture is not None
        assert (picture.caption, picture.caption_source) == (f"by {source}", source)
    store.set_captions({FOX.sha256: ""}, CaptionSource.WRITER)
    picture = store.picture(FOX.sha256)
    assert picture is not None
    assert picture.caption == "by sidecar"
    assert len(picture.captions) == len(CaptionSource) - 1


def test_a_renamed_file_keeps_its_captions(store: CollectionStore) -> None:
    store.set_captions({FOX.sha256: "A fox."}, CaptionSource.WRITER)
    store.forget(ALBUM, ["fox.png"])
    assert store.picture(FOX.sha256) is None, "it is not there"
    assert len(store) == 1
    store.record(ALBUM, [FileRecord("renamed.png", 10, 5, FOX)])
    picture = store.picture(FOX.sha256)
    assert picture is not None
    assert (picture.path.name, picture.caption) == ("renamed.png", "A fox.")


def test_two_files_of_one_picture_are_one_picture(store: CollectionStore) -> None:
    store.record(ALBUM, [FileRecord("a copy.png", 10, 3, FOX)])
    assert len(store) == 2
    assert [picture.path.name for picture in store.pictures()] == ["a copy.png", "owl.jpg"]


def test_a_file_whose_content_changed_is_another_picture(store: CollectionStore) -> None:
    new = PictureRef("2" * 64, "image/png", 1, 1)
    store.record(ALBUM, [FileRecord("fox.png", 11, 9, new)])
    assert store.files(ALBUM)["fox.png"].picture == new
    assert store.picture(FOX.sha256) is None


def test_folders_are_added_once_and_needed(store: CollectionStore) -> None:
    store.add_folder(ALBUM)
    assert store.folders() == (ALBUM,)
    with pytest.raises(CollectionError, match="not part of the collection My album"):
        store.record(ALBUM.parent, [])
    with pytest.raises(CollectionError, match="no path"):
        store.record(ALBUM, [FileRecord("fine.png", 1, 1, FOX), FileRecord("../fox.png", 1, 1, FOX)])
    assert "fine.png" not in store.files(ALBUM), "all of a batch or nothing"


def test_a_caption_needs_its_picture(store: CollectionStore) -> None:
    with pytest.raises(CollectionError):
        store.set_captions({FOX.sha256: "A fox.", "3" * 64: "Nobody."}, CaptionSource.WRITER)
    picture = store.picture(FOX.sha256)
    assert picture is not None
    assert picture.caption == ""


def test_a_second_collection_does_not_take_the_place_of_the_first(store: CollectionStore) -> None:
    with pytest.raises(CollectionError, match="already"):
        CollectionStore.create(store.folder, "Other")
    with pytest.raises(CollectionError, match="no collection"):
        CollectionStore.open(store.folder.parent)


@pytest.mark.parametrize("damage", ["text", "cut", "empty", "foreign", "newer", "tables"])
def test_a_file_that_is_none_of_ours_is_refused(store: CollectionStore, damage: str) -> None:
    store.close()
    path = store.folder / STORE_FILE
    if damage == "text":
        path.write_text("not a database " * 100, encoding="utf-8")
    elif damage == "cut":
        path.write_bytes(path.read_bytes()[:3000])
    elif damage == "empty":
        path.write_bytes(b"")
    else:
        change = {"foreign": "PRAGMA application_id = 7", "newer": "PRAGMA user_version = 99"}
        with closing(sqlite3.connect(path)) as database:
            database.execute(change.get(damage, "DROP TABLE collection"))
            database.commit()
    with pytest.raises(CollectionError) as caught:
        CollectionStore.open(store.folder)
    assert str(store.folder) in caught.value.message
    assert ("newer" in caught.value.message) == (damage == "newer")
    path.unlink()  # and no handle keeps it on Windows


def test_a_place_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(CollectionError, match="cannot be made"):
        CollectionStore.create(tmp_path / "file" / "inside", "x")
