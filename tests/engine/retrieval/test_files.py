"""The files of an index: whole or the old ones, checked, and quick to load."""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
from pathlib import Path

import hypothesis.strategies as st
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings

from engine.retrieval.index import RetrievalIndex
from gill_studio.core.errors import RetrievalError


def names(folder: Path) -> list[str]:
    return sorted(path.name.split("-")[0] for path in folder.iterdir())


def part(folder: Path, name: str) -> Path:
    return next(folder.glob(f"{name}-*.npy"))


def same(first: RetrievalIndex, second: RetrievalIndex, queries: np.ndarray) -> bool:
    return sorted(first.keys) == sorted(second.keys) and first.search_many(queries) == second.search_many(queries)


@pytest.fixture
def saved(tmp_path, helpers) -> tuple[RetrievalIndex, Path]:
    """An index with a graph and free slots, and its folder."""
    index = helpers.filled(helpers.graph, fingerprint="adapter 1")
    index.delete(helpers.named(100, 50))
    index.save(tmp_path / "index")
    return index, tmp_path / "index"


def test_a_loaded_index_is_the_same_and_goes_on(helpers, options, tmp_path) -> None:
    index = helpers.filled(options, fingerprint="adapter 1")
    index.delete(helpers.named(100, 50))
    assert index.changed
    index.save(tmp_path)
    assert not index.changed
    loaded = RetrievalIndex.load(tmp_path, fingerprint="adapter 1")
    assert (loaded.options, loaded.fingerprint, loaded.changed) == (options, "adapter 1", False)
    queries = helpers.drawn(40, 3)
    assert same(loaded, index, queries)
    assert (loaded._graph is None) == (index._graph is None)

    for each in (index, loaded):  # and in place: the folder that it is mapped from
        each.delete(helpers.named(20, 500))
        each.add(helpers.named(150, 3000), helpers.drawn(150, 4))
        each.add(helpers.named(10), helpers.drawn(10, 5))
        each.save(tmp_path)
        again = RetrievalIndex.load(tmp_path)
        assert same(again, each, queries)
        assert again.search(helpers.drawn(10, 5)[3], 1)[0].key == "k000003"
        assert again.search(helpers.drawn(150, 4)[3], 1)[0].key == "k003003"
    assert names(tmp_path) == (
        ["index.json", "layers", "lowest", "upper", "vectors"] if again._graph else ["index.json", "vectors"]
    )


def test_what_was_added_is_linked_not_the_whole_built_again(saved, helpers, caplog) -> None:
    _, folder = saved
    loaded = RetrievalIndex.load(folder)
    graph = loaded._graph
    loaded.add(["new"], helpers.drawn(1, 7))
    loaded.delete(["k000000"])
    assert loaded._graph is graph
    loaded.save(folder)
    caplog.set_level(logging.WARNING)
    assert RetrievalIndex.load(folder).search(helpers.drawn(1, 7)[0], 1)[0].key == "new"
    assert caplog.text == ""


@pytest.mark.parametrize("count", [0, 1, 2])
def test_very_small_indexes(count: int, tmp_path, helpers) -> None:
    index = helpers.filled(helpers.exact, count)
    index.save(tmp_path)
    assert same(RetrievalIndex.load(tmp_path), index, helpers.drawn(3, 1))


def test_keys_of_any_script(tmp_path, helpers) -> None:
    keys = ["", "ünï", "דגים", "🦊", 'a"\\\n\0', "C:\\x"]
    index = RetrievalIndex(helpers.width)
    index.add(keys, helpers.drawn(6))
    index.save(tmp_path / "Füchse 🦊")
    assert sorted(RetrievalIndex.load(tmp_path / "Füchse 🦊").keys) == sorted(keys)


def test_another_adapter(saved) -> None:
    _, folder = saved
    with pytest.raises(RetrievalError, match="made with the adapter adapter 1, not with adapter 2") as caught:
        RetrievalIndex.load(folder, fingerprint="adapter 2")
    assert "Build" in caught.value.hint


@pytest.mark.parametrize("name", ["lowest", "layers", "upper"])
@pytest.mark.parametrize("damage", ["missing", "empty", "short", "changed", "other"])
def test_a_damaged_graph_is_built_again(name: str, damage: str, saved, helpers, caplog) -> None:
    index, folder = saved
    path = part(folder, name)
    content = path.read_bytes()
    if damage == "missing":
        path.unlink()
    elif damage == "empty":
        path.write_bytes(b"")
    elif damage == "short":
        path.write_bytes(content[:-5])
    elif damage == "changed":
        path.write_bytes(content[:128] + b"\xff" * 200 + content[328:])
    else:
        np.save(path, np.arange(5))
    caplog.set_level(logging.WARNING)
    loaded = RetrievalIndex.load(folder)
    assert "is built again" in caplog.text
    assert loaded.changed
    assert loaded._graph is not None
    assert sorted(loaded.keys) == sorted(index.keys)
    assert (loaded.vectors_of(index.keys) == index.vectors_of(index.keys)).all()
    query = helpers.drawn(1200)[700]
    assert loaded.search(query, 1)[0].key == "k000700"
    loaded.save(folder)
    caplog.clear()
    assert not RetrievalIndex.load(folder).changed
    assert caplog.text == ""


@pytest.mark.parametrize(
    ("name", "row", "column", "value"),
    [
        ("lowest", 7, ("links", 0), 17),  # more links than there can be
        ("lowest", 7, ("links", 3), 1200),  # to a vector that is not there
        ("lowest", 7, ("links", 0), 0x10003),  # marked as deleted
        ("lowest", 7, ("vector", 2), np.nan),
        ("lowest", 7, ("vector", 2), 0.5),
        ("lowest", 7, ("label",), 2**63),
        ("lowest", 7, ("label",), None),  # twice
        ("layers", 0, (), 65),
        ("upper", 0, (0,), 9),
        ("upper", 0, (1,), 2**32 - 1),
        ("upper", 3, (2,), None),  # to a vector of the lowest layer only
    ],
)
def test_links_that_hnswlib_would_follow_into_nowhere(name, row, column, value, saved, caplog) -> None:
    index, folder = saved
    path = part(folder, name)
    array = np.load(path)
    if column == ("label",) and value is None:
        value = array[row - 1]["label"]
    elif value is None:
        array[row, 0], value = 8, int(np.argmin(np.load(part(folder, "layers"))))
    target = array[row] if column else array
    if len(column) == 2:
        target, column = target[column[0]], column[1:]
    target[column[0] if column else row] = value
    np.save(path, array)
    caplog.set_level(logging.WARNING)
    loaded = RetrievalIndex.load(folder)
    assert "is built again" in caplog.text
    assert len(loaded) == len(index)


def test_a_search_must_start_in_the_highest_layer(saved, caplog) -> None:
    index, folder = saved
    path = folder / "index.json"
    record = json.loads(path.read_text())
    layers = np.load(part(folder, "layers"))
    for entry in (int(np.argmin(layers)), -1, len(layers), 10**9):
        path.write_text(json.dumps(record | {"entry": entry}))
        caplog.clear()
        assert sorted(RetrievalIndex.load(folder).keys) == sorted(index.keys)
        assert "is built again" in caplog.text


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    name=st.sampled_from(["lowest", "layers", "upper", "vectors", "index"]),
    edits=st.lists(st.tuples(st.integers(0, 2**30), st.binary(min_size=1, max_size=9)), min_size=1, max_size=4),
    cut=st.one_of(st.none(), st.integers(0, 5000)),
)
def test_whatever_the_files_hold_it_loads_or_says_why(saved, name, edits, cut, helpers) -> None:
    _, folder = saved
    path = folder / "index.json" if name == "index" else part(folder, name)
    whole = path.read_bytes()
    content = bytearray(whole)
    for number, data in edits:
        place = number % len(content)
        content[place : place + len(data)] = data
    path.write_bytes(content if cut is None else content[:cut])
    try:
        loaded = RetrievalIndex.load(folder)
        loaded.search(np.ones(loaded.width), 5)
        loaded.add(["new"], np.ones((1, loaded.width)))
    except RetrievalError as error:
        assert str(folder) in error.message  # noqa: PT017
        assert error.hint  # noqa: PT017
    finally:
        path.write_bytes(whole)


@pytest.mark.parametrize("damage", ["missing", "empty", "short", "zeroed", "nan", "other"])
def test_damaged_vectors_are_an_error_that_names_the_file(damage: str, saved) -> None:
    _, folder = saved
    path = part(folder, "vectors")
    content = path.read_bytes()
    if damage == "missing":
        path.unlink()
    elif damage == "other":
        np.save(path, np.ones((3, 16), np.float32))
    else:
        made = {
            "empty": b"",
            "short": content[:-5],
            "zeroed": content[:5000] + bytes(4096) + content[9096:],
            "nan": content[:5000] + b"\xff" * 8 + content[5008:],
        }
        path.write_bytes(made[damage])
    with pytest.raises(RetrievalError, match=path.name) as caught:
        RetrievalIndex.load(folder)
    assert "Build the index again" in caught.value.hint


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"format": 2}, "has format 2; this version reads format 1"),
        ({"format": "x"}, "format"),
        ({"keys": ["a", "a"]}, "is damaged"),
        ({"keys": 5}, "keys"),
        ({"width": 0}, "generation or width"),
        ({"generation": "../../../../x"}, "generation or width"),
        ({"options": {"links": 0, "ef_construction": 9, "ef_search": 9, "exact_below": 9}}, "links = 0"),
        ({"format": 7, "keys": None, "new": {}}, "has format 7"),
    ],
)
def test_a_wrong_index_json(change, says: str, saved) -> None:
    _, folder = saved
    path = folder / "index.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | change))
    with pytest.raises(RetrievalError, match=says) as caught:
        RetrievalIndex.load(folder)
    assert str(folder) in caught.value.message
    assert caught.value.hint


@pytest.mark.parametrize("content", [b"", b"{", b"[1]", b"\xff\xfe", b'{"format":1}', b"[" * 100_000])
def test_no_index_json(content: bytes, tmp_path) -> None:
    with pytest.raises(RetrievalError, match="There is no index in"):
        RetrievalIndex.load(tmp_path)
    (tmp_path / "index.json").write_bytes(content)
    with pytest.raises(RetrievalError, match=r"index\.json cannot be read"):
        RetrievalIndex.load(tmp_path)


def test_files_that_are_not_ours_stay(saved) -> None:
    index, folder = saved
    (folder / "vectors-notes.npy").write_text("mine")
    (folder / "vectors-0123456789abcdef.npy").write_text("left over by a crash")
    index.save(folder)
    assert names(folder) == ["index.json", "layers", "lowest", "upper", "vectors", "vectors"]
    assert (folder / "vectors-notes.npy").read_text() == "mine"


CRASH = """
import os, sys
from pathlib import Path
import numpy as np
from engine.retrieval.index import RetrievalIndex

folder = Path(sys.argv[1])
old = RetrievalIndex.load(folder)
new = RetrievalIndex.load(folder)
new.add(["new"], np.eye(1, 16))
new.delete(["k000001"])

def save_and_die(at):
    # die before the line of files.py that comes at this place
    seen = 0
    def trace(frame, event, argument):
        nonlocal seen
        if not frame.f_code.co_filename.endswith("files.py"):
            return None
        seen += event == "line"
        if seen == at:
            os._exit(9)
        return trace
    sys.settrace(trace)
    new.save(folder)
    os._exit(0)

died, outcomes = 0, set()
for at in range(1, 1000):
    old.save(folder)
    child = os.fork()
    if child == 0:
        save_and_die(at)
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    found = RetrievalIndex.load(folder)
    assert not found.changed
    is_new, is_old = (sorted(found.keys) == sorted(each.keys) for each in (new, old))
    assert is_new or is_old
    assert found.search(np.eye(1, 16)[0], 1)[0].key == ("new" if is_new else old.search(np.eye(1, 16)[0], 1)[0].key)
    outcomes.add((status, is_new))
    if status == 0:
        break
    died += 1
assert outcomes == {(9, False), (9, True), (0, True)}, outcomes
assert died >= 40, died
new.save(folder)
assert len(list(folder.iterdir())) == 5
"""

NO_ROOM = """
import resource, sys
from pathlib import Path
from engine.retrieval.index import RetrievalIndex
from gill_studio.core.errors import RetrievalError

folder = Path(sys.argv[1])
before = {path: path.read_bytes() for path in folder.iterdir()}
index = RetrievalIndex.load(folder)
index.delete(["k000000"])
for limit in (1000, 60_000, 200_000):  # in the vectors, and in the graph
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))
    try:
        index.save(folder)
    except RetrievalError as error:
        assert str(folder) in error.message and "still there" in error.hint, error
    else:
        assert limit == 200_000
    if limit < 200_000:
        assert index.changed
        assert {path: path.read_bytes() for path in folder.iterdir()} == before
"""


def run(script: str, folder: Path) -> None:
    environment = os.environ | {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    root = Path(__file__).parents[3]
    done = subprocess.run(
        [sys.executable, "-c", script, str(folder)],
        check=False,
        cwd=root,
        env=environment,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_a_crash_at_any_line_leaves_the_old_index_or_the_new(saved) -> None:
    run(CRASH, saved[1])


@pytest.mark.skipif(os.name == "nt", reason="needs resource limits")
def test_no_room_leaves_the_old_index(saved) -> None:
    run(NO_ROOM, saved[1])


def test_a_folder_that_cannot_be_written(saved, tmp_path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(RetrievalError, match="cannot be saved in"):
        saved[0].save(tmp_path / "file" / "index")
