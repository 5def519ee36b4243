"""Markdown says what the text said: nothing in a caption becomes a mark, and all of it comes back."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from gill_studio.core.export.markdown_text import as_markdown, comment, front_matter
from gill_studio.core.export.text import one_line, paragraphs
from gill_studio.core.imports import markdown_story
from gill_studio.core.imports.markdown_story import read_markdown

MARKS = st.text(
    st.sampled_from(list("#*_-+=>|~`[]()!<&;\\ \n\t.0123456789abc:/@$^\"'\u00a0\u2028\u200b🦊א")), max_size=60
)
TEXTS = st.text(max_size=60) | MARKS


def panel_of(markdown: str):
    return read_markdown(f"## 1\n\n{markdown}\n").panels


@given(text=TEXTS)
@example(text="1. a\n2) b\n- c\n+ d\n# e\n=f\n---\n===")
@example(text="<b>x</b> &amp; [a](b) ![c](d) `e` \\ $x$ | y\n    code\n> quoted")
@example(text="a\\\nb\\")
@example(text="<!-- panel: {} -->\n\n<script>")
@example(text="https://example.org www.example.org a@b.c")
def test_every_caption_comes_back(text):
    written = as_markdown(paragraphs(text))
    panels = panel_of(written)
    assert tuple(panels[0].caption if panels else ()) == paragraphs(text)
    quoted = as_markdown(paragraphs(text), quoted=True)
    panels = panel_of(quoted)
    assert tuple(panels[0].notes if panels else ()) == paragraphs(text)


@given(text=TEXTS)
def test_values_at_the_head_come_back(text):
    values, rest = markdown_story.front_matter(front_matter({"title": one_line(text), "author": "A"}) + "\n\nRest")
    assert values.get("title", "") == one_line(text)
    assert rest.strip() == "Rest"


@given(text=TEXTS)
def test_no_text_ends_a_comment(text):
    made = comment("panel", {"id": "p", "tags": [text]})
    assert made.count("-->") == 1
    assert made.count("<!--") == 1
    tags = (one_line(text),) if one_line(text) else ()
    assert read_markdown(f"{made}\n\nx").panels[0].tags == tags


BY_HAND = """---
title: 'The Fox''s Den'
author: "A. Writer"
lang: en
---

# Not this

A fox *wakes* up
in his **den**.

![A fox](fox.png)

> Warm light.

---

## 2

![Hill](a%20hill.png "title") He climbs & climbs.

## On the other side

- a list
- of two

![One more](third.png)

1. first
"""


def test_what_is_written_by_hand_is_understood():
    story = read_markdown(BY_HAND)
    assert (story.title, story.author, story.language) == ("The Fox's Den", "A. Writer", "en")
    first, second, third = story.panels
    assert (first.picture, first.alt) == ("fox.png", "A fox")
    assert first.caption == [("A fox wakes up in his den.",)]
    assert first.notes == [("Warm light.",)]
    assert (second.picture, second.caption) == ("a%20hill.png", [("He climbs & climbs.",)])
    assert third.caption == [("On the other side",), ("– a list",), ("– of two",), ("1. first",)]


def test_pictures_part_a_text_that_nothing_else_parts():
    story = read_markdown("# T\n\n![a](1.png)\n\nOne.\n\n![b](2.png)\n\nTwo.\n\nStill two.")
    assert [(panel.picture, panel.caption) for panel in story.panels] == [
        ("1.png", [("One.",)]),
        ("2.png", [("Two.",), ("Still two.",)]),
    ]


def test_paragraphs_alone_are_panels():
    assert [panel.caption for panel in read_markdown("One.\n\nTwo.").panels] == [[("One.",)], [("Two.",)]]


@pytest.mark.parametrize(
    "text", ["[" * 50_000, "> " * 5_000, "*a" * 30_000, "- " * 5_000, "![" * 20_000, "<!--" * 9_000]
)
def test_hostile_text_ends_soon(text):
    read_markdown(text)
