"""Takes: all that was offered for a panel, found, used and made again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from gill_studio.core.collections.model import FileRecord
from gill_studio.core.collections.store import CollectionStore
from gill_studio.core.errors import StudioError
from gill_studio.core.locations import data_dir
from gill_studio.core.messages import PaintRequest
from gill_studio.core.protocol import ProposeRequest
from gill_studio.core.story import edits
from gill_studio.core.story.file import StoryFile
from gill_studio.core.story.model import Authorship, OfferedText, Origin, Panel, Take
from gill_studio.launch.fake import FakeEngineThread, FakeScript, Grow, Paint, Retrieve, Steps
from ui.engine_client import EngineClient
from ui.main_window import MainWindow
from ui.proposals.shared import proposer_of
from ui.settings.store import SettingsStore
from ui.story_page import StoryPage
from ui.takes.page import TakesPage
from ui.takes.restoring import fetch_picture
from ui.theme.theme import Theme

PATIENCE = 20_000
LOADING = (Steps("loading", 1, 0.001),)
SCENE = (Grow(0, "The fox ran.", 0.001, -0.5), Grow(1, "The owl sang.", 0.001, -2.0), Retrieve(), Paint(0.001, 2))
CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def engine(run_engine: Callable[..., EngineClient]) -> EngineClient:
    return run_engine(lambda: FakeEngineThread(FakeScript((SCENE,), LOADING, indexing=LOADING)))


@pytest.fixture
def window(
    qtbot: QtBot, theme: Theme, settings: SettingsStore, engine: EngineClient, story_file: StoryFile
) -> Iterator[MainWindow]:
    """The story of the fox, with the proposals for its second panel kept."""
    story_file.close()
    window = MainWindow(theme, settings, engine)
    window.resize(1280, 840)
    window.show()
    assert window.open_path(story_file.path)
    story_of(window).session.set_focus("p1")
    proposer_of(story_of(window).context).ask()
    qtbot.waitUntil(lambda: len(panel(window).takes) == 5, timeout=PATIENCE)
    yield window
    window.close()


def story_of(window: MainWindow) -> StoryPage:
    assert window.story is not None
    return window.story


def panel(window: MainWindow) -> Panel:
    return story_of(window).session.board.panels[1]


def generated(window: MainWindow) -> Take:
    return next(take for take in panel(window).takes if take.origin is Origin.GENERATED)


@pytest.fixture
def page(window: MainWindow) -> TakesPage:
    QTest.keyClick(window, Qt.Key.Key_T, CTRL)
    page = story_of(window).side.page("takes")
    assert isinstance(page, TakesPage)
    return page


def test_every_candidate_is_there_the_last_first(window: MainWindow, page: TakesPage) -> None:
    assert list(page.tiles) == [take.id for take in reversed(panel(window).takes)]
    assert page._title.text() == "Takes of panel 2"
    story_of(window).session.set_focus("p3")
    assert page.tiles == {}
    assert page._empty.isVisible()


def test_takes_are_found_by_words(window: MainWindow, page: TakesPage) -> None:
    QTest.keyClicks(page.search, "generated")
    assert set(page.tiles) == {take.id for take in panel(window).takes if take.origin is Origin.GENERATED}
    page.search.setText("found-1")
    assert len(page.tiles) == 1
    page.search.setText("no such thing")
    assert page._nothing.isVisible()


def test_why_this(window: MainWindow, page: TakesPage) -> None:
    take = panel(window).takes[0]
    page.look_at(take.id)
    assert page.detail.isVisible()
    for words in ("Match: 0.80", "retrieve: 72 %", "Collection: sample", "2. It was snowing."):
        assert words in page.detail.words
    painted = generated(window)
    assert painted.recipe is not None
    assert painted.recipe.painting is not None
    page.look_at(painted.id)
    assert f"seed {painted.recipe.painting.seed}, 8 steps, guidance 3.0" in page.detail.words


def test_a_take_is_used_by_a_click(window: MainWindow, page: TakesPage, qtbot: QtBot) -> None:
    take = generated(window)
    page.tiles[take.id].click()
    page.detail.use.click()
    qtbot.waitUntil(lambda: panel(window).chosen == take.id, timeout=PATIENCE)
    assert page.tiles[take.id].shown
    assert not page.detail.use.isEnabled()
    QTest.keyClick(window, Qt.Key.Key_Z, CTRL)
    assert panel(window).chosen is None


def test_a_sentence_is_used_again(window: MainWindow, page: TakesPage, qtbot: QtBot) -> None:
    session = story_of(window).session
    session.set_focus("p0")
    proposer_of(story_of(window).context).ask()
    qtbot.waitUntil(lambda: len(session.board.panels[0].offered) == 2, timeout=PATIENCE)
    page.look_at(session.board.panels[0].offered[1].id)
    assert "Likelihood a token: 14 %" in page.detail.words
    page.use()
    assert session.board.panels[0].caption == "The owl sang."
    assert session.board.panels[0].authorship is Authorship.PROPOSED


def test_a_retrieved_take_is_fetched_from_its_collection(window: MainWindow, tmp_path: Path, qtbot: QtBot) -> None:
    session = story_of(window).session
    take = replace(panel(window).takes[0], collection="mine")
    assert not session.pictures.contains(take.picture.sha256)
    with pytest.raises(StudioError):
        fetch_picture(session.pictures, take, None)
    folder = tmp_path / "photos"
    folder.mkdir()
    offer = proposer_of(story_of(window).context).offer
    assert offer is not None
    source = offer.candidates[0].path
    assert source is not None
    (folder / "a.png").write_bytes(source.read_bytes())
    with CollectionStore.create(data_dir() / "collections" / "mine", "Mine") as store:
        store.add_folder(folder)
        store.record(folder, [FileRecord("a.png", 1, 1, take.picture)])
    fetch_picture(session.pictures, take, None)
    assert session.pictures.contains(take.picture.sha256)


def made_again(page: TakesPage, qtbot: QtBot) -> str:
    page.make_again()
    qtbot.waitUntil(lambda: "picture" in page.detail._said.text(), timeout=PATIENCE)
    return page.detail._said.text()


def test_the_same_recipe_makes_the_same_picture(
    window: MainWindow, page: TakesPage, qtbot: QtBot, engine: EngineClient
) -> None:
    take = generated(window)
    page.look_at(take.id)
    assert "same picture" in made_again(page, qtbot)
    assert len(panel(window).takes) == 5
    request = next(job.request for job in engine.jobs if isinstance(job.request, PaintRequest))
    assert [one.caption for one in request.panels] == ["A fox woke up.", "It was snowing."]
    assert request.panels[0].picture is not None


def test_another_picture_says_what_has_changed(window: MainWindow, page: TakesPage, qtbot: QtBot) -> None:
    take, session = generated(window), story_of(window).session
    assert take.recipe is not None
    assert take.recipe.painting is not None
    seen = replace(take.recipe.context[0], picture="0" * 64)
    painting = replace(take.recipe.painting, seed=1)
    recipe = replace(take.recipe, model="Another", model_fingerprint="old", painting=painting, context=(seen,))
    session.apply("Change", edits.with_take(session.board, "p1", replace(take, recipe=recipe), show=False))
    page.look_at(take.id)
    said = made_again(page, qtbot)
    assert "Another model is in use: it was Another." in said
    assert "of panel 1" in said
    qtbot.waitUntil(lambda: len(panel(window).takes) == 6)
    assert page.looked_at == panel(window).takes[-1].id


@pytest.fixture
def sentences(window: MainWindow, page: TakesPage, qtbot: QtBot) -> Callable[[], tuple[OfferedText, ...]]:
    """Those that were offered for the first panel, which is in focus: "The fox ran." and "The owl sang."."""
    session = story_of(window).session
    session.set_focus("p0")
    proposer_of(story_of(window).context).ask()
    qtbot.waitUntil(lambda: len(session.board.panels[0].offered) == 2, timeout=PATIENCE)
    return lambda: session.board.panels[0].offered


def written_again(page: TakesPage, qtbot: QtBot) -> str:
    page.make_again()
    qtbot.waitUntil(lambda: "sentence" in page.detail._said.text(), timeout=PATIENCE)
    return page.detail._said.text()


def test_the_same_recipe_writes_the_same_sentence(
    page: TakesPage, qtbot: QtBot, engine: EngineClient, sentences: Callable[[], tuple[OfferedText, ...]]
) -> None:
    first = sentences()[0]
    assert first.recipe is not None
    assert first.recipe.sampling is not None
    page.look_at(first.id)
    assert written_again(page, qtbot) == "It is the same sentence, word for word."
    assert len(sentences()) == 2
    request = engine.jobs[0].request
    assert isinstance(request, ProposeRequest)
    assert [one.caption for one in request.panels] == ["A fox woke up."]
    assert (request.focus, request.retrieve, request.paint.count) == (None, 0, 0)
    assert (request.text.count, request.text.seed) == (1, first.recipe.sampling.seed)


def test_another_sentence_says_what_has_changed(
    window: MainWindow, page: TakesPage, qtbot: QtBot, sentences: Callable[[], tuple[OfferedText, ...]]
) -> None:
    session, old = story_of(window).session, sentences()[1]
    assert old.recipe is not None
    recipe = replace(old.recipe, model="Another", model_fingerprint="old")
    changed = replace(session.board.panels[0], offered=(replace(old, text="It rained.", recipe=recipe),))
    session.apply("Change", edits.with_panel(session.board, changed))
    page.look_at(old.id)
    said = written_again(page, qtbot)
    assert said == "It is another sentence now. Another model is in use: it was Another."
    assert [one.text for one in sentences()] == ["It rained.", "The fox ran."]
    assert page.looked_at == sentences()[1].id
    assert sentences()[1].recipe != recipe, "its recipe names the model that wrote it"


def test_only_painted_takes_are_made_again(window: MainWindow, page: TakesPage) -> None:
    page.look_at(panel(window).takes[0].id)
    assert not page.detail.again.isVisible()


def test_a_copy_without_history_is_in_the_menu_and_has_none(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "Gift.gill"), ""))
    shown: Callable[[], object] = window.registry["file.save-copy"].trigger
    shown()
    copy = StoryFile.open(tmp_path / "Gift.gill")
    assert [len(one.takes) for one in copy.document.board.panels] == [1, 0, 1, 0, 0]
    assert not copy.document.can_undo
    copy.close()
