"""What an index finds, exactly and through its graph."""

from __future__ import annotations

from dataclasses import replace

import hypothesis.strategies as st
import numpy as np
import pytest
import torch
from hypothesis import HealthCheck, given, settings

from engine.context import CancelledError, RunContext
from engine.retrieval.index import RetrievalIndex
from engine.retrieval.options import IndexOptions
from gill_studio.core.errors import RetrievalError


def keys_of(hits) -> list[str]:
    return [hit.key for hit in hits]


def by_graph(index: RetrievalIndex, queries: np.ndarray, k: int) -> int:
    """How many of the queries the graph answers by itself."""
    unit = (queries / np.linalg.norm(queries, axis=1, keepdims=True)).astype(np.float32)
    return len(index._search_graph(unit, k, np.empty(0, np.int64)))


@pytest.mark.parametrize("threads", [1, 4])
def test_finds_what_comparing_one_by_one_finds(threads: int, helpers) -> None:
    vectors, queries = helpers.drawn(1200), helpers.drawn(60, 1)
    stored = dict(zip(helpers.named(1200), vectors, strict=True))
    exact = helpers.filled(helpers.exact)
    graph = helpers.filled(replace(helpers.graph, links=16, ef_construction=100, ef_search=60), threads=threads)
    assert by_graph(exact, queries, 10) == 0
    assert by_graph(graph, queries, 10) == 60
    found = 0
    for query, hits in zip(queries, graph.search_many(queries, 10), strict=True):
        right = helpers.right(stored, query, 10)
        one_by_one = exact.search(query, 10)
        assert [(hit.key, pytest.approx(hit.score, abs=1e-6)) for hit in one_by_one] == right
        scores = {hit.key: hit.score for hit in one_by_one}
        assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
        found += sum(key in scores for key in keys_of(hits))
        for hit in hits:  # the same score, to the last bit, whichever way it was found
            assert hit.score == scores.get(hit.key, hit.score)
    assert found >= 0.98 * 600


def test_takes_vectors_of_any_length_and_of_torch(helpers, options) -> None:
    index = RetrievalIndex(2, options=options)
    index.add(["a", "b"], torch.tensor([[3.0, 0.0], [0.0, 1e-30]]))
    assert index.search(torch.tensor([5.0, 0.0]), 1)[0] == index.search([1.0, 0.0], 1)[0]
    assert [(hit.key, hit.score) for hit in index.search([0, 1e30], 2)] == [("b", 1.0), ("a", 0.0)]
    assert np.linalg.norm(index.vectors_of(["b", "a"]), axis=1) == pytest.approx([1, 1])
    assert index.vectors_of(["b", "a"])[0, 1] == 1


@pytest.mark.parametrize("count", [0, 1, 2])
def test_very_small_collections(count: int, helpers, options) -> None:
    index = RetrievalIndex(helpers.width, options=replace(options, exact_below=2))
    index.add(helpers.named(count), helpers.drawn(count))
    query = helpers.drawn(1, 5)[0]
    assert len(index) == count
    for k in (1, 3, 100):
        assert len(index.search(query, k)) == min(k, count)
    assert index.search(query, 0) == []
    assert index.search(query, -1) == []
    assert len(index.search(query, 5, exclude={"k000000"})) == max(0, count - 1)
    assert index.search(query, 5, exclude=index.keys) == []
    assert index.search_many(np.empty((0, helpers.width))) == []


def test_k_beyond_the_collection_finds_everything_once(helpers, options) -> None:
    index = helpers.filled(options)
    for k in (700, 1200, 5000):
        found = keys_of(index.search(helpers.drawn(1, 3)[0], k))
        assert len(found) == len(set(found)) == min(k, 1200)


@pytest.mark.parametrize("used", [1, 30, 700, 1195, 1200])
def test_excluded_pictures_leave_as_many_as_there_are(used: int, helpers, options) -> None:
    index = helpers.filled(options)
    query = helpers.drawn(1, 3)[0]
    nearest = keys_of(index.search(query, 1200))
    excluded = [*nearest[:used], "never seen"]
    found = keys_of(index.search(query, 10, exclude=excluded))
    assert len(found) == min(10, 1200 - used)
    assert not set(found) & set(excluded)
    assert len(set(found) & set(nearest[used : used + 10])) >= len(found) - 1


def test_equal_scores_come_in_the_order_of_their_keys(helpers, options) -> None:
    vectors = helpers.drawn(1200)
    keys = [f"{i * 7919 % 1200:04d}" for i in range(1200)]
    same = np.tile(helpers.drawn(1, 8), (40, 1))
    index = RetrievalIndex(helpers.width, options=options, threads=1)  # linked by several, a graph may miss some
    index.add(keys, vectors)
    index.add([f"same{i:02d}" for i in reversed(range(40))], same)
    for k in (1, 5, 13):
        hits = index.search(same[0], k)
        assert keys_of(hits) == [f"same{i:02d}" for i in range(k)]
        assert len({hit.score for hit in hits}) == 1
    for hits in index.search_many(np.tile(same[:1], (20, 1)), 13):
        assert keys_of(hits) == [f"same{i:02d}" for i in range(13)]


def test_a_collection_of_equal_vectors(helpers, options) -> None:
    index = RetrievalIndex(helpers.width, options=options)
    index.add(helpers.named(1500), np.ones((1500, helpers.width)))
    found = keys_of(index.search(np.ones(helpers.width), 1500))
    assert found == helpers.named(1500)


def test_many_equal_vectors_do_not_hide_the_others(helpers) -> None:
    """20 groups of 100: without the displacement in the graph, it finds less than half of the others."""
    vectors = helpers.drawn(4000)
    vectors[:2000] = np.repeat(helpers.drawn(20, 4), 100, axis=0)
    queries = helpers.drawn(100, 5)
    graph = RetrievalIndex(helpers.width, options=replace(helpers.graph, ef_search=100, ef_construction=100), threads=1)
    exact = RetrievalIndex(helpers.width, options=helpers.exact)
    for index in (graph, exact):
        index.add(helpers.named(4000), vectors)
    assert by_graph(graph, queries, 10) == 100
    worst = [hits[-1].score - 1e-6 for hits in exact.search_many(queries, 10)]
    found = [sum(hit.score >= w for hit in hits) for hits, w in zip(graph.search_many(queries, 10), worst, strict=True)]
    assert sum(found) >= 0.9 * 1000


def test_a_key_that_comes_again_gets_the_newer_vector(helpers, options) -> None:
    index = helpers.filled(options)
    new = helpers.drawn(50, 6)
    index.add([*helpers.named(50), "k000000"], np.concatenate([new, -new[:1]]))
    assert len(index) == 1200
    assert index.search(-new[0], 1)[0].key == "k000000"
    for i in range(1, 50):
        assert index.search(new[i], 1)[0].key == f"k{i:06d}"
        assert index.search(new[i], 1)[0].score == pytest.approx(1)


def test_replacing_most_of_it(helpers, options) -> None:
    index = helpers.filled(options)
    new = helpers.drawn(1000, 6)
    index.add(helpers.named(1000), new)
    assert [keys_of(hits)[0] for hits in index.search_many(new, 1)] == helpers.named(1000)


def test_deleted_keys_are_not_found_and_their_slots_are_used_again(helpers, options) -> None:
    index = helpers.filled(options)
    vectors = helpers.drawn(1200)
    assert index.delete([*helpers.named(300), "never seen", "k000000"]) == 300
    assert len(index) == 900
    assert "k000000" not in index
    assert not set(index.keys) & set(helpers.named(300))
    for i in range(0, 300, 10):
        hits = index.search(vectors[i], 10)
        assert len(hits) == 10
        assert not set(keys_of(hits)) & set(helpers.named(300))
    index.add(helpers.named(250, 5000), -vectors[:250])
    assert index.search(-vectors[0], 1)[0].key == "k005000"
    assert len(index._table.keys) <= 1200
    with pytest.raises(RetrievalError, match="k000000"):
        index.vectors_of(["k000000"])


def test_a_deleted_neighbourhood_does_not_hide_what_is_behind(helpers) -> None:
    """The 500 nearest deleted, fewer than would have the graph built anew."""
    index = helpers.filled(helpers.graph)
    query = helpers.drawn(1, 3)[0]
    nearest = keys_of(index.search(query, 1200))
    index.delete(nearest[:500])
    assert index._table.free == 500
    assert index._graph is not None
    found = keys_of(index.search(query, 10))
    assert len(found) == 10
    assert len(set(found) & set(nearest[500:510])) >= 9


def test_deleting_everything_and_starting_again(helpers, options) -> None:
    index = helpers.filled(options)
    index.delete(index.keys)
    assert len(index) == 0
    assert index.search(helpers.drawn(1)[0]) == []
    index.add(helpers.named(1200), helpers.drawn(1200, 9))
    assert index.search(helpers.drawn(1200, 9)[7], 1)[0].key == "k000007"


def test_the_graph_stays_good_when_pictures_come_and_go(helpers) -> None:
    index = helpers.filled(replace(helpers.graph, links=16, ef_construction=100, ef_search=60))
    pool, queries = helpers.drawn(4000, 2), helpers.drawn(50, 3)
    random = np.random.default_rng(0)
    for turn in range(20):
        index.delete(random.choice(index.keys, 60, replace=False).tolist())
        index.add(helpers.named(60, 10_000 + 60 * turn), pool[60 * turn : 60 * turn + 60])
    assert by_graph(index, queries, 10) == 50
    exact = RetrievalIndex(helpers.width, options=helpers.exact)
    exact.add(index.keys, index.vectors_of(index.keys))
    found = [
        len(set(keys_of(a)) & set(keys_of(b)))
        for a, b in zip(index.search_many(queries, 10), exact.search_many(queries, 10), strict=True)
    ]
    assert sum(found) >= 0.97 * 500


def test_what_did_not_change_is_not_moved_in_the_graph(helpers) -> None:
    index = helpers.filled(helpers.graph)
    before = index._graph
    index.changed = False
    index.add(helpers.named(1200), helpers.drawn(1200))
    assert index._graph is before
    assert not index.changed


def test_the_graph_comes_and_goes_with_the_size(helpers) -> None:
    index = helpers.filled(helpers.graph, 599)
    assert index._graph is None
    index.add(["one more"], helpers.drawn(1, 2))
    assert index._graph is not None
    index.delete(helpers.named(290))
    assert index._graph is not None
    index.delete(helpers.named(20, 290))
    assert index._graph is None
    assert len(index._table.keys) == 290


def test_one_thread_gives_the_same_graph_every_time(helpers) -> None:
    first, second = (helpers.filled(helpers.graph)._graph.arrays() for _ in range(2))
    assert (first.lowest == second.lowest).all()
    assert (first.upper == second.upper).all()


@pytest.mark.parametrize(
    ("vectors", "says"),
    [
        (np.ones((2, 5)), r"shape \(2, 5\) do not fit an index of vectors with 16 values"),
        (np.ones(16), r"shape \(16,\)"),
        ([[1.0] * 16, [0.0] * 16], "The vector of b is zero"),
        ([[1.0] * 16, [float("nan")] * 16], "The vector of b holds values that are no finite numbers"),
        ([[1.0] * 16, [float("inf")] * 16], "The vector of b holds"),
        ([[1e300] * 16, [1.0] * 16], "The vector of a holds"),
    ],
)
def test_vectors_that_are_none_are_refused_and_nothing_is_added(vectors, says: str, helpers, options) -> None:
    index = helpers.filled(options, 700)
    with pytest.raises(RetrievalError, match=says) as caught:
        index.add(["a", "b"], vectors)
    assert caught.value.hint
    assert len(index) == 700


@pytest.mark.parametrize("query", [np.zeros(16), np.full(16, np.nan), np.ones(15), np.ones((2, 16))])
def test_queries_that_are_none_are_refused(query, helpers, options) -> None:
    with pytest.raises(RetrievalError):
        helpers.filled(options, 700).search(query)


def test_keys_that_no_file_can_hold_are_refused(helpers) -> None:
    with pytest.raises(RetrievalError, match="character that is none"):
        RetrievalIndex(16).add(["a", "\ud800"], np.ones((2, 16)))


@pytest.mark.parametrize("wrong", [{"links": 1}, {"ef_search": 0}, {"exact_below": 1}, {"ef_construction": 10**6}])
def test_options_out_of_range(wrong: dict[str, int]) -> None:
    with pytest.raises(ValueError, match=next(iter(wrong))):
        IndexOptions(**wrong)


def test_progress_and_cancelling(helpers) -> None:
    seen: list[tuple[str, int, int]] = []
    index = RetrievalIndex(helpers.width, options=helpers.graph, threads=1)
    vectors = helpers.drawn(5000)
    index.add(helpers.named(5000), vectors, RunContext(on_progress=lambda *step: seen.append(step)))
    assert seen == [("linking", 2048, 5000), ("linking", 4096, 5000), ("linking", 5000, 5000)]

    index = RetrievalIndex(helpers.width, options=helpers.graph, threads=1)
    asked = iter([False, True])
    with pytest.raises(CancelledError):
        index.add(helpers.named(5000), vectors, RunContext(cancelled=lambda: next(asked)))
    assert len(index) == 5000  # found exactly until the graph is complete
    assert by_graph(index, vectors[:5], 3) == 0
    assert index.search(vectors[4999], 1)[0].key == "k004999"
    index.add(["one more"], helpers.drawn(1, 7))
    assert by_graph(index, vectors[:5], 3) == 5
    assert index.search(vectors[4999], 1)[0].key == "k004999"

    with pytest.raises(CancelledError):
        index.add(helpers.named(300), -vectors[:300], RunContext(cancelled=lambda: True))
    assert index.search(-vectors[299], 1)[0].key == "k000299"


STEPS = st.one_of(
    st.tuples(st.just("add"), st.integers(0, 60), st.integers(1, 40), st.integers(0, 5)),
    st.tuples(st.just("delete"), st.integers(0, 60), st.integers(1, 60), st.just(0)),
    st.tuples(st.just("search"), st.integers(1, 30), st.integers(0, 40), st.integers(0, 5)),
    st.tuples(st.just("load"), st.just(0), st.just(0), st.just(0)),
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(STEPS, max_size=12), below=st.sampled_from([10, 40, 10**6]), data=st.data())
def test_any_sequence_of_changes_agrees_with_a_dictionary(helpers, tmp_path_factory, steps, below, data) -> None:
    # the smallest graph answers small k by itself; the rest falls back to comparing
    index = RetrievalIndex(4, options=IndexOptions(links=4, ef_construction=16, ef_search=1, exact_below=below))
    model: dict[str, np.ndarray] = {}
    for name, first, count, seed in steps:
        keys = helpers.named(count, first)
        if name == "add":
            vectors = helpers.drawn(count, seed, 4)
            index.add(keys, vectors)
            model |= dict(zip(keys, vectors, strict=True))
        elif name == "delete":
            assert index.delete(keys) == sum(model.pop(key, None) is not None for key in keys)
        elif name == "load":
            folder = tmp_path_factory.mktemp("index")
            index.save(folder)
            index = RetrievalIndex.load(folder)
        else:
            query = helpers.drawn(1, 50 + seed, 4)[0]
            hits = index.search(query, first, exclude=keys)
            right = dict(helpers.right(model, query, len(model), keys))
            assert len(hits) == min(first, len(right))
            assert [(hit.key, round(hit.score, 5)) for hit in hits] == [
                (hit.key, pytest.approx(right[hit.key], abs=2e-5)) for hit in hits
            ]
            assert len(set(keys_of(hits))) == len(hits)
        assert set(index.keys) == set(model)
        assert len(index) == len(model)
