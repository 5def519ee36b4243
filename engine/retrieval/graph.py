"""The HNSW graph over the vectors of a table, by hnswlib, as far as hnswlib can be trusted.

What it is kept from, and why:

- Deleting. Where everything near a new vector is marked deleted, hnswlib 0.8 takes the last of no neighbours (undefined
  behaviour in `mutuallyConnectNewElement`). So nothing is ever marked here: free slots stay ordinary vectors of the
  graph, which keeps it connected, and the caller leaves them out of what is found. `allow_replace_deleted` picks slots
  by itself and makes two of a label that is in use (nmslib/hnswlib#487); here the label is the slot, and adding a
  label anew moves its vector and mends the links around it.
- Equal vectors. The links of a vector that has more equals than links lead to these only, and the search that gets
  there cannot leave: with 20 times 500 equal ones among 20,000 it finds 30 % of the ten nearest. A displacement
  of at most `JITTER`, in the graph only, is enough for the links to spread.
- Its files. `load_index` believes every link it reads, and follows it; `save_index` does not notice a full disk, and
  takes no path with letters outside the code page on Windows. So the graph's parts are arrays (`GraphArrays`), written
  and checked by us, and handed over as pickling would.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import hnswlib
import numpy as np
from numpy.typing import NDArray

from engine.retrieval.options import IndexOptions
from engine.retrieval.table import Slots
from engine.retrieval.vectors import Vectors, blocks

JITTER = 1e-4
"""Length of the displacement at most; a similarity is off by at most that."""

_SEED = 100
_TOP = 64  # layers are drawn as -ln(uniform) / ln(M): no graph comes near


class DamagedGraphError(ValueError):
    """Arrays that are no graph over these vectors."""


@dataclass(frozen=True)
class GraphArrays:
    """All of a graph over n vectors of width p with M links, L being the number of upper layers of all vectors."""

    lowest: NDArray[np.void]
    """(n,) of `row_type(p, M)`; the label is the slot."""
    layers: NDArray[np.uint8]
    """(n,): of how many upper layers each vector is part."""
    upper: NDArray[np.uint32]
    """(L, 1 + M): count and links, vector by vector, layer by layer from the second lowest."""
    entry: int
    """The vector where a search starts."""


def row_type(width: int, links: int) -> np.dtype[np.void]:
    """The record that hnswlib keeps of a vector in the lowest layer."""
    return np.dtype([("links", "<u4", (1 + 2 * links,)), ("vector", "<f4", (width,)), ("label", "<u8")])


class Graph:
    """A graph over the first `count` slots of a table. Not for several threads at a time."""

    def __init__(self, width: int, options: IndexOptions, threads: int = 0) -> None:
        self._width, self._options, self._threads = width, options, threads
        self._index = hnswlib.Index(space="ip", dim=width)
        self._index.init_index(1, M=options.links, ef_construction=options.ef_construction, random_seed=_SEED)
        self._configure()

    @property
    def count(self) -> int:
        """How many slots it knows."""
        return int(self._index.get_current_count())

    def reserve(self, count: int) -> None:
        """Make room for `count` slots in all."""
        if count > self._index.get_max_elements():
            self._index.resize_index(count)

    def append(self, rows: Vectors) -> None:
        """Link the vectors (m, p) of the next m slots; with one thread the graph is the same every time."""
        if len(rows):
            start = self.count
            if start + len(rows) > self._index.get_max_elements():
                self.reserve(max(start + len(rows), self._index.get_max_elements() * 3 // 2))
            labels = np.arange(start, start + len(rows), dtype=np.uint64)
            self._index.add_items(_displaced(rows, start), labels, num_threads=self._threads)

    def update(self, slots: Slots, rows: Vectors) -> None:
        """Move the vectors of known slots and mend the links around them: about ten times slower than to append."""
        if len(slots):
            # one thread: hnswlib writes the vector while others read it
            self._index.add_items(_displaced(rows, int(slots[0])), slots.astype(np.uint64), num_threads=1)

    def nearest(self, queries: Vectors, count: int) -> tuple[Slots, Vectors] | None:
        """Slots and scores (b, count) for each unit query (b, p); None where the graph does not connect so many.

        Approximate. Scores are off by `JITTER` and rounding.
        """
        try:
            labels, distances = self._index.knn_query(queries, k=count, num_threads=self._threads)
        except RuntimeError:  # "Cannot return the results in a contiguous 2D array"
            return None
        return labels.astype(np.int64), 1 - distances

    def arrays(self) -> GraphArrays:
        """Copies of its parts."""
        state = self._index.__getstate__()[0]
        return GraphArrays(
            lowest=state["data_level0"].view(row_type(self._width, self._options.links)),
            layers=state["element_levels"][: self.count].astype(np.uint8),
            upper=state["link_lists"].view(np.uint32).reshape(-1, 1 + self._options.links),
            entry=int(state["enterpoint_node"]),
        )

    @classmethod
    def restore(cls, arrays: GraphArrays, rows: Vectors, options: IndexOptions, threads: int = 0) -> Graph:
        """A graph as it was, over the vectors `rows`; DamagedGraphError when it is not one over these."""
        _check(arrays, rows, options)
        graph = cls(rows.shape[1], options, threads)
        graph._index = hnswlib.Index(_state(graph._index, arrays))
        graph._configure()
        return graph

    def _configure(self) -> None:
        self._index.set_ef(self._options.ef_search)
        if self._threads:
            self._index.set_num_threads(self._threads)


def _displaced(rows: Vectors, seed: int) -> Vectors:
    noise = np.random.default_rng((seed, len(rows))).random(rows.shape, np.float32)
    noise -= 0.5
    noise *= 2 * JITTER / rows.shape[1] ** 0.5
    noise += rows
    return noise


def _state(empty: hnswlib.Index, arrays: GraphArrays) -> dict[str, Any]:
    """What pickling that graph would give: sizes and constants from an empty one with the same options."""
    state: dict[str, Any] = dict(empty.__getstate__()[0])
    count = len(arrays.lowest)
    if state["size_data_per_element"] != arrays.lowest.dtype.itemsize:
        raise DamagedGraphError("this hnswlib lays its graphs out differently")
    state |= {
        "max_elements": count,
        "cur_element_count": count,
        "ep_added": True,
        "max_level": int(arrays.layers[arrays.entry]),
        "enterpoint_node": arrays.entry,
        "seed": _SEED + count,  # or the layers of what is added would be drawn like those of the first ones
        "label_lookup_external": arrays.lowest["label"].copy(),
        "label_lookup_internal": np.arange(count, dtype=np.uint32),
        "element_levels": arrays.layers.astype(np.int32),
        "data_level0": arrays.lowest.view(np.int8),
        "link_lists": arrays.upper.reshape(-1).view(np.int8),
    }
    return state


def _check(arrays: GraphArrays, rows: Vectors, options: IndexOptions) -> None:
    """DamagedGraphError unless every link that hnswlib may follow leads somewhere, and the vectors are `rows`."""
    lowest, layers, upper = arrays.lowest, arrays.layers, arrays.upper
    count, links = len(rows), options.links
    sizes = lowest.shape == layers.shape == (count,) and upper.shape == (int(layers.sum()), 1 + links)
    if not sizes or lowest.dtype != row_type(rows.shape[1], links) or not 0 <= arrays.entry < count:
        raise DamagedGraphError("sizes that do not fit together")
    if layers.max() > _TOP or layers[arrays.entry] != layers.max():
        raise DamagedGraphError("layers that cannot be")
    labels = lowest["label"].copy()  # the slots, but not in their order: several threads append
    if labels.max() >= count or not np.bincount(labels.astype(np.int64), minlength=count).all():
        raise DamagedGraphError("labels that are not the slots")
    for block in blocks(count):
        part = lowest[block]
        if part["links"][:, 0].max() > 2 * links or part["links"][:, 1:].max() >= count:
            raise DamagedGraphError("links that lead nowhere")
        if not np.abs(part["vector"] - rows[labels[block]]).max() <= 2 * JITTER:  # also where one is NaN
            raise DamagedGraphError("other vectors")
    if len(upper):
        _check_upper(layers, upper, count)


def _check_upper(layers: NDArray[np.uint8], upper: NDArray[np.uint32], count: int) -> None:
    if upper[:, 0].max() >= upper.shape[1] or upper[:, 1:].max() >= count:
        raise DamagedGraphError("links that lead nowhere")
    last = np.cumsum(layers, dtype=np.int64)
    layer = np.arange(len(upper)) - np.repeat(last - layers, layers) + 1
    used = np.arange(1, upper.shape[1]) <= upper[:, :1]
    if (used & (layers[upper[:, 1:]] < layer[:, None])).any():
        raise DamagedGraphError("links to vectors that are not in that layer")
