"""A lesson's features: pooled vectors of pictures, token ids and painter's encodings of texts, all computed once."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import torch
from torch import Tensor

from engine.catalogue import ModelFolders
from engine.context import RunContext
from engine.models.gill import Gill
from engine.models.vision import VisionBackbone, prepare_pictures
from engine.pictures import Picture
from engine.training.examples import Lesson
from engine.training.shards import Shards
from engine.training.targets import TextTargets
from gill_studio.core import locations
from gill_studio.core.errors import PictureError

_BATCH = 16
_TEXT_BATCH = 64
_HELD_BYTES = 512 << 20  # of encodings that are kept in memory; more are read from the disk as they are needed


class Features:
    """What is known of a lesson's pictures and texts, by key and by text.

    Pooled features are float32 (d,); encodings (L, D) are kept in 16 bits.
    """

    def __init__(self, gill: Gill, pictures: Shards, texts: Shards | None, lesson: Lesson) -> None:
        self._gill, self._texts, self._shards = gill, texts, pictures
        self._pooled: dict[str, Tensor] = {}
        known = [key for key in lesson.pictures if key in pictures]
        if known:
            self._pooled = dict(zip(known, pictures.rows(known, "pooled"), strict=True))
        self._ids: dict[str, tuple[int, ...]] = {}
        self._kept: dict[str, Tensor] = {}
        self.mean, self.variance = self._spread(lesson)

    def __contains__(self, key: str) -> bool:
        return key in self._pooled

    @property
    def paints(self) -> bool:
        """Whether there are encodings to aim at."""
        return self._texts is not None

    @property
    def skipped(self) -> Mapping[str, str]:
        """Pictures that could not be read, and why."""
        return self._shards.skipped

    def some_pooled(self) -> Tensor:
        """Pooled features (n, d) of at most 512 pictures, evenly chosen."""
        keys = list(self._pooled)
        return self.pooled(keys[:: max(1, len(keys) // 512)][:512])

    def pooled(self, keys: Sequence[str]) -> Tensor:
        """Pooled features (n, d)."""
        return torch.stack([self._pooled[key] for key in keys])

    def ids(self, text: str) -> tuple[int, ...]:
        """Token ids of a text."""
        if text not in self._ids:
            self._ids[text] = tuple(self._gill.language.encode(text))
        return self._ids[text]

    def targets(self, texts: Sequence[str]) -> Tensor:
        """The painter's encodings (n, L, D), float32; zeros for an empty text of a picture nobody asks for."""
        return torch.stack([self._target(text) for text in texts])

    def _target(self, text: str) -> Tensor:
        if self._texts is None or not text:
            config = self._gill.config.mapper
            return torch.zeros(config.queries, config.output)
        if text in self._kept:
            return self._kept[text].float()
        found: Tensor = self._texts.rows([text_key(text)], "target")[0]
        if len(self._kept) * found.nbytes < _HELD_BYTES:
            self._kept[text] = found
        return found.float()

    def _spread(self, lesson: Lesson) -> tuple[Tensor, float]:
        """Mean (L, D) and mean variance of the encodings: what a mapper that knows nothing would leave."""
        texts = list(dict.fromkeys(lesson.painted))[:512]
        if self._texts is None or len(texts) < 2:
            return self._target(""), 1.0
        found = self.targets(texts)
        return found.mean(0), max(float(found.var(0).mean()), 1e-8)


def text_key(text: str) -> str:
    """By what a text is known in shards."""
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()


def open_shards(folders: ModelFolders) -> tuple[Shards, Shards | None]:
    """(pictures', texts') shards of these frozen parts, in the cache."""
    from engine.worker.models import fingerprint

    base = locations.cache_dir() / "features"
    texts = None if folders.painter is None else Shards(base / f"texts-{_text_fingerprint(folders.painter)}")
    return Shards(base / f"pictures-{fingerprint([folders.vision])}"), texts


def compute_features(gill: Gill, folders: ModelFolders, lesson: Lesson, context: RunContext | None = None) -> Features:
    """Compute what is missing, and open all of it. What was computed stays when `context` cancels.

    Pictures that cannot be read are left out and named in `skipped`.
    """
    context = context or RunContext()
    pictures, texts = open_shards(folders)
    looking = _Looking(gill.vision, lesson.files)
    pictures.complete(lesson.pictures, looking, context, "looking at pictures")
    if texts is not None:
        by_key = {text_key(text): text for text in lesson.painted}
        if texts.missing(list(by_key)):
            encoder = TextTargets(folders.painter, gill.language.device) if folders.painter else None
            if encoder is not None:
                reading = _Reading(encoder, by_key, gill.config.mapper.queries)
                texts.complete(list(by_key), reading, context, "reading captions")
    return Features(gill, pictures, texts, lesson)


class _Looking:
    """Computes pooled features of picture files."""

    def __init__(self, vision: VisionBackbone, files: Mapping[str, Path]) -> None:
        self._vision, self._files = vision, files

    def __call__(self, keys: Sequence[str]) -> tuple[dict[str, Tensor], dict[str, str]]:
        parts: list[Tensor] = []
        skipped: dict[str, str] = {}
        for start in range(0, len(keys), _BATCH):
            pixels = []
            pictures = list(self._opened(keys[start : start + _BATCH], skipped))
            for picture, prepared in zip(pictures, prepare_pictures(self._vision, pictures), strict=True):
                try:
                    pixels.append(prepared.result())
                except PictureError as error:
                    skipped[picture.digest] = error.message
            if pixels:
                parts.append(self._vision.pooled(torch.stack(pixels)).cpu())
        return ({"pooled": torch.cat(parts)} if parts else {}), skipped

    def _opened(self, keys: Sequence[str], skipped: dict[str, str]) -> Iterator[Picture]:
        for key in keys:
            try:
                picture = Picture.open(self._files[key])
            except PictureError as error:
                skipped[key] = error.message
            except KeyError:
                skipped[key] = "There is no file of it."
            else:
                if picture.digest == key:
                    yield picture
                else:
                    skipped[key] = "The file has changed since the collection was scanned."


class _Reading:
    """Computes the painter's encodings of texts, in 16 bits, as long as the mapper's output."""

    def __init__(self, encoder: TextTargets, texts: Mapping[str, str], length: int) -> None:
        self._encoder, self._texts, self._length = encoder, texts, length

    def __call__(self, keys: Sequence[str]) -> tuple[dict[str, Tensor], dict[str, str]]:
        parts = []
        for start in range(0, len(keys), _TEXT_BATCH):
            texts = [self._texts[key] for key in keys[start : start + _TEXT_BATCH]]
            parts.append(self._encoder(texts)[:, : self._length].half())
        return {"target": torch.cat(parts)}, {}


def _text_fingerprint(painter: Path) -> str:
    from engine.worker.models import fingerprint

    return fingerprint([painter / "text_encoder", painter / "tokenizer"])
