"""Proposals as one uses them: keys in the real window, a fake engine that plays a script."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QAbstractSpinBox, QApplication, QLineEdit, QSlider, QWidget
from pytestqt.qtbot import QtBot

from gill_studio.core.protocol import ProposeRequest
from gill_studio.core.story.file import StoryFile
from gill_studio.core.story.model import Authorship, Origin, Panel
from gill_studio.launch.fake import Die, Fail, FakeEngineThread, FakeScript, Grow, Paint, Retrieve, Steps
from ui.engine_client import EngineClient, EngineState
from ui.main_window import MainWindow
from ui.proposals.aim import Wish
from ui.proposals.offer import Kind, Offer, State
from ui.proposals.page import ProposalsPage
from ui.proposals.proposer import Proposer
from ui.proposals.shared import proposer_of
from ui.settings.store import SettingsStore
from ui.story_page import StoryPage
from ui.story_session import StorySession
from ui.theme.theme import Theme

PATIENCE = 20_000
CTRL, ALT, SHIFT = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.AltModifier,
    Qt.KeyboardModifier.ShiftModifier,
)
TEXTS = ("The fox followed the light.", "Nobody had told her.", "The owl was waiting.")
WRITING = tuple(Grow(number, text, 0.001, -1.0 - number) for number, text in enumerate(TEXTS))
QUICK = (Steps("reading", 1, 0.001), *WRITING, Retrieve(), Paint(0.001, 3))
SLOW = (*WRITING, Retrieve(), Paint(5.0, 8))
LOADING = (Steps("loading", 1, 0.001),)

Play = Callable[..., None]


class Engines:
    """Fake engines; each that is started plays the scenes of the moment."""

    def __init__(self) -> None:
        self.scenes: tuple[tuple[object, ...], ...] = (QUICK,)

    def spawn(self) -> FakeEngineThread:
        return FakeEngineThread(FakeScript(self.scenes, LOADING, indexing=LOADING))  # type: ignore[arg-type]


@pytest.fixture
def engines() -> Engines:
    return Engines()


@pytest.fixture
def engine(qtbot: QtBot, engines: Engines) -> Iterator[EngineClient]:
    client = EngineClient(engines.spawn)
    yield client
    client.shutdown()


@pytest.fixture
def window(
    qtbot: QtBot, theme: Theme, settings: SettingsStore, engine: EngineClient, story_file: StoryFile
) -> Iterator[MainWindow]:
    """A window with an engine, and the story of the fox: panels 1 and 3 have pictures."""
    story_file.close()
    window = MainWindow(theme, settings, engine)
    window.resize(1280, 840)
    window.show()
    assert window.open_path(story_file.path)
    qtbot.waitExposed(window)
    yield window
    window.close()


@pytest.fixture
def play(qtbot: QtBot, engine: EngineClient, engines: Engines) -> Play:
    """Have the engine play these scenes, and wait until it is ready."""

    def start(*scenes: tuple[object, ...]) -> None:
        engines.scenes = scenes or (QUICK,)
        engine.start()
        qtbot.waitUntil(lambda: engine.status.state == EngineState.READY, timeout=PATIENCE)

    return start


def story_of(window: MainWindow) -> StoryPage:
    assert window.story is not None
    return window.story


def proposer(window: MainWindow) -> Proposer:
    return proposer_of(story_of(window).context)


def offer_of(window: MainWindow) -> Offer:
    offer = proposer(window).offer
    assert offer is not None
    return offer


def page_of(window: MainWindow) -> ProposalsPage:
    page = story_of(window).side.page("proposals")
    assert isinstance(page, ProposalsPage)
    return page


def panel(window: MainWindow, number: int) -> Panel:
    return story_of(window).session.board.panels[number - 1]


def focus(window: MainWindow, number: int) -> None:
    story = story_of(window)
    story.board.setFocus()
    story.session.set_focus(panel(window, number).id)


def propose(window: MainWindow, qtbot: QtBot, number: int) -> Offer:
    """Ctrl+Enter on a panel, until all is there and kept."""
    focus(window, number)
    QTest.keyClick(window, Qt.Key.Key_Return, CTRL)
    return settled(window, qtbot)


def settled(window: MainWindow, qtbot: QtBot) -> Offer:
    qtbot.waitUntil(lambda: not proposer(window).running, timeout=PATIENCE)
    offer = offer_of(window)
    qtbot.waitUntil(lambda: all(one.record for one in offer.candidates), timeout=PATIENCE)
    return offer


def number_key(number: int) -> Qt.Key:
    return Qt.Key(Qt.Key.Key_0 + number)


def test_a_caption_without_a_picture_gets_pictures(window: MainWindow, play: Play, qtbot: QtBot) -> None:
    play()
    offer = propose(window, qtbot, 2)
    assert story_of(window).side.key == "proposals"
    assert [(one.number, one.kind) for one in offer.candidates] == [
        (1, Kind.RETRIEVED),
        (2, Kind.RETRIEVED),
        (3, Kind.RETRIEVED),
        (4, Kind.GENERATED),
        (5, Kind.GENERATED),
    ]
    assert page_of(window)._decision.text() == "GILL would retrieve: 72 %"
    assert [one.number for one in offer.candidates if one.favourite] == [1]
    QTest.keyClick(window, number_key(4))
    qtbot.waitUntil(lambda: panel(window, 2).take is not None, timeout=PATIENCE)
    take = panel(window, 2).take
    assert take is not None
    assert take.origin is Origin.GENERATED
    assert take.recipe is not None
    assert take.recipe.painting is not None
    assert take.recipe.painting.seed == offer.question.seed
    assert [seen.caption for seen in take.recipe.context] == ["A fox woke up.", "It was snowing."]
    assert story_of(window).session.pictures.contains(take.picture.sha256)
    assert panel(window, 2).caption == "It was snowing.", "a number that accepts is no letter"


def test_everything_offered_stays_with_the_panel_and_is_no_step_of_undo(
    window: MainWindow, play: Play, qtbot: QtBot
) -> None:
    play()
    undo = window.registry["edit.undo"].text()
    propose(window, qtbot, 2)
    qtbot.waitUntil(lambda: len(panel(window, 2).takes) == 5, timeout=PATIENCE)
    assert panel(window, 2).chosen is None
    assert window.registry["edit.undo"].text() == undo
    pictures = story_of(window).session.pictures
    kept = [(take.origin, pictures.contains(take.picture.sha256)) for take in panel(window, 2).takes]
    assert kept == [(Origin.RETRIEVED, False)] * 3 + [(Origin.GENERATED, True)] * 2
    assert panel(window, 2).takes[0].collection == "sample"
    assert panel(window, 2).takes[0].score == pytest.approx(0.8)


def test_a_retrieved_picture_is_whole_once_it_is_accepted(window: MainWindow, play: Play, qtbot: QtBot) -> None:
    play()
    propose(window, qtbot, 2)
    QTest.keyClick(window, number_key(2))
    qtbot.waitUntil(lambda: panel(window, 2).take is not None, timeout=PATIENCE)
    take = panel(window, 2).take
    assert take is not None
    assert story_of(window).session.pictures.contains(take.picture.sha256)
    assert len(panel(window, 2).takes) == 5
    QTest.keyClick(window, Qt.Key.Key_Z, CTRL)
    assert panel(window, 2).take is None
    assert len(panel(window, 2).takes) == 5, "what was offered stays"


def test_the_next_panel_is_made_by_accepting(window: MainWindow, play: Play, qtbot: QtBot) -> None:
    play()
    offer = propose(window, qtbot, 3)
    assert len(offer.candidates) == 8
    assert len(story_of(window).model.panels) == 5, "nothing goes in by itself"
    QTest.keyClick(window, number_key(2))
    assert len(story_of(window).model.panels) == 6
    assert (panel(window, 4).caption, panel(window, 4).authorship) == (TEXTS[1], Authorship.PROPOSED)
    assert [text.text for text in panel(window, 4).offered] == list(TEXTS)
    assert story_of(window).session.focus == panel(window, 4).id
    assert page_of(window)._for_caption.isVisible(), "the pictures were made for the first sentence"
    QTest.keyClick(window, number_key(4))
    qtbot.waitUntil(lambda: panel(window, 4).take is not None, timeout=PATIENCE)
    assert len(panel(window, 4).takes) == 5
    story_of(window).commands.write_caption(panel(window, 4).id, TEXTS[1] + " Nobody.")
    assert panel(window, 4).authorship is Authorship.EDITED
    for _ in range(3):
        QTest.keyClick(window, Qt.Key.Key_Z, CTRL)
    assert len(story_of(window).model.panels) == 5


def test_the_story_is_as_expected_when_it_is_opened_again(window: MainWindow, play: Play, qtbot: QtBot) -> None:
    play()
    offer = propose(window, qtbot, 5)
    assert offer.question.aim.wish is Wish.PICTURE
    QTest.keyClick(window, Qt.Key.Key_Return, CTRL | ALT)
    qtbot.waitUntil(lambda: offer_of(window) is not offer)
    assert settled(window, qtbot).question.aim.wish is Wish.NEXT
    QTest.keyClick(window, number_key(1))
    QTest.keyClick(window, number_key(7))
    qtbot.waitUntil(lambda: len(panel(window, 6).takes) == 5 and bool(panel(window, 6).chosen), timeout=PATIENCE)
    board, path = story_of(window).session.board, story_of(window).session.path
    window.close_story()
    assert window.open_path(path)
    assert story_of(window).session.board == board
    recipe = panel(window, 6).takes[-1].recipe
    assert recipe is not None
    assert recipe.context[-1].caption == TEXTS[0], "pictures are for the favourite sentence"


def test_a_picture_without_a_caption_gets_captions(window: MainWindow, play: Play, qtbot: QtBot) -> None:
    play()
    story_of(window).commands.write_caption(panel(window, 3).id, "")
    offer = propose(window, qtbot, 3)
    assert {one.kind for one in offer.candidates} == {Kind.TEXT}
    QTest.keyClick(window, number_key(3))
    assert panel(window, 3).caption == TEXTS[2]
    assert panel(window, 3).picture is not None
    assert not offer.stale


def test_shift_keeps_as_another_take(window: MainWindow, play: Play, qtbot: QtBot) -> None:
    play()
    propose(window, qtbot, 2)
    QTest.keyClick(window, number_key(1), SHIFT)
    store = story_of(window).session.pictures
    qtbot.waitUntil(lambda: store.contains(panel(window, 2).takes[0].picture.sha256), timeout=PATIENCE)
    assert panel(window, 2).chosen is None
    qtbot.waitUntil(lambda: offer_of(window).candidates[0].kept)


def test_numbers_are_letters_where_one_writes(window: MainWindow, play: Play, qtbot: QtBot) -> None:
    play()
    propose(window, qtbot, 2)
    board = story_of(window).board
    board.begin_caption(panel(window, 2).id)
    QTest.keyClicks(board.caption_field, " 4")
    assert panel(window, 2).caption == "It was snowing. 4"
    assert panel(window, 2).take is None
    assert board.caption_field.hasFocus()
    QTest.keyClick(board.caption_field, number_key(4), ALT)
    qtbot.waitUntil(lambda: panel(window, 2).take is not None, timeout=PATIENCE)
    assert board.caption_field.hasFocus()


def test_numbers_write_on_the_board_where_nothing_is_offered(window: MainWindow, play: Play, qtbot: QtBot) -> None:
    play()
    propose(window, qtbot, 2)
    QTest.keyClick(window, Qt.Key.Key_Escape)
    assert proposer(window).offer is None
    QTest.keyClicks(story_of(window).board, "7")
    assert story_of(window).board.caption_field.hasFocus()


def test_asking_never_takes_the_focus(window: MainWindow, play: Play, qtbot: QtBot) -> None:
    play()
    window.show_view("script")
    script = story_of(window).script
    script.setFocus()
    script.editing.put_cursor(1, -1)
    QTest.keyClicks(script, " Still.")
    QTest.keyClick(script, Qt.Key.Key_Return, CTRL)
    assert script.hasFocus()
    settled(window, qtbot)
    assert script.hasFocus()
    assert panel(window, 2).caption.endswith("Still.")


def test_what_is_proposed_for_an_older_text_says_so(window: MainWindow, play: Play, qtbot: QtBot) -> None:
    play()
    offer = propose(window, qtbot, 2)
    assert not page_of(window)._stale.isVisible()
    story_of(window).commands.write_caption(panel(window, 1).id, "A wolf woke up.")
    assert page_of(window)._stale.isVisible()
    QTest.keyClick(window, Qt.Key.Key_Z, CTRL)
    assert not page_of(window)._stale.isVisible(), "the text is as it was"
    story_of(window).commands.write_caption(panel(window, 5).id, "They had coffee.")
    assert not offer.stale, "what comes after it was not read"


def test_alt_r_asks_for_others(window: MainWindow, play: Play, qtbot: QtBot, engine: EngineClient) -> None:
    play()
    first = propose(window, qtbot, 2)
    QTest.keyClick(window, Qt.Key.Key_R, ALT)
    qtbot.waitUntil(lambda: offer_of(window) is not first)
    second = settled(window, qtbot)
    assert second.question.seed != first.question.seed
    job = engine.job(second.job)
    assert job is not None
    assert isinstance(job.request, ProposeRequest)
    assert {one.key for one in first.of(Kind.RETRIEVED)} <= set(job.request.exclude)


def test_escape_cancels_and_what_was_there_stays(window: MainWindow, play: Play, qtbot: QtBot) -> None:
    play(SLOW, QUICK)
    focus(window, 3)
    QTest.keyClick(window, Qt.Key.Key_Return, CTRL)
    qtbot.waitUntil(lambda: any(one.ready for one in offer_of(window).of(Kind.RETRIEVED)), timeout=PATIENCE)
    QTest.keyClick(window, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: offer_of(window).state is State.CANCELLED, timeout=PATIENCE)
    assert [one.number for one in offer_of(window).candidates] == [1, 2, 3, 4, 5, 6]
    QTest.keyClick(window, number_key(1))
    assert panel(window, 4).caption == TEXTS[0]


def test_a_sentence_can_be_taken_while_pictures_are_painted(window: MainWindow, play: Play, qtbot: QtBot) -> None:
    play((*WRITING, Retrieve(), Paint(0.2, 5)))
    focus(window, 3)
    QTest.keyClick(window, Qt.Key.Key_Return, CTRL)
    qtbot.waitUntil(lambda: any(one.ready for one in offer_of(window).of(Kind.RETRIEVED)), timeout=PATIENCE)
    QTest.keyClick(window, number_key(3))
    assert panel(window, 4).caption == TEXTS[2]
    offer = settled(window, qtbot)
    assert not offer.stale
    qtbot.waitUntil(lambda: len(panel(window, 4).takes) == 5, timeout=PATIENCE)


def test_previews_are_seen_before_the_pictures(window: MainWindow, play: Play, qtbot: QtBot) -> None:
    play((Retrieve(), Paint(0.3, 4)))
    focus(window, 2)
    QTest.keyClick(window, Qt.Key.Key_Return, CTRL)
    qtbot.waitUntil(lambda: offer_of(window).of(Kind.GENERATED)[0].path is not None, timeout=PATIENCE)
    painted = offer_of(window).of(Kind.GENERATED)[0]
    assert not painted.ready
    card = page_of(window).cards[painted.id]
    assert card.note.startswith("Step 1 of 4")
    QTest.keyClick(window, number_key(4))
    assert panel(window, 2).take is None, "it is not finished yet"
    settled(window, qtbot)
    assert card.note == "Generated"


@pytest.mark.parametrize("ending", [Fail("There is no memory left.", "Close something."), Die(1)])
def test_a_failure_is_said_and_one_can_ask_again(
    window: MainWindow, play: Play, qtbot: QtBot, engines: Engines, ending: Fail | Die
) -> None:
    play((*WRITING, ending), QUICK)
    focus(window, 2)
    engines.scenes = (QUICK,)
    QTest.keyClick(window, Qt.Key.Key_Return, CTRL)
    qtbot.waitUntil(lambda: offer_of(window).state is State.FAILED, timeout=PATIENCE)
    assert page_of(window)._failure.isVisible()
    assert page_of(window)._failed.text()
    first = offer_of(window)
    QTest.keyClick(window, Qt.Key.Key_R, ALT)
    qtbot.waitUntil(lambda: offer_of(window) is not first)
    assert len(settled(window, qtbot).candidates) == 5
    assert not page_of(window)._failure.isVisible()


def test_the_bias_leaves_out_the_other_kind(window: MainWindow, play: Play, qtbot: QtBot) -> None:
    play()
    propose(window, qtbot, 2)
    slider = page_of(window).options.bias
    slider.setValue(-10)
    assert window.settings.now.proposing.bias == -1
    offer = propose(window, qtbot, 2)
    assert {one.kind for one in offer.candidates} == {Kind.RETRIEVED}
    slider.setValue(10)
    offer = propose(window, qtbot, 2)
    assert {one.kind for one in offer.candidates} == {Kind.GENERATED}
    assert offer.candidates[0].favourite


def test_more_is_the_settings_of_proposals(window: MainWindow, play: Play, qtbot: QtBot, engine: EngineClient) -> None:
    play()
    propose(window, qtbot, 2)
    options = page_of(window).options
    assert not options.more.opened
    for name, value in (("texts", 2), ("painted", 1), ("steps", 9), ("seed", 77)):
        options.field(name).setValue(value)
    offer = propose(window, qtbot, 3)
    job = engine.job(offer.job)
    assert job is not None
    request = job.request
    assert isinstance(request, ProposeRequest)
    assert (request.text.count, request.text.seed) == (2, 77)
    assert (request.paint.count, request.paint.steps, request.paint.guidance) == (1, 9, 3.0)


def test_a_pause_asks_only_where_the_writer_wants_it(window: MainWindow, play: Play, qtbot: QtBot) -> None:
    play()
    engine = window.settings.now.engine
    focus(window, 2)
    story_of(window).side.choose("panel")
    story_of(window).commands.write_caption(panel(window, 2).id, "It was raining.")
    QTest.qWait(50)
    assert proposer(window).offer is None
    window.settings.set_part(replace(engine, pause=True, pause_seconds=0.05))
    story_of(window).commands.write_caption(panel(window, 2).id, "It was raining hard.")
    qtbot.waitUntil(lambda: proposer(window).offer is not None, timeout=PATIENCE)
    settled(window, qtbot)
    assert panel(window, 2).take is None
    assert story_of(window).side.key == "panel", "nothing is pushed before the writer"


def test_closing_the_story_leaves_what_is_on_its_way(
    window: MainWindow, play: Play, qtbot: QtBot, engine: EngineClient
) -> None:
    play(SLOW)
    focus(window, 2)
    QTest.keyClick(window, Qt.Key.Key_Return, CTRL)
    qtbot.waitUntil(lambda: bool(offer_of(window).job))
    job = offer_of(window).job
    window.close_story()
    qtbot.waitUntil(lambda: (found := engine.job(job)) is not None and found.state.ended, timeout=PATIENCE)
    assert QApplication.focusWidget() is not None or window.page == "welcome"


def test_sentences_that_were_whole_survive_a_cancel(window: MainWindow, play: Play, qtbot: QtBot) -> None:
    play((Grow(0, "The fox ran.", 0.001), Grow(1, "Nobody had told her that", 0.001), Steps("writing", 1, 30.0)))
    focus(window, 3)
    QTest.keyClick(window, Qt.Key.Key_Return, CTRL)
    qtbot.waitUntil(lambda: offer_of(window).of(Kind.TEXT)[1].text.endswith("that"), timeout=PATIENCE)
    QTest.keyClick(window, Qt.Key.Key_Escape)
    offer = settled(window, qtbot)
    assert [(one.number, one.text) for one in offer.candidates] == [(1, "The fox ran.")]
    qtbot.waitUntil(lambda: [text.text for text in panel(window, 3).offered] == ["The fox ran."], timeout=PATIENCE)


def test_everything_on_the_page_has_a_name_and_is_reached_by_tab(window: MainWindow, play: Play, qtbot: QtBot) -> None:
    play()
    propose(window, qtbot, 3)
    page = page_of(window)
    page.options.more.set_opened(True)
    found = [one for one in page.findChildren(QWidget) if isinstance(one, QAbstractButton | QSlider | QAbstractSpinBox)]
    usable = [one for one in found if one.isVisible() and one.isEnabled() and not isinstance(one.parent(), QLineEdit)]
    assert len(usable) > 18
    for one in usable:
        assert one.accessibleName() or (isinstance(one, QAbstractButton) and one.text()), one
        assert one.focusPolicy() & Qt.FocusPolicy.TabFocus, one.accessibleName()
    assert page.cards[offer_of(window).candidates[0].id].accessibleName() == f"Proposal 1: {TEXTS[0]}"


def test_focus_mode_shows_proposals_when_they_are_asked_for(window: MainWindow, play: Play, qtbot: QtBot) -> None:
    play()
    focus(window, 2)
    window.registry["view.quiet"].trigger()
    assert not story_of(window).side.isVisible()
    QTest.keyClick(window, Qt.Key.Key_Return, CTRL)
    assert page_of(window).isVisible()
    settled(window, qtbot)
    window.registry["view.quiet"].trigger()


def test_an_empty_story_begins_with_a_proposal(window: MainWindow, play: Play, qtbot: QtBot) -> None:
    play()
    window.new_story()
    QTest.keyClick(window, Qt.Key.Key_Return, CTRL)
    offer = settled(window, qtbot)
    assert page_of(window)._title.text() == "How it begins"
    QTest.keyClick(window, number_key(1))
    assert panel(window, 1).caption == TEXTS[0]
    assert not offer.stale


def test_what_can_only_be_read_gets_no_proposals(window: MainWindow, play: Play, qtbot: QtBot) -> None:
    play()
    story = story_of(window)
    path = story.session.path
    window.close_story()
    file = StoryFile.open(path)
    try:
        window._show_story(StorySession(StoryFile.open(path, read_only=True)))
        assert not window.registry["gill.propose"].isEnabled()
        proposer(window).ask()
        assert proposer(window).offer is None
    finally:
        window.close_story()
        file.close()
