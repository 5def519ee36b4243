"""Places of panels in the table: whole numbers with gaps, so that moving one panel changes one row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

_GAP = 1 << 32
_FURTHEST = 1 << 62


def places_for(order: Sequence[str], known: Mapping[str, int]) -> dict[str, int]:
    """Places for those of `order` that have none yet, or for all where there is no room between two."""
    fresh: dict[str, int] = {}
    index = 0
    while index < len(order):
        if order[index] in known:
            index += 1
            continue
        end = index
        while end < len(order) and order[end] not in known:
            end += 1
        before = known[order[index - 1]] if index else None
        after = known[order[end]] if end < len(order) else None
        run = _between(before, after, end - index)
        if run is None:
            return {one: place * _GAP for place, one in enumerate(order)}
        fresh.update(zip(order[index:end], run, strict=True))
        index = end
    return fresh


def _between(before: int | None, after: int | None, count: int) -> range | None:
    """So many places between two, evenly; None where there is no room."""
    if before is None:
        before = -_GAP if after is None else after - _GAP * (count + 1)
    if after is None:
        after = before + _GAP * (count + 1)
    step = (after - before) // (count + 1)
    if step < 1 or before < -_FURTHEST or after > _FURTHEST:
        return None
    return range(before + step, before + step * count + 1, step)
