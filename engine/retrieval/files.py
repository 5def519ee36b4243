"""The files of an index: written so that a crash at any moment leaves the index that was there before.

    index.json              keys, options, fingerprint, and which generation of the other files belongs to it
    vectors-<g>.npy         (slots, p) float32, the only place where something could be lost
    lowest-, layers-, upper-<g>.npy   the graph; made again from the vectors when damaged or missing

A generation is written under names of its own; putting the new index.json in place is the moment of change.
"""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import msgspec
import numpy as np
from numpy.typing import NDArray

from engine.retrieval.graph import GraphArrays, row_type
from engine.retrieval.options import IndexOptions
from engine.retrieval.vectors import Vectors, blocks
from gill_studio.core.errors import RetrievalError

INDEX = "index.json"
_FORMAT = 1
_GENERATION = re.compile(r"[0-9a-f]{16}")
_FILES = re.compile(r"(vectors|lowest|layers|upper)-[0-9a-f]{16}\.npy|index\.json\.[0-9a-f]{16}")
_WIDEST = 65536
AGAIN = "Build the index again from the pictures; they and their captions are not affected."


@dataclass(frozen=True)
class StoredIndex:
    """What the files hold."""

    fingerprint: str
    options: IndexOptions
    keys: list[str | None]
    """Of each slot; None where it is free."""
    vectors: Vectors
    """(slots, p), of length one; mapped privately where there is a graph: writing to it does not change the file."""
    graph: GraphArrays | None


@dataclass(frozen=True)
class _IndexJson:
    format: int
    generation: str
    fingerprint: str
    width: int
    options: IndexOptions
    keys: list[str | None]
    entry: int | None
    """Of the graph; None without one."""


@dataclass(frozen=True)
class _Format:
    format: int


class DamagedArrayError(ValueError):
    """A file that is not the array it should be."""


def write_index(folder: Path, index: StoredIndex) -> None:
    """Write the files into `folder` and remove those of the index that was there; RetrievalError when that fails."""
    generation = secrets.token_hex(8)
    entry = None if index.graph is None else index.graph.entry
    width = index.vectors.shape[1]
    record = _IndexJson(_FORMAT, generation, index.fingerprint, width, index.options, index.keys, entry)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, array in _arrays(index).items():
            with _synced(folder / f"{name}-{generation}.npy") as file:
                np.save(file, array, allow_pickle=False)
        with _synced(folder / f"{INDEX}.{generation}") as file:
            file.write(msgspec.json.encode(record))
        (folder / f"{INDEX}.{generation}").replace(folder / INDEX)
        _sync_folder(folder)
    except OSError as error:
        _remove(folder, lambda name: generation in name)
        raise RetrievalError(
            f"The index cannot be saved in {folder}: {error}", "The one that was saved before is still there."
        ) from error
    _remove(folder, lambda name: generation not in name)


def read_index(folder: Path) -> tuple[StoredIndex, str]:
    """The files of `folder`, and why there is no graph ("" where there is one, or none is needed).

    Raises RetrievalError naming the file and the remedy when keys or vectors are missing or damaged.
    """
    record = _read_record(folder / INDEX)
    path = folder / f"vectors-{record.generation}.npy"
    try:
        vectors = _read_array(path, np.dtype("<f4"), (len(record.keys), record.width))
        _check_lengths(vectors)
    except DamagedArrayError as error:
        raise RetrievalError(f"{path} is damaged or missing: {error}.", AGAIN) from error
    graph, reason = None, ""
    if record.entry is not None:
        try:
            graph = _read_graph(folder, record, record.entry)
        except DamagedArrayError as error:
            reason = str(error)
    if graph is None:
        vectors = np.array(vectors)
    return StoredIndex(record.fingerprint, record.options, record.keys, vectors, graph), reason


def _arrays(index: StoredIndex) -> dict[str, NDArray[Any]]:
    if index.graph is None:
        return {"vectors": index.vectors}
    graph = index.graph
    return {"vectors": index.vectors, "lowest": graph.lowest, "layers": graph.layers, "upper": graph.upper}


def _read_record(path: Path) -> _IndexJson:
    try:
        text = path.read_bytes()
        try:
            record = msgspec.json.decode(text, type=_IndexJson)
        except msgspec.ValidationError:
            _check_format(path, msgspec.json.decode(text, type=_Format).format)
            raise
    except FileNotFoundError as error:
        raise RetrievalError(f"There is no index in {path.parent}: {path.name} is missing.", AGAIN) from error
    except (OSError, msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise RetrievalError(f"{path} cannot be read: {error}", AGAIN) from error
    _check_format(path, record.format)
    if not _GENERATION.fullmatch(record.generation) or not 1 <= record.width <= _WIDEST:
        raise RetrievalError(f"{path} is damaged: its generation or width is out of range.", AGAIN)
    return record


def _check_format(path: Path, found: int) -> None:
    if found != _FORMAT:
        raise RetrievalError(f"{path} has format {found}; this version reads format {_FORMAT}.", "Update GILL Studio.")


def _read_graph(folder: Path, record: _IndexJson, entry: int) -> GraphArrays:
    def read(name: str, dtype: np.dtype[Any], shape: tuple[int, ...]) -> NDArray[Any]:
        return _read_array(folder / f"{name}-{record.generation}.npy", dtype, shape)

    count, links = len(record.keys), record.options.links
    layers = read("layers", np.dtype(np.uint8), (count,))
    upper = read("upper", np.dtype("<u4"), (int(layers.sum()), 1 + links))
    return GraphArrays(read("lowest", row_type(record.width, links), (count,)), layers, upper, entry)


def _check_lengths(vectors: Vectors) -> None:
    for block in blocks(len(vectors)):
        squares = np.einsum("ij,ij->i", vectors[block], vectors[block])
        if not np.abs(squares - 1).max() < 1e-3:  # also where one is NaN
            raise DamagedArrayError("it holds vectors that are not of length one")


def _read_array(path: Path, dtype: np.dtype[Any], shape: tuple[int, ...]) -> NDArray[Any]:
    """A private mapping of the array in `path`; DamagedArrayError when it is not of this type and shape."""
    try:
        array = np.lib.format.open_memmap(path, mode="c")
    except Exception as error:  # whatever a damaged file makes the reader raise, it is the file's fault
        raise DamagedArrayError(f"{error}") from error
    if array.dtype != dtype or array.shape != shape or not array.flags.c_contiguous:
        raise DamagedArrayError(f"it holds {array.dtype} {array.shape}, not {dtype} {shape}")
    return np.asarray(array)


@contextmanager
def _synced(path: Path) -> Iterator[BinaryIO]:
    with path.open("wb") as file:
        yield file
        file.flush()
        os.fsync(file.fileno())


def _sync_folder(folder: Path) -> None:
    """Make the renaming last through a power cut; Windows has no such call, and keeps its own journal."""
    if os.name != "nt":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _remove(folder: Path, unwanted: Callable[[str], bool]) -> None:
    with suppress(OSError):  # a file that is still mapped stays on Windows, until the next time
        for path in [path for path in folder.iterdir() if _FILES.fullmatch(path.name) and unwanted(path.name)]:
            with suppress(OSError):
                path.unlink()
