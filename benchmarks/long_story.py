"""A story of many panels, each with a megapixel picture of its own, for benchmarks/app.py."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from pathlib import Path

import numpy as np
from PIL import Image

from gill_studio.core.story.file import StoryFile
from gill_studio.core.story.model import Panel, Storyboard, Take

SIDE, DIFFERENT = 1000, 12


def make_story(path: Path, panels: int) -> None:
    """A story with so many panels, each with a caption and a picture of its own."""
    file = StoryFile.create(path, Storyboard("story", "Long"))
    made = []
    originals = photographs() if panels else []
    for number in range(panels):
        picture = file.pictures.add_bytes(numbered(originals[number % DIFFERENT], number))
        caption = f"Panel {number}. The fox followed the small blue light between the trees, and the owl waited."
        made.append(Panel(f"p{number}", caption, takes=(Take(f"t{number}", picture),), chosen=f"t{number}"))
    file.document.apply("Begin", replace(file.document.board, panels=tuple(made)))
    file.close()


def photographs() -> list[bytes]:
    """A few pictures of one megapixel, as detailed as photographs are."""
    random = np.random.default_rng(7)
    made = []
    for _ in range(DIFFERENT):
        coarse = random.integers(0, 255, (40, 40, 3), np.uint8)
        smooth = np.asarray(Image.fromarray(coarse).resize((SIDE, SIDE), Image.Resampling.BICUBIC), np.int16)
        noisy = smooth + random.normal(0, 6, smooth.shape).astype(np.int16)
        buffer = BytesIO()
        Image.fromarray(noisy.clip(0, 255).astype(np.uint8)).save(buffer, "JPEG", quality=85)
        made.append(buffer.getvalue())
    return made


def numbered(data: bytes, number: int) -> bytes:
    """The same JPEG with a comment in it, so that it is another file."""
    words = f"number {number}".encode()
    return data[:2] + b"\xff\xfe" + (len(words) + 2).to_bytes(2, "big") + words + data[2:]
