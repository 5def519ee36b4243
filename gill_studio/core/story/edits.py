"""Edits of a storyboard: pure functions. What does not change is shared, and an edit without effect is the same value.

StoryError when a panel or take is not there.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from itertools import chain

from gill_studio.core.story.model import Authorship, OfferedText, Panel, Storyboard, StoryError, Take


def position_of(board: Storyboard, panel: str) -> int:
    """The place of the panel with that id, from 0."""
    for position, candidate in enumerate(board.panels):
        if candidate.id == panel:
            return position
    raise StoryError("The story has no such panel any more.", "Choose another panel.")


def panel_of(board: Storyboard, panel: str) -> Panel:
    """The panel with that id."""
    return board.panels[position_of(board, panel)]


def with_panel(board: Storyboard, panel: Panel) -> Storyboard:
    """`panel` in the place of the one that has its id."""
    position = position_of(board, panel.id)
    if board.panels[position] == panel:
        return board
    return replace(board, panels=(*board.panels[:position], panel, *board.panels[position + 1 :]))


def with_caption(board: Storyboard, panel: str, caption: str, authorship: Authorship = Authorship.WRITER) -> Storyboard:
    """Another caption. What the writer makes of a proposed one is EDITED; an empty caption is nobody's but theirs."""
    before = panel_of(board, panel)
    if not caption:
        authorship = Authorship.WRITER
    elif authorship is Authorship.WRITER and before.authorship is not Authorship.WRITER:
        authorship = before.authorship if caption == before.caption else Authorship.EDITED
    return with_panel(board, replace(before, caption=caption, authorship=authorship))


def inserted(board: Storyboard, position: int, panels: Sequence[Panel]) -> Storyboard:
    """New panels before the one at `position`, or at the end. ValueError when ids are there already."""
    known = {panel.id for panel in board.panels}
    fresh = {panel.id for panel in panels}
    if known & fresh or len(fresh) < len(panels):
        raise ValueError("Panels to insert need ids of their own.")
    if not panels:
        return board
    return replace(board, panels=(*board.panels[:position], *panels, *board.panels[position:]))


def removed(board: Storyboard, panels: Collection[str]) -> Storyboard:
    """Without these panels."""
    _require(board, panels)
    kept = tuple(panel for panel in board.panels if panel.id not in panels)
    return board if len(kept) == len(board.panels) else replace(board, panels=kept)


def moved(board: Storyboard, panels: Collection[str], position: int) -> Storyboard:
    """These panels together, in their order, before the panel that is now at `position`; or at the end."""
    _require(board, panels)
    taken = [panel for panel in board.panels if panel.id in panels]
    before = [panel for panel in board.panels[:position] if panel.id not in panels]
    after = [panel for panel in board.panels[position:] if panel.id not in panels]
    order = (*before, *taken, *after)
    return board if order == board.panels else replace(board, panels=order)


def split(board: Storyboard, panel: str, at: int, new_panel: str) -> Storyboard:
    """The caption cut before character `at`: the rest becomes a panel with the id `new_panel` after this one.

    Pictures, notes and tags stay with the first. White space at the cut goes.
    """
    position = position_of(board, panel)
    whole = board.panels[position]
    first = replace(whole, caption=whole.caption[:at].rstrip())
    second = Panel(new_panel, whole.caption[at:].lstrip(), whole.authorship)
    return inserted(with_panel(board, first), position + 1, [second])


def merged(board: Storyboard, panels: Collection[str], joint: str = " ") -> Storyboard:
    """These panels as one, in the place and with the id of the first: captions, notes, takes and texts together.

    The picture shown is the first that one of them shows.
    """
    _require(board, panels)
    parts = [panel for panel in board.panels if panel.id in panels]
    if len(parts) < 2:
        return board
    authors = {part.authorship for part in parts if part.caption} or {Authorship.WRITER}
    whole = replace(
        parts[0],
        caption=joint.join(part.caption for part in parts if part.caption),
        authorship=authors.pop() if len(authors) == 1 else Authorship.EDITED,
        notes="\n".join(part.notes for part in parts if part.notes),
        alt_text=next((part.alt_text for part in parts if part.alt_text), ""),
        tags=tuple(dict.fromkeys(chain.from_iterable(part.tags for part in parts))),
        takes=tuple(chain.from_iterable(part.takes for part in parts)),
        offered=tuple(chain.from_iterable(part.offered for part in parts)),
        chosen=next((part.chosen for part in parts if part.chosen is not None), None),
    )
    return with_panel(removed(board, [part.id for part in parts[1:]]), whole)


def duplicated(board: Storyboard, panels: Collection[str], new_id: Callable[[], str]) -> Storyboard:
    """A copy of each of these panels, with new ids, after the last of them."""
    _require(board, panels)
    places = [position for position, panel in enumerate(board.panels) if panel.id in panels]
    if not places:
        return board
    copies = [_copy(board.panels[position], new_id) for position in places]
    return inserted(board, places[-1] + 1, copies)


def with_take(board: Storyboard, panel: str, take: Take, *, show: bool) -> Storyboard:
    """One more take of a panel, or another value of one it has; `show` makes it the one that is shown."""
    before = panel_of(board, panel)
    known = any(other.id == take.id for other in before.takes)
    takes = tuple(take if other.id == take.id else other for other in before.takes)
    return with_panel(
        board,
        replace(before, takes=takes if known else (*takes, take), chosen=take.id if show else before.chosen),
    )


def with_offered(board: Storyboard, panel: str, texts: Sequence[OfferedText]) -> Storyboard:
    """More texts that were offered for a panel's caption; those it has already stay as they are."""
    before = panel_of(board, panel)
    known = {text.id for text in before.offered}
    fresh = tuple(text for text in texts if text.id not in known)
    return with_panel(board, replace(before, offered=(*before.offered, *fresh)))


def showing(board: Storyboard, panel: str, take: str | None) -> Storyboard:
    """The panel shows another of its takes, or none."""
    before = panel_of(board, panel)
    if take is not None and all(other.id != take for other in before.takes):
        raise StoryError("The panel has no such picture any more.", "Choose another picture.")
    return with_panel(board, replace(before, chosen=take))


def without_history(board: Storyboard) -> Storyboard:
    """For giving a story away: only the takes that are shown, no recipe, score or collection, and no offered text."""
    return replace(board, panels=tuple(_plain(panel) for panel in board.panels))


def _plain(panel: Panel) -> Panel:
    take = panel.take
    return replace(panel, takes=() if take is None else (Take(take.id, take.picture, take.origin),), offered=())


def _copy(panel: Panel, new_id: Callable[[], str]) -> Panel:
    ids = {take.id: new_id() for take in panel.takes}
    takes = tuple(replace(take, id=ids[take.id]) for take in panel.takes)
    chosen = None if panel.chosen is None else ids[panel.chosen]
    offered = tuple(replace(text, id=new_id()) for text in panel.offered)
    return replace(panel, id=new_id(), takes=takes, chosen=chosen, offered=offered)


def _require(board: Storyboard, panels: Collection[str]) -> None:
    if not set(panels) <= {panel.id for panel in board.panels}:
        raise StoryError("The story has no such panel any more.", "Choose another panel.")
