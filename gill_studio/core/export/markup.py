"""What HTML and EPUB share: Jinja's environment, which escapes everything, and recipes as lines of text."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from gill_studio.core import locations
from gill_studio.core.export.content import Book
from gill_studio.core.export.text import one_line

if TYPE_CHECKING:
    import jinja2

FONTS = {"Source Serif 4": "SourceSerif4-Regular.woff2", "Source Serif 4 Display": "SourceSerif4Display-Semibold.woff2"}
"""Font files that come along for reading on screens, by their family."""


def export_resource(*parts: str) -> Path:
    """A file of `resources/export`."""
    return locations.resources_dir().joinpath("export", *parts)


@cache
def environment() -> jinja2.Environment:
    """Where the templates are; every value is escaped, and a name that is not there is an error."""
    import jinja2

    return jinja2.Environment(
        loader=jinja2.FileSystemLoader(export_resource()),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


def font_faces() -> str:
    """The fonts inside a style sheet."""
    return "\n".join(
        f'@font-face {{ font-family: "{family}"; font-weight: {600 if "Display" in family else 400}; '
        f"font-display: swap; src: url(data:font/woff2;base64,{_base64(export_resource('fonts', name))}) "
        'format("woff2"); }'
        for family, name in FONTS.items()
    )


def recipe_lines(book: Book) -> Iterator[str]:
    """How each generated picture was made, without the text that the model saw."""
    for item in book.items:
        take = item.panel.take
        if take is None or take.recipe is None or take.recipe.painting is None:
            continue
        how = take.recipe.painting
        facts = [take.recipe.model, f"seed {how.seed}", f"{how.steps} steps", f"guidance {how.guidance:g}"]
        size = [] if how.size is None else [f"{how.size[0]} × {how.size[1]}"]
        parts = [*facts, how.conditioner, *size, *([how.scheduler] if how.scheduler else [])]
        yield one_line(f"{item.number}: {', '.join(parts)}")


def _base64(path: Path) -> str:
    return base64.b64encode(path.read_bytes()).decode("ascii")
