"""The look: contrast is computed, every name in the style sheet is a token, every icon is there."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFontDatabase, QFontInfo, QPalette
from PySide6.QtWidgets import QApplication

from gill_studio.core import locations
from gill_studio.core.settings import Appearance, Motion, ThemeChoice
from ui.theme.sheet import MARKS, make_style_sheet, themes_dir, write_marks
from ui.theme.theme import Theme
from ui.theme.tokens import DARK, EDGE_PAIRS, LIGHT, TEXT_PAIRS, Colours, Tokens, contrast

ROOT = Path(__file__).parents[2]
THEMES = pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])


def test_contrast_is_that_of_wcag() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)
    assert contrast("#abcdef", "#abcdef") == 1


@THEMES
@pytest.mark.parametrize(("text", "ground"), TEXT_PAIRS)
def test_all_text_can_be_read(colours: Colours, text: str, ground: str) -> None:
    assert contrast(getattr(colours, text), getattr(colours, ground)) >= 4.5


@THEMES
@pytest.mark.parametrize(("edge", "ground"), EDGE_PAIRS)
def test_edges_and_focus_rings_can_be_seen(colours: Colours, edge: str, ground: str) -> None:
    assert contrast(getattr(colours, edge), getattr(colours, ground)) >= 3


@THEMES
def test_every_rule_of_the_style_sheet_keeps_to_the_tested_pairs(colours: Colours) -> None:
    """A rule that sets both a text colour and a ground reads well; only what cannot be used may step back."""
    text = (themes_dir() / "studio.qss").read_text(encoding="utf-8")
    for selector, rule in re.findall(r"([^{}]+)\{([^}]*)\}", re.sub(r"\$\{(\w+)\}", r"$\1", text)):
        if ":disabled" in selector:
            continue
        ink = re.search(r"(?<![-\w])color: \$(\w+)", rule)
        ground = re.search(r"background: \$(\w+)", rule)
        if ink is not None and ground is not None:
            assert contrast(getattr(colours, ink[1]), getattr(colours, ground[1])) >= 4.5, rule


@THEMES
def test_the_style_sheet_knows_all_its_names(colours: Colours) -> None:
    sheet = make_style_sheet(Tokens(colours=colours))
    assert "$" not in sheet
    for path in re.findall(r'url\("([^"]+)"\)', sheet):
        assert Path(path).is_file(), path


def test_no_colour_is_written_where_a_token_belongs() -> None:
    for path in (*(ROOT / "ui").rglob("*.py"), themes_dir() / "studio.qss"):
        if path.name != "tokens.py":
            assert re.findall(r"#[0-9a-fA-F]{6}\b", path.read_text(encoding="utf-8")) == [], path


def test_the_small_drawings_are_those_of_the_tokens(tmp_path: Path) -> None:
    write_marks(tmp_path)
    for theme in ("light", "dark"):
        for name in MARKS:
            fresh = (tmp_path / theme / f"{name}.svg").read_bytes()
            assert fresh == (themes_dir() / theme / f"{name}.svg").read_bytes(), "run ui.theme.sheet.write_marks"


def test_every_icon_that_is_named_is_there() -> None:
    there = {path.stem for path in (locations.resources_dir() / "icons").glob("*.svg")}
    sources = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "ui").rglob("*.py"))
    for call in re.findall(r'(?:theme\.icon\(|icon=|paint_icon\(painter, )"([^"]+)"', sources):
        assert call in there


def test_fonts_come_with_the_application(theme: Theme) -> None:
    assert {"Source Sans 3", "Source Serif 4", "Source Serif 4 Display"} <= set(QFontDatabase.families())
    assert QFontInfo(theme.ui_font()).family().startswith("Source Sans 3")
    assert QFontInfo(theme.text_font(16)).family().startswith("Source Serif 4")
    for licence in ("SourceSans-OFL.md", "SourceSerif-OFL.md"):
        assert "SIL OPEN FONT LICENSE" in (locations.resources_dir() / "fonts" / licence).read_text(encoding="utf-8")


@pytest.fixture
def own_theme(qapp: QApplication, theme: Theme) -> Theme:
    return Theme(qapp, Appearance(theme=ThemeChoice.LIGHT))


@pytest.fixture(autouse=True)
def _light_again(theme: Theme) -> None:
    theme.set_appearance(Appearance(theme=ThemeChoice.LIGHT, motion=Motion.REDUCED))


def test_light_and_dark_are_chosen_or_the_systems(own_theme: Theme, qapp: QApplication) -> None:
    own_theme.set_appearance(Appearance(theme=ThemeChoice.DARK))
    assert own_theme.colours is DARK
    assert qapp.palette().color(QPalette.ColorRole.Window).name() == DARK.paper
    qapp.styleHints().setColorScheme(Qt.ColorScheme.Light)
    own_theme.set_appearance(Appearance(theme=ThemeChoice.AUTO))
    assert own_theme.colours is LIGHT
    qapp.styleHints().setColorScheme(Qt.ColorScheme.Unknown)
    own_theme.set_appearance(Appearance(theme=ThemeChoice.LIGHT))


def test_text_grows_as_the_writer_wants(own_theme: Theme, qapp: QApplication) -> None:
    own_theme.set_appearance(Appearance(theme=ThemeChoice.LIGHT, text_size=2.0))
    assert own_theme.type.body == 2 * Tokens().type.body
    assert qapp.font().pixelSize() == 2 * Tokens().type.body
    own_theme.set_appearance(Appearance(theme=ThemeChoice.LIGHT))
    assert qapp.font().pixelSize() == Tokens().type.body


def test_a_change_is_told_once_and_only_when_there_is_one(own_theme: Theme) -> None:
    told: list[bool] = []
    own_theme.changed.connect(lambda: told.append(True))
    own_theme.set_appearance(Appearance(theme=ThemeChoice.LIGHT))
    assert told == []
    own_theme.set_appearance(Appearance(theme=ThemeChoice.DARK))
    assert told == [True]
    own_theme.set_appearance(Appearance(theme=ThemeChoice.LIGHT))


def test_motion_is_the_writers_choice_before_the_systems(own_theme: Theme) -> None:
    own_theme.set_appearance(replace(Appearance(), motion=Motion.REDUCED))
    assert own_theme.keeps_still
    own_theme.set_appearance(replace(Appearance(), motion=Motion.FULL))
    own_theme._hear_motion(True)
    assert not own_theme.keeps_still
    own_theme.set_appearance(Appearance())
    assert own_theme.keeps_still
    own_theme.set_appearance(Appearance(theme=ThemeChoice.LIGHT))
