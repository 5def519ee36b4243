"""The authors' file of embeddings: read as they write it, and nothing in it run."""

from __future__ import annotations

import argparse
import builtins
import os
import pickle
import struct
import subprocess
import time
import tracemalloc
from collections import OrderedDict
from pathlib import Path

import hypothesis.strategies as st
import numpy as np
import pytest
import torch
from hypothesis import HealthCheck, given, settings

from engine.retrieval.authors_file import read_embeddings
from engine.retrieval.convert import Conversion, convert_embeddings
from engine.retrieval.index import RetrievalIndex
from gill_studio.cli import convert_embeddings as command
from gill_studio.core.errors import RetrievalError

ROWS = np.random.default_rng(0).standard_normal((6, 8)).astype(np.float32)
PATHS = [f"https://example.org/{i}.jpg" for i in range(6)]
BFLOAT = torch.tensor(ROWS).bfloat16()


def forms() -> dict[str, tuple[object, np.ndarray]]:
    """The embeddings as somebody may have written them, and their values."""
    rounded = BFLOAT.float().numpy()
    return {
        "arrays": (list(ROWS), ROWS),
        "one array": (ROWS, ROWS),
        "fortran": (np.asfortranarray(ROWS), ROWS),
        "half": (list(ROWS.astype(np.float16)), ROWS.astype(np.float16)),
        "double": (list(ROWS.astype(np.float64)), ROWS),
        "big-endian": (list(ROWS.astype(">f4")), ROWS),
        "with batch dimensions": ([row[None, None] for row in ROWS], ROWS),
        "bfloat16 tensors": ([row.clone() for row in BFLOAT], rounded),
        "slices of a batch": (list(BFLOAT), rounded),  # as the authors' script: each keeps the whole storage
        "columns": (list(torch.tensor(ROWS.T.copy()).T), ROWS),
        "float tensors": ([torch.tensor(row) for row in ROWS], ROWS),
        "half tensors": ([torch.tensor(row).half() for row in ROWS], ROWS.astype(np.float16)),
        "one tensor": (BFLOAT, rounded),
    }


def written(path: Path, embeddings: object, paths: object = PATHS, protocol: int = 4) -> Path:
    path.write_bytes(pickle.dumps({"paths": paths, "embeddings": embeddings}, protocol=protocol))
    return path


@pytest.mark.parametrize("protocol", [2, 3, 4, 5])
@pytest.mark.parametrize("form", forms())
def test_reads_what_pickle_reads(form: str, protocol: int, tmp_path) -> None:
    embeddings, values = forms()[form]
    found = read_embeddings(written(tmp_path / "cc3m_embeddings.npy", embeddings, protocol=protocol))
    assert found.paths == PATHS
    assert found.vectors.dtype == np.float32
    assert (found.vectors == values).all()


def test_old_names_of_numpy(tmp_path) -> None:
    path = written(tmp_path / "x.npy", list(ROWS))
    content = path.read_bytes()
    old = content.replace(b"\x8c\x16numpy._core.multiarray", b"\x8c\x15numpy.core.multiarray")
    assert old != content
    path.write_bytes(old)
    with pytest.raises(RetrievalError, match="ends too early"):  # the frame says one byte more
        read_embeddings(path)
    frame = struct.unpack_from("<Q", old, 3)[0]
    path.write_bytes(old[:3] + struct.pack("<Q", frame - 1) + old[11:])
    assert (read_embeddings(path).vectors == ROWS).all()


def test_becomes_an_index(tmp_path) -> None:
    rows = np.concatenate([ROWS, ROWS[:2], [np.full(8, np.nan)], np.zeros((1, 8)), ROWS[:1]]).astype(np.float32)
    paths = [*PATHS, "https://example.org/1.jpg", "new.jpg", "nan.jpg", "zero.jpg", "new.jpg"]
    first = written(tmp_path / "cc3m_embeddings_1.npy", list(rows), paths)
    second = written(tmp_path / "cc3m_embeddings_2.npy", list(-ROWS), [*PATHS[:5], "other.jpg"])
    done = convert_embeddings([first, second], tmp_path / "index", fingerprint="adapter")
    assert done == Conversion(pictures=8, duplicates=7, unusable=2)
    index = RetrievalIndex.load(tmp_path / "index", fingerprint="adapter")
    assert set(index.keys) == {*PATHS, "new.jpg", "other.jpg"}
    assert [hit.key for hit in index.search(ROWS[1], 2)] == [PATHS[1], "new.jpg"]  # the first of each path counts
    assert index.search(-ROWS[5], 1)[0].key == "other.jpg"
    assert index.search(ROWS[3], 1)[0].score == pytest.approx(1, abs=1e-6)
    with pytest.raises(RetrievalError, match="holds an index already"):
        convert_embeddings([first], tmp_path / "index")


def test_files_without_anything_usable(tmp_path) -> None:
    nan = written(tmp_path / "nan.npy", list(np.full((2, 8), np.nan, np.float32)), PATHS[:2])
    with pytest.raises(RetrievalError, match="no usable embedding"):
        convert_embeddings([nan], tmp_path / "index")
    wide = written(tmp_path / "wide.npy", list(np.ones((2, 9), np.float32)), PATHS[:2])
    with pytest.raises(RetrievalError, match=r"wide\.npy has embeddings of width 9, the files before have 8"):
        convert_embeddings([nan, wide], tmp_path / "index")
    assert not (tmp_path / "index").exists()


def test_the_command(tmp_path, capsys) -> None:
    source = written(tmp_path / "cc3m_embeddings.npy", [*ROWS, ROWS[0], ROWS[0] * 0], [*PATHS, PATHS[0], "zero"])
    parser = argparse.ArgumentParser()
    command.add_parser(parser.add_subparsers(required=True))
    out = str(tmp_path / "out")
    options = parser.parse_args(["convert-embeddings", str(source), out, "--adapter", "gill"])
    assert options.run(options) == 0
    said = capsys.readouterr()
    assert said.out.splitlines() == [
        f"{out}: 6 pictures.",
        "1 were left out: their paths came before.",
        "1 were left out: their embeddings are zero or not finite.",
    ]
    assert said.err == ""
    assert RetrievalIndex.load(tmp_path / "out", fingerprint="gill").search(ROWS[4], 1)[0].key == PATHS[4]


class Call:
    """Something that pickles as a call."""

    def __init__(self, function, *arguments, state=None) -> None:
        self.reduced = (function, arguments) if state is None else (function, arguments, state)

    def __reduce__(self):
        return self.reduced


def hostile(marker: Path) -> dict[str, object]:
    """Pickles that do something, and the name that the refusal must give."""
    touch = f"__import__('pathlib').Path({str(marker)!r}).touch()"
    inner = pickle.dumps(Call(eval, touch))
    return {
        "system": Call(os.system, f"touch {marker}"),
        "eval": Call(eval, touch),
        "getattr": Call(getattr, "", "join"),
        "numpy.load": Call(np.load, str(marker)),
        "torch.serialization.load": Call(torch.load, str(marker)),
        "pickle.loads|Pickle.loads": Call(pickle.loads, inner),
        "multiarray.scalar|numpy.dtype": np.float32(1),
        "collections.Counter": Call(__import__("collections").Counter, "aa"),
        "Popen": Call(subprocess.Popen, ["touch", str(marker)]),
        "bytearray": Call(builtins.bytearray, 10**10),
        "codecs.decode": Call(__import__("codecs").decode, "x", "hex"),
    }


@pytest.mark.parametrize("name", hostile(Path("x")))
@pytest.mark.parametrize("place", ["alone", "path", "embedding", "argument", "state", "storage"])
@pytest.mark.parametrize("protocol", [2, 4])
def test_nothing_is_run(name: str, place: str, protocol: int, tmp_path) -> None:
    marker = tmp_path / "marker"
    call = hostile(marker)[name]
    reconstruct = np.ones(1).__reduce__()[0]
    record = {
        "alone": call,
        "path": {"paths": [call], "embeddings": [ROWS[0]]},
        "embedding": {"paths": ["a"], "embeddings": [call]},
        "argument": {"paths": ["a"], "embeddings": [Call(OrderedDict, call)]},
        "state": {"paths": ["a"], "embeddings": [Call(reconstruct, np.ndarray, (0,), b"b", state=(1, call))]},
        "storage": {"paths": ["a"], "embeddings": [Call(torch.storage._load_from_bytes, pickle.dumps(call))]},
    }[place]
    path = tmp_path / "x.npy"
    path.write_bytes(pickle.dumps(record, protocol=protocol))
    with pytest.raises(RetrievalError) as caught:
        read_embeddings(path)
    assert any(part in caught.value.message for part in name.split("|"))  # protocol 2 has some old module names
    assert str(path) in caught.value.message
    assert caught.value.hint
    assert not marker.exists()


def test_the_sample_calls_do_something(tmp_path) -> None:
    """Or the test above would prove nothing."""
    marker = tmp_path / "marker"
    for name in ("system", "eval", "pickle.loads|Pickle.loads"):
        pickle.loads(pickle.dumps(hostile(marker)[name]))
        assert marker.exists()
        marker.unlink()


BOMBS = {
    "memo": b"\x80\x02Nr\xff\xff\xff\xff.",
    "long bytes": b"\x80\x04\x8e" + struct.pack("<Q", 2**40) + b".",
    "long byte array": b"\x80\x05\x96" + struct.pack("<Q", 2**34) + b".",
    "long text": b"\x80\x04\x8d" + struct.pack("<Q", 2**40) + b".",
    "frame": b"\x80\x04\x95" + struct.pack("<Q", 2**62) + b".",
    "one array many times": pickle.dumps({"paths": ["a"] * 30_000, "embeddings": [np.ones(60_000, "f4")] * 30_000}),
    "lists": b"\x80\x04(" + b"]" * 500_000 + b"l.",
    "nested": b"\x80\x02" + b"]" * 90_000 + b"a" * 89_999 + b".",
    "nested tuples": b"\x80\x02N" + b"\x85" * 500_000 + b".",
    "marks": b"\x80\x02" + b"(" * 500_000 + b".",
    "many small things": b"\x80\x02]" + b"C\x00a" * 300_000 + b".",
    "doubling": b"\x80\x02]q\x00" + b"(h\x00h\x00e" * 50_000 + b".",
    "colliding keys": b"\x80\x04}"
    + b"".join(
        b"("
        + b"".join(b"\x8a\x0a" + (i * (2**61 - 1)).to_bytes(10, "little") + b"N" for i in range(j, j + 40_000))
        + b"u"
        for j in range(0, 120_000, 40_000)
    )
    + b".",
    "a number of a megabyte": b"\x80\x02\x8b" + struct.pack("<I", 10**6) + b"\x01" * 10**6 + b".",
    "text opcodes": b"I" + b"9" * 10**6 + b"\n.",
}


@pytest.mark.parametrize("name", BOMBS)
def test_bombs_take_neither_time_nor_memory(name: str, tmp_path) -> None:
    path = tmp_path / "x.npy"
    path.write_bytes(BOMBS[name])
    tracemalloc.start()
    start = time.perf_counter()
    try:
        with pytest.raises(RetrievalError):
            read_embeddings(path)
        assert tracemalloc.get_traced_memory()[1] < 50e6
    finally:
        tracemalloc.stop()
    assert time.perf_counter() - start < 10


@pytest.mark.parametrize(
    ("record", "says"),
    [
        ([1, 2], 'no dictionary of "paths" and "embeddings"'),
        ({"paths": PATHS}, 'no dictionary of "paths" and "embeddings"'),
        ({"paths": PATHS, "embeddings": list(ROWS[:5])}, 'its "embeddings" are no list of 6 arrays'),
        ({"paths": [*PATHS[:5], 6], "embeddings": list(ROWS)}, 'its "paths" are no list of texts'),
        ({"paths": [*PATHS[:5], "\ud800"], "embeddings": list(ROWS)}, "not UTF-8"),
        ({"paths": PATHS, "embeddings": [*ROWS[:5], ROWS[5, :7]]}, "embedding 6 has 7 values, the first one has 8"),
        ({"paths": PATHS, "embeddings": [ROWS] * 6}, "embedding 1 is no vector"),
        ({"paths": PATHS, "embeddings": [1.5] * 6}, "embedding 1 is no vector"),
        ({"paths": [], "embeddings": []}, "it holds no embeddings"),
        ({"paths": PATHS, "embeddings": [np.arange(8)] * 6}, "it has arrays of i8, not of floats"),
        ({"paths": PATHS, "embeddings": [np.array([None] * 8)] * 6}, "it has arrays of O8, not of floats"),
        ({"paths": PATHS, "embeddings": [torch.arange(8)] * 6}, "it has tensors of torch.LongStorage, not of floats"),
        ({"paths": PATHS, "embeddings": [torch.ones(1).expand(10**12)] * 6}, "reaches beyond its numbers"),
    ],
)
def test_pickles_of_something_else(record: object, says: str, tmp_path) -> None:
    path = tmp_path / "x.npy"
    path.write_bytes(pickle.dumps(record))
    with pytest.raises(RetrievalError) as caught:
        read_embeddings(path)
    assert says in caught.value.message
    assert str(path) in caught.value.message


def test_files_of_other_kinds(tmp_path) -> None:
    path = tmp_path / "x.npy"
    for says in ("cannot be read", "cannot be read", "a plain array", "a zip archive"):
        with pytest.raises(RetrievalError, match=says):
            read_embeddings(path)
        if not path.exists():
            path.touch()
        elif not path.stat().st_size:
            np.save(path, ROWS)
        else:
            torch.save({"paths": PATHS, "embeddings": list(BFLOAT)}, path)
    path.write_bytes(b"paths: none")
    with pytest.raises(RetrievalError, match="no file of picture embeddings"):
        read_embeddings(path)


WHOLE = [
    pickle.dumps({"paths": PATHS[:3], "embeddings": embeddings}, protocol=protocol)
    for embeddings in (list(ROWS[:3]), ROWS[:3], [row.clone() for row in BFLOAT[:3]])
    for protocol in (2, 4, 5)
]


@pytest.mark.parametrize("whole", WHOLE[1::3])
def test_cut_short_at_any_byte(whole: bytes, tmp_path) -> None:
    path = tmp_path / "x.npy"
    for end in range(0, len(whole), 3):
        path.write_bytes(whole[:end])
        with pytest.raises(RetrievalError):
            read_embeddings(path)


EDITS = st.lists(
    st.tuples(
        st.integers(0, 2**20), st.integers(0, 9), st.binary(max_size=9) | st.sampled_from(list(BOMBS.values())[:5])
    ),
    min_size=1,
    max_size=6,
)
CODES = [bytes([code]) for code in range(256)]
PIECES = st.sampled_from(
    [
        *CODES, b"K\x01", b"h\x00", b"h\x01", b"C\x04abcd", b"\x8c\x02f4", b"\x8c\x01b", b"X\x01\0\0\0x",
        b"\x8c\x05paths", b"\x8c\x0aembeddings", b"cnumpy\ndtype\n", b"cnumpy._core.multiarray\n_reconstruct\n",
        b"cnumpy.core.numeric\n_frombuffer\n", b"ctorch._utils\n_rebuild_tensor_v2\n", b"c_codecs\nencode\n",
        b"ctorch.storage\n_load_from_bytes\n", b"ccollections\nOrderedDict\n", b"cos\nsystem\n",
    ]
)  # fmt: skip


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(whole=st.sampled_from(WHOLE), edits=EDITS)
def test_whatever_is_changed_it_reads_or_says_why(whole: bytes, edits, tmp_path) -> None:
    content = bytearray(whole)
    for number, length, data in edits:
        place = number % len(content)
        content[place : place + length] = data
    reads_or_refuses(tmp_path / "x.npy", bytes(content))


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(pieces=st.lists(PIECES, max_size=40))
def test_whatever_is_made_of_opcodes(pieces: list[bytes], tmp_path) -> None:
    reads_or_refuses(tmp_path / "x.npy", b"\x80\x04" + b"".join(pieces) + b".")


def reads_or_refuses(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    try:
        found = read_embeddings(path)
    except RetrievalError as error:
        assert str(path) in error.message  # noqa: PT017
    else:
        assert len(found.paths) == len(found.vectors)
        assert found.vectors.dtype == np.float32
