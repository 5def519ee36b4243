"""What is wrong with the data of a training is told in the window's language, whatever it is."""

from __future__ import annotations

from collections.abc import Callable
from typing import get_args

import pytest

from gill_studio.core.training_remarks import FATAL, DataRemark, RemarkKind
from ui.training.remark_words import Remarked

KINDS: tuple[RemarkKind, ...] = get_args(RemarkKind)
PLACE = "/Bilder/Schottland"
_ENGLISH = {"the", "a", "is", "are", "has", "have", "of", "these", "to", "it", "will", "learnt", "picture", "pictures",
            "there", "no", "only", "same", "that", "file", "files", "cannot"}  # fmt: skip


@pytest.fixture
def _in(speak: Callable[[str], None], request: pytest.FixtureRequest) -> None:
    speak(request.param)


def said(kind: RemarkKind, count: int) -> str:
    return Remarked().words(DataRemark(kind, count, 40, PLACE))


@pytest.mark.usefixtures("_in")
@pytest.mark.parametrize("_in", ["en"], indirect=True)
@pytest.mark.parametrize("kind", KINDS)
def test_every_remark_has_its_words_and_counts(kind: RemarkKind) -> None:
    one, more = said(kind, 1), said(kind, 7)
    for words in (one, more):
        assert words.endswith(".")
        assert not {"(", "%", "{"} & set(words)
    if one != more:
        assert "7" in more
    plain = str(DataRemark(kind, 7, 40, PLACE))
    assert ("7" in plain, PLACE in plain) == ("7" in more, PLACE in more), "the command line says as much"


@pytest.mark.usefixtures("_in")
@pytest.mark.parametrize("_in", ["de"], indirect=True)
@pytest.mark.parametrize("kind", KINDS)
def test_nothing_of_it_is_english_in_german(kind: RemarkKind) -> None:
    for count in (1, 7):
        words = {word.strip(".,:;()„“").lower() for word in said(kind, count).replace(PLACE, "").split()}
        assert words
        assert not words & _ENGLISH


def test_what_keeps_a_training_from_being_begun_is_a_remark_of_such_a_kind() -> None:
    assert set(KINDS) >= FATAL
    assert [kind for kind in KINDS if DataRemark(kind).fatal] == ["no-pictures", "no-captions", "too-few"]
