"""Continuing a prompt: several candidates as one batch, token by token."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

import torch
from torch import Tensor

from engine.decoding.options import Branch, Candidate, DecodeOptions
from engine.decoding.sampling import draw, weigh
from engine.models.gill import Gill
from engine.models.key_values import KeyValues
from gill_studio.core.errors import ModelError

_OTHERS = 3  # ways that are kept beside the one taken
_SENTENCE_END = re.compile(r"""[.!?…。！？]["'”’»)\]]*$""")


@dataclass
class _Row:
    """One candidate at work. `queue` holds ids chosen and not yet read by the model."""

    index: int
    generator: torch.Generator
    candidate: Candidate = field(default_factory=Candidate)
    queue: list[int] = field(default_factory=list)
    states: list[Tensor] = field(default_factory=list)
    steps: int = 0
    closing: str = ""
    total: float = 0.0
    given: list[int] = field(default_factory=list)
    """Ids of its beginning that are still to come."""
    likelihood: float = 0.0
    """Log-probability of what it says so far, of tempered scores."""

    def count(self, log_probability: float) -> None:
        self.steps += 1
        self.total += log_probability
        self.candidate.log_probability = self.total / self.steps

    def pick(self, scores: Tensor, options: DecodeOptions) -> int:
        """The next token by weighed scores; what else it could have been is kept."""
        token = self.given.pop(0) if self.given else draw(scores, options, self.generator)
        if options.temperature > 0 and math.isfinite(float(scores.max())):
            scores = scores.log_softmax(-1)
            length, (values, likely) = len(self.candidate.ids), scores.topk(min(_OTHERS + 1, len(scores)))
            self.candidate.branches += [
                Branch(length, other, self.likelihood + value)
                for value, other in zip(values.tolist(), likely.tolist(), strict=True)
                if other != token
            ]
            self.likelihood += float(scores[token])
        return token


@torch.no_grad()
def decode(
    gill: Gill,
    hidden: Tensor,
    past: KeyValues,
    options: DecodeOptions,
    seeds: Sequence[int],
    prompt_ids: Sequence[int] = (),
    beginnings: Sequence[Sequence[int]] = (),
) -> Iterator[tuple[int, Candidate]]:
    """Continue a prompt of last hidden state (e,) with one candidate a seed; `prompt_ids` are for the penalty.

    `beginnings` are the word ids that each candidate begins with, where there are any.

    Yields (candidate index, candidate so far) whenever a candidate has grown, and once more when it has ended
    (`reason` is set): the caller stops by not asking further, within one token. The prompt's keys and values
    are shared, not copied. Once [IMG1] is chosen all r tokens are read, also on the last allowed step. A candidate
    ends early where the model's window has no room for a picture more; ModelError when the prompt leaves none.
    """
    last_place = gill.language.window - gill.config.image_tokens
    if past.length > last_place:
        raise ModelError(
            f"After a prompt of {past.length} positions the model's window of {gill.language.window} has no room left.",
            "Shorten the story.",
        )
    rows = [_Row(i, torch.Generator().manual_seed(_bounded(seed))) for i, seed in enumerate(seeds)]
    for row, beginning in zip(rows, beginnings, strict=False):
        row.given = list(beginning)
    past = past.repeated(len(rows))
    states = hidden.expand(len(rows), -1)
    while rows:
        _choose_next(gill, rows, states, options, prompt_ids)
        yield from ((row.index, row.candidate) for row in rows if row.queue or row.candidate.reason)
        rows, past = _continuing(rows, past, lambda row: not row.candidate.reason)
        if not rows:
            return
        states, past = _feed(gill, rows, past)
        full = past.length > last_place
        ended = [row for row in rows if not row.queue and (row.closing or full)]
        for row in ended:
            row.candidate.reason = row.closing or "length"
            yield row.index, row.candidate
        kept = torch.tensor([not row.candidate.reason for row in rows], device=states.device)
        rows, past = _continuing(rows, past, lambda row: not row.candidate.reason)
        states = states[kept]


def _bounded(seed: int) -> int:
    return seed % 2**63


def _choose_next(
    gill: Gill, rows: list[_Row], states: Tensor, options: DecodeOptions, prompt_ids: Sequence[int]
) -> None:
    """Choose a token for each row that waits for one, and end the rows that it ends."""
    waiting = [i for i, row in enumerate(rows) if not row.queue]
    if not waiting:
        return
    logits = gill.logits(states[waiting]).cpu()
    normalisers = logits.logsumexp(-1)
    ends = gill.language.eos | gill.language.newline_ids  # an end is no repetition; for OPT, BOS is one too
    for scores, normaliser, i in zip(logits, normalisers, waiting, strict=True):
        row = rows[i]
        weighed = weigh(
            scores,
            options,
            image_ids=gill.config.image_token_ids,
            banned=_banned(gill, options, row.steps),
            seen={*prompt_ids, *row.candidate.ids} - ends if options.repetition_penalty != 1.0 else (),
        )
        token = row.pick(weighed, options)
        row.count(float(scores[token] - normaliser))
        _append(gill, row, token, options)


def _banned(gill: Gill, options: DecodeOptions, steps: int) -> frozenset[int]:
    if steps >= options.min_words:
        return frozenset()
    banned = {gill.image_token}
    if options.stop.eos:
        banned |= gill.language.eos
    if options.stop.newline:
        banned |= gill.language.newline_ids
    return frozenset(banned)


def _append(gill: Gill, row: _Row, token: int, options: DecodeOptions) -> None:
    """Take `token` into the candidate; queue what the model has to read next, or say why the row ends."""
    candidate, last = row.candidate, row.steps >= options.max_tokens
    if token == gill.image_token:
        candidate.ids += gill.config.image_token_ids
        row.queue = list(gill.config.image_token_ids)
        row.closing = "picture" if options.stop.picture else "length" if last else ""
        return
    if options.stop.eos and token in gill.language.eos:
        candidate.reason = "eos"
        return
    candidate.ids.append(token)
    row.queue = [token]
    words = [i for i in candidate.ids if i not in gill.config.image_token_ids]
    candidate.text = gill.language.decode(words).rstrip("\ufffd")  # the rest of that letter is to come
    if options.stop.newline and "\n" in candidate.text:
        candidate.text, candidate.reason = candidate.text.split("\n", 1)[0], "newline"
    elif options.stop.sentence and row.steps > options.min_words and _SENTENCE_END.search(candidate.text):
        candidate.reason = "sentence"
    elif last:
        candidate.reason = "length"


def _feed(gill: Gill, rows: list[_Row], past: KeyValues) -> tuple[Tensor, KeyValues]:
    """Let the model read as many queued ids of every row as the shortest queue holds; keep [IMG] states."""
    count = min(len(row.queue) for row in rows)
    ids = gill.tokens([row.queue[:count] for row in rows])
    hidden, past = gill.read(gill.embed(ids), past)
    for row, states in zip(rows, hidden, strict=True):
        read, row.queue = row.queue[:count], row.queue[count:]
        row.states += [s for token, s in zip(read, states, strict=True) if token in gill.config.image_token_ids]
        if len(row.states) == gill.config.image_tokens:
            row.candidate.image_states.append(torch.stack(row.states).float())
            row.states = []
    return hidden[:, -1], past


def _continuing(rows: list[_Row], past: KeyValues, goes_on: Callable[[_Row], bool]) -> tuple[list[_Row], KeyValues]:
    kept = [i for i, row in enumerate(rows) if goes_on(row)]
    if len(kept) == len(rows):
        return rows, past
    device = past.buffers[0].keys.device if past.buffers else None
    return [rows[i] for i in kept], past.rows(torch.tensor(kept, dtype=torch.int64, device=device))
