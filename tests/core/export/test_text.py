"""Text on its way into a format."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gill_studio.core.export.content import book_of
from gill_studio.core.export.text import (
    breakable,
    clean,
    direction_of,
    language_of,
    one_line,
    paragraphs,
    ranges,
    shortened,
)
from gill_studio.core.export.text_room import Column
from gill_studio.core.export.words import languages, words_for
from gill_studio.core.story.model import Authorship, Origin


@given(text=st.text(st.characters(), max_size=60))
def test_clean_text_is_what_xml_can_hold(text):
    from xml.etree import ElementTree as ET
    from xml.sax.saxutils import escape

    assert ET.fromstring(f"<a>{escape(clean(text))}</a>").text in {clean(text), None}
    assert clean(clean(text)) == clean(text)


@given(text=st.text(max_size=80), most=st.integers(1, 30))
def test_words_are_broken_where_nothing_is_lost(text, most):
    assert breakable(text, most).replace("\u200b", "") == text.replace("\u200b", "")


@given(text=st.text(max_size=80), most=st.integers(2, 40))
def test_shortened(text, most):
    assert len(shortened(text, most)) <= most


@given(text=st.text(st.sampled_from("ab \n字א"), max_size=400), letters=st.integers(10, 60), height=st.integers(1, 900))
def test_cutting_text_loses_nothing_and_ends(text, letters, height):
    rest, found = paragraphs(text), []
    for _ in range(1000):
        if not rest:
            break
        head, rest = Column(300).cut(rest, letters, height)
        assert head
        found += [line for lines in head for line in lines]
    assert not rest
    assert "".join("".join(found).split()) == "".join(text.split())


def test_languages_and_directions():
    assert language_of("en_GB", "") == "en-GB"
    assert language_of("", "שועל קטן התעורר") == "he"
    assert language_of("x y", "The fox") == "und"
    assert direction_of("he") == direction_of("en", "שלום world") == "rtl"
    assert direction_of("ar-Latn") == direction_of("he", "Hello") == "ltr"
    assert one_line(" a\n b ") == "a b"
    assert ranges([1, 2, 3, 7, 9, 10]) == "1–3, 7, 9–10"


@pytest.mark.parametrize("language", languages())
def test_every_language_has_every_word(language):
    words = words_for(language)
    assert set(words) == set(words_for("en"))
    for name, word in words.items():
        fields = {field for field in ("number", "panels", "model", "author") if f"{{{field}}}" in words_for("en")[name]}
        assert fields == {field for field in ("number", "panels", "model", "author") if f"{{{field}}}" in word}


def test_credits_say_who_made_what(maker, kinds, recipe):
    panels = [
        maker.panel("a", maker.take(*kinds["png"])),
        maker.panel("b", maker.take(*kinds["png"], Origin.RETRIEVED), authorship=Authorship.PROPOSED),
        maker.panel("c", maker.take(*kinds["png"], Origin.GENERATED, recipe=recipe), authorship=Authorship.EDITED),
        maker.panel("d", maker.take(*kinds["png"], Origin.GENERATED)),
    ]
    sentences = book_of(maker.source(*panels).board).credits
    assert len(sentences) == 6
    assert any("starter" in sentence and sentence.endswith("3.") for sentence in sentences)
