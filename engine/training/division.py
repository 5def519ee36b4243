"""One step's loss and gradients, divided over passes and processes without changing either.

A contrastive loss compares every caption of a batch with every picture, so a batch cannot simply be cut in pieces. Here
the pieces are read once for their [IMG] vectors, the comparison is made over all of them, and each piece is read again
with the gradient that the comparison has at its vectors (Gao et al., "Scaling Deep Contrastive Learning Batch Size
under Memory Limited Setup", 2021). Where one piece is the whole part of a process, it is read once.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional as F

from engine.models.gill import Gill
from engine.training.objective import ObjectiveConfig, generation_loss, hidden_states
from engine.training.processes import Team
from engine.training.rows import PAD_LABEL, Rows

PARTS = ("captioning", "picture_words", "text_to_image", "image_to_text", "generation")
KEPT = "kept"
_TURNED = 0.03  # of how far a query has turned, in what is kept: were it more, new pictures would be found less well


@dataclass(frozen=True)
class Piece:
    """What is read at once: rows, the pictures they show or ask for (n, d), and the encodings to aim at (m, L, D).

    `reads` are batches of rows of similar length, each read in one pass; the asked pictures are in the order in which
    these ask for them. `captions` says which are captioning rows. `replayed` (m,) says of which the model is to keep
    what it gave; that are their `targets` then, and the vectors `asked` (m, p) that it asked with, zero of the others.
    The pictures that are replayed, `again` (n,), are to be seen as they were: `seen` (k, w), by W_cap.
    """

    reads: tuple[tuple[Rows, ...], ...]
    captions: tuple[tuple[bool, ...], ...]
    pooled: Tensor
    targets: Tensor
    replayed: Tensor
    asked: Tensor
    again: Tensor
    seen: Tensor


@dataclass(frozen=True)
class Comparison:
    """All that a step's captions are compared with, on every process: asked pictures (M, d), and others (K, d).

    `alike` (M, M + K) are the pictures that would do as well and are left out; a caption's own is not among them.
    `counts` is how many captions each process has. Those that are `replayed` (M,) look for nothing: their vectors are
    to stay as they are.
    """

    asked: Tensor
    others: Tensor
    alike: Tensor
    counts: tuple[int, ...]
    replayed: Tensor


@dataclass(frozen=True)
class Totals:
    """What means are taken over, of all processes together.

    `asked` are pictures asked for that are not replayed, `replayed` those that are, `seen` all that these show.
    """

    caption_tokens: int
    picture_tokens: int
    asked: int
    replayed: int = 0
    seen: int = 0

    def means(self, sums: Tensor) -> Tensor:
        """Of sums (5,) as `_sums` gives them."""
        counts = (self.caption_tokens, self.picture_tokens, self.asked, self.replayed, self.seen)
        return sums / sums.new_tensor([max(1, count) for count in counts])


@dataclass(frozen=True)
class Precision:
    """In what the passes are computed."""

    device: str = "cpu"
    bfloat16: bool = False

    @contextmanager
    def passes(self) -> Iterator[None]:
        """Within it, in 16 bits where wanted."""
        with torch.autocast(self.device.partition(":")[0], torch.bfloat16, enabled=self.bfloat16):
            yield


def backward(
    gill: Gill,
    pieces: Sequence[Piece],
    comparison: Comparison,
    totals: Totals,
    config: ObjectiveConfig,
    team: Team,
    precision: Precision,
) -> dict[str, Tensor]:
    """Add this process's part of the gradients to the adapter's, and give the whole batch's losses by name.

    Summed over the processes, the gradients are those of the losses over the whole batch.
    """
    once = len(pieces) == 1
    with torch.set_grad_enabled(once), precision.passes():
        first = [read(gill, piece) for piece in pieces]
    vectors = torch.cat([one.texts.detach() for one in first])
    contrast, slopes = _compared(gill, vectors, comparison, config, team)
    sums = torch.zeros(5, device=vectors.device)
    learnt = (config.captioning_weight, config.picture_word_weight, config.generation_weight)
    weights = totals.means(sums.new_tensor([*learnt, config.keeping_weight, config.keeping_weight]))
    for piece, before, slope in zip(pieces, first, slopes.split([len(one.texts) for one in first]), strict=True):
        with precision.passes():
            now = before if once else read(gill, piece)
            parts = _sums(gill, piece, now, config)
        ((parts * weights).sum() + (now.texts * slope).sum()).backward()
        sums += parts.detach()
    team.summed([sums])
    return _named(totals, sums, contrast)


@torch.no_grad()
def losses(
    gill: Gill, pieces: Sequence[Piece], comparison: Comparison, totals: Totals, config: ObjectiveConfig, team: Team
) -> dict[str, float]:
    """The same losses without gradients."""
    found = [read(gill, piece) for piece in pieces]
    vectors = team.gathered(torch.cat([one.texts for one in found]), comparison.counts)
    sums = torch.stack([_sums(gill, piece, one, config) for piece, one in zip(pieces, found, strict=True)]).sum(0)
    team.summed([sums])
    named = _named(totals, sums, _contrast(gill, vectors, comparison))
    return {name: float(value) for name, value in named.items()}


def total(parts: Mapping[str, Tensor], config: ObjectiveConfig) -> Tensor:
    """The weighted sum that is minimised, but for what is kept: that says nothing of what is learnt."""
    return (
        config.captioning_weight * parts["captioning"]
        + config.picture_word_weight * parts["picture_words"]
        + config.retrieval_weight * 0.5 * (parts["text_to_image"] + parts["image_to_text"])
        + config.generation_weight * parts["generation"]
    )


def _named(totals: Totals, sums: Tensor, contrast: tuple[Tensor, Tensor]) -> dict[str, Tensor]:
    captions, words, generation, kept, seen = totals.means(sums)
    named = dict(zip(PARTS, (captions, words, *contrast, generation), strict=True))
    return named | ({KEPT: kept + seen} if totals.replayed else {})


@dataclass(frozen=True)
class Read:
    """Hidden states of each pass's rows, the [IMG] states (m, r, e) asked with, and their vectors (m, p)."""

    hidden: tuple[tuple[Tensor, ...], ...]
    states: Tensor
    texts: Tensor


def read(gill: Gill, piece: Piece) -> Read:
    """Read a piece with the language model."""
    hidden = tuple(hidden_states(gill, rows, piece.pooled) for rows in piece.reads)
    found = [
        states[rows.states[..., 0], rows.states[..., 1]]
        for batch, passes in zip(piece.reads, hidden, strict=True)
        for rows, states in zip(batch, passes, strict=True)
        if len(rows.states)
    ]
    states = torch.cat(found).float()
    return Read(hidden, states, F.normalize(gill.adapter.text_embeddings(states).float(), dim=-1))


def _sums(gill: Gill, piece: Piece, found: Read, config: ObjectiveConfig) -> Tensor:
    """(captioning, picture words, generation, kept, seen), summed over tokens, asked pictures, and pictures."""
    words = [found.states.new_zeros(()), found.states.new_zeros(())]
    for batch, passes, which in zip(piece.reads, found.hidden, piece.captions, strict=True):
        for rows, states, is_caption in zip(batch, passes, which, strict=True):
            place = 0 if is_caption else 1
            words[place] = words[place] + _word_sum(gill, states, rows.labels)
    again = piece.replayed
    turned = gill.adapter.logit_scale.exp() * (1 - (found.texts * piece.asked).sum(-1)[again])
    kept = _TURNED * config.retrieval_weight * turned.sum()
    sight = gill.adapter.caption_head(piece.pooled[piece.again]).float()
    seen = config.sight_weight * (sight - piece.seen).square().mean(-1).sum()
    if not config.generation_weight:
        return torch.stack([*words, found.states.new_zeros(()), kept, seen])
    mapped = gill.adapter.painter_embeddings(found.states)
    generation, moved = (
        generation_loss(mapped[which], piece.targets[which], config.generation) * which.sum()
        if bool(which.any())
        else found.states.new_zeros(())
        for which in (~again, again)
    )
    return torch.stack([*words, generation, kept + config.generation_weight * moved, seen])


def _word_sum(gill: Gill, hidden: Tensor, labels: Tensor) -> Tensor:
    wanted = labels[:, 1:] != PAD_LABEL
    return F.cross_entropy(gill.logits(hidden[:, :-1][wanted]), labels[:, 1:][wanted], reduction="sum")


def _compared(
    gill: Gill, vectors: Tensor, comparison: Comparison, config: ObjectiveConfig, team: Team
) -> tuple[tuple[Tensor, Tensor], Tensor]:
    """Both contrastive losses over the whole batch, and their gradient at this process's vectors (m, p).

    Gradients of the picture side and of the scale, which every process has whole, are divided by their number.
    """
    everyone = team.gathered(vectors, comparison.counts).requires_grad_()
    to_image, to_text = _contrast(gill, everyone, comparison)
    weighted = config.retrieval_weight * 0.5 * (to_image + to_text) / team.size
    if weighted.requires_grad:
        weighted.backward()
    gradient = everyone.grad if everyone.grad is not None else torch.zeros_like(everyone)
    start = sum(comparison.counts[: team.rank])
    return (to_image.detach(), to_text.detach()), gradient[start : start + len(vectors)] * team.size


def _contrast(gill: Gill, texts: Tensor, comparison: Comparison) -> tuple[Tensor, Tensor]:
    """InfoNCE (GILL eq. 4 and 5) of vectors (M, p), in float32: text to image, also among others; image to text."""
    asking = ~comparison.replayed
    if not bool(asking.any()):
        return texts.new_zeros(()), texts.new_zeros(())
    pictures = torch.cat([comparison.asked, comparison.others])
    images = F.normalize(gill.adapter.retrieval_embeddings(pictures).float(), dim=-1)
    scores = gill.adapter.logit_scale.exp() * texts @ images.T
    scores = scores.masked_fill(comparison.alike, float("-inf"))
    own = torch.arange(len(texts), device=texts.device)[asking]
    return F.cross_entropy(scores[asking], own), F.cross_entropy(scores[:, : len(texts)].T[asking], own)
