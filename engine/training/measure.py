"""What a model can do on captioned pictures: find them, tell of them, have them painted."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import torch
from torch import Tensor
from torch.nn import functional as F

from engine.context import RunContext
from engine.models.gill import Gill
from engine.training.examples import Example
from engine.training.features import Features
from engine.training.layout import Layout
from engine.training.objective import hidden_states, word_loss
from engine.training.rows import Rows, assemble
from gill_studio.core.training import TrainingFigures

DEPTHS = (1, 5, 10)
_BATCH = 32


@torch.no_grad()
def measure(
    gill: Gill,
    features: Features,
    examples: Sequence[Example],
    candidates: Sequence[Example],
    name: str,
    context: RunContext | None = None,
) -> TrainingFigures:
    """Figures of a set: `candidates` are the pictures among which each caption's own has to be found.

    Pictures that show the same as the right one, or have the same caption, are no candidates beside it.
    """
    context = context or RunContext()
    if not examples:
        return TrainingFigures(name, 0, len(candidates), {})
    gill.adapter.eval()
    layout = Layout(gill, end_captions=False)
    vectors, losses, tokens, distances = [], 0.0, 0, 0.0
    for start, batch in _batches(examples):
        context.step(f"measuring {name}", start, len(examples))
        pairs = [(number, features.ids(example.caption)) for number, example in enumerate(batch)]
        pooled = features.pooled([example.key for example in batch]).to(gill.language.device)
        captioning = _rows(gill, [layout.captioning([pair]) for pair in pairs])
        asking = _rows(gill, [layout.asking([pair]) for pair in pairs])
        told, asked = hidden_states(gill, (captioning, asking), pooled)
        count = int((captioning.labels[:, 1:] >= 0).sum())
        losses, tokens = losses + float(word_loss(gill, told, captioning.labels)) * count, tokens + count
        states = asked[asking.states[..., 0], asking.states[..., 1]].float()
        vectors.append(F.normalize(gill.adapter.text_embeddings(states), dim=-1))
        if features.paints:
            targets = features.targets([example.caption for example in batch]).to(states.device)
            distances += float((gill.adapter.painter_embeddings(states) - targets).square().mean()) * len(batch)
    return TrainingFigures(
        name,
        len(examples),
        len(candidates),
        _found_at(gill, features, torch.cat(vectors), examples, candidates),
        -losses / tokens if tokens else None,
        distances / len(examples) / features.variance if features.paints else None,
    )


def _found_at(
    gill: Gill, features: Features, queries: Tensor, examples: Sequence[Example], candidates: Sequence[Example]
) -> dict[str, float]:
    pooled = features.pooled([candidate.key for candidate in candidates])
    scores = (queries @ gill.picture_vectors(pooled).T).double().cpu()
    ranks: list[Tensor] = []
    for start, part in _batches(examples):
        rows = scores[start : start + len(part)]
        own = _same(part, candidates, lambda one: one.key)
        alike = _same(part, candidates, lambda one: one.group or one.key)
        alike |= _same(part, candidates, lambda one: one.caption.casefold())
        best = rows.masked_fill(~own, float("-inf")).amax(1, keepdim=True)
        ranks.append(((rows >= best) & ~alike).sum(1))  # a tie counts against the model
    found = torch.cat(ranks)
    return {f"R@{depth}": float((found < depth).double().mean()) for depth in DEPTHS}


def _same(examples: Sequence[Example], candidates: Sequence[Example], what: Callable[[Example], str]) -> Tensor:
    """Which candidates have the same of something as which examples, (n, m) bool."""
    codes: dict[str, int] = {}
    numbers = [
        torch.tensor([codes.setdefault(what(one), len(codes)) for one in some]) for some in (examples, candidates)
    ]
    return numbers[0][:, None] == numbers[1][None]


def _rows(gill: Gill, rows: Sequence[object]) -> Rows:
    layout = (gill.config.image_token_ids, gill.config.visual_tokens)
    return assemble(rows, *layout).to(gill.language.device)  # type: ignore[arg-type]


def _batches(examples: Sequence[Example]) -> Iterator[tuple[int, Sequence[Example]]]:
    return ((start, examples[start : start + _BATCH]) for start in range(0, len(examples), _BATCH))
