"""A collection's pictures as vectors: computed once for each adapter, kept on disk, brought up to date."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from engine.context import RunContext
from engine.device.heap import give_back
from engine.facade import Engine
from engine.models.gill import Gill
from engine.retrieval.index import RetrievalIndex
from gill_studio.core.collections.model import CollectedPicture
from gill_studio.core.collections.store import CollectionStore
from gill_studio.core.errors import PictureError, RetrievalError

_BATCH = 16  # pictures looked at between two chances to cancel
_SAVE_EVERY = 512  # new vectors: what a kill may cost
_SAMPLED = 64  # numbers of each tensor that a fingerprint reads
_COMPARED = 64  # vectors by which two models' indexes are compared
_AGREE = 0.5  # mean cosine from which they serve each other's queries; of unrelated models it is near 0
_TRIED = 3  # indexes of other models that are looked at, the newest first
_KEPT = 4  # indexes that stay on disk: going back to a model costs nothing
Serve = Callable[[RetrievalIndex], object]


@dataclass(frozen=True)
class Indexed:
    """An index that holds a vector of each of the collection's pictures but the `skipped` ones (path, reason)."""

    index: RetrievalIndex
    skipped: tuple[tuple[Path, str], ...] = ()


@dataclass
class _Update:
    """An index on its way to a collection's present state."""

    engine: Engine
    index: RetrievalIndex
    folder: Path
    skipped: list[tuple[Path, str]] = field(default_factory=list)
    unsaved: int = 0

    def add(self, pictures: Sequence[CollectedPicture]) -> None:
        vectors = dict(self._vectors(pictures))
        if vectors:
            self.index.add(list(vectors), torch.stack(list(vectors.values())).numpy())
            self.unsaved += len(vectors)
        if self.unsaved >= _SAVE_EVERY:
            self.save()
        give_back()

    def save(self) -> None:
        if self.index.changed:
            self.index.save(self.folder)
        self.unsaved = 0

    def _vectors(self, pictures: Sequence[CollectedPicture]) -> Iterator[tuple[str, Tensor]]:
        try:
            found = self.engine.picture_vectors([picture.path for picture in pictures])
        except PictureError as error:
            if len(pictures) == 1:
                self.skipped.append((pictures[0].path, error.message))
                return
            for picture in pictures:  # one of them is bad: the others must not suffer
                yield from self._vectors([picture])
            return
        for picture in pictures:
            if picture.picture.sha256 in found:
                yield picture.picture.sha256, found[picture.picture.sha256]
            else:
                self.skipped.append((picture.path, "The file has changed since the collection was scanned."))


def index_folder(store: CollectionStore, gill: Gill) -> Path:
    """Where the collection's index for this model lies."""
    return store.folder / "indexes" / vector_fingerprint(gill)


def index_collection(
    engine: Engine, store: CollectionStore, context: RunContext | None = None, serve: Serve = lambda _: None
) -> Indexed:
    """The collection's index for the engine's model, made or brought up to date; without what is never to be offered.

    Only pictures without a vector are looked at. What was computed stays on disk when `context` cancels, and the
    next call goes on from there. `serve` is told what can be searched meanwhile: this index as far as it is, or the
    one of the model before, where that holds more and agrees with this one. A picture that cannot be read is skipped
    and named. Raises RetrievalError when the index cannot be written.
    """
    context = context or RunContext()
    folder = index_folder(store, engine.gill)
    update = _Update(engine, _load(folder, engine.gill), folder)
    pictures = {picture.picture.sha256: picture for picture in store.pictures() if not picture.excluded}
    update.index.delete(set(update.index.keys) - set(pictures))
    missing = [picture for digest, picture in pictures.items() if digest not in update.index]
    serve(update.index)
    older: RetrievalIndex | None = None
    try:
        for start in range(0, len(missing), _BATCH):
            context.step("looking at pictures", start, len(missing))
            update.add(missing[start : start + _BATCH])
            if start == 0 and len(missing) > _BATCH and (older := _older(update.index, folder, pictures)) is not None:
                serve(older)
        if missing:
            context.step("looking at pictures", len(missing), len(missing))
    finally:
        update.save()
        if older is not None and len(update.index) >= len(older):
            serve(update.index)
    _forget_old(folder)
    return Indexed(update.index, tuple(update.skipped))


def _older(index: RetrievalIndex, folder: Path, wanted: Collection[str]) -> RetrievalIndex | None:
    """Another model's index of the same pictures that holds more of them, and whose vectors are near to these."""
    for other in _by_use(folder.parent)[: _TRIED + 1]:
        if other == folder:
            continue
        with suppress(RetrievalError):
            older = RetrievalIndex.load(other)
            older.delete(set(older.keys) - set(wanted))
            if len(older) > len(index) and _agree(index, older):
                return older
    return None


def _agree(index: RetrievalIndex, older: RetrievalIndex) -> bool:
    common = [key for key in index.keys if key in older][:_COMPARED]
    if not common or index.width != older.width:
        return False
    cosines = np.einsum("ij,ij->i", index.vectors_of(common), older.vectors_of(common))
    return float(cosines.mean()) >= _AGREE


def _forget_old(folder: Path) -> None:
    """This index counts as used now; of all others only those used last stay."""
    with suppress(OSError):
        os.utime(folder)
    for old in _by_use(folder.parent)[_KEPT:]:
        shutil.rmtree(old, ignore_errors=True)


def _by_use(indexes: Path) -> list[Path]:
    """The folders of a collection's indexes, the one used last first."""
    with suppress(OSError):
        used = [(path.stat().st_mtime, path) for path in indexes.iterdir() if path.is_dir()]
        return [path for _, path in sorted(used, reverse=True)]
    return []


def vector_fingerprint(gill: Gill) -> str:
    """Of what makes a picture's vector: the vision encoder and W_i2t. Other models' vectors do not compare.

    Of the encoder a sample of each tensor is read, so that it costs little for a large one.
    """
    digest = hashlib.sha256(str(gill.config.retrieval_width).encode())
    modules = [("picture_head", gill.adapter.picture_head), ("vision", getattr(gill.vision, "tower", None))]
    for part, module in modules:
        if isinstance(module, nn.Module):
            for name, tensor in module.state_dict().items():
                digest.update(f"{part}.{name} {tuple(tensor.shape)}".encode())
                digest.update(_sample(tensor))
    return digest.hexdigest()[:16]


def _sample(tensor: Tensor) -> bytes:
    flat = tensor.detach().reshape(-1)
    step = max(1, len(flat) // _SAMPLED)
    return flat[::step].to("cpu", torch.float32).numpy().tobytes()


def _load(folder: Path, gill: Gill) -> RetrievalIndex:
    fingerprint = vector_fingerprint(gill)
    if folder.is_dir():
        try:
            index = RetrievalIndex.load(folder, fingerprint=fingerprint)
        except RetrievalError:  # damaged: it can be made again
            index = RetrievalIndex(gill.config.retrieval_width, fingerprint=fingerprint)
        if index.width == gill.config.retrieval_width:
            return index
    return RetrievalIndex(gill.config.retrieval_width, fingerprint=fingerprint)
