"""From the authors' embeddings to an index of ours."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from engine.context import RunContext
from engine.retrieval.authors_file import Embeddings, read_embeddings
from engine.retrieval.files import INDEX
from engine.retrieval.index import RetrievalIndex
from engine.retrieval.options import IndexOptions
from engine.retrieval.vectors import lengths
from gill_studio.core.errors import RetrievalError


@dataclass(frozen=True)
class Conversion:
    """What became of the rows."""

    pictures: int
    duplicates: int
    """Rows whose path came before; the first one counts."""
    unusable: int
    """Rows that hold NaN or infinity, or are zero."""


def convert_embeddings(
    files: Sequence[Path],
    folder: Path,
    *,
    fingerprint: str = "",
    options: IndexOptions | None = None,
    context: RunContext | None = None,
) -> Conversion:
    """Write the pictures of the authors' files as one index into `folder`, under their paths or addresses as given.

    `fingerprint` names the adapter that made them. Raises RetrievalError naming the file where one cannot be read, and
    where `folder` holds an index already.
    """
    if (folder / INDEX).exists():
        raise RetrievalError(f"{folder} holds an index already.", "Give another folder, or remove that one first.")
    index: RetrievalIndex | None = None
    rows = unusable = 0
    for path in files:
        found = read_embeddings(path)
        if index is None:
            index = RetrievalIndex(found.vectors.shape[1], fingerprint=fingerprint, options=options)
        if found.vectors.shape[1] != index.width:
            width = found.vectors.shape[1]
            raise RetrievalError(
                f"{path} has embeddings of width {width}, the files before have {index.width}.",
                "Convert files of different adapters one by one.",
            )
        rows += len(found.paths)
        unusable += _add(index, found, context)
    if not index:
        raise RetrievalError(f"There is no usable embedding in {', '.join(map(str, files))}.", "Give another file.")
    index.save(folder)
    return Conversion(len(index), rows - unusable - len(index), unusable)


def _add(index: RetrievalIndex, found: Embeddings, context: RunContext | None) -> int:
    """Add what can be used and is not there yet; returns how many rows cannot be used."""
    length = lengths(found.vectors)
    usable = np.isfinite(length) & (length > 0)
    first: dict[str, int] = {}
    for row in np.flatnonzero(usable).tolist():
        if found.paths[row] not in index:
            first.setdefault(found.paths[row], row)
    index.add(list(first), found.vectors[list(first.values())], context)
    return int((~usable).sum())
