"""The candidate texts of one proposal: different ones, best first."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from torch import Tensor

from engine.context import RunContext
from engine.decoding.loop import decode
from engine.decoding.options import Candidate, DecodeOptions, StopRules
from engine.models.gill import Gill
from engine.models.key_values import KeyValues
from gill_studio.core.protocol import TextGrew, TextProposal, TextSettings

_ROUNDS = 4  # in which a candidate that says what another one says is drawn anew


@dataclass(frozen=True)
class Writer:
    """Continues one prompt: its last hidden state (e,), keys and values, and word ids; `most` candidates at once."""

    gill: Gill
    hidden: Tensor
    past: KeyValues
    words: Sequence[int]
    most: int

    def write(self, text: TextSettings, context: RunContext) -> tuple[TextProposal, ...]:
        """`text.count` candidates, fewer where the model does not say so many different things, best first.

        Candidate i uses seed + i. One that repeats another is drawn again from the likeliest beginning that none has
        yet, and says which: sampling until it differs would take for ever where the model is sure of itself.
        """
        candidates: dict[int, Candidate] = {}
        beginnings = dict.fromkeys(range(text.count), text.beginning)
        waiting = list(beginnings)
        for _ in range(_ROUNDS):
            self._draw({i: beginnings[i] for i in waiting}, text, context, candidates)
            waiting = _repeating(candidates) if text.temperature > 0 else []
            fresh = dict(zip(waiting, self._unsaid(candidates, text.beginning), strict=False))
            if not fresh:
                break
            beginnings |= fresh
            waiting = list(fresh)
        missing = set(_repeating(candidates))
        proposals = [
            TextProposal(c.text.strip(), c.log_probability, text.seed + i, beginnings[i])
            for i, c in candidates.items()
            if i not in missing
        ]
        return tuple(sorted(proposals, key=lambda proposal: -proposal.score))

    def _draw(
        self, beginnings: Mapping[int, str], text: TextSettings, context: RunContext, candidates: dict[int, Candidate]
    ) -> None:
        """Draw these candidates, in batches."""
        options, indices = _options(text), list(beginnings)
        for start in range(0, len(indices), self.most):
            batch = indices[start : start + self.most]
            given = [self.gill.language.encode(beginnings[i]) for i in batch]
            seeds = [text.seed + i for i in batch]
            for place, candidate in decode(self.gill, self.hidden, self.past, options, seeds, self.words, given):
                candidates[batch[place]] = candidate
                context.emit(TextGrew(batch[place], candidate.text))
                written = sum(len(c.ids) for c in candidates.values())
                context.step("writing", written, text.count * text.max_tokens)

    def _unsaid(self, candidates: Mapping[int, Candidate], beginning: str) -> list[str]:
        """Beginnings that no candidate has, each longer than `beginning`, the likeliest first."""
        said = [candidate.text for candidate in candidates.values()]
        branches = [(branch, candidate.ids) for candidate in candidates.values() for branch in candidate.branches]
        language, found = self.gill.language, dict[str, None]()
        for branch, ids in sorted(branches, key=lambda one: -one[0].log_probability):
            if not math.isfinite(branch.log_probability) or branch.token in language.eos | language.newline_ids:
                continue
            words = language.decode([*ids[: branch.length], branch.token])
            new = len(words) > len(beginning) and words.startswith(beginning) and "\ufffd" not in words
            if new and not any(one.startswith(words) for one in said):
                found[words] = None
        return list(found)


def _repeating(candidates: Mapping[int, Candidate]) -> list[int]:
    """The candidates that say nothing, or what one before them says."""
    said: set[str] = {""}
    repeating = []
    for i, candidate in sorted(candidates.items()):
        words = candidate.text.strip()
        if words in said:
            repeating.append(i)
        said.add(words)
    return repeating


def _options(text: TextSettings) -> DecodeOptions:
    return DecodeOptions(
        max_tokens=text.max_tokens,
        temperature=text.temperature,
        top_p=text.top_p,
        top_k=text.top_k,
        repetition_penalty=text.repetition_penalty,
        min_words=text.min_words,
        picture_bias=0.0,  # sentences are wanted here; pictures are asked for beside them
        stop=StopRules(),
    )
