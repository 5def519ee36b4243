"""GILL's training objective (eq. 1 to 5), of one batch, in one pass of the language model."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import torch
from torch import Tensor
from torch.nn import functional as F

from engine.models.gill import Gill
from engine.training.rows import PAD_LABEL, Rows

_NEVER = -1e4  # a score that counts for nothing, and leaves gradients numbers where nothing else is there


@dataclass(frozen=True)
class ObjectiveConfig:
    """Weights of the losses, at the authors' values; `generation` may be their unsquared norm or the paper's.

    "norm" is the authors' mean of per-token L2 norms; "mse" the paper's squared error (eq. 3), as a mean.
    `keeping_weight` is that of what is replayed beside them (division.py), and of that `sight_weight` is what counts
    that a picture's visual vectors stay where they were; there is nothing of either here.
    """

    captioning_weight: float = 1.0
    picture_word_weight: float = 1.0
    retrieval_weight: float = 1.0
    generation_weight: float = 1.0
    generation: Literal["norm", "mse"] = "norm"
    keeping_weight: float = 1.0
    sight_weight: float = 0.0


@dataclass(frozen=True)
class Losses:
    """The parts of the objective, each a scalar tensor.

    captioning     eq. 1: cross-entropy of captions after their picture, mean over tokens
    picture_words  eq. 2: cross-entropy of captions and [IMG1], mean over tokens
    text_to_image, image_to_text  eq. 4 and 5: InfoNCE over the batch
    generation     eq. 3: distance of the mapper's output to the painter's encoding of the caption
    """

    captioning: Tensor
    picture_words: Tensor
    text_to_image: Tensor
    image_to_text: Tensor
    generation: Tensor

    def total(self, config: ObjectiveConfig) -> Tensor:
        """The weighted sum that is minimised."""
        return (
            config.captioning_weight * self.captioning
            + config.picture_word_weight * self.picture_words
            + config.retrieval_weight * 0.5 * (self.text_to_image + self.image_to_text)
            + config.generation_weight * self.generation
        )

    def values(self) -> Mapping[str, float]:
        """The parts as numbers, by name."""
        return {name: float(getattr(self, name).detach()) for name in self.__dataclass_fields__}


@dataclass(frozen=True)
class Distractors:
    """Pictures that nobody asks for: features (K, d), and which of them would do, (M, K) bool, for each that is asked.

    Those that would do are not what the one that is asked for is told from: they, too, are told from all others.
    M are the rows' [IMG] tokens in order, `pictures` first.
    """

    pooled: Tensor
    fitting: Tensor


def objective(
    gill: Gill,
    captioning: Rows,
    pictures: Rows,
    pooled: Tensor,
    targets: Tensor,
    config: ObjectiveConfig | None = None,
    *,
    stories: Rows | None = None,
    distractors: Distractors | None = None,
) -> Losses:
    """Losses of one batch of N picture-caption pairs.

    `captioning` and `pictures` are the batch's rows (rows.py); `pooled` (N, d) are the pictures' features and
    `targets` (N, L, D) the painter's encodings of what is to be painted, which for the published recipe are the
    captions. One language-model pass reads all rows; word scores are computed only where a label is. Gradients
    reach the adapter alone.

    `stories`, which the published recipe has none of, are rows of whole contexts that ask for pictures like
    `pictures` do; being much longer, they are read in a pass of their own. `distractors`, which it has none of
    either, make finding a picture harder than the few of a small batch do.
    """
    config = config or ObjectiveConfig()
    captioning_hidden, picture_hidden = hidden_states(gill, (captioning, pictures), pooled)
    asking = [(pictures, picture_hidden)]
    if stories is not None:
        (story_hidden,) = hidden_states(gill, (stories,), pooled)
        asking.append((stories, story_hidden))
    states = torch.cat([hidden[rows.states[..., 0], rows.states[..., 1]] for rows, hidden in asking]).float()
    asked = torch.cat([rows.pictures for rows, _ in asking])
    t2i, i2t = info_nce(gill, states, pooled[asked], distractors)
    mapped = gill.adapter.painter_embeddings(states)
    return Losses(
        captioning=word_loss(gill, captioning_hidden, captioning.labels),
        picture_words=torch.stack([word_loss(gill, hidden, rows.labels) for rows, hidden in asking]).mean(),
        text_to_image=t2i,
        image_to_text=i2t,
        generation=generation_loss(mapped, targets[asked], config.generation),
    )


def hidden_states(gill: Gill, batches: tuple[Rows, ...], pooled: Tensor) -> tuple[Tensor, ...]:
    """Last hidden states (R, T, e) of each batch of rows, all read in one pass."""
    vectors = gill.adapter.caption_embeddings(pooled).flatten(0, 1)
    length = max(rows.ids.shape[1] for rows in batches)
    ids = torch.cat([F.pad(rows.ids, (0, length - rows.ids.shape[1])) for rows in batches])
    visual = torch.cat([F.pad(rows.visual, (0, length - rows.visual.shape[1]), value=-1) for rows in batches])
    embeddings = gill.embed(ids)
    is_visual = visual >= 0
    embeddings = embeddings.masked_scatter(is_visual[..., None], vectors[visual[is_visual]].to(embeddings.dtype))
    hidden, _ = gill.read(embeddings, keep=False)
    parts = hidden.split([len(rows.ids) for rows in batches])
    return tuple(h[:, : rows.ids.shape[1]] for h, rows in zip(parts, batches, strict=True))


def word_loss(gill: Gill, hidden: Tensor, labels: Tensor) -> Tensor:
    """Cross-entropy, mean over labelled tokens, of hidden states (R, T, e) against the next labels (R, T)."""
    wanted = labels[:, 1:] != PAD_LABEL
    if not bool(wanted.any()):
        return hidden.new_zeros((), dtype=torch.float32)
    return F.cross_entropy(gill.logits(hidden[:, :-1][wanted]), labels[:, 1:][wanted])


def info_nce(
    gill: Gill, states: Tensor, pooled: Tensor, distractors: Distractors | None = None
) -> tuple[Tensor, Tensor]:
    """(text to image, image to text) InfoNCE (eq. 4) of [IMG] states (M, r, e) and features (M, d)."""
    texts = F.normalize(gill.adapter.text_embeddings(states), dim=-1)
    images = F.normalize(gill.adapter.retrieval_embeddings(pooled), dim=-1)
    scale = gill.adapter.logit_scale.exp()
    scores = scale * texts @ images.T
    own = torch.arange(len(scores), device=scores.device)
    back = F.cross_entropy(scores.T, own)
    if distractors is None:
        return F.cross_entropy(scores, own), back
    others = scale * texts @ F.normalize(gill.adapter.retrieval_embeddings(distractors.pooled), dim=-1).T
    wrong = others.masked_fill(distractors.fitting, _NEVER)
    there = F.cross_entropy(torch.cat([scores, wrong], 1), own)
    if not bool(distractors.fitting.any()):
        return there, back
    # Each one that would do, against all that would not, by a softmax of its own.
    alike = F.softplus(wrong.logsumexp(1, keepdim=True) - others)[distractors.fitting].mean()
    return 0.5 * (there + alike), back


def generation_loss(mapped: Tensor, targets: Tensor, kind: Literal["norm", "mse"]) -> Tensor:
    """Distance of mapper outputs (M, L, D) to the painter's encodings (M, L, D); see ObjectiveConfig."""
    difference = mapped.float() - targets.float()
    if kind == "mse":
        return difference.square().mean()
    norms: Tensor = torch.linalg.vector_norm(difference, dim=-1)
    return norms.mean()
