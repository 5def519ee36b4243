"""The composition: a frozen language model, a vision encoder and the adapter that joins them."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor
from torch.nn import functional as F

from engine.models.adapter import AdapterBundle
from engine.models.key_values import KeyValues
from engine.models.language import LanguageBackbone
from engine.models.vision import VisionBackbone
from gill_studio.core.errors import AdapterError


class Gill:
    """GILL without its painter: reads interleaved embeddings, scores words and [IMG] tokens, maps [IMG] states.

    The adapter stays in float32 whatever the language model's precision: it is small, and loses nothing.
    """

    def __init__(self, language: LanguageBackbone, vision: VisionBackbone, bundle: AdapterBundle) -> None:
        config = bundle.adapter.config
        _check_width("language model", "embeddings", language.width, config.language_width)
        _check_width("vision encoder", "features", vision.width, config.vision_width)
        if config.tied_output and not language.tied:
            raise AdapterError(
                "The adapter was trained for a language model with a tied output head; this one's is untied.",
                "Choose the language model the adapter names, or train a new adapter.",
            )
        self.language, self.vision, self.config = language, vision, config
        self.adapter = bundle.adapter.to(language.device)
        self.decision = bundle.decision.to(language.device) if bundle.decision is not None else None
        self.image_ids = torch.tensor(config.image_token_ids, device=language.device)
        self.vocabulary = max(language.rows, max(config.image_token_ids) + 1)
        self._position = torch.full((self.vocabulary,), -1, device=language.device)
        self._position[self.image_ids] = torch.arange(config.image_tokens, device=language.device)

    def to(self, device: torch.device | str) -> Gill:
        """Move language model and adapter; the vision encoder moves on its own."""
        self.language.to(device)
        self.adapter.to(device)
        if self.decision is not None:
            self.decision.to(device)
        self.image_ids, self._position = self.image_ids.to(device), self._position.to(device)
        return self

    @property
    def image_token(self) -> int:
        """The id of [IMG1]: the model's wish for a picture."""
        return self.config.image_token_ids[0]

    def embed(self, ids: Tensor) -> Tensor:
        """Input embeddings (..., e), in the language model's precision, of ids (...) with [IMG] ids among them."""
        position = self._position[ids]
        is_image = position >= 0
        words = self.language.embed(torch.where(is_image, 0, ids))
        images = self.adapter.image_tokens[position.clamp(min=0)].to(words.dtype)
        return torch.where(is_image[..., None], images, words)

    def read(self, embeddings: Tensor, past: KeyValues | None = None, *, keep: bool = True) -> tuple[Tensor, KeyValues]:
        """See LanguageBackbone.read."""
        return self.language.read(embeddings.to(self.language.dtype), past, keep=keep)

    def logits(self, hidden: Tensor) -> Tensor:
        """Scores (..., vocabulary), float32, of words and [IMG] tokens, of hidden states (..., e).

        [IMG] ids may lie on unused rows of the language model's matrix or beyond its end, as the published
        ones do; ids that are neither score -inf.
        """
        words = self.language.logits(hidden.to(self.language.dtype)).float()
        padded = F.pad(words, (0, self.vocabulary - self.language.rows), value=float("-inf"))
        images = hidden.float() @ self.adapter.output_rows.float().T
        return padded.index_copy(-1, self.image_ids, images)

    @torch.no_grad()
    def caption_vectors(self, pooled: Tensor) -> Tensor:
        """Visual vectors (B, k, e) of pooled picture features (B, d)."""
        return self.adapter.caption_embeddings(pooled.to(self.language.device))

    @torch.no_grad()
    def picture_vectors(self, pooled: Tensor) -> Tensor:
        """Normalised retrieval vectors (B, p) of pooled picture features (B, d)."""
        return F.normalize(self.adapter.retrieval_embeddings(pooled.to(self.language.device)), dim=-1)

    @torch.no_grad()
    def image_states(self, past: KeyValues | None, prompt: Tensor | None = None) -> Tensor:
        """Hidden states (r, e), float32, at [IMG1] ... [IMG r] appended to `past` and then `prompt` (T, e)."""
        images = self.embed(self.image_ids)
        joined = images if prompt is None else torch.cat([prompt.to(images), images])
        return self.read(joined[None], past, keep=False)[0][0, -self.config.image_tokens :].float()

    @torch.no_grad()
    def query_vector(self, states: Tensor) -> Tensor:
        """The normalised retrieval vector (p,) of [IMG] states (r, e)."""
        return F.normalize(self.adapter.text_embeddings(states[None]), dim=-1)[0]

    @torch.no_grad()
    def painter_embeddings(self, states: Tensor) -> Tensor:
        """GILLMapper's output (L, painter width) of [IMG] states (r, e)."""
        return self.adapter.painter_embeddings(states[None])[0]

    @torch.no_grad()
    def decide(self, states: Tensor, best_cosine: float | None = None) -> tuple[float, float] | None:
        """(P(generate), P(retrieve)) of [IMG] states (r, e); None without a decision module.

        `best_cosine` is the best similarity in the collection, None for an empty one: then a module that
        weighs it is told -1, the worst there is.
        """
        if self.decision is None:
            return None
        scale = self.adapter.logit_scale.exp() if self.decision.config.similarity == "scaled" else 1.0
        best = -1.0 if best_cosine is None else best_cosine
        similarity = torch.tensor([best], device=states.device) * scale
        generate, retrieve = self.decision.probabilities(states[:1], similarity)[0].tolist()
        return generate, retrieve

    def tokens(self, ids: Sequence[int] | Sequence[Sequence[int]]) -> Tensor:
        """Ids, or rows of ids of one length, as an int64 tensor where the model's inputs belong."""
        return torch.tensor(ids, dtype=torch.int64, device=self.language.device)


def _check_width(part: str, what: str, found: int, expected: int) -> None:
    if found != expected:
        raise AdapterError(
            f"The adapter is for a {part} with {what} of width {expected}; this one's have {found}.",
            f"Choose the {part} the adapter names, or another adapter.",
        )
