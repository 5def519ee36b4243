"""The storyboard's JSON form: complete both ways, and strict with strangers."""

from __future__ import annotations

import json
import time
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gill_studio.core import locations
from gill_studio.core.pictures import PictureRef
from gill_studio.core.story.json_form import LARGEST, decode_story, encode_story
from gill_studio.core.story.model import Origin, Panel, Recipe, SeenPanel, Storyboard, StoryError, Take
from gill_studio.core.story.schema import SCHEMA_FILE, json_schema

FOX = PictureRef("f" * 64, "image/png", 4, 3)
TAKE = {"id": "t", "picture": FOX.sha256}
PICTURE = {"sha256": FOX.sha256, "media_type": "image/png", "width": 4, "height": 3}


@given(data=st.data())
def test_a_storyboard_comes_back_as_it_was(data: st.DataObject, storyboards: st.SearchStrategy[Storyboard]) -> None:
    board = data.draw(storyboards)
    files = {digest: f"pictures/{digest[:4]}.png" for digest in list(board.pictures)[:2]}
    document = decode_story(encode_story(board, files), "story.json")
    assert document.board == board
    assert document.files == files


def test_takes_of_one_proposal_share_their_context() -> None:
    context = tuple(SeenPanel(f"Panel {i}.") for i in range(50))
    takes = tuple(Take(f"t{i}", FOX, Origin.GENERATED, Recipe("starter", context=context)) for i in range(8))
    text = encode_story(Storyboard("s", panels=(Panel("p", takes=takes),)))
    assert text.count(b"Panel 7.") == 1
    read = decode_story(text, "story.json").board.panels[0].takes
    assert read == takes
    contexts = {id(take.recipe.context) for take in read if take.recipe is not None}
    assert len(contexts) == 1, "also in memory"


def test_captions_and_picture_names_are_enough() -> None:
    text = b'\xef\xbb\xbf{"panels": [{"caption": "A fox.", "picture": "fox.png"}, {"caption": "It runs."}, {}]}'
    document = decode_story(text, "story.json", {"fox.png": FOX}.__getitem__)
    first, second, third = document.board.panels
    assert (first.caption, first.picture, first.take.origin) == ("A fox.", FOX, Origin.IMPORTED)
    assert first.take.name == "fox.png"
    assert (second.caption, second.picture) == ("It runs.", None)
    assert third == Panel(third.id)
    assert document.files == {FOX.sha256: "fox.png"}
    ids = [document.board.id, first.id, first.take.id, second.id, third.id]
    assert len(set(ids)) == 5, "everything has an id of its own"


def test_what_json_cannot_hold_does_not_keep_a_story_from_being_saved() -> None:
    take = Take("t", FOX, score=float("nan"), decision=float("inf"))
    board = Storyboard("s", panels=(Panel("p", "half a \ud83d letter", takes=(take,)),))
    panel = decode_story(encode_story(board), "story.json").board.panels[0]
    assert panel.caption == "half a ? letter"
    assert panel.takes == (replace(take, score=None, decision=None),)


def test_the_schema_that_comes_along_is_the_one_that_is_read() -> None:
    file = locations.resources_dir() / SCHEMA_FILE
    remedy = f"write what gill_studio.core.story.schema.json_schema() returns into {file}"
    assert file.read_bytes() == json_schema(), remedy
    assert json.loads(json_schema())["$defs"]["PanelJson"]["properties"]["caption"]["type"] == "string"


@pytest.mark.parametrize(
    ("record", "field", "reason"),
    [
        ([], "", "object"),
        ({}, "", "panels"),
        ({"panels": {}}, "panels", "array"),
        ({"panels": [{"captoin": "x"}]}, "panels[0]", "captoin"),
        ({"panels": [{}, {"caption": 3}]}, "panels[1].caption", "str"),
        ({"panels": [{"caption": None}]}, "panels[0].caption", "null"),
        ({"panels": [], "language": "x" * 101}, "language", "100"),
        ({"panels": [], "format": 0}, "format", "1"),
        ({"panels": [], "format": "1"}, "format", "int"),
        ({"panels": [], "settings": {"word_target": -1}}, "settings.word_target", "0"),
        ({"panels": [{"id": "a b"}]}, "panels[0].id", "regex"),
        ({"panels": [{"id": "a\n"}]}, "panels[0].id", "regex"),
        ({"panels": [{"id": "a"}, {"id": "a"}]}, "panels[1].id", "twice"),
        ({"panels": [{"chosen": "t"}]}, "panels[0].chosen", "'t'"),
        ({"panels": [{"picture": "a.png", "chosen": "t"}]}, "panels[0]", "either"),
        ({"panels": [{"picture": "a.png"}]}, "panels[0].picture", "by its file"),
        ({"panels": [{"picture": "../a.png"}]}, "panels[0].picture", "inside"),
        ({"panels": [{"picture": "/etc/passwd"}]}, "panels[0].picture", "inside"),
        ({"panels": [{"picture": "a\\b.png"}]}, "panels[0].picture", "inside"),
        ({"panels": [{"picture": "C:/a.png"}]}, "panels[0].picture", "inside"),
        ({"panels": [{"picture": "con.png"}]}, "panels[0].picture", "inside"),
        ({"panels": [{"picture": ""}]}, "panels[0].picture", "inside"),
        ({"panels": [{"picture": "a\x00.png"}]}, "panels[0].picture", "inside"),
        ({"panels": [{"takes": [TAKE]}]}, "panels[0].takes[0].picture", "not among"),
        ({"panels": [{"takes": [TAKE, TAKE]}], "pictures": [PICTURE]}, "panels[0].takes[1].id", "twice"),
        ({"panels": [{"id": "t", "takes": [TAKE]}], "pictures": [PICTURE]}, "panels[0].id", "twice"),
        ({"panels": [], "pictures": [PICTURE, PICTURE]}, "pictures[1].sha256", "twice"),
        ({"panels": [], "pictures": [PICTURE | {"file": "/a"}]}, "pictures[0].file", "inside"),
        ({"panels": [], "pictures": [PICTURE | {"width": 0}]}, "pictures[0].width", "1"),
        ({"panels": [], "pictures": [PICTURE | {"width": 2**70}]}, "pictures[0].width", "int"),
        ({"panels": [], "pictures": [PICTURE | {"sha256": "F" * 64}]}, "pictures[0].sha256", "regex"),
        ({"panels": [], "pictures": [PICTURE | {"media_type": "text/html"}]}, "pictures[0].media_type", "regex"),
        (
            {"panels": [{"takes": [TAKE | {"recipe": {"model": "m", "context": 0}}]}], "pictures": [PICTURE]},
            "panels[0].takes[0].recipe.context",
            "no context 0",
        ),
        ({"panels": [{"takes": [TAKE | {"origin": "stolen"}]}], "pictures": [PICTURE]}, "origin", "stolen"),
    ],
)
def test_a_wrong_field_is_named(record: object, field: str, reason: str) -> None:
    with pytest.raises(StoryError) as caught:
        decode_story(json.dumps(record).encode(), "my/story.json")
    message = caught.value.message
    assert message.startswith("my/story.json: ")
    assert field in message
    assert reason in message
    assert caught.value.hint


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{",
        b"\xff\xfe{",
        b"nonsense",
        b'{"panels": [{"caption": "\xed\xa0\x80"}]}',
        b'{"panels": [{"caption": "\\ud800"}]}',
        b"[" * 200_000,
        b'{"a":' * 200_000,
        b'{"panels": [], "format": 1e999}',
    ],
)
def test_what_is_no_json_is_refused(data: bytes) -> None:
    with pytest.raises(StoryError) as caught:
        decode_story(data, "story.json")
    assert "story.json" in caught.value.message


def test_a_newer_format_is_told_apart_from_a_wrong_one() -> None:
    with pytest.raises(StoryError) as caught:
        decode_story(b'{"format": 2, "panels": "in a way nobody knows yet"}', "story.json")
    assert "newer" in caught.value.message
    assert caught.value.hint == "Update GILL Studio."


@pytest.mark.parametrize("piece", [b"{},", b"[],", b'{"takes":[]},'])
def test_a_story_that_would_fill_the_memory_is_refused_at_once(piece: bytes) -> None:
    data = b'{"panels": [' + piece * (8 * 1024 * 1024) + b"{}]}"
    start = time.perf_counter()
    with pytest.raises(StoryError, match="too large"):
        decode_story(data, "story.json")
    assert time.perf_counter() - start < 2
    with pytest.raises(StoryError, match="too large"):
        decode_story(b" " * (LARGEST + 1), "story.json")


@given(data=st.data())
def test_damaged_stories_are_read_or_refused(data: st.DataObject, storyboards: st.SearchStrategy[Storyboard]) -> None:
    text = bytearray(encode_story(data.draw(storyboards), {FOX.sha256: "a.png"}))
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, len(text) - 1))
        match data.draw(st.sampled_from(["flip", "cut", "drop", "double"])):
            case "flip":
                text[place] ^= 1 << data.draw(st.integers(0, 7))
            case "cut":
                del text[place + 1 :]
            case "drop":
                del text[place : place + 20]
            case _:
                text[place:place] = text[place : place + 40]
        if not text:
            return
    with suppress(StoryError):
        decode_story(bytes(text), "story.json", lambda _: FOX)


def test_a_hundred_thousand_characters_are_one_caption() -> None:
    board = Storyboard("s", panels=(Panel("p", "Es war einmal … \U0001f98a " * 5000),))
    assert decode_story(encode_story(board), str(Path("story.json"))).board == board
