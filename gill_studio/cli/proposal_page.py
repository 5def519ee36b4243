"""How `gill-studio propose` shows what it found: a page for people, a record for programs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from gill_studio.cli.terminal import Style, columns, printable, wrapped
from gill_studio.core.protocol import Proposals, RetrievedPicture
from gill_studio.core.story.folder import StoryFolder

if TYPE_CHECKING:
    from gill_studio.core.collections.store import CollectionStore

_SHOWN_PANELS = 4  # of the story, before what is proposed
_MARGIN, _NUMBER = 2, 4
_BAR = 10


@dataclass(frozen=True)
class Outcome:
    """What was asked and what came of it."""

    story: StoryFolder
    focus: int | None
    """The panel in focus, from 0; None is the end."""
    proposals: Proposals
    model: str
    collection: CollectionStore | None
    can_paint: bool
    seconds: float
    """Of the proposal alone, the engine loaded."""


def panel_proposed(story: StoryFolder, focus: int | None) -> int:
    """The number, from 1, of the panel that the proposals are for: the one in focus while it lacks something."""
    panels = story.board.panels
    if focus is None:
        return len(panels) + 1
    panel = panels[focus]
    whole = bool(panel.caption.strip()) == (panel.picture is not None)
    return focus + (2 if whole and panel.picture is not None else 1)


def page(outcome: Outcome, style: Style, width: int) -> Iterator[str]:
    """The lines to print, at most `width` columns wide but for paths."""
    yield from _head(outcome, style, width)
    yield from _story(outcome, style, width)
    yield from _sentences(outcome, style, width)
    yield from _retrieved(outcome, style, width)
    yield from _painted(outcome, style)
    yield from _decision(outcome, style)


def as_record(outcome: Outcome) -> dict[str, Any]:
    """The same for JSON: plain values, paths as strings."""
    proposals, board = outcome.proposals, outcome.story.board
    decision = proposals.decision
    return {
        "story": str(outcome.story.folder),
        "title": board.title,
        "panels": len(board.panels),
        "panel": panel_proposed(outcome.story, outcome.focus),
        "model": outcome.model,
        "texts": [{"text": text.text, "score": text.score, "seed": text.seed} for text in proposals.texts],
        "retrieved": [_retrieved_record(outcome, picture) for picture in proposals.retrieved],
        "painted": [{"path": str(picture.path), "seed": picture.seed} for picture in proposals.painted],
        "decision": None
        if decision is None
        else {"favours": decision.favours, "retrieve": decision.retrieve, "generate": decision.generate},
        "dropped_panels": proposals.dropped_panels,
        "truncated": proposals.truncated,
        "seconds": round(outcome.seconds, 3),
    }


def _retrieved_record(outcome: Outcome, picture: RetrievedPicture) -> dict[str, Any]:
    path, caption = _looked_up(outcome, picture)
    return {"path": path, "caption": caption, "sha256": picture.key, "score": picture.score}


def _head(outcome: Outcome, style: Style, width: int) -> Iterator[str]:
    board = outcome.story.board
    title = printable(board.title) or "A story"
    about = f"{_counted(len(board.panels), 'panel')} · model: {printable(outcome.model)}"
    gap = width - columns(title) - columns(about)
    yield ""
    yield f"{style.bold(title)}{' ' * gap}{style.dim(about)}" if gap > 1 else f"{style.bold(title)}\n{style.dim(about)}"


def _story(outcome: Outcome, style: Style, width: int) -> Iterator[str]:
    panels = outcome.story.board.panels
    end = len(panels) if outcome.focus is None else outcome.focus + 1
    first = max(0, end - _SHOWN_PANELS)
    if first:
        yield style.dim(f"{'':{_MARGIN}}{'…':>{_NUMBER - 2}}")
    for number in range(first, end):
        panel = panels[number]
        lacking = " (no picture)" if panel.picture is None else ""
        text = f"{printable(panel.caption) or '(no caption)'}{lacking}"
        yield from map(style.dim, _item(str(number + 1), text, width))
    dropped = outcome.proposals.dropped_panels
    if dropped:
        which = "Panel 1 was" if dropped == 1 else f"Panels 1 to {dropped} were"
        yield f"\n{which} left out: the story is longer than this model can read at once."
    if outcome.proposals.truncated:
        yield "\nThe beginning of the last panel was left out: it alone is longer than this model can read at once."


def _sentences(outcome: Outcome, style: Style, width: int) -> Iterator[str]:
    texts = outcome.proposals.texts
    if not texts:
        return
    panel = panel_proposed(outcome.story, outcome.focus)
    is_caption = outcome.focus is not None and panel == outcome.focus + 1
    yield "\n" + style.bold(f"Captions for panel {panel}" if is_caption else f"Sentences for panel {panel}")
    for number, text in enumerate(texts, start=1):
        lines = _item(str(number), printable(text.text), width)
        yield from map(style.accent, lines) if number == 1 else lines


def _retrieved(outcome: Outcome, style: Style, width: int) -> Iterator[str]:
    pictures, store = outcome.proposals.retrieved, outcome.collection
    if not pictures or store is None:
        return
    yield "\n" + style.bold(f"Pictures of the collection {printable(store.name)}")
    found = [(picture.score, *_looked_up(outcome, picture)) for picture in pictures]
    yield from picture_lines(found, style, width)


def picture_lines(pictures: Iterable[tuple[float | None, str, str]], style: Style, width: int) -> Iterator[str]:
    """Retrieved pictures, of each its score if it has one, path and caption: two lines and more."""
    for number, (score, path, caption) in enumerate(pictures, start=1):
        bar = "█" * round(_BAR * max(0.0, min(1.0, score or 0.0)))
        text = f"{'–' if score is None else f'{score:.2f}':>5} {bar:░<{_BAR}}  "
        lines = wrapped(printable(caption) or "(no caption)", width - _MARGIN - _NUMBER - len(text))
        yield f"{_label(str(number))}{style.accent(text)}{lines[0]}"
        yield from (f"{' ' * (_MARGIN + _NUMBER + len(text))}{line}" for line in lines[1:])
        yield style.dim(f"{' ' * (_MARGIN + _NUMBER)}{printable(path)}")


def _painted(outcome: Outcome, style: Style) -> Iterator[str]:
    pictures = outcome.proposals.painted
    if pictures:
        yield "\n" + style.bold("Painted")
        for number, picture in enumerate(pictures, start=1):
            yield f"{_label(str(number))}{printable(str(picture.path))}  {style.dim(f'seed {picture.seed}')}"
    elif not outcome.can_paint:
        yield "\nThis model has no painter."


def _decision(outcome: Outcome, style: Style) -> Iterator[str]:
    decision = outcome.proposals.decision
    if decision is not None:
        likelier = max(decision.retrieve, decision.generate)
        how = "retrieve a picture" if decision.favours == "retrieve" else "paint a new picture"
        yield f"\nGILL would {style.accent(f'{how}: {likelier:.0%}')}"
    yield f"\n{style.dim(f'{outcome.seconds:.1f} s')}"


def _looked_up(outcome: Outcome, picture: RetrievedPicture) -> tuple[str, str]:
    """Path and caption of a retrieved picture; its key where the collection has lost it."""
    found = None if outcome.collection is None else outcome.collection.picture(picture.key)
    return (picture.key, "") if found is None else (str(found.path), found.caption)


def _item(number: str, text: str, width: int) -> list[str]:
    indent = _MARGIN + _NUMBER
    first, *rest = wrapped(text, width - indent)
    return [f"{_label(number)}{first}", *(f"{' ' * indent}{line}" for line in rest)]


def _label(number: str) -> str:
    return f"{'':{_MARGIN}}{number:>{_NUMBER - 2}}  "


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"
