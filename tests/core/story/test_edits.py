"""Edits of a storyboard are pure: what they do not change is shared, and nothing is ever lost by accident."""

from __future__ import annotations

from dataclasses import replace
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gill_studio.core.pictures import PictureRef
from gill_studio.core.story import edits
from gill_studio.core.story.model import Authorship, Origin, Panel, Recipe, Storyboard, StoryError, Take, new_id

FOX, OWL = PictureRef("f" * 64, "image/png", 4, 3), PictureRef("0" * 64, "image/jpeg", 8, 8)


def story(*captions: str) -> Storyboard:
    return Storyboard("s", panels=tuple(Panel(str(i), caption) for i, caption in enumerate(captions)))


def captions(board: Storyboard) -> list[str]:
    return [panel.caption for panel in board.panels]


def test_an_edit_shares_what_it_does_not_change() -> None:
    board = story("A", "B", "C")
    edited = edits.with_caption(board, "1", "Bee")
    assert captions(edited) == ["A", "Bee", "C"]
    assert captions(board) == ["A", "B", "C"], "a value never changes"
    assert edited.panels[0] is board.panels[0]
    assert edited.panels[2] is board.panels[2]


def test_an_edit_without_effect_is_the_same_value() -> None:
    board = story("A", "B", "C")
    assert edits.with_caption(board, "1", "B") is board
    assert edits.removed(board, []) is board
    assert edits.inserted(board, 1, []) is board
    assert edits.moved(board, ["1"], 1) is board
    assert edits.moved(board, ["1"], 2) is board
    assert edits.merged(board, ["1"]) is board
    assert edits.duplicated(board, [], new_id) is board
    assert edits.showing(board, "1", None) is board


def test_a_proposed_caption_remembers_who_wrote_it() -> None:
    board = edits.with_caption(story(""), "0", "A fox.", Authorship.PROPOSED)
    assert board.panels[0].authorship is Authorship.PROPOSED
    assert edits.with_caption(board, "0", "A fox.") is board, "touched, not changed"
    edited = edits.with_caption(board, "0", "A red fox.")
    assert edited.panels[0].authorship is Authorship.EDITED
    assert edits.with_caption(edited, "0", "A fox!").panels[0].authorship is Authorship.EDITED
    cleared = edits.with_caption(edited, "0", "")
    assert cleared.panels[0].authorship is Authorship.WRITER
    assert edits.with_caption(cleared, "0", "Mine.").panels[0].authorship is Authorship.WRITER


@given(st.data())
def test_moving_keeps_every_panel_and_its_order(data: st.DataObject) -> None:
    board = story(*"ABCDEFG"[: data.draw(st.integers(1, 7))])
    ids = [panel.id for panel in board.panels]
    chosen = data.draw(st.sets(st.sampled_from(ids)))
    position = data.draw(st.integers(0, len(ids)))
    moved = [panel.id for panel in edits.moved(board, chosen, position).panels]
    assert sorted(moved) == sorted(ids)
    assert [i for i in moved if i not in chosen] == [i for i in ids if i not in chosen]
    block = [i for i in moved if i in chosen]
    assert block == [i for i in ids if i in chosen]
    if block:
        start = moved.index(block[0])
        assert moved[start : start + len(block)] == block, "they stand together"
        before = {i for i in ids[:position] if i not in chosen}
        assert set(moved[:start]) == before


@given(st.data())
def test_merging_what_was_split_gives_the_panel_back(data: st.DataObject) -> None:
    words = data.draw(st.lists(st.text("abc", min_size=1, max_size=5), min_size=2, max_size=6))
    cut = data.draw(st.integers(1, len(words) - 1))
    whole = Panel("p", " ".join(words), notes="n", tags=("t",), takes=(Take("t", FOX),), chosen="t")
    board = Storyboard("s", panels=(Panel("before"), whole, Panel("after")))
    split = edits.split(board, "p", len(" ".join(words[:cut])), "q")
    assert [panel.id for panel in split.panels] == ["before", "p", "q", "after"]
    assert captions(split)[1:3] == [" ".join(words[:cut]), " ".join(words[cut:])]
    assert split.panels[1].picture == FOX
    assert split.panels[2].picture is None
    assert edits.merged(split, ["p", "q"]) == board


def test_merging_keeps_all_texts_and_takes() -> None:
    first = Panel("a", "One.", Authorship.PROPOSED, "note", "", ("x", "y"), (Take("t1", FOX),))
    second = Panel("b", "Two.", Authorship.WRITER, "more", "alt", ("y", "z"), (Take("t2", OWL),), "t2")
    board = Storyboard("s", panels=(first, Panel("c", "Between."), second))
    merged = edits.merged(board, ["b", "a"])
    assert [panel.id for panel in merged.panels] == ["a", "c"]
    assert merged.panels[0] == Panel(
        "a",
        "One. Two.",
        Authorship.EDITED,
        "note\nmore",
        "alt",
        ("x", "y", "z"),
        (Take("t1", FOX), Take("t2", OWL)),
        "t2",
    )


def test_a_duplicate_has_ids_of_its_own() -> None:
    board = Storyboard("s", panels=(Panel("a", "A", takes=(Take("t", FOX), Take("u", OWL)), chosen="u"), Panel("b")))
    numbers = count()
    twice = edits.duplicated(board, ["a"], lambda: f"new{next(numbers)}")
    original, copy, _ = twice.panels
    assert original is board.panels[0]
    assert (copy.caption, copy.picture, [take.picture for take in copy.takes]) == ("A", OWL, [FOX, OWL])
    ids = [original.id, copy.id, *(take.id for panel in twice.panels for take in panel.takes)]
    assert len(set(ids)) == len(ids)


def test_takes_are_added_replaced_and_shown() -> None:
    board = edits.with_take(story("A"), "0", Take("t", FOX), show=True)
    assert board.panels[0].picture == FOX
    board = edits.with_take(board, "0", Take("u", OWL), show=False)
    assert board.panels[0].picture == FOX
    board = edits.showing(board, "0", "u")
    assert board.panels[0].picture == OWL
    board = edits.with_take(board, "0", Take("u", OWL, score=0.5), show=False)
    assert [take.score for take in board.panels[0].takes] == [None, 0.5]
    assert edits.showing(board, "0", None).panels[0].picture is None
    with pytest.raises(StoryError):
        edits.showing(board, "0", "gone")


def test_a_copy_without_history_shows_the_same_and_tells_nothing_more() -> None:
    recipe = Recipe("m", context=())
    take = Take("t", FOX, Origin.RETRIEVED, recipe, 0.9, 0.8, "c", "holiday.jpg")
    panel = Panel("p", "A", Authorship.PROPOSED, takes=(Take("u", OWL), take), chosen="t")
    plain = edits.without_history(Storyboard("s", "Title", panels=(panel, Panel("q", takes=(Take("v", OWL),)))))
    assert plain.panels[0] == replace(panel, takes=(Take("t", FOX, Origin.RETRIEVED),))
    assert plain.panels[1] == Panel("q")


def test_what_is_not_there_is_said() -> None:
    board = story("A")
    for edit in (
        lambda: edits.with_caption(board, "9", "x"),
        lambda: edits.removed(board, ["9"]),
        lambda: edits.moved(board, ["9"], 0),
        lambda: edits.merged(board, ["0", "9"]),
        lambda: edits.split(board, "9", 0, "q"),
    ):
        with pytest.raises(StoryError, match="no such panel"):
            edit()
    with pytest.raises(ValueError, match="own"):
        edits.inserted(board, 0, [Panel("0")])
    with pytest.raises(ValueError, match="no take"):
        Panel("p", chosen="t")
    with pytest.raises(ValueError, match="twice"):
        Panel("p", takes=(Take("t", FOX), Take("t", OWL)))
