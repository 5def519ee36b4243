"""The library with its engine: searching, captions, what proposals retrieve from."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QComboBox, QLineEdit, QTextEdit

from gill_studio.core.collections.library import list_collections, open_collection
from gill_studio.core.collections.model import CaptionSource
from gill_studio.core.jobs import JobState
from gill_studio.core.messages import SAMPLE, CaptionCollection, FindRequest, IndexCollection
from gill_studio.launch.fake import Fail
from ui.engine_client import EngineClient, EngineState
from ui.library.dialogs import ask_removal
from ui.library.sifting import Sieve
from ui.settings.store import SettingsStore

if TYPE_CHECKING:
    from gill_studio.launch.fake import FakeEngines
    from tests.ui.library.conftest import Draw, Open


def test_pictures_are_searched_by_words_with_their_scores(
    open_library: Open, engine: EngineClient, collection: str
) -> None:
    library = open_library(engine)
    page = library.page
    library.shown(8)
    page.bar.search.setText("a red kite")
    QTest.keyClick(page.bar.search, Qt.Key.Key_Return)
    library.wait(lambda: page.looking.found)
    assert library.captions() == ["Something red", "Something green", "Something blue", "Something orange"]
    assert "a red kite" in library.words(page.bar)
    assert "fits 0.62" in page.model.index(0).data(Qt.ItemDataRole.AccessibleTextRole)
    asked = next(job.request for job in engine.jobs if isinstance(job.request, FindRequest))
    assert asked == FindRequest(words="a red kite", collection=collection, count=60)
    assert page.bar.search.text() == "a red kite", "it can be searched for in other words"
    assert [one.caption for one in page.acts.chosen()] == ["Something red"], "one sees the best at once"
    QTest.keyClicks(page.bar.search, "s")
    assert page.looking.found is None
    assert not page.model.pictures, "no caption and no name has kites"
    page.bar.search.setText("a red kite")
    QTest.keyClick(page.bar.search, Qt.Key.Key_Return)
    library.wait(lambda: page.looking.found)
    page.bar.cleared.emit()
    assert page.bar.search.text() == ""
    assert len(page.model.pictures) == 8


def test_pictures_are_searched_by_a_picture(
    open_library: Open, engine: EngineClient, collection: str, tmp_path: Path, draw: Draw
) -> None:
    library = open_library(engine)
    page = library.page
    library.shown(8)
    page.grid.select([library.digest("2-blue.png")])
    page.detail.similar_asked.emit()
    library.wait(lambda: page.looking.found)
    assert "2-blue.png" in library.words(page.bar)
    other = draw(tmp_path / "other.png", "navy")
    library.drop(page.bar.search, [other])
    library.wait(lambda: page.looking.found and "other.png" in page.looking.found.title)
    requests = [job.request for job in engine.jobs if isinstance(job.request, FindRequest)]
    assert requests[0].picture == other


def test_what_fits_the_panel_in_focus_leaves_out_what_the_story_shows(
    open_library: Open, engine: EngineClient, collection: str, album: Path
) -> None:
    library = open_library(engine, "luna")
    page = library.page
    library.shown(8)
    story = page._window.story
    assert story is not None
    story.commands.replace_picture(story.model.panels[2].id, album / "0-red.png")
    red = library.digest("0-red.png")
    library.wait(lambda: page.model.used == {red: (3,)})
    assert page.model.index(0).data(Qt.ItemDataRole.AccessibleTextRole).endswith("In panel 3 of this story")
    story.session.set_focus(story.model.panels[3].id)
    page.bar.fits.click()
    library.wait(lambda: page.looking.found)
    assert "What fits panel 4" in library.words(page.bar)
    request = next(job.request for job in engine.jobs if isinstance(job.request, FindRequest))
    assert red in request.exclude
    assert [panel.caption for panel in request.panels] == [panel.caption for panel in story.model.panels[:4]]
    assert [panel.picture is not None for panel in request.panels] == [True, True, True, False]
    page.looking.show_found(None)
    page.bar.choose(Sieve.USED)
    assert library.captions() == ["Something red"]


def test_a_search_that_fails_says_why(
    open_library: Open, engine: EngineClient, engines: FakeEngines, collection: str
) -> None:
    engines.script = replace(engines.script, finding=(Fail("The index is damaged.", "Build it again."),))
    engine.restart()
    library = open_library(engine)
    page = library.page
    library.wait(lambda: engine.status.state == EngineState.READY)
    library.shown(8)
    page.bar.words_asked.emit("kites")
    library.wait(lambda: page.notices.failure)
    assert page.notices.failure == "The index is damaged. Build it again."
    assert len(page.model.pictures) == 8


def test_captions_are_proposed_and_accepted_in_bulk(open_library: Open, engine: EngineClient, collection: str) -> None:
    library = open_library(engine)
    page = library.page
    library.shown(8)
    assert "3 pictures have no caption." in library.words(page.notices)
    page.notices.captions_asked.emit()
    library.wait(lambda: len(page.looking.contents.proposed) == 3)
    request = next(job.request for job in engine.jobs if isinstance(job.request, CaptionCollection))
    assert request == CaptionCollection(collection)
    library.wait(lambda: "3 captions are proposed." in library.words(page.notices))
    page.grid.select([library.digest("5-black.png")])
    assert "Proposed by GILL" in library.words(page.detail)
    page.detail.reject_asked.emit()
    library.wait(lambda: len(page.looking.contents.proposed) == 2)
    page.notices.accept_asked.emit()
    library.wait(lambda: not page.looking.contents.proposed)
    with open_collection(collection) as store:
        assert [one.caption_source for one in store.pictures()][5:] == [
            None,
            CaptionSource.WRITER,
            CaptionSource.WRITER,
        ]


def test_proposed_captions_are_gone_through_one_after_the_other(
    open_library: Open, engine: EngineClient, collection: str
) -> None:
    library = open_library(engine)
    page = library.page
    library.shown(8)
    page.grid.select([library.digest("0-red.png")])
    page.notices.captions_asked.emit()
    library.wait(lambda: len(page.looking.contents.proposed) == 3)
    page.notices.review_asked.emit()
    first, second, third = (one.path.name for one in page.model.pictures)
    assert [one.path.name for one in page.acts.chosen()] == [first], "not what was selected before"
    page.detail.accept_asked.emit()
    library.wait(lambda: len(page.looking.contents.proposed) == 2)
    assert [one.path.name for one in page.acts.chosen()] == [second]
    page.detail.reject_asked.emit()
    library.wait(lambda: len(page.looking.contents.proposed) == 1)
    assert [one.path.name for one in page.acts.chosen()] == [third]
    page.bar.choose(Sieve.PROBLEMS)
    assert page.acts.chosen() == [], "no picture is shown beside files that are none"


def test_captions_are_proposed_for_what_is_selected(open_library: Open, engine: EngineClient, collection: str) -> None:
    library = open_library(engine)
    page = library.page
    library.shown(8)
    chosen = [library.digest(name) for name in ("0-red.png", "6-cyan.png")]
    page.grid.select(chosen)
    assert "2 pictures selected" in library.words(page.detail)
    page.detail.captions_asked.emit()
    library.wait(lambda: len(page.looking.contents.proposed) == 1)
    assert page.looking.contents.proposed == (chosen[1],)


def test_what_is_never_to_be_offered_leaves_the_engines_index(
    open_library: Open, engine: EngineClient, collection: str
) -> None:
    library = open_library(engine)
    page = library.page
    library.shown(8)
    page.grid.select([library.digest("0-red.png"), library.digest("1-green.png")])
    page.detail.never_asked.emit()
    library.wait(lambda: sum(one.excluded for one in page.model.pictures) == 2)
    request = IndexCollection(collection, use=False)
    library.wait(lambda: any(job.request == request and job.state is JobState.FINISHED for job in engine.jobs))
    assert engine.status.collection is not None
    assert engine.status.collection.id == SAMPLE  # which proposals retrieve from is as it was
    page.bar.choose(Sieve.EXCLUDED)
    assert library.captions() == ["Something red", "Something green"]
    page.grid.selectAll()
    page.detail.offer_asked.emit()
    library.wait(lambda: not page.model.pictures)


def test_proposals_retrieve_from_the_collection_that_is_chosen(
    open_library: Open, engine: EngineClient, collection: str, settings: SettingsStore
) -> None:
    library = open_library(engine)
    page = library.page
    library.shown(8)
    page.head.use_asked.emit()
    library.wait(lambda: engine.status.collection is not None and engine.status.collection.id == collection)
    assert settings.now.engine.collection == collection
    assert "Proposals retrieve from it" in library.words(page.head)
    assert "Proposals retrieve from it" in page.list.item(0).data(Qt.ItemDataRole.AccessibleTextRole)


def test_new_pictures_of_the_collection_in_use_are_indexed(
    open_library: Open, engine: EngineClient, collection: str, album: Path, draw: Draw
) -> None:
    library = open_library(engine)
    page = library.page
    library.shown(8)
    page.use(collection)
    library.wait(lambda: engine.status.collection is not None and engine.status.collection.id == collection)

    def indexed() -> int:
        return sum(job.request == IndexCollection(collection) for job in engine.jobs)

    before = indexed()
    draw(album / "new.png", "gold")
    library.wait(lambda: indexed() == before + 1)


def test_removing_a_collection_leaves_its_pictures_alone(
    open_library: Open,
    engine: EngineClient,
    collection: str,
    album: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[str] = []

    def agree(_parent: object, title: str, text: str, choices: tuple[str, ...], **_: object) -> str:
        asked.append(f"{title} {text}")
        return choices[0]

    monkeypatch.setattr("ui.library.dialogs.ask", agree)
    library = open_library(engine)
    page = library.page
    library.shown(8)
    page.acts.write_caption(library.digest("0-red.png"), "Mine")
    library.wait(lambda: "Mine" in library.captions())
    page.use(collection)
    before = {path: path.read_bytes() for path in album.iterdir()}
    entry = page.shelf.entry(collection)
    assert entry is not None
    ask_removal(page, page.shelf, entry, lambda: page.remove(collection))
    library.wait(lambda: not list_collections())
    assert asked[0].startswith("Remove the collection “Scotland”? 1 caption that you have written goes")
    assert {path: path.read_bytes() for path in album.iterdir()} == before
    assert engine.wanted_collection == SAMPLE
    library.wait(lambda: not page.shelf.entries)
    assert "Your pictures" in library.words(page)


def test_everything_has_a_name_and_is_reached_by_tab(open_library: Open, engine: EngineClient, collection: str) -> None:
    library = open_library(engine, "luna")
    page = library.page
    library.shown(8)
    page.grid.select([library.digest("0-red.png")])
    kinds = (QAbstractButton, QLineEdit, QComboBox, QTextEdit, QAbstractItemView)
    seen = [one for kind in kinds for one in page.findChildren(kind) if one.isVisible()]
    for one in seen:
        if isinstance(one.parent(), kinds) and not isinstance(one.parent(), QAbstractItemView):
            continue
        interface = QAccessible.queryAccessibleInterface(one)
        assert interface.text(QAccessible.Text.Name), one
        assert not one.isEnabled() or one.focusPolicy() & Qt.FocusPolicy.TabFocus, one.accessibleName()
    assert QAccessible.queryAccessibleInterface(page.grid).role() == QAccessible.Role.List
    child = QAccessible.queryAccessibleInterface(page.grid).child(0)
    assert child.text(QAccessible.Text.Name).startswith("Something red. 0-red.png")


def test_it_fits_the_smallest_window(open_library: Open, engine: EngineClient, collection: str) -> None:
    library = open_library(engine)
    library.shown(8)
    library.window.resize(library.window.minimumSize())
    library.wait(lambda: library.window.width() == library.window.minimumWidth())
    page = library.page
    assert page.minimumSizeHint().width() <= page.width()
    bar = page.bar
    parts = (bar.search, bar.fits, bar.sieve)
    library.wait(lambda: all(bar.rect().contains(one.geometry()) for one in parts))  # none is cut off
    assert all(one.width() >= one.minimumSizeHint().width() for one in parts)
    assert not bar.search.geometry().intersects(bar.fits.geometry())
    assert not bar.fits.geometry().intersects(bar.sieve.geometry())
