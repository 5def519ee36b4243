"""What the worker does with collections: which one is used, which one is only looked into, and captions for them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PIL import Image, ImageDraw

from engine.context import CancelledError, RunContext
from engine.facade import Engine
from engine.worker.desk import Desk
from gill_studio.core.collections.library import create_collection, open_collection
from gill_studio.core.collections.model import CaptionSource
from gill_studio.core.collections.scan import scan
from gill_studio.core.errors import StudioError
from gill_studio.core.messages import (
    CaptionCollection,
    CollectionCaptioned,
    CollectionSummary,
    FindRequest,
    FoundPictures,
    IndexCollection,
)
from gill_studio.core.protocol import Proposals, ProposeRequest, StoryPanel, TextSettings

COUNT = 20


@pytest.fixture
def desk(engine: Engine) -> Iterator[Desk]:
    desk = Desk()
    desk._engine = engine
    yield desk
    desk._use(None)
    engine.collection = None


@pytest.fixture
def make(tmp_path: Path) -> Callable[[str], str]:
    """`make(name)`: the id of a collection of pictures, of which every other one has a caption."""

    def made(name: str) -> str:
        folder = tmp_path / name
        folder.mkdir()
        for number in range(COUNT):
            picture = Image.new("RGB", (32, 32), (number * 12, len(name) * 20, 90))
            ImageDraw.Draw(picture).ellipse((number, 3, number + 9, 15), fill=(255, 255 - number * 5, number * 3))
            picture.save(folder / f"{number:02}.png")
            if number % 2:
                (folder / f"{number:02}.txt").write_text("Somebody wrote this", encoding="utf-8")
        with create_collection(name, [folder]) as store:
            scan(store)
            return store.id

    return made


def answer(desk: Desk, request: FindRequest) -> FoundPictures:
    result = desk.answer(request, RunContext())
    assert isinstance(result, FoundPictures)
    return result


def folders(found: FoundPictures) -> set[str]:
    return {picture.path.parent.name for picture in found.pictures if picture.path is not None}


def test_one_collection_is_used_and_another_looked_into(desk: Desk, make: Callable[[str], str]) -> None:
    kites, boats = make("Kites"), make("Boats")
    used = desk.answer(IndexCollection(kites), RunContext())
    assert isinstance(used, CollectionSummary)
    assert (used.id, used.name, used.pictures) == (kites, "Kites", COUNT)
    looked = desk.answer(IndexCollection(boats, use=False), RunContext())
    assert isinstance(looked, CollectionSummary)
    assert looked.pictures == COUNT
    assert folders(answer(desk, FindRequest(words="a boat", count=COUNT))) == {"Kites"}
    found = answer(desk, FindRequest(words="a boat", count=COUNT, collection=boats))
    assert folders(found) == {"Boats"}
    assert [one.score for one in found.pictures] == sorted((one.score for one in found.pictures), reverse=True)
    asked = ProposeRequest((StoryPanel("A boat."),), text=TextSettings(count=1, max_tokens=4), retrieve=5)
    proposals = desk.answer(asked, RunContext())
    assert isinstance(proposals, Proposals)
    assert folders(FoundPictures(proposals.retrieved)) == {"Kites"}


def test_pictures_like_one_are_found_but_not_itself(desk: Desk, make: Callable[[str], str]) -> None:
    kites = make("Kites")
    with open_collection(kites) as store:
        picture = store.pictures()[4]
    found = answer(desk, FindRequest(picture=picture.path, count=COUNT, collection=kites))
    assert len(found.pictures) == COUNT - 1
    assert picture.picture.sha256 not in {one.key for one in found.pictures}


def test_what_is_used_is_brought_up_to_date_without_being_chosen_again(desk: Desk, make: Callable[[str], str]) -> None:
    kites = make("Kites")
    desk.answer(IndexCollection(kites), RunContext())
    with open_collection(kites) as store:
        gone = store.pictures()[0].picture.sha256
        store.exclude([gone])
    desk.answer(IndexCollection(kites, use=False), RunContext())
    found = answer(desk, FindRequest(words="a kite", count=COUNT))
    assert len(found.pictures) == COUNT - 1
    assert gone not in {one.key for one in found.pictures}


def test_a_collection_that_is_still_being_indexed_serves_as_far_as_it_is(
    desk: Desk, make: Callable[[str], str]
) -> None:
    kites = make("Kites")
    steps: list[str] = []
    context = RunContext(lambda: len(steps) == 1, lambda label, *_: steps.append(label))
    with pytest.raises(CancelledError):
        desk.answer(IndexCollection(kites), context)
    found = answer(desk, FindRequest(words="a kite", count=COUNT))
    assert 0 < len(found.pictures) < COUNT
    assert folders(found) == {"Kites"}
    desk.answer(IndexCollection(kites), RunContext())
    assert len(answer(desk, FindRequest(words="a kite", count=COUNT)).pictures) == COUNT


def test_captions_are_proposed_where_nobody_has_said_anything(desk: Desk, make: Callable[[str], str]) -> None:
    kites = make("Kites")
    steps: list[tuple[str, int, int]] = []
    context = RunContext(lambda: len({done for _, done, _ in steps}) == 4, lambda *step: steps.append(step))
    with pytest.raises(CancelledError):
        desk.answer(CaptionCollection(kites), context)
    with open_collection(kites) as store:
        before = {one.path.name: one.caption for one in store.pictures() if one.captions}
        silent = [one.picture.sha256 for one in store.pictures() if not one.captions]
    assert {label for label, _, _ in steps} == {"writing captions"}
    assert COUNT // 2 < len(before) < COUNT
    result = desk.answer(CaptionCollection(kites, (silent[0],)), RunContext())
    assert result == CollectionCaptioned(kites, 1)
    result = desk.answer(CaptionCollection(kites), RunContext())
    assert result == CollectionCaptioned(kites, len(silent) - 1)
    with open_collection(kites) as store:
        sources = [one.caption_source for one in store.pictures()]
        after = {one.path.name: one.caption for one in store.pictures()}
    assert sources == [CaptionSource.PROPOSED, CaptionSource.SIDECAR] * (COUNT // 2)
    assert before.items() <= after.items()


def test_a_picture_that_cannot_be_read_is_named(desk: Desk, make: Callable[[str], str]) -> None:
    kites = make("Kites")
    with open_collection(kites) as store:
        spoilt = store.pictures()[0].path
    spoilt.write_bytes(b"spoilt")
    result = desk.answer(CaptionCollection(kites), RunContext())
    assert isinstance(result, CollectionCaptioned)
    assert [one.path for one in result.skipped] == [spoilt]
    assert result.proposed == COUNT // 2 - 1


def test_no_other_folder_is_opened(desk: Desk) -> None:
    for name in ("../kites", "/etc", "a/b", ""):
        with pytest.raises(StudioError):
            desk.answer(CaptionCollection(name), RunContext())
