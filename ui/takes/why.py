"""Why something was offered: what is known of it, in words."""

from __future__ import annotations

import math
from collections.abc import Iterator

from PySide6.QtCore import QCoreApplication, QLocale

from gill_studio.core.story.model import OfferedText, Origin, Recipe, SeenPanel, Take

Record = Take | OfferedText
_LAST = 8  # panels of the context that are shown


def origin_words(record: Record) -> str:
    """Where it comes from."""
    translate = QCoreApplication.translate
    if isinstance(record, OfferedText):
        return translate("Takes", "Proposed sentence")
    words = {
        Origin.IMPORTED: translate("Takes", "Added by you"),
        Origin.RETRIEVED: translate("Takes", "From your collections"),
        Origin.GENERATED: translate("Takes", "Generated"),
    }
    return words[record.origin]


def why_lines(record: Record) -> list[tuple[str, str]]:
    """Name and value of all that is known: scores, the decision, the recipe."""
    return [*_scores(record), *([] if record.recipe is None else _recipe(record.recipe))]


def context_lines(recipe: Recipe | None) -> list[str]:
    """What the model had read, panel by panel; the last ones where there are many."""
    seen = () if recipe is None else recipe.context
    first = max(0, len(seen) - _LAST)
    lines = [_panel(number, panel) for number, panel in enumerate(seen[first:], start=first + 1)]
    return ["…", *lines] if first else lines


def search_text(record: Record) -> str:
    """All the words by which it can be found."""
    words = [origin_words(record)]
    words += [record.text] if isinstance(record, OfferedText) else [record.name]
    words += [f"{name} {value}" for name, value in why_lines(record)]
    words += [] if record.recipe is None else [seen.caption for seen in record.recipe.context[-1:]]
    return " ".join(words).casefold()


def _scores(record: Record) -> Iterator[tuple[str, str]]:
    translate, number = QCoreApplication.translate, QLocale().toString
    if isinstance(record, OfferedText):
        if record.score is not None:
            likely = round(100 * math.exp(min(0.0, record.score)))
            yield translate("Takes", "Likelihood a token"), translate("Takes", "{} %").format(likely)
        return
    if record.name:
        yield translate("Takes", "File"), record.name
    if record.score is not None:
        yield translate("Takes", "Match"), number(record.score, "f", 2)
    if record.decision is not None:
        held = translate("Takes", "retrieve: {} %").format(round(100 * record.decision))
        yield translate("Takes", "GILL’s decision"), held
    if record.collection:
        yield translate("Takes", "Collection"), record.collection
    yield translate("Takes", "Size"), f"{record.picture.width} × {record.picture.height}"


def _recipe(recipe: Recipe) -> Iterator[tuple[str, str]]:
    translate, number = QCoreApplication.translate, QLocale().toString
    if recipe.model:
        yield translate("Takes", "Model"), recipe.model
    if recipe.painting is not None:
        made, words = recipe.painting, translate("Takes", "seed {}, {} steps, guidance {}")
        yield translate("Takes", "Painted with"), words.format(made.seed, made.steps, number(made.guidance, "f", 1))
    if recipe.sampling is not None:
        written, words = recipe.sampling, translate("Takes", "seed {}, temperature {}")
        yield translate("Takes", "Written with"), words.format(written.seed, number(written.temperature, "f", 2))


def _panel(number: int, seen: SeenPanel) -> str:
    picture = QCoreApplication.translate("Takes", "(picture)") if seen.picture else ""
    words = " ".join(part for part in (seen.caption, picture) if part)
    return f"{number}. {words or '–'}"
