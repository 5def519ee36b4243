"""A collection's vectors: kept, searched by cosine similarity, saved and loaded."""

from __future__ import annotations

import logging
from collections.abc import Collection, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import ArrayLike, NDArray

from engine.context import RunContext
from engine.retrieval.exact import ROUNDING, Hit, best, search_exactly
from engine.retrieval.files import AGAIN, INDEX, StoredIndex, read_index, write_index
from engine.retrieval.graph import JITTER, DamagedGraphError, Graph
from engine.retrieval.options import IndexOptions
from engine.retrieval.table import Slots, VectorTable
from engine.retrieval.vectors import Vectors, blocks, unit_rows
from gill_studio.core.errors import RetrievalError

_LOG = logging.getLogger(__name__)
_CHUNK = 2048  # vectors between two looks at whether the work is still wanted
_MOVING_COST = 10  # of moving a vector in the graph, against appending it
_GRAPH_ERROR = JITTER + ROUNDING
_SEARCH_COST = 16  # of a candidate in the graph, against comparing with a vector


class RetrievalIndex:
    """Vectors of width `width`, each under a key (a content hash), found by cosine similarity.

    Fewer than `options.exact_below` are compared one by one; from there on an HNSW graph finds them, and whatever it
    cannot answer is compared one by one again. One index always gives the same answer; with `threads=1` the same
    additions give the same index too (0: all processors). `fingerprint` is the caller's: which adapter made the
    vectors. Not for several threads at a time.
    """

    def __init__(
        self, width: int, *, fingerprint: str = "", options: IndexOptions | None = None, threads: int = 0
    ) -> None:
        self.width, self.fingerprint, self.options = width, fingerprint, options or IndexOptions()
        self.changed = False
        """Whether saving would write something new."""
        self._threads = threads
        self._table = VectorTable(width)
        self._graph: Graph | None = None  # what it knows of is up to date; it may lack the newest slots

    def __len__(self) -> int:
        return len(self._table)

    def __contains__(self, key: object) -> bool:
        return key in self._table

    @property
    def keys(self) -> list[str]:
        """All keys."""
        return [key for key in self._table.keys if key is not None]

    def vectors_of(self, keys: Sequence[str]) -> Vectors:
        """Copies of the vectors (n, width) of these keys, of length one; RetrievalError where a key is not there."""
        missing = [key for key in keys if key not in self._table]
        if missing:
            raise RetrievalError(f"The index has no vector of {missing[0]}.", "Add that picture to the index.")
        vectors: Vectors = self._table.vectors[self._table.slots_of(keys)]
        return vectors

    def add(self, keys: Sequence[str], vectors: ArrayLike, context: RunContext | None = None) -> None:
        """Add vectors (n, width), normalised here; a key that is there, or comes again, gets the newer vector.

        Raises RetrievalError, and adds nothing, where a vector has another width, is zero or not finite. When
        `context` cancels, what was added until then stays, searched exactly, until the next addition goes on.
        """
        rows = self._checked(keys, vectors)
        latest = {key: row for row, key in enumerate(keys)}
        names, order = list(latest), np.fromiter(latest.values(), np.int64, len(latest))
        known = sum(key in self._table for key in names)
        self._table.reserve(len(names) - known)
        moved = [self._table.put(names[block], rows[order[block]]) for block in blocks(len(names), _CHUNK)]
        self.changed = self.changed or known < len(names) or any(map(len, moved))
        self._move(np.concatenate([*moved, np.empty(0, np.int64)]), context)
        self._complete_graph(context)

    def delete(self, keys: Collection[str], context: RunContext | None = None) -> int:
        """Delete these keys, unknown ones ignored; returns how many were there.

        When more than half of the graph is deleted, it is built again.
        """
        count = self._table.remove(set(keys))
        self.changed = self.changed or count > 0
        if self._table.free > len(self) or len(self) < self.options.exact_below // 2:
            self._graph = None
        if self._graph is None:
            self._table.compact()
        self._complete_graph(context)
        return count

    def search(self, query: ArrayLike, k: int = 10, exclude: Collection[str] = ()) -> list[Hit]:
        """The `k` keys most similar to `query` (width,), best first, without `exclude`; fewer when there are fewer.

        Equal scores are in the order of their keys; of many of them, a graph may miss some. Raises RetrievalError for
        a query that is no such vector.
        """
        return self.search_many(np.asarray(query)[None], k, exclude)[0]

    def search_many(self, queries: ArrayLike, k: int = 10, exclude: Collection[str] = ()) -> list[list[Hit]]:
        """The same for each of the queries (b, width), faster together."""
        rows = unit_rows(queries, self.width, lambda row: f"query {row + 1}")
        hidden = self._table.slots_of(set(exclude))
        count = min(k, len(self) - len(hidden))
        if count <= 0:
            return [[] for _ in rows]
        found = self._search_graph(rows, count, hidden)
        open_rows = [row for row in range(len(rows)) if row not in found]
        found |= zip(open_rows, search_exactly(self._table, rows[open_rows], count, hidden), strict=True)
        return [found[row] for row in range(len(rows))]

    def save(self, folder: Path) -> None:
        """Write the index into `folder`, whole or not at all; RetrievalError when it cannot be written."""
        graph = self._graph.arrays() if self._graph is not None and self._graph_complete() else None
        table = self._table
        write_index(folder, StoredIndex(self.fingerprint, self.options, table.keys, table.vectors, graph))
        self.changed = False

    @classmethod
    def load(
        cls, folder: Path, *, fingerprint: str | None = None, threads: int = 0, context: RunContext | None = None
    ) -> RetrievalIndex:
        """The index in `folder`, its vectors mapped, not read, where there is a graph.

        A graph that is damaged or missing is built again, and `changed` says so. Raises RetrievalError naming the
        file and the remedy when keys or vectors are damaged, or were made by another adapter than `fingerprint`.
        """
        stored, reason = read_index(folder)
        if fingerprint is not None and fingerprint != stored.fingerprint:
            raise RetrievalError(
                f"The index in {folder} was made with the adapter {stored.fingerprint or 'of unknown name'},"
                f" not with {fingerprint}.",
                "Build the collection's index again for this adapter.",
            )
        index = cls(stored.vectors.shape[1], fingerprint=stored.fingerprint, options=stored.options, threads=threads)
        try:
            index._table = VectorTable.restore(stored.keys, stored.vectors)
        except ValueError as error:
            raise RetrievalError(f"{folder / INDEX} is damaged: {error}.", AGAIN) from error
        if stored.graph is not None:
            try:
                index._graph = Graph.restore(stored.graph, stored.vectors, stored.options, threads)
            except DamagedGraphError as error:
                reason = str(error)
        if reason:
            _LOG.warning("The graph of the index in %s is built again: %s.", folder, reason)
        if index._graph is None:
            index._table.compact()
        index._complete_graph(context)
        return index

    def _checked(self, keys: Sequence[str], vectors: ArrayLike) -> Vectors:
        try:
            "".join(keys).encode()
        except UnicodeEncodeError as error:
            raise RetrievalError(f"A key holds a character that is none: {error}.", "Rename the picture.") from error
        rows = unit_rows(vectors, self.width, lambda row: keys[row])
        if len(rows) != len(keys):
            raise ValueError(f"{len(keys)} keys for {len(rows)} vectors")
        return rows

    def _move(self, slots: Slots, context: RunContext | None) -> None:
        """Tell the graph that these slots have other vectors now."""
        graph, self._graph = self._graph, None  # until it is through it would find the old ones
        if graph is None:
            return
        slots = slots[slots < graph.count]
        if _MOVING_COST * len(slots) > len(self):
            return  # building it again is faster
        for block in blocks(len(slots), _CHUNK // _MOVING_COST):
            graph.update(slots[block], self._table.vectors[slots[block]])
            _step(context, "moving", block.stop, len(slots))
        self._graph = graph

    def _graph_complete(self) -> bool:
        return self._graph is not None and self._graph.count == len(self._table.keys)

    def _complete_graph(self, context: RunContext | None) -> None:
        """Link what the graph does not know yet, where there should be one."""
        if self._graph is None:
            if len(self) < self.options.exact_below:
                return
            self._table.compact()
            self._graph = Graph(self.width, self.options, self._threads)
        total = len(self._table.keys)
        if self._graph.count < total:
            self.changed = True
            self._graph.reserve(total)
        while self._graph.count < total:
            graph, self._graph = self._graph, None  # one that fails here, for want of memory, is half linked
            graph.append(self._table.vectors[graph.count : graph.count + _CHUNK])
            self._graph = graph
            _step(context, "linking", graph.count, total)

    def _search_graph(self, queries: Vectors, k: int, hidden: Slots) -> dict[int, list[Hit]]:
        """What the graph finds for each row of `queries`; rows are missing where it does not find enough."""
        found: dict[int, list[Hit]] = {}
        if self._graph is None or not self._graph_complete():
            return found
        reach = max(self.options.ef_search, 2 * k) + len(hidden)
        while len(found) < len(queries) and reach * _SEARCH_COST <= self._graph.count:
            missing = [row for row in range(len(queries)) if row not in found]
            nearest = self._graph.nearest(queries[missing], reach)
            if nearest is None:
                break
            for row, slots, scores in zip(missing, *nearest, strict=True):
                offered = self._offered(slots, hidden)
                among = scores[offered]
                # all that may share the last place must be among them: scores come in falling order
                if len(among) >= 2 * k and scores[-1] < among[k - 1] - 2 * _GRAPH_ERROR:
                    found[row] = best(self._table, queries[row], slots[offered], among, k, _GRAPH_ERROR)
            reach *= 4  # free slots or equal scores were in the way
        return found

    def _offered(self, slots: Slots, hidden: Slots) -> NDArray[np.bool_]:
        offered = self._table.live[slots]
        return offered & ~np.isin(slots, hidden) if len(hidden) else offered


def _step(context: RunContext | None, label: str, done: int, total: int) -> None:
    if context is not None:
        context.step(label, done, total)
