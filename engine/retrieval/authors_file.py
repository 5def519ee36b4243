"""The authors' file of picture embeddings, `cc3m_embeddings*.npy`: a pickle, in spite of its name.

It holds {'paths': [...], 'embeddings': [...]}, an embedding being a NumPy array or, from their own script, a bfloat16
tensor of torch. Neither NumPy nor torch reads it here: both unpickle more than arrays.
"""

from __future__ import annotations

import math
import mmap
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from engine.retrieval.pickle_reader import Global, PickleError, PickleReader, Settable
from engine.retrieval.vectors import Vectors
from gill_studio.core.errors import RetrievalError

_HINT = "Give the file that the authors publish, or one written by their extract_img_embs.py."
_WIDEST = 65536
_ROOM = 2**20  # bytes by which small files may grow when read
_MAGIC, _LEGACY = 0x1950A86A20F9469CFC6C, 1001  # how torch begins a storage
_STORAGES = {"FloatStorage": "f4", "HalfStorage": "f2", "DoubleStorage": "f8", "BFloat16Storage": "bf16"}
_SIZES = {"f2": 2, "f4": 4, "f8": 8, "bf16": 2}
_MOST_DIMENSIONS = 4


@dataclass(frozen=True)
class Embeddings:
    """What the file holds."""

    paths: list[str]
    """Paths or addresses of pictures, as they were given to the authors' script."""
    vectors: Vectors
    """(n, p), not normalised, as the file has them: rows may be NaN."""


def read_embeddings(path: Path) -> Embeddings:
    """Read the authors' file; nothing in it is run.

    Raises RetrievalError where it is something else, is damaged, or asks for anything but lists, text and arrays.
    """
    try:
        with path.open("rb") as file:
            data = memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
    except (OSError, ValueError) as error:  # ValueError: an empty file
        raise RetrievalError(f"{path} cannot be read: {error}.", _HINT) from error
    try:
        return _embeddings(PickleReader(data, _build).read(), len(data))
    except PickleError as error:
        what = _kind(bytes(data[:8])) or str(error)
        raise RetrievalError(f"{path} is no file of picture embeddings: {what}.", _HINT) from error


def _kind(start: bytes) -> str:
    if start.startswith(b"\x93NUMPY"):
        return "it is a plain array, without the paths"
    return "it is a zip archive, as torch.save or numpy.savez write" if start.startswith(b"PK") else ""


def _embeddings(record: object, size: int) -> Embeddings:
    if not isinstance(record, dict) or not {"paths", "embeddings"} <= record.keys():
        raise PickleError('it is no dictionary of "paths" and "embeddings"')
    paths, rows = record["paths"], record["embeddings"]
    if not isinstance(paths, list) or not all(isinstance(path, str) for path in paths):
        raise PickleError('its "paths" are no list of texts')
    if isinstance(rows, _Array):
        rows = rows.array()
    if isinstance(rows, np.ndarray) and rows.ndim == 2:
        rows = list(rows)
    if not isinstance(rows, list) or len(rows) != len(paths):
        raise PickleError(f'its "embeddings" are no list of {len(paths)} arrays, one for each path')
    return Embeddings(paths, _matrix(rows, size))


def _matrix(rows: Sequence[object], size: int) -> Vectors:
    if not rows:
        raise PickleError("it holds no embeddings")
    width = len(_row(rows, 0))
    if not 1 <= width <= _WIDEST or 4 * width * len(rows) > 2 * size + _ROOM:  # bfloat16 grows to twice its size
        raise PickleError(f"{len(rows)} embeddings of width {width} cannot be in a file of {size} bytes")
    matrix = np.empty((len(rows), width), np.float32)
    with np.errstate(over="ignore"):  # what float32 cannot hold becomes infinite
        for i in range(len(rows)):
            row = _row(rows, i)
            if len(row) != width:
                raise PickleError(f"embedding {i + 1} has {len(row)} values, the first one has {width}")
            matrix[i] = row
    return matrix


def _row(rows: Sequence[object], index: int) -> NDArray[np.floating]:
    value = rows[index]
    row = value.array() if isinstance(value, _Array) else value
    if not isinstance(row, np.ndarray) or row.ndim == 0 or row.size != row.shape[-1]:
        raise PickleError(f"embedding {index + 1} is no vector")
    return row.reshape(-1)


@dataclass(slots=True)
class _Type(Settable):
    """A NumPy number type as pickled: its name first, its byte order as the state."""

    name: str
    order: str = "="

    def set_state(self, state: object) -> None:
        if not isinstance(state, tuple) or len(state) < 2 or state[1] not in ("<", ">", "=", "|"):
            raise PickleError("it has a number type that cannot be")
        self.order = state[1]


@dataclass(slots=True)
class _Array(Settable):
    """A NumPy array as pickled: empty first, its contents as the state."""

    contents: NDArray[np.floating] | None = None

    def set_state(self, state: object) -> None:
        if not isinstance(state, tuple) or len(state) != 5:
            raise PickleError("it has an array that cannot be")
        _, shape, kind, fortran, raw = state
        self.contents = _array(raw, kind, shape, "F" if fortran else "C")

    def array(self) -> NDArray[np.floating]:
        if self.contents is None:
            raise PickleError("it has an array without contents")
        return self.contents


@dataclass(frozen=True, slots=True)
class _Named:
    """What a torch storage says of itself before its numbers."""

    kind: str
    count: int


@dataclass(frozen=True, slots=True)
class _Storage:
    """The numbers of a torch tensor."""

    kind: str
    raw: memoryview


def _build(called: Global, arguments: tuple[object, ...]) -> object:
    build = _ALLOWED.get((called.module.replace("numpy._core", "numpy.core"), called.name))
    if build is None:
        raise PickleError(f"it asks to call {called}, which arrays do not need")
    return build(arguments)


def _nothing(arguments: tuple[object, ...]) -> dict[str, object]:
    if arguments:
        raise PickleError("it has an ordered dictionary with contents")
    return {}


def _encoded(arguments: tuple[object, ...]) -> memoryview:
    """Bytes, as protocol 2 writes them."""
    text = arguments[0] if len(arguments) == 2 and arguments[1] == "latin1" else None
    try:
        if isinstance(text, str):
            return memoryview(text.encode("latin-1"))
    except UnicodeEncodeError:
        pass
    raise PickleError("it has bytes that cannot be")


def _type(arguments: tuple[object, ...]) -> _Type:
    name = arguments[0] if arguments else None
    if not isinstance(name, str) or name not in _SIZES or name == "bf16":
        raise PickleError(f"it has arrays of {name if isinstance(name, str) else 'an unknown type'}, not of floats")
    return _Type(name)


def _from_buffer(arguments: tuple[object, ...]) -> _Array:
    """An array as protocol 5 writes it."""
    if len(arguments) != 4:
        raise PickleError("it has an array that cannot be")
    raw, kind, shape, order = arguments
    return _Array(_array(raw, kind, shape, "F" if order == "F" else "C"))


def _array(raw: object, kind: object, shape: object, order: str) -> NDArray[np.floating]:
    lengths = _sizes(shape)
    if not isinstance(raw, memoryview) or not isinstance(kind, _Type):
        raise PickleError("it has an array that cannot be")
    if 0 in lengths or math.prod(lengths) * _SIZES[kind.name] != len(raw):
        raise PickleError(f"it has an array of shape {lengths} with {len(raw)} bytes")
    flat: NDArray[np.floating] = np.frombuffer(raw, kind.order + kind.name)
    return flat.reshape(lengths[::-1]).T if order == "F" else flat.reshape(lengths)


def _sizes(value: object) -> tuple[int, ...]:
    if not isinstance(value, tuple) or len(value) > _MOST_DIMENSIONS:
        raise PickleError("it has an array with too many dimensions")
    if not all(isinstance(size, int) and 0 <= size < 2**40 for size in value):
        raise PickleError("it has an array with a size that cannot be")
    return value


def _storage(arguments: tuple[object, ...]) -> _Storage:
    """Torch's storage: five pickles and the numbers."""
    if len(arguments) != 1 or not isinstance(arguments[0], memoryview):
        raise PickleError("it has a tensor that cannot be")
    reader = PickleReader(arguments[0], _refuse, _named_storage)
    head = (reader.read(), reader.read())
    system, named, _ = reader.read(), _named(reader.read()), reader.read()
    if head != (_MAGIC, _LEGACY) or not isinstance(system, dict) or system.get("little_endian") is not True:
        raise PickleError("it has a tensor of an unknown format")
    if int.from_bytes(reader.take(8), "little") != named.count:
        raise PickleError("it has a tensor with two different sizes")
    return _Storage(named.kind, reader.take(named.count * _SIZES[named.kind]))


def _named_storage(value: object) -> object:
    if not isinstance(value, tuple) or len(value) < 5 or not isinstance(value[1], Global):
        raise PickleError("it has a tensor that cannot be")
    kind, count = _STORAGES.get(value[1].name), value[4]
    if value[1].module != "torch" or kind is None or not isinstance(count, int) or not 0 <= count < 2**40:
        raise PickleError(f"it has tensors of {value[1]}, not of floats")
    return _Named(kind, count)


def _named(value: object) -> _Named:
    if not isinstance(value, _Named):
        raise PickleError("it has a tensor that cannot be")
    return value


def _refuse(called: Global, arguments: tuple[object, ...]) -> object:
    del arguments
    raise PickleError(f"it asks to call {called}, which tensors do not need")


def _tensor(arguments: tuple[object, ...]) -> NDArray[np.floating]:
    """Arguments of torch._utils._rebuild_tensor_v2: storage, offset, size, stride, and what matters not here."""
    if len(arguments) < 4 or not isinstance(arguments[0], _Storage):
        raise PickleError("it has a tensor that cannot be")
    storage, (offset,) = arguments[0], _sizes((arguments[1],))
    size, stride = _sizes(arguments[2]), _sizes(arguments[3])
    count = len(storage.raw) // _SIZES[storage.kind]
    last = offset + sum((n - 1) * step for n, step in zip(size, stride, strict=False))
    if len(size) != len(stride) or 0 in size or math.prod(size) > count or last >= count:
        raise PickleError("it has a tensor that reaches beyond its numbers")
    flat = np.frombuffer(storage.raw, "<u2" if storage.kind == "bf16" else "<" + storage.kind)
    width = flat.itemsize
    part = np.lib.stride_tricks.as_strided(flat[offset:], size, [width * step for step in stride], writeable=False)
    return (part.astype(np.uint32) << 16).view(np.float32) if storage.kind == "bf16" else part


_ALLOWED: dict[tuple[str, str], Callable[[tuple[object, ...]], object]] = {
    ("numpy.core.multiarray", "_reconstruct"): lambda _: _Array(),
    ("numpy.core.numeric", "_frombuffer"): _from_buffer,
    ("numpy", "dtype"): _type,
    ("_codecs", "encode"): _encoded,
    ("torch._utils", "_rebuild_tensor_v2"): _tensor,
    ("torch.storage", "_load_from_bytes"): _storage,
    ("collections", "OrderedDict"): _nothing,
}
