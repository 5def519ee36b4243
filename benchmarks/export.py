"""How long a PDF of many large pictures takes, and how much memory.

usage: uv run python benchmarks/export.py [--panels 1000] [--kind jpeg|png|both] [--layout picture-book]

The pictures have one megapixel each and are all different: JPEG of quality 90, or PNG. Beside the export stands what
cannot be saved: reading the pictures' bytes, and setting the same pages with blank pictures. Each is measured in a
process of its own, after a warm-up on a small story, and the best of three runs counts. The peak is what the process
held at most during the export beyond what it held before. Exits with 1 when a limit is missed: 1.5 times the time, and
a peak of 600 MB above the size of the output.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import multiprocessing
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import numpy as np
import psutil
from PIL import Image

from gill_studio.core.export.content import book_of
from gill_studio.core.export.exporter import ExportContext, FilePictures, Job, Source
from gill_studio.core.export.pdf.document import pdf_exporter, setting
from gill_studio.core.export.pdf.options import Layout, PdfOptions
from gill_studio.core.export.pdf.placeholders import StandIns
from gill_studio.core.export.picture_bytes import jpeg_segment, png_chunk
from gill_studio.core.pictures import PictureRef
from gill_studio.core.story.model import Panel, Storyboard, Take

SIDE = 1000
DIFFERENT = 12
MOST_TIME, MOST_MEMORY = 1.5, 600e6
ROUNDS = 3


def pictures(kind: str) -> list[bytes]:
    """A few pictures of one megapixel, as detailed as photographs are."""
    random = np.random.default_rng(7)
    made = []
    for _ in range(DIFFERENT):
        coarse = random.integers(0, 255, (40, 40, 3), np.uint8)
        smooth = np.asarray(Image.fromarray(coarse).resize((SIDE, SIDE), Image.Resampling.BICUBIC), np.int16)
        noisy = smooth + random.normal(0, 6, smooth.shape).astype(np.int16)
        buffer = BytesIO()
        Image.fromarray(noisy.clip(0, 255).astype(np.uint8)).save(buffer, kind.upper(), quality=90, compress_level=1)
        made.append(buffer.getvalue())
    return made


def numbered(data: bytes, kind: str, number: int) -> bytes:
    """The same picture as another file."""
    note = str(number).encode()
    if kind == "jpeg":
        return data[:2] + jpeg_segment(0xFE, note) + data[2:]
    return data[:33] + png_chunk(b"tEXt", b"Comment\0" + note) + data[33:]


def story(folder: Path, kind: str, count: int) -> None:
    """Write the pictures and a list of them."""
    originals, names = pictures(kind), []
    for number in range(count):
        data = numbered(originals[number % DIFFERENT], kind, number)
        digest = hashlib.sha256(data).hexdigest()
        (folder / digest).write_bytes(data)
        names.append(digest)
    (folder / "names.json").write_text(json.dumps(names))


def source_in(folder: Path, kind: str, count: int | None = None) -> Source:
    """The story that was written."""
    names = json.loads((folder / "names.json").read_text())[:count]
    refs = [PictureRef(name, f"image/{kind}", SIDE, SIDE) for name in names]
    panels = tuple(
        Panel(
            f"p{n}", f"Panel {n}: the fox looked up, and there it was. " * 3, takes=(Take(f"t{n}", r),), chosen=f"t{n}"
        )
        for n, r in enumerate(refs)
    )
    return Source(
        Storyboard("s", "A long story", "A. Writer", "en", panels), FilePictures({n: folder / n for n in names})
    )


def blank(source: Source, options: PdfOptions, folder: Path) -> None:
    """Read all pictures' bytes, and set the pages with blank ones."""
    for digest in source.board.pictures:
        source.pictures.data_of(digest)
    with tempfile.TemporaryDirectory() as name:
        pages = setting(Path(name), book_of(source.board), options, StandIns(Path(name)).place, Job(ExportContext()))
        (folder / "blank.pdf").write_bytes(pages.pdf().files[0])


def whole(source: Source, options: PdfOptions, folder: Path) -> None:
    """The export, of which there is none yet."""
    pdf_exporter().export(source, folder / "whole.pdf", options)


def measured(
    action: Callable[[Source, PdfOptions, Path], None], folder: Path, kind: str, layout: str
) -> tuple[float, float]:
    """Seconds, and bytes of memory beyond those before, of one run in this process."""
    options = PdfOptions(layout=Layout(layout))
    small = source_in(folder, kind, 3)
    whole(replace(small, board=replace(small.board, title="warm-up")), options, folder)
    (folder / "whole.pdf").unlink()
    before = psutil.Process().memory_info().rss
    source = source_in(folder, kind)
    start = time.perf_counter()
    action(source, options, folder)
    return time.perf_counter() - start, peak() - before


def peak() -> float:
    """Bytes that this process has held at most."""
    if sys.platform == "win32":
        return float(psutil.Process().memory_info().peak_wset)
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1.0 if sys.platform == "darwin" else 1024.0)


def alone(action: Callable[[Source, PdfOptions, Path], None], *arguments: object) -> tuple[float, float]:
    """The best of several runs, each in a fresh process: seconds, and the largest memory."""
    runs = []
    for _ in range(ROUNDS):
        with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as pool:
            runs.append(pool.submit(measured, action, *arguments).result())
    return min(seconds for seconds, _ in runs), max(memory for _, memory in runs)


def run(kind: str, count: int, layout: str) -> bool:
    """Measure one kind of pictures and print it; whether the limits hold."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        story(folder, kind, count)
        read = sum(path.stat().st_size for path in folder.iterdir())
        floor, _ = alone(blank, folder, kind, layout)
        seconds, memory = alone(whole, folder, kind, layout)
        size = (folder / "whole.pdf").stat().st_size
    above = memory - size
    print(f"{count} panels, {layout}, {kind.upper()} of one megapixel, {read / 1e6:.0f} MB of pictures")
    print(f"  reading them and setting blank pages  {floor:6.2f} s")
    print(
        f"  the export                            {seconds:6.2f} s   {seconds / floor:.2f} times (at most {MOST_TIME})"
    )
    print(f"  the output                            {size / 1e6:6.0f} MB")
    print(f"  memory at most                        {memory / 1e6:6.0f} MB  {above / 1e6:+.0f} MB against the output")
    return seconds <= MOST_TIME * floor and above <= MOST_MEMORY


def main() -> int:
    """Measure what is asked for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--panels", type=int, default=1000)
    parser.add_argument("--kind", choices=("jpeg", "png", "both"), default="both")
    parser.add_argument("--layout", choices=[str(layout) for layout in Layout], default="picture-book")
    options = parser.parse_args()
    kinds = ("jpeg", "png") if options.kind == "both" else (options.kind,)
    held = [run(kind, options.panels, options.layout) for kind in kinds]
    return 0 if all(held) else 1


if __name__ == "__main__":
    sys.exit(main())
