"""The page "Teach": what is planned, how it goes, what comes of it, and what can be done with it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QAbstractButton, QCheckBox, QLabel, QMenu, QWidget
from pytestqt.qtbot import QtBot

from gill_studio.core import locations
from gill_studio.core.collections.library import create_collection
from gill_studio.core.collections.scan import scan
from gill_studio.core.decisions import log_decision, read_log
from gill_studio.core.training import AdapterRecord, TrainingPainted, TrainingRecipe, TrainRequest
from gill_studio.core.training_remarks import DataRemark
from gill_studio.launch.fake import Die, Fail, FakeEngines, FakeScript, Grow, Paint, Retrieve, Steps, Teach
from gill_studio.launch.fake_training import curve_of, report_of
from ui.engine_client import EngineClient, EngineState
from ui.library.page import LibraryPage
from ui.main_window import MainWindow
from ui.proposals.offer import Kind
from ui.proposals.shared import proposer_of
from ui.settings.store import SettingsStore
from ui.theme.theme import Theme
from ui.training.adapter_card import AdapterCard
from ui.training.course import Course, Stage
from ui.training.decisions import Counted, count_decisions
from ui.training.page import TrainingPage
from ui.training.samples_view import PaintedStrip, SamplePicture
from ui.widgets.section import Section

MakePicture = Callable[..., Path]
SCRIPT = FakeScript(loading=(Steps("loading", 1, 0.001),), indexing=(), teaching=(Teach(30, 0.02),))
WAIT = 30_000


@pytest.fixture
def engines() -> FakeEngines:
    return FakeEngines(SCRIPT)


@pytest.fixture
def engine(run_engine: Callable[..., EngineClient], engines: FakeEngines) -> EngineClient:
    return run_engine(engines.spawn)


@pytest.fixture
def album(tmp_path: Path, make_picture: MakePicture) -> str:
    """A collection of three pictures, two of them with captions; its id."""
    folder = tmp_path / "Scotland"
    folder.mkdir()
    for number in range(3):
        path = make_picture(f"{number}.png", f"#{number}0{number}050").rename(folder / f"{number}.png")
        if number:
            path.with_suffix(".txt").write_text(f"Hill {number}", encoding="utf-8")
    with create_collection("Scotland", [folder]) as store:
        scan(store, lambda *_: None)
        return store.id


@pytest.fixture
def page(
    qtbot: QtBot, theme: Theme, settings: SettingsStore, engine: EngineClient, album: str
) -> Iterator[TrainingPage]:
    window = MainWindow(theme, settings, engine)
    window.resize(1280, 840)
    window.show()
    window.show_page("teach")
    found = window.page_widget("teach")
    assert isinstance(found, TrainingPage)
    wait(qtbot, lambda: found.teacher.listed and album in found.form.collections)
    yield found
    found.teacher.close()
    found.shelf.close()
    window.close()


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    asked: list[str] = []  # and answered with the first choice

    def first(_parent: object, title: str, text: str, choices: tuple[str, ...], **_: object) -> str:
        asked.append(f"{title} {text}")
        return choices[0]

    monkeypatch.setattr("ui.training.page.ask", first)
    return asked


def wait(qtbot: QtBot, condition: Callable[[], object]) -> None:
    qtbot.waitUntil(lambda: bool(condition()), timeout=WAIT)


def words(widget: QWidget) -> str:
    return "\n".join(one.text() for one in widget.findChildren(QLabel) if not one.isHidden())


def stage_of(page: TrainingPage) -> Stage | None:
    return None if page.teacher.course is None else page.teacher.course.stage


def planned(qtbot: QtBot, page: TrainingPage, album: str) -> None:
    page.form.collections[album].setChecked(True)
    page.look.click()
    wait(qtbot, lambda: stage_of(page) is Stage.PLANNED)


def learning(qtbot: QtBot, page: TrainingPage, album: str, then: Callable[[], object] = lambda: None) -> Course:
    """A training that has gone on for a while; `then` is done at that moment, before it can end."""
    planned(qtbot, page, album)
    done: list[bool] = []

    def look() -> None:
        if page.teacher.course is not None and page.teacher.course.step >= 5 and not done:
            done.append(True)
            then()

    page.teacher.progressed.connect(look)
    page.begin.setFocus()
    page.begin.click()
    course = page.teacher.course
    assert course is not None
    assert page.focusWidget() is page.course.pause, "and not the consent, which follows the form"
    wait(qtbot, lambda: done)
    return course


def test_a_plan_says_what_will_be_done_and_what_is_wrong(qtbot: QtBot, page: TrainingPage, album: str) -> None:
    assert "3 picture" in page.form.collections[album].accessibleDescription()
    assert not page.look.isEnabled()
    planned(qtbot, page, album)
    assert page.form.name.text() == "Scotland", "called after what it learns, unless one calls it something else"
    said = page.plan.words
    for told in ("323", "57", "about 8 min", "1.9 GB", "160.0 MB", "Of 412 picture(s), 32 has (have) no caption"):
        assert told in said
    assert page.begin.isVisible()
    assert page.begin.isEnabled()
    page.form.recipe.recipe = TrainingRecipe(minutes=20.0)
    page.form.recipe.changed.emit()
    assert not page.begin.isVisible(), "a plan of something else is none"
    assert not page.plan.isVisible()
    page.look.click()
    wait(qtbot, lambda: stage_of(page) is Stage.PLANNED)
    assert "about 20 min" in page.plan.words


def test_from_the_library_one_comes_here_with_the_collection_chosen(
    qtbot: QtBot, page: TrainingPage, album: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    page._window.show_page("library")
    library = page._window.page_widget("library")
    assert isinstance(library, LibraryPage)
    wait(qtbot, lambda: library.shelf.entry(album) is not None)
    menus: list[list[str]] = []

    def choose(menu: QMenu, _place: QPoint) -> None:
        menus.append([action.text() for action in menu.actions()])
        menu.actions()[0].trigger()

    monkeypatch.setattr("ui.library.page.show_menu", choose)
    library._show_collection_menu(album, QPoint())
    assert menus[0][0] == "Teach GILL this collection …"
    assert page._window.page == "teach"
    assert page.form.collections[album].isChecked()
    assert page.form.name.text() == "Scotland"


def test_it_learns_reports_and_is_used_and_gone_back_from(
    qtbot: QtBot, page: TrainingPage, album: str, engine: EngineClient, answers: list[str]
) -> None:
    course = learning(qtbot, page, album)
    assert engine.jobs[0].title == "Teach Scotland", "it is in the one queue of jobs"
    assert "of 30" in page.course.words
    assert not page.form.isVisible()
    chart = page.course.charts.charts["generation"]
    wait(qtbot, lambda: "held out" in chart.accessibleDescription())
    wait(qtbot, lambda: course.stage is Stage.FINISHED and page.teacher.adapter("Scotland") is not None)
    said = words(page.course.report)
    for told in ("18 %", "49 %", "+31 %", "−3.02", "0.55", "general set", "71 %", "Painted before", "A red kite"):
        assert told in said
    wait(qtbot, lambda: engine.status.model is not None)
    page.course.use.click()
    wait(qtbot, lambda: engine.status.model is not None and engine.status.model.adapter == "Scotland")
    settings = page._window.settings
    wait(qtbot, lambda: settings.now.engine.adapter == "Scotland")
    assert words(page.cards["Scotland"]).count("In use") == 1
    assert not page.cards["Scotland"].remove.isEnabled()
    page.cards[""].use.click()
    wait(qtbot, lambda: engine.status.model is not None and not engine.status.model.adapter)
    wait(qtbot, lambda: settings.now.engine.adapter == "")
    page.cards["Scotland"].section.set_opened(True)
    assert "taught on Scotland" in words(page.cards["Scotland"])
    assert "49 %" in words(page.cards["Scotland"])
    page.cards["Scotland"].remove.click()
    assert "Remove the adapter “Scotland”?" in answers[-1]
    wait(qtbot, lambda: "Scotland" not in page.cards)


def test_while_it_learns_one_sees_what_it_paints_before_and_now(
    qtbot: QtBot, page: TrainingPage, album: str, engine: EngineClient
) -> None:
    course = learning(qtbot, page, album, page.course.pause.click)
    wait(qtbot, lambda: course.stage is Stage.PAUSED)
    view = page.course.painted
    assert course.painted is not None
    assert course.painted.step in {4, 8}
    assert f"after {course.painted.step} step" in view.words
    shown = {one.accessibleName(): one for one in view.findChildren(SamplePicture) if one.isVisible()}
    heads = ("Your picture", "Painted before", "Painted now")
    assert list(shown)[:3] == [f"{head}: The loch before sunrise" for head in heads]
    before, now = (shown[f"{head}: The loch before sunrise"] for head in heads[1:])
    wait(qtbot, lambda: before.grab().toImage() != now.grab().toImage())
    page.teacher.dismiss()
    page.teacher.refresh()
    wait(qtbot, lambda: "Scotland" in page.stopped and engine.status.model is not None)
    page.stopped["Scotland"].resume.click()
    wait(qtbot, lambda: stage_of(page) is Stage.FINISHED and page.teacher.adapter("Scotland") is not None)
    assert not view.isVisible(), "the report has better ones"
    card = page.cards["Scotland"]
    card.section.set_opened(True)
    (strip,) = card.findChildren(PaintedStrip)
    assert "before" in words(strip)
    assert len(strip.findChildren(SamplePicture)) == 2 * 7


def test_nothing_is_painted_meanwhile_where_it_is_not_wanted_or_too_slow(
    qtbot: QtBot, page: TrainingPage, album: str
) -> None:
    (box,) = (one for one in page.form.findChildren(QCheckBox) if one.text() == "Paint meanwhile")
    box.click()
    course = learning(qtbot, page, album)
    wait(qtbot, lambda: course.stage is Stage.FINISHED)
    assert course.painted is None
    slow = Course(TrainRequest("x"), Stage.LEARNING, begun=True)
    for painted, word in ((TrainingPainted(0), "too long"), (TrainingPainted(0, failed=True), "failed")):
        slow.hear(painted)
        page.course.show_course(slow, None, in_use=False)
        assert word in page.course.painted.words
    assert not page.course.painted.isHidden()


def test_paused_it_goes_on_where_it_was(
    qtbot: QtBot, page: TrainingPage, album: str, engines: FakeEngines, engine: EngineClient
) -> None:
    course = learning(qtbot, page, album, page.course.pause.click)
    wait(qtbot, lambda: course.stage is Stage.PAUSED and page.teacher.run_of("Scotland") is not None)
    done = course.step
    assert done < 30
    assert "paused" in page.course.words
    assert page.focusWidget() is page.course.resume
    assert page.form.isVisible(), "something else can be learnt meanwhile"
    wait(qtbot, lambda: engine.status.model is not None)  # it can be written with
    page.course.resume.click()
    wait(qtbot, lambda: course.stage is Stage.FINISHED)
    steps = [step for step, _ in course.curves["loss"].trained.points]
    assert steps == list(range(1, 31)), "every update once"


def test_stopped_and_kept(qtbot: QtBot, page: TrainingPage, album: str, engine: EngineClient) -> None:
    course = learning(qtbot, page, album)
    page.course.keep.click()
    wait(qtbot, lambda: course.stage is Stage.FINISHED)
    assert course.report is not None
    assert course.report.ended == "kept"
    assert course.report.steps < 30
    titles = [job.title for job in engine.jobs]
    place = titles.index("Keep what Scotland has learnt")
    assert titles[place + 1] == "Teach Scotland", "no model is loaded between the two"


def test_cancelled_it_is_forgotten(qtbot: QtBot, page: TrainingPage, album: str, answers: list[str]) -> None:
    learning(qtbot, page, album, page.course.discard.click)
    assert "lost" in answers[-1]
    wait(qtbot, lambda: page.teacher.course is None)
    wait(qtbot, lambda: page.teacher.runs == () and not page.teacher._unwanted)
    assert not list((locations.data_dir() / "fake-training").glob("*.json"))
    assert page.form.isVisible()


def test_one_that_was_interrupted_is_found_and_gone_on_with(
    qtbot: QtBot, page: TrainingPage, album: str, engines: FakeEngines, engine: EngineClient
) -> None:
    """As when the application was closed, or the engine killed."""
    course = learning(qtbot, page, album, engine.restart)
    wait(qtbot, lambda: course.stage is Stage.FAILED)
    assert "started anew" in page.course.words
    page.teacher.dismiss()
    page.teacher.refresh()
    wait(qtbot, lambda: "Scotland" in page.stopped)
    card = page.stopped["Scotland"]
    assert "stopped after" in words(card)
    wait(qtbot, lambda: engine.status.model is not None)
    card.resume.click()
    wait(qtbot, lambda: stage_of(page) is Stage.FINISHED)
    assert page.stopped == {}


def test_what_has_learnt_something_is_kept_of_an_interrupted_one(
    qtbot: QtBot, page: TrainingPage, album: str, engine: EngineClient
) -> None:
    course = learning(qtbot, page, album, page.course.pause.click)
    wait(qtbot, lambda: course.stage is Stage.PAUSED)
    page.teacher.dismiss()
    page.teacher.refresh()
    wait(qtbot, lambda: "Scotland" in page.stopped)
    page.stopped["Scotland"].keep.click()
    wait(qtbot, lambda: page.teacher.adapter("Scotland") is not None)


def test_a_name_that_is_taken_is_said_and_asked_about(
    qtbot: QtBot, page: TrainingPage, album: str, answers: list[str]
) -> None:
    course = learning(qtbot, page, album)
    wait(qtbot, lambda: course.stage is Stage.FINISHED and page.teacher.adapter("Scotland") is not None)
    assert page.teacher.is_taken("SCOTLAND"), "on many disks that is the same"
    assert page.form.name.text() == "Scotland 2", "by itself it takes a name that is free"
    page.form.name.setText("Scotland")
    page.form.name.textEdited.emit("Scotland")
    assert "its place will be taken" in words(page.form)
    page.look.click()
    wait(qtbot, lambda: stage_of(page) is Stage.PLANNED)
    page.begin.click()
    assert "Replace the adapter “Scotland”?" in answers[-1]
    wait(qtbot, lambda: stage_of(page) is Stage.FINISHED)


@pytest.mark.parametrize(
    ("act", "said", "unsaid"),
    [
        (
            Fail("No picture has a caption.", "Add some: gill-studio collection add FOLDER."),
            "No picture has",
            "add FOLDER",
        ),
        (Fail("The disk is full.", "Free some space."), "The disk is full. Free some space.", "add FOLDER"),
        (Die(-9), "SIGKILL", "add FOLDER"),
    ],
)
def test_what_keeps_it_from_being_planned_is_said(
    qtbot: QtBot,
    page: TrainingPage,
    album: str,
    engines: FakeEngines,
    engine: EngineClient,
    act: object,
    said: str,
    unsaid: str,
) -> None:
    engines.script = replace(SCRIPT, teaching=(act,))  # type: ignore[arg-type]
    engine.restart()
    wait(qtbot, lambda: engine.status.state == EngineState.READY)
    page.form.collections[album].setChecked(True)
    page.look.click()
    wait(qtbot, lambda: stage_of(page) is Stage.FAILED)
    shown = words(page._holder)
    assert said in shown
    assert unsaid not in shown
    assert page.look.isEnabled()
    page.form.collections[album].setChecked(False)
    assert said not in words(page._holder), "it was about something else"


def test_what_is_wrong_with_the_data_is_said_in_the_windows_words(
    qtbot: QtBot, page: TrainingPage, album: str, engines: FakeEngines, engine: EngineClient
) -> None:
    engines.script = replace(SCRIPT, teaching=(Fail("No picture has a caption.", ""),))
    engine.restart()
    wait(qtbot, lambda: engine.status.state == EngineState.READY)
    page.form.collections[album].setChecked(True)
    page.look.click()
    wait(qtbot, lambda: stage_of(page) is Stage.FAILED)
    assert page.teacher.course is not None
    page.teacher.course.hear(DataRemark("no-captions", 3, 3))
    page.refresh()
    assert "Write some in the library." in words(page._holder)


def test_what_is_taken_is_written_down_where_one_has_agreed(
    qtbot: QtBot, page: TrainingPage, engines: FakeEngines, engine: EngineClient
) -> None:
    scene = (Grow(0, "A fox.", 0.0), Retrieve(2), Paint(0.0, 2))
    engines.script = replace(SCRIPT, scenes=(scene,))
    engine.restart()
    wait(qtbot, lambda: engine.status.state == EngineState.READY)
    page._window.open_sample("luna")
    assert page._window.story is not None
    proposer = proposer_of(page._window.story.context)
    for agreed, kind in ((False, Kind.RETRIEVED), (True, Kind.RETRIEVED), (True, Kind.GENERATED)):
        page.agree(agreed)
        proposer.ask(at_end=True)
        wait(qtbot, lambda: proposer.offer is not None and proposer.offer.state.ended and not proposer.offer.arriving)
        assert proposer.offer is not None
        before = count_decisions()
        proposer.accept(proposer.offer.of(kind)[0].number)
        wait(qtbot, lambda: any(one.accepted for one in proposer.offer.candidates))  # type: ignore[union-attr]
        if agreed:
            wait(qtbot, lambda before=before: count_decisions() != before)  # type: ignore[misc]
    assert count_decisions() == Counted(retrieved=1, painted=1)
    assert "fox" in " ".join(read_log()[0].captions) or len(read_log()[0].captions) > 1
    assert read_log()[0].similarity == 0.8


def test_one_that_was_discarded_is_no_reason_to_delete_its_successor(
    qtbot: QtBot, page: TrainingPage, album: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    course = learning(qtbot, page, album, page.course.pause.click)
    wait(qtbot, lambda: course.stage is Stage.PAUSED and page.teacher.run_of("Scotland") is not None)
    with monkeypatch.context() as patched:
        patched.setattr(page.teacher, "refresh", lambda: None)  # it could not be listed, and so not be deleted
        page.teacher.discard("Scotland")
        page.form.name.setText("Scotland")
        page.form.name.textEdited.emit("Scotland")
        page.look.click()
        wait(qtbot, lambda: stage_of(page) is Stage.PLANNED)
    asked: list[object] = []
    page.teacher.progressed.connect(lambda: asked or asked.append(page.teacher.refresh()))  # as the page is shown again
    page.begin.click()
    wait(qtbot, lambda: stage_of(page) in {Stage.FINISHED, Stage.FAILED})
    assert page.teacher.course is not None
    assert page.teacher.course.failure is None
    wait(qtbot, lambda: page.teacher.adapter("Scotland") is not None)


def test_one_that_was_stopped_before_it_began_promises_nothing(page: TrainingPage) -> None:
    course = Course(TrainRequest("x"), Stage.PAUSED, begun=True)
    page.course.show_course(course, None, in_use=False)
    assert "go on" not in page.course.words


def test_an_adapter_that_was_taught_anew_shows_how_that_went(qtbot: QtBot, page: TrainingPage, tmp_path: Path) -> None:
    card = AdapterCard(page._theme, page._loader, "x")
    qtbot.addWidget(card)
    for steps in (7, 9):
        report = replace(report_of(TrainRequest("x"), steps, "whole"), samples=())
        record = AdapterRecord("x", tmp_path, "starter", 1, report=report, curve=curve_of(steps))
        card.show_record(record, page.shelf, in_use=False, busy=False)
        card.section.set_opened(True)
        assert f"{steps} step" in words(card)
    assert "7 step" not in words(card)


def test_a_teacher_that_is_closed_starts_nothing(page: TrainingPage) -> None:
    """The engine is switched off then, which ends its training: no process must be started to list what there is."""
    page.teacher.close()
    page.teacher.refresh()
    assert page.teacher._asking is None


def test_stories_are_learnt_too(qtbot: QtBot, page: TrainingPage, tmp_path: Path) -> None:
    page._window.open_sample("luna")
    page._window.show_page("teach")
    (story,) = page.form.stories
    page.form.stories[story].setChecked(True)
    assert page.form.request("m") == TrainRequest("Luna Cannot Sleep", model="m", stories=(story,))
    page.form.add_story(tmp_path / "Other.gill")
    assert len(page.form.request("m").stories) == 2
    page.form.name.setText("a/b")
    assert "cannot be a name" in page.form.problem


def test_decisions_are_written_with_consent_counted_taught_and_erased(
    qtbot: QtBot, page: TrainingPage, answers: list[str]
) -> None:
    card, settings = page.decisions, page._window.settings
    assert not settings.now.engine.log_decisions, "off until one agrees"
    assert not card.teach.isEnabled()
    card.consent.click()
    wait(qtbot, lambda: settings.now.engine.log_decisions)
    for number in range(12):
        log_decision([f"A fox {number}."], retrieve=number % 3 == 0, similarity=0.5)
    page._count()
    wait(qtbot, lambda: "12" in card.words and "4 for pictures" in card.words)
    card.teach.click()
    wait(qtbot, lambda: "My decisions" in page.cards)
    assert "macro-F1 0.71" in card.outcome.text()
    assert "100" not in card.outcome.text(), "it is no share of the cases"
    card.erase.click()
    assert "Erase" in answers[-1]
    wait(qtbot, lambda: card.words.startswith("0"))
    card.consent.click()
    wait(qtbot, lambda: not settings.now.engine.log_decisions)


def test_everything_on_it_has_a_name_and_is_reached_by_tab(qtbot: QtBot, page: TrainingPage, album: str) -> None:
    course = learning(qtbot, page, album)
    wait(qtbot, lambda: course.stage is Stage.FINISHED and "Scotland" in page.cards)
    for section in page.findChildren(Section):
        section.set_opened(True)
    shown = [one for one in page.findChildren(QAbstractButton) if one.isVisible()]
    assert len(shown) >= 10
    for one in shown:
        interface = QAccessible.queryAccessibleInterface(one)
        assert interface.text(QAccessible.Text.Name), one.text()
        assert one.focusPolicy() & Qt.FocusPolicy.TabFocus, one.accessibleName()
    assert all(chart.accessibleName() for chart in page.course.charts.charts.values())
