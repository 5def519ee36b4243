"""From scores to the next token of one row."""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence

import torch
from torch import Tensor

from engine.decoding.options import DecodeOptions
from gill_studio.core.errors import ModelError

_NEVER = float("-inf")
_LARGEST = 1e30  # of a score or a temperature: leaves single precision room to add and divide
_HEADS = (64, 1024)  # a nucleus is nearly always that small, and sorting 50,000 costs more than all else here


def weigh(
    logits: Tensor,
    options: DecodeOptions,
    *,
    image_ids: Sequence[int],
    banned: Collection[int],
    seen: Collection[int],
) -> Tensor:
    """Scores (vocabulary,) to draw the next token by: penalised, tempered, biased. From float32 logits on the CPU.

    Minus infinity is never drawn, plus infinity (a demanded picture) always. [IMG2] ... [IMG r] are never drawn: they
    follow [IMG1] by rule. `banned` ids are not drawn either; `seen` ids are those the repetition penalty holds back.
    ModelError when the logits are not numbers.
    """
    if not math.isfinite(float(logits.max())):  # the largest is NaN where any is
        raise ModelError(
            "The language model returned values that are not numbers.",
            "Its weights overflow in this precision: choose bfloat16 or float32.",
        )
    scores = logits.clone()
    first = image_ids[0]
    if options.repetition_penalty != 1.0 and seen:
        _penalise(scores, list(seen), options.repetition_penalty)
    if options.authors_factor != 1.0:
        scores[first] = (scores[first].abs() * min(options.authors_factor, _LARGEST)).clamp(max=_LARGEST)
    scores[list(image_ids[1:])] = _NEVER
    if banned:
        scores[list(banned)] = _NEVER
    if options.picture_bias == math.inf and first not in banned:
        scores[first] = math.inf
        return scores
    if options.temperature > 0:
        scores = _tempered(scores, options.temperature)
    if first not in banned:  # infinity times nothing is not a number
        # Multiplying the odds of one outcome is adding the logarithm to its score.
        scores[first] += math.log(options.picture_bias) if options.picture_bias > 0 else _NEVER
    return scores


def draw(scores: Tensor, options: DecodeOptions, generator: torch.Generator) -> int:
    """A token by its weighed score (vocabulary,); the likeliest at temperature 0 and where one is certain."""
    if options.temperature == 0 or float(scores.max()) == math.inf:
        return int(scores.argmax())
    probabilities = _nucleus(_top(scores, options.top_k).softmax(-1), options.top_p)
    return int(torch.multinomial(probabilities, 1, generator=generator))


def _tempered(scores: Tensor, temperature: float) -> Tensor:
    """Scores over the temperature, the largest at 0: so no finite temperature overflows."""
    return (scores - scores.max()) / min(max(temperature, 1e-4), _LARGEST)


def _penalise(scores: Tensor, seen: list[int], penalty: float) -> None:
    values = scores[seen]
    scores[seen] = torch.where(values > 0, values / penalty, values * penalty)


def _top(scores: Tensor, k: int) -> Tensor:
    if not 0 < k < len(scores):
        return scores
    values, indices = scores.topk(k)
    return torch.full_like(scores, _NEVER).scatter(0, indices, values)


def _nucleus(probabilities: Tensor, p: float) -> Tensor:
    """The smallest set of likeliest tokens that together reach `p`."""
    if p >= 1:
        return probabilities
    count = len(probabilities)
    for size in (*(head for head in _HEADS if head < count), count):
        values, indices = probabilities.topk(size)
        reached = values.cumsum(0)
        if float(reached[-1]) >= p:
            break
    keep = int((reached < p).sum()) + 1
    return torch.zeros_like(probabilities).scatter(0, indices[:keep], values[:keep])
