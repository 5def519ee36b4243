"""Which fonts the typesetter may use: those that come along, and the computer's own where a story needs more."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING

from gill_studio.core import locations
from gill_studio.core.export.pdf.options import SANS, SERIF

if TYPE_CHECKING:
    import typst

DISPLAY = "Source Serif 4 Display"
_BUNDLED = frozenset({SERIF, SANS, DISPLAY})
_EMOJI = ("Noto Color Emoji", "Segoe UI Emoji", "Apple Color Emoji", "Twemoji Mozilla")
_BY_LANGUAGE = {
    "zh": ("Noto Serif CJK SC", "Source Han Serif SC", "Songti SC", "SimSun", "Noto Sans CJK SC", "Microsoft YaHei"),
    "zh-hant": ("Noto Serif CJK TC", "Source Han Serif TC", "Songti TC", "PMingLiU", "Noto Sans CJK TC"),
    "ja": ("Noto Serif CJK JP", "Source Han Serif", "Hiragino Mincho ProN", "Yu Mincho", "Noto Sans CJK JP"),
    "ko": ("Noto Serif CJK KR", "Source Han Serif K", "AppleMyungjo", "Batang", "Noto Sans CJK KR", "Malgun Gothic"),
    "he": ("Noto Serif Hebrew", "Frank Ruehl CLM", "David", "Times New Roman", "Libertinus Serif", "DejaVu Sans"),
    "ar": ("Noto Naskh Arabic", "Amiri", "Traditional Arabic", "Times New Roman", "DejaVu Sans"),
    "fa": ("Vazirmatn", "Noto Naskh Arabic", "Amiri", "Times New Roman", "DejaVu Sans"),
}
_COVERED = ((0x20, 0x52F), (0x1E00, 0x1FFF), (0x2010, 0x205E), (0x20A0, 0x20BF), (0x2100, 0x214F))


def needs_system_fonts(text: str, family: str) -> bool:
    """Whether the fonts that come along are not enough: they have Latin, Greek and Cyrillic."""
    return family not in _BUNDLED or any(not any(a <= ord(c) <= b for a, b in _COVERED) for c in set(text) - {"\n"})


@cache
def fonts(*, system: bool) -> typst.Fonts:
    """The fonts to set with; looking through those of the computer takes a moment, so it is done once."""
    import typst

    folder = str(locations.resources_dir() / "fonts")
    return typst.Fonts(include_system_fonts=system, include_embedded_fonts=True, font_paths=[folder])


def families(language: str, family: str, *, system: bool) -> dict[str, Sequence[str]]:
    """Font families by their use, first choice first; only such as are there."""
    there = frozenset(fonts(system=system).families())
    traditional = any(part in language.casefold().split("-") for part in ("hant", "tw", "hk", "mo"))
    primary = language.casefold().split("-", maxsplit=1)[0]
    own = _BY_LANGUAGE.get("zh-hant" if primary == "zh" and traditional else primary, ())
    chosen = [name for name in (*_EMOJI, *own) if name in there]
    first = [family] if family in there else []
    return {
        "text": list(dict.fromkeys([*first, SERIF, *chosen])),
        "display": list(dict.fromkeys([*(first if family != SERIF else []), DISPLAY, SERIF, *chosen])),
        "label": list(dict.fromkeys([SANS, *chosen])),
    }
