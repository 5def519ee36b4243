"""GILLMapper (GILL Fig. 4) and the three maps it is compared with in the paper's Table 3."""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from gill_studio.core.errors import ModelError


@dataclass(frozen=True)
class MapperConfig:
    """Sizes of a map from r [IMG] states of width e to the painter's L text embeddings of width `output`.

    The defaults are the published model's.
    """

    kind: str = "gill_mapper"
    width: int = 512
    encoder_layers: int = 4
    decoder_layers: int = 4
    heads: int = 4
    feedforward: int = 2048
    queries: int = 77
    output: int = 768


class GillMapper(nn.Module):
    """An encoder over the [IMG] states and a decoder from L learnt queries to it (GILL eq. 3).

    No positions and no masks: queries see one another, as in the authors' implementation.
    """

    def __init__(self, e: int, r: int, config: MapperConfig) -> None:
        super().__init__()
        width = config.width
        options = {"dropout": 0.0, "batch_first": True, "norm_first": True}
        encoder = nn.TransformerEncoder(
            nn.TransformerEncoderLayer(width, config.heads, config.feedforward, **options),  # type: ignore[arg-type]
            config.encoder_layers,
            nn.LayerNorm(width),
            enable_nested_tensor=False,
        )
        self.fc = nn.Linear(e, width)
        self.transformer = nn.Transformer(
            width,
            config.heads,
            num_decoder_layers=config.decoder_layers,
            dim_feedforward=config.feedforward,
            custom_encoder=encoder,
            **options,  # type: ignore[arg-type]
        )
        self.out = nn.Linear(width, config.output)
        self.queries = nn.Parameter(torch.randn(1, config.queries, width))
        del r  # any number of states is read

    def forward(self, states: Tensor, embeddings: Tensor) -> Tensor:
        """(B, L, output) from [IMG] states (B, r, e) and the [IMG] tokens' input embeddings (r, e)."""
        queries = self.queries.expand(len(states), -1, -1)
        return self.out(self.transformer(self.fc(states + embeddings), queries))  # type: ignore[no-any-return]


class ChunkMap(nn.Module):
    """Maps each [IMG] state on its own into L / r of the output embeddings: the frame of the ablations."""

    def __init__(self, body: nn.Module, width: int, r: int, config: MapperConfig) -> None:
        super().__init__()
        self.body = body
        self.out = nn.Linear(width, math.ceil(config.queries / r) * config.output)
        self._queries, self._output = config.queries, config.output

    def forward(self, states: Tensor, embeddings: Tensor) -> Tensor:
        """(B, L, output); see GillMapper."""
        chunks = self.out(self.body(states + embeddings))
        return chunks.reshape(len(states), -1, self._output)[:, : self._queries]  # type: ignore[no-any-return]


def _linear(e: int, r: int, config: MapperConfig) -> nn.Module:
    return ChunkMap(nn.Identity(), e, r, config)


def _mlp(e: int, r: int, config: MapperConfig) -> nn.Module:
    width = config.width
    body = nn.Sequential(nn.Linear(e, width), nn.LeakyReLU(), nn.Linear(width, width), nn.LeakyReLU())
    return ChunkMap(body, width, r, config)


def _encoder(e: int, r: int, config: MapperConfig) -> nn.Module:
    layer = nn.TransformerEncoderLayer(
        config.width, config.heads, config.feedforward, dropout=0.0, batch_first=True, norm_first=True
    )
    encoder = nn.TransformerEncoder(
        layer, config.encoder_layers, nn.LayerNorm(config.width), enable_nested_tensor=False
    )
    return ChunkMap(nn.Sequential(nn.Linear(e, config.width), encoder), config.width, r, config)


MAPPERS = {"gill_mapper": GillMapper, "linear": _linear, "mlp": _mlp, "encoder": _encoder}


def build_mapper(e: int, r: int, config: MapperConfig) -> nn.Module:
    """The map that `config.kind` names; ModelError lists the kinds when there is no such one."""
    if config.kind not in MAPPERS:
        raise ModelError(
            f'The adapter asks for a mapper of kind "{config.kind}".', f"Known kinds: {', '.join(MAPPERS)}."
        )
    return MAPPERS[config.kind](e, r, config)
