"""Storyboards of every shape, and story folders with real pictures."""

from __future__ import annotations

import json
from collections.abc import Callable
from itertools import count
from pathlib import Path

import pytest
from hypothesis import strategies as st
from PIL import Image

from gill_studio.core.pictures import PictureRef
from gill_studio.core.story.model import (
    Authorship,
    ExportProfile,
    OfferedText,
    Origin,
    Painting,
    Panel,
    Recipe,
    Sampling,
    SeenPanel,
    Storyboard,
    StorySettings,
    Take,
)

_TEXT = st.text(max_size=20)
_LINE = st.text(max_size=10)
_DIGESTS = st.sampled_from([f"{i:064x}" for i in range(5)])
_SIDES = st.integers(1, 2**31 - 1)
_FINITE = st.floats(allow_nan=False, allow_infinity=False)


def _picture(digest: str) -> PictureRef:
    """One digest is one picture: what else is known of it follows from it."""
    number = int(digest, 16)
    return PictureRef(digest, f"image/{('png', 'jpeg', 'svg+xml')[number % 3]}", number + 1, 2**31 - 1 - number)


_SEEN = st.builds(SeenPanel, _TEXT, st.none() | _DIGESTS)
_PAINTINGS = st.builds(
    Painting,
    st.integers(-(2**63), 2**63 - 1),
    st.integers(1, 10_000),
    _FINITE,
    _LINE,
    st.none() | st.tuples(_SIDES, _SIDES),
    st.none() | _LINE,
)
_COUNTS = st.integers(0, 2**31 - 1)
_SAMPLINGS = st.builds(Sampling, st.integers(-(2**63), 2**63 - 1), _FINITE, _FINITE, _COUNTS, _FINITE, _COUNTS, _COUNTS)
_RECIPES = st.builds(
    Recipe,
    _LINE,
    _LINE,
    _LINE,
    st.lists(_SEEN, max_size=3).map(tuple),
    st.none() | _PAINTINGS,
    st.none() | _SAMPLINGS,
)
_PROFILES = st.builds(
    ExportProfile,
    _LINE,
    _LINE,
    st.dictionaries(_LINE, st.booleans() | st.integers(-(2**63), 2**63 - 1) | _FINITE | _TEXT, max_size=3).map(
        lambda options: tuple(sorted(options.items()))
    ),
)
_SETTINGS = st.builds(
    StorySettings,
    st.none() | st.integers(0, 2**31 - 1),
    st.lists(_LINE, max_size=2).map(tuple),
    st.lists(_PROFILES, max_size=2).map(tuple),
)


@st.composite
def _boards(draw: st.DrawFn) -> Storyboard:
    numbers = count()

    def new_id() -> str:
        return f"{draw(st.sampled_from(['a', 'Z', '_', '.']))}{next(numbers)}"

    def panel() -> Panel:
        takes = tuple(
            Take(
                new_id(),
                _picture(draw(_DIGESTS)),
                draw(st.sampled_from(Origin)),
                draw(st.none() | _RECIPES),
                draw(st.none() | _FINITE),
                draw(st.none() | _FINITE),
                draw(st.none() | _LINE),
                draw(_LINE),
            )
            for _ in range(draw(st.integers(0, 3)))
        )
        offered = tuple(
            OfferedText(new_id(), draw(_TEXT), draw(st.none() | _RECIPES), draw(st.none() | _FINITE))
            for _ in range(draw(st.integers(0, 2)))
        )
        return Panel(
            new_id(),
            draw(_TEXT),
            draw(st.sampled_from(Authorship)),
            draw(_TEXT),
            draw(_TEXT),
            tuple(draw(st.lists(_LINE, max_size=2))),
            takes,
            draw(st.none() | st.sampled_from([take.id for take in takes])) if takes else None,
            offered,
        )

    panels = tuple(panel() for _ in range(draw(st.integers(0, 4))))
    return Storyboard(new_id(), draw(_TEXT), draw(_LINE), draw(_LINE), panels, draw(_SETTINGS))


@pytest.fixture(scope="session")
def storyboards() -> st.SearchStrategy[Storyboard]:
    """Any storyboard; draw from it with hypothesis' `data`."""
    return _boards()


@pytest.fixture
def story_folder(tmp_path: Path) -> Callable[..., Path]:
    """`story_folder({"panels": [...]}, fox="red")`: a story folder with pictures of one colour."""

    def write(record: object, **colours: str) -> Path:
        folder = tmp_path / "story"
        folder.mkdir(exist_ok=True)
        for name, colour in colours.items():
            Image.new("RGB", (24, 16), colour).save(folder / f"{name}.png")
        text = record if isinstance(record, str) else json.dumps(record)
        (folder / "story.json").write_text(text, encoding="utf-8")
        return folder

    return write
