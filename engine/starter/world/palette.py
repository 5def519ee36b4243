"""Colours: what a scarf is dyed with, how each time of day lights the world, and arithmetic on RGB triples."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from engine.starter.world.facts import Scarf, Time

Colour = tuple[int, int, int]
"""Red, green, blue, each 0 to 255, as in sRGB."""


@lru_cache(maxsize=1024)
def rgb(code: str) -> Colour:
    """The colour of a code such as "#ff8040"."""
    return (int(code[1:3], 16), int(code[3:5], 16), int(code[5:7], 16))


def mix(first: Colour, second: Colour, share: float) -> Colour:
    """`share` of the second colour in the first; 0 leaves the first as it is."""
    return (
        round(first[0] + (second[0] - first[0]) * share),
        round(first[1] + (second[1] - first[1]) * share),
        round(first[2] + (second[2] - first[2]) * share),
    )


def darker(colour: Colour, share: float = 0.2) -> Colour:
    """Towards a deep violet, which keeps shadows warm where black would make them dirty."""
    return mix(colour, (38, 20, 66), share)


def lighter(colour: Colour, share: float = 0.3) -> Colour:
    """Towards warm white."""
    return mix(colour, (255, 252, 240), share)


def vivid(colour: Colour, factor: float) -> Colour:
    """The colour with its distance from grey multiplied."""
    grey = (colour[0] + colour[1] + colour[2]) / 3
    return (
        round(min(255.0, max(0.0, grey + (colour[0] - grey) * factor))),
        round(min(255.0, max(0.0, grey + (colour[1] - grey) * factor))),
        round(min(255.0, max(0.0, grey + (colour[2] - grey) * factor))),
    )


SCARF_COLOURS: dict[Scarf, Colour] = {
    Scarf.RED: rgb("#e3171f"),
    Scarf.YELLOW: rgb("#ffd60a"),
    Scarf.GREEN: rgb("#0f9d3f"),
    Scarf.BLUE: rgb("#1668f2"),
    Scarf.PINK: rgb("#ff7cc4"),
}


@dataclass(frozen=True, eq=False)
class Light:
    """How a time of day colours the world.

    A landscape's colour is multiplied by `tint`; then its dark tones are drawn towards `dark` and its bright ones
    towards `bright` (split toning), by the share `toning`; `vividness` makes good the saturation this costs.
    Figures only take a little of `dark`.
    """

    sky: tuple[Colour, Colour, Colour]
    """From the top of the picture to the horizon."""
    tint: tuple[float, float, float]
    dark: Colour
    bright: Colour
    toning: float
    vividness: float
    figure: float
    rim: Colour
    rim_strength: float
    shadow: Colour
    shadow_strength: float
    lamps: bool
    """Whether windows are lit and lanterns shine."""

    def land(self, colour: Colour, haze: float = 0.0) -> Colour:
        """A landscape's colour in this light; `haze` (0 to 1) lets it fade into the horizon's sky."""
        return _landscape(self, colour, haze)

    def body(self, colour: Colour) -> Colour:
        """A character's or prop's colour: only a breath of the light, so that it can be told at night."""
        return mix(colour, self.dark, self.figure)


@lru_cache(maxsize=4096)
def _landscape(light: Light, colour: Colour, haze: float) -> Colour:
    lit = (
        min(255, round(colour[0] * light.tint[0])),
        min(255, round(colour[1] * light.tint[1])),
        min(255, round(colour[2] * light.tint[2])),
    )
    brightness = (0.3 * colour[0] + 0.59 * colour[1] + 0.11 * colour[2]) / 255
    toned = mix(lit, mix(light.dark, light.bright, brightness), light.toning)
    return mix(vivid(toned, light.vividness), light.sky[2], haze)


LIGHTS: dict[Time, Light] = {
    Time.DAY: Light(
        sky=(rgb("#43aef0"), rgb("#86d2fa"), rgb("#e2f6fb")),
        tint=(1.0, 1.0, 1.0),
        dark=rgb("#ffffff"),
        bright=rgb("#ffffff"),
        toning=0.0,
        vividness=1.0,
        figure=0.0,
        rim=rgb("#fff8e0"),
        rim_strength=0.55,
        shadow=rgb("#2a3566"),
        shadow_strength=0.30,
        lamps=False,
    ),
    Time.SUNSET: Light(
        sky=(rgb("#7a4fa8"), rgb("#f2705f"), rgb("#ffcf6b")),
        tint=(1.06, 0.83, 0.74),
        dark=rgb("#5a1f86"),
        bright=rgb("#ff9478"),
        toning=0.2,
        vividness=1.2,
        figure=0.06,
        rim=rgb("#ffd884"),
        rim_strength=0.85,
        shadow=rgb("#4a1a5c"),
        shadow_strength=0.34,
        lamps=True,
    ),
    Time.NIGHT: Light(
        sky=(rgb("#0b1244"), rgb("#22318a"), rgb("#4a5fc4")),
        tint=(0.54, 0.62, 0.78),
        dark=rgb("#0d1550"),
        bright=rgb("#8d9dfb"),
        toning=0.4,
        vividness=1.3,
        figure=0.12,
        rim=rgb("#cfe0ff"),
        rim_strength=0.75,
        shadow=rgb("#070b2c"),
        shadow_strength=0.45,
        lamps=True,
    ),
}
