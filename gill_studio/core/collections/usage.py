"""Which pictures of a collection a story shows already, so that they are marked and not offered again."""

from __future__ import annotations

from gill_studio.core.collections.duplicates import versions_of
from gill_studio.core.collections.store import CollectionStore
from gill_studio.core.story.model import Storyboard


def used_in(store: CollectionStore, board: Storyboard) -> dict[str, tuple[int, ...]]:
    """By SHA-256 the panels (from 1) that show a picture of the collection, or another version of it."""
    panels: dict[str, list[int]] = {}
    for number, panel in enumerate(board.panels, start=1):
        if panel.picture is not None:
            panels.setdefault(panel.picture.sha256, []).append(number)
    used: dict[str, set[int]] = {}
    for digest, versions in versions_of(store, panels).items():
        for version in versions:
            used.setdefault(version, set()).update(panels[digest])
    return {digest: tuple(sorted(numbers)) for digest, numbers in used.items()}


def not_to_offer(store: CollectionStore, board: Storyboard) -> tuple[str, ...]:
    """Pictures that are excluded, or that the story shows already, by SHA-256: for a proposal's `exclude`."""
    return tuple(sorted(store.excluded() | used_in(store, board).keys()))
