"""The style sheet: `resources/themes/studio.qss` with the tokens put in the places of their names."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path
from string import Template

from gill_studio.core import locations
from ui.theme.icons import tinted_svg
from ui.theme.tokens import DARK, LIGHT, Colours, Tokens

_FILE = "studio.qss"
MARKS = {
    "check": ("check", "on_accent"),
    "minus": ("minus", "on_accent"),
    "down": ("chevron-down", "quiet"),
    "down-on-accent": ("chevron-down", "on_accent"),
    "up": ("chevron-up", "quiet"),
    "right": ("chevron-right", "quiet"),
    "menu-check": ("check", "accent"),
    "close": ("x", "quiet"),
}
"""Small drawings that the style sheet names as files: their icon and its colour."""


def themes_dir() -> Path:
    """Where the style sheet and its small drawings lie."""
    return locations.resources_dir() / "themes"


def make_style_sheet(tokens: Tokens) -> str:
    """The style sheet in these tokens. KeyError when it names a token that is none."""
    text = (themes_dir() / _FILE).read_text(encoding="utf-8")
    return Template(text).substitute(_names(tokens))


def write_marks(folder: Path) -> None:
    """Write the small drawings of both themes: run when a colour or an icon has changed."""
    for colours in (LIGHT, DARK):
        place = folder / _name(colours)
        place.mkdir(parents=True, exist_ok=True)
        for name, (icon, tone) in MARKS.items():
            (place / f"{name}.svg").write_bytes(tinted_svg(icon, getattr(colours, tone)))


def _names(tokens: Tokens) -> dict[str, str]:
    groups = (("", tokens.colours), ("", tokens.type), ("space_", tokens.space), ("radius_", tokens.radii))
    names = {f"{prefix}{one.name}": str(getattr(group, one.name)) for prefix, group in groups for one in fields(group)}
    marks = (themes_dir() / _name(tokens.colours)).as_posix()
    return names | {"marks": marks}


def _name(colours: Colours) -> str:
    return "dark" if colours.dark else "light"
