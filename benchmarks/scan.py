"""How fast a folder of photographs becomes a collection that can be searched, and how much memory that takes.

usage: uv run python benchmarks/scan.py [--pictures 5000] [--model FOLDER]

The pictures are JPEGs of one megapixel, quality 90, all different. Two things are timed, each in a process of its own:

- the scan (captions, thumbnails, looks, content hashes, records), beside decoding the same files whole with Pillow on
  all cores;
- scan and embedding (the model's vector of every picture, and its index), beside decoding them that way and embedding
  the pixels with the same model, nothing else.

The files are read once before, so that none comes from the disk. Exits with 1 when a limit is missed: 70 % of the bare
rate, and 1 GB of memory, torch and the model included.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from itertools import islice
from pathlib import Path

import numpy as np
import psutil
from PIL import Image

from gill_studio.core.collections.library import create_collection
from gill_studio.core.collections.scan import scan

LEAST_RATE, MOST_MEMORY = 0.7, 1e9
_BATCH, _DIFFERENT, _SIDE = 16, 16, 1000
Measured = tuple[float, float]


def make_pictures(folder: Path, count: int) -> None:
    """Write them, as detailed as photographs are; each with a comment of its own, so that no two files are equal."""
    random = np.random.default_rng(7)
    images = []
    for _ in range(min(_DIFFERENT, count)):
        coarse = random.integers(0, 255, (40, 40, 3), np.uint8)
        smooth = np.asarray(Image.fromarray(coarse).resize((_SIDE, _SIDE), Image.Resampling.BICUBIC), np.int16)
        noisy = smooth + random.normal(0, 6, smooth.shape).astype(np.int16)
        images.append(Image.fromarray(noisy.clip(0, 255).astype(np.uint8)))
    for number in range(count):
        exif = Image.Exif()
        exif[270] = f"photograph number {number}"  # ImageDescription: a caption
        images[number % len(images)].save(folder / f"{number:05}.jpg", quality=90, exif=exif)


def scanned(folder: Path, _model: str | None) -> float:
    """Seconds of a scan."""
    start = time.perf_counter()
    with create_collection("photographs", [folder]) as store:
        result = scan(store)
    taken = time.perf_counter() - start
    if result.new != len(list(folder.iterdir())) or result.problems:
        raise SystemExit(f"The scan did not find what is there: {result}")
    return taken


def decoded(folder: Path, _model: str | None) -> float:
    """Seconds of decoding all files on all cores."""
    start = time.perf_counter()
    for _ in _images(sorted(folder.iterdir())):
        pass
    return time.perf_counter() - start


def scanned_and_embedded(folder: Path, model: str | None) -> float:
    """Seconds of a scan and of the index; the model is loaded before."""
    from engine.choice import choose_model
    from engine.collections import index_collection
    from engine.facade import Engine

    engine = Engine.load(choose_model(model).folders)
    start = time.perf_counter()
    with create_collection("photographs", [folder]) as store:
        scan(store)
        found = len(index_collection(engine, store).index)
    taken = time.perf_counter() - start
    if found != len(list(folder.iterdir())):
        raise SystemExit(f"Only {found} pictures are in the index.")
    return taken


def decoded_and_embedded(folder: Path, model: str | None) -> float:
    """Seconds of decoding and embedding; the model is loaded before."""
    import torch

    from engine.choice import choose_model
    from engine.facade import Engine

    gill = Engine.load(choose_model(model).folders).gill
    start = time.perf_counter()
    pictures = _images(sorted(folder.iterdir()))
    while batch := list(islice(pictures, _BATCH)):
        pixels = torch.stack([gill.vision.preprocess(picture) for picture in batch])
        gill.picture_vectors(gill.vision.pooled(pixels))
    return time.perf_counter() - start


def _images(paths: Sequence[Path]) -> Iterator[Image.Image]:
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for start in range(0, len(paths), 64):
            yield from pool.map(_decode, paths[start : start + 64])


def _decode(path: Path) -> Image.Image:
    with Image.open(path) as image:
        return image.convert("RGB")


def measure(action: Callable[[Path, str | None], float], folder: Path, model: str | None) -> Measured:
    """Seconds, and bytes that the process held at most; in a process and with folders of its own."""
    with tempfile.TemporaryDirectory() as own, ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as pool:
        return pool.submit(_measured, action, folder, model, Path(own)).result()


def _measured(action: Callable[[Path, str | None], float], folder: Path, model: str | None, own: Path) -> Measured:
    for name in ("GILL_STUDIO_DATA", "GILL_STUDIO_CACHE"):
        os.environ[name] = str(own / name)
    return action(folder, model), _peak()


def _peak() -> float:
    if sys.platform == "win32":
        return float(psutil.Process().memory_info().peak_wset)
    import resource

    unit = 1 if sys.platform == "darwin" else 1024
    return float(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit)


def main() -> None:
    """See the module."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pictures", type=int, default=5000)
    parser.add_argument("--model", help="a model folder, or an installed model's name (default: the starter)")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        make_pictures(folder, options.pictures)
        size = sum(len(path.read_bytes()) for path in folder.iterdir())
        print(f"{options.pictures:,} JPEGs, {size / 1e6:,.0f} MB, {os.cpu_count()} cores")
        good = compare("scan", "decoding", scanned, decoded, folder, options.model)
        both = scanned_and_embedded, decoded_and_embedded
        good &= compare("scan and embedding", "decoding and embedding", *both, folder, options.model)
    sys.exit(not good)


def compare(
    name: str,
    bare_name: str,
    ours: Callable[[Path, str | None], float],
    bare: Callable[[Path, str | None], float],
    folder: Path,
    model: str | None,
) -> bool:
    """Print both rates, their ratio and both peaks of memory; whether the limits hold."""
    count = len(list(folder.iterdir()))
    (least, bare_memory), (taken, memory) = measure(bare, folder, model), measure(ours, folder, model)
    ratio = least / taken
    print(f"{name}: {count / taken:.0f} pictures/s; {bare_name}: {count / least:.0f} pictures/s; ratio {ratio:.2f}")
    print(f"  peak memory of {name}: {memory / 1e6:.0f} MB; of {bare_name}: {bare_memory / 1e6:.0f} MB")
    return ratio >= LEAST_RATE and memory <= MOST_MEMORY


if __name__ == "__main__":
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    main()
