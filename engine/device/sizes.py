"""How big the parts of a model are: parameter counts and the widths that workspaces depend on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from gill_studio.core.memory import Precision

DType = Literal["float32", "bfloat16", "float16"]

ELEMENT: dict[DType, int] = {"float32": 4, "bfloat16": 2, "float16": 2}
"""Bytes of one number."""
_BLOCK, _BLOCKS_OF_BLOCKS = 64, 256  # bitsandbytes: weights a scale, and scales a second-level scale


@dataclass(frozen=True)
class LanguageSizes:
    """A decoder-only language model; counts are parameters."""

    parameters: int
    """All of them, a tied output head counted once."""
    quantizable: int
    """Weights of linear layers inside the blocks; embeddings, norms, biases and the output head stay 16-bit."""
    quantizable_rows: int
    """Output features of those layers together: int8 keeps one float32 scale for each."""
    largest_linear: int
    """Weights of the largest of those layers: what is unpacked at once when a prompt is read."""
    embedding: int
    """Vocabulary matrix."""
    head: int
    """Output head; 0 where it is the vocabulary matrix."""
    layers: int
    width: int
    feedforward: int
    key_value_width: int
    """Key heads times head size: numbers a layer keeps for a token's keys, and again for its values."""
    rows: int
    """Rows of the output head."""
    context: int
    """Most positions read at once."""

    def bytes(self, precision: Precision, dtype: DType) -> int:
        """Bytes of the weights; `dtype` is what an int8 or int4 model keeps its unquantised rest in.

        int8 is a byte a weight and a float32 a row; int4 (NF4, double quantisation) is half a byte a weight, a
        byte for each 64 weights and a float32 for each 256 of those (QLoRA, section 3).
        """
        rest = (self.parameters - self.quantizable) * ELEMENT[dtype]
        if precision == "int8":
            return self.quantizable + 4 * self.quantizable_rows + rest
        if precision == "int4":
            scales = -(-self.quantizable // _BLOCK)
            return -(-self.quantizable // 2) + scales + 4 * -(-scales // _BLOCKS_OF_BLOCKS) + rest
        return self.parameters * ELEMENT[precision]

    def cache_bytes(self, dtype: DType) -> int:
        """Bytes of the keys and values of one token over all layers."""
        return 2 * self.layers * self.key_value_width * ELEMENT[dtype]


@dataclass(frozen=True)
class VisionSizes:
    """A vision transformer."""

    parameters: int
    width: int
    feedforward: int
    tokens: int
    """Patches of a picture, and one for the whole."""


@dataclass(frozen=True)
class PainterSizes:
    """A latent diffusion model: UNet, VAE and text encoder."""

    unet: int
    vae: int
    text_encoder: int
    unet_width: int
    """Channels at the finest resolution of the UNet."""
    unet_heads: int
    """Attention heads there."""
    vae_width: int
    """Channels that reach the VAE's finest resolution."""
    scale: int
    """Pixels a latent's side."""
    size: int
    """Side in pixels of the pictures it was trained on."""

    @property
    def parameters(self) -> int:
        """All three together."""
        return self.unet + self.vae + self.text_encoder


NO_PAINTER = PainterSizes(unet=0, vae=0, text_encoder=0, unet_width=0, unet_heads=0, vae_width=0, scale=8, size=0)
"""Of a model that does not paint."""


@dataclass(frozen=True)
class ModelSizes:
    """A whole model."""

    language: LanguageSizes
    vision: VisionSizes
    painter: PainterSizes
    adapter: int
    """Trained parameters of the adapter."""

    @property
    def parameters(self) -> int:
        """All parts together."""
        return self.language.parameters + self.vision.parameters + self.painter.parameters + self.adapter
