"""The collections of a computer: made, found, listed and removed."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from gill_studio.core.collections import database, library
from gill_studio.core.collections.library import (
    collection_of_folder,
    collections_dir,
    create_collection,
    find_collection,
    list_collections,
    open_collection,
    remove_collection,
    sample_entry,
    sample_folder,
    there_is,
)
from gill_studio.core.collections.model import CaptionSource, CollectionError, Coverage, FileRecord
from gill_studio.core.collections.store import STORE_FILE, CollectionStore
from gill_studio.core.messages import SAMPLE
from gill_studio.core.pictures import PictureRef


@pytest.fixture
def pictures(tmp_path: Path) -> Path:
    folder = tmp_path / "pictures"
    folder.mkdir()
    return folder


def test_a_collection_is_made_found_and_removed(pictures: Path) -> None:
    with create_collection("  My\nalbum ", [pictures]) as store:
        assert (store.name, store.folders()) == ("My album", (pictures,))
        collection = store.id
    (entry,) = list_collections()
    assert (entry.id, entry.name, entry.folders, entry.coverage) == (collection, "My album", (pictures,), Coverage())
    for name in ("my ALBUM", collection):
        with find_collection(name) as store:
            assert store.id == collection
    with open_collection(collection) as store:
        store.rename("Yours")
    found = collection_of_folder(pictures)
    assert found is not None
    with found:
        assert found.name == "Yours"
    assert collection_of_folder(pictures.parent) is None
    remove_collection(collection)
    remove_collection(collection)
    assert list_collections() == ()
    assert pictures.is_dir()


def test_names_are_unique_and_needed(pictures: Path) -> None:
    create_collection("Album", [pictures]).close()
    with pytest.raises(CollectionError, match="already"):
        create_collection("album", [pictures])
    with pytest.raises(CollectionError, match="needs a name"):
        create_collection(" ", [pictures])
    with pytest.raises(CollectionError, match="no folder") as caught:
        create_collection("Other", [pictures / "none"])
    assert caught.value.hint
    with pytest.raises(CollectionError, match="no folder"):
        create_collection("Other", [Path("a\0b")])
    with pytest.raises(CollectionError) as caught:
        find_collection("none")
    assert "Album" in caught.value.hint
    with pytest.raises(CollectionError, match="no collection's id"):
        open_collection("../elsewhere")
    assert len(list_collections()) == 1
    assert [path for path in collections_dir().iterdir() if path.name.startswith(".")] == []


def test_one_that_is_damaged_is_listed_with_the_reason(pictures: Path) -> None:
    create_collection("Good", [pictures]).close()
    with create_collection("Bad", [pictures]) as store:
        bad = store.folder
    (bad / STORE_FILE).write_bytes(b"damaged" * 100)
    entries = {entry.name: entry for entry in list_collections()}
    assert "cannot be used" in entries[bad.name].error
    assert entries["Good"].error == ""
    remove_collection(bad.name)
    assert [entry.name for entry in list_collections()] == ["Good"]


def test_a_collection_of_the_first_version_is_brought_up_to_date(tmp_path: Path) -> None:
    fox = PictureRef("f" * 64, "image/png", 4, 3)
    path = tmp_path / STORE_FILE
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(database._VERSION_1)
        connection.execute("INSERT INTO collection VALUES ('old', 'Old')")
        connection.execute("INSERT INTO folder VALUES (1, '/album')")
        connection.execute(
            "INSERT INTO picture VALUES (?, ?, ?, ?)", (fox.sha256, fox.media_type, fox.width, fox.height)
        )
        connection.execute("INSERT INTO file VALUES (1, 'fox.png', 10, 1, ?)", (fox.sha256,))
        connection.execute("INSERT INTO caption VALUES (?, 'writer', 'A fox.')", (fox.sha256,))
        connection.execute(f"PRAGMA application_id = {database._APPLICATION}")
        connection.execute("PRAGMA user_version = 1")
        connection.commit()
    for _ in range(2):
        with CollectionStore.open(tmp_path) as store:
            assert store.files(Path("/album")) == {"fox.png": FileRecord("fox.png", 10, 1, fox)}
            (picture,) = store.pictures()
            assert (picture.caption, picture.excluded) == ("A fox.", False)
            assert store.coverage() == Coverage(pictures=1, captioned=1)


def test_removing_a_folder_keeps_what_is_said(pictures: Path) -> None:
    fox = PictureRef("f" * 64, "image/png", 4, 3)
    with create_collection("Album", [pictures]) as store:
        store.record(pictures, [FileRecord("fox.png", 10, 1, fox)])
        store.set_captions({fox.sha256: "Mine."}, CaptionSource.WRITER)
        store.remove_folder(pictures)
        assert (len(store), store.folders(), store.own_words()) == (0, (), 1)
        store.add_folder(pictures)
        store.record(pictures, [FileRecord("fox.png", 10, 1, fox)])
        picture = store.picture(fox.sha256)
        assert picture is not None
        assert picture.caption == "Mine."


def test_a_full_disk_is_said(pictures: Path) -> None:
    with create_collection("Album", [pictures]) as store:
        store._connection.execute("PRAGMA max_page_count = 1")
        files = [FileRecord(f"{n}.png", 1, 1, PictureRef(f"{n:064}", "image/png", 1, 1)) for n in range(5000)]
        with pytest.raises(CollectionError, match="disk is full"):
            store.record(pictures, files)
        assert store.files(pictures) == {}


def test_nothing_can_be_made_where_nothing_can_be_written(
    pictures: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    monkeypatch.setattr(library, "collections_dir", lambda: tmp_path / "file" / "inside")
    with pytest.raises(CollectionError, match="cannot be made"):
        create_collection("Album", [pictures])


def test_the_sample_is_none_of_the_writers(pictures: Path) -> None:
    assert sample_entry() is None
    assert not there_is(SAMPLE)
    with CollectionStore.create(sample_folder(), "Picture book") as store:
        store.add_folder(pictures)
    entry = sample_entry()
    assert entry is not None
    assert (entry.id, entry.name, entry.folders) == (SAMPLE, "Picture book", (pictures,))
    assert there_is(SAMPLE)
    assert list_collections() == ()
    with open_collection(SAMPLE) as store:
        assert store.name == "Picture book"
    with pytest.raises(CollectionError, match="stays"):
        remove_collection(SAMPLE)
    assert not there_is("../sample")
