"""Pictures of scenes, rendered once into a memory-mapped file."""

from __future__ import annotations

import hashlib
import multiprocessing
import os
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from engine.context import RunContext
from engine.starter.world.facts import Scene
from engine.starter.world.picture import render

Pixels = npt.NDArray[np.uint8]
_CHUNK = 64


@dataclass(frozen=True)
class PictureSet:
    """Scenes and their pictures, uint8 (count, size, size, 3), mapped from disk."""

    scenes: tuple[Scene, ...]
    pixels: Pixels

    def __len__(self) -> int:
        return len(self.scenes)


def picture_set(folder: Path, scenes: tuple[Scene, ...], size: int, context: RunContext | None = None) -> PictureSet:
    """The pictures of `scenes`, rendered into `folder` (on all cores) unless these very ones are there."""
    key = hashlib.sha256(repr((scenes, size)).encode()).hexdigest()[:16]
    path = folder / f"pictures-{key}.npy"
    if not path.is_file():
        _render_all(path, scenes, size, context or RunContext())
    return PictureSet(scenes, np.load(path, mmap_mode="r"))


def _render_all(path: Path, scenes: tuple[Scene, ...], size: int, context: RunContext) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(path.name + ".part")
    pixels = np.lib.format.open_memmap(temporary, "w+", np.uint8, (len(scenes), size, size, 3))
    chunks = [scenes[i : i + _CHUNK] for i in range(0, len(scenes), _CHUNK)]
    for i, rendered in enumerate(_in_processes(chunks, size)):
        pixels[i * _CHUNK : i * _CHUNK + len(rendered)] = rendered
        context.step("drawing", i + 1, len(chunks))
    pixels.flush()
    del pixels
    temporary.replace(path)


def _in_processes(chunks: list[tuple[Scene, ...]], size: int) -> Iterator[Pixels]:
    work: Any = partial(render_chunk, size=size)
    if len(chunks) < 4:
        yield from map(work, chunks)
        return
    with multiprocessing.get_context("spawn").Pool(os.cpu_count()) as pool:
        yield from pool.imap(work, chunks)


def render_chunk(scenes: tuple[Scene, ...], size: int) -> Pixels:
    """Pictures (n, size, size, 3) of scenes."""
    return np.stack([np.asarray(render(scene, size)) for scene in scenes])
