"""The models page: what there is, installing with pause and resume, moving, deleting, choosing."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QAbstractButton, QFileDialog, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from gill_studio.core.locations import resources_dir
from gill_studio.core.messages import STARTER
from gill_studio.launch.fake import Die, Fail, FakeEngineThread, FakeScript, Steps
from gill_studio.launch.fake_script import MODELS
from ui.engine_client import EngineClient, EngineState
from ui.main_window import MainWindow
from ui.models_page.card import ModelCard
from ui.models_page.known import KNOWN
from ui.models_page.page import ModelsPage
from ui.settings.store import SettingsStore
from ui.theme.theme import Theme
from ui.widgets import message
from ui.widgets.section import Section

LARGE = MODELS[1].id
QUICK = FakeScript(loading=(Steps("loading", 2, 0.001),), installing=(Steps("fetching", 20, 0.02, 1000),))


class Installers:
    """Processes that look after models; `scripts` come one after the other, the last again and again."""

    def __init__(self) -> None:
        self.script = QUICK
        self.networks: list[bool] = []
        self.threads: list[FakeEngineThread] = []

    def spawn(self, network: bool) -> FakeEngineThread:
        self.networks.append(network)
        self.threads.append(FakeEngineThread(self.script))
        return self.threads[-1]

    def hold(self, **changed: object) -> None:
        """The large model is on the disk from now on, as these fields say."""
        large = replace(MODELS[1], **({"installed": True} | changed))  # type: ignore[arg-type]
        self.script = replace(self.script, models=(MODELS[0], large))


@pytest.fixture
def installers() -> Installers:
    return Installers()


@pytest.fixture
def engine(run_engine: Callable[..., EngineClient], installers: Installers) -> EngineClient:
    return run_engine(lambda: FakeEngineThread(QUICK), spawn_installer=installers.spawn)


@pytest.fixture
def page(qtbot: QtBot, theme: Theme, settings: SettingsStore, engine: EngineClient) -> Iterator[ModelsPage]:
    window = MainWindow(theme, settings, engine)
    window.resize(1280, 840)
    window.show()
    window.show_page("models")
    found = window.page_widget("models")
    assert isinstance(found, ModelsPage)
    qtbot.waitUntil(lambda: len(found.cards) == 2, timeout=8000)
    yield found
    found.keeper.close()
    window.close()


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What questions were answered with their first choice."""
    asked: list[str] = []

    def first(_parent: object, title: str, text: str, choices: tuple[str, ...], **_: object) -> str:
        asked.append(f"{title} {text}")
        return choices[0]

    monkeypatch.setattr(message, "ask", first)
    monkeypatch.setattr("ui.models_page.page.ask", first)
    return asked


def words(card: ModelCard) -> str:
    shown: list[QLabel | QPushButton] = [*card.findChildren(QLabel), *card.findChildren(QPushButton)]
    return "\n".join(one.text() for one in shown if not one.isHidden())


def wait(qtbot: QtBot, condition: Callable[[], object]) -> None:
    qtbot.waitUntil(lambda: bool(condition()), timeout=8000)


def test_it_shows_what_there_is_and_what_could_be(page: ModelsPage) -> None:
    starter, large = words(page.cards[STARTER]), words(page.cards[LARGE])
    assert "In use" in starter
    assert "36.0 MB on disk" in starter
    assert "Apache-2.0" in starter
    assert "About 18.0 GB to fetch" in large
    assert "Research only." in large
    assert "people/paint: Paints pictures." in large
    assert "Install" in large
    assert "Use" not in large


def test_the_memory_plan_is_asked_for_when_one_looks(qtbot: QtBot, page: ModelsPage) -> None:
    card = page.cards[LARGE]
    card.findChildren(Section)[-1].set_opened(True)
    wait(qtbot, lambda: LARGE in page.keeper.plans)
    assert "Language model: 4 bits, 3.8 GB; waits in main memory until it is needed." in words(card)
    assert "rounded to 4 bits" in words(card)


def test_a_download_is_agreed_to_paused_gone_on_with_and_used(
    qtbot: QtBot, page: ModelsPage, installers: Installers, answers: list[str], engine: EngineClient
) -> None:
    card = page.cards[LARGE]
    card.hub_asked.emit()
    assert "OpenRAIL" in answers[0], "licences before the first byte"
    wait(qtbot, lambda: page.keeper.doing.get(LARGE) and page.keeper.doing[LARGE].done > 2)
    assert "Downloading" in card.transfer.words
    card.paused.emit()
    assert "Paused" in card.transfer.words
    assert page.keeper.doing[LARGE].done > 2, "how far it is stays"
    thread = installers.threads[-1]
    wait(qtbot, lambda: thread.wait(0) is not None)
    assert engine.status.state == EngineState.READY, "the engine goes on with the story"
    installers.hold(folder=Path("/large/disk"))
    card.resumed.emit()
    wait(qtbot, lambda: page.keeper.records[1].installed)
    assert installers.networks[-1] is False, "to list models takes no network"
    assert installers.networks.count(True) == 2
    assert str(Path("/large/disk")) in words(card)
    assert "is installed" in page._window.said
    card.use_asked.emit()
    wait(qtbot, lambda: page.in_use == LARGE)
    assert page._window.settings.now.engine.model == LARGE
    wait(qtbot, lambda: "In use" in words(card))


def test_from_a_folder_without_network(
    qtbot: QtBot, page: ModelsPage, installers: Installers, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(tmp_path))
    page.cards[LARGE].folder_asked.emit()
    wait(qtbot, lambda: "Copying" in page.cards[LARGE].transfer.words)
    assert not any(installers.networks)
    page.cards[LARGE].cancelled.emit()
    assert page.keeper.doing == {}


def test_moving_and_deleting(
    qtbot: QtBot,
    page: ModelsPage,
    installers: Installers,
    answers: list[str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(tmp_path))
    installers.hold()
    page.keeper.refresh()
    card = page.cards[LARGE]
    wait(qtbot, lambda: card.record.installed)
    card.move_asked.emit()
    wait(qtbot, lambda: "was moved" in page._window.said)
    installers.hold(installed=False)
    card.remove_asked.emit()
    assert "Delete" in answers[-1]
    wait(qtbot, lambda: "was deleted" in page._window.said and not card.record.installed)


@pytest.mark.parametrize(
    ("scene", "said"),
    [
        ((Steps("fetching", 1, 0.01, 9), Fail("The disk is full.", "Free some space.")), "The disk is full. Free some"),
        ((Steps("fetching", 1, 0.01, 9), Die(-9)), "SIGKILL"),
    ],
)
def test_what_goes_wrong_is_said(
    qtbot: QtBot, page: ModelsPage, installers: Installers, answers: list[str], scene: tuple[object, ...], said: str
) -> None:
    installers.script = replace(QUICK, installing=scene)  # type: ignore[arg-type]
    page.cards[LARGE].hub_asked.emit()
    wait(qtbot, lambda: said in page._window.said)
    assert page.keeper.doing == {}
    wait(qtbot, lambda: "Install" in words(page.cards[LARGE]))  # new buttons are shown a moment later


def test_the_model_in_use_cannot_be_deleted(qtbot: QtBot, page: ModelsPage, installers: Installers) -> None:
    installers.hold()
    page.keeper.refresh()
    card = page.cards[LARGE]
    wait(qtbot, lambda: card.record.installed)
    card.use_asked.emit()
    wait(qtbot, lambda: page.in_use == LARGE)
    wait(qtbot, lambda: "In use" in words(card) and "Delete …" in words(card))
    buttons = {one.text().strip(): one for one in card.findChildren(QPushButton) if not one.isHidden()}
    assert not buttons["Delete …"].isEnabled()
    assert "in use" in buttons["Delete …"].toolTip()


def test_models_that_cannot_be_listed_are_no_empty_page(
    qtbot: QtBot, theme: Theme, settings: SettingsStore, engine: EngineClient, installers: Installers
) -> None:
    installers.script = replace(QUICK, ready=0.0, models=())
    from ui.models_page.page import keeper_of

    keeper = keeper_of(engine)
    keeper.refresh()
    wait(qtbot, lambda: keeper._question is None)
    broken = FakeScript(ready=0.0)
    keeper._spawn = lambda _network: _dead(broken)
    keeper.refresh()
    wait(qtbot, lambda: keeper.problem is not None)
    assert keeper.known


def _dead(script: FakeScript) -> FakeEngineThread:
    thread = FakeEngineThread(script)
    thread.kill()
    return thread


def test_everything_on_it_has_a_name_and_is_reached_by_tab(
    qtbot: QtBot, page: ModelsPage, installers: Installers, answers: list[str]
) -> None:
    installers.hold()
    page.keeper.refresh()
    card = page.cards[LARGE]
    wait(qtbot, lambda: card.record.installed)
    for section in card.findChildren(Section):
        section.set_opened(True)
    shown = [one for one in page.findChildren(QAbstractButton) if one.isVisible()]
    assert len(shown) > 6
    for one in shown:
        interface = QAccessible.queryAccessibleInterface(one)
        assert interface.text(QAccessible.Text.Name), one.text()
        assert one.focusPolicy() & Qt.FocusPolicy.TabFocus
    installers.hold(installed=False)
    page.keeper.install(LARGE)
    wait(qtbot, card.transfer.isVisible)
    names = [one.accessibleName() for one in card.transfer.findChildren(QAbstractButton) if one.isVisible()]
    assert names == [f"Pause “{card.record.title}”", f"Cancel “{card.record.title}”"]


def test_every_text_of_the_catalogue_can_be_translated() -> None:
    said: set[str] = set()
    for model in tomllib.loads((resources_dir() / "models.toml").read_text(encoding="utf-8"))["models"]:
        said |= {model["description"], model["licence"], *(part["does"] for part in model["parts"])}
    assert said <= set(KNOWN), "ui/models_page/known.py lists them"


def squeezed(page: ModelsPage) -> list[str]:
    labels = [one for one in page.findChildren(QLabel) if one.isVisible() and one.text()]
    assert len(labels) > 10
    return [one.text() for one in labels if one.height() < one.heightForWidth(one.width())]


def test_what_opens_has_the_room_it_needs(qtbot: QtBot, page: ModelsPage) -> None:
    for section in page.findChildren(Section):
        section.set_opened(True)
    wait(qtbot, lambda: {STARTER, LARGE} <= set(page.keeper.plans))
    wait(qtbot, lambda: not squeezed(page))


@pytest.mark.parametrize("height", [640, 840, 1100])
def test_what_changes_is_never_seen_squeezed(qtbot: QtBot, page: ModelsPage, height: int) -> None:
    page.window().resize(1280, height)
    for section in page.findChildren(Section):
        section.set_opened(True)
    wait(qtbot, lambda: {STARTER, LARGE} <= set(page.keeper.plans) and not squeezed(page))
    plans = dict(page.keeper.plans)
    page.keeper.plans.clear()
    page.refresh()
    for _ in range(20):
        QCoreApplication.sendPostedEvents()
    page.keeper.plans.update(plans)
    page.refresh()
    assert squeezed(page) == [], "at once, before anything is painted"
