"""What the HNSW index finds, and in which time, against comparing with every vector.

usage: uv run python benchmarks/retrieval.py [--size 200000] [--queries 1000] [--threads 0]

Embedding-like vectors: 2,000 cluster centres drawn from N(0, I) in 32 dimensions; each vector is a centre, drawn with
equal probability, plus 0.5 N(0, I); lifted to 256 dimensions by an orthonormal map; plus 0.05 N(0, I) in all 256
dimensions ("a little noise": 1.6 % of the squared length); normalised. Queries are further draws of the same kind.
Isotropic vectors, N(0, I) in 256 dimensions, are printed beside them: nothing is near anything there, so a graph has
nothing to follow, and no limit is held against them.

Exact search is whichever is faster in this run, a query at a time: the index's own, or the plain product by BLAS with
`numpy.argpartition`. Exits with 1 when a limit is missed; the limits on time hold from 200,000 vectors on.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from engine.retrieval.exact import Hit
from engine.retrieval.index import RetrievalIndex
from engine.retrieval.options import IndexOptions

WIDTH, INNER, CLUSTERS, SPREAD, NOISE = 256, 32, 2000, 0.5, 0.05
NEAREST = 10
FULL_SIZE = 200_000
LEAST_RECALL, MOST_TIME, MOST_LOADING = 0.98, 0.05, 2.0
ROUNDS = 5

Vectors = NDArray[np.float32]


def embedding_like(count: int, seed: int = 0) -> Vectors:
    """(count, 256) vectors as the module's first lines describe them; the same for the same seed and count."""
    random = np.random.default_rng(seed)
    centres = random.standard_normal((CLUSTERS, INNER), np.float32)
    lift = np.linalg.qr(random.standard_normal((WIDTH, INNER)))[0].astype(np.float32)
    inner = centres[random.integers(CLUSTERS, size=count)]
    inner += SPREAD * random.standard_normal((count, INNER), np.float32)
    vectors: Vectors = inner @ lift.T
    vectors += NOISE * random.standard_normal((count, WIDTH), np.float32)
    return _normalised(vectors)


def isotropic(count: int, seed: int = 0) -> Vectors:
    """(count, 256) directions without any structure."""
    return _normalised(np.random.default_rng(seed).standard_normal((count, WIDTH), np.float32))


def _normalised(vectors: Vectors) -> Vectors:
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    return vectors


def seconds(action: Callable[[], object]) -> float:
    """Wall time of one run."""
    start = time.perf_counter()
    action()
    return time.perf_counter() - start


def each(search: Callable[[Vectors], object], queries: Vectors) -> float:
    """Median milliseconds of a query, one after the other."""
    search(queries[0])
    return 1000 * statistics.median([seconds(lambda q=query: search(q)) for query in queries])  # type: ignore[misc]


def build(vectors: Vectors, options: IndexOptions, threads: int) -> tuple[RetrievalIndex, float]:
    """An index of these vectors, under keys as long as content hashes, and how long it took."""
    index = RetrievalIndex(WIDTH, fingerprint="benchmark", options=options, threads=threads)
    keys = [f"{i:064x}" for i in range(len(vectors))]
    return index, seconds(lambda: index.add(keys, vectors))


def recall(found: Sequence[Sequence[Hit]], right: Sequence[Sequence[Hit]]) -> float:
    """Which part of the right ones was found, by key."""
    hits = [len({hit.key for hit in f} & {hit.key for hit in r}) for f, r in zip(found, right, strict=True)]
    return sum(hits) / sum(map(len, right))


def plain_exact(vectors: Vectors) -> Callable[[Vectors], object]:
    """The bare product and the best of it, without keys or order."""
    return lambda query: np.argpartition(vectors @ query, -NEAREST)[-NEAREST:]


def measure(name: str, vectors: Vectors, queries: Vectors, threads: int) -> tuple[RetrievalIndex, float, float]:
    """Print what one kind of vectors gives; the index, its recall, and its time as a part of exact search's."""
    options = IndexOptions(exact_below=min(IndexOptions().exact_below, len(vectors)))
    graph, built = build(vectors, options, threads)
    exact, _ = build(vectors, replace(options, exact_below=len(vectors) + 1), threads)
    right: list[list[Hit]] = []
    batch_exact = 1000 / len(queries) * seconds(lambda: right.extend(exact.search_many(queries, NEAREST)))
    found: list[list[Hit]] = []
    batch = 1000 / len(queries) * seconds(lambda: found.extend(graph.search_many(queries, NEAREST)))
    some = queries[:200]
    one = each(lambda query: graph.search(query, NEAREST), some)
    ours, plain = each(lambda query: exact.search(query, NEAREST), some), each(plain_exact(vectors), some)
    share, reference = recall(found, right), min(ours, plain)
    print(f"{name}: {len(vectors):,} x {WIDTH}, built in {built:.1f} s ({1000 * built / len(vectors):.2f} ms a vector)")
    print(f"  recall@{NEAREST}              {share:>8.4f}")
    print(f"  one query            {one:>8.3f} ms   exact {ours:.3f} ms, BLAS and argpartition {plain:.3f} ms")
    print(f"    of exact search    {one / reference:>8.2%}")
    print(f"  {len(queries)} queries at once {batch:>7.3f} ms   exact {batch_exact:.3f} ms a query")
    print(f"    of exact search    {batch / batch_exact:>8.2%}")
    return graph, share, one / reference


def measure_files(index: RetrievalIndex, query: Vectors) -> float:
    """Print what saving and loading take; loading, with a first search, as a multiple of reading the files."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        saved = seconds(lambda: index.save(folder))
        files = sorted(folder.iterdir())
        size = sum(path.stat().st_size for path in files)
        reading, loading = [], []
        for _ in range(ROUNDS):
            reading.append(seconds(lambda: [len(path.read_bytes()) for path in files]))
            loading.append(seconds(lambda: RetrievalIndex.load(folder).search(query, NEAREST)))
        read, load = statistics.median(reading), statistics.median(loading)
        print(f"files: {size / 1e6:.0f} MB, saved in {saved:.2f} s")
        print(f"  read {read:.3f} s; loaded, and a first search, {load:.3f} s: {load / read:.2f} times")
        if sys.platform == "linux":
            subprocess.run([sys.executable, __file__, "--memory-of", name], check=True)  # noqa: S603
        return load / read


def print_memory(folder: Path) -> None:
    """What a process holds that has loaded the index and searched in it."""

    def held(field: str) -> float:
        lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
        return float(next(line.split()[1] for line in lines if line.startswith(field))) / 1024

    before = held("RssAnon")
    index = RetrievalIndex.load(folder)
    index.search(np.ones(WIDTH), NEAREST)
    print(f"  memory: {held('RssAnon') - before:.0f} MiB, and {held('RssFile'):.0f} MiB of files mapped")


def limit(name: str, value: float, *, kept: bool, bound: str) -> bool:
    """One line of the verdict."""
    print(f"{name:<44} {value:>7.4f}  ({bound}){'' if kept else '   MISSED'}")
    return kept


def main() -> int:
    """Print the tables; 1 when a limit is missed."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--size", type=int, default=FULL_SIZE)
    parser.add_argument("--queries", type=int, default=1000)
    parser.add_argument("--threads", type=int, default=0, help="0: all processors")
    parser.add_argument("--memory-of", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.memory_of is not None:
        print_memory(options.memory_of)
        return 0
    drawn = embedding_like(options.size + options.queries)
    vectors, queries = drawn[: options.size], drawn[options.size :]
    index, share, part = measure("embedding-like", vectors, queries, options.threads)
    loading = measure_files(index, queries[0])
    del index, drawn, vectors
    drawn = isotropic(options.size + options.queries)
    measure("isotropic", drawn[: options.size], drawn[options.size :], options.threads)
    timed = options.size >= FULL_SIZE
    judged = [
        limit(f"recall@{NEAREST}", share, kept=share >= LEAST_RECALL, bound=f"at least {LEAST_RECALL}"),
        limit("time of a query / exact search's", part, kept=part <= MOST_TIME or not timed, bound="at most 0.05"),
        limit("loading / reading the files", loading, kept=loading <= MOST_LOADING or not timed, bound="at most 2"),
    ]
    if not timed:
        print(f"The limits on time are held from {FULL_SIZE:,} vectors on.")
    return int(not all(judged))


if __name__ == "__main__":
    sys.exit(main())
