"""Vectors as the index keeps them: float32, of length one, checked."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import ArrayLike, NDArray

from gill_studio.core.errors import RetrievalError

Vectors = NDArray[np.float32]
"""(n, p)"""

_BLOCK = 4096  # rows: a block and its float64 copy stay in the processor's cache


def blocks(count: int, size: int = _BLOCK) -> Iterator[slice]:
    """Slices that cover `count` rows."""
    return (slice(start, min(start + size, count)) for start in range(0, count, size))


def lengths(rows: Vectors) -> NDArray[np.float64]:
    """Length of each row (n,); NaN or infinite where a value of the row is."""
    found = np.empty(len(rows))
    for block in blocks(len(rows)):
        # summed row by row, so that equal rows get equal lengths wherever they stand (BLAS does not promise that)
        found[block] = np.sqrt(np.square(rows[block], dtype=np.float64).sum(axis=1))
    return found


def unit_rows(vectors: ArrayLike, width: int, name: Callable[[int], str]) -> Vectors:
    """A copy of `vectors` (n, width) as float32 rows of length one; `name(row)` is for the sentence that refuses it.

    Raises RetrievalError for another width, and for rows that hold NaN or infinity or are zero.
    """
    with np.errstate(over="ignore"):  # what float32 cannot hold becomes infinite, and is refused below
        rows = np.asarray(vectors, dtype=np.float32)
    if rows.ndim != 2 or rows.shape[1] != width:
        raise RetrievalError(
            f"Vectors of shape {tuple(rows.shape)} do not fit an index of vectors with {width} values.",
            "Use the model whose adapter made this index, or build the index again with this one.",
        )
    length = lengths(rows)
    usable = np.isfinite(length) & (length > 0)
    if not usable.all():
        row = int(np.argmin(usable))
        what = "is zero" if length[row] == 0 else "holds values that are no finite numbers"
        raise RetrievalError(f"The vector of {name(row)} {what}.", "Leave it out, or compute it again.")
    unit = np.empty_like(rows)
    for block in blocks(len(rows)):
        unit[block] = rows[block] / length[block, None]
    return unit
