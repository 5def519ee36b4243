"""The adapter: all that is trained in GILL, and its sizes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated, Literal

import torch
from msgspec import Meta
from torch import Tensor, nn

from engine.models.mapper import MapperConfig, build_mapper

Size = Annotated[int, Meta(ge=1, le=2**20)]
LOGIT_SCALE_INIT = 2.6592600369327783  # ln(1 / 0.07), as in CLIP


@dataclass(frozen=True)
class PromptFormat:
    """Strings around pictures and between panels in what the language model reads; none in the published model.

    `bos` says where BOS stands: before the first "text", also when pictures come before it (the published model),
    or always at the "start".
    """

    picture_open: str = ""
    picture_close: str = ""
    panel_separator: str = ""
    bos: Literal["text", "start"] = "text"


@dataclass(frozen=True)
class DecisionConfig:
    """What the decision module reads beside h[IMG1]: nothing, or the best similarity in the collection.

    "cosine" is the paper's text; "scaled" (exp(logit_scale) times it) is an early variant of the authors'.
    """

    similarity: Literal["none", "cosine", "scaled"] = "none"


@dataclass(frozen=True)
class BackboneRecord:
    """Which frozen part an adapter was trained for: its hub id or name, and the fingerprint of its folder."""

    id: str = ""
    fingerprint: str = ""


@dataclass(frozen=True)
class AdapterConfig:
    """Sizes and ids of an adapter. Letters are the paper's."""

    language_width: Size
    """e: width of the language model's embeddings and hidden states."""
    vision_width: Size
    """d: width of the vision encoder's pooled feature."""
    image_token_ids: tuple[int, ...]
    """Vocabulary ids of [IMG1] ... [IMG r]."""
    visual_tokens: Size = 4
    """k: vectors that stand for one picture in the language model's input."""
    retrieval_width: Size = 256
    """p: width of the common space of retrieval."""
    mapper: MapperConfig = field(default_factory=MapperConfig)
    tied_output: bool = True
    """Whether [IMG] output rows are the input rows; if not, a second (r, e) tensor is trained."""
    prompt: PromptFormat = field(default_factory=PromptFormat)
    decision: DecisionConfig | None = None
    backbones: dict[str, BackboneRecord] = field(default_factory=dict)
    training: dict[str, str | int | float | bool] = field(default_factory=dict)

    @property
    def image_tokens(self) -> int:
        """r: the number of [IMG] tokens."""
        return len(self.image_token_ids)


class Adapter(nn.Module):
    """The trained part of GILL: 50,096,385 parameters in 137 tensors at the published sizes.

    caption_head   W_cap: pooled feature (d) to k visual vectors (k * e)
    picture_head   W_i2t: pooled feature (d) to the retrieval space (p)
    text_head      W_t2i: h[IMG1] (e) to the retrieval space (p)
    image_tokens   E_img: input embeddings of [IMG1] ... [IMG r] (r, e), tied to their output rows
    output_tokens  output rows of [IMG1] ... [IMG r] (r, e) where the language model's head is untied, else None
    mapper         GILLMapper or one of its ablations
    logit_scale    log of the inverse temperature of retrieval
    """

    def __init__(self, config: AdapterConfig) -> None:
        super().__init__()
        e, d, p = config.language_width, config.vision_width, config.retrieval_width
        r = config.image_tokens
        self.output_tokens: nn.Parameter | None
        self.config = config
        self.caption_head = nn.Linear(d, config.visual_tokens * e)
        self.picture_head = nn.Linear(d, p)
        self.text_head = nn.Linear(e, p)
        self.image_tokens = nn.Parameter(torch.empty(r, e).normal_(std=0.02))
        untied = None if config.tied_output else nn.Parameter(torch.empty(r, e).normal_(std=0.02))
        self.register_parameter("output_tokens", untied)
        self.mapper = build_mapper(e, r, config.mapper)
        self.logit_scale = nn.Parameter(torch.tensor(LOGIT_SCALE_INIT))

    @property
    def output_rows(self) -> Tensor:
        """The [IMG] tokens' rows of the output head, (r, e)."""
        return self.image_tokens if self.output_tokens is None else self.output_tokens

    def caption_embeddings(self, pooled: Tensor) -> Tensor:
        """Visual vectors (B, k, e) of pooled features (B, d): GILL's W_cap."""
        return self.caption_head(pooled).unflatten(-1, (self.config.visual_tokens, -1))  # type: ignore[no-any-return]

    def retrieval_embeddings(self, pooled: Tensor) -> Tensor:
        """Picture side of retrieval (B, p), not normalised, of pooled features (B, d): GILL's W_i2t."""
        return self.picture_head(pooled)  # type: ignore[no-any-return]

    def text_embeddings(self, states: Tensor) -> Tensor:
        """Text side of retrieval (B, p), not normalised, of [IMG] states (B, r, e): W_t2i h[IMG1]."""
        return self.text_head(states[:, 0])  # type: ignore[no-any-return]

    def painter_embeddings(self, states: Tensor) -> Tensor:
        """The painter's text embeddings (B, L, output) of [IMG] states (B, r, e)."""
        return self.mapper(states, self.image_tokens)  # type: ignore[no-any-return]


class DecisionModule(nn.Linear):
    """Linear head on h[IMG1], optionally with a similarity beside it: logits of [generate, retrieve]."""

    def __init__(self, width: int, config: DecisionConfig) -> None:
        super().__init__(width + (config.similarity != "none"), 2)
        self.config = config

    def probabilities(self, state: Tensor, similarity: Tensor | None = None) -> Tensor:
        """[P(generate), P(retrieve)] (B, 2) of h[IMG1] (B, e) and, where configured, similarities (B,)."""
        if self.config.similarity != "none":
            if similarity is None:  # an empty collection: nothing is similar
                similarity = state.new_full((len(state),), -1.0)
            state = torch.cat([state, similarity.to(state)[:, None]], dim=-1)
        return self(state).softmax(-1)  # type: ignore[no-any-return]


@dataclass(frozen=True)
class AdapterBundle:
    """An adapter with the decision module beside it, if there is one."""

    adapter: Adapter
    decision: DecisionModule | None = None


def init_image_tokens(adapter: Adapter, matrix: Tensor, generator: torch.Generator) -> None:
    """Start [IMG] rows as random words: the mean and spread of the vocabulary matrix (rows, e)."""
    mean, std = matrix.float().mean(0).cpu(), matrix.float().std(0).cpu()
    with torch.no_grad():
        for rows in (adapter.image_tokens, adapter.output_tokens):
            if rows is not None:
                noise = torch.randn(rows.shape, generator=generator)
                rows.copy_((mean + std * noise).to(rows))
