"""The library in the window over the engine's real process: add a folder, search it, caption it, retrieve from it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PIL import Image, ImageDraw
from PySide6.QtWidgets import QApplication

from gill_studio.core.collections.library import open_collection
from gill_studio.core.collections.model import CaptionSource
from gill_studio.core.messages import CaptionCollection, FindRequest, FoundPictures, IndexCollection
from gill_studio.core.protocol import Proposals, ProposeRequest, StoryPanel, TextSettings
from gill_studio.core.settings import Appearance, Files, Motion, Settings, ThemeChoice
from ui.library.page import LibraryPage
from ui.main_window import MainWindow
from ui.settings.store import SettingsStore
from ui.theme.theme import Theme

if TYPE_CHECKING:
    from tests.process.conftest import Open, Studio

COUNT = 40


@pytest.fixture(scope="module", autouse=True)
def _own_folders(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """The folders of one person for all tests here."""
    base = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        for name in ("DATA", "CACHE", "CONFIG"):
            patch.setenv(f"GILL_STUDIO_{name}", str(base / name.lower()))
        yield


@pytest.fixture(scope="module")
def shared(opened: Open, _own_folders: None) -> Studio:
    return opened(collection="")


@pytest.fixture
def studio(shared: Studio) -> Studio:
    shared.ready()
    shared.forget()
    return shared


@pytest.fixture
def album(tmp_path: Path) -> Path:
    """Pictures of which half have a caption, and one that is none."""
    folder = tmp_path / "Kites"
    folder.mkdir()
    for number in range(COUNT):
        picture = Image.new("RGB", (64, 48), (number * 6, 90, 255 - number * 6))
        ImageDraw.Draw(picture).ellipse((number, 5, number + 20, 30), fill=(255, 255 - number * 5, number * 3))
        picture.save(folder / f"{number:02}.png")
        if number % 2:
            (folder / f"{number:02}.txt").write_text(f"A kite over hill {number}", encoding="utf-8")
    (folder / "broken.jpg").write_text("broken", encoding="utf-8")
    return folder


@pytest.fixture
def page(qapp: QApplication, studio: Studio, tmp_path: Path) -> Iterator[LibraryPage]:
    stories = tmp_path / "stories"
    stories.mkdir()
    appearance = Appearance(theme=ThemeChoice.LIGHT, motion=Motion.REDUCED)
    settings = SettingsStore(Settings(appearance=appearance, files=Files(stories=str(stories))))
    window = MainWindow(Theme(qapp, appearance), settings, studio.client)
    window.resize(1280, 840)
    window.show()
    window.open_sample("luna")
    window.show_page("library")
    found = window.page_widget("library")
    assert isinstance(found, LibraryPage)
    studio.until(lambda: found.shelf.listed)
    yield found
    found.shelf.close()
    found.thumbnails.close()
    window.close()


def _added(studio: Studio, page: LibraryPage, album: Path) -> str:
    """The album as a collection, which is looked at; there may be others from the tests before."""
    before = {entry.id for entry in page.shelf.entries}
    page.add_folders([album])
    studio.until(lambda: page.collection not in before and len(page.looking.contents.pictures) == COUNT)
    return page.collection


def test_a_folder_is_added_searched_captioned_and_retrieved_from(
    studio: Studio, page: LibraryPage, album: Path
) -> None:
    collection = _added(studio, page, album)
    assert (page.looking.contents.coverage.captioned, page.looking.contents.coverage.problems) == (COUNT // 2, 1)
    _search(studio, page)
    _caption(studio, page)
    page.use(collection)
    studio.until(lambda: getattr(studio.client.status.collection, "id", "") == collection)
    summary = studio.client.status.collection
    assert summary is not None
    assert (summary.id, summary.name, summary.pictures) == (collection, "Kites", COUNT)
    gone = page.looking.contents.pictures[0].picture.sha256
    page.grid.select([gone])
    page.detail.never_asked.emit()
    studio.until(lambda: getattr(studio.client.status.collection, "pictures", 0) == COUNT - 1)
    asked = ProposeRequest((StoryPanel("A kite."),), text=TextSettings(count=1, max_tokens=8), retrieve=5)
    job = studio.client.submit("Propose", asked)
    studio.until(lambda: studio.ended(job))
    result = studio.finished[job]
    assert isinstance(result, Proposals)
    assert len(result.retrieved) == 5
    assert gone not in {picture.key for picture in result.retrieved}
    assert {picture.path.parent for picture in result.retrieved if picture.path is not None} == {album}


def _search(studio: Studio, page: LibraryPage) -> None:
    page.bar.words_asked.emit("a red kite")
    studio.until(lambda: page.looking.found is not None)
    assert len(page.model.pictures) == COUNT
    scores = [page.model.scores[one.picture.sha256] for one in page.model.pictures]
    assert scores == sorted(scores, reverse=True)
    first = page.model.pictures[0]
    page.grid.select([first.picture.sha256])
    page.detail.similar_asked.emit()
    studio.until(lambda: page.looking.found is not None and first.path.name in page.looking.found.title)
    assert first not in page.model.pictures
    assert len(page.model.pictures) == COUNT - 1
    page.bar.fits.click()
    studio.until(lambda: page.looking.found is not None and "fits" in page.looking.found.title)
    assert len(page.model.pictures) == COUNT
    page.bar.cleared.emit()


def _caption(studio: Studio, page: LibraryPage) -> None:
    page.notices.captions_asked.emit()
    studio.until(lambda: page.asking is not None and page.asking.captions is None)
    studio.until(lambda: len(page.looking.contents.proposed) > 0)
    with open_collection(page.collection) as store:
        proposed = [one for one in store.pictures() if one.caption_source is CaptionSource.PROPOSED]
        assert all(int(one.path.stem) % 2 == 0 for one in proposed)  # what somebody has written stays
    page.notices.accept_asked.emit()
    studio.until(lambda: not page.looking.contents.proposed)


def test_captions_that_are_cancelled_go_on_where_they_were(studio: Studio, page: LibraryPage, album: Path) -> None:
    collection = _added(studio, page, album)
    first = studio.client.submit("Captions", CaptionCollection(collection))
    studio.until(lambda: any(one.id == first and one.done > 3 for one in studio.jobs))
    studio.client.cancel(first)
    studio.until(lambda: studio.ended(first))
    with open_collection(collection) as store:
        before = {one.picture.sha256: one.caption for one in store.pictures() if one.captions}
    assert len(before) > COUNT // 2
    again = studio.client.submit("Captions", CaptionCollection(collection))
    studio.until(lambda: studio.ended(again))
    with open_collection(collection) as store:
        after = {one.picture.sha256: one.caption for one in store.pictures() if one.captions}
    assert before.items() <= after.items()


def test_another_collection_is_searched_without_being_used(studio: Studio, page: LibraryPage, album: Path) -> None:
    collection = _added(studio, page, album)
    studio.ready()
    used = studio.client.use_collection("")
    studio.until(lambda: studio.ended(used))
    indexed = studio.client.submit("Index", IndexCollection(collection, use=False))
    found = studio.client.submit("Find", FindRequest(words="kites", collection=collection, count=3))
    in_use = studio.client.submit("Find", FindRequest(words="kites", count=3))
    studio.until(lambda: studio.ended(in_use))
    assert indexed in studio.finished
    pictures = studio.finished[found]
    assert isinstance(pictures, FoundPictures)
    assert len(pictures.pictures) == 3
    assert all(one.path is not None and one.path.parent == album for one in pictures.pictures)
    assert studio.finished[in_use] == FoundPictures(())
