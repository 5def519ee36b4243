"""What computing needs beside the weights: activations, scores, scratch memory. All in bytes.

Counting the bytes of every tensor alive during a forward pass (on the meta device, at the published sizes)
gives peaks that are linear in pixels or tokens; the coefficients below are those, and a test counts them
again. What a real device takes on top (convolution scratch, rounding of the allocator) is one factor.
"""

from __future__ import annotations

from dataclasses import dataclass

from engine.device.memory import Kind
from engine.device.sizes import ELEMENT, DType, LanguageSizes, PainterSizes, VisionSizes

VAE_TILE = 256
"""Side in pixels of the tiles in which a tiled VAE decodes (`tile_sample_min_size`)."""
READ_AT_ONCE = 256
"""Tokens of a prompt that are read in one go."""
SPARE_POSITIONS = 64
"""Positions that a cache of keys and values has room for beyond what it holds."""

_UNET_LIVE = 26  # feed-forward of the first blocks: 8 + 4 + 4 widths in GEGLU, the rest residuals and skips
_UNET_LIVE_SLICED = 13
_SCORE_COPIES = 4  # scores, mask, softmax and its safe version, when attention is written out
_SCORE_COPIES_SLICED = 2
_VAE_LIVE = 3  # input, its norm and its activation in the last residual block
_TILE_SURPLUS = 4  # a quarter more: overlap and blending
_SCRATCH = 2.9
"""Taken over alive: decoding 512 x 512 in SD 1.5's VAE was measured at up to 2,200 numbers a pixel, reserved
memory included (InvokeAI's `estimate_vae_working_memory_sd15_sdxl`), against 3 x 256 alive."""
_SCRATCH_CPU = 1.5
TEXT_SCRATCH = 1.3
"""The same for transformers: matrix products need little scratch, and the allocator rounds."""
_VISION_BATCH = 16


@dataclass(frozen=True)
class Workload:
    """What the memory must be enough for."""

    window: int
    """Tokens of story that the language model reads."""
    candidates: int
    """Texts decoded at once."""


COMFORTABLE = Workload(window=1024, candidates=2)
SMALLEST = Workload(window=512, candidates=1)
MOST_CANDIDATES, MOST_PICTURES = 4, 4
LONGEST_WINDOW = 4096
"""More story than this is not planned for: some 150 panels."""


def painting_scratch(kind: Kind) -> float:
    """Bytes taken for each byte alive in the painter, whose convolutions need scratch memory."""
    return _SCRATCH_CPU if kind == "cpu" else _SCRATCH


def unet_bytes(painter: PainterSizes, dtype: DType, pictures: int, *, fused: bool, sliced: bool) -> int:
    """Alive in a denoising step at the painter's size, with guidance (a batch of two for each picture).

    26 x batch x latents x width numbers; where attention is not fused, 4 x batch x heads x latents^2 scores
    more, or, in slices of half the heads of one picture, 2 x heads/2 x latents^2.
    """
    batch, latents = 2 * pictures, (painter.size // painter.scale) ** 2
    plane = batch * latents * painter.unet_width
    if fused and not sliced:
        numbers = _UNET_LIVE * plane
    elif sliced:
        scores = _SCORE_COPIES_SLICED * -(-painter.unet_heads // 2) * latents**2
        numbers = max(_UNET_LIVE * plane, _UNET_LIVE_SLICED * plane + scores)
    else:
        numbers = _UNET_LIVE * plane + _SCORE_COPIES * batch * painter.unet_heads * latents**2
    return numbers * ELEMENT[dtype]


def vae_bytes(painter: PainterSizes, dtype: DType, pictures: int, *, tiled: bool) -> int:
    """Alive while decoding at the painter's size: 3 x pixels x width numbers, of whole pictures or of a tile."""
    side = min(painter.size, VAE_TILE) if tiled else painter.size
    numbers = _VAE_LIVE * pictures * side**2 * painter.vae_width
    if tiled and painter.size > VAE_TILE:
        numbers += numbers // _TILE_SURPLUS
    return numbers * ELEMENT[dtype]


def reading_bytes(language: LanguageSizes, dtype: DType) -> int:
    """Reading one token of a prompt: three feed-forward and four hidden widths are alive (OPT needs less)."""
    return (3 * language.feedforward + 4 * language.width) * ELEMENT[dtype]


def unpacking_bytes(language: LanguageSizes, dtype: DType, *, quantized: bool) -> int:
    """The one layer that is unpacked at a time when a quantised model reads more than a token."""
    return language.largest_linear * ELEMENT[dtype] if quantized else 0


def cached_positions(window: int, candidates: int) -> int:
    """Positions whose keys and values are held at most while `candidates` texts continue a story of `window`.

    Twice for each text: a single one is written behind the story itself, in a buffer that may have to grow; of
    several each has its own beside the story's, and when one ends the others are copied.
    """
    return 2 * candidates * (window + SPARE_POSITIONS)


def scoring_bytes(language: LanguageSizes, candidates: int) -> int:
    """Scores and probabilities over the vocabulary, float32."""
    return 2 * candidates * language.rows * ELEMENT["float32"]


def seeing_bytes(vision: VisionSizes, dtype: DType) -> int:
    """Reading 16 pictures at once: three feed-forward and four hidden widths a patch are alive."""
    return _VISION_BATCH * vision.tokens * (3 * vision.feedforward + 4 * vision.width) * ELEMENT[dtype]
