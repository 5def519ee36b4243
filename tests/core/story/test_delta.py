"""Deltas: small, reversible, and safe with what does not fit."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gill_studio.core.pictures import PictureRef
from gill_studio.core.story import edits
from gill_studio.core.story.delta import Delta, DeltaError, ListDelta, Splice, diff, has_unique_ids
from gill_studio.core.story.model import OfferedText, Panel, Storyboard, Take

FOX = PictureRef("f" * 64, "image/png", 4, 3)


def board_of(*names: str) -> Storyboard:
    return Storyboard("s", panels=tuple(Panel(name, f"Caption {name}.") for name in names))


@given(data=st.data())
def test_a_delta_leads_there_and_back(data: st.DataObject, storyboards: st.SearchStrategy[Storyboard]) -> None:
    before, after = data.draw(storyboards), data.draw(storyboards)
    delta = diff(before, after)
    assert delta.apply(before) == after
    assert delta.inverse().apply(after) == before
    assert diff(before, before).empty


@given(order=st.permutations("abcdefgh"), gone=st.sets(st.sampled_from("abcdefgh")), new=st.integers(0, 3))
def test_panels_come_go_and_move_at_once(order: list[str], gone: set[str], new: int) -> None:
    before = board_of(*"abcdefgh")
    panels = {panel.id: panel for panel in before.panels} | {f"new{i}": Panel(f"new{i}") for i in range(new)}
    kept = [one for one in order if one not in gone]
    after = replace(
        before, panels=tuple(panels[one] for one in [*kept[:2], *(f"new{i}" for i in range(new)), *kept[2:]])
    )
    delta = diff(before, after)
    assert delta.apply(before) == after
    assert delta.inverse().apply(after) == before
    assert all(placed.item is None for placed in delta.panels.left if placed.id in kept), "what moved is not copied"


def test_an_edit_in_a_long_story_is_a_small_delta() -> None:
    board = board_of(*(f"p{i}" for i in range(1000)))
    longer = "word " * 10_000
    board = edits.with_caption(board, "p500", longer)
    delta = diff(board, edits.with_caption(board, "p500", longer[:100] + "other " + longer[100:]))
    assert delta.panels == ListDelta()
    assert [one.caption for one in delta.changed] == [Splice(100, "", "other ")]
    moved = diff(board, edits.moved(board, ["p0"], 1000))
    assert [placed.id for placed in moved.panels.left] == ["p0"]
    assert moved.panels.left[0].item is None
    assert moved.changed == ()


@pytest.mark.parametrize(
    ("old", "new"), [("aaaa", "aaa"), ("aaa", "aaaa"), ("abab", "ab"), ("", "x"), ("x", ""), ("äö\U0001f98a", "äö")]
)
def test_splices_of_repeating_text(old: str, new: str) -> None:
    before, after = edits.with_caption(board_of("a"), "a", old), edits.with_caption(board_of("a"), "a", new)
    assert diff(before, after).apply(before) == after
    assert diff(before, after).inverse().apply(after) == before


def test_candidates_that_came_since_stay_when_a_step_is_taken_back() -> None:
    before = board_of("a", "b")
    take = Take("t", FOX)
    after = edits.with_take(edits.with_caption(before, "a", "Other."), "a", take, show=True)
    kept = edits.with_take(after, "a", Take("u", FOX), show=False)
    back = diff(before, after).inverse().apply(kept)
    assert [one.id for one in back.panels[0].takes] == ["u"]
    assert back.panels[0].caption == "Caption a."


def test_what_does_not_fit_is_refused() -> None:
    board = board_of("a", "b")
    changed = edits.with_caption(board, "a", "Quite another text.")
    delta = diff(board, changed)
    for other in (board_of("b"), edits.with_caption(board, "a", "Not this."), replace(board, panels=())):
        with pytest.raises(DeltaError, match="does not fit"):
            delta.apply(other)
    shown = edits.with_take(board, "a", Take("t", FOX), show=True)
    only_shown = Delta(changed=tuple(replace(one, takes=None) for one in diff(board, shown).changed))
    with pytest.raises(DeltaError):
        only_shown.apply(board)
    twice = diff(board_of("a"), board_of("a", "b"))
    with pytest.raises(DeltaError):
        twice.apply(board)


def test_ids_are_unique_among_their_kind() -> None:
    panel = Panel("a", takes=(Take("t", FOX),), offered=(OfferedText("o", "x"),))
    assert has_unique_ids(Storyboard("s", panels=(panel, Panel("t"))))
    assert not has_unique_ids(Storyboard("s", panels=(panel, replace(panel, id="b"))))
    assert not has_unique_ids(Storyboard("s", panels=(Panel("a"), Panel("a"))))
