"""The recipe's numbers: sizes, batches, shares of the time. Read from recipe.toml beside this file."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import msgspec
from msgspec import Meta

from gill_studio.core.errors import StudioError

DEFAULT = Path(__file__).parent / "recipe.toml"
Count = Annotated[int, Meta(ge=1)]


@dataclass(frozen=True)
class Optimisation:
    """How one stage is optimised; `share` is its part of the hours, `steps` fixes them instead.

    `peak` is AdamW's rate, `muon` that of Muon for weights of two and more dimensions (0: AdamW for all).
    """

    batch: Count
    peak: float
    share: float = 0.0
    steps: int = 0
    warmup: int = 100
    average: float = 0.0
    weight_decay: float = 0.01
    muon: float = 0.0


@dataclass(frozen=True)
class WorldConfig:
    """How many stories, and scenes outside them, are made and drawn; pictures are square, sizes in pixels."""

    picture_size: Count
    scenes: Count
    stories: Count
    seed: int


@dataclass(frozen=True)
class TokenizerConfig:
    """One byte-level BPE for the language model and the painter's text encoder."""

    vocabulary: Count
    texts: Count = 20_000
    """Of the corpus, to learn it from."""


@dataclass(frozen=True)
class LanguageConfig:
    """OPT: e = width; `window` positions, at least 24 panels long.

    The first `echoes` steps are on echoes alone: looking back is learnt in minutes there, and in stories in hours.
    """

    width: Count
    layers: Count
    heads: Count
    window: Count
    echoes: int
    train: Optimisation


@dataclass(frozen=True)
class SightConfig:
    """The open_clip vision tower and the painter's text encoder, trained together contrastively."""

    image_size: Count
    patch: Count
    vision_width: Count
    vision_layers: Count
    text_width: Count
    text_layers: Count
    text_window: Count
    train: Optimisation


@dataclass(frozen=True)
class VaeConfig:
    """AutoencoderKL; each level but the last halves the picture. `crop` trains on pieces, `decoder` on wholes."""

    channels: tuple[int, ...]
    latent_channels: Count
    groups: Count
    crop: Count
    kl: float
    edges: float
    train: Optimisation
    decoder: Optimisation


@dataclass(frozen=True)
class PainterConfig:
    """The UNet; `attention` says which levels have cross-attention."""

    channels: tuple[int, ...]
    attention: tuple[bool, ...]
    head_width: Count
    train: Optimisation


@dataclass(frozen=True)
class GillConfig:
    """The adapter: k visual vectors, r [IMG] tokens, p, and the mapper's width and layers."""

    visual_tokens: Count
    image_tokens: Count
    retrieval_width: Count
    mapper: str
    mapper_width: Count
    mapper_layers: Count
    train: Optimisation


@dataclass(frozen=True)
class DecisionStage:
    """The decision module: random sub-collections it is trained over."""

    examples: Count
    train: Optimisation


@dataclass(frozen=True)
class Recipe:
    """The whole recipe."""

    world: WorldConfig
    tokenizer: TokenizerConfig
    language: LanguageConfig
    sight: SightConfig
    vae: VaeConfig
    painter: PainterConfig
    gill: GillConfig
    decision: DecisionStage


def load_recipe(path: Path = DEFAULT) -> Recipe:
    """Read a recipe; StudioError names the file and the field that is wrong."""
    try:
        return msgspec.toml.decode(path.read_bytes(), type=Recipe)
    except (OSError, msgspec.DecodeError, UnicodeDecodeError) as error:
        raise StudioError(f"The recipe {path} cannot be read: {error}", "Correct it, or use the default.") from error
