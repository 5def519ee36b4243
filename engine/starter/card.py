"""The starter's model card: what it is and is not, its world, how it was made, and what was measured."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec

from engine.starter.story.book import load_book
from engine.starter.story.splits import NEW_COMBINATIONS
from engine.starter.world.facts import (
    ANIMALS,
    PLACES,
    PROPS,
    RESERVED_ANIMALS,
    RESERVED_PLACE,
    RESERVED_PROP,
    SCARVES,
    TIMES,
)
from gill_studio.core.errors import StudioError

FIGURES_FILE, TRAINING_FILE, SHEET_FILE = "figures.json", "training.json", "contact-sheet.jpg"
_WIDTH = 112
_PARTS = {
    "language": "language model (OPT)",
    "vision": "vision tower (open_clip ViT)",
    "painter": "painter (Stable Diffusion: text encoder, UNet, VAE)",
    "adapter": "adapter (GILL's trained part, with the decision module)",
}
_TOP = """# The starter model

A complete GILL ([arXiv:2305.17216](https://arxiv.org/abs/2305.17216)) that comes with GILL Studio: a language model,
a vision tower, a painter and the adapter that joins them, all trained from nothing, by `python -m engine.starter
train`, in a procedural picture-book world. It reads a story of captions and pictures and proposes the next sentence,
a picture from a collection or a newly painted one, without a download and without a GPU.

## What it is not

It knows one picture-book world and nothing else: no people, no places on Earth, no facts, no language but the simple
English of that world's stories. Any word a writer types survives (the tokenizer works on bytes), but what it means is
lost on this model. No photograph, text or picture by a person went into it. For stories about anything else install a
larger model (`gill-studio models list`).
"""


def model_card(
    parameters: Mapping[str, int],
    figures: Mapping[str, Any] | None = None,
    training: Mapping[str, Any] | None = None,
    *,
    has_sheet: bool = False,
) -> str:
    """The card in Markdown; `parameters` by part.

    `figures` is an evaluation report as a dictionary, `training` what is to be told of the training, by name;
    without them the card says so.
    """
    parts = [_TOP, *_world(), *_sizes(parameters), *_making(training), *_figures(figures)]
    if has_sheet:
        parts += ["## Held-out stories", "", "The true last panel beside what each context yields:", ""]
        parts += [f"![Contact sheet]({SHEET_FILE})", ""]
    parts += ["## Licence", "", "Apache-2.0, as the application; see LICENSE.", ""]
    return "\n".join(parts)


def read_record(path: Path) -> dict[str, Any] | None:
    """What a JSON file holds, None where there is none; StudioError when it cannot be read."""
    if not path.is_file():
        return None
    try:
        return msgspec.json.decode(path.read_bytes(), type=dict[str, Any])
    except (OSError, ValueError) as error:
        raise StudioError(f"{path} cannot be read: {error}.", "Make it again, or take it away.") from error


def _world() -> Iterator[str]:
    book, reserved = load_book(), [*RESERVED_ANIMALS, RESERVED_PLACE, RESERVED_PROP]
    yield "## Its world\n"
    yield textwrap.fill(
        f"Heroes are {_listed(ANIMALS)}, each with a scarf ({_listed(SCARVES, 'or')}). They are at one of "
        f"{len(PLACES)} places ({_listed(PLACES)}), by {_listed(TIMES, 'or')}, and have one of {len(PROPS)} things "
        f"({_listed(PROPS)}) or nothing. Stories follow {len(book.plots)} plots in {len(book.patterns)} sentence "
        "patterns; the scarf is never told, only shown, and names are only told. "
        f"{_listed(reserved).capitalize()} can be seen and painted, but occur in no story: they are for teaching it. "
        f"{NEW_COMBINATIONS} % of all combinations were held out from training.",
        _WIDTH,
    )
    yield ""


def _sizes(parameters: Mapping[str, int]) -> Iterator[str]:
    yield "## Its parts\n"
    yield "| part | parameters |"
    yield "|---|---:|"
    for part, count in parameters.items():
        yield f"| {_PARTS.get(part, part)} | {count:,} |"
    yield f"| together | {sum(parameters.values()):,} |"
    yield "\nWeights are stored as 16-bit floats (safetensors) and computed in 32 bits.\n"


def _making(training: Mapping[str, Any] | None) -> Iterator[str]:
    yield "## How it was made\n"
    if training is None:
        yield "The recipe is `engine/starter/recipe/recipe.toml`.\n"
        return
    yield "The recipe is `engine/starter/recipe/recipe.toml`; this model's training:\n"
    for name, value in training.items():
        told = ", ".join(f"{k} {v}" for k, v in value.items()) if isinstance(value, dict) else value
        yield f"- {name}: {told}"
    yield ""


def _figures(figures: Mapping[str, Any] | None) -> Iterator[str]:
    yield "## Figures\n"
    if figures is None:
        yield "Not measured yet: `gill-studio evaluate starter` does.\n"
        return
    try:
        yield f"{figures['heading']}\n"
        for table in figures["tables"]:
            yield from _table(table)
        yield f"{figures['met']} of {figures['required']} requirements are met.\n"
    except (KeyError, TypeError) as error:
        raise StudioError(
            f"The figures are not an evaluation report: {error!r} is amiss.",
            "Run `gill-studio evaluate starter` again.",
        ) from error


def _table(table: Mapping[str, Any]) -> Iterator[str]:
    yield f"### {table['title']}\n"
    if table["rows"]:
        yield _bar(["", *table["columns"]])
        yield _bar(["---", *("---:" for _ in table["columns"])])
        for row in table["rows"]:
            yield _bar([row["name"], *map(_number, row["figures"])])
        yield ""
    for remark in table["remarks"]:
        yield f"{remark}\n"
    for check in table["checks"]:
        yield f"- {check['what']}: {_number(check)} ({check['required']}; {'met' if check['holds'] else '**not met**'})"
    if table["checks"]:
        yield ""


def _number(figure: Mapping[str, float] | None) -> str:
    if figure is None:
        return ""
    value, low, high = (f"{figure[name]:.3f}" for name in ("value", "low", "high"))
    return value if value == low == high else f"{value} [{low}, {high}]"


def _bar(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _listed(items: Sequence[str], by: str = "and") -> str:
    *most, last = [str(item) for item in items]
    return f"{', '.join(most)} {by} {last}" if most else last
