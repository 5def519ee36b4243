"""A contact sheet: held-out stories in rows, their true last picture beside what each context yields."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from PIL import Image, ImageDraw, ImageFont

from engine.starter.evaluate.bench import Bench
from engine.starter.evaluate.contexts import HeldOut, Shown
from engine.starter.evaluate.generation import (
    GILL,
    PAINTER_FITTING,
    PAINTER_LAST,
    PAINTER_TRUE,
    TELLINGS,
    paint_all,
)

COLUMNS = (*GILL.values(), PAINTER_LAST, PAINTER_FITTING, PAINTER_TRUE)
_LABELS = {
    GILL[Shown.LAST]: "GILL\nlast caption",
    GILL[Shown.CAPTIONS]: "GILL\nall captions",
    GILL[Shown.FULL]: "GILL\ncaptions + pictures",
    PAINTER_LAST: "painter alone\nlast caption",
    PAINTER_FITTING: "painter alone\nlast captions that fit",
    PAINTER_TRUE: "painter alone\ntrue description",
}
_PAPER, _INK, _FAINT, _LINE = (250, 247, 241), (52, 46, 60), (132, 124, 138), (224, 217, 208)
_GAP, _GROUP = 8, 18
_THUMB, _TEXT, _HEAD = 40, 10, 46
_STORY = 240  # of each of the two columns that tell the story


def paint_sheet(bench: Bench, stories: Sequence[HeldOut]) -> Image.Image:
    """Paint every column of these stories and lay them out."""
    painted: dict[str, list[Image.Image]] = {}
    for number, name in enumerate(COLUMNS):
        images: list[Image.Image] = []
        for batch in paint_all(bench.engine, stories, TELLINGS[name], 0, bench.config):
            images += batch
            done = number * len(stories) + len(images)
            bench.context.step("painting the sheet", done, len(COLUMNS) * len(stories))
        painted[name] = images
    return lay_out(stories, painted)


def lay_out(stories: Sequence[HeldOut], painted: dict[str, list[Image.Image]]) -> Image.Image:
    """The sheet, from pictures that are there already: one a story in each of `COLUMNS`."""
    cell = max(96, *(image.width for images in painted.values() for image in images))
    left = _edges(cell)
    heights = [max(cell, _story_height(story)) for story in stories]
    size = (left[-1] + cell + 2 * _GAP, _HEAD + sum(heights) + (len(stories) + 1) * _GAP)
    sheet = Image.new("RGB", size, _PAPER)
    pen = ImageDraw.Draw(sheet)
    for x, name in zip(
        left, ("the story, and its\ntrue last picture", *map(_LABELS.__getitem__, COLUMNS)), strict=True
    ):
        pen.multiline_text((x, 2 * _GAP), name, _INK, _font(_TEXT + 1), spacing=3)
    top = _HEAD
    for row, story in enumerate(stories):
        pen.line((0, top, size[0], top), _LINE)
        _tell(sheet, pen, story, top + _GAP)
        shown = (story.image(-1), *(painted[name][row] for name in COLUMNS))
        for x, image in zip(left, shown, strict=True):
            sheet.paste(_fitted(image, cell), (x, top + _GAP))
        top += heights[row] + _GAP
    return sheet


def _edges(cell: int) -> list[int]:
    """Left edges of the pictures: the true one, then each of `COLUMNS`, in groups."""
    x = 2 * (_STORY + _GAP) + _GAP
    edges = [x]
    for number in range(len(COLUMNS)):
        x += cell + (_GROUP if number in {0, len(GILL), len(COLUMNS) - 1} else _GAP)
        edges.append(x)
    return edges


def _story_height(story: HeldOut) -> int:
    return -(-len(story.panels) // 2) * (_THUMB + 4)


def _tell(sheet: Image.Image, pen: Any, story: HeldOut, top: int) -> None:  # noqa: ANN401 - Pillow's pen has two types
    """Small pictures with their captions, in two columns; the last caption stands without its picture."""
    rows = -(-len(story.panels) // 2)
    for number, panel in enumerate(story.panels):
        x = _GAP + (number // rows) * (_STORY + _GAP)
        y = top + (number % rows) * (_THUMB + 4)
        is_last = number == len(story.panels) - 1
        if is_last:
            pen.rounded_rectangle((x, y, x + _THUMB - 1, y + _THUMB - 1), 5, outline=_FAINT)
            pen.text((x + _THUMB / 2, y + _THUMB / 2), "?", _FAINT, _font(18), anchor="mm")
        else:
            sheet.paste(_fitted(story.image(number), _THUMB), (x, y))
        text = wrapped(panel.caption, _STORY - _THUMB - _GAP, 3)
        pen.multiline_text((x + _THUMB + 6, y), text, _INK if is_last else _FAINT, _font(_TEXT), spacing=2)


def wrapped(text: str, width: int, most: int) -> str:
    """The text in lines of at most `width` pixels; what is beyond `most` lines ends in an ellipsis."""
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if _font(_TEXT).getlength(longer) <= width or not lines[-1]:
            lines[-1] = longer
        else:
            lines.append(word)
    if len(lines) > most:
        lines = [*lines[: most - 1], f"{lines[most - 1].rsplit(' ', 1)[0]} …"]
    return "\n".join(lines)


def _fitted(image: Image.Image, side: int) -> Image.Image:
    return image if image.size == (side, side) else image.resize((side, side), Image.Resampling.LANCZOS)


@lru_cache(maxsize=8)
def _font(size: int) -> Any:  # noqa: ANN401 - Pillow's own font, of two types
    return ImageFont.load_default(size)
