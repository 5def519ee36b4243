"""A story being written: steps of undo, what goes together, and candidates that are never lost."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import replace

import pytest

from gill_studio.core.pictures import PictureRef
from gill_studio.core.story import edits
from gill_studio.core.story.delta import DeltaError, diff
from gill_studio.core.story.document import Change, Document, Entry
from gill_studio.core.story.history import History, Step
from gill_studio.core.story.model import OfferedText, Panel, Storyboard, StoryError, Take

FOX = PictureRef("f" * 64, "image/png", 4, 3)
START = Storyboard("s", panels=(Panel("a", "A"), Panel("b", "B")))


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def caption(document: Document, text: str, merge: str = "") -> None:
    document.apply("Change caption", edits.with_caption(document.board, "a", text), merge=merge)


def captions(document: Document) -> list[str]:
    return [panel.caption for panel in document.board.panels]


def test_everything_can_be_taken_back_and_done_again() -> None:
    document = Document(START)
    boards = [START]
    for change in (
        edits.with_caption(START, "a", "Ah"),
        edits.moved(edits.with_caption(START, "a", "Ah"), ["a"], 2),
        replace(START, title="Title"),
        edits.with_take(START, "b", Take("t", FOX), show=True),
        edits.removed(START, ["a", "b"]),
    ):
        document.apply("Change", change)
        boards.append(change)
    for board in reversed(boards[:-1]):
        document.undo()
        assert document.board == board
    assert not document.can_undo
    document.undo()
    for board in boards[1:]:
        document.redo()
        assert document.board == board
    assert not document.can_redo
    document.redo()
    assert document.board == boards[-1]


def test_labels_and_what_listeners_hear() -> None:
    document = Document(START)
    heard: list[Change] = []
    end = document.subscribe(heard.append)
    assert (document.can_undo, document.undo_label, document.redo_label) == (False, "", "")
    caption(document, "Ah")
    assert (document.can_undo, document.undo_label) == (True, "Change caption")
    document.undo()
    assert (document.can_undo, document.redo_label) == (False, "Change caption")
    document.redo()
    end()
    end()
    document.undo()
    assert [one.cause for one in heard] == ["edit", "undo", "redo"]
    assert heard[0].before == START
    assert heard[1] == Change(heard[0].after, START, "Change caption", "undo")


def test_an_edit_without_effect_is_none() -> None:
    document = Document(START)
    document.subscribe(lambda change: pytest.fail(f"told of {change}"))
    document.apply("Change caption", edits.with_caption(START, "a", "A"))
    assert not document.can_undo


def test_typing_goes_into_one_step_until_a_pause() -> None:
    clock = Clock()
    document = Document(START, clock=clock)
    for text in ("Ab", "Abc", "Abcd"):
        clock.now += 1.9
        caption(document, text, "caption:a")
    clock.now += 2.1
    caption(document, "Abcde", "caption:a")
    document.undo()
    assert captions(document) == ["Abcd", "B"]
    document.undo()
    assert captions(document) == ["A", "B"]
    assert not document.can_undo


def test_fluent_typing_is_not_one_step_for_ever() -> None:
    clock = Clock()
    document = Document(START, clock=clock)
    for length in range(2, 102):
        clock.now += 0.5
        caption(document, "x" * length, "caption:a")
    steps = 0
    while document.can_undo:
        document.undo()
        steps += 1
    assert steps == 2


@pytest.mark.parametrize("between", ["other key", "no key", "undo", "other edit"])
def test_only_edits_that_follow_each_other_go_together(between: str) -> None:
    document = Document(START, clock=Clock())
    caption(document, "Ab", "caption:a")
    if between == "undo":
        document.undo()
        document.redo()
    elif between == "other edit":
        document.apply("Change title", replace(document.board, title="T"))
    caption(document, "Abc", {"other key": "notes:a", "no key": ""}.get(between, "caption:a"))
    document.undo()
    assert captions(document) == ["Ab", "B"]


def test_typed_and_deleted_again_leaves_no_step() -> None:
    document = Document(START, clock=Clock())
    document.apply("Change title", replace(START, title="T"))
    caption(document, "Ab", "caption:a")
    caption(document, "A", "caption:a")
    assert document.undo_label == "Change title"
    caption(document, "Ab", "caption:a")
    document.undo()
    document.undo()
    assert document.board == START


def test_a_new_edit_ends_what_could_be_done_again() -> None:
    document = Document(START)
    caption(document, "Ab")
    document.undo()
    caption(document, "Ac")
    assert not document.can_redo
    document.undo()
    assert document.board == START


def test_candidates_are_no_step_and_stay_whatever_is_taken_back() -> None:
    document = Document(START)
    document.apply("New panel", edits.inserted(document.board, 1, [Panel("n", "New.")]))
    document.keep(edits.with_take(document.board, "n", Take("t", FOX), show=False))
    document.keep(edits.with_offered(document.board, "a", [OfferedText("o", "Offered.")]))
    document.apply("Choose picture", edits.showing(document.board, "n", "t"))
    document.keep(edits.with_take(document.board, "n", Take("u", FOX), show=False))
    whole = document.board
    document.undo()
    assert document.undo_label == "New panel"
    panel = edits.panel_of(document.board, "n")
    assert (panel.chosen, [take.id for take in panel.takes]) == (None, ["t", "u"])
    document.undo()
    assert [panel.id for panel in document.board.panels] == ["a", "b"]
    assert document.board.panels[0].offered == (OfferedText("o", "Offered."),)
    document.redo()
    document.redo()
    assert document.board == whole, "the panel's candidates came back with it"


def test_candidates_may_come_while_one_types() -> None:
    document = Document(START, clock=Clock())
    caption(document, "Ab", "caption:a")
    document.keep(edits.with_take(document.board, "a", Take("t", FOX), show=False))
    caption(document, "Abc", "caption:a")
    document.undo()
    assert document.board == edits.with_take(START, "a", Take("t", FOX), show=False)
    assert not document.can_undo
    document.redo()
    assert captions(document) == ["Abc", "B"]


def test_only_candidates_can_be_kept_without_a_step() -> None:
    document = Document(edits.with_take(START, "a", Take("t", FOX), show=False))
    board = document.board
    for other in (
        edits.with_caption(board, "a", "Other."),
        edits.showing(board, "a", "t"),
        edits.removed(board, ["a"]),
        replace(board, panels=(replace(board.panels[0], takes=()), board.panels[1])),
        replace(board, title="T"),
    ):
        with pytest.raises(ValueError, match="Only takes"):
            document.keep(other)
    document.keep(board)
    assert document.board is board


def test_ids_that_are_there_twice_never_get_in() -> None:
    document = Document(START)
    with pytest.raises(ValueError, match="ids of their own"):
        document.apply("Paste", replace(START, panels=(*START.panels, START.panels[0])))
    assert document.board is START


def test_the_journal_hears_what_is_to_be_recorded() -> None:
    entries: list[Entry] = []
    document = Document(START, journal=entries.append, clock=Clock())
    caption(document, "Ab", "caption:a")
    caption(document, "Abc", "caption:a")
    document.apply("Change title", replace(document.board, title="T"))
    document.undo()
    caption(document, "Ad")
    told = [(entry.position, entry.last, [step.number for step in entry.steps]) for entry in entries]
    assert told == [(1, 1, [1]), (1, 1, [1]), (2, 2, [2]), (1, 2, []), (2, 2, [2])]
    assert entries[-1].board is document.board
    assert entries[1].steps[0].delta.apply(START) == entries[1].board


def recorded(count: int) -> tuple[Storyboard, dict[int, Step]]:
    """A story with that many recorded steps, and its last storyboard."""
    board, steps = START, {}
    for number in range(1, count + 1):
        after = edits.with_caption(board, "a", f"Caption {number}.")
        steps[number] = Step(number, f"Step {number}", 0.0, diff(board, after))
        board = after
    return board, steps


def test_old_steps_are_fetched_before_they_are_needed() -> None:
    board, steps = recorded(1000)
    asked: list[range] = []

    def load(numbers: range) -> Future[Sequence[Step]]:
        asked.append(numbers)
        future: Future[Sequence[Step]] = Future()
        future.set_result([steps[number] for number in numbers])
        return future

    history = History(1000, 1, 1000, load)
    history.add(steps[number] for number in range(937, 1001))
    document = Document(board, history)
    for number in range(1000, 0, -1):
        assert document.undo_label == f"Step {number}"
        document.undo()
    assert document.board == START
    assert len(asked) < 30
    while document.can_redo:
        document.redo()
    assert document.board == board


def test_a_damaged_step_ends_the_history_and_is_said() -> None:
    board, steps = recorded(3)
    steps[2] = replace(steps[2], delta=steps[1].delta)
    history = History(3, 1, 3)
    history.add(steps.values())
    document = Document(board, history)
    document.undo()
    board = document.board
    with pytest.raises(DeltaError, match="does not fit"):
        document.undo()
    assert document.board is board
    assert not document.can_undo
    document.redo()
    caption(document, "Go on.")
    document.undo()
    assert captions(document)[0] == "Caption 3."


def test_a_step_that_is_missing_is_said() -> None:
    board, steps = recorded(2)
    future: Future[Sequence[Step]] = Future()
    future.set_result([])
    history = History(2, 1, 2, lambda _: future)
    history.add([steps[2]])
    document = Document(board, history)
    document.undo()
    assert document.undo_label == ""
    with pytest.raises(DeltaError, match="cannot be read"):
        document.undo()


def test_a_history_that_cannot_be_read_now_is_not_given_up() -> None:
    board, steps = recorded(2)
    answers: list[Future[Sequence[Step]]] = []

    def load(_: range) -> Future[Sequence[Step]]:
        future: Future[Sequence[Step]] = Future()
        if len(answers) < 3:
            future.set_exception(StoryError("The disk is gone."))
        else:
            future.set_result([steps[2], steps[1]])
        answers.append(future)
        return future

    document = Document(board, History(2, 1, 2, load))
    assert document.undo_label == ""
    with pytest.raises(StoryError, match="cannot be read now"):
        document.undo()
    while len(answers) < 4:
        assert document.can_undo
        assert document.undo_label in {"", "Step 2"}
    document.undo()
    assert captions(document)[0] == "Caption 1."
