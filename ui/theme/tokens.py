"""Design tokens: every colour, size and distance of the window has its name here, and nothing else sets one.

Distances are in device-independent pixels on a grid of 8, halved where something small needs it.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace


@dataclass(frozen=True, slots=True)
class Colours:
    """The colours of one theme, as #rrggbb. Every text colour reads at 4.5:1 and more on every ground it stands on."""

    paper: str
    """The ground of the window: what cards lie on."""
    sheet: str
    """Cards, fields and the page one writes on."""
    raised: str
    """Menus, dialogs and whatever floats."""
    sunken: str
    """Tracks, wells, and what waits for a picture."""
    line: str
    """Hairlines between areas."""
    outline: str
    """Edges of what can be used; 3:1 on paper and sheet."""
    ink: str
    """Text."""
    quiet: str
    """Text that steps back: numbers, hints, labels."""
    accent: str
    """The one accent: focus, selection, the thing to do next."""
    accent_over: str
    """The accent under the pointer."""
    on_accent: str
    """Text on the accent."""
    tint: str
    """A ground of a little accent: what is selected."""
    over: str
    """A ground under the pointer."""
    danger: str
    """Text of errors."""
    danger_tint: str
    """The ground of an error."""
    warning: str
    """Text of warnings."""
    warning_tint: str
    shade: str
    """Of shadows; used almost transparent."""
    dark: bool = False


LIGHT = Colours(
    paper="#f3efe7",
    sheet="#fffdf9",
    raised="#fffefb",
    sunken="#e9e3d7",
    line="#ddd5c7",
    outline="#8c8473",
    ink="#26221c",
    quiet="#615a4e",
    accent="#0f665a",
    accent_over="#0b5148",
    on_accent="#ffffff",
    tint="#d9eae3",
    over="#eae4d8",
    danger="#a3271b",
    danger_tint="#f8e1dc",
    warning="#7a4d00",
    warning_tint="#f7e8c8",
    shade="#3c2f1a",
)
DARK = Colours(
    paper="#191816",
    sheet="#24221f",
    raised="#2d2b27",
    sunken="#151412",
    line="#37342f",
    outline="#837b6d",
    ink="#ece6db",
    quiet="#aea697",
    accent="#68c6b3",
    accent_over="#84d6c5",
    on_accent="#0b1f1b",
    tint="#203c36",
    over="#302d29",
    danger="#ff9d90",
    danger_tint="#43221e",
    warning="#ecbd62",
    warning_tint="#3d2f14",
    shade="#000000",
    dark=True,
)


@dataclass(frozen=True, slots=True)
class Type:
    """The type scale: sizes in pixels of the two families, and how far apart lines of a caption stand."""

    sans: str = "Source Sans 3"
    serif: str = "Source Serif 4"
    display: str = "Source Serif 4 Display"
    small: int = 13
    body: int = 15
    strong: int = 17
    title: int = 22
    headline: int = 34
    caption: int = 16
    script: int = 20
    slide: int = 30
    leading: float = 1.4

    def scaled(self, factor: float) -> Type:
        """All sizes times `factor`, in whole pixels."""
        sizes = {one.name: round(getattr(self, one.name) * factor) for one in fields(self) if one.type == "int"}
        return replace(self, **sizes)


@dataclass(frozen=True, slots=True)
class Space:
    """Distances on the grid."""

    hair: int = 4
    small: int = 8
    medium: int = 16
    large: int = 24
    wide: int = 32
    huge: int = 48
    control: int = 32
    """How high what can be clicked is at least."""
    bar: int = 56
    """How high the bar above the story is."""
    rail: int = 80
    """How wide the rail of pages is."""
    side: int = 368
    """How wide the side panel opens."""


@dataclass(frozen=True, slots=True)
class Radii:
    """How round corners are."""

    small: int = 4
    medium: int = 6
    large: int = 10


@dataclass(frozen=True, slots=True)
class Tokens:
    """All of it."""

    colours: Colours = LIGHT
    type: Type = Type()
    space: Space = Space()
    radii: Radii = Radii()


def contrast(one: str, other: str) -> float:
    """The contrast of two colours, from 1 to 21, as WCAG 2.2 defines it."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    parts = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    linear = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


TEXT_PAIRS: tuple[tuple[str, str], ...] = (
    *((text, ground) for text in ("ink", "quiet") for ground in ("paper", "sheet", "raised", "sunken", "over", "tint")),
    *(("accent", ground) for ground in ("paper", "sheet", "raised", "over", "tint", "warning_tint", "danger_tint")),
    ("on_accent", "accent"),
    ("on_accent", "accent_over"),
    *(("danger", ground) for ground in ("paper", "sheet", "raised", "over", "danger_tint")),
    ("ink", "danger_tint"),
    *(("warning", ground) for ground in ("paper", "sheet", "raised", "warning_tint")),
    ("ink", "warning_tint"),
)
"""Every text colour with every ground it is used on: what the contrast test computes and the style sheet keeps to."""

EDGE_PAIRS: tuple[tuple[str, str], ...] = (
    *(("outline", ground) for ground in ("paper", "sheet", "raised")),
    *(("accent", ground) for ground in ("paper", "sheet", "raised")),
)
"""Edges and focus rings with the grounds they must show on: 3:1."""
