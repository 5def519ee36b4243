"""How a picture looks, in 200 bytes: enough to know it again when it was made smaller, saved anew or tagged.

The first 8 bytes are a difference hash (does brightness grow from one cell to the next, in 8 rows of 9 cells), the
others its colours in 8 × 8 cells.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from PIL import Image

_GRID = 8
HASH_BYTES = 8
LOOK_BYTES = HASH_BYTES + 3 * _GRID * _GRID
MOST_BITS = 5
"""Bits in which the hashes of two versions of a picture may differ."""
_MOST_COLOUR, _MOST_CELL = 6.0, 24.0  # of 255, on average over all cells, and in any: a small thing of another colour


def look_of(image: Image.Image) -> bytes:
    """How an upright picture looks; transparency is over white."""
    from PIL import Image as Images

    if image.mode == "RGBA":
        ground = Images.new("RGBA", image.size, "white")
        image = Images.alpha_composite(ground, image)
    colours = image.convert("RGB").resize((_GRID, _GRID), Images.Resampling.BOX)
    grey = np.asarray(image.convert("L").resize((_GRID + 1, _GRID), Images.Resampling.BOX), dtype=np.int16)
    rises = grey[:, 1:] > grey[:, :-1]
    return np.packbits(rises).tobytes() + colours.tobytes()


def resemble(one: bytes, other: bytes) -> bool:
    """Whether two looks are of the same picture."""
    if len(one) != LOOK_BYTES or len(other) != LOOK_BYTES:
        return False
    bits = (int.from_bytes(one[:HASH_BYTES], "big") ^ int.from_bytes(other[:HASH_BYTES], "big")).bit_count()
    return bits <= MOST_BITS and bool(colours_agree(one, [other])[0])


def colours_agree(one: bytes, others: list[bytes]) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Of each of the others, whether its colours are those of `one`."""
    mine = np.frombuffer(one, np.uint8, offset=HASH_BYTES).astype(np.float32)
    theirs = np.frombuffer(b"".join(other[HASH_BYTES:] for other in others), np.uint8).reshape(len(others), -1)
    apart = np.abs(theirs - mine)
    cells = apart.reshape(len(others), _GRID * _GRID, 3).mean(axis=2)
    agree: np.ndarray[tuple[int], np.dtype[np.bool_]] = cells.mean(axis=1) <= _MOST_COLOUR
    agree &= cells.max(axis=1) <= _MOST_CELL
    return agree
